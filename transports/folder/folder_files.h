// folder_files: the .vcf files of a directory, listed and read without following a link.
#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace phonebook {

// The names of the card files, sorted, at most `limit` (more: Code::invalid_input).
[[nodiscard]] Result<std::vector<std::string>> list_card_files(const std::filesystem::path& folder,
                                                               std::size_t limit);

// The whole file. Code::not_found when it is gone; invalid_input for a link, a folder, a device, a larger
// file.
[[nodiscard]] Result<std::string> read_card_file(const std::filesystem::path& folder, const std::string& name,
                                                 std::size_t limit_bytes);

}  // namespace phonebook
