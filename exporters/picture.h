// What a picture's octets say they are, and pictures inside URIs (RFC 2397).
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "contacts/contact.h"

namespace phonebook {

// "image/png" by the first octets; "" for what is no picture we know.
[[nodiscard]] std::string picture_type(std::string_view bytes);
// "data:image/png;base64,…" → octets and type; absent for another URI or a damaged one.
[[nodiscard]] std::optional<Photo> decode_data_uri(std::string_view uri);
[[nodiscard]] std::string encode_data_uri(const Photo& photo);

}  // namespace phonebook
