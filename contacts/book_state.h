// What the files of the book share: the connection, the seal, and the turn from exceptions to Results.
#pragma once
#include <filesystem>
#include <string>

#include "base/result.h"
#include "contacts/book.h"
#include "contacts/database.h"
#include "contacts/seal.h"

namespace phonebook {

struct Book::State {
  std::filesystem::path path;
  std::string key_source;
  Seal seal;
  Database db;

  [[nodiscard]] std::string buddy_key(const Buddy& buddy) const;
  [[nodiscard]] std::string value_key(const std::string& kind, const std::string& value) const;
  [[nodiscard]] std::optional<std::int64_t> contact_row(const std::string& uid) const;
  // Throws SealError when the row does not open.
  [[nodiscard]] std::string open(std::string_view sealed, const char* table, std::int64_t row,
                                 std::int64_t revision) const;
  [[nodiscard]] std::string close(std::string_view plain, const char* table, std::int64_t row,
                                  std::int64_t revision) const;
  [[nodiscard]] Contact read_contact(const Statement& row) const;  // columns: id, revision, sealed
};

// Inside the room only; in_book() turns it into the Result it carries.
struct SealError {
  Error error;
};

[[nodiscard]] Fail database_failure(const DatabaseError& error, const std::filesystem::path& path);

// Runs the body and turns what is thrown in this room into a Result.
template <class Body>
auto in_book(const std::filesystem::path& path, Body&& body) -> decltype(body()) {
  try {
    return body();
  } catch (const DatabaseError& error) {
    return database_failure(error, path);
  } catch (const SealError& error) {
    return Fail{error.error};
  }
}

}  // namespace phonebook
