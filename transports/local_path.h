// local_path: paths as people type them, and folders of our own that go when we are done.
#pragma once
#include <filesystem>
#include <string>

#include "base/result.h"

namespace phonebook {

// Absolute, without ".", ".." and a trailing '/'; a leading "~/" is the home folder, for a shell does not
// expand it in the middle of a word. Links are not resolved and nothing need be there.
[[nodiscard]] std::string canonical_path(const std::string& typed);

// A folder with mode 0700 below runtime_folder(), removed with all it holds at the end of its life.
class PrivateFolder {
 public:
  [[nodiscard]] static Result<PrivateFolder> make();
  PrivateFolder(PrivateFolder&& other) noexcept;
  PrivateFolder& operator=(PrivateFolder&& other) noexcept;
  ~PrivateFolder();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit PrivateFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace phonebook
