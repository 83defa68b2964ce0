// AVX2: 32 bytes at a time.
#if defined(__x86_64__)
#include <immintrin.h>

#include "extractor/filter_loop.h"

namespace phonebook::filter {
namespace {

struct Block {
  static __m256i in_range(__m256i bytes, char first, char last) noexcept {
    const __m256i moved = _mm256_sub_epi8(bytes, _mm256_set1_epi8(first));
    return _mm256_cmpeq_epi8(_mm256_min_epu8(moved, _mm256_set1_epi8(static_cast<char>(last - first))),
                             moved);
  }
  static __m256i equal(__m256i bytes, char c) noexcept {
    return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c));
  }
  static std::uint64_t bits_of(__m256i mask) noexcept {
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(mask));
  }

  static Classes classify(const unsigned char* at) noexcept {
    Classes classes{};
    for (unsigned i = 0; i < 64; i += 32) {
      const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + i));
      const __m256i lower = _mm256_or_si256(bytes, _mm256_set1_epi8(0x20));
      classes.digit |= bits_of(in_range(bytes, '0', '9')) << i;
      classes.letter |= bits_of(in_range(lower, 'a', 'z')) << i;
      classes.sign |= bits_of(equal(bytes, '@')) << i;
      classes.markup |= bits_of(_mm256_or_si256(equal(bytes, '<'), equal(bytes, '&'))) << i;
      classes.lead |= bits_of(in_range(bytes, static_cast<char>(0xC0), static_cast<char>(0xFF))) << i;
      classes.v_or_w |= bits_of(_mm256_or_si256(equal(lower, 'v'), equal(lower, 'w'))) << i;
      classes.x |= bits_of(equal(lower, 'x')) << i;
    }
    return classes;
  }
};

}  // namespace

void mark_avx2(const unsigned char* text, std::size_t size_bytes, std::size_t readable_bytes, bool html,
               const Beginnings& beginnings, Marks& marks) noexcept {
  mark_with<Block>(text, size_bytes, readable_bytes, html, beginnings, marks);
}

}  // namespace phonebook::filter
#endif
