// The loop that all mark functions share; a Block says of 64 bytes what each of them is.
//
//   struct Block { static Classes classify(const unsigned char* at); };
//
// For the first filter's own files only: some are compiled for processors that this one may not be, so
// nothing here may become a function that the linker shares with other files (no inline function of the
// standard library).
#pragma once
#include "extractor/filter_marks.h"

namespace phonebook::filter {

// A bit a byte, the first byte's lowest.
struct Classes {
  std::uint64_t digit, letter;  // ASCII
  std::uint64_t sign, markup;   // '@'; '<' and '&'
  std::uint64_t lead;           // of a character of more than one byte
  std::uint64_t v_or_w, x;      // of either case
};

template <class Block>
static inline void mark_with(const unsigned char* bytes, std::size_t size, std::size_t readable, bool html,
                             const Beginnings& beginnings, Marks& out) noexcept {
  constexpr std::size_t kBlock = 64, kBehind = 4;
  out.count = 0;
  std::uint64_t letter_before = 0, v_or_w_before = 0;
  if (out.next > 0) {
    const unsigned char before = bytes[out.next - 1] | 0x20;
    letter_before = before >= 'a' && before <= 'z' ? 1 : 0;
    v_or_w_before = before == 'v' || before == 'w' ? 1 : 0;
  }
  for (std::size_t i = out.next; i < size; i += kBlock) {
    out.next = i;
    const std::size_t left = size - i;
    const unsigned char* at = bytes + i;
    unsigned char padded[kBlock + kBehind];
    if (readable - i < kBlock + kBehind) {
      __builtin_memset(padded, 0, sizeof(padded));
      __builtin_memcpy(padded, at, left < sizeof(padded) ? left : sizeof(padded));
      at = padded;
    }
    const Classes classes = Block::classify(at);
    const std::uint64_t valid = left < kBlock ? (std::uint64_t{1} << left) - 1 : ~std::uint64_t{0};
    const std::uint64_t markup = html ? classes.markup & valid : 0;
    // "vxtt_lan520": the one name of a service that an id may follow without anything between.
    const std::uint64_t glued = classes.x & (classes.v_or_w << 1 | v_or_w_before);
    v_or_w_before = classes.v_or_w >> (kBlock - 1);
    std::uint64_t places = ((classes.sign | glued) & valid) | markup;
    out.markup = out.markup || markup != 0;
    // What stands behind the text is none of its words.
    const std::uint64_t letters = classes.letter & valid;
    for (std::uint64_t rest = letters & ~(letters << 1 | letter_before); rest != 0; rest &= rest - 1) {
      const auto k = static_cast<unsigned>(__builtin_ctzll(rest));
      std::uint32_t four = 0;
      __builtin_memcpy(&four, at + k, 4);
      std::uint64_t of_these = letters >> k;
      if (k > kBlock - 4)
        for (unsigned n = kBlock - k; n < 4; ++n) {
          const unsigned char c = at[k + n] | 0x20;
          if (k + n < left && c >= 'a' && c <= 'z') of_these |= std::uint64_t{1} << n;
        }
      if (has(beginnings.words, word_hash(four, static_cast<unsigned>(of_these))))
        places |= rest & (~rest + 1);
    }
    letter_before = letters >> (kBlock - 1);
    for (std::uint64_t rest = classes.lead & valid; rest != 0; rest &= rest - 1) {
      const auto k = static_cast<unsigned>(__builtin_ctzll(rest));
      std::uint32_t four = 0;
      __builtin_memcpy(&four, at + k, 4);
      // A character that is cut off is another one, whatever stands behind.
      if (left - k < 4) four &= (1U << (8 * (left - k))) - 1;
      if (has(beginnings.characters, character_hash(four))) places |= rest & (~rest + 1);
    }
    if (out.count + static_cast<std::uint32_t>(__builtin_popcountll(places)) > Marks::kMost) return;
    out.digits += static_cast<std::uint32_t>(__builtin_popcountll(classes.digit & valid));
    for (; places != 0; places &= places - 1)
      out.places[out.count++] =
          static_cast<std::uint32_t>(i + static_cast<std::size_t>(__builtin_ctzll(places)));
  }
  out.next = size;
}

}  // namespace phonebook::filter
