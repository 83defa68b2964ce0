// A QR code as text: two modules above each other in one character of a terminal.
//
//   std::cout << qr_text(code, {.colour = true});
//
// Pure functions; thread-safe.
#pragma once
#include <string>

#include "transports/qr/qr_code.h"

namespace phonebook {

struct QrTextOptions {
  // Escape sequences set black on white, whatever the terminal's own colours are. Without them what is dark
  // is drawn by letters: right where letters are darker than the ground they stand on.
  bool colour = false;
  // The other way round: for light letters on a dark ground, without `colour`.
  bool invert = false;
  // Two blanks or "##" for a module, where half blocks (U+2580, U+2584, U+2588) are not to be had. Twice as
  // large.
  bool ascii = false;
};

// Lines that each end in "\n", the quiet zone included; all of the same width.
[[nodiscard]] std::string qr_text(const QrCode& code, const QrTextOptions& options);

struct QrTextSize {
  int columns = 0, lines = 0;
};
[[nodiscard]] QrTextSize qr_text_size(const QrCode& code, bool ascii) noexcept;

}  // namespace phonebook
