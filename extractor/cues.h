// Cue words: what the words around a number or an address say. The words live in data/cues, one file a
// language.
//
//   for (const CueHit& hit : find_cues(plain.lower)) if (hit.sections & cue::kPhone) …
//
// Thread rule: functions only, the tables are constant.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "extractor/cue_categories.h"

namespace phonebook {

struct CueHit {
  std::uint32_t start = 0, end = 0;  // bytes of the text searched
  std::uint64_t sections = 0;        // bits of cue::
};

// Every cue in `lower` (valid UTF-8, lower case), by start; of several at one start the longest. Words in
// alphabets that part words with blanks count only as whole words. Linear.
[[nodiscard]] std::vector<CueHit> find_cues(std::string_view lower);

// Does a word of no list ("frequent-flyer-nummer") end as names of numbers and codes do, with at least three
// bytes before that? `lower`: in lower case.
[[nodiscard]] bool ends_a_number_name(std::string_view lower) noexcept;

// True for letters of alphabets that part words by blanks: not for Han, Kana, Hangul, Thai.
[[nodiscard]] bool is_word_letter(char32_t c) noexcept;
// Han, Kana, Hangul.
[[nodiscard]] bool is_cjk(char32_t c) noexcept;

}  // namespace phonebook
