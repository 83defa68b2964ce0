// SQLite, owned: a connection and its prepared statements.
//
//   Statement s = db.prepare("SELECT sealed FROM contact WHERE id = ?");
//   s.bind(1, id);
//   while (s.step()) use(s.blob(0));
//
// Failures of the database throw DatabaseError inside this room; book.cpp turns them into Results at its
// face. Thread rule: one connection belongs to one thread; several connections and processes may share the
// file (WAL).
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace phonebook {

class DatabaseError : public std::runtime_error {
 public:
  DatabaseError(int sqlite_code, const std::string& message)
      : std::runtime_error(message), sqlite_code(sqlite_code) {}
  int sqlite_code;
};

class Statement {
 public:
  Statement(sqlite3* db, std::string_view sql);
  ~Statement();
  Statement(Statement&& other) noexcept;

  Statement& bind(int index, std::int64_t value);
  Statement& bind_text(int index, std::string_view value);
  Statement& bind_blob(int index, std::string_view value);
  Statement& bind_null(int index);

  // True with a row, false at the end. After false the statement is reset and can run again.
  bool step();
  // Runs it to the end and resets it.
  void run();
  void reset();

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string_view blob(int column) const;  // valid until the next step
  [[nodiscard]] bool is_null(int column) const;

 private:
  sqlite3_stmt* handle_ = nullptr;
};

class Database {
 public:
  // Makes the file when it is missing, mode 0600. `folder` must exist.
  explicit Database(const std::filesystem::path& path);
  ~Database();
  Database(Database&&) noexcept;

  [[nodiscard]] Statement prepare(std::string_view sql) const { return {handle_, sql}; }
  void execute(const std::string& sql) const;  // several statements, none with outside text in it
  [[nodiscard]] std::int64_t last_row_id() const;
  [[nodiscard]] std::int64_t changes() const;
  // Another number than last time: another connection has committed since.
  [[nodiscard]] std::int64_t data_version() const;

 private:
  friend class Transaction;
  sqlite3* handle_ = nullptr;
};

// BEGIN IMMEDIATE … COMMIT; rolls back unless commit() was reached. Nested ones join the outer.
class Transaction {
 public:
  explicit Transaction(const Database& db);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  const Database& db_;
  bool owner_, open_ = true;
};

}  // namespace phonebook
