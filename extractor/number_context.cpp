#include "extractor/number_context.h"

#include <unicode/uchar.h>

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

bool refuses_number(const CueHit& hit) {
  return (hit.sections & cue::kNotNumber) != 0 && (hit.sections & kCallsItNumber) == 0;
}

// callback(), number_of(…): names of functions.
bool is_code(std::string_view text, const CueHit& hit) {
  return text.substr(hit.end).starts_with("()") || text.substr(hit.end).starts_with("_");
}

struct Word {
  std::size_t start = 0, end = 0;
  int letters = 0;
  bool capital = false;  // begins with one
};

// The letters that end at `end`: a word of an alphabet that parts words by blanks.
Word word_ending_at(std::string_view text, std::size_t end) {
  constexpr int kMaxLetters = 32;
  Word word{end, end, 0, false};
  char32_t first = 0;
  while (word.start > 0 && word.letters < kMaxLetters) {
    std::size_t back = word.start - 1;
    while (back > 0 && (static_cast<unsigned char>(text[back]) & 0xC0) == 0x80) --back;
    const char32_t c = decode_utf8(text.substr(back)).value;
    if (!is_word_letter(c)) break;
    first = c;
    word.start = back;
    ++word.letters;
  }
  word.capital = first != 0 && u_isupper(static_cast<UChar32>(first)) != 0;
  return word;
}

// A word of no list right before a word for numbers: "consumer no", "matricule n°", 整理番号. A word with a
// capital may be a name ("Anna nr 0171…").
bool counts_something(const Reading& reading, const CueHit& number_word) {
  const std::string_view text = reading.folded();
  std::size_t end = number_word.start;
  if (end == 0) return false;
  if (is_cjk(decode_utf8(text.substr(number_word.start)).value)) {
    if (number_word.end - number_word.start < 6 || end < 3) return false;
    // 號碼 in 新號碼 belongs to that word.
    for (std::size_t i = reading.first_cue_from(end > 24 ? end - 24 : 0);
         i < reading.cues.size() && reading.cues[i].start < end; ++i)
      if (reading.cues[i].end >= number_word.end) return false;
    const CodePoint before = decode_utf8(text.substr(end - 3));
    const bool part_of_word = before.length == 3 && before.value >= 0x30A0 && is_cjk(before.value);
    static constexpr std::string_view kPlain[] = {"的", "个", "個", "这", "這", "那", "此", "该", "該", "本"};
    return part_of_word && reading.sections_ending_at(end, 24) == 0 &&
           std::find(std::begin(kPlain), std::end(kPlain), text.substr(end - 3, 3)) == std::end(kPlain);
  }
  if (number_word.end - number_word.start > 3) return false;
  // "reclamar no 0800 447…": in Portuguese it says "in the".
  if (reading.lower().substr(number_word.start, number_word.end - number_word.start) == "no") {
    std::size_t at = number_word.end, digits = 0;
    if (at < text.size() && text[at] == ' ') ++at;
    while (at + digits < text.size() && is_digit(text[at + digits])) ++digits;
    if (at < text.size() && is_digit(text[at]) && digits < 6) return false;
  }
  if (text[end - 1] != ' ' && text[end - 1] != '-') return false;
  --end;
  if (end == 0 || reading.sections_ending_at(end) != 0) return false;
  const Word word = word_ending_at(text, end);
  return word.letters >= 3 && !word.capital && reading.cue_at(word.start).sections == 0;
}

// "Frequent-Flyer-Nummer 0171…", "jäsennumero 0401…": a compound of no list that ends in a word for numbers
// or codes, right before the digits or with "is" between.
bool named_by_compound(const Reading& reading, std::size_t start) {
  const std::string_view lower = reading.lower();
  std::size_t end = start;
  for (int passed = 0; passed < 2; ++passed) {
    while (end > 0 && start - end < 16 && one_of(lower[end - 1], " :.#=-(")) --end;
    const CueHit between = reading.cue_ending_at(end, 24);
    if ((between.sections & cue::kFiller) == 0 || (between.sections & kCallsItNumber) != 0) break;
    end = between.start;
  }
  const Word word = word_ending_at(lower, end);
  const std::string_view text = lower.substr(word.start, word.end - word.start);
  if (word.letters < 5 || reading.cue_at(word.start).end >= end || reading.sections_ending_at(end) != 0)
    return false;
  return ends_a_number_name(text);
}

// The nearest cue before the number decides: it calls it a number, or something else.
enum class Said {
  none,
  number,
  other,
  doubtful
};  // doubtful: something else was spoken of, some words before
Said said_before(const Reading& reading, std::size_t start) {
  const auto& cues = reading.cues;
  const std::string_view text = reading.folded();
  const std::size_t from = start > kReach ? start - kReach : 0;
  const CueHit* nearest = nullptr;
  std::size_t unknown_number = 0;  // where a word for numbers ends that follows a word nobody knows
  for (std::size_t i = reading.first_cue_from(from); i < cues.size() && cues[i].start < start; ++i) {
    const CueHit& hit = cues[i];
    constexpr std::uint64_t kTells = kCallsItNumber | cue::kNotNumber | cue::kAnyMessenger;
    if (hit.end > start || (hit.sections & (kTells | cue::kNumberWord)) == 0) continue;
    // A cue that begins inside a longer refusing one (手机 in 手机型号, 号是 in 订单号是, "number for" in
    // "order number for") says nothing by itself.
    if (nearest != nullptr && nearest->end > hit.start && refuses_number(*nearest)) continue;
    if (is_code(text, hit)) continue;
    // "paczka nr", "consumer no": a word for numbers is about the word before it.
    if ((hit.sections & cue::kNumberWord) != 0) {
      if (nearest != nullptr && refuses_number(*nearest) &&
          text.substr(nearest->end, hit.start - nearest->end).find_first_not_of(" .:") ==
              std::string_view::npos)
        continue;
      if (counts_something(reading, hit)) {
        nearest = nullptr;
        unknown_number = hit.end;
        continue;
      }
      if ((hit.sections & kTells) == 0) continue;
    }
    nearest = &hit;
  }
  if (unknown_number != 0 && (nearest == nullptr || nearest->end <= unknown_number))
    return count_words(text.substr(unknown_number, start - unknown_number)) <= 1 ? Said::other : Said::none;
  if (nearest == nullptr) return Said::none;
  const std::string_view between = text.substr(nearest->end, start - nearest->end);
  const bool refuses = refuses_number(*nearest);
  // "Kyle (new job): …": a remark in brackets about whose number it is.
  if (refuses && between.starts_with("):")) return Said::none;
  const int words = count_words(between);
  if (refuses) return words <= kMaxWordsBetween ? Said::other : words < 99 ? Said::doubtful : Said::none;
  if ((nearest->sections & kCallsItNumber) == 0) return Said::none;
  // A comma may part the cue from its number, another number may not.
  int digits = 0;
  for (const char c : between) digits += is_digit(c);
  return digits < 4 ? Said::number : Said::none;
}

// "is my order number", "是订单号" behind the number.
bool called_other_behind(const Reading& reading, std::size_t end) {
  const std::string_view lower = reading.lower();
  const std::string_view behind = lower.substr(end, 40);
  static constexpr std::string_view kIs[] = {" is ",  " was ", " = ",    "是",   "为",     "為",   " ist ",
                                             " est ", " es ",  " это ",  "は",   " è ",    " é ",  " jest ",
                                             " to ",  " är ",  " er ",   " je ", " este ", " هو ", " це ",
                                             " on ",  " la ",  " (the ", " (",   " my ",   " the "};
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
  std::string_view rest = text.substr(at, 6);
  if (rest.starts_with(' ')) rest.remove_prefix(1);
  static constexpr std::string_view kSigns[] = {"%", "$", "€", "£", "¥", "₽", "₹", "₩", "°", "℃", "‰"};
  return std::any_of(std::begin(kSigns), std::end(kSigns), [&](std::string_view sign) {
    // "… $35": the sign belongs to what follows.
    return rest.starts_with(sign) && !(rest.size() > sign.size() && is_digit(rest[sign.size()]));
  });
}

// The ASCII word whose last letter or digit stands before `at`.
std::size_t word_start(std::string_view text, std::size_t at) {
  const std::size_t limit = at > 40 ? at - 40 : 0;
  while (at > limit && (is_letter(text[at - 1]) || is_digit(text[at - 1]))) --at;
  return at;
}

// "callmikeat7025550183": words run together, the last of which leads up to a number.
bool is_glued_word(std::string_view lower, std::size_t end) {
  const std::size_t start = word_start(lower, end);
  const std::string_view word = lower.substr(start, end - start);
  if (word.size() < 5 || !std::all_of(word.begin(), word.end(), is_letter)) return false;
  static constexpr std::string_view kLast[] = {"at",   "on",    "me",   "call",   "text",  "tel",
                                               "cell", "phone", "dial", "number", "mobile"};
  return std::any_of(std::begin(kLast), std::end(kLast),
                     [&](std::string_view last) { return word.ends_with(last); });
}

bool refused_by_left(const Reading& reading, std::size_t start) {
  const std::string_view text = reading.folded();
  if (start == 0) return false;
  if (is_currency_before(text, start)) return true;
  const char before = text[start - 1];
  const auto is_cue = [&](std::size_t end) {
    return (reading.sections_ending_at(end) & (kCallsItNumber | cue::kAnyMessenger | cue::kNameFollows |
                                               cue::kSender | cue::kPerson | cue::kOrganisation)) != 0;
  };
  if (static_cast<unsigned char>(before) >= 0x80) {
    std::size_t at = start - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
    return is_word_letter(decode_utf8(text.substr(at)).value) && !is_cue(start);
  }
  if (is_letter(before)) return !is_cue(start) && !is_glued_word(reading.lower(), start);
  if (one_of(before, "#@\\%&?*^"))
    return !(before == '*' && (start == 1 || text[start - 2] == '*' || text[start - 2] == ' '));
  if (before == '=') return start < 2 || !is_cue(start - 1);
  if (start < 2) return false;
  const char earlier = text[start - 2];
  const bool alnum = is_letter(earlier) || is_digit(earlier);
  if (before == ':' && is_digit(earlier)) return true;
  // run("4155550101"), {13800001234: a program's own.
  if (before == '{' || (before == '"' && earlier == '(')) return true;
  // "id": 531…: a field of data says itself what it holds.
  if (before == ' ' && earlier == ':' && start >= 3 && text[start - 3] == '"')
    return (reading.sections_ending_at(start - 3) & (kCallsItNumber | cue::kAnyMessenger)) == 0;
  if (before == ':' && earlier == '"')
    return (reading.sections_ending_at(start - 2) & (kCallsItNumber | cue::kAnyMessenger)) == 0;
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
    // Tel.030-23125-771Mo-Fr: the word begins with a capital.
    if (cue_before && next >= 'A' && next <= 'Z' && !digits_behind) return false;
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
  if (judged.type != NumberType::mobile && next != ' ') return true;
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

namespace {

// "RMA 917…", "设备号138…": letters or a word of no list that name what the digits are.
bool named_by_unknown_word(const Reading& reading, std::size_t start) {
  const std::string_view text = reading.folded();
  std::size_t end = start;
  while (end > 0 && start - end < 2 && (text[end - 1] == ' ' || text[end - 1] == ':')) --end;
  if (end == 0) return false;
  std::size_t at = end - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  const char32_t last = decode_utf8(text.substr(at)).value;
  if (last == U'号' || last == U'號' || last == U'码' || last == U'碼') {
    if (at >= 3 && (text.substr(at - 3, 3) == "号" || text.substr(at - 3, 3) == "號")) at -= 3;
    if (at < 3 || !is_cjk(decode_utf8(text.substr(at - 3)).value)) return false;
    constexpr std::uint64_t kOwners = cue::kPhone | cue::kAnyLabel | cue::kAnyMessenger | cue::kNew |
                                      cue::kOld | cue::kSender | cue::kSenderWeak | cue::kThird |
                                      cue::kRecipient | cue::kPerson | cue::kOrganisation | cue::kHonorific |
                                      cue::kFiller | cue::kSurname;
    std::uint64_t before = reading.sections_ending_at(at);
    if (at >= 6) before |= reading.sections_ending_at(at - 3) & (cue::kSurname | cue::kNickname);
    static constexpr std::string_view kPlain[] = {"的", "个", "個", "这", "這", "那",
                                                  "俩", "多", "换", "挂", "打"};
    return (before & kOwners) == 0 && before == 0 &&
           std::find(std::begin(kPlain), std::end(kPlain), text.substr(at - 3, 3)) == std::end(kPlain);
  }
  if (end + 1 != start || text[end] != ' ' || last >= 0x250 || !is_word_letter(last)) return false;
  if (reading.sections_ending_at(end) != 0) return false;
  const Word word = word_ending_at(text, end);
  if (word.letters < 2 || word.letters > 5 || reading.cue_at(word.start).sections != 0) return false;
  const std::string_view written = text.substr(word.start, end - word.start);
  return static_cast<unsigned char>(written[0]) < 0x80 &&
         written.find_first_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos;
}

}  // namespace

NumberContext judge_context(const Reading& reading, Span number, std::size_t whole_end,
                            const NumberShape& shape, const JudgedNumber& judged) {
  NumberContext context;
  const Said before = said_before(reading, number.start);
  context.phone_cue = before == Said::number;
  if (!shape.plus && before != Said::number && named_by_unknown_word(reading, number.start) &&
      !called_number_behind(reading, whole_end))
    context.refused = true;
  if (!shape.plus && named_by_compound(reading, number.start)) context.refused = true;
  // A bare run of digits in a clause about an order is part of it; a number written as one is not.
  if (before == Said::doubtful && !shape.plus && shape.groups.size() == 1 &&
      !called_number_behind(reading, whole_end))
    context.refused = true;
  if (before == Said::other && !shape.plus) context.refused = true;
  if (refused_by_left(reading, number.start)) context.refused = true;
  if (whole_end == number.end && refused_by_right(reading, number.end, shape, judged, context.phone_cue))
    context.refused = true;
  if (!context.phone_cue && called_other_behind(reading, whole_end)) context.refused = true;
  if (!context.phone_cue && before == Said::none)
    context.phone_cue = called_number_behind(reading, whole_end);
  return context;
}

std::optional<Extension> read_extension(const Reading& reading, std::size_t at) {
  const std::string_view text = reading.folded();
  const auto skip = [&](std::string_view set, int limit) {
    for (; limit > 0 && at < text.size() && one_of(text[at], set); --limit) ++at;
  };
  // 206-555-0120,,37 and 530…;318: a phone pauses, then dials on.
  std::size_t pauses = at;
  while (pauses < text.size() && (text[pauses] == ',' || text[pauses] == ';')) ++pauses;
  if (pauses < text.size() && is_digit(text[pauses]) &&
      (pauses >= at + 2 || (pauses == at + 1 && text[at] == ';'))) {
    Extension dialled;
    std::size_t end = pauses;
    while (end < text.size() && is_digit(text[end]) && end - pauses <= kMaxExtension) ++end;
    dialled.digits = text.substr(pauses, end - pauses);
    dialled.end = end;
    const bool goes_on = end + 1 < text.size() && !is_letter(text[end]) && is_digit(text[end + 1]);
    if (dialled.digits.size() <= 6 && !goes_on) return dialled;
  }
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
