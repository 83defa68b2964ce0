#include "extractor/candidates.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/text.h"
#include "extractor/folding.h"
#include "extractor/number_context.h"
#include "extractor/number_shape.h"
#include "numbers/telephone_number.h"

namespace phonebook {
namespace {

// Digits of one kind without anything between them.
enum class Script : std::uint8_t { ascii, han, circled, word };
struct Atom {
  std::size_t start = 0, end = 0;
  Script script = Script::ascii;
  std::string digits;
};

// What stands between two atoms: nothing, a separator inside numbers, one that may also part two, or
// something else.
enum class Gap : std::uint8_t { none, weak, strong, comma, broken };

constexpr std::size_t kMaxGap = 6;      // bytes
constexpr std::size_t kMaxDigits = 17;  // 00, country code, number
constexpr std::size_t kFewestSpelled = 3;
constexpr std::size_t kMinSpelledRun = 6;  // spelled digits in a row; fewer are words
constexpr std::size_t kMaxAtoms = 24;      // of one number
constexpr std::size_t kBytesPerJudgement =
    32;  // the numbering plan is asked once in so many bytes on average
constexpr std::size_t kFreeJudgements = 256;
constexpr std::size_t kBytesPerAttempt = 4;  // likewise for shapes that are put together
constexpr std::size_t kFreeAttempts = 1024;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Gap classify_gap(std::string_view gap, bool words) {
  if (gap.empty()) return Gap::none;
  if (gap.size() > kMaxGap) return Gap::broken;
  int dots = 0, dashes = 0, slashes = 0, newlines = 0, blanks = 0, commas = 0;
  for (std::size_t i = 0; i < gap.size(); ++i) {
    switch (gap[i]) {
      case ' ':
        ++blanks;
        break;
      case '\t':
        blanks += 2;
        break;
      case '-':
      case '~':
        ++dashes;
        break;
      case '_':
      case '.':
        ++dots;
        break;
      case '/':
      case '|':
        ++slashes;
        break;
      case '\n':
        ++newlines;
        break;
      case ',':
      case ';':
        ++commas;
        break;
      case '(':
      case ')':
        break;
      case '\xC2':
        if (i + 1 < gap.size() && gap[i + 1] == '\xB7') {  // ·
          ++i;
          ++dots;
          break;
        }
        return Gap::broken;
      case '\xE3':
        if (gap.substr(i).starts_with("の")) {  // 〇九〇の七七二一の四四〇三
          i += 2;
          ++dashes;
          break;
        }
        return Gap::broken;
      default:
        return Gap::broken;
    }
  }
  const int parting = dots + slashes + newlines + commas;
  if (parting > 2 || (parting == 2 && (slashes != 1 || newlines != 1)) || dashes > 3 ||
      ((dots != 0 || commas != 0) && dashes != 0))
    return Gap::broken;
  if (words && newlines == 0) return Gap::weak;
  if (commas != 0) return Gap::comma;
  if (slashes != 0 || newlines != 0 || blanks > 2 || (blanks == 2 && dashes == 0) ||
      (dots != 0 && blanks != 0))
    return Gap::strong;
  return Gap::weak;
}

class Finder {
 public:
  Finder(const Reading& reading, std::string_view region, const std::vector<Span>& taken)
      : reading_(reading),
        text_(reading.folded()),
        region_(region),
        taken_(taken),
        judgements_left_(kFreeJudgements + text_.size() / kBytesPerJudgement),
        attempts_left_(kFreeAttempts + text_.size() / kBytesPerAttempt) {}

  std::vector<NumberMatch> find() {
    collect_atoms();
    for (std::size_t first = 0; first < atoms_.size();) {
      std::size_t last = first;
      while (last + 1 < atoms_.size() && gap_after(last) != Gap::broken) ++last;
      cut_run(first, last + 1);
      first = last + 1;
    }
    return std::move(found_);
  }

  bool any() {
    collect_atoms();
    for (std::size_t first = 0; first < atoms_.size();) {
      std::size_t last = first;
      while (last + 1 < atoms_.size() && gap_after(last) != Gap::broken) ++last;
      for (std::size_t i = first; i <= last; ++i)
        if (longest_from(i, last + 1)) return true;
      first = last + 1;
    }
    // Who has run out of attempts cannot say no.
    return attempts_left_ == 0 || judgements_left_ == 0;
  }

 private:
  struct Try {
    NumberMatch match;
    JudgedNumber judged;
    NumberShape shape;
    std::size_t first = 0, last = 0;  // atoms, inclusive
  };

  // --- Atoms
  // -------------------------------------------------------------------------------------------------

  void collect_atoms() {
    const std::vector<CueHit> words = spelled_digits();
    std::size_t next_word = 0, next_taken = 0;
    for (std::size_t i = 0; i < text_.size();) {
      while (next_taken < taken_.size() && taken_[next_taken].end <= i) ++next_taken;
      if (next_taken < taken_.size() && taken_[next_taken].start <= i) {
        i = taken_[next_taken].end;
        continue;
      }
      if (next_word < words.size() && words[next_word].start == i) {
        add_spelled(words[next_word]);
        i = words[next_word++].end;
        continue;
      }
      while (next_word < words.size() && words[next_word].start < i) ++next_word;
      const auto byte = static_cast<unsigned char>(text_[i]);
      if (byte < 0x80) {
        if (!is_digit(text_[i])) {
          ++i;
          continue;
        }
        std::size_t end = i;
        while (end < text_.size() && is_digit(text_[end])) ++end;
        atoms_.push_back({i, end, Script::ascii,
                          end - i <= 20 ? std::string(text_.substr(i, end - i)) : std::string(21, '0')});
        i = end;
        continue;
      }
      const CodePoint c = decode_utf8(text_.substr(i));
      const bool han = han_digit(c.value) >= 0;
      if (!han && circled_digit(c.value) < 0) {
        i += c.length;
        continue;
      }
      Atom atom{i, i, han ? Script::han : Script::circled, {}};
      while (atom.end < text_.size()) {
        const CodePoint next = decode_utf8(text_.substr(atom.end));
        const int digit = han ? han_digit(next.value) : circled_digit(next.value);
        if (digit < 0) break;
        if (atom.digits.size() <= 20) atom.digits += static_cast<char>('0' + digit);
        atom.end += next.length;
      }
      i = atom.end;
      if (!han || is_spelled_number(atom)) atoms_.push_back(std::move(atom));
    }
  }

  // Numerals that count (二十, 第三, 五月) are no digits of a number.
  bool is_spelled_number(const Atom& atom) const {
    static constexpr std::string_view kBefore = "第十百千万萬年月周初星期廿卅",
                                      kAfter = "十百千万萬亿億年月日点點个個楼次天人块元起样些切共般定直种種";
    const auto contains = [](std::string_view set, std::string_view character) {
      return character.size() == 3 && set.find(character) != std::string_view::npos;
    };
    return !(atom.start >= 3 && contains(kBefore, text_.substr(atom.start - 3, 3))) &&
           !contains(kAfter, text_.substr(atom.end, 3));
  }

  // Words for digits, where enough of them follow each other.
  std::vector<CueHit> spelled_digits() const {
    std::vector<CueHit> chain, result;
    std::size_t digits = 0;  // ordinary ones between: "five one oh 555 zero one six two"
    const auto close = [&] {
      if (chain.size() >= kFewestSpelled && chain.size() + digits >= kMinSpelledRun)
        result.insert(result.end(), chain.begin(), chain.end());
      chain.clear();
      digits = 0;
    };
    for (const CueHit& hit : reading_.cues) {
      if ((hit.sections & (cue::kAnyDigit | cue::kDouble | cue::kTriple)) == 0) continue;
      if (!chain.empty()) {
        std::string_view gap = hit.start >= chain.back().end
                                   ? text_.substr(chain.back().end, hit.start - chain.back().end)
                                   : std::string_view("?");
        if (gap.size() >= 3 && gap.size() <= 8 && gap.front() == ' ' && gap.back() == ' ' &&
            gap.find_first_not_of("0123456789", 1) == gap.size() - 1) {
          digits += gap.size() - 2;
          gap = " ";
        }
        const Gap between = classify_gap(gap, true);
        if (between == Gap::broken || between == Gap::strong) close();
      }
      chain.push_back(hit);
    }
    close();
    return result;
  }

  void add_spelled(const CueHit& word) {
    if ((word.sections & (cue::kDouble | cue::kTriple)) != 0) {
      times_next_ = (word.sections & cue::kTriple) != 0 ? 3 : 2;
      return;
    }
    for (char digit = 0; digit < 10; ++digit) {
      if ((word.sections & (cue::kDigit0 << digit)) == 0) continue;
      atoms_.push_back(
          {word.start, word.end, Script::word, std::string(times_next_, static_cast<char>('0' + digit))});
      break;
    }
    times_next_ = 1;
  }

  Gap gap_after(std::size_t atom) const {
    const Atom &a = atoms_[atom], &b = atoms_[atom + 1];
    if (a.script == Script::word && b.script == Script::word) {
      // "double" may stand between.
      const std::string_view gap = text_.substr(a.end, b.start - a.end);
      return gap.size() <= kMaxGap + 8 ? Gap::weak : Gap::broken;
    }
    return classify_gap(text_.substr(a.end, b.start - a.end), false);
  }

  // --- Cutting a run into numbers
  // ------------------------------------------------------------------------------

  void cut_run(std::size_t begin, std::size_t end) {
    std::vector<Try> chosen;
    for (std::size_t i = begin; i < end && attempts_left_ != 0;) {
      std::optional<Try> best = longest_from(i, end);
      if (!best) {
        ++i;
        continue;
      }
      i = best->last + 1;
      chosen.push_back(std::move(*best));
    }
    bool refused = false;  // the number before was part of something else; this one may be the rest of it
    for (std::size_t k = 0; k < chosen.size(); ++k) {
      Try& number = chosen[k];
      const bool left_over =
          number.first > begin && (k == 0 || refused || chosen[k - 1].last + 1 < number.first);
      const bool right_over =
          number.last + 1 < end && (k + 1 == chosen.size() || chosen[k + 1].first > number.last + 1);
      bool extended = false;
      refused = (left_over && !may_follow(number)) || (right_over && !may_precede(number, end, extended)) ||
                !finish(number, extended);
    }
  }

  std::optional<Try> longest_from(std::size_t first, std::size_t end) {
    // Ends within reach: first those that cross no strong gap, then those that cross one.
    std::array<std::size_t, kMaxAtoms> near{}, far{};
    std::size_t near_count = 0, far_count = 0, digits = 0;
    int crossed = 0;
    for (std::size_t j = first; j < end && j - first < kMaxAtoms; ++j) {
      if (j > first) {
        const Gap gap = gap_after(j - 1);
        if (gap == Gap::comma || (gap == Gap::strong && ++crossed > 1)) break;
      }
      digits += atoms_[j].digits.size();
      if (digits > kMaxDigits) break;
      (crossed == 0 ? near[near_count++] : far[far_count++]) = j;
    }
    std::optional<Try> possible;
    for (std::size_t k = near_count; k-- > 0;) {
      std::optional<Try> attempt = judge(first, near[k]);
      if (!attempt) continue;
      if (attempt->judged.validity == Validity::valid) return attempt;
      if (!possible && k + 1 == near_count) possible = std::move(attempt);
    }
    for (std::size_t k = far_count; k-- > 0;) {
      std::optional<Try> attempt = judge(first, far[k]);
      if (attempt && attempt->judged.validity == Validity::valid) return attempt;
    }
    return possible;
  }

  // Seen before anything is put together: a number is cut into few groups, or into single digits from its
  // start on.
  bool too_finely_cut(std::size_t first, std::size_t last) const {
    constexpr std::size_t kMaxGroups = 8, kMaxSingles = 3;
    std::size_t groups = 1, singles = 0;
    for (std::size_t k = first; k <= last; ++k) {
      const bool apart = k == first || atoms_[k].start != atoms_[k - 1].end;
      if (k > first && apart) ++groups;
      if (atoms_[k].digits.size() == 1 && apart) ++singles;
    }
    if (atoms_[first].script == Script::word || (groups == singles && singles > kMaxSingles))
      return first > 0 && atoms_[first - 1].digits.size() == 1 && gap_after(first - 1) == Gap::weak;
    return groups > kMaxGroups || singles > kMaxSingles;
  }

  std::optional<Try> judge(std::size_t first, std::size_t last) {
    if (attempts_left_ == 0 || too_finely_cut(first, last)) return std::nullopt;
    --attempts_left_;
    const Lead lead = read_lead(text_, atoms_[first].start);
    Try attempt;
    attempt.first = first;
    attempt.last = last;
    std::string digits;
    if (lead.plus) digits += '+';
    NumberShape& shape = attempt.shape;
    shape.plus = lead.plus;
    for (std::size_t k = first; k <= last; ++k) {
      const std::string_view gap = k == first
                                       ? std::string_view()
                                       : text_.substr(atoms_[k - 1].end, atoms_[k].start - atoms_[k - 1].end);
      const bool joined =
          k > first &&
          (gap.empty() || (atoms_[k].script == Script::word && atoms_[k - 1].script == Script::word));
      shape.add(atoms_[k].digits, gap, joined);
      digits += atoms_[k].digits;
    }
    shape.start = lead.start;
    shape.end = atoms_[last].end;
    if (!balance_brackets(text_, atoms_[first].start, shape)) return std::nullopt;
    if (!shape.is_plausible()) return std::nullopt;
    const JudgedNumber* judged = judge_cached(digits);
    if (judged == nullptr) return std::nullopt;
    attempt.judged = *judged;
    const bool fits = shape.fits(*judged);
    const bool doubtful = !fits || (!shape.plus && shape.groups[0][0] != '0');
    if (shape.groups.size() > 1 && doubtful && judged->validity == Validity::valid)
      shape.as_the_plan =
          shape.grouped_as(display(judged->number, shape.plus ? std::string_view() : region_));
    if (!fits && !shape.as_the_plan) return std::nullopt;
    attempt.match.span = {shape.start, shape.end};
    return attempt;
  }

  // The plan's word on these digits; nullptr when they are nothing, or too many were asked for already.
  const JudgedNumber* judge_cached(const std::string& digits) {
    const auto known = judged_.find(digits);
    if (known != judged_.end()) return known->second ? &*known->second : nullptr;
    if (judgements_left_ == 0) return nullptr;
    --judgements_left_;
    std::optional<JudgedNumber> judged = judge_digits(digits, region_);
    if (judged && judged->validity != Validity::valid && judged->validity != Validity::possible)
      judged.reset();
    const auto& stored = judged_.emplace(digits, std::move(judged)).first->second;
    return stored ? &*stored : nullptr;
  }

  // --- Digits beside the number that belong to none
  // ----------------------------------------------------------

  static bool stands_alone(const Try& number) {
    return number.shape.plus || (number.first == number.last && number.shape.digits() >= 10);
  }

  bool may_follow(const Try& number) const {
    const Atom& left = atoms_[number.first - 1];
    switch (gap_after(number.first - 1)) {
      case Gap::strong:
      case Gap::comma:
        return true;
      case Gap::none:
        return left.script != Script::ascii;  // ①138…, 一138…
      default:
        break;
    }
    const std::string_view gap =
        text_.substr(left.end, number.shape.start - std::min(number.shape.start, left.end));
    const bool blank = gap.find(' ') != std::string_view::npos && gap.find('.') == std::string_view::npos;
    return blank && (stands_alone(number) || phone_cue_between(reading_, left.end, number.shape.start));
  }

  bool may_precede(Try& number, std::size_t end, bool& extended) const {
    const Atom& right = atoms_[number.last + 1];
    const Gap gap = gap_after(number.last);
    if (gap == Gap::strong || gap == Gap::comma) return true;
    if (gap == Gap::none) return right.script != Script::ascii;
    const std::string_view between =
        text_.substr(atoms_[number.last].end, right.start - atoms_[number.last].end);
    if (between == "~") return right.digits.size() <= 4;  // 88002233～35: the first of several
    const bool more = number.last + 2 < end && gap_after(number.last + 1) == Gap::weak;
    const int code = number.judged.country_code;
    // 020-38005000-8012: behind a land line of these plans a last group is an extension.
    if (between == "-" && right.digits.size() <= 5 && !more && (code == 86 || code == 886 || code == 82) &&
        number.judged.type == NumberType::fixed_line && number.first != number.last) {
      number.judged.number.extension = right.digits;
      number.match.span.end = number.shape.end = right.end;
      extended = true;
      return true;
    }
    const bool blank =
        between.find(' ') != std::string_view::npos && between.find('.') == std::string_view::npos;
    return blank && stands_alone(number);
  }

  // --- Extension, surroundings, confidence
  // ---------------------------------------------------------------------

  // False when it is no number after all.
  bool finish(Try& number, bool extended) {
    std::size_t end = number.match.span.end;
    if (!extended) {
      if (const auto extension = read_extension(reading_, end)) {
        number.judged.number.extension = extension->digits;
        number.match.span.end = extension->end;
        extended = true;
      }
    }
    const NumberContext context = judge_context(reading_, {number.shape.start, end}, number.match.span.end,
                                                number.shape, number.judged);
    if (context.refused) return false;
    number.match.confidence = number_confidence(number.shape, number.judged, context.phone_cue || extended);
    if (number.match.confidence <= 0) return false;
    if (!found_.empty() && found_.back().span.end > number.match.span.start) return false;
    number.match.value = number.judged.number.text();
    found_.push_back(number.match);
    return true;
  }

  const Reading& reading_;
  std::string_view text_, region_;
  const std::vector<Span>& taken_;
  std::size_t judgements_left_, attempts_left_;
  std::vector<Atom> atoms_;
  std::vector<NumberMatch> found_;
  std::unordered_map<std::string, std::optional<JudgedNumber>> judged_;
  std::size_t times_next_ = 1;  // "double", "triple"
};

}  // namespace

namespace {

// The other region that a message itself names by a number with its country code; empty for none.
std::string region_of_message(const Reading& reading, const std::vector<NumberMatch>& numbers,
                              std::string_view region) {
  for (const NumberMatch& number : numbers) {
    const char first = reading.folded()[number.span.start];
    if (first != '+' && first != '(' && reading.folded().substr(number.span.start, 2) != "00") continue;
    std::string there = region_of({number.value.substr(0, number.value.find(';')), {}});
    if (!there.empty() && there != region) return there;
  }
  return {};
}

}  // namespace

std::vector<NumberMatch> find_numbers(const Reading& reading, std::string_view region,
                                      const std::vector<Span>& taken) {
  std::vector<NumberMatch> found = Finder(reading, region, taken).find();
  if (found.empty()) return found;
  const std::string there = region_of_message(reading, found, region);
  if (there.empty()) return found;
  // "+44 7400 000111 or 07400 000222": what is no number at home may be one where the message speaks of. Less
  // sure, since only the other number says so.
  constexpr double kElsewhere = .85;
  std::vector<Span> also_taken = taken;
  for (const NumberMatch& number : found) also_taken.push_back(number.span);
  std::sort(also_taken.begin(), also_taken.end(),
            [](const Span& a, const Span& b) { return a.start < b.start; });
  for (NumberMatch& number : Finder(reading, there, also_taken).find()) {
    number.confidence *= kElsewhere;
    found.push_back(std::move(number));
  }
  std::sort(found.begin(), found.end(),
            [](const NumberMatch& a, const NumberMatch& b) { return a.span.start < b.span.start; });
  return found;
}

bool may_hold_numbers(const Reading& reading, std::string_view region) {
  static const std::vector<Span> kNothing;
  return Finder(reading, region, kNothing).any();
}

}  // namespace phonebook
