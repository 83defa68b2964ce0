#include "transports/bluetooth/bluetooth_route.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "transports/bluetooth/bluetooth_address.h"
#include "transports/bluetooth/bluetooth_phone.h"
#include "transports/bluetooth/bluez.h"

namespace phonebook {
namespace {

using namespace std::chrono_literals;
constexpr auto kLook = 3s;  // both buses and their daemons answer in a few milliseconds, unless one hangs

BluetoothTrouble not_an_address() {
  return {tr("This is no Bluetooth address."), tr("Write it as the phone shows it, like AA:BB:CC:DD:EE:FF.")};
}

BluetoothTrouble unknown_here() {
  return {tr("The phone is not paired with this computer."),
          tr("Pair it once in the desktop's Bluetooth settings.")};
}

bool may_be_a_phone(const BluetoothDevice& device) {
  return device.takes_files || device.is_phone_like || device.is_apple;
}

// Why nothing can be sent to the address; absent when it can.
std::optional<BluetoothTrouble> trouble_with(const BluetoothView& view, const std::string& address) {
  if (!bluetooth_address(address)) return not_an_address();
  if (view.trouble()) return view.trouble();
  const BluetoothDevice* device = view.find(address);
  return device ? device->trouble() : unknown_here();
}

FoundPhone found_phone(const BluetoothView& view, KnownPhone known) {
  FoundPhone found{.address = std::move(known.address), .name = std::move(known.name)};
  found.device = std::move(known.device);
  const BluetoothDevice* device = view.find(found.address.address);
  if (found.name.empty() && device) found.name = device->name;
  if (found.name.empty())
    found.name = fmt::format(fmt::runtime(tr("Bluetooth phone {}")), found.address.address);
  if (auto trouble = trouble_with(view, found.address.address)) {
    found.state = PhoneState::passed_over;
    found.reason = std::move(trouble->reason);
    found.cure = std::move(trouble->cure);
  }
  return found;
}

}  // namespace

std::string BluetoothRoute::canonical(const std::string& address) const {
  return bluetooth_address(address).value_or(address);
}

std::optional<Route::Absence> BluetoothRoute::absence() const {
  const BluetoothView view = look_at_bluetooth(Bus::Clock::now() + kLook, {});
  if (!view.trouble() || (view.has_adapter && !view.daemon && !view.sender)) return std::nullopt;
  return Absence{view.trouble()->reason, view.trouble()->cure};
}

Route::Absence BluetoothRoute::why_no_phone(const Task& task) const {
  const BluetoothView view = look_at_bluetooth(Bus::Clock::now() + kLook, task);
  if (const auto& trouble = view.trouble()) return {trouble->reason, trouble->cure};
  const auto is_paired_phone = [](const BluetoothDevice& d) { return d.paired && may_be_a_phone(d); };
  if (std::any_of(view.devices.begin(), view.devices.end(), is_paired_phone))  // it answered too late before
    return {tr("The Bluetooth service (bluetoothd) does not answer."), tr("Try again in a moment.")};
  return {tr("No phone is paired with this computer."),
          tr("Pair it once in the desktop's Bluetooth settings.")};
}

std::vector<Route::Check> BluetoothRoute::checks(const Task& task) const {
  const BluetoothView view = look_at_bluetooth(Bus::Clock::now() + kLook, task);
  std::vector<Check> checks;
  const auto add = [&](const char* name, const std::optional<BluetoothTrouble>& trouble,
                       const char* sentence) {
    checks.push_back(trouble ? Check{name, false, trouble->reason, trouble->cure}
                             : Check{name, true, sentence, ""});
  };
  add("bluetoothd", view.daemon, tr("The Bluetooth service (bluetoothd) answers."));
  if (!view.daemon) add("bluetooth-adapter", view.adapter, tr("This computer's Bluetooth is switched on."));
  add("obexd", view.sender, tr("obexd, which sends files over Bluetooth, is there."));
  return checks;
}

std::vector<FoundPhone> BluetoothRoute::discover(std::span<const KnownPhone> known, const Task& task) const {
  const BluetoothView view = look_at_bluetooth(Bus::Clock::now() + kLook, task);
  std::vector<FoundPhone> found;
  for (KnownPhone phone : known) {
    if (phone.address.route != name()) continue;
    phone.address.address = canonical(phone.address.address);
    found.push_back(found_phone(view, std::move(phone)));
  }
  for (const BluetoothDevice& device : view.devices) {
    // A headset or a keyboard is no phone that was passed over.
    if (!device.paired || !may_be_a_phone(device)) continue;
    const PhoneAddress address{name(), device.address};
    const auto same = [&](const FoundPhone& phone) { return phone.address == address; };
    if (std::any_of(found.begin(), found.end(), same)) continue;
    found.push_back(found_phone(view, KnownPhone{.address = address, .name = ""}));
  }
  return found;
}

Result<std::unique_ptr<Phone>> BluetoothRoute::open(const std::string& address) const {
  const auto canonical_address = bluetooth_address(address);
  if (!canonical_address) {
    const BluetoothTrouble trouble = not_an_address();
    return fail(Code::invalid_input, trouble.reason + " " + trouble.cure, address);
  }
  const BluetoothView view = look_at_bluetooth(Bus::Clock::now() + kLook, {});
  if (const auto trouble = trouble_with(view, *canonical_address))
    return fail(Code::unreachable, trouble->reason + " " + trouble->cure, *canonical_address);
  return std::unique_ptr<Phone>(
      std::make_unique<BluetoothPhone>(*canonical_address, view.find(*canonical_address)->adapter));
}

}  // namespace phonebook
