// adb_route: Android phones with USB debugging, by the program adb. The address is adb's serial of the phone,
// or HOST:PORT of one in the network. Phones that adb lists are found by themselves, whatever their state.
//
// Looking starts adb's server only where there is something to look for: a USB device that offers debugging,
// or a phone that the person set up.
#pragma once
#include "transports/routes.h"
#include "transports/usb/adb_client.h"

namespace phonebook {

class AdbRoute final : public Route {
 public:
  // `usb_devices` is where the kernel lists them; null: PURPLE_PHONEBOOK_USB where it is set (a test's own
  // world has no phone of its developer's in it), else kUsbDevices.
  constexpr explicit AdbRoute(const char* usb_devices = nullptr) noexcept : usb_devices_(usb_devices) {}
  [[nodiscard]] const char* name() const override { return "adb"; }
  [[nodiscard]] Link link() const override { return Link::usb; }
  // An IPv4 address or a name with a dot and no port gets adb's port, 5555.
  [[nodiscard]] std::string canonical(const std::string& address) const override;
  [[nodiscard]] std::optional<Absence> absence() const override;
  [[nodiscard]] Absence why_no_phone(const Task& task) const override;
  // "adb-program", and "adb-phone" for each phone at a cable that takes nothing yet.
  [[nodiscard]] std::vector<Check> checks(const Task& task) const override;
  [[nodiscard]] std::vector<FoundPhone> discover(std::span<const KnownPhone> known,
                                                 const Task& task) const override;
  // A phone in the network is connected to; one that is away just now can be opened all the same.
  [[nodiscard]] Result<std::unique_ptr<Phone>> open(const std::string& address) const override;

 private:
  const char* usb_devices_;
};

}  // namespace phonebook
