// A QR code as a picture: PNG, or SVG for print and for the web. Black on white, quiet zone included.
//
//   auto png = qr_png(code);            // bytes of a file
//   std::string svg = qr_svg(code);
//
// Pure functions; thread-safe.
#pragma once
#include <string>

#include "base/result.h"
#include "transports/qr/qr_code.h"

namespace phonebook {

// `pixels` a module, 1 to 100; eight make 2 mm of one on an ordinary screen.
[[nodiscard]] Result<std::string> qr_png(const QrCode& code, int pixels = 8);

// With the name as its title.
[[nodiscard]] std::string qr_svg(const QrCode& code);

}  // namespace phonebook
