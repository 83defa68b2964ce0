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
  KnownPhone added{phone->address, name};
  const auto same = std::find_if(known->begin(), known->end(),
                                 [&](const KnownPhone& k) { return k.address == added.address; });
  if (same == known->end()) {
    known->push_back(added);
  } else {
    added.device = same->device;
    *same = added;
  }
  if (auto saved = save_known_phones(*known); !saved) return saved.failure();
  return added;
}

Result<std::vector<KnownPhone>> name_as_one(std::span<const std::string> addresses, const std::string& name) {
  std::vector<PhoneAddress> wanted;
  for (const std::string& text : addresses) {
    auto phone = named(text);
    if (!phone) return phone.failure();
    if (std::find(wanted.begin(), wanted.end(), phone->address) == wanted.end())
      wanted.push_back(phone->address);
  }
  if (wanted.size() < 2)
    return fail(Code::invalid_input,
                tr("Name at least two different addresses that lead to the same phone."));
  auto known = load_known_phones();
  if (!known) return known.failure();
  const auto is_wanted = [&](const KnownPhone& k) {
    return std::find(wanted.begin(), wanted.end(), k.address) != wanted.end();
  };
  std::string called = name;
  for (const KnownPhone& k : *known)
    if (called.empty() && is_wanted(k)) called = k.name;
  // Whoever was one phone with one of them is part of it now.
  std::vector<std::string> devices;
  for (const KnownPhone& k : *known)
    if (is_wanted(k) && !k.device.empty()) devices.push_back(k.device);
  const std::string device = devices.empty() ? new_uuid() : devices.front();
  for (const PhoneAddress& address : wanted)
    if (std::none_of(known->begin(), known->end(), [&](const KnownPhone& k) { return k.address == address; }))
      known->push_back({address, called, device});
  std::vector<KnownPhone> out;
  for (KnownPhone& k : *known) {
    const bool joined = std::find(devices.begin(), devices.end(), k.device) != devices.end();
    if (!is_wanted(k) && !joined) continue;
    k.device = device;
    if (!called.empty()) k.name = called;
    out.push_back(k);
  }
  if (auto saved = save_known_phones(*known); !saved) return saved.failure();
  return out;
}

Result<void> name_apart(const std::string& text) {
  auto phone = named(text);
  if (!phone) return phone.failure();
  auto known = load_known_phones();
  if (!known) return known.failure();
  const auto found = std::find_if(known->begin(), known->end(),
                                  [&](const KnownPhone& k) { return k.address == phone->address; });
  if (found == known->end()) return fail(Code::not_found, tr("No such phone was set up."), text);
  found->device.clear();
  return save_known_phones(*known);
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
