// gammu_config: what a gammurc says of the phone, read without running gammu.
#pragma once
#include <filesystem>
#include <string>

#include "base/result.h"

namespace phonebook {

// Of the section [gammu]; other sections are other phones and need a file of their own here.
struct GammuConfig {
  std::string device, connection, model;
};

// not_found, invalid_input (no [gammu] section, not a text file), denied.
[[nodiscard]] Result<GammuConfig> read_gammu_config(const std::filesystem::path& file);

// Whether the device can be looked for on this machine, and is not there: a path that does not exist.
[[nodiscard]] bool device_is_missing(const GammuConfig& config);

}  // namespace phonebook
