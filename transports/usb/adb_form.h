// adb_form: the phone's form for a new contact, filled in already (Intent ACTION_INSERT with the extras of
// ContactsContract.Intents.Insert). One tap, but it carries little: whole contacts only, the others go as a
// card.
//
//   if (const auto words = form_words(contact)) script.run(*words);
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "contacts/contact.h"

namespace phonebook {

// The MIME type that a form for a new contact is found by.
inline constexpr const char* kFormType = "vnd.android.cursor.dir/contact";

// `am start …`, or absent when the form would lose anything of the contact but its uid: it has a name in one
// piece, three numbers, three mail addresses, a company, a title and a note. A form carries no less than a
// card: kept_by_android() of such a contact is the contact.
[[nodiscard]] std::optional<std::vector<std::string>> form_words(const Contact& contact);

}  // namespace phonebook
