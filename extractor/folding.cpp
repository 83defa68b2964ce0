#include "extractor/folding.h"

#include <unicode/uchar.h>

#include <array>
#include <cstddef>

#include "base/text.h"

namespace phonebook {
namespace {

bool is_han(char32_t c) { return c >= 0x3400 && c <= 0x9FFF; }

std::size_t utf8_length(char32_t c) { return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4; }

}  // namespace

char32_t fold_character(char32_t c) noexcept {
  if (c < 0x80) return c == '\r' ? U' ' : c;
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFEE0;
  switch (c) {
    case 0xA0:
    case 0x3000:
    case 0x202F:
    case 0x205F:
    case 0x1680:
      return ' ';
    case 0x2028:
    case 0x2029:
    case 0x85:
      return '\n';
    case 0x2212:
    case 0xFE58:
    case 0xFE63:
    case 0x2043:
    case 0x2500:
    case 0x2501:
      return '-';
    case 0x2018:
    case 0x2019:
    case 0x02BC:
    case 0x00B4:
      return '\'';
    case 0x201C:
    case 0x201D:
    case 0x300C:
    case 0x300D:
    case 0x300E:
    case 0x300F:
      return '"';
    case 0x3001:
    case 0x060C:
    case 0xFF64:
      return ',';
    case 0x061B:
      return ';';
    case 0x061F:
      return '?';
    case 0x3010:
    case 0x3014:
    case 0xFE5D:
      return '[';
    case 0x3011:
    case 0x3015:
    case 0xFE5E:
      return ']';
    case 0x301C:
    case 0x2053:
      return '~';
    case 0xFE6B:
      return '@';
    case 0xFF61:
      return 0x3002;
    case 0x2024:
      return '.';
    case 0xAD:
    case 0x34F:
    case 0x61C:
    case 0x180E:
    case 0xFEFF:
    case 0x20E3:
      return 0;
    default:
      break;
  }
  if (c >= 0x2000 && c <= 0x200A) return ' ';
  if ((c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
      (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0000 && c <= 0xE01EF))
    return 0;
  if (c >= 0x2010 && c <= 0x2015) return '-';
  if (c < 0x660 || is_han(c)) return c;
  if (u_charType(static_cast<UChar32>(c)) == U_DECIMAL_DIGIT_NUMBER)
    return static_cast<char32_t>('0' + u_charDigitValue(static_cast<UChar32>(c)));
  return c;
}

char32_t lower_character(char32_t c) noexcept {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  if (is_han(c)) return c;
  const auto lower = static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
  return utf8_length(lower) == utf8_length(c) ? lower : c;
}

NextCharacter sign_entity(std::string_view raw, std::size_t at) noexcept {
  struct Sign {
    std::string_view entity;
    char32_t value;
  };
  static constexpr Sign kSigns[] = {{"&amp;", U'&'},   {"&lt;", U'<'},   {"&gt;", U'>'},  {"&quot;", U'"'},
                                    {"&apos;", U'\''}, {"&#39;", U'\''}, {"&nbsp;", U' '}};
  for (const Sign& sign : kSigns)
    if (raw.substr(at, sign.entity.size()) == sign.entity) return {sign.value, at + sign.entity.size()};
  return {0, at};
}

NextCharacter next_character(std::string_view raw, std::size_t at, bool html) noexcept {
  constexpr std::size_t kLongestTag = 4096;
  while (at < raw.size()) {
    const auto first = static_cast<unsigned char>(raw[at]);
    if (html && first == '<') {
      const std::size_t size = raw.substr(at, kLongestTag).find('>');
      if (size == std::string_view::npos) return {0, at};
      if (raw.substr(at, 3) == "<br" || raw.substr(at, 3) == "<BR") return {U'\n', at + size + 1};
      at += size + 1;
      continue;
    }
    if (html && first == '&') {
      const NextCharacter sign = sign_entity(raw, at);
      return sign.value != 0 ? sign : NextCharacter{0, at};
    }
    if (first < 0x80) {
      const char32_t c = fold_character(first == 0 ? U' ' : first);
      return {lower_character(c), at + 1};
    }
    const CodePoint point = decode_utf8(raw.substr(at));
    at += point.length;
    if (const char32_t c = fold_character(point.value); c != 0) return {lower_character(c), at};
  }
  return {0, at};
}

int han_digit(char32_t c) noexcept {
  switch (c) {
    case U'〇':
    case U'零':
    case U'○':
    case U'◯':
      return 0;
    case U'一':
    case U'壹':
    case U'幺':
    case U'弌':
      return 1;
    case U'二':
    case U'贰':
    case U'貳':
    case U'弍':
      return 2;
    case U'三':
    case U'叁':
    case U'參':
    case U'叄':
      return 3;
    case U'四':
    case U'肆':
      return 4;
    case U'五':
    case U'伍':
      return 5;
    case U'六':
    case U'陆':
    case U'陸':
      return 6;
    case U'七':
    case U'柒':
      return 7;
    case U'八':
    case U'捌':
      return 8;
    case U'九':
    case U'玖':
      return 9;
    default:
      return -1;
  }
}

int circled_digit(char32_t c) noexcept {
  constexpr std::array<std::array<char32_t, 2>, 7> kOneToNine = {{{0x2460, 0x2468},
                                                                  {0x2474, 0x247C},
                                                                  {0x2488, 0x2490},
                                                                  {0x24F5, 0x24FD},
                                                                  {0x2776, 0x277E},
                                                                  {0x2780, 0x2788},
                                                                  {0x278A, 0x2792}}};
  if (c == 0x24EA || c == 0x24FF || c == 0x1F10B || c == 0x1F10C) return 0;
  for (const auto& [first, last] : kOneToNine)
    if (c >= first && c <= last) return static_cast<int>(c - first) + 1;
  return -1;
}

}  // namespace phonebook
