#include "numbers/telephone_number.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/text.h"
#include "numbers/format.h"
#include "numbers/numbering_plan.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxText = 250;
constexpr std::size_t kMaxDigits = 20;  // with an optional '+'
constexpr std::size_t kMaxExtension = 20;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Words that announce an extension. The extractor keeps its own, larger list in data/cues; these are what
// people write into number fields of address books.
constexpr std::string_view kExtensionWords[] = {
    ";ext=", "extension", "ext.", "ext",  "durchwahl", "доб.", "доб",  "poste", "anexo",
    "转",    "轉",        "分机", "分機", "内线",      "內線", "内線", "#",     "x",
};

// Cuts an extension off a text whose digits are ASCII already. Without a whole number before it there is
// none.
std::string_view strip_extension(std::string_view text, std::string& extension) {
  const std::string lower = ascii_lower(text);
  for (const std::string_view word : kExtensionWords) {
    const std::size_t at = lower.rfind(word);
    if (at == std::string::npos || at == 0) continue;
    std::string digits;
    bool clean = true;
    for (std::size_t i = at + word.size(); i < text.size(); ++i) {
      if (is_digit(text[i])) {
        digits += text[i];
      } else if (std::string_view(" .:)-=").find(text[i]) == std::string_view::npos || !digits.empty()) {
        clean = text[i] == ')' || text[i] == ' ';
        if (!clean) break;
      }
    }
    const auto before = text.substr(0, at);
    const auto digits_before = std::count_if(before.begin(), before.end(), is_digit);
    if (!clean || digits.empty() || digits.size() > kMaxExtension || digits_before < 3) continue;
    extension = digits;
    std::string_view number = before;
    while (!number.empty() && !is_digit(number.back())) number.remove_suffix(1);
    return number;
  }
  return text;
}

// Digits of any script and full-width forms as ASCII, dashes and blanks of any kind as '-' and ' '.
std::string fold_number(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = decode_utf8(text.substr(i));
    const auto value = static_cast<UChar32>(c.value);
    if (c.value < 0x80) {
      out += text[i];
    } else if (u_charType(value) == U_DECIMAL_DIGIT_NUMBER) {
      out += static_cast<char>('0' + u_charDigitValue(value));
    } else if (value >= 0xFF01 && value <= 0xFF5E) {
      out += static_cast<char>(value - 0xFEE0);
    } else if (u_isUWhiteSpace(value)) {
      out += ' ';
    } else if (u_charType(value) == U_DASH_PUNCTUATION || value == 0x2212 || value == 0x30FC) {
      out += '-';
    } else if (u_charType(value) != U_FORMAT_CHAR) {  // zero-width and direction marks vanish
      out.append(text.substr(i, c.length));
    }
    i += c.length;
  }
  return out;
}

// An E.164 text as a number of the plan; false for anything else.
bool from_e164(std::string_view e164, numbering::Number& number) {
  if (e164.size() < 3 || e164.size() > 20 || e164[0] != '+') return false;
  return numbering::parse_digits(e164, numbering::Region::none, number) == numbering::Outcome::number;
}

// Digits with an optional '+' under a region; false when they are no number at all.
bool read_digits(std::string_view digits, numbering::Region region, numbering::Number& number) {
  bool parsed = numbering::parse_digits(digits, region, number) == numbering::Outcome::number;
  // 00 is the international prefix that people write everywhere, also where the plan knows another one.
  if (digits.starts_with("00") && digits.size() <= kMaxDigits && (!parsed || !numbering::is_valid(number))) {
    std::array<char, kMaxDigits> international;
    international[0] = '+';
    const std::size_t size = 1 + digits.substr(2).copy(international.data() + 1, kMaxDigits - 1);
    numbering::Number other;
    if (numbering::parse_digits({international.data(), size}, numbering::Region::none, other) ==
            numbering::Outcome::number &&
        (!parsed || numbering::is_valid(other))) {
      number = other;
      parsed = true;
    }
  }
  return parsed;
}

Validity validity_of(const numbering::Judgement& judgement) {
  if (judgement.valid) return Validity::valid;
  switch (judgement.possibility) {
    case numbering::Possibility::possible:
      return Validity::possible;
    case numbering::Possibility::too_short:
    case numbering::Possibility::local_only:
      return Validity::too_short;
    case numbering::Possibility::too_long:
      return Validity::too_long;
    case numbering::Possibility::invalid_length:
    case numbering::Possibility::invalid_country_code:
      break;
  }
  return Validity::invalid;
}

std::optional<TelephoneNumber> parse_folded(const std::string& text, std::string_view region) {
  TelephoneNumber result;
  std::string_view digits = trim(strip_extension(text, result.extension));
  if (digits.starts_with("tel:")) digits.remove_prefix(4);
  std::string clean;
  for (const char c : digits) {
    // A text with letters is no number: vanity numbers (1-800-FLOWERS) would turn words into digits.
    if (!is_digit(c) && std::string_view("+-().,/ \t_~").find(c) == std::string_view::npos)
      return std::nullopt;
    if (is_digit(c) || (c == '+' && clean.empty())) clean += c;
  }
  if (clean.size() < 2 || clean.size() > kMaxDigits) return std::nullopt;
  numbering::Number number;
  if (!read_digits(clean, numbering::region(region), number)) return std::nullopt;
  result.e164 = number.e164();
  return result;
}

}  // namespace

std::optional<TelephoneNumber> parse_number(std::string_view text, std::string_view region) {
  if (text.empty() || text.size() > kMaxText) return std::nullopt;
  return parse_folded(fold_number(text), region);
}

std::optional<JudgedNumber> judge_digits(std::string_view digits, std::string_view region) {
  if (digits.size() < 2 || digits.size() > kMaxDigits) return std::nullopt;
  numbering::Number number;
  if (!read_digits(digits, numbering::region(region), number)) return std::nullopt;
  const numbering::Judgement judgement = numbering::judge(number);
  JudgedNumber judged;
  judged.number.e164 = number.e164();
  judged.validity = validity_of(judgement);
  judged.type = judgement.type;
  judged.country_code = number.country_code;
  return judged;
}

Validity validity(const TelephoneNumber& number) {
  numbering::Number parsed;
  return from_e164(number.e164, parsed) ? validity_of(numbering::judge(parsed)) : Validity::invalid;
}

NumberType number_type(const TelephoneNumber& number) {
  numbering::Number parsed;
  return from_e164(number.e164, parsed) ? numbering::type(parsed) : NumberType::unknown;
}

std::string region_of(const TelephoneNumber& number) {
  numbering::Number parsed;
  if (!from_e164(number.e164, parsed)) return {};
  const std::string_view region = numbering::code(numbering::region_of(parsed));
  return is_region(region) ? std::string(region) : std::string();
}

std::string display(const TelephoneNumber& number, std::string_view region) {
  numbering::Number parsed;
  if (!from_e164(number.e164, parsed)) return number.text();
  const bool national = numbering::calling_code(numbering::region(region)) == parsed.country_code;
  std::string text =
      numbering::format(parsed, national ? numbering::Style::national : numbering::Style::international);
  if (!number.extension.empty()) text += " ext. " + number.extension;
  return text;
}

std::string display_text(std::string_view e164_with_ext, std::string_view region) {
  TelephoneNumber number;
  const std::size_t semicolon = e164_with_ext.find(';');
  number.e164 = e164_with_ext.substr(0, semicolon);
  if (semicolon != std::string_view::npos) {
    const std::string_view rest = e164_with_ext.substr(semicolon);
    if (!rest.starts_with(";ext=")) return std::string(e164_with_ext);
    number.extension = rest.substr(5);
  }
  numbering::Number parsed;
  if (!from_e164(number.e164, parsed)) return std::string(e164_with_ext);
  return display(number, region);
}

SameNumber same_number(std::string_view a, std::string_view b, std::string_view region) {
  const auto left = parse_number(a, region), right = parse_number(b, region);
  if (left && right) {
    if (left->extension != right->extension) return SameNumber::no;
    if (left->e164 == right->e164) return SameNumber::yes;
  }
  // What is left are texts without a country code (or with a lost trunk prefix): compare tails.
  const auto digits_of = [](std::string_view text, std::string& extension, bool& international) {
    if (text.size() > kMaxText) return std::string();
    const std::string folded = fold_number(text);
    const std::string_view number = trim(strip_extension(folded, extension));
    std::string digits;
    for (const char c : number)
      if (is_digit(c)) digits += c;
    international = number.find('+') != std::string_view::npos || digits.starts_with("00");
    return digits;
  };
  std::string extension_a, extension_b;
  bool international_a = false, international_b = false;
  std::string x = digits_of(a, extension_a, international_a), y = digits_of(b, extension_b, international_b);
  if (extension_a != extension_b) return SameNumber::no;
  // Both are whole: they differ, and a tail in common says nothing.
  if (international_a && international_b) return SameNumber::no;
  if (left && right && validity(*left) == Validity::valid && validity(*right) == Validity::valid &&
      is_region(region))
    return SameNumber::no;
  // A trunk prefix is not part of the tail.
  if (!international_a && x.starts_with('0')) x.erase(0, 1);
  if (!international_b && y.starts_with('0')) y.erase(0, 1);
  const std::size_t shorter = std::min(x.size(), y.size());
  if (shorter < 7) return SameNumber::no;
  const bool same_tail = x.ends_with(y) || y.ends_with(x);
  return same_tail ? SameNumber::perhaps : SameNumber::no;
}

std::string region_from(std::string_view typed) {
  std::string out(trim(typed));
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return is_region(out) ? out : std::string();
}

bool is_region(std::string_view region) { return numbering::region(region) != numbering::Region::none; }

std::string region_of_locale() {
  // LC_ALL overrules the category; LANG is what is left.
  for (const char* variable : {"LC_ALL", "LC_TELEPHONE", "LANG"}) {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view locale = value;
    const std::size_t underscore = locale.find('_');
    if (underscore == std::string_view::npos) return {};
    const std::string_view region = locale.substr(underscore + 1, 2);
    const std::string_view rest = locale.substr(std::min(locale.size(), underscore + 3));
    if (!rest.empty() && rest[0] != '.' && rest[0] != '@') return {};
    return is_region(region) ? std::string(region) : std::string();
  }
  return {};
}

}  // namespace phonebook
