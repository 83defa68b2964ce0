// sendsms: the gateway's HTTP face, by libcurl. One request is one short message, never more.
//
//   auto taken = send_sms(gateway, {.to = "+4915112345678", .sms = part, .report_url = url}, patience);
//
// Kannel's X-Kannel-… headers with the octets as body, so that neither user, password nor contact stands in a
// URL that servers log. Nothing is asked again by itself, no redirect is followed, certificates are checked,
// answers and times are bounded; a gateway on this machine is reached without a proxy. Blocks; thread-safe.
#pragma once
#include <chrono>
#include <string>

#include "base/result.h"
#include "transports/wap/gateway.h"
#include "transports/wap/sms.h"

namespace phonebook {

struct SmsRequest {
  std::string to;  // is_sms_number()
  Sms sms;
  std::string report_url;  // empty: no reports
};

// Success: the gateway has taken it. denied: it said no, with its words. unreachable: it surely has not taken
// it. uncertain: the request was under way and no answer came; the gateway may have it.
[[nodiscard]] Result<void> send_sms(const Gateway& gateway, const SmsRequest& request,
                                    std::chrono::milliseconds time_limit);

// Asks the gateway for a message to nobody, which it refuses after it has looked at user and password:
// nothing is sent and nothing costs. denied: the gateway does not know user and password, or is no sendsms;
// unreachable.
[[nodiscard]] Result<void> check_gateway(const Gateway& gateway);

// Whether anybody listens there, in under a second. unreachable with a sentence when not.
[[nodiscard]] Result<void> reach_gateway(const Gateway& gateway);

}  // namespace phonebook
