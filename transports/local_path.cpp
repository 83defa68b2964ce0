#include "transports/local_path.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <cerrno>
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

Result<PrivateFolder> PrivateFolder::make() {
  const fs::path parent = runtime_folder();
  if (auto made = make_private_folder(parent); !made) return made.failure();
  std::string name = (parent / "work-XXXXXX").string();
  if (!::mkdtemp(name.data())) {
    return fail(Code::io,
                fmt::format(fmt::runtime(tr("The folder could not be made: {}.")),
                            std::generic_category().message(errno)),
                parent.string());
  }
  return PrivateFolder(name);
}

PrivateFolder::PrivateFolder(PrivateFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

PrivateFolder& PrivateFolder::operator=(PrivateFolder&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

PrivateFolder::~PrivateFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace phonebook
