// wap_phone: a phone known by its number, reached with business cards in short messages through the person's
// gateway. It only takes; one card after the other, each as many messages as it needs.
//
// We cut a card into messages ourselves, one request each, though Kannel could: it cuts off what is over the
// max-messages of its account and says "accepted" and "delivered" all the same, and of messages that it split
// it tells the first one's end alone. (Both measured, docs/phones.md.) So each message has its own report.
#pragma once
#include <string>

#include "transports/phone.h"
#include "transports/wap/gateway.h"

namespace phonebook {

class DeliveryReports;

class WapPhone final : public Phone {
 public:
  // `number` is_sms_number().
  WapPhone(std::string number, Gateway gateway);

  [[nodiscard]] Capabilities capabilities() const override { return {}; }
  [[nodiscard]] Contact kept(const Contact& contact) const override;
  [[nodiscard]] Result<Contents> read(const Task& task) override;
  [[nodiscard]] Result<std::string> add(const Contact& contact, const Task& task) override;
  [[nodiscard]] Result<std::string> update(const PhoneEntry& entry, const Contact& contact,
                                           const Task& task) override;
  // The reports decide each ending, not the gateway's "accepted". After a card that failed, in whatever way
  // but by its own size, the rest is not sent: each message costs.
  [[nodiscard]] std::vector<Result<std::string>> add_all(std::span<const Contact> contacts,
                                                         const Task& task) override;
  [[nodiscard]] Result<std::optional<Toll>> toll(std::span<const Contact> contacts) const override;
  // Kept in gateway.json, if that is still the same gateway.
  [[nodiscard]] Result<void> agree_to_toll() override;
  [[nodiscard]] std::string next_tap(std::size_t contacts) const override;

 private:
  [[nodiscard]] Result<void> send_card(const std::string& card, DeliveryReports* reports, const Task& task);

  std::string number_;
  Gateway gateway_;
  std::uint8_t reference_;  // of the next card in several parts
};

}  // namespace phonebook
