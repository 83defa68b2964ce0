#include "transports/usb/adb_devices.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxDevices = 1000;
constexpr std::size_t kMaxSerialBytes = 256;
constexpr std::size_t kMaxSaidBytes = 100;

constexpr std::array<std::pair<std::string_view, AdbState>, 11> kStates{{
    {"device", AdbState::device},
    {"unauthorized", AdbState::unauthorized},
    {"authorizing", AdbState::authorizing},
    {"connecting", AdbState::authorizing},
    {"offline", AdbState::offline},
    {"recovery", AdbState::recovery},
    {"sideload", AdbState::recovery},
    {"rescue", AdbState::recovery},
    {"bootloader", AdbState::bootloader},
    {"host", AdbState::unknown},
    {"unknown", AdbState::unknown},
}};

std::string_view take_word(std::string_view& rest) {
  const std::size_t begin = rest.find_first_not_of(" \t");
  rest.remove_prefix(begin == std::string_view::npos ? rest.size() : begin);
  const std::string_view word = rest.substr(0, rest.find_first_of(" \t"));
  rest.remove_prefix(word.size());
  return word;
}

std::string model_of(std::string_view rest) {
  constexpr std::string_view kModel = "model:";
  while (!rest.empty()) {
    std::string_view word = take_word(rest);
    if (!word.starts_with(kModel)) continue;
    std::string model = valid_utf8(word.substr(kModel.size()));
    std::replace(model.begin(), model.end(), '_', ' ');
    return std::string(cut_utf8(trim(model), kMaxSaidBytes));
  }
  return {};
}

std::optional<AdbDevice> device_of(std::string_view line) {
  std::string_view rest = trim(line);
  // "* daemon started successfully", "List of devices attached", "adb server is out of date".
  if (rest.starts_with('*') || rest.starts_with("List of devices") || rest.starts_with("adb server"))
    return std::nullopt;
  constexpr std::string_view kNoSerial = "(no serial number)";
  const std::string_view serial = rest.starts_with(kNoSerial) ? kNoSerial : take_word(rest);
  if (serial == kNoSerial) rest.remove_prefix(kNoSerial.size());
  if (serial == kNoSerial || !is_serial(serial)) return std::nullopt;
  rest = trim(rest);
  if (rest.empty()) return std::nullopt;
  AdbDevice device{.serial = std::string(serial), .model = model_of(rest)};
  if (rest.starts_with("no permissions")) {
    device.state = AdbState::no_permissions;
    device.said = "no permissions";
    return device;
  }
  const std::string_view word = take_word(rest);
  device.said = valid_utf8(cut_utf8(word, kMaxSaidBytes));
  for (const auto& [name, state] : kStates)
    if (word == name) device.state = state;
  return device;
}

}  // namespace

bool is_serial(std::string_view text) {
  return !text.empty() && text.size() <= kMaxSerialBytes && text.front() != '-' && is_valid_utf8(text) &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

bool is_network_serial(std::string_view serial) {
  const std::size_t colon = serial.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view port = serial.substr(colon + 1);
  return !port.empty() && port.size() <= 5 &&
         std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::vector<AdbDevice> parse_adb_devices(std::string_view output) {
  std::vector<AdbDevice> devices;
  for (const std::string_view line : split(output, '\n')) {
    auto device = device_of(line);
    if (!device) continue;
    const auto same = [&](const AdbDevice& other) { return other.serial == device->serial; };
    if (std::any_of(devices.begin(), devices.end(), same)) continue;
    devices.push_back(std::move(*device));
    if (devices.size() >= kMaxDevices) break;
  }
  return devices;
}

std::optional<Route::Absence> why_not_ready(const AdbDevice& device) {
  using Absence = Route::Absence;
  switch (device.state) {
    case AdbState::device:
      return std::nullopt;
    case AdbState::unauthorized:
      return Absence{tr("The phone has not allowed this computer yet."),
                     tr("Unlock the phone and tap “Allow” in its question “Allow USB debugging?”.")};
    case AdbState::authorizing:
      return Absence{tr("The connection to the phone is just being made."), tr("Look again in a moment.")};
    case AdbState::offline:
      if (is_network_serial(device.serial)) return why_not_there(device.serial);
      return Absence{tr("The phone is plugged in but does not answer."),
                     tr("Unlock the phone, unplug it and plug it in again.")};
    case AdbState::no_permissions:
      return Absence{
          tr("You may not use the phone's USB device on this computer."),
          tr("Install the rules for it (apt install android-sdk-platform-tools-common), then unplug "
             "the phone and plug it in again.")};
    case AdbState::recovery:
      return Absence{tr("The phone is in its recovery mode, where it has no contacts."),
                     tr("Restart the phone.")};
    case AdbState::bootloader:
      return Absence{tr("The phone is in its boot loader, where it has no contacts."),
                     tr("Restart the phone.")};
    case AdbState::unknown:
      break;
  }
  return Absence{
      fmt::format(fmt::runtime(tr("The phone is in a state that is not known here (“{}”).")), device.said),
      tr("Unplug the phone, restart it and plug it in again.")};
}

Route::Absence why_not_there(std::string_view serial) {
  if (is_network_serial(serial)) {
    return {fmt::format(fmt::runtime(tr("The phone does not answer at {}.")), serial),
            tr("See that the phone is on and in the same network; after it was restarted, plug it in once "
               "and run “adb tcpip 5555” in a terminal.")};
  }
  return {tr("The phone is not plugged in, or USB debugging is switched off."),
          tr("Plug it in, and switch on “USB debugging” in its settings under “Developer options”.")};
}

}  // namespace phonebook
