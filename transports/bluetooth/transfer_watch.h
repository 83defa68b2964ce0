// transfer_watch: what obexd's signals say of one transfer, and what its end means.
//
// obexd tells neither a reason with "error" nor, when a transfer is taken away with its session, any status
// at all. What is left to tell them apart (obexd 5.66, recorded in tests/lab/obexd_signals.txt):
//   * the phone or its person said no → "error", and the session is still there;
//   * the link broke → "error", and the session goes as well;
//   * obexd's own patience ended (60 s for the answer to the first packet, 10 s for each later one) → "error"
//     that late, and the session is still there.
// Pure: fed by push.cpp and by tests.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace phonebook {

class TransferWatch {
 public:
  using Clock = std::chrono::steady_clock;
  explicit TransferWatch(Clock::time_point now) : begun_(now), moved_(now) {}

  // What PropertiesChanged said. A status that is none of obexd's words changes nothing.
  void changed(const std::optional<std::string>& status, std::optional<std::uint64_t> transferred,
               Clock::time_point now);
  void removed() { removed_ = true; }

  [[nodiscard]] bool ended() const { return complete_ || failed_at_ || removed_; }
  [[nodiscard]] bool complete() const { return complete_; }
  // Is it still the first packet that the phone has not answered? It answers once its person has said yes.
  [[nodiscard]] bool waits_for_answer() const { return steps_ < 2; }
  [[nodiscard]] std::uint64_t transferred() const { return transferred_; }
  [[nodiscard]] Clock::time_point begun() const { return begun_; }
  [[nodiscard]] Clock::time_point moved() const { return moved_; }

  enum class Outcome {
    delivered,
    refused,     // the phone answered no
    unanswered,  // nobody answered, and obexd stopped waiting
    broken,      // the link or obexd went
  };
  // Once it has ended. `session_is_there`: obexd still knew the session afterwards.
  [[nodiscard]] Outcome outcome(bool session_is_there) const;

 private:
  Clock::time_point begun_, moved_;
  std::optional<Clock::time_point> failed_at_;
  std::uint64_t transferred_ = 0;
  int steps_ = 0;  // how often `transferred` grew while it was under way
  bool complete_ = false, removed_ = false;
};

}  // namespace phonebook
