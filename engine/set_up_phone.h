// The phones that the person names by hand: set up, taken off the list. Nothing on the phone changes.
//
//   auto phone = set_up_phone("folder:/media/card/contacts", "My card");
//
// Thread-safe as far as phones.json is: written whole, the last writer wins.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "transports/routes.h"

namespace phonebook {

// The phone must open: unreachable, denied and unsupported come back with the route's sentence. An address
// set up before only gets the new name. No ROUTE:ADDRESS, or a route that is not there: Code::invalid_input.
[[nodiscard]] Result<KnownPhone> set_up_phone(const std::string& address, const std::string& name);
// These addresses lead to one phone, called `name` (empty: as the first that has a name): what was handed
// over by one way is not sent again by another, and while it is written to by one way it is locked for all.
// Addresses not set up before are; they need not be reachable now. Fewer than two different ones:
// Code::invalid_input.
[[nodiscard]] Result<std::vector<KnownPhone>> name_as_one(std::span<const std::string> addresses,
                                                          const std::string& name);
// It stands alone again. Code::not_found when it was not set up.
[[nodiscard]] Result<void> name_apart(const std::string& address);
// Code::not_found when it was not set up.
[[nodiscard]] Result<void> take_phone_off(const std::string& address);

}  // namespace phonebook
