#include "engine/set_up_phone.h"

#include <algorithm>

#include "base/text.h"

namespace phonebook {
namespace {

struct Named {
  const Route* route;
  PhoneAddress address;
};

Result<Named> named(const std::string& text) {
  auto address = parse_phone_address(text);
  const Route* route = address ? find_route(address->route) : nullptr;
  if (!route)
    return fail(Code::invalid_input,
                tr("A phone is named ROUTE:ADDRESS, for example folder:/media/card/contacts."), text);
  address->address = route->canonical(address->address);
  return Named{route, *std::move(address)};
}

}  // namespace

Result<KnownPhone> set_up_phone(const std::string& text, const std::string& name) {
  auto phone = named(text);
  if (!phone) return phone.failure();
  if (const auto absence = phone->route->absence())
    return fail(Code::unsupported, absence->reason + " " + absence->cure);
  auto known = load_known_phones();
  if (!known) return known.failure();
  if (auto opened = phone->route->open(phone->address.address); !opened) return opened.failure();
  const KnownPhone added{phone->address, name};
  const auto same = std::find_if(known->begin(), known->end(),
                                 [&](const KnownPhone& k) { return k.address == added.address; });
  if (same == known->end())
    known->push_back(added);
  else
    *same = added;
  if (auto saved = save_known_phones(*known); !saved) return saved.failure();
  return added;
}

Result<void> take_phone_off(const std::string& text) {
  auto phone = named(text);
  if (!phone) return phone.failure();
  auto known = load_known_phones();
  if (!known) return known.failure();
  if (std::erase_if(*known, [&](const KnownPhone& k) { return k.address == phone->address; }) == 0)
    return fail(Code::not_found, tr("No such phone was set up."), text);
  return save_known_phones(*known);
}

}  // namespace phonebook
