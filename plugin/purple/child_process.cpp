#include "plugin/purple/child_process.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <pthread.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>

#include "plugin/purple/farewell.h"
#include "plugin/purple/guarded.h"
#include "plugin/purple/words.h"

namespace phonebook {
namespace {

constexpr std::size_t kReadBytes = 64 * 1024;
constexpr std::size_t kReadBudgetBytes = 256 * 1024;  // for one turn of the main loop
constexpr std::size_t kWriteBudgetBytes = 256 * 1024;
constexpr guint kKillAfterMs = 2000;

// write(2) without SIGPIPE, whatever the host does with that signal: it is held back for this thread and
// taken away again if this write raised it.
ssize_t write_quietly(int fd, const char* bytes, std::size_t size_bytes) {
  sigset_t pipe_only;
  sigset_t pending;
  sigset_t before;
  sigemptyset(&pipe_only);
  sigaddset(&pipe_only, SIGPIPE);
  sigpending(&pending);
  const bool was_pending = sigismember(&pending, SIGPIPE) == 1;
  pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
  const ssize_t written = ::write(fd, bytes, size_bytes);
  const int error = errno;
  if (written < 0 && error == EPIPE && !was_pending) {
    const timespec now{0, 0};
    while (sigtimedwait(&pipe_only, nullptr, &now) < 0 && errno == EINTR) {
    }
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return written;
}

Source watch(int fd, GIOCondition condition, GIOFunc callback, gpointer data) {
  GIOChannel* channel = g_io_channel_unix_new(fd);
  Source source{g_io_add_watch(channel, condition, callback, data)};
  g_io_channel_unref(channel);
  return source;
}

std::string how_it_ended(int status) {
  if (WIFSIGNALED(status)) return fill(tr("It was ended by signal {}."), WTERMSIG(status));
  return fill(tr("It ended with exit code {}."), WIFEXITED(status) ? WEXITSTATUS(status) : status);
}

}  // namespace

std::unique_ptr<ChildProcess> ChildProcess::start(const std::string& program,
                                                  const std::vector<std::string>& arguments, Events events,
                                                  std::string& why_not) {
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  GPid pid = 0;
  int to_child = -1;
  int from_child = -1;
  GError* error = nullptr;
  if (!g_spawn_async_with_pipes(nullptr, argv.data(), nullptr, G_SPAWN_DO_NOT_REAP_CHILD, nullptr, nullptr,
                                &pid, &to_child, &from_child, nullptr, &error)) {
    why_not = fill(tr("{} cannot be started: {}."), program, error != nullptr ? error->message : "?");
    g_clear_error(&error);
    return nullptr;
  }
  std::unique_ptr<ChildProcess> child{new ChildProcess(std::move(events))};
  child->pid_ = pid;
  child->stdin_ = Descriptor{to_child};
  child->stdout_ = Descriptor{from_child};
  for (const int fd : {to_child, from_child}) {
    g_unix_set_fd_nonblocking(fd, TRUE, nullptr);
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);  // another child of the host must not keep this pipe open
  }
  child->exit_watch_ = Source{g_child_watch_add(pid, on_exit, child.get())};
  child->reading_ =
      watch(from_child, static_cast<GIOCondition>(G_IO_IN | G_IO_HUP | G_IO_ERR), on_readable, child.get());
  return child;
}

ChildProcess::~ChildProcess() {
  writing_.reset();
  reading_.reset();
  exit_watch_.reset();
  kill_timer_.reset();
  if (pid_ == 0) return;
  guarded("~ChildProcess", [&] {
    if (stdin_.open()) {
      // Whole lines only: after a torn one the last line would be garbage, and the end of stdin says the
      // same.
      while (written_bytes_ < outgoing_.size()) {
        const ssize_t n =
            write_quietly(stdin_.get(), outgoing_.data() + written_bytes_, outgoing_.size() - written_bytes_);
        if (n <= 0) break;
        written_bytes_ += static_cast<std::size_t>(n);
      }
      if (written_bytes_ == outgoing_.size() && !last_line_.empty()) {
        last_line_ += '\n';
        [[maybe_unused]] const ssize_t ignored =
            write_quietly(stdin_.get(), last_line_.data(), last_line_.size());
      }
      stdin_.reset();
    }
    say_farewell(pid_, std::move(stdout_), grace_ms_);
  });
}

void ChildProcess::set_farewell(std::string last_line, guint grace_ms) {
  last_line_ = std::move(last_line);
  grace_ms_ = grace_ms;
}

void ChildProcess::wake() {
  if (writing_ || !stdin_.open()) return;
  writing_ =
      watch(stdin_.get(), static_cast<GIOCondition>(G_IO_OUT | G_IO_HUP | G_IO_ERR), on_writable, this);
}

void ChildProcess::terminate() {
  if (pid_ == 0 || kill_timer_) return;
  ::kill(pid_, SIGTERM);
  kill_timer_ = Source{g_timeout_add(kKillAfterMs, on_kill, this)};
}

gboolean ChildProcess::on_kill(gpointer self) noexcept {
  auto* child = static_cast<ChildProcess*>(self);
  child->kill_timer_.forget();
  ::kill(child->pid_, SIGKILL);
  return G_SOURCE_REMOVE;
}

bool ChildProcess::write_some() {
  std::size_t budget = kWriteBudgetBytes;
  while (budget > 0) {
    if (written_bytes_ == outgoing_.size()) {
      outgoing_.clear();
      written_bytes_ = 0;
      if (!events_.next_line(outgoing_)) {
        outgoing_.clear();
        return false;
      }
      outgoing_ += '\n';
    }
    const std::size_t size_bytes = std::min(outgoing_.size() - written_bytes_, budget);
    const ssize_t n = write_quietly(stdin_.get(), outgoing_.data() + written_bytes_, size_bytes);
    if (n < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) return true;
      stdin_.reset();  // the child is on its way out; its exit is reported by the child watch
      outgoing_.clear();
      written_bytes_ = 0;
      return false;
    }
    written_bytes_ += static_cast<std::size_t>(n);
    budget -= static_cast<std::size_t>(n);
  }
  return true;
}

gboolean ChildProcess::on_writable(GIOChannel*, GIOCondition, gpointer self) noexcept {
  auto* child = static_cast<ChildProcess*>(self);
  return guarded("on_writable", static_cast<gboolean>(G_SOURCE_REMOVE), [&]() -> gboolean {
    if (child->stdin_.open() && child->write_some()) return G_SOURCE_CONTINUE;
    child->writing_.forget();
    return G_SOURCE_REMOVE;
  });
}

bool ChildProcess::take(std::string_view bytes) {
  const std::weak_ptr<int> alive = alive_;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view part = bytes.substr(0, end);
    if (!skipping_) {
      if (incoming_.size() + part.size() > kMaxLineBytes) {
        skipping_ = true;
        incoming_.clear();
        incoming_.shrink_to_fit();
        events_.line_too_long();
        if (alive.expired()) return false;
      } else {
        incoming_.append(part);
      }
    }
    if (end == std::string_view::npos) return true;
    bytes.remove_prefix(end + 1);
    if (!skipping_ && !incoming_.empty()) {
      const std::string line = std::exchange(incoming_, {});
      guarded("line", [&] { events_.line(line); });
      if (alive.expired()) return false;
    }
    skipping_ = false;
  }
  return true;
}

ChildProcess::Drained ChildProcess::drain(std::size_t budget_bytes) {
  std::array<char, kReadBytes> chunk;
  for (std::size_t taken = 0; taken < budget_bytes;) {
    const ssize_t n = ::read(stdout_.get(), chunk.data(), chunk.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && errno == EAGAIN) return Drained::later;
    if (n <= 0) return Drained::ended;
    taken += static_cast<std::size_t>(n);
    if (!take({chunk.data(), static_cast<std::size_t>(n)})) return Drained::destroyed;
  }
  return Drained::later;
}

gboolean ChildProcess::on_readable(GIOChannel*, GIOCondition, gpointer self) noexcept {
  auto* child = static_cast<ChildProcess*>(self);
  return guarded("on_readable", static_cast<gboolean>(G_SOURCE_REMOVE), [&]() -> gboolean {
    switch (child->drain(kReadBudgetBytes)) {
      case Drained::later:
        return G_SOURCE_CONTINUE;
      case Drained::destroyed:
        return G_SOURCE_REMOVE;
      case Drained::ended:
        break;
    }
    child->reading_.forget();
    child->terminate();  // deaf without its stdout; usually it has ended already
    return G_SOURCE_REMOVE;
  });
}

void ChildProcess::on_exit(GPid pid, gint status, gpointer self) noexcept {
  guarded("on_exit", [&] {
    auto* child = static_cast<ChildProcess*>(self);
    child->exit_watch_.forget();
    g_spawn_close_pid(pid);
    child->pid_ = 0;
    // Its last words may still be in the pipe; a grandchild that holds the pipe open must not keep us here.
    if (child->reading_ && child->drain(kMaxLineBytes * 4) == Drained::destroyed) return;
    child->reading_.reset();
    child->writing_.reset();
    child->kill_timer_.reset();
    const auto ended = child->events_.ended;
    ended(how_it_ended(status));
  });
}

}  // namespace phonebook
