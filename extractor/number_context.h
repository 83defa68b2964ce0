// What stands around a number: words that call it one, words that call it something else, signs that make it
// part of a price, a path or a longer id; and the extension behind it.
#pragma once
#include <cstddef>
#include <optional>
#include <string>

#include "extractor/number_shape.h"
#include "extractor/reading.h"

namespace phonebook {

struct NumberContext {
  bool refused = false;    // it is part of something else
  bool phone_cue = false;  // the words say it is a telephone number
};
// `number`: without the extension; `whole_end`: behind it.
[[nodiscard]] NumberContext judge_context(const Reading& reading, Span number, std::size_t whole_end,
                                          const NumberShape& shape, const JudgedNumber& judged);

struct Extension {
  std::string digits;
  std::size_t end = 0;  // behind the digits, or behind the bracket around them
};
[[nodiscard]] std::optional<Extension> read_extension(const Reading& reading, std::size_t at);

// Whether a cue for numbers ends between the two places.
[[nodiscard]] bool phone_cue_between(const Reading& reading, std::size_t from, std::size_t to);

}  // namespace phonebook
