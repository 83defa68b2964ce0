// bluez_lab: BlueZ without Bluetooth (bluez_mock.py): a bus of its own, bluetoothd, obexd, a paired phone.
//
//   BluezLab lab(sandbox / "bluez");          // sets DBUS_SYSTEM_BUS_ADDRESS and DBUS_SESSION_BUS_ADDRESS
//   lab.phone("refuse");                      // how the phone behaves from now on; bluez_mock.py lists the
//   words lab.inbox();                              // the files it has taken, in order
//
// Ends what it started when it goes.
#pragma once
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/transports/sandbox.h"

namespace phonebook::testing {

class BluezLab {
 public:
  static constexpr const char* kPhone = "00:AA:01:01:00:01";

  explicit BluezLab(std::filesystem::path folder, nlohmann::json state = nlohmann::json::object())
      : folder_(std::move(folder)), state_(std::move(state)) {
    std::filesystem::create_directories(folder_);
    write_state();
    start();
    ::setenv("DBUS_SYSTEM_BUS_ADDRESS", address_.c_str(), 1);
    ::setenv("DBUS_SESSION_BUS_ADDRESS", address_.c_str(), 1);
  }
  ~BluezLab() {
    ::close(stdin_);  // its sign to end
    ::waitpid(pid_, nullptr, 0);
    ::setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent", 1);
    ::unsetenv("DBUS_SESSION_BUS_ADDRESS");
  }
  BluezLab(const BluezLab&) = delete;
  BluezLab& operator=(const BluezLab&) = delete;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] const std::string& bus() const { return address_; }
  nlohmann::json& state() { return state_; }
  void write_state() const {
    put(folder_ / "state.new", state_.dump());
    std::filesystem::rename(folder_ / "state.new", folder_ / "state.json");
  }
  void phone(const char* behaviour) {
    state_["phone"] = behaviour;
    write_state();
  }

  // The files that arrived, in order, and the names they came under.
  [[nodiscard]] std::vector<std::string> inbox() const { return all("vcf"); }
  [[nodiscard]] std::vector<std::string> names() const { return all("name"); }

 private:
  [[nodiscard]] std::vector<std::string> all(const char* ending) const {
    std::vector<std::string> files;
    while (true) {
      const auto file = folder_ / "inbox" / (std::to_string(files.size() + 1) + "." + ending);
      if (!std::filesystem::exists(file)) return files;
      files.push_back(content_of(file));
    }
  }

  void start() {
    std::array<int, 2> in{}, out{};
    if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0)
      throw std::runtime_error("no pipe");
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(in[0], STDIN_FILENO);
      ::dup2(out[1], STDOUT_FILENO);
      ::execl("/usr/bin/python3", "/usr/bin/python3", "-B", PHONEBOOK_LAB_FOLDER "/bluez_mock.py", "serve",
              folder_.c_str(), nullptr);
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    stdin_ = in[1];
    char c = 0;
    while (::read(out[0], &c, 1) == 1 && c != '\n') address_ += c;
    ::close(out[0]);
    // python3-dbus, python3-gi or dbus-daemon is missing: what it said stands above.
    if (address_.empty()) throw std::runtime_error("bluez_mock.py did not start");
  }

  std::filesystem::path folder_;
  nlohmann::json state_;
  std::string address_;
  pid_t pid_ = -1;
  int stdin_ = -1;
};

}  // namespace phonebook::testing
