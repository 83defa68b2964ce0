#include "transports/qr/qr_code.h"

#include <fmt/format.h>
#include <qrencode.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <memory>

#include "base/text.h"
#include "transports/qr/qr_card.h"

namespace phonebook {
namespace {

// Octets in byte mode (ISO/IEC 18004, table 7): of version 20 at level L, of version 13 at M.
constexpr std::size_t kMaxBytes = 858, kEasyBytesM = 331;

struct FreeInput {
  void operator()(QRinput* input) const noexcept { QRinput_free(input); }
};
struct FreeCode {
  void operator()(QRcode* code) const noexcept { QRcode_free(code); }
};
using OwnedCode = std::unique_ptr<QRcode, FreeCode>;

// In the smallest version that holds the text. Null: it does not fit, or no memory.
OwnedCode encode(std::string_view text, QRecLevel level) {
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return nullptr;
  const std::unique_ptr<QRinput, FreeInput> input(QRinput_new2(0, level));
  if (!input) return nullptr;
  // One segment, so that no reader guesses the charset of a part.
  if (QRinput_append(input.get(), QR_MODE_8, static_cast<int>(text.size()),
                     reinterpret_cast<const unsigned char*>(text.data())) != 0)
    return nullptr;
  return OwnedCode(QRcode_encodeInput(input.get()));
}

struct Encoded {
  OwnedCode code;
  char level = 'L';
};
Encoded encode(std::string_view text, QrSize size) {
  if (size == QrSize::comfortable && text.size() <= kEasyBytesM) return {encode(text, QR_ECLEVEL_M), 'M'};
  return {encode(text, QR_ECLEVEL_L), 'L'};
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

}  // namespace

Result<QrCode> make_qr_code(const Contact& contact, QrSize size) {
  QrCard card = make_qr_card(contact, {.hard = kMaxBytes, .note = kEasyBytesM});
  if (card.text.empty()) {
    const std::string whose = std::string(cut_utf8(shown_name(contact), 100));
    if (card.name_bytes > kMaxBytes)
      return fail(Code::invalid_input,
                  fmt::format(fmt::runtime(
                                  tr("The name is too long for a QR code: it takes {} of {} bytes. A shorter "
                                     "name goes in.")),
                              card.name_bytes, kMaxBytes),
                  whose);
    if (card.has_values)
      return fail(
          Code::invalid_input,
          tr("No number and no address of this contact fits into a QR code; each of them is too long."),
          whose);
    return fail(Code::invalid_input,
                tr("This contact has no number and no address that a QR code could tell a phone."), whose);
  }
  const auto [made, level] = encode(card.text, size);
  if (!made)
    return fail(Code::internal,
                fmt::format(fmt::runtime(tr("No QR code could be made: {}.")), std::strerror(errno)));

  QrCode out;
  out.name = card.contact.formatted_name;
  out.version = made->version;
  out.size = made->width;
  out.level = level;
  const auto count = static_cast<std::size_t>(out.size) * static_cast<std::size_t>(out.size);
  out.modules.reserve(count);
  for (std::size_t i = 0; i < count; ++i) out.modules.push_back((made->data[i] & 1) != 0);
  out.text = std::move(card.text);
  out.contact = std::move(card.contact);
  out.no_room = std::move(card.no_room);
  out.not_taken = std::move(card.not_taken);
  return out;
}

std::string QrCode::remark() const {
  std::string out;
  if (!no_room.empty())
    out = fmt::format(fmt::runtime(tr("Left out, because the code would be too fine for a camera: {}.")),
                      joined(no_room));
  if (!not_taken.empty()) {
    if (!out.empty()) out += ' ';
    out += fmt::format(fmt::runtime(tr("Left out, because many phones take no such things from a code: {}.")),
                       joined(not_taken));
  }
  return out;
}

std::string how_to_scan() {
  return tr("Point the phone's camera at the code and tap the contact that it shows.");
}

}  // namespace phonebook
