// merge: join what two contacts know without losing a value.
//
//   Merge m = merge_contacts(on_the_phone, incoming, {.region = "CN"});
//   m.gained  → fields the result has and `base` had not;  m.conflicts → single-valued fields that differ
//
// Pure and thread-safe.
#pragma once
#include <string>
#include <vector>

#include "contacts/contact.h"
#include "contacts/match.h"

namespace phonebook {

struct FieldDifference {
  std::string field;   // "number", "mail", "name", "birthday", "photo", …: stable words for --json
  std::string theirs;  // what base holds, for a person's eyes; may be empty
  std::string ours;    // what incoming holds
  friend bool operator==(const FieldDifference&, const FieldDifference&) = default;
};

struct Merge {
  Contact contact;  // base with everything of incoming that it lacked; base wins conflicts
  std::vector<FieldDifference> gained;     // empty and no conflicts: base holds all of incoming already
  std::vector<FieldDifference> conflicts;  // single-valued fields held by both with different meaning
};

// `base.uid` stays. Values are compared by meaning: numbers by same_number(), mail by address, text by
// fold(). Words for `field`: name nickname number mail im organisation title role address url birthday
// anniversary note photo category. A name grows ("Bob" → "Bob Builder") but is never shortened; notes are
// joined. TYPE words, labels and unknown properties are taken along where base has none, without being a
// gain: phones drop them, and would be written to again at every sending. A base without a photo gains one; a
// different photo is neither a gain nor a conflict (phones recode photos).
[[nodiscard]] Merge merge_contacts(const Contact& base, const Contact& incoming, const MatchOptions& options);

}  // namespace phonebook
