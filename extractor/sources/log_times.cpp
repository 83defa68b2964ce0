#include "extractor/sources/log_times.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <vector>

namespace phonebook {
namespace {

constexpr int kDay = 86400;

bool has_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view w) { return text.find(w) != std::string_view::npos; });
}

// After noon, before noon, or a clock of 24 hours; the words of the locales that glibc gives an AM and PM.
enum class Half { none, am, pm };
Half half_of(std::string_view text) {
  if (has_any(text, {"PM", "pm", "p.m.", "P.M.", "p. m.", "下午", "午後", "오후", "μμ", "م", "CH", "ਸ਼ਾਮ",
                     "अपराह्न", "MD"}))
    return Half::pm;
  if (has_any(text, {"AM", "am", "a.m.", "A.M.", "a. m.", "上午", "午前", "오전", "πμ", "ص", "SA", "ਸਵੇਰ",
                     "पूर्वाह्न", "PD"}))
    return Half::am;
  return Half::none;
}

int month_named(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                            "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (std::size_t i = 0; i < kMonths.size(); ++i)
    if (text.find(kMonths[i]) != std::string_view::npos) return static_cast<int>(i) + 1;
  return 0;
}

struct Group {
  int value = 0;
  std::size_t digits = 0;
  bool colon_after = false;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::vector<Group> groups_of(std::string_view text) {
  std::vector<Group> out;
  for (std::size_t i = 0; i < text.size() && out.size() < 12;) {
    if (!is_digit(text[i])) {
      ++i;
      continue;
    }
    Group g;
    for (; i < text.size() && is_digit(text[i]); ++i, ++g.digits)
      if (g.digits < 6) g.value = g.value * 10 + (text[i] - '0');
    const std::string_view rest = text.substr(i);
    // 10:30, 10.30 (Finland writes so), 10時30分, 10시 30분, 10h30
    g.colon_after = rest.starts_with(':') || rest.starts_with("：") || rest.starts_with("時") ||
                    rest.starts_with("时") || rest.starts_with("시") || rest.starts_with("h");
    out.push_back(g);
  }
  return out;
}

std::optional<int> second_of(const std::vector<Group>& g, std::size_t at, std::size_t count, Half half) {
  int hour = g[at].value;
  const int minute = count > 1 ? g[at + 1].value : 0, second = count > 2 ? g[at + 2].value : 0;
  if (g[at].digits > 2 || minute > 59 || second > 60 || hour > 23) return std::nullopt;
  if (half == Half::pm && hour < 12) hour += 12;
  if (half == Half::am && hour == 12) hour = 0;
  return std::min(hour * 3600 + minute * 60 + second, kDay - 1);
}

}  // namespace

int quick_time(std::string_view text, std::size_t& size_bytes) noexcept {
  if (text.size() < 7) return -1;
  std::size_t at = 0;
  int hour = 0;
  if (text[1] == ':') {
    if (!is_digit(text[0])) return -1;
    hour = text[0] - '0';
    at = 1;
  } else {
    if (!is_digit(text[0]) || !is_digit(text[1]) || text[2] != ':' || text.size() < 8) return -1;
    hour = (text[0] - '0') * 10 + (text[1] - '0');
    at = 2;
  }
  const char* minutes = text.data() + at;  // ":30:00"
  if (!is_digit(minutes[1]) || !is_digit(minutes[2]) || minutes[3] != ':' || !is_digit(minutes[4]) ||
      !is_digit(minutes[5]))
    return -1;
  const int minute = (minutes[1] - '0') * 10 + (minutes[2] - '0'),
            second = (minutes[4] - '0') * 10 + (minutes[5] - '0');
  at += 6;
  if (text.size() >= at + 3 && text[at] == ' ' && (text[at + 1] == 'A' || text[at + 1] == 'P') &&
      text[at + 2] == 'M') {
    if (hour < 1 || hour > 12) return -1;
    hour = hour % 12 + (text[at + 1] == 'P' ? 12 : 0);
    at += 3;
  }
  if (hour > 23 || minute > 59 || second > 59) return -1;
  size_bytes = at;
  return hour * 3600 + minute * 60 + second;
}

std::optional<Stamp> parse_stamp(std::string_view text) {
  if (text.empty() || text.size() > 64) return std::nullopt;
  std::size_t size = 0;
  if (const int second = quick_time(text, size); second >= 0 && size == text.size()) return Stamp{second, {}};
  const std::vector<Group> g = groups_of(text);
  if (g.size() < 2) return std::nullopt;
  const Half half = half_of(text);
  Stamp out;
  const auto time_at = [&](std::size_t at) {
    const std::size_t count = std::min<std::size_t>(3, g.size() - at);
    const auto second = count >= 2 ? second_of(g, at, count, half) : std::nullopt;
    if (second) out.second_of_day = *second;
    return second.has_value();
  };
  // "Nov 25 10:30:00 2026", "25 Nov 2026 10:30:00": the time is where the colons are.
  if (const int month = month_named(text)) {
    const auto clock = std::find_if(g.begin(), g.end(), [](const Group& x) { return x.colon_after; });
    if (clock != g.end() && clock != g.begin()) {
      const auto at = static_cast<std::size_t>(clock - g.begin());
      const auto year = std::find_if(g.begin(), g.end(), [](const Group& x) { return x.digits == 4; });
      if (year == g.end() || g.front().digits > 2) return std::nullopt;
      const auto count = std::min<std::size_t>(3, g.size() - at);
      const std::size_t of_clock = count == 3 && g[at + 1].colon_after ? 3 : 2;
      const auto second = second_of(g, at, std::min(of_clock, count), half);
      if (!second) return std::nullopt;
      out.second_of_day = *second;
      out.date = Stamp::Date{year->value, month, g.front().value, true};
      return out;
    }
  }
  if (g.size() <= 3) return time_at(0) ? std::optional(out) : std::nullopt;
  if (g.size() < 5) return std::nullopt;
  Stamp::Date date;
  if (g[0].digits == 4)
    date = {g[0].value, g[1].value, g[2].value, true};
  else
    date = {g[2].digits == 2 ? 2000 + g[2].value : g[2].value, g[0].value, g[1].value, false};
  out.date = date;
  return time_at(3) ? std::optional(out) : std::nullopt;
}

std::optional<std::chrono::sys_days> resolve(const Stamp::Date& date,
                                             std::optional<std::chrono::sys_days> near) {
  using namespace std::chrono;
  const auto day = [&](int m, int d) -> std::optional<sys_days> {
    const year_month_day ymd(year(date.year), month(static_cast<unsigned>(m)),
                             std::chrono::day(static_cast<unsigned>(d)));
    return ymd.ok() && date.year > 1990 && date.year < 2200 ? std::optional(sys_days(ymd)) : std::nullopt;
  };
  const auto month_first = day(date.first, date.second);
  if (date.year_first) return month_first;
  const auto day_first = day(date.second, date.first);
  if (!month_first || !day_first) return month_first ? month_first : day_first;
  if (!near) return day_first;
  return abs(*month_first - *near) < abs(*day_first - *near) ? month_first : day_first;
}

LogClock::LogClock(std::optional<std::chrono::sys_days> day, int second_of_day, std::optional<int> offset_s)
    : day_(day), last_(second_of_day), offset_s_(offset_s) {}

std::int64_t LogClock::at(const Stamp& stamp) {
  using namespace std::chrono;
  sys_days day;
  if (stamp.date) {
    const auto said = resolve(*stamp.date, day_);
    if (!said) return 0;
    day = *said;  // a message that came late does not move the clock of those behind it
    if (!day_) day_ = day;
  } else {
    if (!day_) return 0;
    pass(stamp.second_of_day);
    day = *day_;
  }
  const std::int64_t local = sys_seconds(day).time_since_epoch().count() + stamp.second_of_day;
  if (offset_s_) return local - *offset_s_;
  const int within = stamp.second_of_day % 3600;
  if (hour_ == local - within) return hour_starts_ + within;
  const year_month_day ymd(day);
  std::tm tm{};
  tm.tm_year = static_cast<int>(ymd.year()) - 1900;
  tm.tm_mon = static_cast<int>(static_cast<unsigned>(ymd.month())) - 1;
  tm.tm_mday = static_cast<int>(static_cast<unsigned>(ymd.day()));
  tm.tm_hour = stamp.second_of_day / 3600;
  tm.tm_isdst = -1;
  const std::time_t out = std::mktime(&tm);
  if (out == -1) return 0;
  hour_ = local - within;
  hour_starts_ = out;
  return out + within;
}

}  // namespace phonebook
