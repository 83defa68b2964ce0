// bluez: what BlueZ knows of this computer's Bluetooth and of the devices it was paired with. Reads only: no
// device is called, nothing is switched on, no daemon is started.
//
//   BluetoothView view = look_at_bluetooth(deadline, task);
//   if (const auto& trouble = view.trouble()) → one sentence why no phone can be reached at all, and the cure
//   for (const BluetoothDevice& device : view.devices)
//     if (const auto trouble = device.trouble()) …
//
// Thread-safe; blocks until `deadline` at the latest.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "transports/bluetooth/bus.h"
#include "transports/phone.h"

namespace phonebook {

// One sentence each, translated.
struct BluetoothTrouble {
  std::string reason, cure;
};

struct BluetoothDevice {
  std::string address;  // as bluetooth_address() writes it
  std::string
      name;  // as the person named it, or it itself: valid UTF-8 of one line, at most 100 bytes; may be ""
  std::string adapter;  // the address of this computer's adapter that knows it
  bool paired = false, blocked = false;
  bool adapter_works = false;       // switched on
  bool adapter_is_blocked = false;  // by a switch (rfkill)
  bool takes_files = false;         // offers Object Push (0x1105)
  bool is_apple = false;            // offers what only Apple's devices do
  bool is_phone_like = false;       // offers something that phones do and headsets do not

  // Why no card can be sent there; absent when one can.
  [[nodiscard]] std::optional<BluetoothTrouble> trouble() const;
};

struct BluetoothView {
  // One for each address; where several adapters know it, the one that can reach it.
  std::vector<BluetoothDevice> devices;
  // What keeps every phone away; absent where there is nothing to mend.
  std::optional<BluetoothTrouble> daemon;  // no system bus, no bluetoothd
  std::optional<BluetoothTrouble>
      adapter;  // none, or none that is switched on; not looked for without the daemon
  std::optional<BluetoothTrouble> sender;  // no session bus, no obexd
  bool has_adapter = false;

  // The first of them.
  [[nodiscard]] const std::optional<BluetoothTrouble>& trouble() const;
  [[nodiscard]] const BluetoothDevice* find(std::string_view address) const;
};

[[nodiscard]] BluetoothView look_at_bluetooth(Bus::Clock::time_point deadline, const Task& task);

// Did a switch turn the adapter ("hci0") off? `rfkill` is /sys/class/rfkill.
[[nodiscard]] bool is_blocked_by_switch(const std::filesystem::path& rfkill, std::string_view adapter);

inline constexpr const char* kObexName = "org.bluez.obex";

}  // namespace phonebook
