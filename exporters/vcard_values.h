// The value of one line → text: quoted-printable, base64, charset and escapes, in the order that its card's
// version wants. What is plain already is handed on without a copy.
//
//   ValueDecoder values(context);
//   values.begin_card(Version::v3);
//   std::string_view name = values.text(line);        // until the next call
//   values.each_part(line, ';', [&](std::size_t i, std::string_view part) { … });
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/vcard_lines.h"
#include "exporters/vcard_syntax.h"

namespace phonebook::vcard {

// What a card asks of its file.
struct Context {
  // The charset of undeclared octets that are not UTF-8.
  std::function<std::string(std::string_view bytes)> charset;
  std::function<void(std::size_t line, std::string found, std::string done)> report;
};

class ValueDecoder {
 public:
  explicit ValueDecoder(const Context& context) : context_(context) {}
  void begin_card(Version version) noexcept { version_ = version; }
  [[nodiscard]] Version version() const noexcept { return version_; }

  // The whole value as one text; line ends are '\n'. The view holds until the next call of any function here.
  [[nodiscard]] std::string_view text(const VcardLine& line);
  // The parts between unescaped separators. `use(index, text)`; a text holds until `use` returns.
  template <class Use>
  void each_part(const VcardLine& line, char separator, Use&& use) {
    if (is_plain(line)) {
      std::string_view rest = line.value;
      for (std::size_t index = 0;; ++index) {
        const std::size_t end = rest.find(separator);
        use(index, rest.substr(0, end));
        if (end == std::string_view::npos) return;
        rest.remove_prefix(end + 1);
      }
    }
    std::vector<std::string> parts = decoded_parts(line, separator);
    for (std::size_t index = 0; index < parts.size(); ++index) use(index, std::string_view(parts[index]));
  }

  // Octets of the line as UTF-8, by its own charset or the file's.
  [[nodiscard]] std::string utf8(std::string_view bytes, const VcardLine& line);
  // Android's FN is quoted-printable without saying so.
  [[nodiscard]] bool is_quoted(const VcardLine& line) const noexcept;

 private:
  [[nodiscard]] bool is_plain(const VcardLine& line) const noexcept;
  [[nodiscard]] std::string decoded(std::string_view raw, const VcardLine& line);
  [[nodiscard]] std::string decoded_base64(const VcardLine& line);
  [[nodiscard]] std::vector<std::string> decoded_parts(const VcardLine& line, char separator);

  const Context& context_;
  Version version_ = Version::v3;
  std::string text_;
};

// The first value of the parameter, valid UTF-8; "" without one.
[[nodiscard]] std::string param(const VcardLine& line, std::string_view name);
// Line ends as '\n'.
[[nodiscard]] std::string with_line_feeds(std::string text);
// Without blanks and invisible characters (direction marks, zero-width ones) at both ends.
[[nodiscard]] std::string_view strip(std::string_view text) noexcept;

// Base64 as far as it can be read: what no alphabet knows is left out, padding may be missing. `mended` says
// whether anything had to be.
[[nodiscard]] std::string decode_base64_leniently(std::string_view text, bool& mended);

}  // namespace phonebook::vcard
