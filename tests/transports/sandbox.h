// Sandbox: a scratch folder with a home, XDG folders and a working directory of its own, gone with the test.
#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace phonebook::testing {

class Sandbox {
 public:
  Sandbox() {
    std::string name = (std::filesystem::temp_directory_path() / "phonebook-XXXXXX").string();
    if (!::mkdtemp(name.data())) throw std::runtime_error("no scratch folder");
    // Tests that give up root must get in.
    std::filesystem::permissions(name, std::filesystem::perms(0755));
    root_ = name;
    for (const char* folder : {"home", "config", "data", "state", "runtime", "here"})
      std::filesystem::create_directory(root_ / folder);
    ::setenv("HOME", (root_ / "home").c_str(), 1);
    ::setenv("XDG_CONFIG_HOME", (root_ / "config").c_str(), 1);
    ::setenv("XDG_DATA_HOME", (root_ / "data").c_str(), 1);
    ::setenv("XDG_STATE_HOME", (root_ / "state").c_str(), 1);
    ::setenv("XDG_RUNTIME_DIR", (root_ / "runtime").c_str(), 1);
    // Nobody's paired telephone is part of a test.
    ::setenv("DBUS_SYSTEM_BUS_ADDRESS", ("unix:path=" + (root_ / "no-system-bus").string()).c_str(), 1);
    ::unsetenv("DBUS_SESSION_BUS_ADDRESS");
    // No adb server, no phone at a cable: tests meet none but their own.
    ::setenv("ADB_SERVER_SOCKET", ("localfilesystem:" + (root_ / "adb.socket").string()).c_str(), 1);
    ::setenv("PURPLE_PHONEBOOK_USB", (root_ / "usb").c_str(), 1);
    before_ = std::filesystem::current_path();
    std::filesystem::current_path(root_ / "here");
  }
  ~Sandbox() {
    std::error_code ignored;
    std::filesystem::current_path(before_, ignored);
    std::filesystem::remove_all(root_, ignored);
  }
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  [[nodiscard]] const std::filesystem::path& root() const { return root_; }
  [[nodiscard]] std::filesystem::path operator/(std::string_view name) const { return root_ / name; }

  // Every path in the sandbox but those below `inside` and our own empty runtime folder, relative to the
  // root.
  [[nodiscard]] std::set<std::string> everything_but(const std::filesystem::path& inside) const {
    std::set<std::string> paths;
    for (auto at = std::filesystem::recursive_directory_iterator(root_);
         at != std::filesystem::recursive_directory_iterator(); ++at) {
      if (at->path() == inside) {
        at.disable_recursion_pending();
        continue;
      }
      if (at->path() == root_ / "runtime/purple-phonebook") continue;
      paths.insert(std::filesystem::relative(at->path(), root_).string());
    }
    return paths;
  }

 private:
  std::filesystem::path root_, before_;
};

inline std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
inline void put(const std::filesystem::path& file, std::string_view bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

}  // namespace phonebook::testing
