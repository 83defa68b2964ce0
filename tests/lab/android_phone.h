// android_phone: the stand-in for an Android phone (android.py) and an adb server of its own, for one test.
// adb and its server are the real ones; they listen at a socket in the sandbox, where no other test's can be.
//
//   AndroidPhone phone(sandbox, {"--android", "12"});
//   open("adb:" + phone.serial());
//   phone.tell({"tap"});                        // the person says yes to all that the phone shows
//   std::vector<Contact> there = phone.contacts();
#pragma once
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "exporters/transcoder.h"
#include "tests/transports/sandbox.h"
#include "transports/usb/adb_client.h"

namespace phonebook::testing {

// A program of the test's, ended by its own id.
class LabProgram {
 public:
  LabProgram(std::vector<std::string> argv, const std::filesystem::path& log) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    std::vector<char*> words;
    for (std::string& word : argv) words.push_back(word.data());
    words.push_back(nullptr);
    const int log_file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGTERM);
      if (::getppid() != parent) ::_exit(127);
      ::dup2(ends[1], 1);
      ::dup2(log_file, 2);
      ::execvp(words[0], words.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    ::close(log_file);
    output_ = ends[0];
    if (pid_ < 0) throw std::runtime_error("no process");
  }
  ~LabProgram() {
    ::close(output_);
    if (pid_ <= 0) return;
    ::kill(pid_, SIGTERM);
    for (int tries = 0; tries < 300; ++tries) {
      if (::waitpid(pid_, nullptr, WNOHANG) != 0) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  LabProgram(const LabProgram&) = delete;
  LabProgram& operator=(const LabProgram&) = delete;
  // Its next line of output, without the end; "" when it has ended.
  [[nodiscard]] std::string line() const {
    std::string text;
    for (char c = 0; ::read(output_, &c, 1) == 1 && c != '\n';) text += c;
    return text;
  }

 private:
  pid_t pid_ = -1;
  int output_ = -1;
};

// adb's own server in the foreground, at the socket that the sandbox names.
class AdbServer {
 public:
  // "env": without the variables it would look for emulators of others, and write its log into /tmp.
  explicit AdbServer(const Sandbox& sandbox)
      : server_({"env", "ADB_LOCAL_TRANSPORT_MAX_PORT=5554", "TMPDIR=" + sandbox.root().string(), "adb",
                 "server", "nodaemon"},
                sandbox / "adb-server.log") {
    for (int tries = 0; tries < 3000 && !AdbClient().server_runs(); ++tries)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    if (!AdbClient().server_runs())
      throw std::runtime_error("adb's server does not come up: " + content_of(sandbox / "adb-server.log"));
  }

 private:
  LabProgram server_;
};

// One phone; the server is the caller's.
class AndroidStandIn {
 public:
  AndroidStandIn(const std::filesystem::path& control, std::vector<std::string> options)
      : control_(control), program_(command(control, std::move(options)), control.string() + ".log") {
    const std::string port = program_.line();
    if (port.empty())
      throw std::runtime_error("the stand-in does not come up: " + content_of(control.string() + ".log"));
    serial_ = "127.0.0.1:" + port;
  }
  [[nodiscard]] const std::string& serial() const { return serial_; }

  nlohmann::json tell(const std::vector<std::string>& words) const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = control_.string();
    if (path.size() >= sizeof address.sun_path) throw std::runtime_error("the sandbox's path is too long");
    std::memcpy(address.sun_path, path.data(), path.size());
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      ::close(fd);
      throw std::runtime_error("the stand-in does not listen");
    }
    const std::string order = nlohmann::json(words).dump() + "\n";
    std::string answer;
    if (::write(fd, order.data(), order.size()) == static_cast<ssize_t>(order.size())) {
      char block[65536];
      for (ssize_t got = 0; (got = ::read(fd, block, sizeof block)) > 0;)
        answer.append(block, static_cast<std::size_t>(got));
    }
    ::close(fd);
    const auto document = nlohmann::json::parse(answer, nullptr, false);
    if (!document.is_object() || !document.contains("ok"))
      throw std::runtime_error("the stand-in does not take " + order + answer);
    return document["ok"];
  }
  [[nodiscard]] nlohmann::json state() const { return tell({"state"}); }
  // As the phone's own provider gives them out, in the order they came.
  [[nodiscard]] std::vector<Contact> contacts() const {
    auto read = read_contacts(tell({"export"}).get<std::string>(), Format::vcard2_1);
    return read ? std::move(read->contacts) : std::vector<Contact>{};
  }

 private:
  static std::vector<std::string> command(const std::filesystem::path& control,
                                          std::vector<std::string> options) {
    std::vector<std::string> words{"/usr/bin/python3", "-B", PHONEBOOK_LAB_FOLDER "/android.py", "--control",
                                   control.string()};
    words.insert(words.end(), options.begin(), options.end());
    return words;
  }
  std::filesystem::path control_;
  LabProgram program_;
  std::string serial_;
};

// A server and a phone.
class AndroidPhone : public AdbServer, public AndroidStandIn {
 public:
  explicit AndroidPhone(const Sandbox& sandbox, std::vector<std::string> options = {})
      : AdbServer(sandbox), AndroidStandIn(sandbox / "phone", std::move(options)) {}
};

}  // namespace phonebook::testing
