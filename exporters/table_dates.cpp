#include "exporters/table_dates.h"

#include <unicode/dtfmtsym.h>
#include <unicode/locid.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <map>
#include <vector>

#include "base/text.h"
#include "exporters/dates.h"

namespace phonebook {
namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

// Numbers and the words between them: "7. März 1985" → 7 "." "März" 1985.
struct Piece {
  int number = -1;
  std::size_t digits = 0;
  std::string text;
};

std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> out;
  for (std::size_t i = 0; i < text.size() && out.size() < 16;) {
    std::size_t end = i;
    if (is_digit(text[i])) {
      Piece piece;
      piece.number = 0;
      while (end < text.size() && is_digit(text[end])) {
        if (end - i < 8) piece.number = piece.number * 10 + (text[end] - '0');
        ++end;
      }
      piece.digits = end - i;
      out.push_back(std::move(piece));
    } else {
      while (end < text.size() && !is_digit(text[end])) ++end;
      out.push_back({-1, 0, std::string(trim(text.substr(i, end - i)))});
    }
    i = end;
  }
  return out;
}

// The time of day behind a date, which says nothing about a birthday.
std::string_view without_time(std::string_view text) {
  text = trim(text);
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return text;
  std::size_t start = colon;
  while (start > 0 && is_digit(text[start - 1])) --start;
  if (start == 0 || (text[start - 1] != ' ' && text[start - 1] != 'T')) return text;
  return trim(text.substr(0, start - 1));
}

int this_year() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  return parts.tm_year + 1900;
}

int full_year(int year, std::size_t digits) {
  if (digits > 2) return year;
  const int now = this_year();
  const int century = now / 100 * 100;
  return century + year > now ? century - 100 + year : century + year;
}

// Names of months in the languages of the heading files, short and long.
const std::map<std::string, int, std::less<>>& month_names() {
  static const std::map<std::string, int, std::less<>> names = [] {
    std::map<std::string, int, std::less<>> out;
    for (const char* language :
         {"en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "nb", "fi", "pl", "cs",
          "hu", "ro", "tr", "ru", "uk", "el", "ar", "fa", "he", "hi", "th", "vi", "id"}) {
      UErrorCode status = U_ZERO_ERROR;
      const icu::DateFormatSymbols symbols(icu::Locale(language), status);
      if (U_FAILURE(status)) continue;
      for (const auto context : {icu::DateFormatSymbols::FORMAT, icu::DateFormatSymbols::STANDALONE}) {
        for (const auto width : {icu::DateFormatSymbols::WIDE, icu::DateFormatSymbols::ABBREVIATED}) {
          std::int32_t count = 0;
          const icu::UnicodeString* months = symbols.getMonths(count, context, width);
          for (std::int32_t m = 0; m < std::min<std::int32_t>(count, 12); ++m) {
            std::string name;
            months[m].toUTF8String(name);
            name = fold_accents(name);
            std::erase(name, '.');
            if (name.find_first_of("0123456789") == std::string::npos && name.size() >= 3)
              out.emplace(name, m + 1);
          }
        }
      }
    }
    return out;
  }();
  return names;
}

int month_of(std::string_view words) {
  std::string bare = fold_accents(words);
  for (char& c : bare)
    if (c == '.' || c == ',' || c == '/' || c == '-') c = ' ';
  // "de marzo de": the month is one of the words.
  for (const std::string_view word : split(trim(bare), ' ')) {
    const auto found = month_names().find(word);
    if (found != month_names().end()) return found->second;
  }
  const auto whole = month_names().find(trim(bare));
  return whole == month_names().end() ? 0 : whole->second;
}

std::optional<Date> checked(std::optional<int> year, int month, int day) {
  static constexpr std::array kDays{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (month < 1 || month > 12 || day < 1 || day > kDays[static_cast<std::size_t>(month - 1)])
    return std::nullopt;
  if (year && (*year < 1 || *year > 9999)) return std::nullopt;
  return Date{year, month, day};
}

// Two or three numbers with one kind of sign between them.
struct Numeric {
  std::array<int, 3> numbers{};
  std::array<std::size_t, 3> digits{};
  std::size_t count = 0;
  char sign = 0;
};
std::optional<Numeric> numeric(std::string_view text) {
  text = without_time(text);
  Numeric out;
  for (std::size_t i = 0; i < text.size();) {
    if (!is_digit(text[i]) || out.count == 3) return std::nullopt;
    std::size_t end = i;
    int value = 0;
    while (end < text.size() && is_digit(text[end])) {
      if (end - i > 3) return std::nullopt;
      value = value * 10 + (text[end] - '0');
      ++end;
    }
    out.numbers[out.count] = value;
    out.digits[out.count++] = end - i;
    i = end;
    if (i == text.size()) break;
    const char sign = text[i];
    if ((sign != '/' && sign != '.' && sign != '-') || (out.sign != 0 && sign != out.sign))
      return std::nullopt;
    out.sign = sign;
    ++i;
    while (i < text.size() && text[i] == ' ') ++i;
  }
  if (out.count < 2 || out.sign == 0) return std::nullopt;
  return out;
}

std::optional<Date> date_of(const Numeric& n, DateOrder order) {
  if (n.count == 2) {
    if (n.digits[0] > 2 || n.digits[1] > 2) return std::nullopt;
    const bool day_first = n.sign == '.' || order == DateOrder::day_first || n.numbers[0] > 12;
    return day_first && n.numbers[1] <= 12 ? checked(std::nullopt, n.numbers[1], n.numbers[0])
                                           : checked(std::nullopt, n.numbers[0], n.numbers[1]);
  }
  if (n.digits[0] > 2)
    return n.digits[0] == 4 ? checked(n.numbers[0], n.numbers[1], n.numbers[2]) : std::nullopt;
  if (n.digits[2] == 3 || n.digits[2] == 1 || n.digits[1] > 2) return std::nullopt;
  const int year = full_year(n.numbers[2], n.digits[2]);
  const bool day_first =
      n.numbers[1] > 12 ? false : n.numbers[0] > 12 || n.sign == '.' || order == DateOrder::day_first;
  return day_first ? checked(year, n.numbers[1], n.numbers[0]) : checked(year, n.numbers[0], n.numbers[1]);
}

}  // namespace

std::optional<Date> parse_table_date(std::string_view text, DateOrder order) {
  text = trim(text);
  if (text.empty() || text.size() > 60) return std::nullopt;
  if (auto date = parse_date(text)) {
    const bool bare_number = text.size() <= 6 && text.find('-') == std::string_view::npos;
    if (!bare_number && (!date->month || !date->day || checked(date->year, *date->month, *date->day))) {
      if (date->year == 1604) date->year.reset();  // Apple's way to leave it out
      return date;
    }
    if (!bare_number) return std::nullopt;
  }
  if (const auto n = numeric(text)) return date_of(*n, order);
  // 1985年3月7日, 3月7日, 1985년 3월 7일.
  const std::vector<Piece> pieces = pieces_of(without_time(text));
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < pieces.size(); ++i)
    if (pieces[i].number >= 0) numbers.push_back(i);
  const auto sign = [&](std::size_t number, std::initializer_list<const char*> words) {
    const std::size_t i = numbers[number] + 1;
    return i < pieces.size() && std::any_of(words.begin(), words.end(),
                                            [&](const char* w) { return pieces[i].text.starts_with(w); });
  };
  if (numbers.size() == 3 && sign(0, {"年", "년"}) && sign(1, {"月", "월"}))
    return checked(full_year(pieces[numbers[0]].number, pieces[numbers[0]].digits), pieces[numbers[1]].number,
                   pieces[numbers[2]].number);
  if (numbers.size() == 2 && sign(0, {"月", "월"}))
    return checked(std::nullopt, pieces[numbers[0]].number, pieces[numbers[1]].number);
  // A month by its name.
  if (numbers.empty() || numbers.size() > 2) return std::nullopt;
  int month = 0;
  for (const Piece& piece : pieces)
    if (piece.number < 0 && month == 0) month = month_of(piece.text);
  if (month == 0) return std::nullopt;
  const Piece& first = pieces[numbers[0]];
  if (numbers.size() == 1)
    return first.digits > 2 ? std::optional(Date{first.number, month, std::nullopt})
                            : checked(std::nullopt, month, first.number);
  const Piece& second = pieces[numbers[1]];
  if (first.digits > 2) return checked(first.number, month, second.number);
  if (second.digits == 1 || second.digits == 3 || second.digits > 4) return std::nullopt;
  return checked(full_year(second.number, second.digits), month, first.number);
}

DateOrder order_shown_by(std::string_view text) {
  const auto n = numeric(trim(text));
  if (!n || n->sign == '.' || n->digits[0] > 2) return DateOrder::unknown;
  if (n->numbers[0] > 12 && n->numbers[1] <= 12) return DateOrder::day_first;
  if (n->numbers[1] > 12 && n->numbers[0] <= 12) return DateOrder::month_first;
  return DateOrder::unknown;
}

bool is_two_faced(std::string_view text) {
  const auto n = numeric(trim(text));
  return n && n->sign != '.' && n->digits[0] <= 2 && n->numbers[0] <= 12 && n->numbers[1] <= 12 &&
         n->numbers[0] != n->numbers[1];
}

bool is_no_date(std::string_view text) {
  text = trim(text);
  return !text.empty() && text.find_first_not_of("0/.-: ") == std::string_view::npos;
}

}  // namespace phonebook
