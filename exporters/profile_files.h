// The texts of data/profiles, compiled in (embed_profiles.cmake). For profile.cpp and its tests.
#pragma once
#include <span>
#include <string_view>

namespace phonebook {

struct ProfileFile {
  std::string_view name;  // of the file, without its ending
  std::string_view text;
};
[[nodiscard]] std::span<const ProfileFile> profile_files();

}  // namespace phonebook
