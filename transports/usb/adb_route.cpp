#include "transports/usb/adb_route.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "base/text.h"
#include "transports/usb/adb_phone.h"

namespace phonebook {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLookLimit =
    1200ms;  // the whole of discover(); a server's start is in it
constexpr std::chrono::milliseconds kConnectLimit = 400ms;  // of one phone in the network
constexpr std::chrono::milliseconds kOpenLimit = 2s;
constexpr std::size_t kMaxNameBytes = 200;

struct Looked {
  std::vector<AdbDevice> devices;
  std::optional<Route::Absence> trouble;  // adb itself does not answer
};

const AdbDevice* find(const std::vector<AdbDevice>& devices, const std::string& serial) {
  const auto at = std::find_if(devices.begin(), devices.end(),
                               [&](const AdbDevice& device) { return device.serial == serial; });
  return at == devices.end() ? nullptr : &*at;
}

bool is_away(const std::vector<AdbDevice>& devices, const std::string& serial) {
  const AdbDevice* device = find(devices, serial);
  return !device || device->state == AdbState::offline;
}

class Look {
 public:
  explicit Look(const Task& task) : task_(task) {}

  Looked at(const std::vector<KnownPhone>& mine) {
    Looked looked;
    if (!list(looked)) return looked;
    bool tried = false;
    for (const KnownPhone& phone : mine) {
      const std::string& serial = phone.address.address;
      if (!is_network_serial(serial) || !is_away(looked.devices, serial)) continue;
      const auto limit = std::min(kConnectLimit, left());
      if (limit < 50ms || task_.cancelled()) break;
      adb_.connect(serial, find(looked.devices, serial) != nullptr, limit, task_);
      tried = true;
    }
    if (tried) list(looked);
    return looked;
  }

 private:
  [[nodiscard]] std::chrono::milliseconds left() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now());
  }
  bool list(Looked& looked) {
    auto devices = adb_.devices(std::max(left(), 100ms), task_);
    if (devices) {
      looked.devices = std::move(*devices);
      return true;
    }
    if (looked.devices.empty())
      looked.trouble = Route::Absence{
          tr("The program adb does not answer."),
          tr("Look again in a moment; if it stays so, run “adb kill-server” in a terminal and look again.")};
    return false;
  }

  const Task& task_;
  AdbClient adb_;
  Clock::time_point deadline_ = Clock::now() + kLookLimit;
};

FoundPhone passed_over(FoundPhone phone, const Route::Absence& why) {
  phone.state = PhoneState::passed_over;
  phone.reason = why.reason;
  phone.cure = why.cure;
  return phone;
}

Route::Absence debugging_is_off() {
  return {tr("USB debugging is switched off on this phone."),
          tr("On the phone: in Settings, About phone, tap “Build number” seven times; then switch on “USB "
             "debugging” under System, Developer options.")};
}

std::string shown_name(const std::string& model, const std::string& serial) {
  if (model.empty()) return fmt::format(fmt::runtime(tr("Android phone {}")), serial);
  return std::string(cut_utf8(model, kMaxNameBytes));
}

// Two of one model are told apart by their serials.
void tell_apart(std::vector<FoundPhone>& found, std::size_t named_by_the_person) {
  std::vector<std::string> names;
  for (const FoundPhone& phone : found) names.push_back(phone.name);
  for (std::size_t n = named_by_the_person; n < found.size(); ++n)
    if (std::count(names.begin(), names.end(), names[n]) > 1)
      found[n].name = fmt::format("{} ({})", names[n], found[n].address.address);
}

}  // namespace

std::string AdbRoute::canonical(const std::string& address) const {
  std::string serial(trim(address));
  if (is_network_serial(serial)) return serial;
  const bool is_address = serial.find('.') != std::string::npos && serial.find(':') == std::string::npos &&
                          serial.find("._") == std::string::npos;
  return is_address ? serial + ":5555" : serial;
}

std::optional<Route::Absence> AdbRoute::absence() const {
  if (find_program("adb")) return std::nullopt;
  return Absence{tr("The program adb is not installed."), tr("Install adb (apt install adb).")};
}

Route::Absence AdbRoute::why_no_phone(const Task&) const {
  return {tr("No Android phone with USB debugging is plugged in."),
          tr("Plug the phone in, and switch on “USB debugging” in its settings under “Developer options”.")};
}

std::vector<Route::Check> AdbRoute::checks(const Task& task) const {
  if (auto missing = absence())
    return {{"adb-program", false, std::move(missing->reason), std::move(missing->cure)}};
  std::vector<Check> checks{{"adb-program", true, tr("The program adb is there for Android phones."), ""}};
  for (const FoundPhone& phone : discover({}, task))
    if (phone.state == PhoneState::passed_over)
      checks.push_back({"adb-phone", false, phone.name + ": " + phone.reason, phone.cure});
  return checks;
}

std::vector<FoundPhone> AdbRoute::discover(std::span<const KnownPhone> known, const Task& task) const {
  std::vector<KnownPhone> mine;
  for (const KnownPhone& phone : known) {
    if (phone.address.route != name()) continue;
    mine.push_back(phone);
    mine.back().address.address = canonical(phone.address.address);
  }
  const auto missing = absence();
  const char* elsewhere = std::getenv("PURPLE_PHONEBOOK_USB");
  const UsbLook usb = look_at_usb(usb_devices_ ? usb_devices_ : elsewhere ? elsewhere : kUsbDevices);
  Looked looked;
  if (!missing && (!mine.empty() || usb.has_adb() || AdbClient().server_runs())) looked = Look(task).at(mine);

  std::vector<FoundPhone> found;
  const auto seen = [&](const std::string& serial) {
    return std::any_of(found.begin(), found.end(),
                       [&](const FoundPhone& phone) { return phone.address.address == serial; });
  };
  const auto without_debugging = [&](const std::string& serial) {
    return std::any_of(usb.phones.begin(), usb.phones.end(),
                       [&](const UsbPhone& phone) { return !phone.adb && phone.serial == serial; });
  };
  for (const KnownPhone& phone : mine) {
    const std::string& serial = phone.address.address;
    if (seen(serial)) continue;
    const AdbDevice* device = find(looked.devices, serial);
    FoundPhone mine_found{.address = phone.address, .name = phone.name, .device = phone.device};
    if (mine_found.name.empty()) mine_found.name = shown_name(device ? device->model : "", serial);
    std::optional<Absence> why = missing ? missing : looked.trouble;
    if (!why && device) why = why_not_ready(*device);
    if (!why && !device) why = without_debugging(serial) ? debugging_is_off() : why_not_there(serial);
    found.push_back(why ? passed_over(std::move(mine_found), *why) : std::move(mine_found));
  }
  const std::size_t named = found.size();
  for (const AdbDevice& device : looked.devices) {
    if (seen(device.serial)) continue;
    FoundPhone other{.address = {name(), device.serial}, .name = shown_name(device.model, device.serial)};
    const auto why = why_not_ready(device);
    found.push_back(why ? passed_over(std::move(other), *why) : std::move(other));
  }
  for (const UsbPhone& phone : usb.phones) {
    if (!is_serial(phone.serial) || seen(phone.serial)) continue;
    FoundPhone other{.address = {name(), phone.serial}, .name = shown_name(phone.product, phone.serial)};
    // With adb's interface, and not in adb's list.
    const Absence silent = missing
                               ? *missing
                               : looked.trouble.value_or(Absence{
                                     tr("The phone offers USB debugging, but adb does not see it."),
                                     tr("Unplug the phone, plug it in again and look again in a moment.")});
    found.push_back(passed_over(std::move(other), phone.adb ? silent : debugging_is_off()));
  }
  tell_apart(found, named);
  return found;
}

Result<std::unique_ptr<Phone>> AdbRoute::open(const std::string& address) const {
  const std::string serial = canonical(address);
  if (!is_serial(serial))
    return fail(Code::invalid_input,
                tr("This is not the serial of a phone as “adb devices” shows it, and no HOST:PORT."),
                address);
  if (const auto missing = absence())
    return fail(Code::unsupported, missing->reason + " " + missing->cure, serial);
  if (is_network_serial(serial)) {
    const AdbClient adb;
    const auto devices = adb.devices(kOpenLimit, {});
    if (devices && is_away(*devices, serial))
      adb.connect(serial, find(*devices, serial) != nullptr, kOpenLimit, {});
  }
  return std::unique_ptr<Phone>(std::make_unique<AdbPhone>(serial));
}

}  // namespace phonebook
