// chain: USB, else Bluetooth, else WAP. Which phone takes the card, and why the others do not.
//
//   ChainReport report = survey({.known = known, .only = asked, .last_used = last}, task);
//   if (!report.chosen) → tell report.passed_over, each with its reason and cure
//
// Thread-safe; discovery blocks up to a second a route.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "transports/routes.h"

namespace phonebook {

struct ChainRequest {
  std::vector<KnownPhone> known;
  std::optional<PhoneAddress> only;       // --phone: this one or none
  std::optional<std::string> via;         // --via: this route or link ("usb", "folder") or none
  std::optional<PhoneAddress> last_used;  // wins among the ready phones of the same link
};

struct PassedOver {
  std::string route;  // the route's or link's name
  std::string phone;  // address text; empty when the route has no phone at all
  std::string reason, cure;
};

struct ChainReport {
  std::optional<FoundPhone> chosen;
  std::vector<FoundPhone> phones;  // all that were seen, in chain order
  std::vector<PassedOver>
      passed_over;  // before the chosen one; all, when none was chosen. Every link speaks.
};

[[nodiscard]] ChainReport survey(const ChainRequest& request, const Task& task);

}  // namespace phonebook
