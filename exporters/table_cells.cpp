#include "exporters/table_cells.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::size_t digits_in(std::string_view text) noexcept {
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto u = static_cast<unsigned char>(text[i]);
    if (u < 0x80) {
      digits += is_digit(text[i]);
      ++i;
      continue;
    }
    // Arabic, Persian, Devanagari and wide digits.
    const CodePoint c = decode_utf8(text.substr(i));
    digits += (c.value >= 0x660 && c.value <= 0x669) || (c.value >= 0x6F0 && c.value <= 0x6F9) ||
              (c.value >= 0x966 && c.value <= 0x96F) || (c.value >= 0xFF10 && c.value <= 0xFF19);
    i += c.length;
  }
  return digits;
}

// One of the separators at `at`: its length; 0 for none.
template <std::size_t N>
std::size_t separator_at(std::string_view text, std::size_t at, const std::array<std::string_view, N>& all) {
  for (const std::string_view s : all)
    if (text.substr(at).starts_with(s)) return s.size();
  return 0;
}

template <std::size_t N>
std::vector<std::string_view> cut_at(std::string_view text,
                                     const std::array<std::string_view, N>& separators) {
  std::vector<std::string_view> out;
  std::size_t from = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = separator_at(text, i, separators);
    if (length == 0) {
      ++i;
      continue;
    }
    if (const auto piece = trim(text.substr(from, i - from)); !piece.empty()) out.push_back(piece);
    i += length;
    from = i;
  }
  if (const auto piece = trim(text.substr(from)); !piece.empty()) out.push_back(piece);
  return out;
}

constexpr std::array<std::string_view, 9> kGroupSeparators{";", "\n", "|", ",", "，", "；", "、", "،", "\r"};
constexpr std::array<std::string_view, 7> kNumberBreaks{";", "\n", "|", "，", "；", "、", "،"};
constexpr std::array<std::string_view, 9> kMailSeparators{",", ";", " ", "\n", "\t", "|", "，", "；", "、"};

// Letters beside digits that a number may have: extensions, pauses.
bool is_number_letters(std::string_view run) {
  static constexpr std::array<std::string_view, 12> kRuns{"x", "ext",   "p",  "w",   "e",         "tel",
                                                          "t", "poste", "dw", "int", "doplňkové", "fax"};
  return std::any_of(kRuns.begin(), kRuns.end(), [&](auto r) { return ascii_equal(r, run); });
}

}  // namespace

bool looks_like_number(std::string_view text) {
  text = trim(text);
  if (text.size() > 200) return false;
  if (const auto guard = unguarded(text)) return looks_like_number(guard->text);
  if (mangled_number(text)) return true;
  const std::vector<std::string_view> pieces = triple_colon_pieces(text);
  if (pieces.size() > 1)
    return std::all_of(pieces.begin(), pieces.end(), [](auto p) { return looks_like_number(p); });
  const std::size_t digits = digits_in(text);
  if (digits < 3) return false;
  std::size_t others = 0;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      std::size_t end = i;
      while (end < text.size() && ((text[end] | 0x20) >= 'a') && ((text[end] | 0x20) <= 'z')) ++end;
      if (!is_number_letters(text.substr(i, end - i))) return false;
      i = end;
      continue;
    }
    if (c == '@' || c == '_' || c == '%' || c == '$' || c == '"') return false;
    if (static_cast<unsigned char>(c) >= 0x80) {
      const CodePoint point = decode_utf8(text.substr(i));
      others += point.value >= 0x80 && digits_in(text.substr(i, point.length)) == 0 &&
                !(point.value >= 0x2000 && point.value <= 0x206F);
      i += point.length;
      continue;
    }
    ++i;
  }
  return others <= 2;
}

bool holds_mail_address(std::string_view text) {
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    if (at == 0 || at + 1 >= text.size()) continue;
    const auto part = [](char c) {
      return static_cast<unsigned char>(c) > ' ' && c != '<' && c != '>' && c != ',' && c != ';' && c != '@';
    };
    if (!part(text[at - 1]) || !part(text[at + 1])) continue;
    std::size_t end = at + 1;
    while (end < text.size() && part(text[end])) ++end;
    const std::string_view domain = text.substr(at + 1, end - at - 1);
    const std::size_t dot = domain.find('.');
    if (dot != std::string_view::npos && dot > 0 && dot + 1 < domain.size()) return true;
  }
  return false;
}

std::vector<std::string_view> triple_colon_pieces(std::string_view cell) {
  std::vector<std::string_view> out;
  std::size_t from = 0;
  while (true) {
    const std::size_t at = cell.find(":::", from);
    if (at == std::string_view::npos) break;
    out.push_back(trim(cell.substr(from, at - from)));
    from = at + 3;
  }
  out.push_back(trim(cell.substr(from)));
  return out;
}

std::vector<std::string_view> group_pieces(std::string_view cell) {
  if (cell.find(":::") != std::string_view::npos) {
    std::vector<std::string_view> out = triple_colon_pieces(cell);
    std::erase_if(out, [](std::string_view p) { return p.empty(); });
    return out;
  }
  return cut_at(cell, kGroupSeparators);
}

std::vector<std::string_view> number_pieces(std::string_view cell) {
  cell = trim(cell);
  if (cell.find_first_of(";\n|,/\xEF\xE3\xD8") == std::string_view::npos) return {cell};
  // A semicolon before ext= belongs to the number, as in a tel: URI.
  if (ascii_lower(cell).find(";ext=") != std::string::npos) return {cell};
  const auto good = [](const std::vector<std::string_view>& pieces, std::size_t digits) {
    return pieces.size() > 1 && std::all_of(pieces.begin(), pieces.end(),
                                            [&](std::string_view p) { return digits_in(p) >= digits; });
  };
  std::vector<std::string_view> out;
  const std::vector<std::string_view> hard = cut_at(cell, kNumberBreaks);
  for (const std::string_view piece :
       good(hard, 3) || hard.size() == 1 ? hard : std::vector<std::string_view>{cell}) {
    // A comma may be a pause and a slash part of the number: only between two whole numbers they part them.
    const auto commas = cut_at(piece, std::array<std::string_view, 1>{","});
    const auto slashes = cut_at(piece, std::array<std::string_view, 1>{" / "});
    const auto& parts = good(commas, 5)    ? commas
                        : good(slashes, 6) ? slashes
                                           : std::vector<std::string_view>{piece};
    out.insert(out.end(), parts.begin(), parts.end());
  }
  if (out.empty()) out.push_back(cell);
  return out;
}

std::vector<std::string_view> mail_pieces(std::string_view cell) {
  cell = trim(cell);
  const auto all_mails = [](const std::vector<std::string_view>& pieces) {
    return std::all_of(pieces.begin(), pieces.end(),
                       [](std::string_view p) { return holds_mail_address(p); });
  };
  if (cell.find('@') == cell.rfind('@')) return {cell};
  if (cell.find('<') != std::string_view::npos) {
    // "Ann B <a@example.org>, Bob <b@example.org>"
    auto pieces = cut_at(cell, std::array<std::string_view, 3>{",", ";", "\n"});
    return all_mails(pieces) ? pieces : std::vector<std::string_view>{cell};
  }
  auto pieces = cut_at(cell, kMailSeparators);
  return all_mails(pieces) ? pieces : std::vector<std::string_view>{cell};
}

std::optional<Mangled> unguarded(std::string_view text) {
  text = trim(text);
  if (text.size() >= 3 && text.starts_with("=\"") && text.ends_with('"') &&
      text.find('"', 2) == text.size() - 1)
    return Mangled{std::string(text.substr(2, text.size() - 3)), true,
                   tr("A cell was guarded from the spreadsheet as a formula.")};
  if (text.size() >= 2 && text[0] == '\'' && text.find('\'', 1) == std::string_view::npos &&
      (is_digit(text[1]) || text[1] == '+' || text[1] == '='))
    return Mangled{std::string(text.substr(1)), true,
                   tr("A cell was guarded from the spreadsheet by an apostrophe.")};
  return std::nullopt;
}

std::optional<Mangled> mangled_number(std::string_view text) {
  text = trim(text);
  // Only digits, one point or comma, and an exponent.
  if (text.size() < 6 || text.size() > 40 ||
      text.find_first_not_of("+0123456789.,eE") != std::string_view::npos ||
      text.find_first_of(".,eE") == std::string_view::npos)
    return std::nullopt;
  std::string digits;
  std::size_t i = 0, behind_point = 0;
  bool point = false;
  if (i < text.size() && text[i] == '+') ++i;
  for (; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      digits += text[i];
      behind_point += point;
    } else if ((text[i] == '.' || text[i] == ',') && !point && !digits.empty()) {
      point = true;
    } else {
      break;
    }
  }
  if (digits.empty()) return std::nullopt;
  if (i == text.size()) {
    // 13800000422.0
    if (!point || behind_point == 0 || behind_point > 2 || digits.size() - behind_point < 6)
      return std::nullopt;
    const std::string_view tail = std::string_view(digits).substr(digits.size() - behind_point);
    if (tail.find_first_not_of('0') != std::string_view::npos || text.find('.') == std::string_view::npos)
      return std::nullopt;
    return Mangled{std::string(text.substr(0, text.find('.'))), true,
                   tr("A number was kept by a spreadsheet as one with decimals.")};
  }
  if (text[i] != 'E' && text[i] != 'e') return std::nullopt;
  std::string_view exponent = text.substr(i + 1);
  if (exponent.starts_with('+')) exponent.remove_prefix(1);
  if (exponent.empty() || exponent.size() > 3 || !std::all_of(exponent.begin(), exponent.end(), is_digit) ||
      digits.size() - behind_point != 1)
    return std::nullopt;
  int power = 0;
  for (const char c : exponent) power = power * 10 + (c - '0');
  if (power < 5 || power > 20) return std::nullopt;
  Mangled out{std::string(text), false,
              tr("A number was shortened by a spreadsheet, and its last digits are lost.")};
  // Every digit is there: with fewer, zeros at the end and digits that were cut look alike.
  if (behind_point == static_cast<std::size_t>(power) && behind_point >= 6) {
    out.text = digits;
    out.certain = true;
    out.found = tr("A number was kept by a spreadsheet with an exponent.");
  }
  return out;
}

NamedMail read_named_mail(std::string_view text) {
  text = trim(text);
  NamedMail out;
  const std::size_t open = text.rfind('<');
  const std::size_t close = open == std::string_view::npos ? open : text.find('>', open);
  if (close != std::string_view::npos &&
      text.substr(open, close - open).find('@') != std::string_view::npos) {
    std::string_view name = trim(text.substr(0, open));
    if (name.size() >= 2 && name.front() == '"' && name.back() == '"') name = name.substr(1, name.size() - 2);
    out.name = trim(name);
    text = trim(text.substr(open + 1, close - open - 1));
  }
  if (text.size() > 7 && ascii_equal(text.substr(0, 7), "mailto:")) text.remove_prefix(7);
  out.address = text;
  return out;
}

NamedNumber read_named_number(std::string_view text) {
  text = trim(text);
  NamedNumber out;
  // Words before a colon, or in brackets behind the number; neither may hold a digit.
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && colon > 0 && colon < 60 && digits_in(text.substr(0, colon)) == 0 &&
      digits_in(text.substr(colon)) >= 3 && !ascii_equal(text.substr(0, colon), "tel") &&
      !ascii_equal(text.substr(0, colon), "sip")) {
    out.words = trim(text.substr(0, colon));
    text = trim(text.substr(colon + 1));
  } else if (text.ends_with(')')) {
    const std::size_t open = text.rfind('(');
    if (open != std::string_view::npos && open > 0) {
      const std::string_view inside = text.substr(open + 1, text.size() - open - 2);
      if (!trim(inside).empty() && digits_in(inside) == 0 && digits_in(text.substr(0, open)) >= 3) {
        out.words = trim(inside);
        text = trim(text.substr(0, open));
      }
    }
  }
  out.number = text;
  return out;
}

}  // namespace phonebook
