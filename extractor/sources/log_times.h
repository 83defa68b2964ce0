// log_times: times of day and dates as a locale's strftime writes them into chat logs.
//
//   parse_stamp("2:05:09 PM")            // 14:05:09
//   parse_stamp("25.11.2026 14:05:09")   // with a date; which of day and month is which is told apart later
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace phonebook {

struct Stamp {
  int second_of_day = 0;
  // As written; in a date with the year at the end `first` and `second` may be either of day and month.
  struct Date {
    int year = 0, first = 0, second = 0;
    bool year_first = false;
    bool short_year = false;  // of two digits, so that any of the three may be it
  };
  std::optional<Date> date;
};
// Absent: no time. At most 128 bytes are looked at; digits of any script.
[[nodiscard]] std::optional<Stamp> parse_stamp(std::string_view text);

// "10:30:00" and "2:30:00 PM", the commonest forms, at the front of `text`: the second of the day.
// `size_bytes`: how long it is. -1: another form.
[[nodiscard]] int quick_time(std::string_view text, std::size_t& size_bytes) noexcept;

// The reading of the date that is one, and nearest to `near` where both are.
[[nodiscard]] std::optional<std::chrono::sys_days> resolve(const Stamp::Date& date,
                                                           std::optional<std::chrono::sys_days> near);

// Goes along a log: each stamp's Unix time.
class LogClock {
 public:
  // `offset_s` absent: this machine's zone.
  LogClock(std::optional<std::chrono::sys_days> day, int second_of_day, std::optional<int> offset_s);
  // 0 where no day is known.
  [[nodiscard]] std::int64_t at(const Stamp& stamp);
  // Goes past a stamp without a date.
  void pass(int second_of_day) {
    if (!day_) return;
    if (second_of_day < last_ - kQuarterOfADay) *day_ += std::chrono::days(1);
    last_ = second_of_day;
  }

 private:
  // Midnight has passed when the clock falls back by hours; minutes are messages out of order.
  static constexpr int kQuarterOfADay = 86400 / 4;
  std::optional<std::chrono::sys_days> day_;
  int last_;
  std::optional<int> offset_s_;
  // This machine's zone is asked once for each hour of the log: the C library looks the zone's file up each
  // time.
  std::int64_t hour_ = -1, hour_starts_ = 0;
};

}  // namespace phonebook
