#include "transports/qr/qr_image.h"

#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/text.h"

namespace phonebook {
namespace {

// For XML 1.0: its own signs escaped, and nothing that it forbids.
std::string xml_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint c = decode_utf8(text);
    text.remove_prefix(c.length);
    switch (c.value) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        append_utf8(out, c.value < 0x20                           ? U' '
                         : c.value == 0xFFFE || c.value == 0xFFFF ? U'\uFFFD'
                                                                  : c.value);
    }
  }
  return out;
}

}  // namespace

Result<std::string> qr_png(const QrCode& code, int pixels) {
  pixels = std::clamp(pixels, 1, 100);
  const int side = (code.size + 2 * kQrQuietZone) * pixels;
  const auto width = static_cast<std::size_t>(side);
  std::vector<std::uint8_t> grey(width * width);
  for (int y = 0; y < side; ++y)
    for (int x = 0; x < side; ++x)
      grey[static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x)] =
          code.dark(x / pixels - kQrQuietZone, y / pixels - kQrQuietZone) ? 0 : 255;

  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = image.height = static_cast<png_uint_32>(side);
  image.format = PNG_FORMAT_GRAY;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string out(size, '\0');
  if (png_image_write_to_memory(&image, out.data(), &size, 0, grey.data(), 0, nullptr) == 0)
    return fail(Code::internal,
                fmt::format(fmt::runtime(tr("No picture could be made: {}.")), image.message));
  out.resize(size);
  return out;
}

std::string qr_svg(const QrCode& code) {
  const int side = code.size + 2 * kQrQuietZone;
  std::string out = fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{0}\" viewBox=\"0 0 {1} {1}\" "
      "shape-rendering=\"crispEdges\">\n<title>{2}</title>\n<path fill=\"#fff\" d=\"M0 0h{1}v{1}H0z\"/>\n"
      "<path fill=\"#000\" d=\"",
      8 * side, side, xml_text(code.name));
  // Each run of dark modules is one rectangle.
  for (int y = 0; y < code.size; ++y) {
    for (int x = 0; x < code.size;) {
      if (!code.dark(x, y)) {
        ++x;
        continue;
      }
      const int begin = x;
      while (code.dark(x, y)) ++x;
      out += fmt::format("M{} {}h{}v1h-{}z", begin + kQrQuietZone, y + kQrQuietZone, x - begin, x - begin);
    }
  }
  return out + "\"/>\n</svg>\n";
}

}  // namespace phonebook
