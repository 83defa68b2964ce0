// A contact as a scanning phone takes it: the shortest vCard 3.0 (RFC 2426) that says the same.
//
//   QrCard card = make_qr_card(contact, {.hard = 858, .note = 331});
//   encode(card.text);                   // UTF-8, CRLF, lines not folded
//   tell(card.no_room, card.not_taken);
//
// In it: N, FN, ORG, TITLE, TEL, EMAIL, URL, ADR and, while the code stays coarse, NOTE. That is what
// Android's camera takes from a card (Google's ML Kit knows these and no note) and what an iPhone takes as
// well. No UID, REV or PRODID, no groups (ZXing passes over "item1.TEL"), no parameter that says what is so
// without it. A line is never folded: a SHOULD of RFC 2426 that costs three octets each time and that simple
// readers stumble over.
//
// Pure function; thread-safe; linear in the contact's size.
#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "contacts/contact.h"

namespace phonebook {

// Octets of the whole card.
struct QrCardLimits {
  std::size_t hard = 0;  // never more
  std::size_t note = 0;  // the note only while the card has no more; at most `hard`
};

struct QrCard {
  std::string text;            // "" when not even the name fits, or nothing but a name
  Contact contact;             // what a phone reads in `text`: the promise
  std::size_t name_bytes = 0;  // of a card with the name alone
  bool has_values = false;     // the contact has a number, an address or the like, in the card or not

  // In words ("the note", "2 numbers"), translated.
  std::vector<std::string> no_room;    // would fit into a larger code
  std::vector<std::string> not_taken;  // what many cameras do not take from a code
};

// Numbers come first and mail addresses next; the preferred one leads each. What does not fit is passed over,
// and what comes after it may still fit.
[[nodiscard]] QrCard make_qr_card(const Contact& contact, const QrCardLimits& limits);

}  // namespace phonebook
