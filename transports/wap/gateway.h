// gateway: the SMS gateway that the person set up, a Kannel or one that speaks like it. Kept in
// config_folder()/gateway.json, for its owner alone: it holds a password.
//
//   auto gateway = load_gateway();               // absent: none was set up
//   if (!gateway) return gateway.failure();      // a broken file, which is never written over
//   auto good = checked_gateway(fields);         // before save_gateway()
//
// The password is never printed and never on a command line. Functions without state; the last writer wins.
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace phonebook {

// Where the gateway reaches this computer with its delivery reports: an address of ours in digits.
struct ReportsAddress {
  std::string address = "127.0.0.1";       // IPv4, or IPv6 without brackets
  std::uint16_t port = 0;                  // 0: a free one each time
  [[nodiscard]] std::string text() const;  // "127.0.0.1:0", "[::1]:13099"
  friend bool operator==(const ReportsAddress&, const ReportsAddress&) = default;
};
// "ADDRESS:PORT", "ADDRESS", "[IPV6]:PORT". Absent for anything else, host names included.
[[nodiscard]] std::optional<ReportsAddress> parse_reports_address(std::string_view text);

// Messages cost money and anybody on their way can read them: asked at each send, or agreed to for good.
enum class Consent { each, given };

inline constexpr std::size_t kDefaultGatewayParts = 3;

struct Gateway {
  std::string url;  // of sendsms, http or https
  std::string user, password;
  std::string from;                          // sender shown on the phone; empty: the gateway's own
  std::size_t parts = kDefaultGatewayParts;  // most messages for one contact, 1 to 255
  std::optional<ReportsAddress> reports;     // absent: no reports, no send ever ends as known to have arrived
  Consent consent = Consent::each;
  friend bool operator==(const Gateway&, const Gateway&) = default;
};

// "sms.example.org", for a person; "" for a URL that is none.
[[nodiscard]] std::string gateway_host(const Gateway& gateway);
// localhost, 127.0.0.0/8, ::1.
[[nodiscard]] bool is_on_this_machine(const Gateway& gateway);

// The gateway as it is kept: Kannel's own path where the URL has none, blanks trimmed. Code::invalid_input
// with a sentence for a URL that is not http(s), holds a user, a query or no host; for a user or password
// that no HTTP header carries; for a sender that is no number and no word of 1 to 11 letters and digits; for
// parts out of range.
[[nodiscard]] Result<Gateway> checked_gateway(Gateway gateway);

[[nodiscard]] std::filesystem::path gateway_file();
// Absent: none was set up. invalid_input: the file is broken or of a later version. denied: others can read
// it.
[[nodiscard]] Result<std::optional<Gateway>> load_gateway();
// Checked first. A file that cannot be understood is not written over.
[[nodiscard]] Result<void> save_gateway(const Gateway& gateway);
// not_found: there was none. Removes a broken one as well: the person said so.
[[nodiscard]] Result<void> remove_gateway();

}  // namespace phonebook
