#include "transports/folder/folder_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

#include "base/text.h"
#include "transports/folder/entry_id.h"

namespace phonebook {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const noexcept { ::closedir(directory); }
};

class Descriptor {
 public:
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const noexcept { return fd_; }

 private:
  int fd_;
};

std::string system_words(int error) { return std::generic_category().message(error); }

}  // namespace

Result<std::vector<std::string>> list_card_files(const std::filesystem::path& folder, std::size_t limit) {
  const std::unique_ptr<DIR, CloseDirectory> directory(::opendir(folder.c_str()));
  if (!directory) {
    return fail(errno == EACCES ? Code::denied : Code::unreachable,
                fmt::format(fmt::runtime(tr("The folder could not be read: {}.")), system_words(errno)),
                folder.string());
  }
  std::vector<std::string> names;
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(directory.get());
    if (!entry && errno != 0) {
      return fail(Code::io,
                  fmt::format(fmt::runtime(tr("The folder could not be read: {}.")), system_words(errno)),
                  folder.string());
    }
    if (!entry) break;
    if (!is_card_file(entry->d_name)) continue;
    if (names.size() == limit) {
      return fail(Code::invalid_input,
                  fmt::format(fmt::runtime(tr("The folder holds more than {} .vcf files.")), limit),
                  folder.string());
    }
    names.emplace_back(entry->d_name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::string> read_card_file(const std::filesystem::path& folder, const std::string& name,
                                   std::size_t limit_bytes) {
  const std::string where = (folder / name).string();
  const auto failed = [&](int error) {
    const std::string words = system_words(error);
    if (error == ENOENT) return fail(Code::not_found, tr("The file is no longer there."), where);
    if (error == ELOOP)
      return fail(Code::invalid_input, tr("This is a link and not a file, so it was passed over."), where);
    return fail(error == EACCES ? Code::denied : Code::io,
                fmt::format(fmt::runtime(tr("The file could not be read: {}.")), words), where);
  };
  // Not blocking, so that a FIFO under a file's name is seen for what it is.
  const Descriptor fd(::open(where.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (fd.get() < 0) return failed(errno);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return failed(errno);
  if (!S_ISREG(status.st_mode))
    return fail(Code::invalid_input, tr("This is not a plain file, so it was passed over."), where);

  std::string content;
  content.reserve(std::min(limit_bytes, static_cast<std::size_t>(status.st_size)));
  char block[65536];
  while (true) {
    const ssize_t got = ::read(fd.get(), block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed(errno);
    if (got == 0) return content;
    if (static_cast<std::size_t>(got) > limit_bytes - content.size()) {
      return fail(
          Code::invalid_input,
          fmt::format(fmt::runtime(tr("The file is larger than the limit of {} bytes.")), limit_bytes),
          where);
    }
    content.append(block, static_cast<std::size_t>(got));
  }
}

}  // namespace phonebook
