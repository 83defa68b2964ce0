// How spreadsheets keep numbers, dates and times. ECMA-376 part 1, 18.8.30 (numFmt) and 18.17.4 (dates).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include "base/text.h"
#include "documents/office_parts.h"

namespace phonebook {

std::string typed_number(std::string_view written, std::size_t zeros) {
  double value = 0;
  const std::string_view text = trim(written);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value) ||
      std::fabs(value) > 1e21)
    return std::string(written);
  std::string out;
  if (value == std::floor(value)) {
    out = fmt::format("{:.0f}", value);
  } else if (text.find_first_of("eE") == std::string_view::npos) {
    // 0.1 is kept as 0.10000000000000001; a person sees at most fifteen digits.
    out = fmt::format("{:.15g}", value);
    if (out.find('e') != std::string::npos) out = text;
  } else {
    out = fmt::format("{:.15f}", value);
    out.erase(out.find_last_not_of('0') + 1);
  }
  if (out.size() < zeros && out.find_first_of("-.") == std::string::npos)
    out.insert(0, zeros - out.size(), '0');
  return out;
}

std::optional<std::string> date_of_serial(double serial, bool since_1904) {
  if (!(serial >= 0 && serial < 2958466)) return std::nullopt;  // 31 December 9999
  auto day = static_cast<std::int64_t>(std::floor(serial));
  auto seconds = static_cast<std::int64_t>(std::llround((serial - std::floor(serial)) * 86400));
  if (seconds == 86400) ++day, seconds = 0;
  const std::string clock = fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (day == 0 && !since_1904) return clock;
  // Day 1 is the first of January 1900, and there is a 29 February 1900, which never was.
  const std::int64_t days = since_1904 ? day + 1462 : day < 60 ? day + 1 : day;
  const std::chrono::sys_days when =
      std::chrono::sys_days(std::chrono::year(1899) / 12 / 30) + std::chrono::days(days);
  const std::chrono::year_month_day date(when);
  std::string out = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  if (seconds != 0) out += "T" + clock;
  return out;
}

NumberFormat number_format(std::string_view code) {
  NumberFormat out;
  bool only_zeros = !code.empty();
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == ';') break;  // the further parts are for negative numbers, zero and text
    only_zeros = only_zeros && c == '0';
    if (c == '"') {
      const std::size_t end = code.find('"', i + 1);
      if (end == std::string_view::npos) break;
      i = end;
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else if (c == '[') {
      const std::size_t end = code.find(']', i);
      if (end == std::string_view::npos) break;
      // "[h]" counts hours; "[Red]" and "[$-407]" are no times.
      const std::string inside = ascii_lower(code.substr(i + 1, end - i - 1));
      if (!inside.empty() && inside.find_first_not_of("hms") == std::string::npos) out.date = true;
      i = end;
    } else if (std::string_view("dmyhsDMYHS").find(c) != std::string_view::npos) {
      out.date = true;
    } else if (c == 'G' || c == 'g') {
      return {};  // General; of the formats by eras only those with y, m, d are dates
    }
  }
  if (only_zeros)
    out.zeros =
        std::min<std::size_t>(code.find(';') == std::string_view::npos ? code.size() : code.find(';'), 20);
  if (out.zeros == 1) out.zeros = 0;
  return out;
}

NumberFormat builtin_number_format(int id) {
  return {.date = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) ||
                  (id >= 50 && id <= 58)};
}

}  // namespace phonebook
