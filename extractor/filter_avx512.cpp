// AVX-512 with byte instructions (BW): 64 bytes at a time.
#if defined(__x86_64__)
#include <immintrin.h>

#include "extractor/filter_loop.h"

namespace phonebook::filter {
namespace {

struct Block {
  static std::uint64_t in_range(__m512i bytes, char first, char last) noexcept {
    return _mm512_cmple_epu8_mask(_mm512_sub_epi8(bytes, _mm512_set1_epi8(first)),
                                  _mm512_set1_epi8(static_cast<char>(last - first)));
  }
  static std::uint64_t equal(__m512i bytes, char c) noexcept {
    return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(c));
  }

  static Classes classify(const unsigned char* at) noexcept {
    const __m512i bytes = _mm512_loadu_si512(at);
    const __m512i lower = _mm512_or_si512(bytes, _mm512_set1_epi8(0x20));
    return {.digit = in_range(bytes, '0', '9'),
            .letter = in_range(lower, 'a', 'z'),
            .sign = equal(bytes, '@'),
            .markup = equal(bytes, '<') | equal(bytes, '&'),
            .lead = in_range(bytes, static_cast<char>(0xC0), static_cast<char>(0xFF)),
            .v_or_w = equal(lower, 'v') | equal(lower, 'w'),
            .x = equal(lower, 'x')};
  }
};

}  // namespace

void mark_avx512(const unsigned char* text, std::size_t size_bytes, std::size_t readable_bytes, bool html,
                 const Beginnings& beginnings, Marks& marks) noexcept {
  mark_with<Block>(text, size_bytes, readable_bytes, html, beginnings, marks);
}

}  // namespace phonebook::filter
#endif
