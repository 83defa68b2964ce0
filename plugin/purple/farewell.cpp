#include "plugin/purple/farewell.h"

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <memory>
#include <vector>

#include "plugin/purple/guarded.h"

namespace phonebook {
namespace {

constexpr guint kKillAfterMs = 2000;
constexpr guint kLongGraceMs = 10000;

struct Farewell {
  GPid pid = 0;
  Descriptor output;
  guint grace_ms = 0;
  bool terminated = false;
  Source watch;
  Source timer;
  Source reading;
};

std::vector<std::unique_ptr<Farewell>>& under_way() {
  static std::vector<std::unique_ptr<Farewell>> all;
  return all;
}

void on_exit(GPid pid, gint, gpointer data) noexcept {
  guarded("farewell", [&] {
    auto* farewell = static_cast<Farewell*>(data);
    farewell->watch.forget();
    g_spawn_close_pid(pid);
    std::erase_if(under_way(), [&](const auto& one) { return one.get() == farewell; });
  });
}

gboolean on_timer(gpointer data) noexcept {
  auto* farewell = static_cast<Farewell*>(data);
  farewell->timer.forget();
  ::kill(farewell->pid, farewell->terminated ? SIGKILL : SIGTERM);
  if (!farewell->terminated) {
    farewell->terminated = true;
    farewell->timer = Source{g_timeout_add(kKillAfterMs, on_timer, farewell)};
  }
  return G_SOURCE_REMOVE;
}

// Its last answers are read, so that it does not die of a broken pipe in the middle of a job.
gboolean on_output(GIOChannel* channel, GIOCondition, gpointer data) noexcept {
  auto* farewell = static_cast<Farewell*>(data);
  std::array<char, 16384> thrown_away;
  const ssize_t got = ::read(g_io_channel_unix_get_fd(channel), thrown_away.data(), thrown_away.size());
  if (got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR))) return G_SOURCE_CONTINUE;
  farewell->reading.forget();
  return G_SOURCE_REMOVE;
}

}  // namespace

void say_farewell(GPid pid, Descriptor output, guint grace_ms) {
  auto farewell = std::make_unique<Farewell>();
  farewell->pid = pid;
  farewell->output = std::move(output);
  farewell->grace_ms = grace_ms;
  farewell->watch = Source{g_child_watch_add(pid, on_exit, farewell.get())};
  farewell->timer = Source{g_timeout_add(grace_ms, on_timer, farewell.get())};
  if (farewell->output.open()) {
    GIOChannel* channel = g_io_channel_unix_new(farewell->output.get());
    farewell->reading = Source{g_io_add_watch(
        channel, static_cast<GIOCondition>(G_IO_IN | G_IO_HUP | G_IO_ERR), on_output, farewell.get())};
    g_io_channel_unref(channel);
  }
  under_way().push_back(std::move(farewell));
}

void finish_farewells() noexcept {
  guarded("finish_farewells", [&] {
    for (const auto& farewell : under_way()) {
      farewell->watch.reset();
      farewell->timer.reset();
      farewell->reading.reset();
      bool gone = false;
      for (int i = 0; i < 20 && !gone; ++i) {
        gone = ::waitpid(farewell->pid, nullptr, WNOHANG) != 0;
        if (!gone) g_usleep(5000);
      }
      if (!gone && farewell->grace_ms < kLongGraceMs) {
        ::kill(farewell->pid, SIGTERM);
        for (int i = 0; i < 20 && !gone; ++i) {
          gone = ::waitpid(farewell->pid, nullptr, WNOHANG) != 0;
          if (!gone) g_usleep(5000);
        }
      }
    }
    under_way().clear();
  });
}

}  // namespace phonebook
