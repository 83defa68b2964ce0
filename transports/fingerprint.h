// fingerprint: SHA-256 in hexadecimal, to tell whether an entry is still as it was read.
#pragma once
#include <string>
#include <string_view>

namespace phonebook {

[[nodiscard]] std::string fingerprint(std::string_view bytes);  // 64 characters of 0-9a-f

}  // namespace phonebook
