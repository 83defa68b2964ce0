#include "transports/local_path.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include "base/atomic_file.h"
#include "base/text.h"

namespace phonebook {

namespace fs = std::filesystem;

std::string canonical_path(const std::string& typed) {
  fs::path path = typed;
  if (const char* home = ::getenv("HOME"); home && (typed == "~" || typed.starts_with("~/")))
    path = fs::path(home) / typed.substr(typed.size() > 1 ? 2 : 1);
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error);
  if (error) return typed;
  fs::path normal = absolute.lexically_normal();
  if (!normal.has_filename() && normal != normal.root_path()) normal = normal.parent_path();
  return normal.string();
}

namespace {

constexpr const char* kPrefix = "work-";
// Between its making and its locking a folder is nobody's: only what is older is a leftover.
constexpr auto kYoung = std::chrono::minutes(1);

bool is_ours(const fs::path& folder) {
  struct stat status {};
  return ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid();
}

// In memory, so that no contact comes to lie on a disk in clear.
fs::path work_folder() {
  if (const char* session = ::getenv("XDG_RUNTIME_DIR"); session && *session == '/') return runtime_folder();
  const std::string uid = std::to_string(::geteuid());
  if (const fs::path session = "/run/user/" + uid; is_ours(session) && ::access(session.c_str(), W_OK) == 0)
    return session / "purple-phonebook";
  // Anybody may make a folder in /dev/shm: only one of our own, closed to others, is taken.
  const fs::path memory = "/dev/shm/purple-phonebook-" + uid;
  struct stat status {};
  if ((::mkdir(memory.c_str(), 0700) == 0 || errno == EEXIST) && ::lstat(memory.c_str(), &status) == 0 &&
      S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() && (status.st_mode & 0077) == 0)
    return memory;
  return state_folder();
}

// -1 when somebody uses the folder, or it is gone.
int lock_folder(const fs::path& folder) {
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd >= 0 && ::flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  if (fd >= 0) ::close(fd);
  return -1;
}

void remove_leftovers(const fs::path& parent) {
  std::error_code error;
  for (fs::directory_iterator at(parent, error), end; !error && at != end; at.increment(error)) {
    const fs::path& folder = at->path();
    if (!folder.filename().string().starts_with(kPrefix) || !is_ours(folder)) continue;
    std::error_code gone;
    const auto made = fs::last_write_time(folder, gone);
    if (gone || fs::file_time_type::clock::now() - made < kYoung) continue;
    const int lock = lock_folder(folder);
    if (lock < 0) continue;
    fs::remove_all(folder, gone);
    ::close(lock);
  }
}

}  // namespace

Result<PrivateFolder> PrivateFolder::make() {
  const fs::path parent = work_folder();
  if (auto made = make_private_folder(parent); !made) return made.failure();
  remove_leftovers(parent);
  std::string name = (parent / (kPrefix + std::string("XXXXXX"))).string();
  if (!::mkdtemp(name.data())) {
    return fail(Code::io,
                fmt::format(fmt::runtime(tr("The folder could not be made: {}.")),
                            std::generic_category().message(errno)),
                parent.string());
  }
  return PrivateFolder(name, lock_folder(name));
}

PrivateFolder::PrivateFolder(PrivateFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_(std::exchange(other.lock_, -1)) {}

PrivateFolder& PrivateFolder::operator=(PrivateFolder&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(lock_, other.lock_);
  return *this;
}

PrivateFolder::~PrivateFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
  if (lock_ >= 0) ::close(lock_);
}

}  // namespace phonebook
