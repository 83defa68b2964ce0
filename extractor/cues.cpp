#include "extractor/cues.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/text.h"
#include "extractor/cue_trie.h"
#include "extractor/cue_walk.h"
#include "extractor/filter_tables.h"
#include "extractor/folding.h"

namespace phonebook {
namespace {

// What a longer cue takes over from the shorter one that it begins with, and which cues take over nothing.
constexpr std::uint64_t kInherited = cue::kPhone | cue::kAnyLabel | cue::kSender | cue::kSenderWeak |
                                     cue::kEmail | cue::kNew | cue::kOld | cue::kAnyMessenger;
constexpr std::uint64_t kHides = cue::kNotNumber | cue::kGroup | cue::kUnchanged | cue::kNotId;

constexpr std::uint32_t kNowhere = 0xFFFFFFFF;

// The root's edges by byte: most positions of a text fail here.
std::array<std::uint32_t, 256> root_table() {
  std::array<std::uint32_t, 256> table;
  table.fill(kNowhere);
  const cue::TrieNode& root = cue::kTrie[cue::kTrieRoot];
  for (std::uint32_t i = 0; i < root.edge_count; ++i) {
    const cue::TrieEdge& edge = cue::kTrieEdges[root.first_edge + i];
    table[edge.byte] = edge.target;
  }
  return table;
}

std::uint32_t step(std::uint32_t node, unsigned char byte) {
  const cue::TrieNode& from = cue::kTrie[node];
  const cue::TrieEdge* first = cue::kTrieEdges + from.first_edge;
  const cue::TrieEdge* last = first + from.edge_count;
  if (from.edge_count <= 8) {
    for (; first != last; ++first)
      if (first->byte == byte) return first->target;
    return kNowhere;
  }
  const auto* found =
      std::lower_bound(first, last, byte, [](const cue::TrieEdge& e, unsigned char b) { return e.byte < b; });
  return found != last && found->byte == byte ? found->target : kNowhere;
}

const std::array<std::uint32_t, 256> kRoot = root_table();

std::size_t word_end(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    const CodePoint c = decode_utf8(text.substr(at));
    if (!is_word_letter(c.value)) break;
    at += c.length;
  }
  return at;
}

}  // namespace

bool is_cjk(char32_t c) noexcept {
  return (c >= 0x2E80 && c <= 0x2FDF) || (c >= 0x3005 && c <= 0x3007) || (c >= 0x3040 && c <= 0x30FF) ||
         (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x20000 && c <= 0x323AF);
}

bool is_word_letter(char32_t c) noexcept {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  if (c >= 0x4E00 && c <= 0x9FFF) return false;
  if (c >= 0x400 && c <= 0x481) return true;
  if (is_cjk(c) || (c >= 0x0E00 && c <= 0x0EFF)) return false;
  if (u_isalpha(static_cast<UChar32>(c)) != 0) return true;
  // Vowel signs and accents belong to the word that they stand in.
  const auto category = u_charType(static_cast<UChar32>(c));
  return category == U_NON_SPACING_MARK || category == U_COMBINING_SPACING_MARK;
}

namespace {

// Whether the letter or sign at `at` may begin a cue: most places of a text fail here.
bool may_begin(std::string_view lower, std::size_t at) {
  const auto first = static_cast<unsigned char>(lower[at]);
  std::uint32_t four = 0;
  if (lower.size() - at >= 4)
    std::memcpy(&four, lower.data() + at, 4);
  else
    std::memcpy(&four, lower.data() + at, lower.size() - at);
  if (first >= 0x80) {
    if (!filter::has(filter::kCueBeginnings.characters, filter::character_hash(four))) return false;
    if (!filter::is_of_three(four) || lower.size() - at < 6) return true;
    std::uint32_t second = 0;
    std::memcpy(&second, lower.data() + at + 3, 3);
    return filter::has(filter::kCueBeginnings.pairs, filter::pair_hash(four, 0)) ||
           filter::has(filter::kCueBeginnings.pairs, filter::pair_hash(four, second));
  }
  if (first < 'a' || first > 'z') return kRoot[first] != kNowhere;
  unsigned letters = 1;
  for (unsigned n = 1; n < 4; ++n) {
    const std::uint32_t c = four >> (8 * n) & 0xFF;
    letters |= static_cast<unsigned>(c >= 'a' && c <= 'z') << n;
  }
  return filter::has(filter::kCueBeginnings.words, filter::word_hash(four, letters));
}

}  // namespace

std::vector<CueHit> find_cues(std::string_view lower) {
  std::vector<CueHit> hits;
  bool previous_is_letter = false;
  for (std::size_t i = 0; i < lower.size();) {
    const auto first = static_cast<unsigned char>(lower[i]);
    const CodePoint c = first < 0x80 ? CodePoint{first, 1} : decode_utf8(lower.substr(i));
    const bool letter = is_word_letter(c.value);
    if (!(letter && previous_is_letter) && may_begin(lower, i)) {
      std::uint32_t node = kRoot[first];
      CueHit best;
      std::size_t at = i + 1;
      while (node != kNowhere) {
        const cue::TrieNode& here = cue::kTrie[node];
        const std::uint64_t whole = cue::kSectionSets[here.whole], prefix = cue::kSectionSets[here.prefix];
        if ((whole | prefix) != 0) {
          std::uint64_t sections = prefix;
          std::size_t end = at;
          if (whole != 0) {
            // A word ends where the next letter is of another kind of script, or where it ended in none
            // itself.
            const bool ends_in_letter =
                static_cast<unsigned char>(lower[at - 1]) < 0x80
                    ? is_word_letter(static_cast<unsigned char>(lower[at - 1]))
                    : [&] {
                        std::size_t back = at - 1;
                        while (back > i && (static_cast<unsigned char>(lower[back]) & 0xC0) == 0x80) --back;
                        return is_word_letter(decode_utf8(lower.substr(back)).value);
                      }();
            if (!ends_in_letter || at == lower.size() || !is_word_letter(decode_utf8(lower.substr(at)).value))
              sections |= whole;
          }
          if (prefix != 0) end = word_end(lower, at);
          if (sections != 0) {
            // "call me" calls it a number as "call" does; 电话会议 does not as 电话 does.
            const std::uint64_t kept = (sections & kHides) != 0 ? 0 : best.sections & kInherited;
            best = {static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(end), sections | kept};
          }
        }
        if (at == lower.size()) break;
        node = step(node, static_cast<unsigned char>(lower[at]));
        ++at;
      }
      if (best.sections != 0) hits.push_back(best);
    }
    previous_is_letter = letter;
    i += c.length;
    // No cue begins inside a word.
    if (letter)
      while (i < lower.size() && lower[i] >= 'a' && lower[i] <= 'z') ++i;
  }
  return hits;
}

bool ends_a_number_name(std::string_view lower) noexcept {
  for (const char* const* end = cue::kCompoundEnds; **end != '\0'; ++end) {
    const std::string_view last(*end);
    if (lower.size() >= last.size() + 3 && lower.ends_with(last)) return true;
  }
  return false;
}

std::uint64_t walk_cues(std::string_view raw, std::size_t at, bool html, std::uint64_t ending,
                        std::size_t* end) noexcept {
  std::uint64_t sections = 0;
  std::uint32_t node = cue::kTrieRoot;
  const auto go = [&](unsigned char byte) {
    node = node == cue::kTrieRoot ? kRoot[byte] : step(node, byte);
    return node != kNowhere;
  };
  const auto is_letter = [](unsigned char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; };
  while (true) {
    const NextCharacter next = next_character(raw, at, html);
    if (next.value == 0) return sections;
    if (next.value < 0x80) {
      if (!go(static_cast<unsigned char>(next.value))) return sections;
    } else {
      std::string bytes;  // short: no memory is asked for
      append_utf8(bytes, next.value);
      for (const char b : bytes)
        if (!go(static_cast<unsigned char>(b))) return sections;
    }
    at = next.end;
    const cue::TrieNode& here = cue::kTrie[node];
    std::uint64_t ends_here = cue::kSectionSets[here.prefix];
    if (here.whole != 0 && !(next.value < 0x80 && is_letter(static_cast<unsigned char>(next.value)) &&
                             at < raw.size() && is_letter(static_cast<unsigned char>(raw[at]))))
      ends_here |= cue::kSectionSets[here.whole];
    sections |= ends_here;
    if ((ends_here & ending) != 0) *end = at;
  }
}

bool cues_begin_with(std::string_view text, std::uint64_t sections) {
  std::uint32_t node = cue::kTrieRoot;
  for (const char c : text) {
    node = step(node, static_cast<unsigned char>(c));
    if (node == kNowhere) return false;
  }
  std::vector<std::uint32_t> open{node};
  while (!open.empty()) {
    const cue::TrieNode& here = cue::kTrie[open.back()];
    open.pop_back();
    if (((cue::kSectionSets[here.whole] | cue::kSectionSets[here.prefix]) & sections) != 0) return true;
    for (std::uint32_t i = 0; i < here.edge_count; ++i)
      open.push_back(cue::kTrieEdges[here.first_edge + i].target);
  }
  return false;
}

}  // namespace phonebook
