// sms: a business card as short messages. Pure functions on octets.
//
//   if (count_sms(card.size()) > limit) …
//   for (const Sms& sms : split_into_sms(card, reference)) hand_over(sms.header, sms.data);
//
// 3GPP TS 23.040, 9.2.3.24: 8-bit data with a user data header that names the port (element 0x05, 16 bit) of
// business cards, 9204, and, for several parts, how they belong together (element 0x00, 8-bit reference). A
// short message holds 140 octets, header included. Thread-safe.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace phonebook {

inline constexpr std::uint16_t kBusinessCardPort = 9204;  // 0x23F4, vCard in Nokia's Smart Messaging
inline constexpr std::size_t kSmsOctets = 140;
inline constexpr std::size_t kLoneSmsOctets = 133;  // of data beside a header that names the ports
inline constexpr std::size_t kPartOctets = 128;     // … and the place of the part
inline constexpr std::size_t kMaxSmsParts = 255;

// How many messages so many octets take; more than kMaxSmsParts cannot be sent as one card at all.
[[nodiscard]] constexpr std::size_t count_sms(std::size_t octets) noexcept {
  return octets <= kLoneSmsOctets ? 1 : octets / kPartOctets + (octets % kPartOctets > 0 ? 1 : 0);
}

struct Sms {
  std::string header;  // user data header with its length octet
  std::string data;    // at most 140 octets together
  friend bool operator==(const Sms&, const Sms&) = default;
};
// In order. `reference` tells this card's parts from those of another one that is under way to the same
// phone; one message alone has none. Empty when there would be more than kMaxSmsParts.
[[nodiscard]] std::vector<Sms> split_into_sms(std::string_view octets, std::uint8_t reference);

// "+4915112345678": a plus and 4 to 15 digits (E.164), nothing else. Gateways hang or send somewhere else on
// less.
[[nodiscard]] bool is_sms_number(std::string_view text) noexcept;

}  // namespace phonebook
