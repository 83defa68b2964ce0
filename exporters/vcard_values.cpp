#include "exporters/vcard_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>

#include "base/text.h"

namespace phonebook::vcard {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Direction marks and zero-width characters, which come along when a phone pastes.
constexpr bool is_invisible(char32_t c) noexcept {
  return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) ||
         c == 0xFEFF;
}

struct Kinds {
  bool over_ascii = false, special = false;  // special: a backslash or a CR
};

// Eight octets at a time: most values are short and plain.
Kinds kinds_of(std::string_view text) noexcept {
  constexpr std::uint64_t kOnes = 0x0101010101010101U, kHigh = 0x8080808080808080U;
  std::uint64_t high = 0, found = 0;
  const auto look = [&](std::uint64_t word) {
    high |= word;
    const std::uint64_t slash = word ^ kOnes * '\\', back = word ^ kOnes * '\r';
    found |= ((slash - kOnes) & ~slash) | ((back - kOnes) & ~back);
  };
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    look(word);
  }
  if (i < text.size()) {
    std::uint64_t word = kOnes * 'a';
    std::memcpy(&word, text.data() + i, text.size() - i);
    look(word);
  }
  return {(high & kHigh) != 0, (found & kHigh) != 0};
}

}  // namespace

std::string param(const VcardLine& line, std::string_view name) {
  for (const Param& param : line.params)
    if (ascii_equal(param.name, name)) return valid_utf8(param_values(param.value).front());
  return {};
}

std::string with_line_feeds(std::string text) {
  if (text.find('\r') == std::string::npos) return text;
  std::size_t to = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      text[to++] = text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      text[to++] = '\n';
    }
  }
  text.resize(to);
  return text;
}

std::string_view strip(std::string_view text) noexcept {
  while (true) {
    text = trim(text);
    if (text.empty()) return text;
    if (static_cast<unsigned char>(text.front()) >= 0x80) {
      const CodePoint first = decode_utf8(text);
      if (is_invisible(first.value)) {
        text.remove_prefix(first.length);
        continue;
      }
    }
    // All of them have three octets.
    if (text.size() >= 3 && static_cast<unsigned char>(text.back()) >= 0x80) {
      const CodePoint last = decode_utf8(text.substr(text.size() - 3));
      if (last.length == 3 && is_invisible(last.value)) {
        text.remove_suffix(3);
        continue;
      }
    }
    return text;
  }
}

std::string decode_base64_leniently(std::string_view text, bool& mended) {
  static constexpr std::array<std::int8_t, 256> kValues = [] {
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < kAlphabet.size(); ++i)
      values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
    values['-'] = 62;  // the alphabet for URLs
    values['_'] = 63;
    return values;
  }();
  std::string out;
  out.reserve(text.size() / 4 * 3 + 3);
  std::uint32_t bits = 0;
  int held = 0;
  bool ended = false;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    const std::int8_t value = kValues[static_cast<unsigned char>(c)];
    if (value < 0 || ended) {
      ended = ended || c == '=';
      mended = mended || c != '=';
      continue;
    }
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    if (++held < 4) continue;
    out += static_cast<char>(bits >> 16);
    out += static_cast<char>(bits >> 8);
    out += static_cast<char>(bits);
    held = 0;
    bits = 0;
  }
  if (held == 1) mended = true;
  if (held >= 2) out += static_cast<char>(bits >> (held == 2 ? 4 : 10));
  if (held == 3) out += static_cast<char>(bits >> 2);
  return out;
}

std::string ValueDecoder::utf8(std::string_view bytes, const VcardLine& line) {
  const bool declared = !line.charset.empty() && !ascii_equal(line.charset, "UTF-8");
  const bool valid = is_valid_utf8(bytes);
  if (declared) {
    const std::string charset(line.charset);
    auto text = decode_charset(bytes, charset);
    if (text && (!valid || text->find(kReplacement) == std::string::npos)) return *std::move(text);
    if (text && valid) {
      context_.report(line.number,
                      fmt::format(fmt::runtime(tr("The text is not {}, as it says.")), valid_utf8(charset)),
                      tr("It was read as UTF-8."));
      return std::string(bytes);
    }
    if (!valid)
      context_.report(line.number,
                      fmt::format(fmt::runtime(tr("The charset \"{}\" is not known.")), valid_utf8(charset)),
                      tr("It was guessed from the text."));
  }
  if (valid) return std::string(bytes);
  // UTF-8 with a fault, such as a character cut in half, is UTF-8 all the same.
  std::size_t good = 0, broken = 0;
  for (std::size_t i = 0; i < bytes.size();) {
    const CodePoint point = decode_utf8(bytes.substr(i));
    good += point.length > 1;
    broken += point.length == 1 && (bytes[i] & 0x80) != 0;
    i += point.length;
  }
  if (good > broken) {
    context_.report(line.number, tr("The text holds octets that are not UTF-8."),
                    tr("They were replaced by a mark."));
    return valid_utf8(bytes);
  }
  if (!line.charset.empty() && !declared)
    context_.report(line.number, tr("The text is not UTF-8, as it says."), tr("Its charset was guessed."));
  return decode_charset(bytes, context_.charset(bytes)).value_or(valid_utf8(bytes));
}

// One piece of a quoted-printable value: cut at its separators first, decoded after, as Android does.
std::string ValueDecoder::decoded(std::string_view raw, const VcardLine& line) {
  return utf8(decode_quoted_printable(unescape(raw, version_)), line);
}

bool ValueDecoder::is_quoted(const VcardLine& line) const noexcept {
  return line.encoding == Encoding::quoted_printable ||
         (version_ == Version::v2_1 && looks_quoted_printable(line.value));
}

// Whether the value is its own text.
bool ValueDecoder::is_plain(const VcardLine& line) const noexcept {
  if (line.encoding != Encoding::plain) return false;
  const Kinds kinds = kinds_of(line.value);
  if (kinds.special || (version_ == Version::v2_1 && line.value.find('=') != std::string_view::npos))
    return false;
  if (!line.charset.empty() && !ascii_equal(line.charset, "UTF-8")) return false;
  return !kinds.over_ascii || is_valid_utf8(line.value);
}

// Text that somebody wrapped in base64.
std::string ValueDecoder::decoded_base64(const VcardLine& line) {
  bool mended = false;
  std::string bytes = decode_base64_leniently(line.value, mended);
  if (mended)
    context_.report(line.number, tr("The base64 of a text is damaged."),
                    tr("It was read as far as it can be."));
  return utf8(bytes, line);
}

std::string_view ValueDecoder::text(const VcardLine& line) {
  if (is_plain(line)) return line.value;
  if (line.encoding == Encoding::base64) {
    text_ = with_line_feeds(decoded_base64(line));
  } else if (is_quoted(line)) {
    text_ = with_line_feeds(decoded(line.value, line));
  } else {
    text_ = with_line_feeds(unescape(utf8(line.value, line), version_));
  }
  return text_;
}

std::vector<std::string> ValueDecoder::decoded_parts(const VcardLine& line, char separator) {
  std::vector<std::string> parts;
  if (line.encoding != Encoding::base64 && is_quoted(line)) {
    for (const std::string_view part : split_unescaped(line.value, separator))
      parts.push_back(with_line_feeds(decoded(part, line)));
    return parts;
  }
  // Charset before escapes: the second octet of a Shift-JIS character may be a backslash.
  const std::string value = line.encoding == Encoding::base64 ? decoded_base64(line) : utf8(line.value, line);
  for (const std::string_view part : split_unescaped(value, separator))
    parts.push_back(with_line_feeds(unescape(part, version_)));
  return parts;
}

}  // namespace phonebook::vcard
