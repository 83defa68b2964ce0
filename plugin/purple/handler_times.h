// How long the plugin keeps the chat waiting: the counter that `doctor` shows.
//
//   HandlerTimes times;
//   { HandlerTimes::Measure measure{times}; … the handler … }
//   if (times.changed()) client.notify("host/handler_times", times.report());
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

#include "plugin/purple/json.h"

namespace phonebook {

class HandlerTimes {
 public:
  using Clock = std::chrono::steady_clock;
  class Measure {
   public:
    explicit Measure(HandlerTimes& times) : times_(times), start_(Clock::now()) {}
    ~Measure() { times_.handled(Clock::now() - start_); }
    Measure(const Measure&) = delete;
    Measure& operator=(const Measure&) = delete;

   private:
    HandlerTimes& times_;
    Clock::time_point start_;
  };

  void handled(Clock::duration time) noexcept;
  // From the message to its marks.
  void marked(Clock::duration time) noexcept;
  [[nodiscard]] bool changed() const noexcept { return reported_ != count_; }
  // The params of host/handler_times. The percentiles are over the last 10,000, the maximum over all.
  [[nodiscard]] Json report();

 private:
  static constexpr std::size_t kRing = 10000;
  std::vector<std::uint32_t> handled_us_;
  std::vector<std::uint32_t> marked_us_;
  std::uint64_t count_ = 0;
  std::uint64_t mark_count_ = 0;
  std::uint64_t reported_ = 0;
  std::uint32_t max_us_ = 0;
};

}  // namespace phonebook
