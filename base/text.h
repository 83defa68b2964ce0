// Text: UTF-8 that may be broken, folding for comparison, charsets, and the words shown to a person.
//
//   std::string clean = valid_utf8(from_the_wire);
//   if (fold(a) == fold(b)) …                       // "Müller  Anna" equals "ｍüller anna"
//   throw-free everywhere; thread-safe (ICU's own rule: converters are opened per call).
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phonebook {

// The translation of an English sentence through gettext; the text itself without one.
[[nodiscard]] const char* tr(const char* text) noexcept;
// The form for `count`: tr_n("%d number", "%d numbers", n).
[[nodiscard]] const char* tr_n(const char* one, const char* many, unsigned long count) noexcept;

[[nodiscard]] bool is_valid_utf8(std::string_view bytes) noexcept;
// Every broken sequence replaced by U+FFFD; a valid text comes back as it was.
[[nodiscard]] std::string valid_utf8(std::string_view bytes);

// One code point of UTF-8. `length` is 1 to 4; for a broken byte U+FFFD with length 1.
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;
};
// `bytes` must not be empty.
[[nodiscard]] CodePoint decode_utf8(std::string_view bytes) noexcept;
void append_utf8(std::string& out, char32_t code_point);
[[nodiscard]] std::size_t count_code_points(std::string_view bytes) noexcept;
// At most `size_bytes` of the text, never cut inside a character.
[[nodiscard]] std::string_view cut_utf8(std::string_view text, std::size_t size_bytes) noexcept;

// ASCII only, locale-free.
[[nodiscard]] std::string ascii_lower(std::string_view text);
[[nodiscard]] bool ascii_equal(std::string_view a, std::string_view b) noexcept;  // ignoring case
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;             // blanks, tabs, CR, LF at both ends
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

// For comparing names: NFKC, case folded, runs of blanks as one, trimmed, zero-width characters gone.
[[nodiscard]] std::string fold(std::string_view text);
// fold(), and accents removed as well ("Müller" → "muller").
[[nodiscard]] std::string fold_accents(std::string_view text);
// True where the text holds a Han, Hiragana, Katakana or Hangul letter.
[[nodiscard]] bool has_cjk(std::string_view text) noexcept;
// Columns that a line takes on a terminal or in a fixed-width font: wide characters two, combining ones none.
[[nodiscard]] std::size_t display_columns(std::string_view text) noexcept;

// `bytes` in the named charset (any ICU name: "gbk", "shift_jis", "windows-1252") as UTF-8; absent when ICU does
// not know the name. What cannot be decoded becomes U+FFFD.
[[nodiscard]] std::optional<std::string> decode_charset(std::string_view bytes, const std::string& charset);
// The charset that undeclared bytes are most likely in ("UTF-8" for valid UTF-8); absent when nobody can say.
[[nodiscard]] std::optional<std::string> guess_charset(std::string_view bytes);

// A random RFC 4122 version 4 UUID, lower case, 36 characters.
[[nodiscard]] std::string new_uuid();

// RFC 4648. `base64_decode` ignores white space; absent for anything that is not base64.
[[nodiscard]] std::string base64_encode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);

}  // namespace phonebook
