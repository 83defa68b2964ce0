// keyring: where the book's key lives. In this version a file of mode 0600 beside the book.
//
//   Result<Key> key = open_key(folder, KeyNeed::may_create);
//
// The secret service and a passphrase come with the issue that deepens the book; callers only see `source`.
#pragma once
#include <filesystem>
#include <string>

#include "base/result.h"
#include "contacts/seal.h"

namespace phonebook {

struct Key {
  SecretKey secret;
  std::string source;  // for `doctor` and `initialize`: "key-file"
};

// may_create: a new book is about to be made, so a missing key is made too. must_exist: the book is there
// already, and a missing key is Code::denied; making another would only hide that the book cannot be read any
// more.
enum class KeyNeed { may_create, must_exist };

// A key file that others can read is Code::denied, with the command that mends it.
[[nodiscard]] Result<Key> open_key(const std::filesystem::path& folder, KeyNeed need);

[[nodiscard]] std::filesystem::path key_file(const std::filesystem::path& folder);

}  // namespace phonebook
