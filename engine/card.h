// card: findings become a contact. What *Add to phone* is about to send, to be looked at first, and the
// contact made of it.
//
//   auto card = make_card(engine, {.partner = partner});     // nothing is written
//   auto contact = keep_card(engine, *card, "Bob Builder");  // into the book, linked to the partner
//
// Thread rule: that of the Engine.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "contacts/contact.h"
#include "engine/engine.h"
#include "engine/find.h"

namespace phonebook {

struct CardRequest {
  Partner partner;
  std::optional<std::vector<std::int64_t>> findings;  // absent: all that wait
  std::vector<std::int64_t> leave_out;
  std::optional<Photo> icon;  // the buddy icon
};

struct Card {
  Contact contact;  // as it would be kept; formatted_name may be "" for a third party without a name
  std::vector<KeptFinding> findings;  // those that it takes in
  bool first = false;                 // no card of this person was kept yet: show it before it goes
  bool linked = false;                // the partner's own, tied to the buddy; false: a third party's
  Partner partner;
};

// Findings that do not belong to the partner make a card of their own, one person at a time: mixing them with
// the partner's is Code::invalid_input. A finding that is gone is Code::not_found.
[[nodiscard]] Result<Card> make_card(Engine& engine, const CardRequest& request);

// Keeps contact and link. `name`: as the person left it; empty takes the card's own. Findings stay as they
// are until mark_kept(), so that a phone that is away does not take them off the list.
[[nodiscard]] Result<Contact> keep_card(Engine& engine, const Card& card, const std::string& name);
[[nodiscard]] Result<void> mark_kept(Engine& engine, const Card& card, const std::string& uid);

// Whether the contact has this number, mail or id already.
[[nodiscard]] bool holds(const Contact& contact, const KeptFinding& finding);
// "Bob Builder" → given Bob, family Builder; 王小明 → family 王, given 小明; all else is the given name.
[[nodiscard]] NameParts name_parts_of(const std::string& formatted_name);
// The IM service of a libpurple protocol: "prpl-jabber" → "xmpp"; "" where the name says nothing.
[[nodiscard]] std::string service_of_protocol(const std::string& protocol);

}  // namespace phonebook
