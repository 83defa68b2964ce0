// A message as the finders read it: its plain text, the cues in it and where its clauses end.
#pragma once
#include <algorithm>
#include <string_view>
#include <vector>

#include "extractor/cues.h"
#include "extractor/plain_text.h"

namespace phonebook {

struct Reading {
  std::string_view raw;
  PlainText plain;
  std::vector<CueHit> cues;  // by start

  [[nodiscard]] std::string_view folded() const { return plain.folded; }
  [[nodiscard]] std::string_view lower() const { return plain.lower; }

  // The first cue that starts at or behind `at`.
  [[nodiscard]] std::size_t first_cue_from(std::size_t at) const {
    return static_cast<std::size_t>(
        std::lower_bound(cues.begin(), cues.end(), at,
                         [](const CueHit& hit, std::size_t place) { return hit.start < place; }) -
        cues.begin());
  }
  // The sections of the cue that begins exactly at `at` (0: none) and where it ends.
  [[nodiscard]] CueHit cue_at(std::size_t at) const {
    const std::size_t i = first_cue_from(at);
    return i < cues.size() && cues[i].start == at ? cues[i] : CueHit{};
  }
  // The longest cue that ends exactly at `at`, within `reach` bytes before it.
  [[nodiscard]] CueHit cue_ending_at(std::size_t at, std::size_t reach = 48) const {
    for (std::size_t i = first_cue_from(at > reach ? at - reach : 0); i < cues.size() && cues[i].start < at;
         ++i)
      if (cues[i].end == at) return cues[i];
    return {};
  }

  // The sections of all cues that end exactly at `at`: in "park office" both those of it and of "office".
  [[nodiscard]] std::uint64_t sections_ending_at(std::size_t at, std::size_t reach = 48) const {
    std::uint64_t sections = 0;
    for (std::size_t i = first_cue_from(at > reach ? at - reach : 0); i < cues.size() && cues[i].start < at;
         ++i)
      if (cues[i].end == at) sections |= cues[i].sections;
    return sections;
  }
};

[[nodiscard]] inline Reading read(std::string_view raw, bool html) {
  Reading reading{raw, make_plain(raw, html), {}};
  reading.cues = find_cues(reading.plain.lower);
  return reading;
}

}  // namespace phonebook
