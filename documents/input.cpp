#include "documents/input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "base/text.h"

namespace phonebook {
namespace {

Code code_of(int error) noexcept {
  switch (error) {
    case ENOENT:
      return Code::not_found;
    case EACCES:
    case EPERM:
      return Code::denied;
    case ELOOP:
    case ENAMETOOLONG:
    case ENOTDIR:
      return Code::invalid_input;
    default:
      return Code::io;
  }
}

Fail cannot_read(int error, const std::string& name) {
  if (error == ELOOP)
    return fail(Code::invalid_input, tr("This symbolic link leads round in a circle."), name);
  return fail(code_of(error),
              fmt::format(fmt::runtime(tr("The file could not be read: {}.")),
                          std::generic_category().message(error)),
              name);
}

// What stands where a file should: a sentence each.
std::optional<Fail> no_file(const struct stat& status, const std::string& name) {
  if (S_ISREG(status.st_mode)) return std::nullopt;
  if (S_ISDIR(status.st_mode)) return fail(Code::invalid_input, tr("This is a folder."), name);
  if (S_ISFIFO(status.st_mode))
    return fail(Code::invalid_input, tr("This is a named pipe; hand it over as standard input (-)."), name);
  if (S_ISSOCK(status.st_mode)) return fail(Code::invalid_input, tr("This is a socket."), name);
  return fail(Code::invalid_input, tr("This is a device."), name);
}

bool same(const timespec& a, const timespec& b) { return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec; }

}  // namespace

struct Input::State {
  std::string name;
  int fd = -1;
  bool owned = false, seekable = false, ended = false;
  struct stat opened {};
  std::uint64_t fetched = 0, taken = 0;  // from the file, and by read()
  std::string held;                      // memory's bytes, a pipe's head or all of it
  std::size_t held_from = 0;             // of what was handed out of `held`
  std::function<bool(std::uint64_t)> hear;
  Pull pull;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (owned && fd >= 0) ::close(fd);
  }

  // From the descriptor, past what is held.
  Result<std::size_t> read_more(char* into, std::size_t wanted) {
    if (ended) return std::size_t{0};
    if (pull) {
      auto n = pull({into, wanted});
      ended = !n || *n == 0;
      return n;
    }
    if (fd < 0) return std::size_t{0};
    if (seekable) {
      const auto size = static_cast<std::uint64_t>(opened.st_size);
      if (fetched >= size) return std::size_t{0};
      wanted = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, size - fetched));
    }
    while (true) {
      const ssize_t n = ::read(fd, into, wanted);
      if (n < 0 && errno == EINTR) {
        // A pipe may wait for long; whoever listens is asked whether to go on.
        if (hear && !hear(taken)) return fail(Code::cancelled, tr("Cancelled."), name);
        continue;
      }
      if (n < 0) return cannot_read(errno, name);
      if (n == 0) ended = true;
      fetched += static_cast<std::uint64_t>(n);
      return static_cast<std::size_t>(n);
    }
  }

  // Holds `wanted` bytes, or all there are.
  Result<void> hold(std::size_t wanted) {
    while (held.size() < wanted && !ended) {
      const std::size_t before = held.size();
      std::size_t step = std::min(wanted - before, std::size_t{256} << 10);
      if (seekable && fetched < static_cast<std::uint64_t>(opened.st_size))
        step = std::min<std::uint64_t>(step, static_cast<std::uint64_t>(opened.st_size) - fetched);
      held.resize(before + step);
      auto n = read_more(held.data() + before, step);
      held.resize(before + (n ? *n : 0));
      if (!n) return n.failure();
      if (*n == 0) break;
    }
    return {};
  }
};

Input::Input(std::unique_ptr<State> state) : state_(std::move(state)) {}
Input::Input(Input&&) noexcept = default;
Input& Input::operator=(Input&&) noexcept = default;
Input::~Input() = default;

Result<Input> Input::open(const std::filesystem::path& path) {
  auto state = std::make_unique<State>();
  state->name = path.string();
  // What waits for a partner (a FIFO, a terminal) must not hold us: opened without waiting, then looked at.
  state->fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (state->fd < 0) {
    // A socket or a FIFO nobody may read can be named without being opened.
    struct stat status {};
    const int error = errno;
    if (::stat(path.c_str(), &status) == 0)
      if (auto other = no_file(status, state->name)) return *other;
    return cannot_read(error, state->name);
  }
  state->owned = true;
  if (::fstat(state->fd, &state->opened) != 0) return cannot_read(errno, state->name);
  if (auto other = no_file(state->opened, state->name)) return *other;
  state->seekable = true;
  static_cast<void>(::posix_fadvise(state->fd, 0, 0, POSIX_FADV_SEQUENTIAL));
  return Input(std::move(state));
}

Input Input::standard_input() {
  auto state = std::make_unique<State>();
  state->name = "-";
  state->fd = STDIN_FILENO;
  return Input(std::move(state));
}

Input Input::memory(std::string bytes, std::string name) {
  auto state = std::make_unique<State>();
  state->name = std::move(name);
  state->held = std::move(bytes);
  state->ended = true;
  return Input(std::move(state));
}

Input Input::pulled(Pull pull, std::string name) {
  auto state = std::make_unique<State>();
  state->name = std::move(name);
  state->pull = std::move(pull);
  return Input(std::move(state));
}

const std::string& Input::name() const { return state_->name; }
std::uint64_t Input::taken() const { return state_->taken; }
void Input::on_read(std::function<bool(std::uint64_t)> hear) { state_->hear = std::move(hear); }

std::optional<std::uint64_t> Input::size() const {
  if (state_->seekable) return static_cast<std::uint64_t>(state_->opened.st_size);
  if (state_->fd < 0 && !state_->pull) return state_->held.size();
  return std::nullopt;
}

Result<void> Input::wanted() const {
  if (state_->hear && !state_->hear(state_->taken))
    return fail(Code::cancelled, tr("Cancelled."), state_->name);
  return {};
}

Result<std::size_t> Input::read(std::span<char> into) {
  State& s = *state_;
  std::size_t n = std::min(into.size(), s.held.size() - s.held_from);
  if (n > 0) {
    std::memcpy(into.data(), s.held.data() + s.held_from, n);
    s.held_from += n;
  } else {
    auto more = s.read_more(into.data(), into.size());
    if (!more) return more;
    n = *more;
  }
  s.taken += n;
  if (s.hear && !s.hear(s.taken)) return fail(Code::cancelled, tr("Cancelled."), s.name);
  return n;
}

Result<std::string_view> Input::head() {
  if (auto done = state_->hold(kHead); !done) return done.failure();
  return std::string_view(state_->held).substr(0, kHead);
}

Result<Input::Whole> Input::whole() {
  State& s = *state_;
  if (s.seekable) return Whole{s.fd, {}};
  if (auto done = s.hold(kMaxSpooled + 1); !done) return done.failure();
  if (s.held.size() > kMaxSpooled)
    return fail(Code::invalid_input,
                tr("This kind of document is read from standard input only up to 32 MiB; name the file."),
                s.name);
  return Whole{-1, s.held};
}

Result<void> Input::check_unchanged() const {
  const State& s = *state_;
  if (!s.seekable) return {};
  struct stat now {};
  if (::fstat(s.fd, &now) != 0) return cannot_read(errno, s.name);
  if (now.st_nlink == 0 && s.opened.st_nlink > 0)
    return fail(Code::busy, tr("The file was deleted while it was read."), s.name);
  if (now.st_size > s.opened.st_size)
    return fail(Code::busy, tr("The file grew while it was read; what was added was not looked at."), s.name);
  if (now.st_size < s.opened.st_size)
    return fail(Code::busy, tr("The file was cut short while it was read."), s.name);
  if (!same(now.st_mtim, s.opened.st_mtim))
    return fail(Code::busy, tr("The file was written to while it was read."), s.name);
  return {};
}

}  // namespace phonebook
