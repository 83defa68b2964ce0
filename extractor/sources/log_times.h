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
  };
  std::optional<Date> date;
};
// Absent: no time. At most 64 bytes are looked at.
[[nodiscard]] std::optional<Stamp> parse_stamp(std::string_view text);

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

 private:
  std::optional<std::chrono::sys_days> day_;
  int last_;
  std::optional<int> offset_s_;
};

}  // namespace phonebook
