// charset: bytes in any charset as UTF-8, piece by piece.
//
//   TextDecoder decoder("");                       // nothing declared
//   decoder.decode(block, last, out);              // appends
//
// A byte order mark wins over a declaration, a declaration over a guess. Undeclared bytes are UTF-8 until the
// first that cannot be; then ICU guesses on what follows. What cannot be decoded becomes U+FFFD.
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace phonebook {

class TextDecoder {
 public:
  // `declared`: any name that ICU knows; an unknown one counts as none.
  explicit TextDecoder(std::string_view declared = {});
  TextDecoder(TextDecoder&&) noexcept;
  TextDecoder& operator=(TextDecoder&&) noexcept;
  ~TextDecoder();
  // The first piece should be some kilobytes where there are as many: the guess stands on it.
  void decode(std::string_view bytes, bool last, std::string& out);
  // It is UTF-8, for good, and nothing waits: what follows may be taken as it is, though it may be broken.
  [[nodiscard]] bool passes_through() const;
  // As it turned out: "UTF-8", "GB18030", …
  [[nodiscard]] const std::string& charset() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The charset named in the first bytes of HTML or XML (<meta charset=…>, <?xml encoding=…?>); "" without one.
[[nodiscard]] std::string declared_charset(std::string_view head);

}  // namespace phonebook
