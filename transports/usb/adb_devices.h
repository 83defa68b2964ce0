// adb_devices: what `adb devices -l` says, and what a person can do about it. Pure functions; thread-safe.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "transports/routes.h"

namespace phonebook {

enum class AdbState {
  device,        // Android runs and lets us in
  unauthorized,  // the phone waits for its person's "Allow"
  authorizing,   // just being made
  offline,
  no_permissions,  // udev
  recovery,        // recovery, sideload, rescue
  bootloader,
  unknown,
};

struct AdbDevice {
  std::string serial;  // printable, without blanks, at most 256 bytes; "HOST:PORT" in a network
  AdbState state = AdbState::unknown;
  std::string said;   // the state in adb's own words
  std::string model;  // "Pixel 7"; may be empty
};

// At most 1000, each serial once. Lines that are no device (adb's own remarks) are passed over.
[[nodiscard]] std::vector<AdbDevice> parse_adb_devices(std::string_view output);

// "HOST:PORT": reached over a network, not by a cable. An emulator's "emulator-5554" is not.
[[nodiscard]] bool is_network_serial(std::string_view serial);
// Whether a serial can be handed to adb and shown: printable, without blanks, 1 to 256 bytes, no leading '-'.
[[nodiscard]] bool is_serial(std::string_view text);

// Why a phone in this state takes nothing and what would mend it; absent for AdbState::device.
[[nodiscard]] std::optional<Route::Absence> why_not_ready(const AdbDevice& device);
// The same for one that adb does not list at all.
[[nodiscard]] Route::Absence why_not_there(std::string_view serial);

}  // namespace phonebook
