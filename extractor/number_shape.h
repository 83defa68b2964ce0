// The shape of a number as written: its groups and what parts them. Dates, addresses of machines, decimals
// and sums have digits too; their shape tells them apart before the numbering plan is asked.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "numbers/telephone_number.h"

namespace phonebook {

struct NumberShape {
  bool plus = false;
  bool bracketed = false;          // the area code stands in brackets
  bool as_the_plan = false;        // grouped as the numbering plan itself writes it
  std::size_t start = 0, end = 0;  // in `folded`
  std::vector<std::string> groups;
  std::string separators;  // one character for each gap between groups: blank - . / newline (

  // `joined`: no gap in the shape (another script of digits follows at once).
  void add(std::string_view digits, std::string_view gap, bool joined);
  [[nodiscard]] std::size_t digits() const;
  [[nodiscard]] bool all_single() const;
  // False for what is a date, an IP address, a decimal, a range of years, or too finely cut.
  [[nodiscard]] bool is_plausible() const;
  // False where the plan's number is not written so: pairs where nobody writes pairs, a sum with dots.
  [[nodiscard]] bool fits(const JudgedNumber& judged) const;
  [[nodiscard]] bool looks_like_date() const;
  // Whether the groups are those of `written` (a number as the plan formats it).
  [[nodiscard]] bool grouped_as(std::string_view written) const;
};

// The '+' and '(' before the first digit.
struct Lead {
  std::size_t start = 0;
  bool plus = false;
};
[[nodiscard]] Lead read_lead(std::string_view text, std::size_t first_digit);
// Takes an opening bracket before the first digit in or out of the shape, so that brackets pair; false when
// they cannot.
[[nodiscard]] bool balance_brackets(std::string_view text, std::size_t first_digit, NumberShape& shape);

// The share of such numbers that are right, by how they are written; `phone_cue`: the text calls it a number.
[[nodiscard]] double number_confidence(const NumberShape& shape, const JudgedNumber& judged, bool phone_cue);

}  // namespace phonebook
