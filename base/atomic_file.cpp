#include "base/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "base/text.h"

namespace phonebook {
namespace {

namespace fs = std::filesystem;

class Descriptor {
 public:
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  [[nodiscard]] int get() const noexcept { return fd_; }
  [[nodiscard]] bool open() const noexcept { return fd_ >= 0; }
  // close() may be the first to hear that a network disk is full.
  [[nodiscard]] bool close_checked() noexcept { return ::close(std::exchange(fd_, -1)) == 0; }

 private:
  int fd_;
};

// The temporary file goes with its scope unless it has become the real one.
class TemporaryFile {
 public:
  explicit TemporaryFile(fs::path path) : path_(std::move(path)) {}
  ~TemporaryFile() {
    if (!kept_) ::unlink(path_.c_str());
  }
  TemporaryFile(TemporaryFile&& other) noexcept
      : path_(std::move(other.path_)), kept_(std::exchange(other.kept_, true)) {}
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  [[nodiscard]] const fs::path& path() const noexcept { return path_; }
  void keep() noexcept { kept_ = true; }

 private:
  fs::path path_;
  bool kept_ = false;
};

Code code_of(int error) noexcept {
  switch (error) {
    case ENOENT:
      return Code::not_found;
    case EACCES:
    case EPERM:
    case EROFS:
      return Code::denied;
    case EEXIST:
      return Code::conflict;
    case ENOTDIR:
    case EISDIR:
    case ELOOP:
    case EINVAL:
    case ENAMETOOLONG:
      return Code::invalid_input;
    default:
      return Code::io;
  }
}

// `sentence` has one {} for the system's own words.
Fail system_failure(const char* sentence, int error, const fs::path& path) {
  const std::string reason = std::generic_category().message(error);
  return fail(code_of(error), fmt::format(fmt::runtime(sentence), reason), path.string());
}
Fail cannot_write(int error, const fs::path& path) {
  return system_failure(tr("The file could not be written: {}."), error, path);
}
Fail cannot_read(int error, const fs::path& path) {
  return system_failure(tr("The file could not be read: {}."), error, path);
}

bool write_all(int fd, std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// Puts `from` at `to`, which must not be there; 0 or errno. Memory cards and phones mounted by FUSE know
// neither the flag nor links: there the name is taken first, by the one call that everything knows to be
// exclusive.
int rename_without_overwriting(const fs::path& from, const fs::path& to) noexcept {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS && errno != ENOTSUP) return errno;
  if (::link(from.c_str(), to.c_str()) == 0) {
    ::unlink(from.c_str());
    return 0;
  }
  if (errno == EEXIST) return errno;
  const Descriptor taken(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!taken.open()) return errno;
  if (::rename(from.c_str(), to.c_str()) == 0) return 0;
  const int error = errno;
  ::unlink(to.c_str());
  return error;
}

// The new name must reach the disk as well. Not every file system syncs folders, and the content is safe by
// then.
void sync_folder(const fs::path& folder) noexcept {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.open()) static_cast<void>(::fsync(fd.get()));
}

fs::path home() {
  if (const char* home = std::getenv("HOME"); home && *home == '/') return home;
  std::vector<char> buffer(16384);
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found && found->pw_dir)
    return found->pw_dir;
  return "/";
}

// A relative path in these variables is to be ignored (XDG Base Directory Specification 0.8).
std::optional<fs::path> xdg_folder(const char* variable) {
  const char* value = std::getenv(variable);
  if (!value || *value != '/') return std::nullopt;
  return fs::path(value) / "purple-phonebook";
}

}  // namespace

struct StagedFile::State {
  fs::path path, folder;
  WriteOptions options;
  mode_t mode = 0;
  Descriptor fd{-1};
  std::optional<TemporaryFile> named;  // absent: it has no name yet

  [[nodiscard]] fs::path link() const { return "/proc/self/fd/" + std::to_string(fd.get()); }

  // 0 or errno. Never wider than the file will be, not even for a moment.
  int open_unnamed() {
    const int opened = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, mode);
    if (opened < 0) return errno;
    fd = Descriptor(opened);
    // Its name is given through here.
    if (::access(link().c_str(), F_OK) == 0) return 0;
    fd = Descriptor(-1);
    return ENOENT;
  }
  int open_named() {
    TemporaryFile temporary(folder / ("." + new_uuid() + ".tmp"));
    const int opened =
        ::open(temporary.path().c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
    if (opened < 0) {
      const int error = errno;
      temporary.keep();  // nothing of ours is there
      return error;
    }
    fd = Descriptor(opened);
    named.emplace(std::move(temporary));
    return 0;
  }
  // Gives an unnamed file the path, or a name beside it where there is something to be replaced.
  int name_it() {
    if (!options.overwrite)
      return ::linkat(AT_FDCWD, link().c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
    TemporaryFile temporary(folder / ("." + new_uuid() + ".tmp"));
    if (::linkat(AT_FDCWD, link().c_str(), AT_FDCWD, temporary.path().c_str(), AT_SYMLINK_FOLLOW) != 0) {
      const int error = errno;
      temporary.keep();
      return error;
    }
    if (::rename(temporary.path().c_str(), path.c_str()) != 0) return errno;
    temporary.keep();
    return 0;
  }
  // For file systems that know files without a name but no second names. 0 or errno.
  int copy_into_named() {
    const Descriptor from(std::exchange(fd, Descriptor(-1)));
    if (const int error = open_named(); error != 0) return error;
    std::array<char, 65536> block;
    off_t at = 0;
    while (true) {
      const ssize_t got = ::pread(from.get(), block.data(), block.size(), at);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return errno;
      if (got == 0) return ::fsync(fd.get()) == 0 ? 0 : errno;
      if (!write_all(fd.get(), {block.data(), static_cast<std::size_t>(got)})) return errno;
      at += got;
    }
  }
  int rename_it() {
    if (!options.overwrite) {
      if (const int error = rename_without_overwriting(named->path(), path); error != 0) return error;
    } else if (::rename(named->path().c_str(), path.c_str()) != 0) {
      return errno;
    }
    named->keep();
    return 0;
  }
};

StagedFile::StagedFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
StagedFile::StagedFile(StagedFile&&) noexcept = default;
StagedFile& StagedFile::operator=(StagedFile&&) noexcept = default;
StagedFile::~StagedFile() = default;

Result<StagedFile> StagedFile::open(const fs::path& path, WriteOptions options) {
  if (!path.has_filename()) return cannot_write(EISDIR, path);
  auto state = std::make_unique<State>();
  state->path = path;
  state->folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  state->options = options;
  struct stat existing {};
  const bool replaces = ::lstat(path.c_str(), &existing) == 0;
  if (replaces && S_ISDIR(existing.st_mode)) return cannot_write(EISDIR, path);
  if (replaces && !options.overwrite) return cannot_write(EEXIST, path);
  const bool keeps_mode = replaces && S_ISREG(existing.st_mode);
  state->mode = keeps_mode ? existing.st_mode & 0777 : options.mode & 0777;
  // Whatever speaks against a file without a name, one with a name says the reason that counts.
  if (state->open_unnamed() != 0)
    if (const int error = state->open_named(); error != 0) return cannot_write(error, path);
  if (keeps_mode) {
    // Best effort: a memory card knows neither modes nor owners.
    if (existing.st_uid != ::geteuid() || existing.st_gid != ::getegid())
      static_cast<void>(!::fchown(state->fd.get(), existing.st_uid, existing.st_gid));
    static_cast<void>(!::fchmod(state->fd.get(), state->mode));
  }
  return StagedFile(std::move(state));
}

Result<void> StagedFile::write(std::string_view bytes) {
  if (!write_all(state_->fd.get(), bytes)) return cannot_write(errno, state_->path);
  return {};
}

Result<void> StagedFile::commit() {
  State& s = *state_;
  if (::fsync(s.fd.get()) != 0) return cannot_write(errno, s.path);
  int error = s.named ? s.rename_it() : s.name_it();
  if (!s.named && (error == EPERM || error == EOPNOTSUPP || error == ENOSYS || error == ENOENT)) {
    error = s.copy_into_named();
    if (error == 0) error = s.rename_it();
  }
  if (error != 0) return cannot_write(error, s.path);
  // The name is there; close() may still be the first to hear that a network disk is full.
  if (!s.fd.close_checked()) return cannot_write(errno, s.path);
  sync_folder(s.folder);
  return {};
}

Result<void> write_file_atomically(const fs::path& path, std::string_view bytes, WriteOptions options) {
  auto file = StagedFile::open(path, options);
  if (!file) return file.failure();
  if (auto written = file->write(bytes); !written) return written;
  return file->commit();
}

Result<std::string> read_file(const fs::path& path, std::size_t limit_bytes) {
  // Not blocking, so that a FIFO under a file's name is seen for what it is.
  const Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd.open()) return cannot_read(errno, path);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return cannot_read(errno, path);
  if (S_ISDIR(status.st_mode)) return cannot_read(EISDIR, path);
  if (!S_ISREG(status.st_mode))
    return fail(Code::invalid_input, tr("This is a device, not a file."), path.string());

  const auto too_large = [&] {
    return fail(Code::invalid_input,
                fmt::format(fmt::runtime(tr("The file is larger than the limit of {} bytes.")), limit_bytes),
                path.string());
  };
  if (static_cast<unsigned long long>(status.st_size) > limit_bytes) return too_large();
  std::string content;
  content.reserve(static_cast<std::size_t>(status.st_size));
  // Until the end and not for st_size bytes: the file may grow while it is read, and /proc tells no sizes.
  std::array<char, 65536> block;
  while (true) {
    const ssize_t got = ::read(fd.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot_read(errno, path);
    if (got == 0) return content;
    if (static_cast<std::size_t>(got) > limit_bytes - content.size()) return too_large();
    content.append(block.data(), static_cast<std::size_t>(got));
  }
}

Result<void> make_private_folder(const fs::path& path) {
  const char* const sentence = tr("The folder could not be made: {}.");
  std::error_code error;
  const fs::path folder = path.has_filename() ? path : path.parent_path();
  if (folder.has_parent_path()) fs::create_directories(folder.parent_path(), error);
  if (error) return system_failure(sentence, error.value(), path);
  if (::mkdir(folder.c_str(), 0700) == 0) return {};
  const int reason = errno;
  if (reason == EEXIST && fs::is_directory(folder, error)) return {};
  return system_failure(sentence, reason, path);
}

fs::path data_folder() {
  return xdg_folder("XDG_DATA_HOME").value_or(home() / ".local/share/purple-phonebook");
}
fs::path config_folder() {
  return xdg_folder("XDG_CONFIG_HOME").value_or(home() / ".config/purple-phonebook");
}
fs::path state_folder() {
  return xdg_folder("XDG_STATE_HOME").value_or(home() / ".local/state/purple-phonebook");
}
fs::path runtime_folder() { return xdg_folder("XDG_RUNTIME_DIR").value_or(state_folder()); }

}  // namespace phonebook
