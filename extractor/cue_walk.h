// cue_walk: the cues that begin at one place of a text as it was written, unfolded.
//
//   if (walk_cues(raw, at) & cue::kWechat) …
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace phonebook {

// The sections of all cues that begin at raw[at], each character read by next_character(). At least those
// that find_cues() would find there in the folded text; that a word goes on behind a whole-word cue is seen
// only of ASCII letters. As long as the longest cue. `end`: where the longest of them ends that is of any of
// `ending` (unchanged without one).
[[nodiscard]] std::uint64_t walk_cues(std::string_view raw, std::size_t at, bool html,
                                      std::uint64_t ending = 0, std::size_t* end = nullptr) noexcept;

// Is there a cue of these sections that begins with this text (lower case, folded) or is it?
[[nodiscard]] bool cues_begin_with(std::string_view text, std::uint64_t sections);

}  // namespace phonebook
