// Chat as people write it, made from a seed: mostly talk, some messages with numbers, addresses and ids, some
// with digits that are none. The same seed gives the same corpus on every machine.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace phonebook::bench {

struct ChatMix {
  std::size_t messages = 10000;
  unsigned findings_per_mille = 50;  // messages with something to find
  unsigned lures_per_mille = 100;    // messages with digits or '@' and nothing to find
  std::size_t long_messages = 10;    // of 64 KiB
};

// Markup as libpurple hands it over.
[[nodiscard]] std::vector<std::string> make_chat(std::uint64_t seed, const ChatMix& mix);

}  // namespace phonebook::bench
