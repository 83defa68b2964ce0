#include "contacts/database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <utility>

namespace phonebook {
namespace {
// Long enough for another process's import to finish a batch, short enough that a person is told.
constexpr int kBusyTimeoutMs = 10'000;

[[noreturn]] void raise(sqlite3* db, int code) {
  throw DatabaseError(code, db ? sqlite3_errmsg(db) : sqlite3_errstr(code));
}
}  // namespace

Statement::Statement(sqlite3* db, std::string_view sql) {
  const int code = sqlite3_prepare_v2(db, sql.data(), static_cast<int>(sql.size()), &handle_, nullptr);
  if (code != SQLITE_OK) raise(db, code);
}
Statement::~Statement() { sqlite3_finalize(handle_); }
Statement::Statement(Statement&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

Statement& Statement::bind(int index, std::int64_t value) {
  if (const int code = sqlite3_bind_int64(handle_, index, value)) raise(sqlite3_db_handle(handle_), code);
  return *this;
}
Statement& Statement::bind_text(int index, std::string_view value) {
  const char* data = value.empty() ? "" : value.data();
  if (const int code = sqlite3_bind_text64(handle_, index, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8))
    raise(sqlite3_db_handle(handle_), code);
  return *this;
}
Statement& Statement::bind_blob(int index, std::string_view value) {
  const char* data = value.empty() ? "" : value.data();
  if (const int code = sqlite3_bind_blob64(handle_, index, data, value.size(), SQLITE_TRANSIENT))
    raise(sqlite3_db_handle(handle_), code);
  return *this;
}
Statement& Statement::bind_null(int index) {
  if (const int code = sqlite3_bind_null(handle_, index)) raise(sqlite3_db_handle(handle_), code);
  return *this;
}
bool Statement::step() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  sqlite3* db = sqlite3_db_handle(handle_);
  if (code != SQLITE_DONE) {
    const DatabaseError error(code, sqlite3_errmsg(db));
    sqlite3_reset(handle_);
    throw error;
  }
  sqlite3_reset(handle_);
  return false;
}
void Statement::run() {
  while (step()) {
  }
}
void Statement::reset() { sqlite3_reset(handle_); }
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_, column); }
std::string_view Statement::blob(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(handle_, column));
  return data ? std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column)))
              : std::string_view();
}
bool Statement::is_null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }

Database::Database(const std::filesystem::path& path) {
  // Made here and not by SQLite, so that there is no moment in which others can read it; WAL and journal
  // files take the mode of the database.
  if (const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600); fd >= 0) close(fd);
  const int code =
      sqlite3_open_v2(path.c_str(), &handle_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    const DatabaseError error(code, handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code));
    sqlite3_close_v2(std::exchange(handle_, nullptr));
    throw error;
  }
  sqlite3_busy_timeout(handle_, kBusyTimeoutMs);
  try {
    execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; PRAGMA "
        "secure_delete = ON;"
        "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;");
  } catch (...) {
    sqlite3_close_v2(std::exchange(handle_, nullptr));
    throw;
  }
}
Database::~Database() { sqlite3_close_v2(handle_); }
Database::Database(Database&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}

void Database::execute(const std::string& sql) const {
  if (const int code = sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr)) raise(handle_, code);
}
std::int64_t Database::last_row_id() const { return sqlite3_last_insert_rowid(handle_); }
std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }
std::int64_t Database::data_version() const {
  Statement s = prepare("PRAGMA data_version");
  return s.step() ? s.integer(0) : 0;
}

Transaction::Transaction(const Database& db) : db_(db), owner_(sqlite3_get_autocommit(db.handle_) != 0) {
  if (owner_) db_.execute("BEGIN IMMEDIATE");
}
Transaction::~Transaction() {
  if (owner_ && open_) sqlite3_exec(db_.handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}
void Transaction::commit() {
  if (owner_) db_.execute("COMMIT");
  open_ = false;
}

}  // namespace phonebook
