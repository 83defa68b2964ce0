#include "transports/bluetooth/bluez.h"

#include <algorithm>
#include <map>
#include <system_error>

#include "base/atomic_file.h"
#include "base/text.h"
#include "transports/bluetooth/bluetooth_address.h"

namespace phonebook {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBluezName = "org.bluez";
constexpr std::size_t kMaxNameBytes = 100;
constexpr std::size_t kMaxDevices = 1000;  // paired by one person: dozens

// Bluetooth SIG, Assigned Numbers, service class UUIDs; the first of them is Object Push. A phone may offer
// the others without it; a headset or a keyboard offers none of them.
constexpr std::string_view kObjectPush = "00001105";
constexpr std::string_view kPhoneServices[] = {
    "00001103",  // dial-up networking
    "0000111f",  // hands-free, the telephone's side
    "00001112",  // headset, the telephone's side
    "0000112d",  // SIM access
    "0000112f",  // phone book access, the phone's side
    "00001132",  // message access, the phone's side
};
// Apple's accessory protocol: an iPhone, an iPad or an iPod.
constexpr std::string_view kApple = "00000000-deca-fade-deca-deafdecacafe";

std::string name_for_a_person(const std::string& name) {
  std::string clean = valid_utf8(name);
  for (char& c : clean)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  return std::string(trim(cut_utf8(clean, kMaxNameBytes)));
}

struct Adapter {
  std::string address;
  bool works = false, blocked = false;
};

BluetoothDevice device_of(GVariant* properties, const Adapter& adapter) {
  BluetoothDevice device{.adapter = adapter.address,
                         .paired = flag_of(properties, "Paired"),
                         .blocked = flag_of(properties, "Blocked"),
                         .adapter_works = adapter.works,
                         .adapter_is_blocked = adapter.blocked};
  device.address = bluetooth_address(text_of(entry_of(properties, "Address").get())).value_or("");
  // BlueZ makes an alias of the address, with dashes, for a device that told no name.
  const std::string alias = text_of(entry_of(properties, "Alias").get());
  if (!bluetooth_address(alias)) device.name = name_for_a_person(alias);
  const Variant uuids = entry_of(properties, "UUIDs");
  if (!uuids || !g_variant_is_of_type(uuids.get(), G_VARIANT_TYPE_STRING_ARRAY)) return device;
  for (gsize i = 0; i < g_variant_n_children(uuids.get()); ++i) {
    const Variant child(g_variant_get_child_value(uuids.get(), i));
    const std::string uuid = ascii_lower(text_of(child.get()));
    if (uuid.starts_with(kObjectPush)) device.takes_files = true;
    if (uuid == kApple) device.is_apple = true;
    for (const std::string_view service : kPhoneServices)
      if (uuid.starts_with(service)) device.is_phone_like = true;
  }
  return device;
}

// How near the device is to taking a card: of several adapters' views of one, the best counts.
int nearness(const BluetoothDevice& device) {
  return (device.paired ? 4 : 0) + (device.adapter_works ? 2 : 0) + (device.takes_files ? 1 : 0);
}

struct Objects {
  std::map<std::string, Adapter> adapters;  // by object path
  std::vector<BluetoothDevice> devices;
};

// `answer` is (a{oa{sa{sv}}}), the answer of GetManagedObjects.
Objects objects_of(GVariant* answer) {
  Objects objects;
  const Variant all(g_variant_get_child_value(answer, 0));
  const auto each = [&](const char* interface, const auto& take) {
    for (gsize i = 0; i < g_variant_n_children(all.get()); ++i) {
      const Variant entry(g_variant_get_child_value(all.get(), i));
      const Variant path(g_variant_get_child_value(entry.get(), 0));
      const Variant interfaces(g_variant_get_child_value(entry.get(), 1));
      const Variant properties(g_variant_lookup_value(interfaces.get(), interface, G_VARIANT_TYPE_VARDICT));
      if (properties) take(text_of(path.get()), properties.get());
    }
  };
  each("org.bluez.Adapter1", [&](const std::string& path, GVariant* properties) {
    Adapter adapter{.address = text_of(entry_of(properties, "Address").get()),
                    .works = flag_of(properties, "Powered")};
    adapter.blocked =
        !adapter.works && is_blocked_by_switch("/sys/class/rfkill", fs::path(path).filename().string());
    objects.adapters.emplace(path, std::move(adapter));
  });
  each("org.bluez.Device1", [&](const std::string& /*path*/, GVariant* properties) {
    const auto adapter = objects.adapters.find(text_of(entry_of(properties, "Adapter").get()));
    if (adapter == objects.adapters.end() || objects.devices.size() >= kMaxDevices) return;
    BluetoothDevice device = device_of(properties, adapter->second);
    if (device.address.empty()) return;
    const auto same = std::find_if(objects.devices.begin(), objects.devices.end(),
                                   [&](const BluetoothDevice& d) { return d.address == device.address; });
    if (same == objects.devices.end()) {
      objects.devices.push_back(std::move(device));
    } else if (nearness(device) > nearness(*same)) {
      *same = std::move(device);
    }
  });
  return objects;
}

BluetoothTrouble no_daemon(Bus& bus, Bus::Clock::time_point deadline, const Task& task) {
  if (bus.can_start(kBluezName, deadline, task))
    return {tr("The Bluetooth service (bluetoothd) is not running."),
            tr("Start it (sudo systemctl start bluetooth).")};
  return {tr("The Bluetooth service (bluetoothd) is not there."),
          tr("Install bluez (apt install bluez), or start bluetoothd.")};
}

BluetoothTrouble switched_off(bool blocked) {
  if (blocked)
    return {tr("A switch of this computer turns Bluetooth off."),
            tr("Turn the switch or airplane mode, or run rfkill unblock bluetooth.")};
  return {tr("Bluetooth is switched off on this computer."),
          tr("Switch Bluetooth on in the desktop's settings (or bluetoothctl power on).")};
}

std::optional<BluetoothTrouble> trouble_of(const Objects& objects) {
  if (objects.adapters.empty())
    return BluetoothTrouble{tr("This computer has no Bluetooth adapter."),
                            tr("Plug one in, or switch it on in the computer's firmware.")};
  const auto works = [](const auto& entry) { return entry.second.works; };
  const auto blocked = [](const auto& entry) { return entry.second.blocked; };
  if (std::any_of(objects.adapters.begin(), objects.adapters.end(), works)) return std::nullopt;
  return switched_off(std::all_of(objects.adapters.begin(), objects.adapters.end(), blocked));
}

// obexd is what sends files; it lives on the session bus, which starts it when it is asked for.
std::optional<BluetoothTrouble> trouble_with_obexd(Bus::Clock::time_point deadline, const Task& task) {
  if (!Bus::address(Bus::Which::session))
    return BluetoothTrouble{tr("There is no session bus here, and sending over Bluetooth needs one."),
                            tr("Run it in a desktop session, or under dbus-run-session.")};
  const auto bus = Bus::connect(Bus::Which::session, deadline, task);
  if (!bus)
    return BluetoothTrouble{tr("The session bus does not answer, and sending over Bluetooth needs it."),
                            tr("Sign in to the desktop anew, or run it under dbus-run-session.")};
  if (bus->owner_of(kObexName, deadline, task) || bus->can_start(kObexName, deadline, task))
    return std::nullopt;
  return BluetoothTrouble{tr("obexd, which sends files over Bluetooth, is not installed."),
                          tr("Install bluez-obexd (apt install bluez-obexd).")};
}

}  // namespace

std::optional<BluetoothTrouble> BluetoothDevice::trouble() const {
  if (!paired)
    return BluetoothTrouble{tr("The phone is not paired with this computer."),
                            tr("Pair it once in the desktop's Bluetooth settings.")};
  if (blocked)
    return BluetoothTrouble{tr("The phone is blocked on this computer."),
                            tr("Unblock it in the desktop's Bluetooth settings.")};
  if (!adapter_works) return switched_off(adapter_is_blocked);
  if (takes_files) return std::nullopt;
  if (is_apple)
    return BluetoothTrouble{tr("An iPhone takes no contacts over Bluetooth."),
                            tr("Use the QR code: purple-phonebook qr.")};
  return BluetoothTrouble{tr("The phone does not offer to take files over Bluetooth."),
                          tr("Remove the pairing on both sides and pair again with the phone switched on; "
                             "else use the QR code.")};
}

const BluetoothDevice* BluetoothView::find(std::string_view address) const {
  const auto found = std::find_if(devices.begin(), devices.end(),
                                  [&](const BluetoothDevice& d) { return d.address == address; });
  return found == devices.end() ? nullptr : &*found;
}

const std::optional<BluetoothTrouble>& BluetoothView::trouble() const {
  return daemon ? daemon : adapter ? adapter : sender;
}

BluetoothView look_at_bluetooth(Bus::Clock::time_point deadline, const Task& task) {
  BluetoothView view;
  view.sender = trouble_with_obexd(deadline, task);
  const auto bus = Bus::connect(Bus::Which::system, deadline, task);
  if (!bus) {
    view.daemon = {tr("The system bus does not answer, and Bluetooth cannot be reached without it."),
                   tr("Install and start dbus (apt install dbus).")};
    return view;
  }
  const Answer answer = bus->call({.to = kBluezName,
                                   .path = "/",
                                   .interface = "org.freedesktop.DBus.ObjectManager",
                                   .method = "GetManagedObjects",
                                   .answer_type = "(a{oa{sa{sv}}})"},
                                  deadline, task);
  if (!answer) {
    const bool nobody = answer.failure.kind == CallFailure::Kind::nobody;
    view.daemon = nobody ? no_daemon(*bus, deadline, task)
                         : BluetoothTrouble{tr("The Bluetooth service (bluetoothd) does not answer."),
                                            tr("Start it anew (sudo systemctl restart bluetooth).")};
    return view;
  }
  Objects objects = objects_of(answer.value.get());
  view.devices = std::move(objects.devices);
  view.has_adapter = !objects.adapters.empty();
  view.adapter = trouble_of(objects);
  return view;
}

bool is_blocked_by_switch(const fs::path& rfkill, std::string_view adapter) {
  constexpr std::size_t kAttributeBytes = 4096;
  const auto holds = [](const fs::path& file, std::string_view text) {
    const auto bytes = read_file(file, kAttributeBytes);
    return bytes && trim(*bytes) == text;
  };
  std::error_code error;
  for (fs::directory_iterator at(rfkill, error), end; !error && at != end; at.increment(error)) {
    const fs::path folder = at->path();
    if (!holds(folder / "name", adapter)) continue;
    if (holds(folder / "soft", "1") || holds(folder / "hard", "1")) return true;
  }
  return false;
}

}  // namespace phonebook
