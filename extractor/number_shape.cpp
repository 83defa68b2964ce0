#include "extractor/number_shape.h"

#include <algorithm>
#include <iterator>

namespace phonebook {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int number_of(std::string_view digits) {
  int value = 0;
  for (const char c : digits.substr(0, 8)) value = value * 10 + (c - '0');
  return value;
}

bool is_year(std::string_view group) {
  return group.size() == 4 && number_of(group) >= 1900 && number_of(group) <= 2099;
}
bool is_month(std::string_view group) {
  return group.size() <= 2 && number_of(group) >= 1 && number_of(group) <= 12;
}
bool is_day(std::string_view group) {
  return group.size() <= 2 && number_of(group) >= 1 && number_of(group) <= 31;
}

template <std::size_t N>
bool contains(const int (&set)[N], int value) {
  return std::find(std::begin(set), std::end(set), value) != std::end(set);
}

// Country codes where numbers are written in pairs all through.
constexpr int kPairs[] = {33,  32,  41,  45,  46,  47,  49,  43,  31,  352, 354, 358, 7,   380, 375, 90,  212,
                          213, 216, 221, 225, 228, 229, 226, 223, 237, 241, 242, 236, 235, 227, 261, 262, 590,
                          594, 596, 687, 689, 508, 48,  370, 371, 372, 385, 386, 387, 381, 382, 389, 373, 374,
                          994, 995, 992, 993, 998, 377, 376, 34,  502, 503, 504, 505, 506, 40};
// Country codes without a trunk prefix: a number without a leading 0 is whole there.
constexpr int kNoTrunk[] = {1,   34,  39,  45,  47,  30,  351, 352, 48,  420, 852, 853, 65,
                            354, 356, 357, 372, 371, 377, 376, 378, 502, 503, 504, 505, 506,
                            507, 968, 974, 973, 965, 228, 229, 226, 225, 223, 221, 237, 216};

}  // namespace

void NumberShape::add(std::string_view digits, std::string_view gap, bool joined) {
  if (!groups.empty() && joined) {
    groups.back() += digits;
    return;
  }
  if (!groups.empty()) {
    char separator = ' ';
    for (const char c : gap) {
      if (c == '\xC2' || c == '\xB7')
        separator = '.';
      else if (c != ' ' && c != '(' && c != ')')
        separator = c;
    }
    if (gap.find('(') != std::string_view::npos && separator == ' ') separator = '(';
    separators += separator;
  }
  groups.emplace_back(digits);
}

std::size_t NumberShape::digits() const {
  std::size_t sum = 0;
  for (const std::string& group : groups) sum += group.size();
  return sum;
}

bool NumberShape::all_single() const {
  return groups.size() >= 7 &&
         std::all_of(groups.begin(), groups.end(), [](const std::string& g) { return g.size() == 1; });
}

bool NumberShape::looks_like_date() const {
  if (plus) return false;
  if (groups.size() == 1) {
    const std::string& all = groups[0];
    if (all.size() != 8 && all.size() != 12 && all.size() != 14) return false;
    return is_year(all.substr(0, 4)) && is_month(all.substr(4, 2)) && is_day(all.substr(6, 2));
  }
  if (std::all_of(groups.begin(), groups.end(), is_year)) return true;
  if (groups.size() < 3 || separators[0] != separators[1]) return false;
  const std::string &a = groups[0], &b = groups[1], &c = groups[2];
  if (is_year(a) && is_month(b) && is_day(c)) return true;
  if (groups.size() == 3 && separators[0] == '.' && a.size() == 2 && b.size() == 2 && is_year(c)) return true;
  const bool year_behind = is_year(c) || (c.size() == 2 && groups.size() == 3);
  return year_behind && ((is_day(a) && is_month(b)) || (is_month(a) && is_day(b)));
}

bool NumberShape::is_plausible() const {
  const std::size_t count = digits();
  if (count < 7 || count > 17 || groups.size() > 15) return false;
  if (all_single()) return true;
  if (groups.size() > 8) return false;
  if (looks_like_date()) return false;
  for (std::size_t k = 0; k < groups.size(); ++k) {
    if (groups[k].size() != 1) continue;
    const bool first = k == 0 && (plus || bracketed ||
                                  std::string_view("1780").find(groups[0][0]) != std::string_view::npos);
    const bool second =
        k == 1 && (plus || groups[0].starts_with("00") || groups[0] == "86" || groups[0] == "06");
    // 0201 / 55 83 19 4: pairs and what is left of them.
    const bool rest = k + 1 == groups.size() && k >= 3 && groups[k - 1].size() == 2 &&
                      groups[k - 2].size() == 2 && (plus || groups[0][0] == '0');
    if (!first && !second && !rest && !(k <= 2 && k > 0 && (groups[k] == "0" || groups[k - 1] == "0")))
      return false;
  }
  const bool dotted = std::all_of(separators.begin(), separators.end(), [](char c) { return c == '.'; });
  if (!dotted || groups.size() == 1 || plus) return true;
  // 10.0.0.12, 8.0.33.1
  if (groups.size() == 4 && std::all_of(groups.begin(), groups.end(), [](const std::string& g) {
        return g.size() <= 3 && number_of(g) <= 255;
      }))
    return false;
  // 114.057868
  if (groups.size() == 2)
    return count >= 10 && groups[0].size() >= 3 && (groups[0][0] == '0' || count == 11) &&
           groups[1].size() >= 6;
  return true;
}

bool NumberShape::grouped_as(std::string_view written) const {
  std::size_t group = 0;
  for (std::size_t at = 0; at < written.size();) {
    if (!is_digit(written[at])) {
      ++at;
      continue;
    }
    const std::size_t end = std::min(written.find_first_not_of("0123456789", at), written.size());
    if (group >= groups.size() || groups[group] != written.substr(at, end - at)) return false;
    ++group;
    at = end;
  }
  return group == groups.size();
}

bool NumberShape::fits(const JudgedNumber& judged) const {
  const std::size_t count = digits();
  const bool leading_zero = groups[0][0] == '0';
  // So long without a mark in front, it is whole only with the country code written out.
  if (!plus && !leading_zero && count > 11 && judged.number.e164.size() != count + 1) return false;
  if (!plus && groups.size() == 1 && !leading_zero && count > 13) return false;
  if (all_single() || groups.size() == 1) return true;
  const std::size_t from = plus ? 1 : 0;
  const bool pairs = groups.size() - from >= 4 &&
                     std::all_of(groups.begin() + static_cast<std::ptrdiff_t>(from), groups.end(),
                                 [](const std::string& g) { return g.size() <= 2; });
  if (pairs && !contains(kPairs, judged.country_code)) return false;
  if (groups.size() > 5 + from && !contains(kPairs, judged.country_code)) return false;
  // 1.299.580: a sum, unless it is a mobile number.
  const bool thousands =
      !plus && !leading_zero && groups.size() >= 3 && groups[0].size() <= 3 &&
      std::all_of(separators.begin(), separators.end(), [](char c) { return c == '.'; }) &&
      std::all_of(groups.begin() + 1, groups.end(), [](const std::string& g) { return g.size() == 3; });
  return !thousands || judged.type == NumberType::mobile;
}

Lead read_lead(std::string_view text, std::size_t first_digit) {
  Lead lead{first_digit, false};
  std::size_t at = first_digit;
  if (at > 0 && text[at - 1] == '(') --at;
  if (at > 0 && text[at - 1] == ' ' && at > 1 && text[at - 2] == '+') --at;
  if (at == 0 || text[at - 1] != '+') return lead;
  --at;
  // 12+256, C++ 11: no sign of a country code.
  if (at > 0 && (is_digit(text[at - 1]) || text[at - 1] == '+')) return lead;
  lead.plus = true;
  lead.start = at;
  return lead;
}

bool balance_brackets(std::string_view text, std::size_t first_digit, NumberShape& shape) {
  int open = 0;
  for (std::size_t i = shape.start; i < shape.end; ++i) {
    if (text[i] == '(') {
      ++open;
      shape.bracketed = true;
    }
    if (text[i] == ')' && --open < -1) return false;
  }
  if (open == 0) return true;
  const std::size_t before = shape.plus ? shape.start : first_digit;
  if (open == -1 && before > 0 && text[before - 1] == '(') {
    shape.start = before - 1;
    shape.bracketed = true;
    return true;
  }
  return false;
}

double number_confidence(const NumberShape& shape, const JudgedNumber& judged, bool phone_cue) {
  const bool international = shape.plus || shape.groups[0].starts_with("00");
  if (judged.validity != Validity::valid) {
    // As long as a number of the plan, in a range that it does not know: newer than the plan, or something
    // else.
    if (shape.plus) return phone_cue ? .75 : .55;
    return phone_cue && shape.digits() >= 9 ? .6 : .2;
  }
  if (phone_cue) return international ? .98 : .95;
  if (international) return .95;
  const std::size_t count = shape.digits();
  const bool grouped = shape.groups.size() > 1;
  const bool whole = shape.groups[0][0] == '0' || shape.bracketed || shape.as_the_plan ||
                     contains(kNoTrunk, judged.country_code) || judged.number.e164.size() == count + 1;
  if (!grouped && count == 10 && shape.groups[0][0] == '1' && shape.groups[0][1] >= '4' &&
      shape.groups[0][1] <= '7' && judged.country_code != 1)
    return .3;  // seconds since 1970
  // Land lines without their trunk prefix look like any digits.
  if (!whole && judged.type != NumberType::mobile) return .4;
  if (count <= 8) return grouped ? .7 : .6;
  switch (judged.type) {
    case NumberType::mobile:
      return grouped ? .9 : judged.country_code == 86 && count == 11 ? .92 : whole ? .85 : .7;
    case NumberType::fixed_line_or_mobile:
      return grouped ? .88 : .7;
    case NumberType::fixed_line:
      return grouped ? .85 : .7;
    default:
      return grouped ? .85 : .65;
  }
}

}  // namespace phonebook
