#include "plugin/purple/handler_times.h"

#include <algorithm>

namespace phonebook {
namespace {

std::uint32_t microseconds(HandlerTimes::Clock::duration time) noexcept {
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(time).count();
  return static_cast<std::uint32_t>(std::clamp<long long>(us, 0, UINT32_MAX));
}

void put(std::vector<std::uint32_t>& ring, std::size_t capacity, std::uint64_t index,
         std::uint32_t value) noexcept {
  if (ring.size() < capacity) {
    if (ring.capacity() < capacity) {
      try {
        ring.reserve(capacity);  // once, so that no handler pays for growth later
      } catch (...) {
        return;
      }
    }
    ring.push_back(value);
  } else {
    ring[index % capacity] = value;
  }
}

// The value that `share` of all do not exceed; 0 of none.
double percentile(std::vector<std::uint32_t> values, double share) {
  if (values.empty()) return 0;
  const auto rank = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5);
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(rank), values.end());
  return values[rank];
}

}  // namespace

void HandlerTimes::handled(Clock::duration time) noexcept {
  const std::uint32_t us = microseconds(time);
  put(handled_us_, kRing, count_++, us);
  max_us_ = std::max(max_us_, us);
}

void HandlerTimes::marked(Clock::duration time) noexcept {
  put(marked_us_, kRing, mark_count_++, microseconds(time));
}

Json HandlerTimes::report() {
  reported_ = count_;
  return {{"count", count_},
          {"p50_us", percentile(handled_us_, 0.50)},
          {"p99_us", percentile(handled_us_, 0.99)},
          {"max_us", max_us_},
          {"mark_p50_ms", percentile(marked_us_, 0.50) / 1000},
          {"mark_p99_ms", percentile(marked_us_, 0.99) / 1000}};
}

}  // namespace phonebook
