// gammu_card: what a contact becomes on its way through gammu, and what gammu's backup says.
//
// Measured with gammu 1.42 and its dummy phone (docs/phones.md has the table): numbers and mails with a TYPE
// that gammu does not know, or with a group ("item1.TEL"), are dropped without a word; a text of 200 UTF-16
// units or more, or one whose quoted-printable form is longer than 8 octets a unit (three Chinese
// characters), overwrites gammu's memory; a contact of 40 values or more is refused; characters beyond U+FFFF
// come back with a surrogate more, and enough of them crash it; a value that holds END:VCARD ends the card,
// and gammu can read none of the phone's entries from there on.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contacts/contact.h"

namespace phonebook {

inline constexpr std::size_t kGammuTextUnits = 199;  // UTF-16 code units of any one text
inline constexpr std::size_t kGammuValues =
    39;  // of one entry: each number, mail, part of a name or an address

// What comes back of the contact.
[[nodiscard]] Contact kept_by_gammu(const Contact& contact);
// What to hand over of it: with as many blanks behind each text as gammu needs for its quoted-printable form.
[[nodiscard]] Contact padded_for_gammu(Contact kept);
// Why gammu must not be given this contact, one sentence; absent when it may.
[[nodiscard]] std::optional<std::string> refused_by_gammu(const Contact& kept);
// The first thing of `sent` that `back` lacks, of name, numbers and mails, for a person; absent when all is
// there.
[[nodiscard]] std::optional<std::string> lost_by_gammu(const Contact& sent, const Contact& back);

// An entry of `gammu backup FILE.vcf`.
struct GammuEntry {
  std::size_t location = 0;        // from 1
  std::string card;                // as gammu wrote it
  std::optional<Contact> contact;  // absent: the card cannot be understood
};
// The entries of the memory ME, in gammu's order. Cards without a location are left out.
[[nodiscard]] std::vector<GammuEntry> entries_of_backup(std::string_view bytes, std::size_t limit);

// True when the card holds nothing that would be lost by writing it anew (a ring tone, a caller group, a
// picture …).
[[nodiscard]] bool can_be_rewritten(std::string_view card);

}  // namespace phonebook
