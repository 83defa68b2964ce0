// The words that documents for people put beside a contact's values, in the person's language, and what each
// word means: "Work mobile" is a number with the types work and cell. Writers take the word for a value,
// readers the meaning of a word.
//
//   std::string label = number_word({"cell", "work"}, "");   // "Work mobile"
//
// Thread rule: functions only.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contacts/contact.h"

namespace phonebook {

// In the order in which documents show them.
enum class Field {
  name,
  prefix,
  given,
  middle,
  family,
  suffix,
  reading,
  nickname,
  organisation,
  department,
  title,
  role,
  number,
  mail,
  im,
  address,
  street,
  extended,
  po_box,
  city,
  region,
  postcode,
  country,
  url,
  birthday,
  anniversary,
  category,
  related,
  member,
  note,
};

// One row of the table of words. `english` is the untranslated word; tr() gives the person's.
struct FieldWord {
  const char* english;
  Field field;
  std::string_view types;  // blank-separated, sorted: "cell work"; of an IM address its service
};
[[nodiscard]] std::span<const FieldWord> field_words();

// `fallback` where the field stands alone: field_word(Field::note) → "Note".
[[nodiscard]] std::string field_word(Field field, std::string_view types = {});

// A number with its own label: "Phone (Boat)". Types that have no word of their own are left out.
[[nodiscard]] std::string number_word(const std::vector<std::string>& types, const std::string& label);
[[nodiscard]] std::string mail_word(const std::vector<std::string>& types, const std::string& label);
// "Related (spouse)".
[[nodiscard]] std::string related_word(const std::string& type);
[[nodiscard]] std::string im_word(const std::string& service);
// "Home address", "Address (Boat house)".
[[nodiscard]] std::string address_word(const std::vector<std::string>& types, const std::string& label);
// A part of an address, for columns: "Work city"; `types` as address_word takes them.
[[nodiscard]] std::string address_part_word(Field part, const std::vector<std::string>& types);

}  // namespace phonebook
