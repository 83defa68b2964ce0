// Without SIMD: the measure that the others are tested against, and what runs on other processors.
#include "extractor/filter_loop.h"

namespace phonebook::filter {
namespace {

struct Block {
  static Classes classify(const unsigned char* at) noexcept {
    Classes classes{};
    for (unsigned i = 0; i < 64; ++i) {
      const unsigned char c = at[i];
      const std::uint64_t bit = std::uint64_t{1} << i;
      if (c >= '0' && c <= '9') classes.digit |= bit;
      if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') classes.letter |= bit;
      if (c == '@') classes.sign |= bit;
      if (c == '<' || c == '&') classes.markup |= bit;
      if (c >= 0xC0) classes.lead |= bit;
      if ((c | 0x20) == 'v' || (c | 0x20) == 'w') classes.v_or_w |= bit;
      if ((c | 0x20) == 'x') classes.x |= bit;
    }
    return classes;
  }
};

}  // namespace

void mark_portable(const unsigned char* text, std::size_t size_bytes, std::size_t readable_bytes, bool html,
                   const Beginnings& beginnings, Marks& marks) noexcept {
  mark_with<Block>(text, size_bytes, readable_bytes, html, beginnings, marks);
}

}  // namespace phonebook::filter
