#include "exporters/vcard_lines.h"

#include <algorithm>
#include <array>
#include <optional>
#if defined(__SSE2__)
#include <emmintrin.h>

#include <bit>
#endif

#include "base/text.h"

namespace phonebook::vcard {
namespace {

constexpr std::size_t kMostParams = 256;
constexpr std::string_view kMark = "\xEF\xBB\xBF";

constexpr bool is_fold(std::string_view line) noexcept {
  return !line.empty() && (line.front() == ' ' || line.front() == '\t');
}

constexpr bool is_base64_character(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' || c == '/' ||
         c == '=';
}

// The first CR or LF at or after `from`; `end` without one. Lines are short: a call of memchr costs more than
// most of them, and would have to be made twice.
const char* find_line_end(const char* from, const char* end) noexcept {
#if defined(__SSE2__)
  const __m128i feed = _mm_set1_epi8('\n'), back = _mm_set1_epi8('\r');
  for (; end - from >= 16; from += 16) {
    const __m128i piece = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    const int found =
        _mm_movemask_epi8(_mm_or_si128(_mm_cmpeq_epi8(piece, feed), _mm_cmpeq_epi8(piece, back)));
    if (found != 0) return from + std::countr_zero(static_cast<unsigned>(found));
  }
#endif
  while (from != end && *from != '\n' && *from != '\r') ++from;
  return from;
}

std::string_view unquoted(std::string_view value) noexcept {
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"')
    return trim(value.substr(1, value.size() - 2));
  return value;
}

// The parameter word of an encoding; absent for another word. "B" and "Q" mean one only where they are named
// as ENCODING.
std::optional<Encoding> encoding_of(std::string_view word, bool named) noexcept {
  if (ascii_equal(word, "QUOTED-PRINTABLE") || ascii_equal(word, "QUOTED_PRINTABLE") ||
      (named && (ascii_equal(word, "Q") || ascii_equal(word, "QP"))))
    return Encoding::quoted_printable;
  if (ascii_equal(word, "BASE64") || (named && ascii_equal(word, "B"))) return Encoding::base64;
  if (ascii_equal(word, "8BIT") || ascii_equal(word, "7BIT")) return Encoding::plain;
  return std::nullopt;
}

// A charset that stands alone, without its CHARSET=.
bool is_charset_word(std::string_view word) noexcept {
  static constexpr std::array<std::string_view, 9> kWords{
      "UTF-8", "UTF8", "ISO-8859-1", "US-ASCII", "SHIFT_JIS", "GBK", "GB2312", "BIG5", "WINDOWS-1252"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view known) { return ascii_equal(known, word); });
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

VcardLines::Physical VcardLines::peek() const noexcept {
  const char* const begin = bytes_.data() + position_;
  const char* const end = bytes_.data() + bytes_.size();
  const char* const at = find_line_end(begin, end);
  const std::string_view text(begin, static_cast<std::size_t>(at - begin));
  if (at == end) return {text, text.size()};
  if (*at == '\n') return {text, text.size() + 1};
  // "\r\n", and "\r\r\n" too, is one line end; a lone CR ends a line as well (old Mac).
  static constexpr std::ptrdiff_t kMostCarriageReturns = 8;
  const char* run = at;
  while (run != end && run - at < kMostCarriageReturns && *run == '\r') ++run;
  return {text, run != end && *run == '\n' ? static_cast<std::size_t>(run - begin) + 1 : text.size() + 1};
}

std::string_view VcardLines::take(const Physical& line) noexcept {
  position_ += line.length;
  ++number_;
  return line.text;
}

void VcardLines::join(std::string_view text) {
  if (!is_joined_) joined_.assign(value_);
  is_joined_ = true;
  joined_.append(text);
  value_ = joined_;
}

// Folds before the colon; returns where the colon is in `text`.
std::size_t VcardLines::join_header(std::string_view& text) {
  std::size_t from = 0;
  bool quoted = false;
  std::size_t colon = find_colon(text, from, quoted);
  if (colon == std::string_view::npos && fold_follows()) {
    header_.assign(text);
    while (colon == std::string_view::npos && fold_follows()) {
      header_.append(take(peek()).substr(1));
      colon = find_colon(header_, from, quoted);
    }
    text = header_;
  }
  // A quote that is never closed hides the colon.
  return colon == std::string_view::npos ? text.find(':') : colon;
}

// Goes on over folded lines, and over bare ones of base64 (Outlook, Android); an empty line ends it.
void VcardLines::join_base64() {
  const char* begin = value_.data();
  const char* end = begin + value_.size();
  const bool in_place =
      begin >= bytes_.data() && end <= bytes_.data() + bytes_.size();  // white space does no harm
  const std::string_view first = trim(value_);
  bool padded = !first.empty() && first.back() == '=';
  while (!at_end()) {
    const Physical line = peek();
    const std::string_view text = trim(line.text);
    if (text.empty()) {
      take(line);
      // Some begin the data after an empty line.
      if (trim(value_).empty() && end == begin + value_.size()) continue;
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
  if (in_place) value_ = {begin, static_cast<std::size_t>(end - begin)};
}

void VcardLines::join_quoted_printable() {
  std::vector<std::size_t> blanks;  // where a line after a soft break began with one
  std::string_view last = trim(value_);
  bool literal_blank = last.find_first_of(" \t") != std::string_view::npos;
  bool soft = !last.empty() && last.back() == '=';
  const auto drop_soft_break = [&] {
    const std::size_t sign = value_.rfind('=');
    value_ = value_.substr(0, sign);
    if (is_joined_) joined_.resize(sign);
  };
  while (!at_end()) {
    const bool folded = fold_follows();
    if (!soft && !folded) break;
    const Physical line = peek();
    if (soft && looks_like_property(line.text)) break;  // the soft break was the last thing of the value
    if (soft) {
      drop_soft_break();
      if (folded) blanks.push_back(value_.size());
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
  without.reserve(value_.size());
  std::size_t from = 0;
  for (const std::size_t at : blanks) {
    if (at >= value_.size()) break;
    without.append(value_, from, at - from);
    from = at + 1;
  }
  without.append(value_, from);
  joined_ = std::move(without);
  value_ = joined_;
}

void VcardLines::join_folded(const VcardLine& line) {
  while (!at_end()) {
    if (fold_follows()) {
      const Physical next = peek();
      // A card that is indented as a whole folds nothing where a property begins.
      if ((indented_ || line.property == Property::begin) && looks_like_property(trim(next.text))) break;
      join(take(next).substr(1));
    } else if (!value_.empty() && value_.back() == '=') {
      // Quoted-printable that nobody declared (Android's FN).
      const Physical next = peek();
      if (!begins_with_escape(next.text)) break;
      join({});
      joined_.pop_back();
      join(take(next));
    } else {
      break;
    }
  }
}

void VcardLines::split_header(VcardLine& line) {
  bool quoted = false, first = true;
  std::size_t begin = 0;
  const auto part_ended = [&](std::size_t end) {
    std::string_view part = trim(line.header.substr(begin, end - begin));
    begin = end + 1;
    if (first) {
      first = false;
      if (part.starts_with(kMark)) part.remove_prefix(kMark.size());  // files that were joined
      const std::size_t dot = part.rfind('.');
      line.name = dot == std::string_view::npos ? part : trim(part.substr(dot + 1));
      line.group = dot == std::string_view::npos ? std::string_view{} : part.substr(0, dot);
      return;
    }
    if (part.empty()) return;
    // Samsung's "X-CUSTOM(CHARSET=…)" is a word.
    const std::size_t equals = part.find('(') < part.find('=') ? std::string_view::npos : part.find('=');
    const Param param = equals == std::string_view::npos
                            ? Param{{}, part}
                            : Param{trim(part.substr(0, equals)), trim(part.substr(equals + 1))};
    if (param.value.empty()) return;
    const bool names_encoding = ascii_equal(param.name, "ENCODING");
    if (names_encoding || param.name.empty()) {
      if (const auto encoding = encoding_of(unquoted(param.value), names_encoding)) {
        line.encoding = *encoding;
        return;
      }
      if (names_encoding) return;
    }
    if (ascii_equal(param.name, "CHARSET") || (param.name.empty() && is_charset_word(param.value))) {
      line.charset = unquoted(param.value);
      return;
    }
    if (line.params.size() >= kMostParams) {
      line.cut_params = true;
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
  std::string_view text;
  do {
    if (at_end()) return false;
    text = take(peek());
  } while (text.empty() || (static_cast<unsigned char>(text.front()) <= ' ' && trim(text).empty()));
  line.number = number_;
  line.params.clear();
  line.encoding = Encoding::plain;
  line.group = line.name = line.charset = line.value = {};
  line.property = Property::unknown;
  line.complete = line.cut_params = false;
  is_joined_ = false;
  indented_ = is_fold(text);

  const std::size_t colon = join_header(text);
  if (colon == std::string_view::npos) {
    line.header = trim(text);
    return true;
  }
  line.header = text.substr(0, colon);
  value_ = text.substr(colon + 1);
  split_header(line);
  line.property = property_named(line.name);
  line.complete = !line.name.empty();
  switch (line.encoding) {
    case Encoding::base64:
      join_base64();
      break;
    case Encoding::quoted_printable:
      join_quoted_printable();
      break;
    case Encoding::plain:
      join_folded(line);
      break;
  }
  line.value = value_;
  return true;
}

}  // namespace phonebook::vcard
