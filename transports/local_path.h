// local_path: paths as people type them, and folders of our own that go when we are done.
#pragma once
#include <filesystem>
#include <string>

#include "base/result.h"

namespace phonebook {

// Absolute, without ".", ".." and a trailing '/'; a leading "~/" is the home folder, for a shell does not
// expand it in the middle of a word. Links are not resolved and nothing need be there.
[[nodiscard]] std::string canonical_path(const std::string& typed);

// A folder with mode 0700, removed with all it holds at the end of its life; one whose process was killed is
// removed when the next is made. Where there is memory to write into it lies there and not on a disk: in
// XDG_RUNTIME_DIR, else /run/user/UID, else /dev/shm, else state_folder(). Thread-safe.
class PrivateFolder {
 public:
  [[nodiscard]] static Result<PrivateFolder> make();
  PrivateFolder(PrivateFolder&& other) noexcept;
  PrivateFolder& operator=(PrivateFolder&& other) noexcept;
  ~PrivateFolder();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  PrivateFolder(std::filesystem::path path, int lock) : path_(std::move(path)), lock_(lock) {}
  std::filesystem::path path_;
  int lock_ = -1;  // of the folder itself, held as long as it is in use; the system lets go of a dead one's
};

}  // namespace phonebook
