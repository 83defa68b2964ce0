#include "exporters/photo_thumbnail.h"

#include <png.h>
#include <turbojpeg.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

#include "exporters/picture.h"

namespace phonebook {
namespace {

constexpr int kChannels = 3, kQuality = 88;

struct Pixels {
  std::size_t width = 0, height = 0;
  std::vector<std::uint8_t> rgb;
};

struct DestroyCodec {
  void operator()(void* codec) const noexcept { tjDestroy(codec); }
};
using Codec = std::unique_ptr<std::remove_pointer_t<tjhandle>, DestroyCodec>;
struct FreeJpeg {
  void operator()(unsigned char* bytes) const noexcept { tjFree(bytes); }
};

bool fits(std::size_t width, std::size_t height) {
  return width > 0 && height > 0 && width <= kMaxPhotoPixels && height <= kMaxPhotoPixels / width;
}

std::optional<Pixels> decode_jpeg(std::string_view bytes, int side) {
  const Codec codec(tjInitDecompress());
  if (!codec) return std::nullopt;
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  int width = 0, height = 0, sampling = 0, colours = 0;
  if (tjDecompressHeader3(codec.get(), data, bytes.size(), &width, &height, &sampling, &colours) != 0 ||
      width <= 0 || height <= 0 || !fits(static_cast<std::size_t>(width), static_cast<std::size_t>(height)))
    return std::nullopt;
  // The smallest of the sizes that the decoder makes for little which is still large enough.
  int count = 0;
  const tjscalingfactor* factors = tjGetScalingFactors(&count);
  int w = width, h = height;
  for (const tjscalingfactor& factor : std::span(factors, static_cast<std::size_t>(std::max(count, 0)))) {
    const int scaled_w = TJSCALED(width, factor), scaled_h = TJSCALED(height, factor);
    if (std::min(scaled_w, scaled_h) >= side && scaled_w < w) w = scaled_w, h = scaled_h;
  }
  Pixels out{static_cast<std::size_t>(w), static_cast<std::size_t>(h), {}};
  out.rgb.resize(out.width * out.height * kChannels);
  // A progressive file may hold thousands of passes over the picture. What is only cut short still shows
  // something: a warning is no error.
  if (tjDecompress2(codec.get(), data, bytes.size(), out.rgb.data(), w, 0, h, TJPF_RGB, TJFLAG_LIMITSCANS) !=
          0 &&
      tjGetErrorCode(codec.get()) != TJERR_WARNING)
    return std::nullopt;
  return out;
}

std::optional<Pixels> decode_png(std::string_view bytes) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) == 0) return std::nullopt;
  Pixels out{image.width, image.height, {}};
  if (!fits(out.width, out.height)) {
    png_image_free(&image);
    return std::nullopt;
  }
  image.format = PNG_FORMAT_RGB;
  out.rgb.resize(out.width * out.height * kChannels);
  const png_color white{255, 255, 255};  // behind what is transparent
  if (png_image_finish_read(&image, &white, out.rgb.data(), 0, nullptr) == 0) return std::nullopt;
  return out;
}

// The middle square, each point the mean of those it covers.
std::vector<std::uint8_t> middle(const Pixels& from, std::size_t side) {
  const std::size_t square = std::min(from.width, from.height);
  const std::size_t left = (from.width - square) / 2, top = (from.height - square) / 2;
  std::vector<std::uint8_t> out(side * side * kChannels);
  for (std::size_t y = 0; y < side; ++y) {
    const std::size_t y0 = top + y * square / side, y1 = std::max(top + (y + 1) * square / side, y0 + 1);
    for (std::size_t x = 0; x < side; ++x) {
      const std::size_t x0 = left + x * square / side, x1 = std::max(left + (x + 1) * square / side, x0 + 1);
      std::size_t sum[kChannels] = {};
      for (std::size_t v = y0; v < y1; ++v)
        for (std::size_t u = x0; u < x1; ++u)
          for (std::size_t c = 0; c < kChannels; ++c)
            sum[c] += from.rgb[(v * from.width + u) * kChannels + c];
      const std::size_t points = (y1 - y0) * (x1 - x0);
      for (std::size_t c = 0; c < kChannels; ++c)
        out[(y * side + x) * kChannels + c] = static_cast<std::uint8_t>(sum[c] / points);
    }
  }
  return out;
}

}  // namespace

std::optional<Thumbnail> photo_thumbnail(std::string_view bytes, int side) {
  const std::string type = picture_type(bytes);
  std::optional<Pixels> pixels;
  if (type == "image/jpeg") pixels = decode_jpeg(bytes, side);
  if (type == "image/png") pixels = decode_png(bytes);
  if (!pixels) return std::nullopt;
  Thumbnail out;
  out.side = static_cast<int>(std::min({static_cast<std::size_t>(side), pixels->width, pixels->height}));
  const std::vector<std::uint8_t> small = middle(*pixels, static_cast<std::size_t>(out.side));
  const Codec codec(tjInitCompress());
  unsigned char* encoded = nullptr;
  unsigned long size = 0;
  if (!codec || tjCompress2(codec.get(), small.data(), out.side, 0, out.side, TJPF_RGB, &encoded, &size,
                            TJSAMP_444, kQuality, 0) != 0)
    return std::nullopt;
  const std::unique_ptr<unsigned char, FreeJpeg> owner(encoded);
  out.jpeg.assign(reinterpret_cast<const char*>(encoded), size);
  return out;
}

}  // namespace phonebook
