// Chat logs as Pidgin writes them, made up: ordinary talk in English and Chinese, things with digits that are
// no numbers, and now and then a number or a mail address.
//
//   const std::string log = make_logs({.size_bytes = 50'000'000, .every = 200});
//   make_log_tree(folder, {.size_bytes = 20'000'000});
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace phonebook::bench {

struct LogMix {
  std::size_t size_bytes = 0;
  std::size_t every = 200;  // one finding in so many messages
  std::uint64_t seed = 20261125;
};

// Conversations one behind the other, each with its header.
[[nodiscard]] std::string make_logs(const LogMix& mix);
// A file a conversation, in folders as a profile has them. Returns the files.
std::vector<std::filesystem::path> make_log_tree(const std::filesystem::path& folder, const LogMix& mix);

}  // namespace phonebook::bench
