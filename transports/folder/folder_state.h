// folder_state: whether a directory can be a phone book just now, and what to say when it cannot.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"

namespace phonebook {

struct FolderTrouble {
  Code code;
  std::string reason, cure;  // one sentence each, the first with the folder's name
  [[nodiscard]] Fail failure(const std::filesystem::path& folder) const {
    return fail(code, reason + " " + cure, folder.string());
  }
};

// Missing, not a directory, or not readable.
[[nodiscard]] std::optional<FolderTrouble> reading_trouble(const std::filesystem::path& folder);
// The same, and read-only or without a free block.
[[nodiscard]] std::optional<FolderTrouble> writing_trouble(const std::filesystem::path& folder);

}  // namespace phonebook
