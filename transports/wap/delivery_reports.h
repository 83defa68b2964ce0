// delivery_reports: where the gateway tells what became of each message. A small HTTP server that lives as
// long as a send does.
//
//   auto reports = DeliveryReports::listen(address);
//   const std::string token = (*reports)->expect();
//   send_sms(gateway, {.report_url = (*reports)->url(token)}, …);
//   const Delivery delivery = (*reports)->wait(tokens, until, task);
//
// Each message has a token of its own that nobody can guess; what names no token that is waited for is
// answered with 404 and changes nothing. The first ending of a message stands, the same told again is
// ignored, and so is the order in which a gateway tells: Kannel may say "delivered" before "handed to the
// network". Connections, sizes and times are bounded. Thread-safe; the server has a thread of its own.
#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "transports/phone.h"
#include "transports/wap/gateway.h"

namespace phonebook {

// Kannel's dlr-mask, by the user guide's table.
enum class Report { delivered = 1, failed = 2, buffered = 4, handed_over = 8, refused = 16 };

struct ReportCall {
  std::string token;
  Report report;
  std::string words;  // the network's own, for a person; may be empty
};
// A request of the gateway: "/TOKEN", type=…, answer=… as they come, decoded. Absent unless it is one of
// ours: a token's form and one of the five types.
[[nodiscard]] std::optional<ReportCall> parse_report(std::string_view path, std::string_view type,
                                                     std::string_view answer);
// What a person can use of Kannel's %A: "UNDELIV" of an SMPP receipt, "Invalid Destination Address" of
// "NACK/0x0000000b/Invalid Destination Address". At most 100 bytes of clean UTF-8.
[[nodiscard]] std::string words_of_report(std::string_view answer);

// What became of all messages of one card.
struct Delivery {
  enum class State {
    delivered,  // the phone has all of them
    failed,     // one was given up: the card will never be whole
    refused,    // the network did not take one
    open,       // no ending for at least one
  };
  State state = State::open;
  bool handed_over = false;  // open: the network has them all …
  bool buffered = false;     // … and keeps one for a phone that it cannot reach
  std::string words;         // failed, refused: the network's own; may be empty
};

class DeliveryReports {
 public:
  // unreachable: the address is not one of this computer's, or its port is taken.
  [[nodiscard]] static Result<std::unique_ptr<DeliveryReports>> listen(const ReportsAddress& address);
  virtual ~DeliveryReports() = default;
  DeliveryReports(const DeliveryReports&) = delete;
  DeliveryReports& operator=(const DeliveryReports&) = delete;

  // A new token; reports for it are taken from now on.
  [[nodiscard]] virtual std::string expect() = 0;
  // What Kannel is to call: with %d and %A, which it fills in.
  [[nodiscard]] virtual std::string url(const std::string& token) const = 0;
  // Returns when all are delivered, one can no longer be, the time has come, or the task is cancelled.
  [[nodiscard]] virtual Delivery wait(std::span<const std::string> tokens,
                                      std::chrono::steady_clock::time_point until, const Task& task) = 0;

 protected:
  DeliveryReports() = default;
};

}  // namespace phonebook
