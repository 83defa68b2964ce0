#include "exporters/vcard_lines.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace phonebook::vcard {
namespace {

constexpr std::size_t kMostParams = 256;

constexpr bool is_fold(std::string_view line) noexcept {
  return !line.empty() && (line.front() == ' ' || line.front() == '\t');
}

constexpr bool is_base64_character(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' || c == '/' ||
         c == '=';
}

bool contains_ignoring_case(std::string_view text, std::string_view word) noexcept {
  return std::search(text.begin(), text.end(), word.begin(), word.end(),
                     [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 32 : a) == b; }) != text.end();
}

// The parameter word of an encoding; absent for another word. "B" means base64 only where it is named as
// ENCODING.
std::optional<Encoding> encoding_of(std::string_view word, bool named) noexcept {
  if (ascii_equal(word, "QUOTED-PRINTABLE")) return Encoding::quoted_printable;
  if (ascii_equal(word, "BASE64") || (named && ascii_equal(word, "B"))) return Encoding::base64;
  if (ascii_equal(word, "8BIT") || ascii_equal(word, "7BIT")) return Encoding::plain;
  return std::nullopt;
}

// From the header alone, before it is taken apart: how the value goes on over line ends.
Encoding encoding_in(std::string_view header) noexcept {
  const std::size_t params = header.find(';');
  if (params == std::string_view::npos) return Encoding::plain;
  const std::string_view text = header.substr(params);
  if (contains_ignoring_case(text, "QUOTED-PRINTABLE")) return Encoding::quoted_printable;
  if (contains_ignoring_case(text, ";BASE64") || contains_ignoring_case(text, "ENCODING=BASE64") ||
      contains_ignoring_case(text, "ENCODING=B;") ||
      (text.size() >= 11 && ascii_equal(text.substr(text.size() - 11), ";ENCODING=B")))
    return Encoding::base64;
  return Encoding::plain;
}

// The first colon outside quotes; `from` and `quoted` carry on where an earlier call ended.
std::size_t find_colon(std::string_view text, std::size_t& from, bool& quoted) noexcept {
  for (; from < text.size(); ++from) {
    if (text[from] == '"') quoted = !quoted;
    if (text[from] == ':' && !quoted) return from;
  }
  return std::string_view::npos;
}

bool begins_with_escape(std::string_view text) noexcept {
  const auto is_hex = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
  };
  return text.size() >= 3 && text[0] == '=' && is_hex(text[1]) && is_hex(text[2]);
}

}  // namespace

bool looks_like_property(std::string_view line) noexcept {
  static constexpr std::array<std::string_view, 34> kNames{
      "BEGIN", "END",    "VERSION", "N",       "FN",   "TEL",         "EMAIL",      "ADR",   "ORG",
      "TITLE", "ROLE",   "NOTE",    "URL",     "BDAY", "PHOTO",       "NICKNAME",   "LABEL", "CATEGORIES",
      "UID",   "REV",    "IMPP",    "SOUND",   "KEY",  "LOGO",        "AGENT",      "GEO",   "TZ",
      "CLASS", "PRODID", "MAILER",  "RELATED", "KIND", "ANNIVERSARY", "SORT-STRING"};
  const std::size_t end = line.find_first_of(":;");
  if (end == std::string_view::npos || line.find(':', end) == std::string_view::npos) return false;
  std::string_view name = line.substr(0, end);
  if (const std::size_t dot = name.find('.'); dot != std::string_view::npos) name.remove_prefix(dot + 1);
  if (name.size() > 2 && name[0] == 'X' && name[1] == '-')
    return std::all_of(name.begin(), name.end(), [](char c) { return is_base64_character(c) || c == '-'; });
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

VcardLines::Physical VcardLines::peek() noexcept {
  // The next line feed is remembered: a file of lone CRs would be searched to its end at every line.
  if (feed_ != kNone && feed_ < position_) feed_ = bytes_.find('\n', position_);
  const std::size_t limit = feed_ == kNone ? bytes_.size() : feed_;
  const std::string_view line = bytes_.substr(position_, limit - position_);
  const std::size_t back = line.find('\r');
  if (back == std::string_view::npos) return {line, limit - position_ + (feed_ == kNone ? 0 : 1)};
  // "\r\n", and "\r\r\n" too, is one line end; a lone CR ends a line as well (old Mac).
  static constexpr std::size_t kMostCarriageReturns = 8;
  std::size_t run = back;
  while (run < line.size() && run - back < kMostCarriageReturns && line[run] == '\r') ++run;
  const bool at_feed = run == line.size() && feed_ != kNone;
  return {line.substr(0, back), at_feed ? line.size() + 1 : back + 1};
}

std::string_view VcardLines::take(const Physical& line) noexcept {
  position_ += line.length;
  ++number_;
  return line.text;
}

void VcardLines::join(std::string_view text) {
  if (!is_joined_) joined_.assign(logical_);
  is_joined_ = true;
  joined_.append(text);
  logical_ = joined_;
}

// Folds before the colon; returns where the colon is.
std::size_t VcardLines::join_header() {
  std::size_t from = 0;
  bool quoted = false;
  std::size_t colon = find_colon(logical_, from, quoted);
  while (colon == std::string_view::npos && !at_end()) {
    const Physical line = peek();
    if (!is_fold(line.text)) break;
    join(take(line).substr(1));
    colon = find_colon(logical_, from, quoted);
  }
  // A quote that is never closed hides the colon.
  return colon == std::string_view::npos ? logical_.find(':') : colon;
}

// Goes on over folded lines, and over bare ones of base64 (Outlook, Android); an empty line ends it.
void VcardLines::join_base64(std::size_t colon) {
  const char* begin = logical_.data();
  const char* end = begin + logical_.size();
  const bool in_place = !is_joined_;  // white space in the value does no harm: no copy
  bool padded = logical_.size() > colon + 1 && logical_.back() == '=';
  while (!at_end()) {
    const Physical line = peek();
    const std::string_view text = trim(line.text);
    if (text.empty()) {
      take(line);
      break;
    }
    const bool folded = is_fold(line.text) && !looks_like_property(text);
    const bool bare =
        !padded && std::all_of(text.begin(), text.end(), [](char c) { return is_base64_character(c); });
    if (!folded && !bare) break;
    padded = text.back() == '=';
    take(line);
    if (in_place) {
      end = text.data() + text.size();
    } else {
      join(text);
    }
  }
  if (in_place) logical_ = {begin, static_cast<std::size_t>(end - begin)};
}

void VcardLines::join_quoted_printable(std::size_t colon) {
  std::vector<std::size_t> blanks;  // where a line after a soft break began with one
  std::string_view last = trim(logical_.substr(colon + 1));
  bool literal_blank = last.find_first_of(" \t") != std::string_view::npos;
  bool soft = !last.empty() && last.back() == '=';
  const auto drop_soft_break = [&] {
    const std::size_t sign = logical_.rfind('=');
    logical_ = logical_.substr(0, sign);
    if (is_joined_) joined_.resize(sign);
  };
  while (!at_end()) {
    const Physical line = peek();
    const bool folded = is_fold(line.text);
    if (!soft && !folded) break;
    if (soft && looks_like_property(line.text)) break;  // the soft break was the last thing of the value
    if (soft) {
      drop_soft_break();
      if (folded) blanks.push_back(logical_.size());
      join(take(line));
    } else {
      join(take(line).substr(1));
    }
    last = trim(line.text);
    literal_blank = literal_blank || last.find_first_of(" \t") != std::string_view::npos;
    const bool ends = soft && line.text.empty();
    soft = !last.empty() && last.back() == '=';
    if (ends) break;
  }
  if (soft) drop_soft_break();
  // BlueZ folds after the soft break: in a value that encodes its blanks, a blank there is the fold's.
  if (literal_blank || blanks.empty()) return;
  std::string without;
  without.reserve(logical_.size());
  std::size_t from = 0;
  for (const std::size_t at : blanks) {
    if (at >= logical_.size()) break;
    without.append(logical_, from, at - from);
    from = at + 1;
  }
  without.append(logical_, from);
  joined_ = std::move(without);
  logical_ = joined_;
}

void VcardLines::join_folded() {
  while (!at_end()) {
    const Physical line = peek();
    if (is_fold(line.text)) {
      join(take(line).substr(1));
    } else if (!logical_.empty() && logical_.back() == '=' && begins_with_escape(line.text)) {
      // Quoted-printable that nobody declared (Android's FN).
      join({});
      joined_.pop_back();
      join(take(line));
    } else {
      break;
    }
  }
}

void VcardLines::split_header(VcardLine& line) {
  bool quoted = false, first = true;
  std::size_t begin = 0;
  const auto part_ended = [&](std::size_t end) {
    const std::string_view part = trim(line.header.substr(begin, end - begin));
    begin = end + 1;
    if (first) {
      first = false;
      const std::size_t dot = part.rfind('.');
      line.name = dot == std::string_view::npos ? part : part.substr(dot + 1);
      line.group = dot == std::string_view::npos ? std::string_view{} : part.substr(0, dot);
      return;
    }
    if (part.empty() || line.params.size() >= kMostParams) return;
    const std::size_t equals = part.find('=');
    const Param param = equals == std::string_view::npos
                            ? Param{{}, part}
                            : Param{trim(part.substr(0, equals)), trim(part.substr(equals + 1))};
    if (param.value.empty()) return;
    const bool names_encoding = ascii_equal(param.name, "ENCODING");
    if (names_encoding || param.name.empty()) {
      if (const auto encoding = encoding_of(param.value, names_encoding)) {
        line.encoding = *encoding;
        return;
      }
      if (names_encoding) return;
    }
    if (ascii_equal(param.name, "CHARSET")) {
      line.charset = param.value;
      if (line.charset.size() > 2 && line.charset.front() == '"')
        line.charset = line.charset.substr(1, line.charset.size() - 2);
      return;
    }
    line.params.push_back(param);
  };
  for (std::size_t i = 0; i < line.header.size(); ++i) {
    if (line.header[i] == '"') quoted = !quoted;
    if (line.header[i] == ';' && !quoted) part_ended(i);
  }
  part_ended(line.header.size());
}

bool VcardLines::next(VcardLine& line) {
  do {
    if (at_end()) return false;
    logical_ = take(peek());
  } while (trim(logical_).empty());
  line.params.clear();
  line = VcardLine{number_, {}, {}, {}, std::move(line.params), Encoding::plain, {}, {}, false};
  is_joined_ = false;

  const std::size_t colon = join_header();
  if (colon == std::string_view::npos) {
    line.header = trim(logical_);
    return true;
  }
  switch (encoding_in(logical_.substr(0, colon))) {
    case Encoding::base64:
      join_base64(colon);
      break;
    case Encoding::quoted_printable:
      join_quoted_printable(colon);
      break;
    case Encoding::plain:
      join_folded();
      break;
  }
  line.header = logical_.substr(0, colon);
  line.value = logical_.substr(std::min(colon + 1, logical_.size()));
  split_header(line);
  line.complete = !line.name.empty();
  return true;
}

}  // namespace phonebook::vcard
