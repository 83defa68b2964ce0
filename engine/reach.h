// reach: from the chain's choice to an open, locked phone. A phone that turns out to be away is passed over
// with its reason and the next one is tried.
#pragma once
#include <memory>
#include <optional>
#include <vector>

#include "engine/send.h"
#include "transports/phone_lock.h"

namespace phonebook {

struct Reached {
  std::optional<FoundPhone> found;  // absent: nothing is reachable
  std::unique_ptr<Phone> phone;
  std::optional<PhoneLock> lock;  // with Access::write
  std::vector<PassedOver> passed_over;
};
enum class Access { read, write };

// A task that reports to the host.
[[nodiscard]] Task task_for(Host& host);
[[nodiscard]] Result<ChainRequest> chain_request(Engine& engine, const PhoneChoice& choice);
[[nodiscard]] Result<Reached> reach(Engine& engine, const PhoneChoice& choice, Access access, Host& host);

}  // namespace phonebook
