// How large a picture is, read from its header; nothing is decoded.
//
//   if (const auto size = picture_size(bytes, size_bytes); size && size->width <= 160) …
//
// `bytes` come from outside. Absent where the header is not PNG's, JPEG's or GIF's, or is cut off.
#pragma once
#include <cstddef>
#include <optional>

namespace phonebook {

struct PictureSize {
  unsigned width = 0;  // pixels
  unsigned height = 0;
};

[[nodiscard]] std::optional<PictureSize> picture_size(const unsigned char* bytes,
                                                      std::size_t size_bytes) noexcept;

}  // namespace phonebook
