// The phones that the person names by hand: set up, taken off the list. Nothing on the phone changes.
//
//   auto phone = set_up_phone("folder:/media/card/contacts", "My card");
//
// Thread-safe as far as phones.json is: written whole, the last writer wins.
#pragma once
#include <string>

#include "base/result.h"
#include "transports/routes.h"

namespace phonebook {

// The phone must open: unreachable, denied and unsupported come back with the route's sentence. An address
// set up before only gets the new name. No ROUTE:ADDRESS, or a route that is not there: Code::invalid_input.
[[nodiscard]] Result<KnownPhone> set_up_phone(const std::string& address, const std::string& name);
// Code::not_found when it was not set up.
[[nodiscard]] Result<void> take_phone_off(const std::string& address);

}  // namespace phonebook
