// The words of data/cues as the build tools read them.
//
//   std::vector<CueWord> words;
//   if (!read_cue_words("data/cues/en.txt", words)) return 1;
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace phonebook::cue {

struct CueWord {
  std::string text;            // lower case, without invisible characters; UTF-8, never empty
  std::uint64_t sections = 0;  // of cue_categories.h; one entry a section that the word stands in
  bool prefix = false;         // "mobil*"
};

// Appends. False: the file is at fault, and stderr says where.
[[nodiscard]] bool read_cue_words(const char* path, std::vector<CueWord>& words);

}  // namespace phonebook::cue
