#include "exporters/picture.h"

#include "base/text.h"
#include "exporters/vcard_syntax.h"

namespace phonebook {

std::string picture_type(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return "image/gif";
  if (bytes.starts_with("BM")) return "image/bmp";
  if (bytes.size() > 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return "image/webp";
  return {};
}

std::optional<Photo> decode_data_uri(std::string_view uri) {
  if (uri.size() < 6 || !ascii_equal(uri.substr(0, 5), "data:")) return std::nullopt;
  const std::size_t comma = uri.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const std::string_view head = uri.substr(5, comma - 5), body = uri.substr(comma + 1);
  static constexpr std::string_view kBase64 = ";base64";
  const bool encoded =
      head.size() >= kBase64.size() && ascii_equal(head.substr(head.size() - kBase64.size()), kBase64);
  Photo photo;
  photo.media_type = valid_utf8(ascii_lower(head.substr(0, head.find(';'))));
  if (encoded) {
    auto bytes = base64_decode(body.find('%') == std::string_view::npos ? std::string(body)
                                                                        : vcard::decode_percent(body));
    if (!bytes) return std::nullopt;
    photo.bytes = *std::move(bytes);
  } else {
    photo.bytes = vcard::decode_percent(body);
  }
  return photo;
}

std::string encode_data_uri(const Photo& photo) {
  return "data:" + vcard::encode_percent(photo.media_type) + ";base64," + base64_encode(photo.bytes);
}

}  // namespace phonebook
