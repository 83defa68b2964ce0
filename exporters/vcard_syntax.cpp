#include "exporters/vcard_syntax.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace phonebook::vcard {
namespace {

constexpr char kHex[] = "0123456789ABCDEF";

constexpr int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// The octet of "XX" after the sign at `at`, where two hexadecimal digits follow.
std::optional<char> hex_octet(std::string_view text, std::size_t at) noexcept {
  if (at + 2 >= text.size()) return std::nullopt;
  const int high = hex_value(text[at + 1]), low = hex_value(text[at + 2]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(high << 4 | low);
}

std::string decode_hex(std::string_view text, char sign) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto octet = text[i] == sign ? hex_octet(text, i) : std::nullopt;
    out += octet.value_or(text[i]);
    if (octet) i += 2;
  }
  return out;
}

constexpr bool is_control(char c) noexcept {
  const auto octet = static_cast<unsigned char>(c);
  return octet < 0x20 || octet == 0x7F;
}

constexpr bool is_alphanumeric(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::string decode_caret(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (text[i] != '^' || (next != 'n' && next != '\'' && next != '^')) {
      out += text[i];
      continue;
    }
    out += next == 'n' ? '\n' : next == '\'' ? '"' : '^';
    ++i;
  }
  return out;
}

}  // namespace

std::vector<std::string_view> split_unescaped(std::string_view value, char separator) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\') {
      ++i;
    } else if (value[i] == separator) {
      parts.push_back(value.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  parts.push_back(value.substr(begin));
  return parts;
}

std::string unescape(std::string_view text, Version version) {
  std::string out;
  if (text.find('\\') == std::string_view::npos) return out = text;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char next = text[i + 1];
    if (next == '\\' || next == ';' || next == ',' || next == ':') {
      out += next;
    } else if (version != Version::v2_1 && (next == 'n' || next == 'N')) {
      out += '\n';
    } else if (version != Version::v2_1 && next == '"') {
      out += next;
    } else {
      out += text[i];
      continue;
    }
    ++i;
  }
  return out;
}

std::string escape(std::string_view text, Version version) {
  std::string out;
  out.reserve(text.size() + 8);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' || c == ';' || c == ',') {
      out += '\\';
      out += c;
    } else if (c == '\n' || c == '\r') {
      if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
      out += version == Version::v2_1 ? "\n" : "\\n";
    } else if (c == '\t' || !is_control(c)) {
      out += c;
    }
  }
  return out;
}

std::string decode_quoted_printable(std::string_view text) { return decode_hex(text, '='); }

bool looks_quoted_printable(std::string_view text) noexcept {
  bool over_ascii = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) >= 0x80) return false;
    if (text[i] != '=') continue;
    const auto octet = hex_octet(text, i);
    if (!octet) return false;
    over_ascii = over_ascii || static_cast<unsigned char>(*octet) >= 0x80;
    i += 2;
  }
  return over_ascii;
}

std::string encode_quoted_printable(std::string_view bytes, std::size_t column) {
  std::string out;
  out.reserve(bytes.size() * 3 + bytes.size() / 8);
  for (const char c : bytes) {
    // What separates and escapes in 2.1 stays readable; everything else that is no letter or digit is
    // encoded, as phones do, so that no blank at a soft break is ever in doubt.
    const bool bare = is_alphanumeric(c) || c == ';' || c == '\\' || c == ',' || c == '.' || c == '-';
    if (column + (bare ? 1 : 3) > 75) {
      out += "=\r\n";
      column = 0;
    }
    if (bare) {
      out += c;
      ++column;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    out += '=';
    out += kHex[octet >> 4];
    out += kHex[octet & 0x0F];
    column += 3;
  }
  return out;
}

std::vector<std::string> param_values(std::string_view raw) {
  std::vector<std::string> values;
  std::string current;
  bool quoted = false;
  for (const char c : raw) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      values.push_back(decode_caret(current));
      current.clear();
    } else {
      current += c;
    }
  }
  values.push_back(decode_caret(current));
  return values;
}

std::string param_value(std::string_view value, Version version) {
  std::string out;
  bool quote = false;
  for (const char c : value) {
    if (c == '"') {
      out += version == Version::v4 ? "^'" : "'";
    } else if (c == '\n') {
      out += version == Version::v4 ? "^n" : " ";
    } else if (c == '^' && version == Version::v4) {
      out += "^^";
    } else if (!is_control(c)) {
      quote = quote || c == ';' || c == ':' || c == ',';
      out += c;
    }
  }
  return quote ? '"' + out + '"' : out;
}

std::string decode_percent(std::string_view text) { return decode_hex(text, '%'); }

std::string encode_percent(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (is_alphanumeric(c) || std::string_view("-._~:/@!$&'()*+=").find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[octet >> 4];
    out += kHex[octet & 0x0F];
  }
  return out;
}

bool is_token(std::string_view text) noexcept {
  return !text.empty() && text.size() <= 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_alphanumeric(c) || c == '-'; });
}

void append_folded(std::string& out, std::string_view line) {
  std::size_t room = 75;
  while (line.size() > room) {
    const std::string_view head = cut_utf8(line, room);
    // Bytes that are no UTF-8 at all cannot be cut better than anywhere.
    const std::size_t length = head.empty() ? room : head.size();
    out.append(line.substr(0, length));
    out += "\r\n ";
    line.remove_prefix(length);
    room = 74;
  }
  out.append(line);
  out += "\r\n";
}

}  // namespace phonebook::vcard
