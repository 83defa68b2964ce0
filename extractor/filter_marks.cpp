#include "extractor/filter_marks.h"

namespace phonebook::filter {

const char* to_string(Simd simd) noexcept {
  switch (simd) {
    case Simd::portable:
      return "portable";
    case Simd::sse2:
      return "SSE2";
    case Simd::avx2:
      return "AVX2";
    case Simd::avx512:
      return "AVX-512";
  }
  return "";
}

const SimdHere& simd_here() noexcept {
  static const SimdHere kHere = [] {
    SimdHere here{{Simd::portable}, 1};
#if defined(__x86_64__)
    here.kinds[here.count++] = Simd::sse2;
    __builtin_cpu_init();
    const bool bits = __builtin_cpu_supports("bmi") != 0 && __builtin_cpu_supports("popcnt") != 0;
    if (bits && __builtin_cpu_supports("avx2") != 0) here.kinds[here.count++] = Simd::avx2;
    if (bits && __builtin_cpu_supports("avx512bw") != 0) here.kinds[here.count++] = Simd::avx512;
#endif
    return here;
  }();
  return kHere;
}

Simd best_simd() noexcept { return simd_here().kinds[simd_here().count - 1]; }

MarkFunction mark_function(Simd simd) noexcept {
#if defined(__x86_64__)
  switch (simd) {
    case Simd::sse2:
      return mark_sse2;
    case Simd::avx2:
      return mark_avx2;
    case Simd::avx512:
      return mark_avx512;
    case Simd::portable:
      break;
  }
#else
  static_cast<void>(simd);
#endif
  return mark_portable;
}

}  // namespace phonebook::filter
