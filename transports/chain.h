// chain: USB, else Bluetooth, else WAP. Which phone takes the card, and why the others do not.
//
//   ChainReport report = survey({.known = known, .only = asked, .last_used = last}, task);
//   if (!report.chosen) → tell report.passed_over, each with its reason and cure
//
// Thread-safe; discovery blocks up to a second a route.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "transports/routes.h"

namespace phonebook {

struct ChainRequest {
  std::vector<KnownPhone> known;
  std::optional<PhoneAddress> only;  // --phone: this one or none
  std::vector<PhoneAddress> among;   // the addresses of one phone: these or none; empty: all
  std::optional<std::string> via;    // --via: this route or link ("usb", "folder") or none
  // Wins among the ready phones of the same link, and so does another address of the same phone.
  std::optional<PhoneAddress> last_used;
};

struct PassedOver {
  std::string route;  // the route's or link's name
  std::string phone;  // address text; empty when the route has no phone at all
  std::string reason, cure;
  std::string name = {};  // the phone's, for a person; empty when the route has no phone at all
};

struct ChainReport {
  std::optional<FoundPhone> chosen;
  std::vector<FoundPhone> phones;  // all that were seen, in chain order
  // Before the chosen one; all, when none was chosen. Every link speaks.
  std::vector<PassedOver> passed_over;
  std::vector<PassedOver> not_needed;  // after the chosen one: what they would have said
};

// The addresses that reach the same phone as this one, itself among them, as the person named them as one.
[[nodiscard]] std::vector<PhoneAddress> addresses_of(const PhoneAddress& address,
                                                     std::span<const KnownPhone> known);

[[nodiscard]] ChainReport survey(const ChainRequest& request, const Task& task);

}  // namespace phonebook
