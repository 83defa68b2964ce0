// The small print of vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350): escapes, quoted-printable, parameter
// values.
//
//   for (std::string_view part : split_unescaped(value, ';')) use(unescape(part, Version::v3));
//
// Pure functions on bytes; thread-safe.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace phonebook::vcard {

enum class Version : std::uint8_t { v2_1, v3, v4 };

// Parts between `separator`s that no backslash precedes, still escaped. Never empty.
[[nodiscard]] std::vector<std::string_view> split_unescaped(std::string_view value, char separator);

// \\ \; \, \: (and from 3.0 on \n \N \") decoded; another backslash means itself.
[[nodiscard]] std::string unescape(std::string_view text, Version version);
// Text as a value may hold it, line breaks as "\n" (3.0, 4.0) or LF (2.1, to be encoded); control characters
// are left out. For text inside lists and structures, and for text alone, which readers split all the same.
[[nodiscard]] std::string escape(std::string_view text, Version version);

// "=C3=BC" → bytes. What is no escape stays as it is.
[[nodiscard]] std::string decode_quoted_printable(std::string_view text);
// Whether undeclared text is quoted-printable all the same (Android writes FN so): escapes only, none
// malformed, and at least one octet over 0x7F among them.
[[nodiscard]] bool looks_quoted_printable(std::string_view text) noexcept;
// One value with soft breaks, so that no line is longer than 76 octets; `column` is where the value begins.
[[nodiscard]] std::string encode_quoted_printable(std::string_view bytes, std::size_t column);

// The values of one parameter as written: split at commas outside quotes, quotes removed, RFC 6868 decoded.
[[nodiscard]] std::vector<std::string> param_values(std::string_view raw);
// A value as a parameter may hold it, quoted where need be. What the version cannot express (a quote, a line
// break before 4.0) becomes ' or a blank.
[[nodiscard]] std::string param_value(std::string_view value, Version version);

// %41 → A; a broken escape stays. And what a part of a URI may not hold bare, as %XX; also , ; ? # % \ .
[[nodiscard]] std::string decode_percent(std::string_view text);
[[nodiscard]] std::string encode_percent(std::string_view text);

// A name of a group, parameter or property: letters, digits and '-', not empty, at most 64 characters.
[[nodiscard]] bool is_token(std::string_view text) noexcept;

// `line` and CRLF, folded so that no line has more than 75 octets and no character is cut (RFC 2426, 2.6).
void append_folded(std::string& out, std::string_view line);

}  // namespace phonebook::vcard
