#include "documents/charset.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>

#include <algorithm>
#include <array>

#include "base/charset_names.h"
#include "base/text.h"

namespace phonebook {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

struct ConverterDeleter {
  void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, ConverterDeleter>;

void U_CALLCONV replace_undecodable(const void*, UConverterToUnicodeArgs* args, const char*, std::int32_t,
                                    UConverterCallbackReason reason, UErrorCode* status) noexcept {
  if (reason > UCNV_IRREGULAR) return;
  *status = U_ZERO_ERROR;
  static constexpr char16_t kMark = kReplacement;
  ucnv_cbToUWriteUChars(args, &kMark, 1, 0, status);
}

Converter open_converter(const std::string& name) {
  UErrorCode status = U_ZERO_ERROR;
  Converter out(ucnv_open(name.c_str(), &status));
  if (U_FAILURE(status)) return nullptr;
  ucnv_setToUCallBack(out.get(), replace_undecodable, nullptr, nullptr, nullptr, &status);
  return U_SUCCESS(status) ? std::move(out) : nullptr;
}

// Bytes at the end that may be the beginning of a character: 0 to 3.
std::size_t unfinished(std::string_view bytes) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, bytes.size()); ++back) {
    const auto c = static_cast<unsigned char>(bytes[bytes.size() - back]);
    if (c < 0x80) return 0;
    if (c < 0xC0) continue;
    const std::size_t length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}

// Up to the first byte that is no UTF-8.
std::size_t valid_length(std::string_view bytes) {
  // Halving finds it without looking at any byte more than twice.
  std::size_t from = 0;
  for (std::size_t step = bytes.size(); step > 0;) {
    const std::string_view piece = bytes.substr(from, step);
    const std::size_t whole = piece.size() - unfinished(piece);
    if (whole > 0 && is_valid_utf8(piece.substr(0, whole))) {
      from += whole;
      if (from + 4 > bytes.size()) break;
    } else {
      step /= 2;
    }
    if (step < 64) break;
  }
  while (from < bytes.size()) {
    const CodePoint c = decode_utf8(bytes.substr(from));
    if (c.length == 1 && c.value == kReplacement) break;
    from += c.length;
  }
  return from;
}

bool has_high_byte(std::string_view bytes) {
  return std::any_of(bytes.begin(), bytes.end(), [](char c) { return (c & 0x80) != 0; });
}

}  // namespace

struct TextDecoder::State {
  enum class Mode { start, undecided, utf8, converter } mode = Mode::start;
  std::string charset, declared, pending;
  Converter converter;
  char32_t lead = 0;

  bool use(const std::string& name) {
    if (ascii_equal(name, "UTF-8")) {
      mode = Mode::utf8;
      charset = "UTF-8";
      return true;
    }
    converter = open_converter(name);
    if (!converter) return false;
    mode = Mode::converter;
    charset = name;
    return true;
  }

  // The mark's length; 0 without one.
  std::size_t by_mark(std::string_view bytes) {
    struct Mark {
      std::string_view bytes;
      const char* charset;
    };
    static constexpr std::array<Mark, 6> kMarks{{{{"\xEF\xBB\xBF", 3}, "UTF-8"},
                                                 {{"\xFF\xFE\0\0", 4}, "UTF-32LE"},
                                                 {{"\0\0\xFE\xFF", 4}, "UTF-32BE"},
                                                 {{"\xFF\xFE", 2}, "UTF-16LE"},
                                                 {{"\xFE\xFF", 2}, "UTF-16BE"},
                                                 {{"\x84\x31\x95\x33", 4}, "gb18030"}}};
    for (const Mark& mark : kMarks)
      if (bytes.starts_with(mark.bytes) && use(mark.charset)) return mark.bytes.size();
    return 0;
  }

  void begin(std::string_view& bytes) {
    if (const std::size_t mark = by_mark(bytes)) {
      bytes.remove_prefix(mark);
      return;
    }
    if (!declared.empty() && use(declared)) return;
    const std::string_view sample = bytes.substr(0, std::size_t{64} << 10);
    if (sample.find('\0') != std::string_view::npos) {
      // UTF-16 without a mark; its sample must have whole units.
      const auto guess = guess_charset(sample.substr(0, sample.size() & ~std::size_t{1}));
      if (guess && guess->starts_with("UTF-16") && use(*guess)) return;
    }
    mode = Mode::undecided;
  }

  void convert(std::string_view bytes, bool last, std::string& out) {
    std::array<char16_t, 2048> units;
    const char* source = bytes.data();
    const char* const end = source + bytes.size();
    while (true) {
      char16_t* target = units.data();
      UErrorCode status = U_ZERO_ERROR;
      ucnv_toUnicode(converter.get(), &target, units.data() + units.size(), &source, end, nullptr, last,
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
    if (last && lead) append_utf8(out, kReplacement);
  }

  // Undeclared: UTF-8 as long as it can be.
  void decode_utf8_until_proved_wrong(std::string_view bytes, bool last, std::string& out) {
    const std::size_t tail = last ? 0 : unfinished(bytes);
    const std::string_view body = bytes.substr(0, bytes.size() - tail);
    if (is_valid_utf8(body)) {
      if (mode == Mode::undecided && has_high_byte(body)) mode = Mode::utf8;
      out.append(body);
      pending.assign(bytes.substr(body.size()));
      return;
    }
    if (mode == Mode::utf8) {
      out += valid_utf8(body);
      pending.assign(bytes.substr(body.size()));
      return;
    }
    // ASCII up to here, or UTF-8 with a fault. Of a text that is UTF-8 for the most part the rest is too.
    const std::size_t good = valid_length(body);
    if (has_high_byte(body.substr(0, good))) {
      mode = Mode::utf8;
      charset = "UTF-8";
      decode_utf8_until_proved_wrong(bytes, last, out);
      return;
    }
    // The guess is made on what is not ASCII and its surroundings.
    const std::size_t from = good > 4096 ? good - 4096 : 0;
    const auto guess = guess_charset(bytes.substr(from));
    if (guess && *guess != "UTF-8" && use(charset_as_meant(*guess))) {
      convert(bytes, last, out);
      return;
    }
    // Nobody knows: the charset that has a letter for nearly every byte.
    if (!guess && use("windows-1252")) {
      convert(bytes, last, out);
      return;
    }
    mode = Mode::utf8;
    decode_utf8_until_proved_wrong(bytes, last, out);
  }
};

TextDecoder::TextDecoder(std::string_view declared) : state_(std::make_unique<State>()) {
  state_->declared = declared.empty() ? std::string() : charset_as_meant(declared);
  state_->charset = "UTF-8";
}
TextDecoder::TextDecoder(TextDecoder&&) noexcept = default;
TextDecoder& TextDecoder::operator=(TextDecoder&&) noexcept = default;
TextDecoder::~TextDecoder() = default;

const std::string& TextDecoder::charset() const { return state_->charset; }

bool TextDecoder::passes_through() const {
  return state_->mode == State::Mode::utf8 && state_->pending.empty();
}

void TextDecoder::decode(std::string_view bytes, bool last, std::string& out) {
  State& s = *state_;
  std::string joined;
  if (!s.pending.empty()) {
    joined = std::move(s.pending);
    joined.append(bytes);
    s.pending.clear();
    bytes = joined;
  }
  if (s.mode == State::Mode::start) {
    if (bytes.size() < 4 && !last) {
      s.pending.assign(bytes);
      return;
    }
    s.begin(bytes);
  }
  if (s.mode == State::Mode::converter)
    s.convert(bytes, last, out);
  else
    s.decode_utf8_until_proved_wrong(bytes, last, out);
}

std::string declared_charset(std::string_view head) {
  const std::string lower = ascii_lower(head.substr(0, 4096));
  const auto value_after = [&](std::string_view word, std::size_t from) -> std::string {
    const std::size_t at = lower.find(word, from);
    if (at == std::string::npos) return {};
    std::size_t i = at + word.size();
    while (i < lower.size() && (lower[i] == ' ' || lower[i] == '\t')) ++i;
    if (i >= lower.size() || lower[i] != '=') return {};
    ++i;
    while (i < lower.size() && (lower[i] == ' ' || lower[i] == '"' || lower[i] == '\'')) ++i;
    const std::size_t end = lower.find_first_of(" \t\r\n\"';>/?", i);
    return lower.substr(i, (end == std::string::npos ? lower.size() : end) - i);
  };
  std::string found;
  if (const std::size_t xml = lower.find("<?xml"); xml != std::string::npos && xml < 64)
    found = value_after("encoding", xml);
  for (std::size_t meta = lower.find("<meta"); found.empty() && meta != std::string::npos;
       meta = lower.find("<meta", meta + 5)) {
    const std::size_t end = lower.find('>', meta), charset = lower.find("charset", meta);
    if (charset != std::string::npos && charset < end) found = value_after("charset", meta);
  }
  // Who could read the declaration byte by byte has no sixteen-bit text before them.
  if (found.starts_with("utf-16") || found.starts_with("utf-32") || found.starts_with("ucs-")) return "utf-8";
  return found;
}

}  // namespace phonebook
