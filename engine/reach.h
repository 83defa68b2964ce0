// reach: from the chain's phones to an open, locked one, and from there to the next when it turns out to be
// away.
//
//   auto reach = Reach::begin(engine, choice, Access::write, host);
//   while (auto phone = *reach->next(host)) … if (it_is_gone) reach->pass_over(*phone, why);
//
// Thread rule: that of the Engine.
#pragma once
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "engine/send.h"
#include "transports/phone_lock.h"

namespace phonebook {

struct Reached {
  FoundPhone found;
  std::vector<PhoneAddress> addresses;  // all that lead to this phone, found.address among them
  std::unique_ptr<Phone> phone;
  std::vector<PhoneLock> locks;  // with Access::write: one an address
};
enum class Access { read, write };

// A task that reports to the host.
[[nodiscard]] Task task_for(Host& host);
[[nodiscard]] Result<ChainRequest> chain_request(Engine& engine, const PhoneChoice& choice);

class Reach {
 public:
  // Looks for phones. Code::not_found: the choice names a phone that was never set up.
  [[nodiscard]] static Result<Reach> begin(Engine& engine, const PhoneChoice& choice, Access access,
                                           Host& host);
  // The next ready phone, open and, for writing, locked; absent: there is no other. One that does not open is
  // passed over; one that somebody else writes to is Code::busy, for waiting beats sending to another.
  [[nodiscard]] Result<std::optional<Reached>> next(Host& host);
  // It opened, and is gone all the same.
  void pass_over(const FoundPhone& phone, const Error& why);
  [[nodiscard]] const std::vector<PassedOver>& passed_over() const { return passed_over_; }
  // The way used last, when it was passed over for this one. Absent else, and when the person named the
  // phone.
  struct Missed {
    std::string name, reason;
    bool same_phone = false;  // another way to the same phone took over
  };
  [[nodiscard]] std::optional<Missed> used_last_and_missed(const Reached& taken) const;

 private:
  Reach(ChainRequest request, Access access, std::string last_name)
      : request_(std::move(request)), access_(access), last_name_(std::move(last_name)) {}
  ChainRequest request_;
  Access access_;
  std::string last_name_;
  std::deque<FoundPhone> ready_;
  std::vector<PassedOver> passed_over_;
};

}  // namespace phonebook
