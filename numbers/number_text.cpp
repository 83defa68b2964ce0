#include "numbers/number_text.h"

#include <algorithm>

#include "numbers/plan_tables.h"

namespace phonebook::numbering {
namespace {

// What one character may be in a number.
enum Trait : std::uint16_t {
  kDigit = 1 << 0,      // a decimal digit of any script
  kSeparator = 1 << 1,  // punctuation inside numbers, '*', and 'x' that stands for a carrier code
  kLetter = 1 << 2,     // a letter of the keypad
  kPlus = 1 << 3,
  kBlank = 1 << 4,  // before and behind the word for an extension
  kColon = 1 << 5,  // behind the word for an extension
  kKept = 1 << 6,   // a number may end in it: letters and numbers of any script, '#'
  kLineEnd = 1 << 7,
  kAsciiDigit = 1 << 8,
  kExtension = 1 << 9,  // an extension needs one of these
  kForbidden = 1 << 10  // controls and non-characters, which make libphonenumber give up
};

// Without initialisers: an array of these is on the stack of every call.
struct Character {
  std::uint16_t traits;
  std::uint8_t digit;
  char32_t folded;  // lower case
};

constexpr Character ascii_character(char c) {
  Character out{};
  out.folded = static_cast<unsigned char>(c);
  if (c >= '0' && c <= '9') {
    out.traits = kDigit | kAsciiDigit | kKept;
    out.digit = static_cast<std::uint8_t>(c - '0');
    return out;
  }
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
    out.traits = kLetter | kKept | kExtension;
    out.folded |= 0x20;
    if (out.folded == 'x') out.traits |= kSeparator;
    return out;
  }
  switch (c) {
    case '+':
      out.traits = kPlus;
      break;
    case '-':
    case '/':
    case '(':
    case ')':
    case '[':
    case ']':
    case '*':
      out.traits = kSeparator;
      break;
    case '~':
      out.traits = kSeparator | kExtension;
      break;
    case '.':
      out.traits = kSeparator | kColon;
      break;
    case ' ':
      out.traits = kSeparator | kBlank;
      break;
    case '\t':
      out.traits = kBlank;
      break;
    case ':':
      out.traits = kColon;
      break;
    case '#':
      out.traits = kKept | kExtension;
      break;
    case ',':
    case ';':
      out.traits = kExtension;
      break;
    case '\n':
    case '\r':
    case '\f':
      out.traits = kLineEnd;
      break;
    default:
      if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) out.traits = kForbidden;
  }
  return out;
}

constexpr std::array<Character, 128> kAscii = [] {
  std::array<Character, 128> table{};
  for (std::size_t c = 0; c < table.size(); ++c) table[c] = ascii_character(static_cast<char>(c));
  return table;
}();

// The keypad of ITU-T E.161: a to z.
constexpr std::string_view kKeypad = "22233344455566677778889999";

bool letter_or_number(char32_t c) {
  const auto* const end = plan_tables::kLettersAndNumbers + plan_tables::kLettersAndNumbersCount;
  const auto* const range = std::lower_bound(
      plan_tables::kLettersAndNumbers, end, c,
      [](const plan_tables::CodePointRange& one, char32_t value) { return one.last < value; });
  return range != end && range->first <= c;
}

// Lower case of what occurs in words for an extension. U+017F, U+1C81 and U+1C82 are old forms of s, д and о
// that a comparison without case takes for them.
char32_t fold(char32_t c) {
  if (c >= 0xFF21 && c <= 0xFF3A) return c + 0x20;  // full-width A to Z
  switch (c) {
    case 0xD3:
      return 0xF3;  // ó
    case 0x17F:
      return 's';
    case 0x414:
    case 0x1C81:
      return 0x434;  // д
    case 0x41E:
    case 0x1C82:
      return 0x43E;  // о
    case 0x411:
      return 0x431;  // б
    default:
      return c;
  }
}

Character wide_character(char32_t c) {
  Character out{};
  out.folded = fold(c);
  if (c < 0xA0 || (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE) {
    out.traits = kForbidden;
    return out;
  }
  const auto* const zeros_end = plan_tables::kDigitZeros + plan_tables::kDigitZeroCount;
  const auto* const zero = std::upper_bound(plan_tables::kDigitZeros, zeros_end, c);
  if (zero != plan_tables::kDigitZeros && c - zero[-1] < 10) {
    out.traits = kDigit | kKept;
    out.digit = static_cast<std::uint8_t>(c - zero[-1]);
    return out;
  }
  if (letter_or_number(c)) out.traits = kKept | kExtension;
  if ((c >= 0x2010 && c <= 0x2015) || (c >= 0xFF0D && c <= 0xFF0F)) out.traits |= kSeparator;
  switch (c) {
    case 0xA0:
      out.traits |= kSeparator | kBlank;
      break;
    case 0xAD:    // soft hyphen
    case 0x200B:  // zero-width space
    case 0x2053:
    case 0x2060:
    case 0x2212:
    case 0x223C:
    case 0x3000:
    case 0x30FC:
    case 0xFF08:
    case 0xFF09:
    case 0xFF3B:
    case 0xFF3D:
      out.traits |= kSeparator;
      break;
    case 0xFF0B:
      out.traits |= kPlus;
      break;
    case 0xFF03:  // ＃
    case 0xFF5E:  // ～
    case 0x301:   // the accent of a decomposed ó
      out.traits |= kExtension;
      break;
    case 0x17F:  // ſ and K (Kelvin) are s and k where case does not matter
    case 0x212A:
      out.traits |= kLetter;
      break;
    case 0x2028:
    case 0x2029:
      out.traits |= kLineEnd;
      break;
    default:
      break;
  }
  if (c == 0xFF0E) out.traits |= kColon;
  return out;
}

// One code point at `at`; its length. A byte that is no UTF-8 counts alone and is forbidden.
int decode(std::string_view text, std::size_t at, Character& out) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const auto trails = [&](std::size_t count) {
    if (at + count >= text.size()) return false;
    for (std::size_t i = 1; i <= count; ++i)
      if ((byte(i) & 0xC0) != 0x80) return false;
    return true;
  };
  char32_t c = 0;
  int length = 0;
  if (byte(0) >= 0xC2 && byte(0) <= 0xDF && trails(1)) {
    c = (byte(0) & 0x1FU) << 6 | (byte(1) & 0x3FU);
    length = 2;
  } else if ((byte(0) & 0xF0) == 0xE0 && trails(2)) {
    c = (byte(0) & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
    length = c >= 0x800 && (c < 0xD800 || c > 0xDFFF) ? 3 : 0;
  } else if ((byte(0) & 0xF8) == 0xF0 && trails(3)) {
    c = (byte(0) & 0x07U) << 18 | (byte(1) & 0x3FU) << 12 | (byte(2) & 0x3FU) << 6 | (byte(3) & 0x3FU);
    length = c >= 0x10000 && c <= 0x10FFFF ? 4 : 0;
  }
  if (length == 0) {
    out = Character{};
    out.traits = kForbidden;
    out.folded = 0xFFFD;
    return 1;
  }
  out = wide_character(c);
  return length;
}

// The text as characters, and the part of it that is still in question: [begin, end).
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {
    for (std::size_t at = 0; at < text.size();) {
      const auto byte = static_cast<unsigned char>(text[at]);
      Character& character = characters_[static_cast<std::size_t>(end_)];
      offsets_[static_cast<std::size_t>(end_)] = static_cast<std::uint16_t>(at);
      if (byte < 0x80) {
        character = kAscii[byte];
        ++at;
      } else {
        at += static_cast<std::size_t>(decode(text, at, character));
      }
      all_ |= character.traits;
      ++end_;
    }
    offsets_[static_cast<std::size_t>(end_)] = static_cast<std::uint16_t>(text.size());
  }

  [[nodiscard]] bool forbidden() const { return has(all_, kForbidden); }

  // Cuts off what stands before the first possible character and behind the last, and a second number
  // ("583-6985 x302/x2303").
  void find_number() {
    while (begin_ < end_ && !is(begin_, kDigit | kPlus)) ++begin_;
    while (end_ > begin_ && !is(end_ - 1, kKept)) --end_;
    if (has(all_, kLetter)) cut_second_number();
  }

  // Cuts off ";isub=" and what follows (RFC 3966, 5.3).
  void cut_subaddress() {
    if (begin_ >= end_) return;
    const std::size_t from = offset(begin_), found = text_.substr(0, offset(end_)).find(";isub=", from);
    if (found == std::string_view::npos) return;
    while (end_ > begin_ && offset(end_) > found) --end_;
  }

  [[nodiscard]] bool looks_like_number() const { return looks_like_number(end_); }
  [[nodiscard]] bool begins_with_plus() const { return begin_ < end_ && is(begin_, kPlus); }

  void take_extension(NumberText& out) {
    out.extension_size = 0;
    const int at = extension(end_);
    if (at == kNone || !looks_like_number(at)) return;
    for (int i = at; i < end_; ++i)
      if (is(i, kDigit) && out.extension_size < kMaxExtension)
        out.extension[out.extension_size++] = static_cast<char>('0' + digit(i));
    end_ = at;
  }

  // With three letters and more, letters are digits of the keypad and digits of other scripts are nothing;
  // with fewer, letters are nothing.
  void take_digits(NumberText& out) {
    out.plus = false;
    while (begin_ < end_ && is(begin_, kPlus)) {
      out.plus = true;
      ++begin_;
    }
    int letters = 0;
    if (has(all_, kLetter))
      for (int i = begin_; i < end_; ++i) letters += is(i, kLetter) ? 1 : 0;
    const bool vanity = letters >= 3;
    int size = 0;
    for (int i = begin_; i < end_; ++i) {
      if (is(i, vanity ? kAsciiDigit : kDigit)) {
        out.digits.values[static_cast<std::size_t>(size++)] = digit(i);
      } else if (vanity && is(i, kLetter) && raw(i) < 0x80) {
        out.digits.values[static_cast<std::size_t>(size++)] =
            static_cast<std::uint8_t>(kKeypad[at(i).folded - U'a'] - '0');
      }
    }
    out.digits.size = size;
  }

 private:
  static constexpr int kNone = -1;

  static bool has(std::uint16_t traits, std::uint16_t wanted) { return (traits & wanted) != 0; }
  [[nodiscard]] const Character& at(int i) const { return characters_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] bool is(int i, std::uint16_t wanted) const { return has(at(i).traits, wanted); }
  [[nodiscard]] std::uint8_t digit(int i) const { return at(i).digit; }
  [[nodiscard]] std::size_t offset(int i) const { return offsets_[static_cast<std::size_t>(i)]; }
  [[nodiscard]] unsigned char raw(int i) const { return static_cast<unsigned char>(text_[offset(i)]); }
  [[nodiscard]] bool comma(int i) const { return at(i).folded == ','; }
  // Between the word for an extension and its digits.
  [[nodiscard]] bool gap(int i) const { return is(i, kBlank) || comma(i) || at(i).folded == '-'; }

  // The last "/ x" (or "\x") of the first line that has one ends the number, and that line begins it.
  void cut_second_number() {
    for (int line = begin_; line < end_;) {
      int line_end = line;
      while (line_end < end_ && !is(line_end, kLineEnd)) ++line_end;
      for (int i = line_end - 1; i >= line; --i) {
        if (raw(i) != 'x') continue;
        int slash = i - 1;
        while (slash >= line && raw(slash) == ' ') --slash;
        if (slash < line || (raw(slash) != '/' && raw(slash) != '\\')) continue;
        begin_ = line;
        end_ = slash;
        return;
      }
      line = line_end + 1;
    }
  }

  [[nodiscard]] bool looks_like_number(int end) const {
    if (end - begin_ == 2 && is(begin_, kDigit) && is(begin_ + 1, kDigit)) return true;
    int i = begin_;
    while (i < end && is(i, kPlus)) ++i;
    int digits = 0;
    for (; i < end && digits < 3; ++i) {
      if (is(i, kDigit)) {
        ++digits;
      } else if (!is(i, kSeparator)) {
        return false;
      }
    }
    if (digits < 3) return false;
    const int third = i;
    while (i < end && is(i, kDigit | kSeparator | kLetter)) ++i;
    if (i == end) return true;
    const int from = extension(end);
    return from != kNone && from >= third && from <= i;
  }

  // Where an extension that ends at `end` begins, as early as can be; kNone without one. In each way to write
  // one the digits are the last thing, with an optional '#'; from them it is read backwards.
  [[nodiscard]] int extension(int end) const {
    if (!has(all_, kExtension)) return kNone;
    const bool hash = end > begin_ && at(end - 1).folded == '#';
    const int digits_end = hash ? end - 1 : end;
    int digits = digits_end;
    while (digits > begin_ && is(digits - 1, kDigit)) --digits;
    const int count = digits_end - digits;
    if (count < 1 || count > static_cast<int>(kMaxExtension)) return kNone;

    int best = end;
    const auto propose = [&best](int from) { best = std::min(best, from); };
    int gap_begin = digits;
    while (gap_begin > begin_ && gap(gap_begin - 1)) --gap_begin;
    const bool colon = gap_begin > begin_ && is(gap_begin - 1, kColon);
    const int word_end = colon ? gap_begin - 1 : gap_begin;

    if (!hash && ends(digits, U";ext=")) propose(digits - 5);
    if (const int word = clear_word(word_end); word != kNone) propose(before_blanks(word, true));
    if (count <= 9) {
      if (const int word = unclear_word(word_end); word != kNone) propose(before_blanks(word, true));
    }
    if (hash && count <= 6) {
      int from = digits;
      while (from > begin_ && (at(from - 1).folded == '-' || at(from - 1).folded == ' ')) --from;
      if (from < digits) propose(from);
    }
    // Two commas, or one semicolon: a pause when dialling.
    if (count <= 15) {
      for (int i = gap_begin; i + 1 < digits; ++i)
        if (comma(i) && comma(i + 1)) {
          propose(before_blanks(i, false));
          break;
        }
      if (word_end > begin_ && at(word_end - 1).folded == ';') propose(before_blanks(word_end - 1, false));
      if (colon && word_end - 2 >= begin_ && comma(word_end - 1) && comma(word_end - 2))
        propose(before_blanks(word_end - 2, false));
    }
    // Commas alone.
    if (count <= 9) {
      for (int i = gap_begin; i < digits; ++i)
        if (comma(i)) {
          propose(before_blanks(i, false));
          break;
        }
      int commas = word_end;
      while (colon && commas > begin_ && comma(commas - 1)) --commas;
      if (commas < word_end) propose(before_blanks(commas, false));
    }
    return best == end ? kNone : best;
  }

  [[nodiscard]] int before_blanks(int at_word, bool and_commas) const {
    while (at_word > begin_ && (is(at_word - 1, kBlank) || (and_commas && comma(at_word - 1)))) --at_word;
    return at_word;
  }

  [[nodiscard]] bool ends(int end, std::u32string_view word) const {
    const int size = static_cast<int>(word.size());
    if (end - size < begin_) return false;
    for (int i = 0; i < size; ++i)
      if (at(end - size + i).folded != word[static_cast<std::size_t>(i)]) return false;
    return true;
  }

  // Words that say clearly that an extension follows, ending at `end`: ext, xt, extn, extension, extensión
  // and the forms between them; ｅｘｔｎ; доб; anexo.
  [[nodiscard]] int clear_word(int end) const {
    int best = kNone;
    const auto propose = [&](int from, char32_t optional) {
      if (from > begin_ && at(from - 1).folded == optional) --from;
      if (best == kNone || from < best) best = from;
    };
    if (ends(end, U"\u0434\u043E\u0431")) propose(end - 3, 0);
    if (ends(end, U"anexo")) propose(end - 5, 0);
    for (const int stem : {end, end - 1}) {
      if (stem < begin_) break;
      const bool whole = stem == end;
      if (whole || at(stem).folded == 'n') {
        if (ends(stem, U"xt")) propose(stem - 2, 'e');
        if (ends(stem, U"xtensio") || ends(stem, U"xtensi\u00F3")) propose(stem - 7, 'e');
        if (ends(stem, U"xtensio\u0301")) propose(stem - 8, 'e');
      }
      if ((whole || at(stem).folded == 0xFF4E) && ends(stem, U"\uFF58\uFF54")) propose(stem - 2, 0xFF45);
    }
    return best;
  }

  // Signs and words that may also mean something else: x, #, ~, int.
  [[nodiscard]] int unclear_word(int end) const {
    if (end <= begin_) return kNone;
    switch (at(end - 1).folded) {
      case U'x':
      case U'#':
      case U'~':
      case 0xFF58:
      case 0xFF03:
      case 0xFF5E:
        return end - 1;
      default:
        return ends(end, U"int") || ends(end, U"\uFF49\uFF4E\uFF54") ? end - 3 : kNone;
    }
  }

  std::string_view text_;
  int begin_ = 0, end_ = 0;
  std::uint16_t all_ = 0;
  std::array<Character, kMaxJoined> characters_;
  std::array<std::uint16_t, kMaxJoined + 1> offsets_;
};

Outcome read(Scanner& scanner, bool has_region, NumberText& out) {
  scanner.cut_subaddress();
  if (!scanner.looks_like_number()) return Outcome::not_a_number;
  if (!has_region && !scanner.begins_with_plus()) return Outcome::invalid_country_code;
  scanner.take_extension(out);
  scanner.take_digits(out);
  return Outcome::number;
}

constexpr std::string_view kContext = ";phone-context=";

// RFC 3966: the context's number, where it is one, goes before what "tel:" announces.
Outcome read_with_context(std::string_view text, std::size_t context, bool has_region, NumberText& out) {
  std::array<char, kMaxJoined> joined;
  std::size_t size = 0;
  const auto append = [&](std::string_view part) {
    size += part.copy(joined.data() + size, joined.size() - size);
  };
  const std::size_t value = context + kContext.size();
  if (value + 1 < text.size() && text[value] == '+') {
    const std::string_view rest = text.substr(value);
    append(rest.substr(0, rest.find(';')));
  }
  const std::size_t scheme = text.find("tel:");
  const std::size_t from = scheme == std::string_view::npos ? 0 : scheme + 4;
  append(from <= context ? text.substr(from, context - from) : text.substr(from));
  Scanner scanner({joined.data(), size});
  return read(scanner, has_region, out);
}

}  // namespace

Outcome read_text(std::string_view text, bool has_region, NumberText& out) noexcept {
  if (text.size() > kMaxText) return Outcome::too_long;
  if (const std::size_t semicolon = text.find(';'); semicolon != std::string_view::npos)
    if (const std::size_t context = text.find(kContext, semicolon); context != std::string_view::npos)
      return read_with_context(text, context, has_region, out);
  Scanner scanner(text);
  if (scanner.forbidden()) return Outcome::not_a_number;
  scanner.find_number();
  return read(scanner, has_region, out);
}

}  // namespace phonebook::numbering
