// One card of JSContact: a Contact as its text, and a parsed card as a Contact. jscontact.h has the files and
// streams.
//
// What JSContact says and a Contact has no field for goes along as JSPROP (RFC 9555, 3.2.1), one a member, in
// Contact::other: of the card ("JSPTR=example.com:foo"), of an entry ("JSPTR=phones/abc/pref", with X-ENTRY
// to find it again after other formats), or a whole entry that says nothing to a Contact. Written as
// JSContact, it stands where it stood. What belonged to a value that is not there any more stays in
// vCardProps and is shown as nobody's.
//
// Pure and thread-safe.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "contacts/contact.h"
#include "exporters/json_text.h"
#include "exporters/transcoder.h"

namespace phonebook::jscontact {

// The card on one line, without a line end. Without a uid it gets one made of what it says: the same for the
// same contact (RFC 9555, 2.1.1).
void append_card(std::string& out, const Contact& contact, const WriteProfile& profile);

// Marks in the card what was understood. Members of another type than the standard's are passed over.
[[nodiscard]] Contact contact_of(JsonNode& card);
// Whether an object is a card: it says so, or has members of one.
[[nodiscard]] bool looks_like_card(JsonNode& object);

// Family and hash of each entry that would be written of the contact, in order ("phones", …).
using EntryHashes = std::vector<std::pair<std::string, std::uint64_t>>;
[[nodiscard]] EntryHashes entry_hashes(const Contact& contact);

// Ours for a chat address, where the service has a scheme: "xmpp:bob@example.org"; else "".
[[nodiscard]] std::string im_uri(const ImAddress& im);
// "Kana" or "Latn": how readings of names are written.
[[nodiscard]] const char* script_of(std::string_view readings);

}  // namespace phonebook::jscontact
