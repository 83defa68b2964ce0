#include "documents/pdf_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <thread>
#include <utility>

#include "base/text.h"

namespace phonebook {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kLookAround{100}, kToEnd{10'000};

Fail cannot_start(int error, const std::string& name) {
  return fail(Code::io,
              fmt::format(fmt::runtime(tr("The program that reads PDFs could not be started: {}.")),
                          std::generic_category().message(error)),
              name);
}

Fail takes_too_long(const std::string& name) {
  return fail(Code::invalid_input,
              tr("The PDF takes too long to read; print it into a new PDF, or leave it out."), name);
}

// A place to hold what posix_spawn wants undone.
struct Actions {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  Actions() {
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawnattr_init(&attributes);
  }
  ~Actions() {
    ::posix_spawn_file_actions_destroy(&files);
    ::posix_spawnattr_destroy(&attributes);
  }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
};

}  // namespace

Result<PdfProcess> PdfProcess::start(int fd, const PdfLimits& limits, const std::string& name) {
  const std::string program = limits.reader.string(), memory = std::to_string(limits.memory_mib),
                    cpu = std::to_string(limits.cpu.count());
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return cannot_start(errno, name);
  Actions actions;
  ::posix_spawn_file_actions_adddup2(&actions.files, fd, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions.files, ends[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&actions.files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addclosefrom_np(&actions.files, STDERR_FILENO + 1);
  sigset_t none, all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&actions.attributes, &none);
  ::posix_spawnattr_setsigdefault(&actions.attributes, &all);
  // A group of its own: Ctrl-C is ours to tell it.
  ::posix_spawnattr_setflags(&actions.attributes,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  // fontconfig looks for its folders in HOME; nothing else of ours is of use to it.
  const char* home = std::getenv("HOME");
  std::string of_home = std::string("HOME=") + (home ? home : "/"), locale = "LC_ALL=C.UTF-8";
  std::string words[3] = {program, memory, cpu};
  const std::array<char*, 4> argv{words[0].data(), words[1].data(), words[2].data(), nullptr};
  const std::array<char*, 3> environment{of_home.data(), locale.data(), nullptr};
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, program.c_str(), &actions.files, &actions.attributes, argv.data(),
                                  environment.data());
  ::close(ends[1]);
  if (error != 0) {
    ::close(ends[0]);
    return cannot_start(error, name);
  }
  return PdfProcess(pid, ends[0], limits, name);
}

PdfProcess::PdfProcess(PdfProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      out_(std::exchange(other.out_, -1)),
      limits_(std::move(other.limits_)),
      name_(std::move(other.name_)) {}

PdfProcess::~PdfProcess() {
  if (out_ >= 0) ::close(out_);
  if (pid_ < 0) return;
  ::kill(-pid_, SIGKILL);
  static_cast<void>(status());
}

milliseconds PdfProcess::cpu_used() const {
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return milliseconds(0);
  return milliseconds(used.tv_sec * 1000 + used.tv_nsec / 1'000'000);
}

Result<std::size_t> PdfProcess::read(std::span<char> into, const std::function<Result<void>()>& wanted) {
  const auto since = steady_clock::now();
  const milliseconds used = cpu_used();
  while (true) {
    pollfd ready{out_, POLLIN, 0};
    const int n = ::poll(&ready, 1, static_cast<int>(kLookAround.count()));
    if (n < 0 && errno != EINTR) return cannot_start(errno, name_);
    if (n > 0) {
      const ssize_t got = ::read(out_, into.data(), into.size());
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return cannot_start(errno, name_);
    }
    if (auto going = wanted(); !going) return going.failure();
    if (cpu_used() - used > limits_.cpu_between || steady_clock::now() - since > limits_.silence)
      return takes_too_long(name_);
  }
}

int PdfProcess::status() {
  int status = 0;
  const auto until = steady_clock::now() + kToEnd;
  // It has said its last word and has nothing to do but end; what does not is ended.
  for (bool killed = false; pid_ >= 0;) {
    const pid_t ended = ::waitpid(pid_, &status, killed ? 0 : WNOHANG);
    if (ended == pid_ || (ended < 0 && errno != EINTR)) pid_ = -1;
    if (ended != 0) continue;
    if (steady_clock::now() > until) {
      ::kill(-pid_, SIGKILL);
      killed = true;
    } else {
      std::this_thread::sleep_for(milliseconds(1));
    }
  }
  return status;
}

}  // namespace phonebook
