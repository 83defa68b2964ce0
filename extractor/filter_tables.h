// The generated tables of the first filter (extractor/filter_generator.cpp writes them from data/cues and
// extractor/folding.h): at which places of a text something may begin that a finding hangs on. A bit each,
// found by a hash, so a bit may also stand for what merely has the same one.
#pragma once
#include <cstdint>

namespace phonebook::filter {

constexpr std::uint32_t kBits = 1U << 16;

struct Beginnings {
  std::uint64_t words[kBits / 64];       // by word_hash()
  std::uint64_t characters[kBits / 64];  // by character_hash()
  std::uint64_t pairs[kBits / 64];  // of words of several bytes a character: by pair_hash() of the first two
};

extern const Beginnings kDefaultBeginnings;  // for the kinds that are found by default
extern const Beginnings kAllBeginnings;      // for every kind
extern const Beginnings kCueBeginnings;      // of every cue, in text that is folded and in lower case

constexpr std::uint32_t hash_of(std::uint32_t key) noexcept { return key * 0x9E3779B1U >> 16; }

// Of a word's first four letters, whatever their case; from the first byte that is no ASCII letter on they
// count as none. `bytes`: the first one lowest; bit n of `letters`: byte n is one.
constexpr std::uint32_t word_hash(std::uint32_t bytes, unsigned letters) noexcept {
  constexpr std::uint32_t kKept[16] = {0, 0x1F, 0, 0x1F1F, 0, 0x1F, 0, 0x1F1F1F,
                                       0, 0x1F, 0, 0x1F1F, 0, 0x1F, 0, 0x1F1F1F1F};
  return hash_of(bytes & kKept[letters & 15]);
}

// Of a character of several bytes: its code point, of those of four bytes without the last.
constexpr std::uint32_t character_hash(std::uint32_t bytes) noexcept {
  constexpr std::uint32_t kKept[4] = {0x3F1F, 0x3F1F, 0x3F3F0F, 0x3F3F07};
  const std::uint32_t length = bytes >> 4 & 3;
  return hash_of((bytes & kKept[length]) | length << 24);
}

// Of two characters of three bytes each; `second` 0: the word is one character, or goes on in another way.
constexpr std::uint32_t pair_hash(std::uint32_t first, std::uint32_t second) noexcept {
  return ((first & 0xFFFFFF) * 0x9E3779B1U ^ (second & 0xFFFFFF) * 0x85EBCA6BU) >> 16;
}
constexpr bool is_of_three(std::uint32_t bytes) noexcept { return (bytes & 0xF0) == 0xE0; }

constexpr bool has(const std::uint64_t* bits, std::uint32_t index) noexcept {
  return (bits[index / 64] >> (index % 64) & 1) != 0;
}

}  // namespace phonebook::filter
