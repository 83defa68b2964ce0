// Telephone numbers behind one door: parse under a region, judge, show.
//
//   auto number = parse_number("0171 1234567", "DE");          // → +491711234567
//   if (number && validity(*number) == Validity::valid) …
//
// Region: an ISO 3166-1 alpha-2 code in capitals ("CN"), or empty when nobody knows; then only numbers with a
// country code parse. All functions are pure and thread-safe; they never throw.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "numbers/numbering_plan.h"

namespace phonebook {

// E.164: '+', country code, national number, 15 digits at most ("+8613800001234").
struct TelephoneNumber {
  std::string e164;
  std::string extension;  // digits; empty when there is none

  // "+493012345;ext=12" (RFC 3966 words), or the bare E.164.
  [[nodiscard]] std::string text() const { return extension.empty() ? e164 : e164 + ";ext=" + extension; }
  friend bool operator==(const TelephoneNumber&, const TelephoneNumber&) = default;
};

enum class Validity {
  valid,     // the numbering plan assigns this range
  possible,  // the length fits, the range is not assigned (or newer than the plan)
  too_short,
  too_long,
  invalid,  // no such country code, or a length no number of the region has
};

// Digits in any script, with separators, national or international prefix, and extension ("ext. 12",
// ";ext=12", "转12"). Absent when the text is no number at all; a number of a wrong length still parses, ask
// validity(). At most 250 bytes of text are looked at; more is absent.
[[nodiscard]] std::optional<TelephoneNumber> parse_number(std::string_view text, std::string_view region);

[[nodiscard]] Validity validity(const TelephoneNumber& number);
// parse_number, validity, type and country code in one go, for callers that judge many candidates: `digits`
// is ASCII digits with an optional '+' before them, nothing else.
struct JudgedNumber {
  TelephoneNumber number;
  Validity validity = Validity::invalid;
  NumberType type = NumberType::unknown;
  int country_code = 0;
};
[[nodiscard]] std::optional<JudgedNumber> judge_digits(std::string_view digits, std::string_view region);

[[nodiscard]] NumberType number_type(const TelephoneNumber& number);
// The region of the number ("US" for +1 212…); empty for none or a non-geographical code.
[[nodiscard]] std::string region_of(const TelephoneNumber& number);
// For a person's eyes: nationally written inside `region`, internationally elsewhere; extension appended.
[[nodiscard]] std::string display(const TelephoneNumber& number, std::string_view region);
// For display of E.164 text that comes from a book or a protocol; falls back to the text itself.
[[nodiscard]] std::string display_text(std::string_view e164_with_ext, std::string_view region);

// Whether two numbers as written may be the same line: E.164 under the region when both have one; otherwise
// the longest common tail, of at least 7 digits, where one side has no country code. Extensions must agree.
enum class SameNumber { no, perhaps, yes };
[[nodiscard]] SameNumber same_number(std::string_view a, std::string_view b, std::string_view region);

[[nodiscard]] bool is_region(std::string_view region);
// What a person typed (" de ") as a region ("DE"); empty when it is none.
[[nodiscard]] std::string region_from(std::string_view typed);
// The region of the desktop's locale (LC_TELEPHONE, LC_ALL, LANG: "de_CH.UTF-8" → "CH"); empty for C and
// POSIX.
[[nodiscard]] std::string region_of_locale();

}  // namespace phonebook
