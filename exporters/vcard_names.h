// The names of properties, whatever their case: which of them mean something to us.
//
//   switch (property_named(line.name)) { case Property::tel: …
#pragma once
#include <cstdint>
#include <string_view>

namespace phonebook::vcard {

enum class Property : std::uint8_t {
  unknown,
  begin,
  end,
  version,
  product_id,
  name,
  formatted_name,
  nickname,
  photo,
  birthday,
  anniversary,
  address,
  address_label,
  number,
  mail,
  title,
  role,
  organisation,
  agent,
  categories,
  category,  // X-GN: one of them
  note,
  revision,
  sound,
  url,
  uid,
  im_address,
  kind,
  show_as,  // X-ABShowAs
  member,
  gender,
  language,
  related,
  related_name,  // X-ABRELATEDNAMES: its label says what they are
  spouse,        // one property a relation, of Evolution and KAddressBook
  assistant,
  manager,
  reading_family,
  reading_given,
  reading_middle,
  label,  // X-ABLabel
  labelled_date,
  android,  // X-ANDROID-CUSTOM
  known,    // kept as it is, but surely a property
};

// Any bytes; Property::unknown for what no card really holds.
[[nodiscard]] Property property_named(std::string_view name) noexcept;

// Whether a line begins with the name of a property that cards really hold, in capitals, and goes on as one
// does.
[[nodiscard]] bool looks_like_property(std::string_view line) noexcept;

}  // namespace phonebook::vcard
