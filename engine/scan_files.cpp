#include "engine/scan_files.h"

#include <dirent.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <set>
#include <string>
#include <system_error>

#include "base/text.h"

namespace phonebook {
namespace {

namespace fs = std::filesystem;
using Identity = std::pair<dev_t, ino_t>;

struct DirCloser {
  void operator()(DIR* dir) const noexcept { ::closedir(dir); }
};

Code code_of(int error) noexcept {
  if (error == ENOENT) return Code::not_found;
  return error == EACCES || error == EPERM ? Code::denied : Code::io;
}

class Walk {
 public:
  Walk(FoundFiles& out, const std::function<bool()>& cancelled) : out_(out), cancelled_(cancelled) {}

  void look_at(const fs::path& path, bool named) {
    if (cancelled_()) return;
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return cannot_stat(path, errno);
    const Identity id{status.st_dev, status.st_ino};
    if (S_ISDIR(status.st_mode)) return folder(path, id);
    // A FIFO or a device goes on to be opened, and there is told what it is.
    if (!seen_.insert(id).second) return;
    const std::uint64_t size = S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
    out_.files.push_back(
        {path, size, status.st_mtim.tv_sec * std::int64_t{1'000'000'000} + status.st_mtim.tv_nsec, named});
    out_.size_bytes += size;
  }

 private:
  void cannot_stat(const fs::path& path, int error) {
    struct stat link {};
    const bool dangling = error == ENOENT && ::lstat(path.c_str(), &link) == 0;
    if (error == ELOOP)
      fault(Code::invalid_input, tr("This symbolic link leads round in a circle."), path);
    else if (dangling)
      fault(Code::not_found, tr("This symbolic link leads nowhere."), path);
    else
      fault(code_of(error),
            fmt::format(fmt::runtime(tr("The file could not be read: {}.")),
                        std::generic_category().message(error)),
            path);
  }

  void folder(const fs::path& path, const Identity& id) {
    if (std::find(above_.begin(), above_.end(), id) != above_.end())
      return fault(Code::invalid_input, tr("This symbolic link leads back into a folder above it."), path);
    if (!seen_.insert(id).second) return;
    const std::unique_ptr<DIR, DirCloser> dir(::opendir(path.c_str()));
    if (!dir)
      return fault(code_of(errno),
                   fmt::format(fmt::runtime(tr("The folder could not be read: {}.")),
                               std::generic_category().message(errno)),
                   path);
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(dir.get())) {
      const std::string name = entry->d_name;
      if (name != "." && name != "..") names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    above_.push_back(id);
    // As deep as paths can be long: 4096 bytes, half of them slashes.
    for (const std::string& name : names) look_at(path / name, false);
    above_.pop_back();
  }

  void fault(Code code, std::string sentence, const fs::path& path) {
    out_.faults.push_back({code, std::move(sentence), path.string()});
  }

  FoundFiles& out_;
  const std::function<bool()>& cancelled_;
  std::set<Identity> seen_;
  std::vector<Identity> above_;
};

}  // namespace

FoundFiles find_files(const std::vector<fs::path>& paths, const std::function<bool()>& cancelled) {
  FoundFiles out;
  Walk walk(out, cancelled);
  for (const fs::path& path : paths) {
    if (path == "-")
      out.files.push_back({path, 0, 0, true});
    else
      walk.look_at(path, true);
  }
  return out;
}

fs::path purple_log_folder() {
  for (const char* name : {"PURPLEHOME", "HOME"})
    if (const char* home = std::getenv(name); home && *home) return fs::path(home) / ".purple" / "logs";
  return {};
}

}  // namespace phonebook
