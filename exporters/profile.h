// Profiles: what each family of phones takes of a contact. One file of data/profiles a family, compiled in;
// its README.md says what stands in one.
//
//   const Profile* profile = find_profile("nokia-s40");
//   for (const Loss& loss : what_is_lost(contact, *profile)) warn(loss);      // before anything is sent
//   auto card = write_for(*profile, {&contact, 1});                          // what the phone gets
//
// Thread-safe: profiles are read once and never change.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "contacts/contact.h"
#include "exporters/characters.h"
#include "exporters/losses.h"
#include "exporters/transcoder.h"

namespace phonebook {

// The most of one text, 0: as long as it is.
struct TextLimit {
  enum class Unit : std::uint8_t {
    characters,  // as a person counts them
    octets,      // of the profile's charset
    units,       // of UTF-16, as phones that hold UCS-2 count
    sim,         // octets of an alpha identifier, in the coding that loses least (sim_alpha.h)
  };
  std::size_t most = 0;
  Unit unit = Unit::characters;
};

struct Profile {
  std::string name;   // the word of --profile: "nokia-s40"
  std::string title;  // for a person: "Nokia Series 40"
  Format format = Format::vcard3;

  bool one_card_a_file = false;  // the phone reads the first card of a file only
  bool crlf = true;              // else lines end with LF
  std::string charset = "UTF-8";
  bool quoted_printable = true;  // 2.1: what is not ASCII is encoded; else it stands there raw
  bool fold = true;              // long lines are folded
  bool blank_line_after_photo = false;
  bool internet_mails = true;  // EMAIL;INTERNET
  bool product_id = false;
  std::vector<std::string> order;  // names of properties, in capitals: these first

  bool name_parts = true;  // else the name is one text
  Repertoire characters = Repertoire::any;
  std::optional<std::set<std::string, std::less<>>> fields;        // kept; absent: all
  std::optional<std::set<std::string, std::less<>>> number_types;  // TYPE words kept; absent: all
  std::optional<std::set<std::string, std::less<>>> mail_types;    // also of addresses and IM addresses
  std::map<std::string, std::size_t, std::less<>> most;            // field → values
  std::map<std::string, TextLimit, std::less<>> lengths;           // field or part of one → limit

  enum class Extension : std::uint8_t { keep, pause_p, pause_comma, drop };
  Extension extension = Extension::keep;
  bool dialled_numbers_only = false;  // digits, + * # and pauses: blanks and signs go

  std::set<std::string, std::less<>> photo_types;  // "image/jpeg"; empty: any
  bool photo_uris = true;
  std::size_t photo_bytes = 0;  // 0: no limit

  [[nodiscard]] bool keeps(std::string_view field) const { return !fields || fields->contains(field); }
};

// In the order of their names.
[[nodiscard]] std::span<const Profile> profiles();
// By name, case ignored. Null: there is none.
[[nodiscard]] const Profile* find_profile(std::string_view name);
// One file's text → a profile. Code::invalid_input names the line.
[[nodiscard]] Result<Profile> parse_profile(std::string_view name, std::string_view text);

// What the phone holds of the contact. A value that would be another one when cut (a number, a mail address,
// a web address) is left out instead; texts are cut between two characters. Of too many values the preferred
// ones stay, then, among numbers, mobile ones, then the first.
[[nodiscard]] Contact fitted(const Contact& contact, const Profile& profile);
// What of it the phone does not hold, known before it is sent.
[[nodiscard]] std::vector<Loss> what_is_lost(const Contact& contact, const Profile& profile);

// How the writer of the profile's format is to write.
[[nodiscard]] WriteProfile write_profile(const Profile& profile);
// The bytes that the phone gets: what fits of each contact, in the profile's charset and line ends. One file;
// where the phone reads one card a file, call it once a contact.
[[nodiscard]] Result<std::string> write_for(const Profile& profile, std::span<const Contact> contacts);

}  // namespace phonebook
