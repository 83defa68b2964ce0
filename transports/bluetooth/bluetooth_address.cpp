#include "transports/bluetooth/bluetooth_address.h"

#include "base/text.h"

namespace phonebook {

std::optional<std::string> bluetooth_address(std::string_view typed) {
  constexpr std::size_t kLength = 17;
  typed = trim(typed);
  if (typed.size() != kLength) return std::nullopt;
  std::string address;
  for (std::size_t i = 0; i < kLength; ++i) {
    const char c = typed[i];
    if (i % 3 == 2) {
      // One kind of separator throughout: a mixture is no address that anything prints.
      if (c != typed[2] || (c != ':' && c != '-')) return std::nullopt;
      address += ':';
    } else if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F')) {
      address += c;
    } else if (c >= 'a' && c <= 'f') {
      address += static_cast<char>(c - 'a' + 'A');
    } else {
      return std::nullopt;
    }
  }
  return address;
}

}  // namespace phonebook
