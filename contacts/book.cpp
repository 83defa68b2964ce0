#include "contacts/book.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>

#include "base/atomic_file.h"
#include "base/text.h"
#include "contacts/book_schema.h"
#include "contacts/book_state.h"
#include "contacts/contact_json.h"
#include "contacts/keyring.h"

namespace phonebook {
namespace {

constexpr int kSchemaVersion = 1;
constexpr std::string_view kKeyCheck = "the key of this book";

std::int64_t schema_version(const Database& db) {
  Statement s = db.prepare("PRAGMA user_version");
  return s.step() ? s.integer(0) : 0;
}

// Numbers without what people put between digits, mail and ids without case.
std::string normalised(const std::string& kind, const std::string& value) {
  if (kind != "phone") return fold(value);
  std::string out;
  for (const char c : value)
    if (c == '+' || c == ';' || c == '=' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')) out += c;
  return out;
}

// Held while a book is made, so that two processes that meet an empty folder make one key and one schema.
class MakingLock {
 public:
  explicit MakingLock(const std::filesystem::path& folder)
      : fd_(::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {
    if (fd_ >= 0) flock(fd_, LOCK_EX);
  }
  ~MakingLock() {
    if (fd_ >= 0) close(fd_);
  }
  MakingLock(const MakingLock&) = delete;
  MakingLock& operator=(const MakingLock&) = delete;

 private:
  int fd_;
};

void make_schema(const Database& db, const Seal& seal) {
  Transaction t(db);
  if (schema_version(db) == 0) {
    db.execute(kBookSchema);
    db.prepare("INSERT INTO book (name, value) VALUES ('key_check', ?)")
        .bind_blob(1, seal.close(kKeyCheck, {"book", "value", 0, 1}))
        .run();
    db.execute(fmt::format("PRAGMA user_version = {}", kSchemaVersion));
  }
  t.commit();
}

Result<void> check_key(const Database& db, const Seal& seal, const std::filesystem::path& path) {
  Statement s = db.prepare("SELECT value FROM book WHERE name = 'key_check'");
  if (!s.step() || !seal.open(s.blob(0), {"book", "value", 0, 1}))
    return fail(Code::denied,
                tr("This book was sealed with another key. Nothing was changed; put its own key file back."),
                path.string());
  return {};
}

void index_values(const Book::State& state, std::int64_t row, const Contact& contact) {
  state.db.prepare("DELETE FROM contact_value WHERE contact_id = ?").bind(1, row).run();
  Statement s = state.db.prepare("INSERT OR IGNORE INTO contact_value (value_key, contact_id) VALUES (?, ?)");
  const auto add = [&](const std::string& kind, const std::string& value) {
    s.bind_blob(1, state.value_key(kind, value)).bind(2, row).run();
  };
  for (const ContactNumber& n : contact.numbers)
    add("phone", n.extension.empty() ? n.number : n.number + ";ext=" + n.extension);
  for (const ContactMail& m : contact.mails) add("email", m.address);
  for (const ImAddress& i : contact.im_addresses) add(i.service, i.address);
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm tm{};
  gmtime_r(&now, &tm);
  char out[32];
  std::strftime(out, sizeof out, "%Y-%m-%dT%H:%M:%SZ", &tm);
  return out;
}

}  // namespace

Fail database_failure(const DatabaseError& error, const std::filesystem::path& path) {
  switch (error.sqlite_code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fail(Code::busy, tr("Another program is writing to the book just now; try again."),
                  path.string());
    case SQLITE_FULL:
      return fail(Code::io, tr("The disk is full; the book was not changed."), path.string());
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_CANTOPEN:
    case SQLITE_AUTH:
      return fail(
          Code::denied,
          tr("The book cannot be opened for writing; look at the permissions of its file and folder."),
          path.string());
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return fail(Code::invalid_input, tr("This file is no book, or it is damaged; it was left as it is."),
                  path.string());
    default:
      return fail(Code::io,
                  fmt::format(fmt::runtime(tr("The book could not be read or written ({}).")), error.what()),
                  path.string());
  }
}

std::string Book::State::buddy_key(const Buddy& buddy) const {
  // Lengths in front, so that no two buddies run into each other.
  return seal.lookup("buddy", fmt::format("{}:{}{}:{}{}", buddy.protocol.size(), buddy.protocol,
                                          buddy.account.size(), buddy.account, buddy.name));
}
std::string Book::State::value_key(const std::string& kind, const std::string& value) const {
  return seal.lookup(kind, normalised(kind, value));
}
std::optional<std::int64_t> Book::State::contact_row(const std::string& uid) const {
  Statement s = db.prepare("SELECT id FROM contact WHERE uid_key = ?");
  s.bind_blob(1, seal.lookup("uid", uid));
  if (!s.step()) return std::nullopt;
  return s.integer(0);
}
std::string Book::State::open(std::string_view sealed, const char* table, std::int64_t row,
                              std::int64_t revision) const {
  auto plain = seal.open(sealed, {table, "sealed", row, revision});
  if (!plain) throw SealError{{plain.error().code, plain.error().sentence, path.string()}};
  return *std::move(plain);
}
std::string Book::State::close(std::string_view plain, const char* table, std::int64_t row,
                               std::int64_t revision) const {
  return seal.close(plain, {table, "sealed", row, revision});
}
Contact Book::State::read_contact(const Statement& row) const {
  const std::int64_t id = row.integer(0), revision = row.integer(1);
  auto contact = contact_from_json(open(row.blob(2), "contact", id, revision));
  if (!contact) throw SealError{{contact.error().code, contact.error().sentence, path.string()}};
  contact->revision = revision;
  return *std::move(contact);
}

std::filesystem::path default_book_path() {
  if (const char* named = std::getenv("PURPLE_PHONEBOOK_BOOK"); named && *named) return named;
  return data_folder() / "book.sqlite";
}

Book::Book(std::unique_ptr<State> state) : state_(std::move(state)) {}
Book::Book(Book&&) noexcept = default;
Book& Book::operator=(Book&&) noexcept = default;
Book::~Book() = default;

const std::filesystem::path& Book::path() const { return state_->path; }
const std::string& Book::key_source() const { return state_->key_source; }

Result<Book> Book::open(const BookOptions& options) {
  const std::filesystem::path folder = options.path.has_parent_path() ? options.path.parent_path() : ".";
  const std::filesystem::path key_folder = options.key_folder.empty() ? folder : options.key_folder;
  std::error_code cannot_look;
  if (std::filesystem::is_directory(options.path, cannot_look))
    return fail(Code::invalid_input, tr("This is a folder; a book is a file."), options.path.string());
  for (const auto& needed : {folder, key_folder}) {
    std::error_code ignored;
    if (std::filesystem::is_directory(needed, ignored)) continue;
    if (auto made = make_private_folder(needed); !made) return made.failure();
  }
  return in_book(options.path, [&]() -> Result<Book> {
    const MakingLock lock(folder);
    std::error_code ignored;
    const auto size = std::filesystem::file_size(options.path, ignored);
    const bool there = !ignored && size > 0;
    auto key = open_key(key_folder, there ? KeyNeed::must_exist : KeyNeed::may_create);
    if (!key) return key.failure();
    auto state =
        std::make_unique<State>(State{options.path, key->source, Seal(key->secret), Database(options.path)});
    const std::int64_t version = schema_version(state->db);
    if (version > kSchemaVersion)
      return fail(Code::unsupported,
                  tr("This book was written by a newer version of purple-phonebook; it was left as it is."),
                  options.path.string());
    if (version == 0) {
      Statement tables = state->db.prepare("SELECT count(*) FROM sqlite_schema");
      if (tables.step() && tables.integer(0) > 0)
        return fail(Code::invalid_input, tr("This file is a database, but no book; it was left as it is."),
                    options.path.string());
      make_schema(state->db, state->seal);
    }
    if (auto right = check_key(state->db, state->seal, options.path); !right) return right.failure();
    return Book(std::move(state));
  });
}

Result<std::int64_t> Book::data_version() const {
  return in_book(path(), [&]() -> Result<std::int64_t> { return state_->db.data_version(); });
}

struct Book::Batch::State {
  std::filesystem::path path;
  Transaction transaction;
  State(Book& book) : path(book.path()), transaction(book.state_->db) {}
};
Book::Batch::Batch(Book& book) : state_(std::make_unique<State>(book)) {}
Book::Batch::~Batch() = default;
Book::Batch::Batch(Batch&&) noexcept = default;
Result<void> Book::Batch::commit() {
  return in_book(state_->path, [&]() -> Result<void> {
    state_->transaction.commit();
    return {};
  });
}
Result<Book::Batch> Book::begin() {
  return in_book(path(), [&]() -> Result<Batch> { return Batch(*this); });
}

Result<Contact> Book::save(const Contact& contact) {
  if (contact.uid.empty()) return fail(Code::invalid_input, tr("A contact without a uid cannot be kept."));
  return in_book(path(), [&]() -> Result<Contact> {
    Transaction t(state_->db);
    Contact stored = contact;
    stored.updated = utc_now();
    auto row = state_->contact_row(contact.uid);
    std::int64_t revision = 0;
    if (row) {
      Statement s = state_->db.prepare("SELECT revision FROM contact WHERE id = ?");
      s.bind(1, *row);
      revision = s.step() ? s.integer(0) : 0;
    } else {
      state_->db.prepare("INSERT INTO contact (uid_key, revision, sealed) VALUES (?, 0, x'')")
          .bind_blob(1, state_->seal.lookup("uid", contact.uid))
          .run();
      row = state_->db.last_row_id();
    }
    if (revision != contact.revision)
      return fail(Code::conflict, tr("The contact was changed by somebody else meanwhile; look at it again."),
                  shown_name(contact));
    stored.revision = revision + 1;
    state_->db.prepare("UPDATE contact SET revision = ?, sealed = ? WHERE id = ?")
        .bind(1, stored.revision)
        .bind_blob(2, state_->close(contact_to_json(stored), "contact", *row, stored.revision))
        .bind(3, *row)
        .run();
    index_values(*state_, *row, stored);
    t.commit();
    return stored;
  });
}

Result<std::optional<Contact>> Book::contact(const std::string& uid) {
  return in_book(path(), [&]() -> Result<std::optional<Contact>> {
    Statement s = state_->db.prepare("SELECT id, revision, sealed FROM contact WHERE uid_key = ?");
    s.bind_blob(1, state_->seal.lookup("uid", uid));
    if (!s.step()) return std::optional<Contact>();
    return std::optional(state_->read_contact(s));
  });
}

Result<std::vector<Contact>> Book::contacts() {
  return in_book(path(), [&]() -> Result<std::vector<Contact>> {
    std::vector<Contact> out;
    Statement s = state_->db.prepare("SELECT id, revision, sealed FROM contact ORDER BY id");
    while (s.step()) out.push_back(state_->read_contact(s));
    return out;
  });
}

Result<ReadableContacts> Book::readable_contacts() {
  return in_book(path(), [&]() -> Result<ReadableContacts> {
    ReadableContacts out;
    Statement s = state_->db.prepare("SELECT id, revision, sealed FROM contact ORDER BY id");
    while (s.step()) {
      try {
        out.contacts.push_back(state_->read_contact(s));
      } catch (const SealError&) {
        ++out.unreadable;
      }
    }
    return out;
  });
}

Result<std::vector<Contact>> Book::contacts_with(const std::string& kind, const std::string& value) {
  return in_book(path(), [&]() -> Result<std::vector<Contact>> {
    std::vector<Contact> out;
    Statement s = state_->db.prepare(
        "SELECT c.id, c.revision, c.sealed FROM contact_value v JOIN contact c ON c.id = v.contact_id WHERE "
        "v.value_key = ? ORDER BY c.id");
    s.bind_blob(1, state_->value_key(kind, value));
    while (s.step()) out.push_back(state_->read_contact(s));
    return out;
  });
}

Result<void> Book::remove(const std::string& uid) {
  return in_book(path(), [&]() -> Result<void> {
    Transaction t(state_->db);
    const auto row = state_->contact_row(uid);
    if (!row) return fail(Code::not_found, tr("The book has no such contact."), uid);
    state_->db.prepare("DELETE FROM held WHERE uid_key = ?")
        .bind_blob(1, state_->seal.lookup("uid", uid))
        .run();
    state_->db.prepare("DELETE FROM contact WHERE id = ?").bind(1, *row).run();
    t.commit();
    return {};
  });
}

}  // namespace phonebook
