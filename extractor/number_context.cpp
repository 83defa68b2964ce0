#include "extractor/number_context.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr std::size_t kReach = 64;   // bytes before a number in which a cue counts
constexpr int kMaxWordsBetween = 4;  // words (or Chinese characters) between a refusing cue and the number
constexpr std::size_t kMaxExtension = 7;
constexpr std::uint64_t kCallsItNumber = cue::kPhone | cue::kAnyLabel;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

// Words and single Chinese or Japanese characters; digits count as many, since a number of their own lies
// between.
int count_words(std::string_view text) {
  int words = 0, digits = 0;
  bool inside = false;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = decode_utf8(text.substr(i));
    if (is_cjk(c.value)) {
      ++words;
      inside = false;
    } else if (is_word_letter(c.value)) {
      words += inside ? 0 : 1;
      inside = true;
    } else {
      inside = false;
      if (c.value == 0x3002 || c.value == '\n' || c.value == '!' || c.value == '?' || c.value == ';' ||
          c.value == ',')
        return 99;
      if (c.value < 0x80 && is_digit(static_cast<char>(c.value)) && ++digits >= 3) return 99;
    }
    i += c.length;
  }
  return words;
}

// The nearest cue before the number decides: it calls it a number, or something else.
enum class Word { none, number, other };
Word word_before(const Reading& reading, std::size_t start) {
  const auto& cues = reading.cues;
  const std::string_view text = reading.folded();
  const std::size_t from = start > kReach ? start - kReach : 0;
  const CueHit* nearest = nullptr;
  for (std::size_t i = reading.first_cue_from(from); i < cues.size() && cues[i].start < start; ++i) {
    const CueHit& hit = cues[i];
    if (hit.end > start || (hit.sections & (kCallsItNumber | cue::kNotNumber | cue::kAnyMessenger)) == 0)
      continue;
    // A cue inside a longer refusing one (手机 in 手机型号, 号 in 订单号) says nothing by itself.
    if (nearest != nullptr && nearest->end >= hit.end && (nearest->sections & cue::kNotNumber) != 0 &&
        (nearest->sections & kCallsItNumber) == 0)
      continue;
    nearest = &hit;
  }
  if (nearest == nullptr) return Word::none;
  const std::string_view between = text.substr(nearest->end, start - nearest->end);
  const bool refuses =
      (nearest->sections & cue::kNotNumber) != 0 && (nearest->sections & kCallsItNumber) == 0;
  const int words = count_words(between);
  if (refuses) return words <= kMaxWordsBetween ? Word::other : Word::none;
  if ((nearest->sections & kCallsItNumber) == 0) return Word::none;
  // A comma may part the cue from its number, another number may not.
  int digits = 0;
  for (const char c : between) digits += is_digit(c);
  return digits < 4 ? Word::number : Word::none;
}

// "is my order number", "是订单号" behind the number.
bool called_other_behind(const Reading& reading, std::size_t end) {
  const std::string_view lower = reading.lower();
  const std::string_view behind = lower.substr(end, 40);
  static constexpr std::string_view kIs[] = {" is ",  " was ", " = ",  "是",    "为",
                                             " ist ", " est ", " es ", " это ", "は"};
  const bool copula = std::any_of(std::begin(kIs), std::end(kIs),
                                  [&](std::string_view is) { return behind.starts_with(is); });
  if (!copula) return false;
  for (std::size_t i = reading.first_cue_from(end);
       i < reading.cues.size() && reading.cues[i].start < end + 24; ++i) {
    const CueHit& hit = reading.cues[i];
    if ((hit.sections & kCallsItNumber) != 0 && (hit.sections & cue::kNotNumber) == 0) return false;
    if ((hit.sections & cue::kNotNumber) != 0) return true;
  }
  return false;
}

bool is_currency_before(std::string_view text, std::size_t at) {
  while (at > 0 && text[at - 1] == ' ') --at;
  if (at == 0) return false;
  if (text[at - 1] == '$') return true;
  if (at >= 2 && (text.substr(at - 2, 2) == "£" || text.substr(at - 2, 2) == "¥")) return true;
  if (at >= 3) {
    const std::string_view sign = text.substr(at - 3, 3);
    if (sign == "€" || sign == "₽" || sign == "₹" || sign == "₩" || sign == "₺" || sign == "฿" ||
        sign == "￥" || sign == "№")
      return true;
  }
  return false;
}

bool is_quantity_sign(std::string_view text, std::size_t at) {
  std::string_view rest = text.substr(at, 5);
  if (rest.starts_with(' ')) rest.remove_prefix(1);
  static constexpr std::string_view kSigns[] = {"%", "$", "€", "£", "¥", "₽", "₹", "₩", "°", "℃", "‰"};
  return std::any_of(std::begin(kSigns), std::end(kSigns),
                     [&](std::string_view sign) { return rest.starts_with(sign); });
}

// The ASCII word whose last letter or digit stands before `at`.
std::size_t word_start(std::string_view text, std::size_t at) {
  const std::size_t limit = at > 40 ? at - 40 : 0;
  while (at > limit && (is_letter(text[at - 1]) || is_digit(text[at - 1]))) --at;
  return at;
}

bool refused_by_left(const Reading& reading, std::size_t start) {
  const std::string_view text = reading.folded();
  if (start == 0) return false;
  if (is_currency_before(text, start)) return true;
  const char before = text[start - 1];
  const auto is_cue = [&](std::size_t end) {
    return (reading.cue_ending_at(end).sections &
            (kCallsItNumber | cue::kAnyMessenger | cue::kNameFollows | cue::kSender)) != 0;
  };
  if (static_cast<unsigned char>(before) >= 0x80) {
    std::size_t at = start - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
    return is_word_letter(decode_utf8(text.substr(at)).value) && !is_cue(start);
  }
  if (is_letter(before)) return !is_cue(start);
  if (one_of(before, "#@\\%&?*^"))
    return !(before == '*' && (start == 1 || text[start - 2] == '*' || text[start - 2] == ' '));
  if (before == '=') return start < 2 || !is_cue(start - 1);
  if (start < 2) return false;
  const char earlier = text[start - 2];
  const bool alnum = is_letter(earlier) || is_digit(earlier);
  if (before == ':' && is_digit(earlier)) return true;
  if (before == '~' && is_digit(earlier)) return true;
  if (!one_of(before, "-_./:+") || !alnum) return false;
  if (is_cue(start - 1) || is_cue(start)) return false;
  const std::size_t from = word_start(text, start - 1);
  const std::string_view word = text.substr(from, start - 1 - from);
  if (std::any_of(word.begin(), word.end(), is_digit))
    return before != '/' && before != ':' ? true : word.size() < 7;
  if (before == '_' || before == '+' || before == '/') return true;
  const bool capitals = std::none_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (before == '-') return capitals && word.size() <= 6;
  return word.size() == 1 && before == '.';
}

bool refused_by_right(const Reading& reading, std::size_t end, const NumberShape& shape,
                      const JudgedNumber& judged, bool cue_before) {
  const std::string_view text = reading.folded();
  if (end >= text.size()) return false;
  if (is_quantity_sign(text, end)) return true;
  const char next = text[end];
  const char after = end + 1 < text.size() ? text[end + 1] : '\0';
  const bool strong =
      shape.plus || cue_before || judged.type == NumberType::mobile || shape.groups.size() > 1;
  if (is_letter(next)) {
    std::size_t to = end;
    while (to < text.size() && is_letter(text[to])) ++to;
    const bool digits_behind = to < text.size() && is_digit(text[to]);
    const CueHit hit = reading.cue_at(end);
    if ((hit.sections & cue::kUnit) != 0 && hit.end == to) return true;
    if (hit.sections != 0 && hit.end == to) return false;
    return !strong || digits_behind || to - end < 3;
  }
  if (next == '@' || next == '*') return true;
  if (next == ':' && is_digit(after)) return true;
  // 1.299.000,50
  if (next == ',' && is_digit(after) && shape.separators.find_first_not_of('.') == std::string::npos &&
      shape.groups.size() > 1)
    return true;
  if (next == '_' && (is_letter(after) || is_digit(after))) return true;
  if (next == '-' && is_letter(after)) return reading.cue_at(end + 1).sections == 0;
  if (next == '/' && is_letter(after)) return reading.cue_at(end + 1).sections == 0;
  if (next == '.' && is_letter(after)) {
    std::size_t to = end + 1;
    while (to < text.size() && (is_letter(text[to]) || is_digit(text[to]))) ++to;
    // IMG_138….JPG, 138….html: a file or a host; "138….Thanks" is a sentence.
    return to - end <= 5 && !(after >= 'A' && after <= 'Z' && to - end > 2 && text[end + 2] >= 'a');
  }
  // A quantity: only where nothing else speaks for a number.
  const CueHit unit = reading.cue_at(next == ' ' ? end + 1 : end);
  if ((unit.sections & cue::kUnit) == 0 || cue_before || shape.plus) return false;
  if ((unit.sections & (cue::kExtension | cue::kNameFollows | cue::kSurname)) != 0) return false;
  if (judged.type != NumberType::mobile) return true;
  // 13800001234人工…: a word goes on there; 13800001234元 ends.
  return unit.end >= text.size() || !is_cjk(decode_utf8(text.substr(unit.end)).value);
}

// Is the number announced behind it: "(mobile)", " is my number", "打这个"?
bool called_number_behind(const Reading& reading, std::size_t end) {
  const std::string_view text = reading.folded();
  for (std::size_t i = reading.first_cue_from(end);
       i < reading.cues.size() && reading.cues[i].start < end + 24; ++i) {
    const CueHit& hit = reading.cues[i];
    if ((hit.sections & kCallsItNumber) == 0 || (hit.sections & cue::kNotNumber) != 0) continue;
    return count_words(text.substr(end, hit.start - end)) <= 3;
  }
  return false;
}

}  // namespace

bool phone_cue_between(const Reading& reading, std::size_t from, std::size_t to) {
  for (std::size_t i = reading.first_cue_from(from); i < reading.cues.size() && reading.cues[i].start < to;
       ++i)
    if (reading.cues[i].end <= to && (reading.cues[i].sections & kCallsItNumber) != 0) return true;
  return false;
}

NumberContext judge_context(const Reading& reading, Span number, std::size_t whole_end,
                            const NumberShape& shape, const JudgedNumber& judged) {
  NumberContext context;
  const Word before = word_before(reading, number.start);
  context.phone_cue = before == Word::number;
  if (before == Word::other && !shape.plus) context.refused = true;
  if (refused_by_left(reading, number.start)) context.refused = true;
  if (whole_end == number.end && refused_by_right(reading, number.end, shape, judged, context.phone_cue))
    context.refused = true;
  if (!context.phone_cue && called_other_behind(reading, whole_end)) context.refused = true;
  if (!context.phone_cue && before == Word::none)
    context.phone_cue = called_number_behind(reading, whole_end);
  return context;
}

std::optional<Extension> read_extension(const Reading& reading, std::size_t at) {
  const std::string_view text = reading.folded();
  const auto skip = [&](std::string_view set, int limit) {
    for (; limit > 0 && at < text.size() && one_of(text[at], set); --limit) ++at;
  };
  skip(" ,;", 2);
  char closing = '\0';
  if (at < text.size() && (text[at] == '(' || text[at] == '[')) {
    closing = text[at] == '(' ? ')' : ']';
    ++at;
  }
  const CueHit word = reading.cue_at(at);
  if ((word.sections & cue::kExtension) != 0) {
    at = word.end;
  } else if (at < text.size() && text[at] == '#') {
    ++at;
  } else {
    return std::nullopt;
  }
  if (const CueHit more = reading.cue_at(at); (more.sections & (cue::kExtension | cue::kFiller)) != 0)
    at = more.end;
  skip(" .:=#-", 3);
  Extension extension;
  while (at < text.size() && is_digit(text[at])) extension.digits += text[at++];
  if (extension.digits.empty() || extension.digits.size() > kMaxExtension) return std::nullopt;
  // "x 2 people", "转138…": what follows must not go on.
  if (at < text.size() &&
      (is_letter(text[at]) || (text[at] == '.' && at + 1 < text.size() && is_digit(text[at + 1]))))
    return std::nullopt;
  if (closing != '\0' && at < text.size() && text[at] == closing) ++at;
  extension.end = at;
  return extension;
}

}  // namespace phonebook
