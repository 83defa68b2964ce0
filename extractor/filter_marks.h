// Marks: the places of a text that the first filter must look at, found 64 bytes at a time. One function for
// each kind of processor; all give the same marks.
//
//   Marks marks;
//   mark_function(best_simd())(bytes, size, size, true, kDefaultBeginnings, marks);
//
// Thread rule: functions only.
#pragma once
#include <cstddef>
#include <cstdint>

#include "extractor/filter_tables.h"

namespace phonebook::filter {

struct Marks {
  static constexpr std::uint32_t kMost = 96;  // at least a block's
  std::uint32_t digits = 0;                   // ASCII
  bool markup = false;                        // there is a '<' or a '&' among the places
  std::size_t next = 0;                       // where to go on; at the end, all is marked
  std::uint32_t count = 0;
  std::uint32_t places[kMost];  // in order: '@', '<', '&', and where a word or a changed character may begin
};

// From marks.next on, as far as the places fit; `count` is set anew, `digits` goes on.
// `readable_bytes`: at least size_bytes; what is behind the text is read where that is quicker, and has no
// influence.
using MarkFunction = void (*)(const unsigned char* text, std::size_t size_bytes, std::size_t readable_bytes,
                              bool html, const Beginnings& beginnings, Marks& marks) noexcept;

enum class Simd : std::uint8_t { portable, sse2, avx2, avx512 };
[[nodiscard]] const char* to_string(Simd simd) noexcept;
struct SimdHere {
  Simd kinds[4];
  std::size_t count;
};
// What this processor can do, the best one last; always begins with portable.
[[nodiscard]] const SimdHere& simd_here() noexcept;
[[nodiscard]] Simd best_simd() noexcept;
[[nodiscard]] MarkFunction mark_function(Simd simd) noexcept;

// One for each; those of x86-64 exist only there.
void mark_portable(const unsigned char* text, std::size_t size_bytes, std::size_t readable_bytes, bool html,
                   const Beginnings& beginnings, Marks& marks) noexcept;
void mark_sse2(const unsigned char* text, std::size_t size_bytes, std::size_t readable_bytes, bool html,
               const Beginnings& beginnings, Marks& marks) noexcept;
void mark_avx2(const unsigned char* text, std::size_t size_bytes, std::size_t readable_bytes, bool html,
               const Beginnings& beginnings, Marks& marks) noexcept;
void mark_avx512(const unsigned char* text, std::size_t size_bytes, std::size_t readable_bytes, bool html,
                 const Beginnings& beginnings, Marks& marks) noexcept;

}  // namespace phonebook::filter
