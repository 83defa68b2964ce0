#include "engine/handed_over.h"

#include "exporters/transcoder.h"
#include "transports/fingerprint.h"

namespace phonebook {
namespace {

// What a card without a uid is remembered by.
std::string remembered_uid(const Contact& contact, const std::string& digest) {
  return contact.uid.empty() ? "card:" + digest : contact.uid;
}

}  // namespace

std::string card_digest(const Contact& contact) {
  Contact plain = contact;
  plain.uid.clear();
  plain.updated.clear();
  plain.revision = 0;
  const auto card = write_contacts({&plain, 1}, Format::vcard3);
  return card ? fingerprint(*card) : std::string();
}

Result<Remembered> Remembered::of(Engine& engine, std::span<const PhoneAddress> addresses) {
  Remembered out;
  for (const PhoneAddress& address : addresses) {
    auto held = engine.book().held_by(address.text());
    if (!held) return held.failure();
    const bool in_use = out.address_.empty();
    if (in_use) out.address_ = address.text();
    for (Held& one : *held) {
      if (!one.unsure && !one.digest.empty()) out.surely_there_.insert(one.digest);
      out.all_.emplace(one.uid, one);
      if (in_use) out.here_.emplace(one.uid, std::move(one));
    }
  }
  return out;
}

std::vector<HeldEntry> Remembered::pairs() const {
  std::vector<HeldEntry> out;
  out.reserve(here_.size());
  for (const auto& [uid, held] : here_)
    if (!held.unsure) out.push_back({uid, held.id});
  return out;
}

HandedOver Remembered::handed_over(const Contact& contact) const {
  const std::string digest = card_digest(contact);
  // One way that surely took this very card settles it.
  if (surely_there_.contains(digest)) return HandedOver::same;
  HandedOver out = HandedOver::nothing;
  const auto [first, last] = all_.equal_range(remembered_uid(contact, digest));
  for (auto at = first; at != last; ++at) {
    if (at->second.unsure) return HandedOver::unsure;
    if (!at->second.digest.empty()) out = HandedOver::other;
  }
  return out;
}

void Remembered::is_there(Engine& engine, const Contact& contact, const std::string& id) const {
  const std::string digest = card_digest(contact);
  static_cast<void>(engine.book().remember_held(
      address_, {.uid = remembered_uid(contact, digest), .id = id, .digest = digest, .unsure = false}));
}

Result<void> Remembered::set_out(Engine& engine, std::span<const Contact> contacts) const {
  std::vector<Held> held;
  held.reserve(contacts.size());
  for (const Contact& contact : contacts) {
    std::string digest = card_digest(contact);
    held.push_back(
        {.uid = remembered_uid(contact, digest), .id = {}, .digest = std::move(digest), .unsure = true});
  }
  return engine.book().remember_held(address_, held);
}

void Remembered::settle(Engine& engine, std::span<const Contact> contacts,
                        std::span<const std::optional<bool>> arrived) const {
  std::vector<Held> held;
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    if (!arrived[i]) continue;
    std::string digest = card_digest(contacts[i]);
    std::string uid = remembered_uid(contacts[i], digest);
    const auto before = here_.find(uid);
    if (*arrived[i]) {
      held.push_back({.uid = std::move(uid), .id = {}, .digest = std::move(digest), .unsure = false});
    } else if (before != here_.end()) {
      held.push_back(before->second);
    } else {
      // Left as unsure it is asked about once more than needed, which doubles nothing.
      static_cast<void>(engine.book().forget_held(address_, uid));
    }
  }
  // The same holds where this fails.
  static_cast<void>(engine.book().remember_held(address_, held));
}

}  // namespace phonebook
