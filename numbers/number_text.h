// A text that may be one telephone number, taken apart as libphonenumber takes it apart before any numbering
// plan is asked: where the number begins and ends in the text, whether it looks like one at all, its
// extension, its digits. Part of numbering_plan.cpp's insides; callers use numbering::parse.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

#include "numbers/numbering_plan.h"

namespace phonebook::numbering {

// RFC 3966's context may double a text.
inline constexpr std::size_t kMaxJoined = 2 * kMaxText;
// Digits as values 0 to 9. A rewritten national prefix may add a few to those of the text.
struct Digits {
  std::array<std::uint8_t, kMaxJoined + 16> values;
  int size = 0;
};

struct NumberText {
  bool plus = false;  // a '+' (or ＋) stands before the digits
  Digits digits;
  std::uint8_t extension_size = 0;
  std::array<char, kMaxExtension> extension;  // ASCII digits
};

// Outcome::number when the text looks like a number; not_a_number; invalid_country_code where a number
// without
// '+' has no region; too_long for more than kMaxText bytes.
[[nodiscard]] Outcome read_text(std::string_view text, bool has_region, NumberText& out) noexcept;

}  // namespace phonebook::numbering
