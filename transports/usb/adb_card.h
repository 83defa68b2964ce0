// adb_card: a contact as Android's own importer of vCards (com.android.vcard, in the Contacts of Google and
// of most makers) takes it. It reads 3.0 in UTF-8 best; what it drops or damages goes another way or is left
// out.
//
// - A number keeps only 0-9 * # and a leading '+'; 'p' is a pause. "+49301;ext=12" would become another
//   number, so an extension is written behind a pause.
// - NICKNAME is one name, commas and all; QQ, WeChat and others, the anniversary and a birthday without its
//   year are known to it only as X-ANDROID-CUSTOM, the rows of its own tables.
// - Labels, categories, roles and unknown properties are dropped; a reading that an older book holds as a
//   property (X-PHONETIC-…) becomes the contact's.
// Pure functions; thread-safe.
#pragma once
#include <cstddef>
#include <span>
#include <string>

#include "base/result.h"
#include "contacts/contact.h"

namespace phonebook {

// A contact travels inside the phone in one parcel, of which Android lets 1 MiB be.
inline constexpr std::size_t kAndroidPhotoBytes = std::size_t{256} << 10;
inline constexpr std::size_t kAndroidCardBytes = std::size_t{256} << 10;  // without the photo

// What the phone would hold of it. The uid stays, to tell whose it is. kept(kept(c)) == kept(c).
[[nodiscard]] Contact kept_by_android(const Contact& contact);

// Cards, one behind the other, with CRLF. Contacts must be as kept_by_android() made them.
[[nodiscard]] Result<std::string> cards_for_android(std::span<const Contact> kept);

}  // namespace phonebook
