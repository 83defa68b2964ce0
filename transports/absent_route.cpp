#include "transports/absent_route.h"

#include "base/text.h"

namespace phonebook {

std::optional<Route::Absence> AbsentRoute::absence() const { return Absence{tr(reason_), tr(cure_)}; }

std::vector<FoundPhone> AbsentRoute::discover(std::span<const KnownPhone> known, const Task&) const {
  std::vector<FoundPhone> found;
  for (const KnownPhone& phone : known) {
    if (phone.address.route != name_) continue;
    found.push_back({.address = phone.address,
                     .name = phone.name.empty() ? phone.address.text() : phone.name,
                     .state = PhoneState::passed_over,
                     .reason = tr(reason_),
                     .cure = tr(cure_),
                     .device = phone.device});
  }
  return found;
}

Result<std::unique_ptr<Phone>> AbsentRoute::open(const std::string& address) const {
  return fail(Code::unsupported, std::string(tr(reason_)) + " " + tr(cure_),
              std::string(name_) + ":" + address);
}

}  // namespace phonebook
