#include "transports/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>
#include <utility>

#include "base/text.h"

namespace phonebook {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kPollMs = 50;  // how soon a cancel is seen

class Descriptor {
 public:
  explicit Descriptor(int fd = -1) noexcept : fd_(fd) {}
  ~Descriptor() { reset(); }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  void reset() noexcept {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }
  [[nodiscard]] int get() const noexcept { return fd_; }

 private:
  int fd_;
};

// A started program. Gone with its group when this is gone.
class Child {
 public:
  explicit Child(pid_t pid) noexcept : pid_(pid) {}
  ~Child() {
    if (pid_ <= 0) return;
    ::kill(-pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  // Its status once it has ended; absent while it runs.
  [[nodiscard]] std::optional<int> ended() noexcept {
    siginfo_t info{};
    const int waited = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
    if (waited == 0 && info.si_pid == 0) return std::nullopt;
    if (waited < 0 && errno == EINTR) return std::nullopt;
    // What it started may live on. The group is ended before its leader is reaped: afterwards the number may
    // be another's.
    if (waited == 0) ::kill(-pid_, SIGKILL);
    int status = 0;
    const pid_t got = ::waitpid(pid_, &status, 0);
    pid_ = -1;
    if (got < 0) return 127;  // the host ignores SIGCHLD, and nobody knows how it ended
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t pid_;
};

struct SpawnActions {
  posix_spawn_file_actions_t raw;
  SpawnActions() { ::posix_spawn_file_actions_init(&raw); }
  ~SpawnActions() { ::posix_spawn_file_actions_destroy(&raw); }
};
struct SpawnAttributes {
  posix_spawnattr_t raw;
  SpawnAttributes() { ::posix_spawnattr_init(&raw); }
  ~SpawnAttributes() { ::posix_spawnattr_destroy(&raw); }
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  out.reserve(texts.size() + 1);
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

std::vector<std::string> environment(const std::vector<std::string>& pass_on) {
  std::vector<std::string> out{"LC_ALL=C.UTF-8"};
  const auto take = [&](const std::string& name) {
    if (const char* value = std::getenv(name.c_str())) out.push_back(name + "=" + value);
  };
  take("PATH");
  take("HOME");
  for (const std::string& name : pass_on) take(name);
  return out;
}

Fail system_failure(const char* sentence, const std::string& program, int error) {
  return fail(Code::io, fmt::format(fmt::runtime(sentence), program, std::generic_category().message(error)),
              program);
}
Fail cannot_start(const std::string& program, int error) {
  return system_failure(tr("The program {} could not be started: {}."), program, error);
}

// The input as a file in memory: nobody has to feed a pipe whose reader may be gone.
Descriptor input_file(const std::string& input) {
  Descriptor fd(::memfd_create("input", MFD_CLOEXEC));
  if (fd.get() < 0) return fd;
  std::string_view rest = input;
  while (!rest.empty()) {
    const ssize_t put = ::write(fd.get(), rest.data(), rest.size());
    if (put < 0 && errno != EINTR) return Descriptor();
    if (put > 0) rest.remove_prefix(static_cast<std::size_t>(put));
  }
  ::lseek(fd.get(), 0, SEEK_SET);
  return fd;
}

struct Stream {
  Descriptor fd;
  std::string* text;
  bool open = true;
};

// One block of what waits; the stream is closed at its end.
void take(Stream& stream, std::size_t limit) {
  std::array<char, 16384> block;
  const ssize_t got = ::read(stream.fd.get(), block.data(), block.size());
  if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (got <= 0) {
    stream.open = false;
    return;
  }
  const std::size_t room = limit - std::min(limit, stream.text->size());
  stream.text->append(block.data(), std::min(room, static_cast<std::size_t>(got)));
}

Result<pid_t> start(const ProgramCall& call, int input, int output, int messages) {
  SpawnActions actions;
  ::posix_spawn_file_actions_adddup2(&actions.raw, input, 0);
  ::posix_spawn_file_actions_adddup2(&actions.raw, output, 1);
  ::posix_spawn_file_actions_adddup2(&actions.raw, messages, 2);
  ::posix_spawn_file_actions_addclosefrom_np(&actions.raw, 3);
  if (!call.folder.empty()) ::posix_spawn_file_actions_addchdir_np(&actions.raw, call.folder.c_str());

  SpawnAttributes attributes;
  sigset_t none;
  sigset_t all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setflags(&attributes.raw,
                             POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  ::posix_spawnattr_setpgroup(&attributes.raw, 0);
  ::posix_spawnattr_setsigmask(&attributes.raw, &none);
  ::posix_spawnattr_setsigdefault(&attributes.raw, &all);

  std::vector<std::string> argv = call.argv;
  std::vector<std::string> env = environment(call.pass_on);
  pid_t pid = -1;
  const int error = ::posix_spawnp(&pid, argv.front().c_str(), &actions.raw, &attributes.raw,
                                   pointers(argv).data(), pointers(env).data());
  if (error != 0) return cannot_start(call.argv.front(), error);
  return pid;
}

}  // namespace

Result<ProgramRun> run_program(const ProgramCall& call, const Task& task) {
  if (call.argv.empty()) return fail(Code::internal, tr("There is no program to run."));
  const std::string& name = call.argv.front();
  if (task.cancelled()) return fail(Code::cancelled, tr("Stopped."), name);
  if (name.find('/') == std::string::npos ? !find_program(name) : ::access(name.c_str(), X_OK) != 0)
    return fail(Code::not_found, fmt::format(fmt::runtime(tr("The program {} is not installed.")), name),
                name);

  const Descriptor input = input_file(call.input);
  int out_ends[2];
  int message_ends[2];
  if (input.get() < 0 || ::pipe2(out_ends, O_CLOEXEC) != 0) return cannot_start(name, errno);
  Stream out{Descriptor(out_ends[0]), nullptr};
  Descriptor out_writer(out_ends[1]);
  if (::pipe2(message_ends, O_CLOEXEC) != 0) return cannot_start(name, errno);
  Stream messages{Descriptor(message_ends[0]), nullptr};
  Descriptor message_writer(message_ends[1]);

  const auto pid = start(call, input.get(), out_writer.get(), message_writer.get());
  if (!pid) return pid.failure();
  Child child(*pid);
  out_writer.reset();
  message_writer.reset();

  ProgramRun run;
  out.text = &run.output;
  messages.text = &run.messages;
  const Clock::time_point deadline = Clock::now() + call.time_limit;
  std::optional<int> status;
  while (true) {
    pollfd waiting[2] = {{out.open ? out.fd.get() : -1, POLLIN, 0},
                         {messages.open ? messages.fd.get() : -1, POLLIN, 0}};
    // Closed streams wait for nothing but the end, which is near then.
    const int wait_ms = status ? 0 : (out.open || messages.open ? kPollMs : 1);
    const int ready = ::poll(waiting, 2, wait_ms);
    if (waiting[0].revents != 0) take(out, call.output_limit_bytes);
    if (waiting[1].revents != 0) take(messages, call.output_limit_bytes);
    // It has ended, and all that it had written is read.
    if (status && ready <= 0) break;
    if (!status) status = child.ended();
    if (status && !out.open && !messages.open) break;
    if (call.may_be_cancelled && task.cancelled()) return fail(Code::cancelled, tr("Stopped."), name);
    if (Clock::now() >= deadline) {
      return fail(
          Code::unreachable,
          fmt::format(fmt::runtime(tr("The program {} did not answer within {} seconds and was ended.")),
                      name, std::chrono::ceil<std::chrono::seconds>(call.time_limit).count()),
          name);
    }
  }
  run.exit_status = *status;
  return run;
}

std::optional<std::filesystem::path> find_program(std::string_view name) {
  const char* path = std::getenv("PATH");
  if (!path || name.empty() || name.find('/') != std::string_view::npos) return std::nullopt;
  for (const std::string_view folder : split(path, ':')) {
    if (folder.empty() || folder.front() != '/') continue;
    const std::filesystem::path candidate = std::filesystem::path(folder) / name;
    std::error_code error;
    if (std::filesystem::is_regular_file(candidate, error) && ::access(candidate.c_str(), X_OK) == 0)
      return candidate;
  }
  return std::nullopt;
}

}  // namespace phonebook
