// One child with pipes to its stdin and stdout, driven by the GLib main loop. Nothing here blocks, and
// SIGPIPE never reaches the host.
//
//   auto child = ChildProcess::start("/usr/bin/purple-phonebook", {"serve"}, events, why_not);
//   child->wake();                       // there is something to write: events.next_line is asked for it
//
// Main thread only. Destroying it says farewell: what is left is flushed as far as the pipe takes it, stdin
// is closed, and the child is reaped by farewell.h.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/purple/handles.h"

namespace phonebook {

inline constexpr std::size_t kMaxLineBytes = 4 * 1024 * 1024;

class ChildProcess {
 public:
  struct Events {
    // Fills the next line to write (no line feed) and returns true, or returns false when there is none.
    std::function<bool(std::string& line)> next_line;
    // A whole line (no line feed, at most kMaxLineBytes).
    std::function<void(std::string_view line)> line;
    // A line was longer than that; it was skipped up to its end.
    std::function<void()> line_too_long;
    // The child is gone and reaped; said once, and the object may be destroyed from inside.
    std::function<void(const std::string& how)> ended;
  };

  // nullptr and `why_not` (a sentence) when it cannot be started.
  static std::unique_ptr<ChildProcess> start(const std::string& program,
                                             const std::vector<std::string>& arguments, Events events,
                                             std::string& why_not);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  void wake();
  // Asks it to end (SIGTERM, later SIGKILL); `ended` follows.
  void terminate();
  // For the destructor: a last line, and how long the child may take to end before SIGTERM.
  void set_farewell(std::string last_line, guint grace_ms);

 private:
  explicit ChildProcess(Events events) : events_(std::move(events)) {}
  static gboolean on_readable(GIOChannel*, GIOCondition, gpointer self) noexcept;
  static gboolean on_writable(GIOChannel*, GIOCondition, gpointer self) noexcept;
  static void on_exit(GPid pid, gint status, gpointer self) noexcept;
  static gboolean on_kill(gpointer self) noexcept;

  enum class Drained { later, ended, destroyed };
  Drained drain(std::size_t budget_bytes);
  bool take(std::string_view bytes);  // false: the object is gone
  bool write_some();                  // true: there may be more

  Events events_;
  GPid pid_ = 0;
  Descriptor stdin_;
  Descriptor stdout_;
  Source reading_;
  Source writing_;
  Source exit_watch_;
  Source kill_timer_;
  std::string incoming_;
  std::string outgoing_;
  std::size_t written_bytes_ = 0;  // of outgoing_
  bool skipping_ = false;          // inside a line that is too long
  std::string last_line_;
  guint grace_ms_ = 2000;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);  // watched across callbacks
};

}  // namespace phonebook
