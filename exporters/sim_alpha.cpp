#include "exporters/sim_alpha.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "exporters/characters.h"

namespace phonebook {
namespace {

constexpr std::size_t kMostOctets = 241;  // an EF_ADN record has 255 at most, 14 of them for the number
constexpr std::uint8_t kEscape = 0x1B, kUnused = 0xFF;

// 3GPP TS 23.038, 6.2.1; 0 where the escape stands.
constexpr std::array<char16_t, 128> kDefault{
    u'@', u'£', u'$', u'¥', u'è', u'é', u'ù', u'ì',  u'ò', u'Ç', u'\n', u'Ø', u'ø', u'\r', u'Å', u'å',
    u'Δ', u'_', u'Φ', u'Γ', u'Λ', u'Ω', u'Π', u'Ψ',  u'Σ', u'Θ', u'Ξ',  0,    u'Æ', u'æ',  u'ß', u'É',
    u' ', u'!', u'"', u'#', u'¤', u'%', u'&', u'\'', u'(', u')', u'*',  u'+', u',', u'-',  u'.', u'/',
    u'0', u'1', u'2', u'3', u'4', u'5', u'6', u'7',  u'8', u'9', u':',  u';', u'<', u'=',  u'>', u'?',
    u'¡', u'A', u'B', u'C', u'D', u'E', u'F', u'G',  u'H', u'I', u'J',  u'K', u'L', u'M',  u'N', u'O',
    u'P', u'Q', u'R', u'S', u'T', u'U', u'V', u'W',  u'X', u'Y', u'Z',  u'Ä', u'Ö', u'Ñ',  u'Ü', u'§',
    u'¿', u'a', u'b', u'c', u'd', u'e', u'f', u'g',  u'h', u'i', u'j',  u'k', u'l', u'm',  u'n', u'o',
    u'p', u'q', u'r', u's', u't', u'u', u'v', u'w',  u'x', u'y', u'z',  u'ä', u'ö', u'ñ',  u'ü', u'à'};

// 6.2.1.1, the extension table.
struct Extended {
  std::uint8_t code;
  char16_t character;
};
constexpr std::array<Extended, 10> kExtension{{{0x0A, u'\f'},
                                               {0x14, u'^'},
                                               {0x28, u'{'},
                                               {0x29, u'}'},
                                               {0x2F, u'\\'},
                                               {0x3C, u'['},
                                               {0x3D, u'~'},
                                               {0x3E, u']'},
                                               {0x40, u'|'},
                                               {0x65, u'€'}}};

// The code of a character of the default alphabet.
std::optional<std::uint8_t> default_code(char16_t c) noexcept {
  if (c == 0) return std::nullopt;
  // Most of ASCII's letters, digits and signs are where ASCII has them.
  if (c >= 0x20 && c < 0x7B && kDefault[c] == c) return static_cast<std::uint8_t>(c);
  const auto found = std::find(kDefault.begin(), kDefault.end(), c);
  if (found == kDefault.end()) return std::nullopt;
  return static_cast<std::uint8_t>(found - kDefault.begin());
}
std::optional<std::uint8_t> extension_code(char16_t c) noexcept {
  for (const Extended& row : kExtension)
    if (row.character == c) return row.code;
  return std::nullopt;
}
char16_t extension_character(std::uint8_t code) noexcept {
  for (const Extended& row : kExtension)
    if (row.code == code) return row.character;
  return 0;
}

// A character as a person sees it: where it ends in the text, and in the units of UCS2.
struct End {
  std::size_t text, units;
};

struct Text {
  std::string utf8;             // what can be coded at all
  std::vector<char16_t> units;  // of it
  std::vector<End> ends;        // of its characters, ascending
};

// Control characters mean nothing in a name, and 0D and 0A fill and break it on some phones.
bool is_codable(char32_t c) noexcept {
  return c >= 0x20 && c < 0x10000 && c != 0x7F && (c < 0xD800 || c > 0xDFFF) && c != 0xFFFF && c != 0xFFFE;
}

Text codable(std::string_view text, std::size_t size) {
  Text out;
  // Enough for any coding: a character takes an octet at least, and a few more so that none is cut in two.
  std::string utf8;
  for (std::size_t i = 0, count = 0; i < text.size() && count < (size + 1) * 8; ++count) {
    const CodePoint c = decode_utf8(text.substr(i));
    i += c.length;
    if (is_codable(c.value)) append_utf8(utf8, c.value);
  }
  out.utf8 = compose_characters(utf8);
  for (std::size_t i = 0; i < out.utf8.size();) {
    const CodePoint c = decode_utf8(std::string_view(out.utf8).substr(i));
    i += c.length;
    out.units.push_back(static_cast<char16_t>(c.value));
  }
  std::size_t units = 0, at = 0;
  for_each_character_end(out.utf8, [&](std::size_t end) {
    for (; at < end; ++units) at += decode_utf8(std::string_view(out.utf8).substr(at)).length;
    out.ends.push_back({end, units});
    return units <= size;
  });
  return out;
}

// The characters whose units all fit: cost(unit) in octets, absent where the coding has not the character.
template <class Cost>
std::size_t characters_that_fit(const Text& text, std::size_t room, Cost&& cost) {
  std::size_t used = 0, unit = 0;
  for (std::size_t n = 0; n < text.ends.size(); ++n) {
    for (; unit < text.ends[n].units; ++unit) {
      const std::optional<std::size_t> octets = cost(text.units[unit]);
      if (!octets || used + *octets > room) return n;
      used += *octets;
    }
  }
  return text.ends.size();
}

std::optional<std::size_t> gsm_cost(char16_t c) noexcept {
  if (default_code(c)) return 1;
  return extension_code(c) ? std::optional<std::size_t>(2) : std::nullopt;
}

// What the forms 81 and 82 write as one octet, given the first of their 128 characters.
bool is_one_octet(char16_t c, char16_t base) noexcept {
  return default_code(c) || (c >= base && c - base < 128);
}

struct Choice {
  SimCoding coding = SimCoding::gsm;
  char16_t base = 0;
  std::size_t characters = 0;
};

Choice best_choice(const Text& text, std::size_t size) {
  Choice best{SimCoding::gsm, 0, characters_that_fit(text, size, gsm_cost)};
  const auto consider = [&](SimCoding coding, std::size_t header, char16_t base, auto&& cost) {
    if (size <= header) return;
    // The length octet of 81 and 82 ends at 255, far over any record.
    const std::size_t characters = characters_that_fit(text, size - header, cost);
    if (characters > best.characters) best = {coding, base, characters};
  };
  const auto one_octet = [](char16_t base) {
    return
        [base](char16_t c) { return is_one_octet(c, base) ? std::optional<std::size_t>(1) : std::nullopt; };
  };
  // Bases worth a try: those that a character of the text begins or lies in.
  std::vector<char16_t> halves, starts;
  for (const char16_t c : text.units) {
    if (default_code(c)) continue;
    if (c < 0x8000) halves.push_back(static_cast<char16_t>(c & 0xFF80));
    starts.push_back(c);
  }
  for (std::vector<char16_t>* bases : {&halves, &starts}) {
    std::sort(bases->begin(), bases->end());
    bases->erase(std::unique(bases->begin(), bases->end()), bases->end());
  }
  for (const char16_t base : halves) consider(SimCoding::ucs2_81, 3, base, one_octet(base));
  for (const char16_t base : starts) consider(SimCoding::ucs2_82, 4, base, one_octet(base));
  consider(SimCoding::ucs2_80, 1, 0, [](char16_t) { return std::optional<std::size_t>(2); });
  return best;
}

char octet(unsigned value) noexcept { return static_cast<char>(static_cast<unsigned char>(value)); }

void append_gsm(std::string& out, char16_t c) {
  if (const auto code = default_code(c)) {
    out += octet(*code);
  } else if (const auto extended = extension_code(c)) {
    out += octet(kEscape);
    out += octet(*extended);
  }
}

}  // namespace

SimAlpha encode_sim_alpha(std::string_view text, std::size_t size) {
  SimAlpha out;
  const std::size_t used = std::min(size, kMostOctets);
  const Text codable_text = codable(text, used);
  const Choice choice = best_choice(codable_text, used);
  out.coding = choice.coding;
  const End end = choice.characters == 0 ? End{0, 0} : codable_text.ends[choice.characters - 1];
  out.kept = codable_text.utf8.substr(0, end.text);
  if (choice.coding == SimCoding::ucs2_80) out.octets += octet(0x80);
  if (choice.coding == SimCoding::ucs2_81) {
    out.octets += octet(0x81);
    out.octets += octet(static_cast<unsigned>(end.units));
    out.octets += octet(choice.base >> 7);
  }
  if (choice.coding == SimCoding::ucs2_82) {
    out.octets += octet(0x82);
    out.octets += octet(static_cast<unsigned>(end.units));
    out.octets += octet(choice.base >> 8);
    out.octets += octet(choice.base & 0xFF);
  }
  for (std::size_t i = 0; i < end.units; ++i) {
    const char16_t c = codable_text.units[i];
    if (choice.coding == SimCoding::gsm) {
      append_gsm(out.octets, c);
    } else if (choice.coding == SimCoding::ucs2_80) {
      out.octets += octet(c >> 8);
      out.octets += octet(c & 0xFF);
    } else if (default_code(c)) {
      append_gsm(out.octets, c);
    } else {
      out.octets += octet(0x80U | static_cast<unsigned>(c - choice.base));
    }
  }
  out.octets.resize(std::max(size, out.octets.size()), static_cast<char>(kUnused));
  return out;
}

std::optional<std::string> decode_sim_alpha(std::string_view octets) {
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(octets[i]); };
  std::string out;
  if (octets.empty() || at(0) == kUnused) return out;
  if (at(0) == 0x80) {
    char32_t lead = 0;
    for (std::size_t i = 1; i + 1 < octets.size(); i += 2) {
      const char32_t unit = static_cast<char32_t>(at(i) << 8 | at(i + 1));
      if (unit == 0xFFFF) break;
      if (lead != 0 && unit >= 0xDC00 && unit <= 0xDFFF) {
        append_utf8(out, 0x10000 + ((lead - 0xD800) << 10) + (unit - 0xDC00));
        lead = 0;
        continue;
      }
      if (lead != 0) append_utf8(out, 0xFFFD);
      lead = unit >= 0xD800 && unit <= 0xDBFF ? unit : 0;
      if (lead == 0) append_utf8(out, unit >= 0xDC00 && unit <= 0xDFFF ? 0xFFFD : unit);
    }
    if (lead != 0) append_utf8(out, 0xFFFD);
    return out;
  }
  std::size_t begin = 0, end = octets.size();
  char32_t base = 0;
  bool ends_at_unused = true;
  if (at(0) == 0x81 || at(0) == 0x82) {
    begin = at(0) == 0x81 ? 3 : 4;
    if (octets.size() < begin || at(1) > octets.size() - begin) return std::nullopt;
    end = begin + at(1);
    base = at(0) == 0x81 ? static_cast<char32_t>(at(2)) << 7 : static_cast<char32_t>(at(2) << 8 | at(3));
    ends_at_unused = false;
  }
  for (std::size_t i = begin; i < end; ++i) {
    const std::uint8_t code = at(i);
    if (code >= 0x80) {
      if (ends_at_unused && code == kUnused) break;
      if (begin == 0) return std::nullopt;
      const char32_t c = base + (code & 0x7FU);
      append_utf8(out, c > 0xFFFF || (c >= 0xD800 && c <= 0xDFFF) ? 0xFFFD : c);
      continue;
    }
    if (code != kEscape) {
      append_utf8(out, kDefault[code]);
      continue;
    }
    // 23.038, note 1: a table that is not known reads as blanks; an extension that is not known as its plain
    // code.
    const bool has_next = i + 1 < end && at(i + 1) < 0x80;
    if (!has_next || at(i + 1) == kEscape) {
      out += ' ';
      if (has_next) ++i;
      continue;
    }
    const std::uint8_t next = at(++i);
    const char16_t extended = extension_character(next);
    append_utf8(out, extended != 0 ? extended : kDefault[next]);
  }
  return out;
}

std::optional<std::size_t> gsm_length(std::string_view text) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = decode_utf8(text.substr(i));
    i += c.length;
    const auto cost = c.value < 0x10000 ? gsm_cost(static_cast<char16_t>(c.value)) : std::nullopt;
    if (!cost) return std::nullopt;
    length += *cost;
  }
  return length;
}

}  // namespace phonebook
