// Folding: one character as the finders see it. The one table behind plain_text, the first filter and the
// build tool that makes the filter's masks.
//
//   fold_character(U'１') == U'1'      fold_character(0x200B) == 0       lower_character(U'Ä') == U'ä'
//
// Thread rule: functions only.
#pragma once
#include <cstddef>
#include <string_view>

namespace phonebook {

// The form for matching: full-width forms, blanks, dashes, quotes and the decimal digits of any script made
// ASCII; 0 for a character that vanishes there (zero-width, variation selectors, keycaps).
[[nodiscard]] char32_t fold_character(char32_t c) noexcept;
// Lower case where it takes as many bytes of UTF-8, so that offsets stay.
[[nodiscard]] char32_t lower_character(char32_t c) noexcept;

// The next character of unfolded text, folded and in lower case, behind what vanishes there: zero-width
// characters and, in markup, tags. `value` 0: the end, or markup that only make_plain() can judge (an entity
// other than those for signs, a '<' that ends nowhere near).
struct NextCharacter {
  char32_t value = 0;
  std::size_t end = 0;  // behind it
};
[[nodiscard]] NextCharacter next_character(std::string_view raw, std::size_t at, bool html) noexcept;

// "&amp;" and the like: the sign that the entity at `at` stands for and where it ends. `value` 0: another
// entity, or none.
[[nodiscard]] NextCharacter sign_entity(std::string_view raw, std::size_t at) noexcept;

// The value of a digit in a form that folding keeps apart from ASCII digits, else -1: Chinese numerals (also
// formal ones) and circled digits. They are digits only beside other digits.
[[nodiscard]] int han_digit(char32_t c) noexcept;
[[nodiscard]] int circled_digit(char32_t c) noexcept;

}  // namespace phonebook
