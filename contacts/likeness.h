// likeness: the values of a contact in the form in which they are compared. What match, merge and join share.
//
//   if (mail_key("Kai.Lund@googlemail.com") == mail_key("kailund@gmail.com")) …   // one mail box
//
// For this room and engine/join; pure and thread-safe.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contacts/contact.h"
#include "numbers/telephone_number.h"

namespace phonebook {

// A number as written, read under a region.
struct NumberKey {
  std::optional<TelephoneNumber> parsed;
  std::string written;  // what same_number() takes, with its extension
  std::string key;      // equal for the same line and extension; the bare digits where nothing parses
};
[[nodiscard]] NumberKey number_key(const ContactNumber& number, std::string_view region);
// The last seven digits, under which same_number() may still say perhaps; "" for a shorter number.
[[nodiscard]] std::string number_tail(std::string_view written);

// Whether it means the same line to everybody who dials it: an emergency number, a service code, *100#.
[[nodiscard]] bool is_service_code(const NumberKey& number);

// Equal for one address however it is written.
[[nodiscard]] std::string mail_key(std::string_view address);
// Equal for one mail box as well: where "+shop" is a label of the owner's own, without it. Takes a
// mail_key().
[[nodiscard]] std::string mail_box_key(std::string key);
// All words of an organisation, without signs and its legal form: "Bell Ltd." and "BELL" alike, "Fund II" and
// "Fund III" not.
[[nodiscard]] std::string organisation_key(std::string_view name);
// Whether many people read it: info@, office@ …
[[nodiscard]] bool is_shared_mail(std::string_view key);
[[nodiscard]] std::string im_key(const ImAddress& im);
// The words of an address, whatever field a phone has put them into.
[[nodiscard]] std::string address_key(const PostalAddress& address);

// A name as words: folded, without accents, titles and punctuation, in order; the generation apart.
struct NameWords {
  std::vector<std::string> words;
  std::string generation;  // "jr", "sr", "ii" …
  // Made with the words, for comparing with many: "Müller" and "Mueller" alike, sorted; and name_keys().
  std::vector<std::string> loose, keys;
  std::vector<std::string> readings;  // of a Chinese name, in Latin letters (romanise.h)
  [[nodiscard]] bool empty() const { return words.empty(); }
};
[[nodiscard]] NameWords name_words(std::string_view name);
// All that a contact may be called: the formatted name, the name parts, the nicknames. A "name" that is only
// its number or mail address is none. Never holds an empty one.
struct ContactNames {
  std::vector<NameWords> names;      // formatted name and parts
  std::vector<NameWords> nicknames;  // and phonetic names
  std::string generation;
};
[[nodiscard]] ContactNames contact_names(const Contact& contact);

enum class NameLikeness {
  unknown,  // one of them has no name
  different,
  reading,  // one may be how the other is read, in Latin letters
  part,     // all words of one are in the other, initials, a short form, or a nickname
  cut,      // one is the start of the other, as a SIM cuts it
  equal,    // the same words in any order
};
// `name_limit`: what one of them was cut to, in characters; 0: nobody knows.
[[nodiscard]] NameLikeness compare_names(const ContactNames& a, const ContactNames& b,
                                         std::size_t name_limit = 0);
// Whether `shorter` says nothing beyond `longer`: initials of its words, or one of its nicknames.
[[nodiscard]] bool is_in_short(const NameWords& shorter, const ContactNames& longer);
// Equal for equal names, whatever their order: what an index looks names up by.
[[nodiscard]] const std::vector<std::string>& name_keys(const NameWords& name);
// Whether every word of `part` is among those of `whole`, too.
[[nodiscard]] bool holds_words(const NameWords& whole, const NameWords& part);
// Whether `cut` is the start of `whole`, long enough to be no accident.
[[nodiscard]] bool is_cut_of(const NameWords& cut, const NameWords& whole, std::size_t name_limit = 0);

// Whether all that both say agrees; and whether both say something that does not.
[[nodiscard]] bool dates_differ(const Date& a, const Date& b);

}  // namespace phonebook
