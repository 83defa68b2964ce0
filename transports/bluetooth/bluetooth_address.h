// bluetooth_address: how a Bluetooth device's address is written: "AA:BB:CC:DD:EE:FF".
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace phonebook {

// In capitals and with colons; small letters and '-' are understood, blanks around it are not minded. Absent
// for anything else.
[[nodiscard]] std::optional<std::string> bluetooth_address(std::string_view typed);

}  // namespace phonebook
