// join: one contact of two, for good, without losing a value of either.
//
//   Contact one = join_contacts(kept, other, {.region = "GB"});
//
// Pure and thread-safe.
#pragma once
#include "contacts/contact.h"
#include "contacts/match.h"

namespace phonebook {

// merge_contacts(), and what `other` says otherwise than `base` is kept beside it: a name, also in other
// accents or with a title, or its reading, as a nickname; a kind, gender, title, role, organisation,
// birthday, anniversary and photo as a second property of that name (`Contact::other`, RFC 6350); a number
// that only may be the same line, or is dialled on otherwise after a pause; TYPE words of both. Labels of
// `base` stay. Joining the same again changes nothing.
[[nodiscard]] Contact join_contacts(const Contact& base, const Contact& other, const MatchOptions& options);

}  // namespace phonebook
