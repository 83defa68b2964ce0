// Pictures made up for tests.
#pragma once
#include <png.h>
#include <turbojpeg.h>

#include <cstdint>
#include <string>
#include <vector>

namespace phonebook::testing {

inline std::vector<std::uint8_t> coloured_points(int width, int height) {
  std::vector<std::uint8_t> out;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      for (const int value : {x * 255 / width, y * 255 / height, 128})
        out.push_back(static_cast<std::uint8_t>(value));
  return out;
}

inline std::string jpeg(int width, int height) {
  const auto points = coloured_points(width, height);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  tjhandle codec = tjInitCompress();
  tjCompress2(codec, points.data(), width, 0, height, TJPF_RGB, &bytes, &size, TJSAMP_420, 80, 0);
  std::string out(reinterpret_cast<const char*>(bytes), size);
  tjFree(bytes);
  tjDestroy(codec);
  return out;
}

inline std::string png(int width, int height) {
  const auto points = coloured_points(width, height);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = PNG_FORMAT_RGB;
  png_alloc_size_t size = 0;
  png_image_write_to_memory(&image, nullptr, &size, 0, points.data(), 0, nullptr);
  std::string out(size, '\0');
  png_image_write_to_memory(&image, out.data(), &size, 0, points.data(), 0, nullptr);
  out.resize(size);
  return out;
}

}  // namespace phonebook::testing
