#include "plugin/purple/picture_size.h"

#include <cstring>

namespace phonebook {
namespace {

unsigned big_endian_16(const unsigned char* at) { return at[0] * 256U + at[1]; }
unsigned big_endian_32(const unsigned char* at) { return big_endian_16(at) * 65536U + big_endian_16(at + 2); }

// ITU-T T.81, B.2.2: SOF0 to SOF15 hold the size; C4, C8 and CC in between are other segments.
bool holds_size(unsigned char marker) {
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

std::optional<PictureSize> size_of_jpeg(const unsigned char* bytes, std::size_t size_bytes) {
  for (std::size_t at = 2; at + 9 <= size_bytes;) {
    if (bytes[at] != 0xFF) return std::nullopt;
    const unsigned char marker = bytes[at + 1];
    if (marker == 0xFF) {  // fill byte
      ++at;
      continue;
    }
    if (holds_size(marker)) return PictureSize{big_endian_16(bytes + at + 7), big_endian_16(bytes + at + 5)};
    const unsigned length = big_endian_16(bytes + at + 2);
    if (length < 2) return std::nullopt;
    at += 2 + length;
  }
  return std::nullopt;
}

}  // namespace

std::optional<PictureSize> picture_size(const unsigned char* bytes, std::size_t size_bytes) noexcept {
  if (size_bytes < 10) return std::nullopt;
  if (size_bytes >= 24 && std::memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) == 0) {
    return PictureSize{big_endian_32(bytes + 16), big_endian_32(bytes + 20)};
  }
  if (std::memcmp(bytes, "GIF8", 4) == 0) {
    return PictureSize{bytes[6] + bytes[7] * 256U, bytes[8] + bytes[9] * 256U};
  }
  if (std::memcmp(bytes, "\xff\xd8", 2) == 0) return size_of_jpeg(bytes, size_bytes);
  return std::nullopt;
}

}  // namespace phonebook
