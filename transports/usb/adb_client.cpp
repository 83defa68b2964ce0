#include "transports/usb/adb_client.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>

#include "base/atomic_file.h"
#include "base/text.h"

namespace phonebook {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// What adb and the server that it may start read of the environment. ANDROID_SERIAL is left out: the phone is
// always named.
const std::vector<std::string> kEnvironment{"ANDROID_ADB_SERVER_PORT",
                                            "ANDROID_ADB_SERVER_ADDRESS",
                                            "ADB_SERVER_SOCKET",
                                            "ADB_VENDOR_KEYS",
                                            "ADB_LOCAL_TRANSPORT_MAX_PORT",
                                            "ADB_LIBUSB",
                                            "ANDROID_SDK_HOME",
                                            "TMPDIR"};
constexpr int kProbeMs = 300;
constexpr std::size_t kMaxUsbDevices = 1000;
constexpr std::size_t kMaxAttributeBytes = 4096;

class Socket {
 public:
  explicit Socket(int family) : fd_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {}
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  [[nodiscard]] bool connects(const sockaddr* address, socklen_t size) const {
    if (fd_ < 0) return false;
    if (::connect(fd_, address, size) == 0) return true;
    if (errno != EINPROGRESS) return false;
    pollfd waiting{fd_, POLLOUT, 0};
    if (::poll(&waiting, 1, kProbeMs) != 1) return false;
    int error = 0;
    socklen_t length = sizeof error;
    return ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &length) == 0 && error == 0;
  }

 private:
  int fd_;
};

bool listens_at(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (::getaddrinfo(host.c_str(), port.c_str(), &hints, &list) != 0) return false;
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owned(list, ::freeaddrinfo);
  for (const addrinfo* at = list; at; at = at->ai_next)
    if (Socket(at->ai_family).connects(at->ai_addr, at->ai_addrlen)) return true;
  return false;
}

// A socket in the file system, or in Linux' abstract names when `abstract`.
bool listens_at(const std::string& name, bool abstract) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (name.empty() || name.size() + 1 >= sizeof address.sun_path) return false;
  std::memcpy(address.sun_path + (abstract ? 1 : 0), name.data(), name.size());
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size() + 1);
  return Socket(AF_UNIX).connects(reinterpret_cast<const sockaddr*>(&address), size);
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::string attribute(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return {};
  const auto bytes = read_file(file, kMaxAttributeBytes);
  return bytes ? valid_utf8(trim(*bytes)) : std::string();
}

}  // namespace

bool UsbLook::has_adb() const {
  return std::any_of(phones.begin(), phones.end(), [](const UsbPhone& phone) { return phone.adb; });
}

UsbLook look_at_usb(const fs::path& devices) {
  UsbLook look;
  std::error_code error;
  std::size_t seen = 0;
  // "1-2:1.0" is an interface of the device "1-2"; both lie side by side.
  for (auto at = fs::directory_iterator(devices, error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    const std::string name = at->path().filename().string();
    if (name.find(':') != std::string::npos || name.starts_with("usb")) continue;
    if (++seen > kMaxUsbDevices) break;
    UsbPhone phone;
    std::error_code inner;
    for (auto part = fs::directory_iterator(at->path(), inner); !inner && part != fs::directory_iterator();
         part.increment(inner)) {
      if (!part->path().filename().string().starts_with(name + ":")) continue;
      const fs::path& interface = part->path();
      if (attribute(interface / "bInterfaceClass") == "ff" &&
          attribute(interface / "bInterfaceSubClass") == "42" &&
          attribute(interface / "bInterfaceProtocol") == "01")
        phone.adb = true;
      if (attribute(interface / "interface") == "MTP") phone.files = true;
    }
    if (!phone.adb && !phone.files) continue;
    phone.serial = attribute(at->path() / "serial");
    phone.product = attribute(at->path() / "product");
    look.phones.push_back(std::move(phone));
  }
  return look;
}

bool AdbClient::server_runs() const {
  const std::string port = environment("ANDROID_ADB_SERVER_PORT");
  const std::string host = environment("ANDROID_ADB_SERVER_ADDRESS");
  const std::string socket = environment("ADB_SERVER_SOCKET");
  if (socket.empty()) return listens_at(host.empty() ? "127.0.0.1" : host, port.empty() ? "5037" : port);
  const std::size_t colon = socket.find(':');
  const std::string kind = socket.substr(0, colon);
  const std::string rest = colon == std::string::npos ? "" : socket.substr(colon + 1);
  if (kind == "localfilesystem") return listens_at(rest, false);
  if (kind == "localabstract") return listens_at(rest, true);
  if (kind != "tcp") return true;  // adb knows more kinds than we; let it say
  const std::size_t last = rest.rfind(':');
  if (last == std::string::npos) return listens_at("127.0.0.1", rest);
  return listens_at(rest.substr(0, last), rest.substr(last + 1));
}

Result<ProgramRun> AdbClient::run(std::vector<std::string> words, std::chrono::milliseconds limit,
                                  const Task& task, bool may_be_cancelled) const {
  words.insert(words.begin(), "adb");
  auto run = run_program({.argv = std::move(words),
                          .time_limit = limit,
                          .may_be_cancelled = may_be_cancelled,
                          .pass_on = kEnvironment},
                         task);
  if (!run && run.error().code == Code::not_found)
    return fail(Code::unsupported, tr("The program adb is not installed. Install adb (apt install adb)."));
  return run;
}

Result<std::vector<AdbDevice>> AdbClient::devices(std::chrono::milliseconds limit, const Task& task) const {
  const auto run = this->run({"devices", "-l"}, limit, task);
  if (!run) {
    if (run.error().code != Code::unreachable) return run.failure();
    return fail(Code::unreachable, tr("adb's server does not answer."));
  }
  if (run->exit_status != 0) return adb_failure(*run, "");
  return parse_adb_devices(run->output);
}

void AdbClient::connect(const std::string& serial, bool is_listed, std::chrono::milliseconds limit,
                        const Task& task) const {
  if (is_listed) static_cast<void>(run({"disconnect", serial}, limit, task).has_value());
  static_cast<void>(run({"connect", serial}, limit, task).has_value());
}

Result<ProgramRun> AdbClient::shell(const std::string& serial, const std::string& script,
                                    std::chrono::milliseconds limit, const Task& task,
                                    bool may_be_cancelled) const {
  return run({"-s", serial, "shell", script}, limit, task, may_be_cancelled);
}

Result<ProgramRun> AdbClient::push(const std::string& serial, const fs::path& local,
                                   const std::string& remote, std::chrono::milliseconds limit,
                                   const Task& task) const {
  return run({"-s", serial, "push", local.string(), remote}, limit, task);
}

namespace {

bool says(const ProgramRun& run, std::string_view words) {
  return run.messages.find(words) != std::string::npos;
}

// adb's words for a device that it does not even ask, in the order they are looked for.
struct Refusal {
  std::string_view words;
  AdbState state;
};
constexpr std::array<Refusal, 8> kRefusals{{{"device unauthorized", AdbState::unauthorized},
                                            {"device still authorizing", AdbState::authorizing},
                                            {"device still connecting", AdbState::authorizing},
                                            {"device offline", AdbState::offline},
                                            {"insufficient permissions", AdbState::no_permissions},
                                            {"no permissions", AdbState::no_permissions},
                                            {"' not found", AdbState::unknown},
                                            {"no devices/emulators found", AdbState::unknown}}};

const Refusal* refusal_in(const ProgramRun& run) {
  for (const Refusal& refusal : kRefusals)
    if (says(run, refusal.words)) return &refusal;
  return nullptr;
}

}  // namespace

bool never_began(const ProgramRun& run) { return run.output.empty() && refusal_in(run) != nullptr; }

Fail adb_failure(const ProgramRun& run, const std::string& serial) {
  const auto as = [&](const Route::Absence& why) {
    return fail(Code::unreachable, why.reason + " " + why.cure, serial);
  };
  if (const Refusal* refusal = refusal_in(run)) {
    const auto why = refusal->state == AdbState::unknown
                         ? std::nullopt
                         : why_not_ready({.serial = serial, .state = refusal->state});
    return as(why ? *why : why_not_there(serial));
  }
  if (says(run, "cannot connect to daemon") || says(run, "failed to start daemon"))
    return fail(Code::unreachable,
                tr("adb's server cannot be started. Run “adb start-server” in a terminal to see why."),
                serial);
  std::string last;
  for (const std::string_view line : split(run.messages, '\n'))
    if (!trim(line).empty()) last = valid_utf8(trim(line));
  // "closed", "protocol fault", or nothing at all: the link broke while it was in use.
  if (last.empty() || says(run, "closed") || says(run, "protocol fault") || says(run, "copy response") ||
      says(run, "failed to read") || says(run, "connect failed"))
    return fail(
        Code::unreachable,
        tr("The connection to the phone broke. See that it is plugged in and unlocked, and try again."),
        serial);
  return fail(
      Code::io,
      fmt::format(fmt::runtime(tr("adb failed (“{}”). Unplug the phone, plug it in again, and try once "
                                  "more.")),
                  cut_utf8(last, 200)),
      serial);
}

}  // namespace phonebook
