// bluetooth_route: phones that this computer was paired with. Which of them take a card is told by the
// services that they offer, never by what kind of device they say they are.
#pragma once
#include "transports/routes.h"

namespace phonebook {

class BluetoothRoute final : public Route {
 public:
  [[nodiscard]] const char* name() const override { return "bluetooth"; }
  [[nodiscard]] Link link() const override { return Link::bluetooth; }
  // "aa-bb-cc-dd-ee-ff" is "AA:BB:CC:DD:EE:FF"; what is no address stays as it is, and open() refuses it.
  [[nodiscard]] std::string canonical(const std::string& address) const override;
  [[nodiscard]] std::optional<Absence> absence() const override;
  [[nodiscard]] Absence why_no_phone(const Task& task) const override;
  [[nodiscard]] std::vector<Check> checks(const Task& task) const override;
  // Paired phones, and those that the person set up. Nothing is sent over the air.
  [[nodiscard]] std::vector<FoundPhone> discover(std::span<const KnownPhone> known,
                                                 const Task& task) const override;
  // The phone itself is called when something is sent.
  [[nodiscard]] Result<std::unique_ptr<Phone>> open(const std::string& address) const override;
};

}  // namespace phonebook
