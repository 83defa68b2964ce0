// A contact as a QR code (ISO/IEC 18004) that a phone's camera reads from a screen. No pairing, no cable,
// iPhones included: the person points the camera and taps.
//
//   auto code = make_qr_code(contact);
//   if (!code) return code.failure();            // too long a name, or nothing to tell
//   draw(*code); tell(code->remark());           // what was left out
//
// Pure functions; thread-safe.
//
// How large: version 20 (97 modules a side, 105 with the quiet zone) is the most. At six pixels a module that
// is 630 pixels, what the window of a screen 768 pixels high holds; and a camera that looks at it with 720
// lines has five of them for each module where two are needed. 858 octets go into it.
//
// Error correction: level M (15 %) while the code stays within version 13, which with its quiet zone is 77
// modules: the width of a terminal. Beyond it L (7 %): nothing is torn or dirty on a screen, and there larger
// modules help a camera more than correction does.
//
// Text is UTF-8 in one segment of byte mode, without an ECI header and without a byte order mark. By the
// letter of the standard byte mode is ISO 8859-1 and UTF-8 is announced by ECI 26. But what reads contacts
// takes valid UTF-8 for what it is (ZXing) or takes everything for UTF-8 (Google's ML Kit and vision library,
// which pass over ECI), and where ECI is not understood it does harm: feature phones cannot read the code at
// all, and scanners put \000026 before BEGIN:VCARD. One segment, because readers guess the charset of each by
// itself. zbar guesses otherwise, and wrongly at times (Shift JIS, Big5): ask it for `-Sbinary`.
#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "contacts/contact.h"

namespace phonebook {

// Modules of light around every code, without which it is not found.
inline constexpr int kQrQuietZone = 4;

struct QrCode {
  std::string name;           // whose, for a person; never empty
  int version = 0;            // 1 to 20
  int size = 0;               // modules a side, 17 + 4 * version; the quiet zone is not counted
  char level = 'L';           // of error correction: L, M, Q, H
  std::vector<bool> modules;  // size * size, row by row from above; true = dark

  std::string text;                             // the vCard in it
  Contact contact;                              // what a phone makes of it
  std::vector<std::string> no_room, not_taken;  // what was left out (see qr_card.h)

  // Outside the code all is light, so the quiet zone needs no case of its own.
  [[nodiscard]] bool dark(int x, int y) const noexcept {
    return x >= 0 && y >= 0 && x < size && y < size &&
           modules[static_cast<std::size_t>(y) * static_cast<std::size_t>(size) +
                   static_cast<std::size_t>(x)];
  }
  // What was left out and why, for a person; "" for nothing.
  [[nodiscard]] std::string remark() const;
};

enum class QrSize {
  comfortable,  // as said above
  smallest,     // fewest modules, always level L: for terminals, which have few lines
};

// Code::invalid_input, with what would cure it: the name alone is too long, or there is no number and no
// address in the contact, or none that fits.
[[nodiscard]] Result<QrCode> make_qr_code(const Contact& contact, QrSize size = QrSize::comfortable);

// What the person does with a code, in one sentence.
[[nodiscard]] std::string how_to_scan();

}  // namespace phonebook
