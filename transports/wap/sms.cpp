#include "transports/wap/sms.h"

#include <algorithm>

namespace phonebook {
namespace {

constexpr char kApplicationPorts16 = 0x05;
constexpr char kConcatenation8 = 0x00;

std::string port_element() {
  return {kApplicationPorts16,
          4,
          static_cast<char>(kBusinessCardPort >> 8),
          static_cast<char>(kBusinessCardPort & 0xFF),
          0,
          0};
}

std::string with_length(const std::string& elements) { return static_cast<char>(elements.size()) + elements; }

}  // namespace

std::vector<Sms> split_into_sms(std::string_view octets, std::uint8_t reference) {
  const std::size_t total = count_sms(octets.size());
  if (total > kMaxSmsParts) return {};
  if (total == 1) return {{with_length(port_element()), std::string(octets)}};
  std::vector<Sms> parts;
  for (std::size_t part = 1; part <= total; ++part) {
    const std::string place = {kConcatenation8, 3, static_cast<char>(reference), static_cast<char>(total),
                               static_cast<char>(part)};
    parts.push_back({with_length(port_element() + place),
                     std::string(octets.substr((part - 1) * kPartOctets, kPartOctets))});
  }
  return parts;
}

bool is_sms_number(std::string_view text) noexcept {
  return text.size() >= 5 && text.size() <= 16 && text[0] == '+' &&
         std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace phonebook
