// purple_profile: how a libpurple profile's accounts.xml and blist.xml call the people of its logs.
//
//   const ProfileNames names = profile_names("/home/alice/.purple", log.conversation);
//
// The files are a stranger's as much as the logs are: at most 16 MiB of each are read, without entities, and
// what cannot be read names nobody. The last profile is kept while its files stay as they are. Thread-safe.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "extractor/sources/source.h"

namespace phonebook {

// As they are written there.
struct ProfileNames {
  std::vector<std::string> user, buddy;
};

[[nodiscard]] ProfileNames profile_names(const std::filesystem::path& profile,
                                         const Conversation& conversation);

}  // namespace phonebook
