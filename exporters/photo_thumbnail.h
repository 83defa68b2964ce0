// A contact's photo as a small square JPEG, for paper: decoded, cut to its middle, scaled down and encoded
// anew, so that nothing of a hostile picture travels on.
//
//   if (auto small = photo_thumbnail(photo.bytes, 160)) draw(*small);
//
// PNG and JPEG by content. A picture over kMaxPhotoPixels is not decoded: some hundred octets can claim
// gigabytes. Thread rule: functions only.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace phonebook {

inline constexpr std::size_t kMaxPhotoPixels = std::size_t{16} << 20;

struct Thumbnail {
  std::string jpeg;
  int side = 0;  // pixels; at most what was asked for, less where the photo is smaller
};
// Absent for what is no such picture, is damaged or too large.
[[nodiscard]] std::optional<Thumbnail> photo_thumbnail(std::string_view bytes, int side);

}  // namespace phonebook
