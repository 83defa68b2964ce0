#include "base/text.h"

#include <libintl.h>
#include <sodium.h>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucsdet.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <memory>

#include "base/charset_names.h"

namespace phonebook {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
// ICU's interfaces count in int32_t.
constexpr std::size_t kMostForIcu = std::numeric_limits<std::int32_t>::max() / 4;

constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool is_ascii(std::string_view bytes) noexcept {
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, bytes.data() + i, 8);
    if (word & 0x8080808080808080U) return false;
  }
  for (; i < bytes.size(); ++i)
    if (static_cast<unsigned char>(bytes[i]) >= 0x80) return false;
  return true;
}

std::string normalized(const icu::Normalizer2* form, std::string_view text) {
  std::string out;
  UErrorCode status = U_ZERO_ERROR;
  if (!form || text.size() > kMostForIcu) return std::string(text);
  out.reserve(text.size());
  icu::StringByteSink<std::string> sink(&out);
  form->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink, nullptr,
                      status);
  return U_SUCCESS(status) ? out : std::string(text);
}

const icu::Normalizer2* case_folding_form() noexcept {
  static const icu::Normalizer2* const form = [] {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* found = icu::Normalizer2::getNFKCCasefoldInstance(status);
    return U_SUCCESS(status) ? found : nullptr;
  }();
  return form;
}

const icu::Normalizer2* decomposing_form() noexcept {
  static const icu::Normalizer2* const form = [] {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* found = icu::Normalizer2::getNFDInstance(status);
    return U_SUCCESS(status) ? found : nullptr;
  }();
  return form;
}

const icu::Normalizer2* composing_form() noexcept {
  static const icu::Normalizer2* const form = [] {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* found = icu::Normalizer2::getNFCInstance(status);
    return U_SUCCESS(status) ? found : nullptr;
  }();
  return form;
}

// Runs of white space as one blank, none at the ends.
std::string collapse_blanks(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool blank = false;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text.substr(i));
    if (u_isUWhiteSpace(static_cast<UChar32>(point.value))) {
      blank = true;
    } else {
      if (blank && !out.empty()) out += ' ';
      blank = false;
      out.append(text, i, point.length);
    }
    i += point.length;
  }
  return out;
}

// Marks that people leave out: of Latin, Greek and Cyrillic, Hebrew points, Arabic vowel signs. The marks of
// Indic scripts and of kana are letters to their readers and stay.
constexpr bool is_accent(char32_t c) {
  return (c >= 0x0300 && c <= 0x036F) ||
         (c >= 0x0591 && c <= 0x05C7 && c != 0x05BE && c != 0x05C0 && c != 0x05C3) ||
         (c >= 0x064B && c <= 0x065F) || c == 0x0670;
}

// Letters that Unicode does not take apart and people type without their stroke.
constexpr const char* without_stroke(char32_t c) {
  switch (c) {
    case U'ø':
      return "o";
    case U'đ':
    case U'ð':
      return "d";
    case U'ł':
      return "l";
    case U'ħ':
      return "h";
    case U'ı':
      return "i";
    case U'æ':
      return "ae";
    case U'œ':
      return "oe";
    case U'þ':
      return "th";
    default:
      return nullptr;
  }
}

struct ConverterDeleter {
  void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
};
struct DetectorDeleter {
  void operator()(UCharsetDetector* detector) const noexcept { ucsdet_close(detector); }
};

// ICU's own callback writes U+001A for some single bytes.
void U_CALLCONV replace_undecodable(const void*, UConverterToUnicodeArgs* args, const char*, std::int32_t,
                                    UConverterCallbackReason reason, UErrorCode* status) noexcept {
  if (reason > UCNV_IRREGULAR) return;
  *status = U_ZERO_ERROR;
  static constexpr char16_t kMark = kReplacement;
  ucnv_cbToUWriteUChars(args, &kMark, 1, 0, status);
}

std::optional<std::string> sniff_utf16(std::string_view bytes) {
  if (bytes.size() < 4 || bytes.size() % 2 != 0) return std::nullopt;
  std::array<std::size_t, 2> zeros{};
  const std::size_t looked_at = std::min<std::size_t>(bytes.size(), 4096);
  for (std::size_t i = 0; i < looked_at; ++i) zeros[i % 2] += bytes[i] == '\0';
  // Blanks, line ends and digits are one byte and a zero in every script.
  if (zeros[1] * 10 >= looked_at && zeros[0] * 8 < zeros[1]) return "UTF-16LE";
  if (zeros[0] * 10 >= looked_at && zeros[1] * 8 < zeros[0]) return "UTF-16BE";
  return std::nullopt;
}

constexpr char kBase64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::array<signed char, 256> kBase64Values = [] {
  std::array<signed char, 256> values{};
  values.fill(-1);
  for (int i = 0; i < 64; ++i) values[static_cast<unsigned char>(kBase64[i])] = static_cast<signed char>(i);
  return values;
}();

}  // namespace

const char* tr(const char* text) noexcept {
  // gettext answers "" with the catalogue's own header.
  return *text ? dgettext(PHONEBOOK_GETTEXT_DOMAIN, text) : text;
}
const char* tr_n(const char* one, const char* many, unsigned long count) noexcept {
  return dngettext(PHONEBOOK_GETTEXT_DOMAIN, one, many, count);
}

CodePoint decode_utf8(std::string_view bytes) noexcept {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const auto continues = [&](std::size_t i) { return i < bytes.size() && (at(i) & 0xC0) == 0x80; };
  constexpr CodePoint kBroken{kReplacement, 1};
  const unsigned char lead = at(0);
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xC2 || !continues(1)) return kBroken;
  if (lead < 0xE0) return {static_cast<char32_t>((lead & 0x1F) << 6 | (at(1) & 0x3F)), 2};
  if (!continues(2)) return kBroken;
  if (lead < 0xF0) {
    const auto value = static_cast<char32_t>((lead & 0x0F) << 12 | (at(1) & 0x3F) << 6 | (at(2) & 0x3F));
    if (value < 0x800 || (value >= 0xD800 && value <= 0xDFFF)) return kBroken;
    return {value, 3};
  }
  if (lead > 0xF4 || !continues(3)) return kBroken;
  const auto value = static_cast<char32_t>((lead & 0x07) << 18 | (at(1) & 0x3F) << 12 | (at(2) & 0x3F) << 6 |
                                           (at(3) & 0x3F));
  if (value < 0x10000 || value > 0x10FFFF) return kBroken;
  return {value, 4};
}

namespace {
// Bytes of `bytes` up to the first that is no UTF-8.
std::size_t valid_prefix(std::string_view bytes) noexcept {
  std::size_t i = 0;
  while (i < bytes.size()) {
    if (i + 8 <= bytes.size()) {
      std::uint64_t word;
      std::memcpy(&word, bytes.data() + i, 8);
      if (!(word & 0x8080808080808080U)) {
        i += 8;
        continue;
      }
    }
    const CodePoint point = decode_utf8(bytes.substr(i));
    if (point.length == 1 && point.value == kReplacement) return i;
    i += point.length;
  }
  return i;
}
}  // namespace

bool is_valid_utf8(std::string_view bytes) noexcept { return valid_prefix(bytes) == bytes.size(); }

std::string valid_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  while (true) {
    const std::size_t good = valid_prefix(bytes);
    out.append(bytes.substr(0, good));
    if (good == bytes.size()) return out;
    append_utf8(out, kReplacement);
    bytes.remove_prefix(good + 1);
  }
}

void append_utf8(std::string& out, char32_t c) {
  if ((c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF) c = kReplacement;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

std::size_t count_code_points(std::string_view bytes) noexcept {
  std::size_t count = 0;
  for (std::size_t i = 0; i < bytes.size(); ++count) i += decode_utf8(bytes.substr(i)).length;
  return count;
}

std::string_view cut_utf8(std::string_view text, std::size_t size_bytes) noexcept {
  if (text.size() <= size_bytes) return text;
  // A character has at most three bytes before its last.
  std::size_t end = size_bytes;
  for (std::size_t back = 0; back < 3 && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80;
       ++back)
    --end;
  if (end < size_bytes && decode_utf8(text.substr(end)).length + end <= size_bytes) end = size_bytes;
  return text.substr(0, end);
}

std::string ascii_lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

bool ascii_equal(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string fold(std::string_view text) {
  if (is_ascii(text)) {
    std::string out;
    out.reserve(text.size());
    bool blank = false;
    for (const char c : text) {
      if (is_blank(c) || c == '\v' || c == '\f') {
        blank = true;
        continue;
      }
      if (blank && !out.empty()) out += ' ';
      blank = false;
      out += lower(c);
    }
    return out;
  }
  // NFKC_Casefold also takes out what is shown to nobody: zero-width and directional characters.
  return collapse_blanks(normalized(case_folding_form(), valid_utf8(text)));
}

std::string fold_accents(std::string_view text) {
  const std::string folded = fold(text);
  if (is_ascii(folded)) return folded;
  const std::string apart = normalized(decomposing_form(), folded);
  std::string bare;
  bare.reserve(apart.size());
  for (std::size_t i = 0; i < apart.size();) {
    const CodePoint point = decode_utf8(std::string_view(apart).substr(i));
    if (const char* plain = without_stroke(point.value)) {
      bare += plain;
    } else if (!is_accent(point.value)) {
      bare.append(apart, i, point.length);
    }
    i += point.length;
  }
  return normalized(composing_form(), bare);
}

bool has_cjk(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text.substr(i));
    i += point.length;
    if (point.value < 0x1100) continue;
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(static_cast<UChar32>(point.value), &status)) {
      case USCRIPT_HAN:
      case USCRIPT_HIRAGANA:
      case USCRIPT_KATAKANA:
      case USCRIPT_HANGUL:
        return true;
      default:
        break;
    }
  }
  return false;
}

std::size_t display_columns(std::string_view text) noexcept {
  std::size_t out = 0;
  while (!text.empty()) {
    const CodePoint c = decode_utf8(text);
    text.remove_prefix(c.length);
    const auto value = static_cast<UChar32>(c.value);
    const int type = u_charType(value);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) continue;
    const int width = u_getIntPropertyValue(value, UCHAR_EAST_ASIAN_WIDTH);
    out += width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
  }
  return out;
}

std::optional<std::string> decode_charset(std::string_view bytes, const std::string& charset) {
  const std::string name = charset_as_meant(charset);
  if (name.empty()) return std::nullopt;
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, ConverterDeleter> converter(ucnv_open(name.c_str(), &status));
  if (U_FAILURE(status)) return std::nullopt;
  ucnv_setToUCallBack(converter.get(), replace_undecodable, nullptr, nullptr, nullptr, &status);
  if (U_FAILURE(status)) return std::nullopt;

  std::string out;
  out.reserve(bytes.size() + bytes.size() / 2);
  std::array<char16_t, 2048> units;
  const char* source = bytes.data();
  const char* const end = source + bytes.size();
  char32_t lead = 0;  // a surrogate that waits for its other half
  while (true) {
    char16_t* target = units.data();
    status = U_ZERO_ERROR;
    ucnv_toUnicode(converter.get(), &target, units.data() + units.size(), &source, end, nullptr, true,
                   &status);
    for (const char16_t* unit = units.data(); unit != target; ++unit) {
      if (lead && *unit >= 0xDC00 && *unit <= 0xDFFF) {
        append_utf8(out, 0x10000 + ((lead - 0xD800) << 10) + (*unit - 0xDC00U));
        lead = 0;
        continue;
      }
      if (lead) append_utf8(out, kReplacement);
      lead = *unit >= 0xD800 && *unit <= 0xDBFF ? *unit : 0;
      if (!lead) append_utf8(out, *unit);
    }
    if (status != U_BUFFER_OVERFLOW_ERROR) break;
  }
  if (lead || U_FAILURE(status)) append_utf8(out, kReplacement);
  return out;
}

std::optional<std::string> guess_charset(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return "UTF-16LE";
  if (bytes.starts_with("\xFE\xFF")) return "UTF-16BE";
  if (auto utf16 = sniff_utf16(bytes)) return utf16;
  if (is_valid_utf8(bytes)) return "UTF-8";
  // The detector's worth is in its statistics: 64 KB say as much as all.
  const std::string_view sample = bytes.substr(0, std::size_t{64} << 10);
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UCharsetDetector, DetectorDeleter> detector(ucsdet_open(&status));
  if (U_FAILURE(status)) return std::nullopt;
  ucsdet_setText(detector.get(), sample.data(), static_cast<std::int32_t>(sample.size()), &status);
  std::int32_t count = 0;
  const UCharsetMatch** matches = ucsdet_detectAll(detector.get(), &count, &status);
  if (U_FAILURE(status) || !matches) return std::nullopt;
  // Best first. Any even number of bytes can be UTF-16 to it; what really is has been seen above.
  for (std::int32_t i = 0; i < count; ++i) {
    const char* name = ucsdet_getName(matches[i], &status);
    if (U_FAILURE(status) || !name || ucsdet_getConfidence(matches[i], &status) < 10) break;
    const std::string_view found(name);
    if (!found.starts_with("UTF-")) return std::string(found);
  }
  return std::nullopt;
}

std::string new_uuid() {
  // Safe to call again and from any thread; -1 would mean that the system has no randomness, and then
  // libsodium aborts.
  static const int ready = sodium_init();
  static_cast<void>(ready);
  std::array<unsigned char, 16> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  out.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += kHex[bytes[i] >> 4];
    out += kHex[bytes[i] & 0x0F];
  }
  return out;
}

std::string base64_encode(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const unsigned group = at(i) << 16U | at(i + 1) << 8U | at(i + 2);
    out += kBase64[group >> 18];
    out += kBase64[group >> 12 & 63];
    out += kBase64[group >> 6 & 63];
    out += kBase64[group & 63];
  }
  if (const std::size_t left = bytes.size() - i; left > 0) {
    const unsigned group = at(i) << 16U | (left == 2 ? at(i + 1) << 8U : 0U);
    out += kBase64[group >> 18];
    out += kBase64[group >> 12 & 63];
    out += left == 2 ? kBase64[group >> 6 & 63] : '=';
    out += '=';
  }
  return out;
}

std::optional<std::string> base64_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3 + 3);
  unsigned group = 0, filled = 0, padding = 0;
  for (const char c : text) {
    if (is_blank(c)) continue;
    if (c == '=') {
      if (++padding > 2) return std::nullopt;
      continue;
    }
    const signed char value = kBase64Values[static_cast<unsigned char>(c)];
    if (value < 0 || padding > 0) return std::nullopt;
    group = group << 6 | static_cast<unsigned>(value);
    if (++filled == 4) {
      out += static_cast<char>(group >> 16);
      out += static_cast<char>(group >> 8 & 0xFF);
      out += static_cast<char>(group & 0xFF);
      group = filled = 0;
    }
  }
  // Padding may be left out, as some phones do; where it stands it must be right.
  if (filled == 1 || (padding > 0 && filled + padding != 4)) return std::nullopt;
  if (filled == 2) out += static_cast<char>(group >> 4);
  if (filled == 3) {
    out += static_cast<char>(group >> 10);
    out += static_cast<char>(group >> 2 & 0xFF);
  }
  return out;
}

}  // namespace phonebook
