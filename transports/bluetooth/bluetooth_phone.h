// bluetooth_phone: a paired phone that takes contacts as one .vcf file by Object Push. It only takes: what it
// holds cannot be read this way.
#pragma once
#include <string>

#include "transports/phone.h"

namespace phonebook {

// Larger photos stay at home: over Bluetooth each costs its seconds, and simple phones refuse the whole file.
inline constexpr std::size_t kBluetoothPhotoBytes = std::size_t{128} << 10;

class BluetoothPhone final : public Phone {
 public:
  // Both as bluetooth_address() writes them; `adapter` is this computer's and may be "".
  BluetoothPhone(std::string address, std::string adapter)
      : address_(std::move(address)), adapter_(std::move(adapter)) {}

  [[nodiscard]] Capabilities capabilities() const override;
  [[nodiscard]] Contact kept(const Contact& contact) const override;
  [[nodiscard]] Result<Contents> read(const Task& task) override;
  [[nodiscard]] Result<std::string> add(const Contact& contact, const Task& task) override;
  [[nodiscard]] Result<std::string> update(const PhoneEntry& entry, const Contact& contact,
                                           const Task& task) override;
  // All in one file: one question on the phone. A contact that cannot be written as a card fails alone; the
  // others arrive or fail together.
  [[nodiscard]] std::vector<Result<std::string>> add_all(std::span<const Contact> contacts,
                                                         const Task& task) override;
  [[nodiscard]] std::string next_tap(std::size_t contacts) const override;

 private:
  std::string address_, adapter_;
};

}  // namespace phonebook
