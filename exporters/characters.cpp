#include "exporters/characters.h"

#include <unicode/normalizer2.h>
#include <unicode/ubrk.h>
#include <unicode/ucnv.h>
#include <unicode/utext.h>

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.h"

namespace phonebook {
namespace {

struct CloseBreaks {
  void operator()(UBreakIterator* breaks) const noexcept { ubrk_close(breaks); }
};
struct CloseText {
  void operator()(UText* text) const noexcept { utext_close(text); }
};
struct CloseConverter {
  void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
};

bool is_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Whether a charset of ICU's has a character for each code point; one converter a call of keep_characters().
class CharsetTest {
 public:
  explicit CharsetTest(const char* name) {
    UErrorCode status = U_ZERO_ERROR;
    converter_.reset(ucnv_open(name, &status));
    ucnv_setFallback(converter_.get(), false);
    if (U_SUCCESS(status))
      ucnv_setFromUCallBack(converter_.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    if (U_FAILURE(status)) converter_.reset();
  }
  [[nodiscard]] bool has(char32_t c) const {
    if (!converter_) return c < 0x80;
    std::array<UChar, 2> units{};
    std::size_t count = 1;
    if (c >= 0x10000) {
      units = {U16_LEAD(c), U16_TRAIL(c)};
      count = 2;
    } else {
      units[0] = static_cast<UChar>(c);
    }
    std::array<char, 8> out{};
    UErrorCode status = U_ZERO_ERROR;
    ucnv_reset(converter_.get());
    ucnv_fromUChars(converter_.get(), out.data(), static_cast<std::int32_t>(out.size()), units.data(),
                    static_cast<std::int32_t>(count), &status);
    return U_SUCCESS(status);
  }

 private:
  std::unique_ptr<UConverter, CloseConverter> converter_;
};

template <class Has>
std::string filtered(std::string_view text, Has&& has) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = decode_utf8(text.substr(i));
    if (has(c.value)) out.append(text.substr(i, c.length));
    i += c.length;
  }
  return out;
}

}  // namespace

void for_each_character_end(std::string_view text, const std::function<bool(std::size_t end)>& use) {
  // What is ASCII alone has one character an octet; "\r\n" is no part of a Contact.
  if (is_ascii(text)) {
    for (std::size_t end = 1; end <= text.size(); ++end)
      if (!use(end)) return;
    return;
  }
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UText, CloseText> source(
      utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status));
  const std::unique_ptr<UBreakIterator, CloseBreaks> breaks(
      U_SUCCESS(status) ? ubrk_open(UBRK_CHARACTER, "", nullptr, 0, &status) : nullptr);
  if (U_SUCCESS(status)) ubrk_setUText(breaks.get(), source.get(), &status);
  if (U_FAILURE(status)) {  // no data for it: code points are the next best
    for (std::size_t end = 0; end < text.size();) {
      end += decode_utf8(text.substr(end)).length;
      if (!use(end)) return;
    }
    return;
  }
  for (std::int32_t end = ubrk_next(breaks.get()); end != UBRK_DONE; end = ubrk_next(breaks.get()))
    if (!use(static_cast<std::size_t>(end))) return;
}

std::string compose_characters(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  std::string out;
  icu::StringByteSink<std::string> sink(&out);
  if (U_SUCCESS(status))
    nfc->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())), sink,
                       nullptr, status);
  return U_SUCCESS(status) ? out : std::string(text);
}

std::string keep_characters(std::string_view text, Repertoire repertoire) {
  if (repertoire == Repertoire::any || is_ascii(text)) return std::string(text);
  const auto keep = [&](auto&& has) {
    std::string kept = filtered(text, has);
    // Written in parts, a letter may be missing that is there as a whole.
    return kept.size() == text.size() ? kept : filtered(compose_characters(text), has);
  };
  switch (repertoire) {
    case Repertoire::basic_plane:
      return keep([](char32_t c) { return c < 0x10000; });
    case Repertoire::latin1:
      return keep([](char32_t c) { return c < 0x100; });
    case Repertoire::shift_jis: {
      const CharsetTest charset("ibm-943_P15A-2003");
      return keep([&](char32_t c) { return charset.has(c); });
    }
    case Repertoire::any:
      break;
  }
  return std::string(text);
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for_each_character_end(text, [&](std::size_t) {
    ++count;
    return true;
  });
  return count;
}

std::string_view cut_where_it_fits(std::string_view text, const std::function<bool(std::string_view)>& fits) {
  if (fits(text)) return text;
  std::size_t best = 0;
  for_each_character_end(text, [&](std::size_t end) {
    if (!fits(text.substr(0, end))) return false;
    best = end;
    return true;
  });
  std::string_view cut = text.substr(0, best);
  while (!cut.empty() && (cut.back() == ' ' || cut.back() == '\t' || cut.back() == '\n'))
    cut.remove_suffix(1);
  return cut;
}

}  // namespace phonebook
