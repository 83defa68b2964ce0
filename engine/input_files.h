// input_files: the files that a person means by what they typed: names, patterns that a shell left alone,
// folders.
//
//   auto files = input_files({"old/*.vcf", "phone/", "-"});
//
// A name that is a file is that file, whatever signs are in it. Of a folder, the files with the ending of a
// contacts file, not those in folders below it, by name. "-" stays: standard input. Thread rule: functions
// only.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace phonebook {

// Nothing that fits: Code::not_found. Over `kMaxInputFiles`: Code::invalid_input.
inline constexpr std::size_t kMaxInputFiles = 1'000'000;
[[nodiscard]] Result<std::vector<std::string>> input_files(std::span<const std::string> typed);

}  // namespace phonebook
