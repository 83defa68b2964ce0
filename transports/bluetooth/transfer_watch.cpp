#include "transports/bluetooth/transfer_watch.h"

namespace phonebook {
namespace {

using namespace std::chrono_literals;

// obexd's own limits (gobex/gobex.c, gobex/gobex-transfer.c: 60 s and 10 s), less what its timers and ours
// may be apart: an answer as late as that is not told from none.
constexpr auto kFirstAnswer = 58s;
constexpr auto kLaterAnswer = 9s;

}  // namespace

void TransferWatch::changed(const std::optional<std::string>& status,
                            std::optional<std::uint64_t> transferred, Clock::time_point now) {
  if (ended()) return;
  if (status == "complete") {
    complete_ = true;
    return;
  }
  if (status == "error") {
    // Newer versions tell the last count along with the end: that is no answer of the phone's.
    failed_at_ = now;
    return;
  }
  if (transferred && *transferred > transferred_) {
    transferred_ = *transferred;
    moved_ = now;
    ++steps_;
  }
}

TransferWatch::Outcome TransferWatch::outcome(bool session_is_there) const {
  if (complete_) return Outcome::delivered;
  if (!failed_at_ || !session_is_there) return Outcome::broken;
  const bool late =
      waits_for_answer() ? *failed_at_ - begun_ >= kFirstAnswer : *failed_at_ - moved_ >= kLaterAnswer;
  return late ? Outcome::unanswered : Outcome::refused;
}

}  // namespace phonebook
