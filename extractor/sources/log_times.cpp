#include "extractor/sources/log_times.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <string>
#include <vector>

#include "base/text.h"
#include "extractor/sources/month_names.h"

namespace phonebook {
namespace {

constexpr int kDay = 86400;
constexpr std::size_t kMostStamp = 128;

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

// "۱۰:۳۰" → "10:30": every digit that Unicode knows as one.
std::string with_plain_digits(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    const int digit = u_charDigitValue(static_cast<UChar32>(point.value));
    if (digit >= 0)
      out += static_cast<char>('0' + digit);
    else
      out += text.substr(0, point.length);
    text.remove_prefix(point.length);
  }
  return out;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Thailand counts from the Buddha's death.
int gregorian(int year) { return year > 2400 ? year - 543 : year; }

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
    // "10.26 +0100": the zone, which the name of the file says too.
    const std::size_t start = i - g.digits;
    if (g.digits == 4 && start >= 2 && (text[start - 1] == '+' || text[start - 1] == '-') &&
        text[start - 2] == ' ')
      continue;
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
  if (text.empty() || text.size() > kMostStamp) return std::nullopt;
  if (!is_ascii(text)) {
    const std::string plain = with_plain_digits(text);
    if (plain != text)
      return is_ascii(plain) || with_plain_digits(plain) == plain ? parse_stamp(plain) : std::nullopt;
  }
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
  // "Nov 25 10:30:00 2026", "mer. 25 nov. 2026 10:30:00", "2026. nov. 25., 10:30": the time is where the
  // colons are, else at the end.
  if (const int month = g.size() >= 4 ? month_named(text) : 0) {
    auto clock = std::find_if(g.begin(), g.end(), [](const Group& x) { return x.colon_after; });
    if (clock == g.end()) clock = g.end() - (g.size() >= 5 ? 3 : 2);
    const auto at = static_cast<std::size_t>(clock - g.begin());
    const auto year = std::find_if(g.begin(), g.end(), [](const Group& x) { return x.digits == 4; });
    if (year == g.end()) return std::nullopt;
    const std::size_t of_clock = g.size() - at >= 3 && (!clock->colon_after || g[at + 1].colon_after) ? 3 : 2;
    const auto day = std::find_if(g.begin(), g.end(), [&](const Group& x) {
      const auto place = static_cast<std::size_t>(&x - g.data());
      return x.digits <= 2 && (place < at || place >= at + of_clock);
    });
    if (day == g.end()) return std::nullopt;
    const auto second = second_of(g, at, of_clock, half);
    if (!second) return std::nullopt;
    out.second_of_day = *second;
    out.date = Stamp::Date{gregorian(year->value), month, day->value, true};
    return out;
  }
  if (g.size() <= 3) return time_at(0) ? std::optional(out) : std::nullopt;
  if (g.size() < 5) return std::nullopt;
  Stamp::Date date;
  if (g[0].digits == 4)
    date = {gregorian(g[0].value), g[1].value, g[2].value, true};
  else
    date = {g[2].digits == 2 ? 2000 + g[2].value : gregorian(g[2].value), g[0].value, g[1].value, false,
            g[0].digits == 2 && g[2].digits == 2};
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
  if (date.short_year && near) {
    // "26/11/25" in Iran and China is no day of 2025 or of a 26th month when the log is of 2026.
    const Stamp::Date turned{2000 + date.first, date.second, date.year - 2000, true};
    const auto year_first = resolve(turned, std::nullopt);
    const auto close = [&](const std::optional<sys_days>& d) { return d && abs(*d - *near) <= days(40); };
    if (close(year_first) && !close(month_first) && !close(day_first)) return year_first;
  }
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
