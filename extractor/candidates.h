// Telephone numbers in folded text: runs of digits, cut into numbers, judged by shape, plan and surroundings.
//
//   for (const NumberMatch& match : find_numbers(text, "CN")) …
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "extractor/extract.h"
#include "extractor/reading.h"

namespace phonebook {

struct NumberMatch {
  Span span;          // in `folded`, from '+', '(' or the first digit to the last (of the extension)
  std::string value;  // E.164, ";ext="
  double confidence = 0;
};

// In order, not overlapping. `taken` are places that are something else already (mail addresses, ids); links
// in the text are left out as well. At most one judgement by the numbering plan per few bytes of text, so
// linear.
[[nodiscard]] std::vector<NumberMatch> find_numbers(const Reading& reading, std::string_view region,
                                                    const std::vector<Span>& taken);

// Are there digits that the plan takes for a number, whatever the words around them say? The reading needs no
// cues yet. False: find_numbers() finds none in digits.
[[nodiscard]] bool may_hold_numbers(const Reading& reading, std::string_view region);

}  // namespace phonebook
