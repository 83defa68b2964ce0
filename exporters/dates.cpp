#include "exporters/dates.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// The number of exactly `count` digits at the start, taken away; absent when they are not there.
std::optional<int> take_digits(std::string_view& text, std::size_t count) noexcept {
  if (text.size() < count || !std::all_of(text.begin(), text.begin() + static_cast<long>(count), is_digit))
    return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, count)) value = value * 10 + (c - '0');
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) noexcept {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

bool is_possible(const Date& date) noexcept {
  if (date.year && (*date.year < 0 || *date.year > 9999)) return false;
  if (date.month && (*date.month < 1 || *date.month > 12)) return false;
  return !date.day || (*date.day >= 1 && *date.day <= 31);
}

// What follows the year, or "--" in its place.
bool take_month_and_day(std::string_view& text, Date& date) noexcept {
  if (take(text, '-')) {  // "---12"
    date.day = take_digits(text, 2);
    return date.day.has_value();
  }
  date.month = take_digits(text, 2);
  if (!date.month) return false;
  const bool hyphen = take(text, '-');
  date.day = take_digits(text, 2);
  return date.day.has_value() || !hyphen;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  text = trim(text);
  Date date;
  if (text.starts_with("--")) {
    text.remove_prefix(2);
    if (!take_month_and_day(text, date)) return std::nullopt;
  } else {
    date.year = take_digits(text, 4);
    if (!date.year) return std::nullopt;
    const bool separated =
        !text.empty() && (text.front() == '-' || text.front() == '/' || text.front() == '.');
    if (separated) {
      const char separator = text.front();
      text.remove_prefix(1);
      date.month = take_digits(text, 2);
      if (!date.month) return std::nullopt;
      if (take(text, separator)) {
        date.day = take_digits(text, 2);
        if (!date.day) return std::nullopt;
      }
    } else if (!text.empty() && is_digit(text.front())) {
      date.month = take_digits(text, 2);
      if (!date.month) return std::nullopt;
      date.day = take_digits(text, 2);
    }
  }
  // A time of day, of Outlook and others, is no part of a date.
  if (!text.empty() && text.front() != 'T' && text.front() != 't' && text.front() != ' ' &&
      text.front() != 'Z')
    return std::nullopt;
  return is_possible(date) ? std::optional(date) : std::nullopt;
}

std::string write_date(const Date& date, bool extended) {
  if (!is_possible(date)) return {};
  if (date.year && date.month && date.day)
    return extended ? fmt::format("{:04}-{:02}-{:02}", *date.year, *date.month, *date.day)
                    : fmt::format("{:04}{:02}{:02}", *date.year, *date.month, *date.day);
  if (date.year && date.month) return fmt::format("{:04}-{:02}", *date.year, *date.month);
  if (date.year) return fmt::format("{:04}", *date.year);
  if (date.month && date.day)
    return fmt::format("--{:02}{}{:02}", *date.month, extended ? "-" : "", *date.day);
  if (date.month) return fmt::format("--{:02}", *date.month);
  if (date.day) return fmt::format("---{:02}", *date.day);
  return {};
}

std::optional<std::string> parse_timestamp(std::string_view text) {
  text = trim(text);
  const auto year = take_digits(text, 4);
  take(text, '-');
  const auto month = take_digits(text, 2);
  take(text, '-');
  const auto day = take_digits(text, 2);
  if (!year || !month || !day) return std::nullopt;
  std::optional<int> hour = 0, minute = 0, second = 0;
  std::string fraction;
  int offset_minutes = 0;
  if (take(text, 'T') || take(text, 't') || take(text, ' ')) {
    hour = take_digits(text, 2);
    take(text, ':');
    minute = take_digits(text, 2);
    take(text, ':');
    second = take_digits(text, 2);
    if (!hour || !minute || !second) return std::nullopt;
    if (!text.empty() && (text.front() == '.' || text.front() == ',')) {
      text.remove_prefix(1);
      while (!text.empty() && is_digit(text.front()) && fraction.size() < 9) {
        fraction += text.front();
        text.remove_prefix(1);
      }
      if (fraction.empty()) return std::nullopt;
    }
    if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
      const int sign = text.front() == '+' ? 1 : -1;
      text.remove_prefix(1);
      const auto hours = take_digits(text, 2);
      take(text, ':');
      const auto minutes = text.empty() ? std::optional(0) : take_digits(text, 2);
      if (!hours || !minutes) return std::nullopt;
      offset_minutes = sign * (*hours * 60 + *minutes);
    } else if (!take(text, 'Z')) {
      take(text, 'z');
    }
  }
  if (!text.empty() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;

  using namespace std::chrono;
  const year_month_day written{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                               std::chrono::day(static_cast<unsigned>(*day))};
  if (!written.ok()) return std::nullopt;
  // A leap second keeps its name unless the offset has to be counted off.
  const auto minutes_utc = sys_days(written) + hours(*hour) + minutes(*minute - offset_minutes);
  const auto days_utc = floor<days>(minutes_utc);
  const year_month_day date(days_utc);
  const auto of_day = minutes_utc - days_utc;
  if (static_cast<int>(date.year()) < 0 || static_cast<int>(date.year()) > 9999) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     duration_cast<hours>(of_day).count(), duration_cast<minutes>(of_day % hours(1)).count(),
                     *second, fraction.empty() ? "" : "." + fraction);
}

}  // namespace phonebook
