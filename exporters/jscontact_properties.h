// Which vCard property without a field of its own in a Contact is which property of a JSContact card (RFC
// 9555, 2 and 3). For the reader and the writer.
//
//   if (const jscontact::Row* row = jscontact::row_of("CALURI")) … row->family == "calendars", row->kind ==
//   "calendar"
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "contacts/contact.h"

namespace phonebook::jscontact {

struct Row {
  std::string_view property;  // of vCard
  std::string_view family;    // the card's member: a map of entries
  std::string_view kind;      // of an entry; "": it has none
  std::string_view value;     // the entry's member that holds the value
  bool is_uri = true;         // else the value is text, escaped in vCard
};
[[nodiscard]] std::span<const Row> rows();
[[nodiscard]] const Row* row_of(std::string_view property) noexcept;
// The row of an entry of that family and kind; null: none.
[[nodiscard]] const Row* row_of(std::string_view family, std::string_view kind) noexcept;

// A parameter of vCard that is a member of an entry.
struct Param {
  std::string_view param, member;
};
// MEDIATYPE, LABEL, LEVEL, INDEX, SERVICE-TYPE, USERNAME. TYPE, PREF, PROP-ID, VALUE and the group have ways
// of their own; all others go into vCardParams.
[[nodiscard]] std::span<const Param> params();

// The value of a property as it stands in JSON, and back. Both ways only where nothing is lost: is_exact().
[[nodiscard]] std::string plain_value(std::string_view raw, bool is_uri);
[[nodiscard]] std::string raw_value(std::string_view plain, bool is_uri);
[[nodiscard]] bool is_exact(std::string_view raw, bool is_uri);

// "p1", or "p01" where there are ten and more, so that they keep their order also where a reader sorts them
// as text.
[[nodiscard]] std::string entry_id(char prefix, std::size_t number, std::size_t count);
// The letter of a family's ids.
[[nodiscard]] char id_prefix(std::string_view family) noexcept;
// RFC 9553, 1.4.1: 1 to 255 of A-Z a-z 0-9 - _.
[[nodiscard]] bool is_id(std::string_view text) noexcept;

// Members of a card that a Contact has fields or rows for.
[[nodiscard]] bool is_known_member(std::string_view name) noexcept;

// A JSON pointer's part: "~" and "/" escaped (RFC 6901), and back.
[[nodiscard]] std::string pointer_part(std::string_view name);
[[nodiscard]] std::string from_pointer_part(std::string_view part);

// 64 bits of FNV-1a, to find an entry again.
[[nodiscard]] constexpr std::uint64_t hash_of(std::string_view text) noexcept {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001B3;
  }
  return hash;
}

// The parameter that says which entry a JSPROP belongs to (what a Contact holds has no PROP-ID): 16
// hexadecimal digits, hash_of() the entry as it is written without its `pref`.
inline constexpr std::string_view kEntryParam = "X-ENTRY";
[[nodiscard]] std::string hash_text(std::uint64_t hash);

}  // namespace phonebook::jscontact
