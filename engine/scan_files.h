// scan_files: which files a scan looks at: files and folders with all that is in them, each once.
//
//   FoundFiles found = find_files({"~/.purple/logs"});
//
// Symbolic links are followed; one that leads back into its own folder is told. Thread rule: functions only.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "base/result.h"

namespace phonebook {

struct FoundFile {
  std::filesystem::path path;  // "-": standard input
  std::uint64_t size_bytes = 0;
  std::int64_t modified_ns = 0;
  bool named = false;  // by the person, not found in a folder
};

struct FoundFiles {
  std::vector<FoundFile> files;  // in the order of the paths, in a folder by name
  std::vector<Error> faults;     // what could not be looked into
  std::uint64_t size_bytes = 0;
};

// `cancelled` is asked now and then.
[[nodiscard]] FoundFiles find_files(const std::vector<std::filesystem::path>& paths,
                                    const std::function<bool()>& cancelled);

// The logs of the libpurple profile: under PURPLEHOME or HOME, .purple/logs.
[[nodiscard]] std::filesystem::path purple_log_folder();

}  // namespace phonebook
