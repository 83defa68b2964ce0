// The person at a terminal: progress bar on long work, questions, Ctrl-C, colour where there is a tty.
//
//   TerminalHost host(common);
//   auto report = send(engine, contacts, options, host);
//
// Thread rule: one thread; only the signal handler runs elsewhere.
#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "command/command.h"
#include "engine/host.h"

namespace phonebook::command {

// Ctrl-C and SIGTERM set a flag that cancelled() shows; a second one ends the program at once.
void watch_interrupts();
[[nodiscard]] bool interrupted() noexcept;

// While one lives, the first Ctrl-C ends the program: it waits for a person or a pipe, and nothing is half
// written.
class WaitingForInput {
 public:
  WaitingForInput() noexcept;
  ~WaitingForInput();
  WaitingForInput(const WaitingForInput&) = delete;
  WaitingForInput& operator=(const WaitingForInput&) = delete;
};

class TerminalHost : public Host {
 public:
  explicit TerminalHost(const Common& common);
  ~TerminalHost() override;
  void progress(const ProgressEvent& event) override;
  [[nodiscard]] std::optional<ConflictAnswer> ask(const ConflictQuestion& question) override;
  [[nodiscard]] std::optional<TollAnswer> ask(const TollQuestion& question) override;
  [[nodiscard]] bool cancelled() override { return interrupted(); }

 private:
  void clear_bar();
  const Common& common_;
  bool bar_, bar_shown_ = false;
  std::chrono::steady_clock::time_point started_, drawn_;
};

[[nodiscard]] bool stdout_is_terminal();
// Bold, or as it is where stdout is no terminal or NO_COLOR is set.
[[nodiscard]] std::string bold(std::string_view text);
// Control characters (a name may hold an escape sequence) as U+FFFD; newlines as blanks.
[[nodiscard]] std::string printable(std::string_view text);
// Columns that a text takes on a terminal: wide characters two, combining ones none.
[[nodiscard]] std::size_t columns(std::string_view text);
[[nodiscard]] std::string padded(std::string_view text, std::size_t width);
// A line to stdout.
void print_line(std::string_view line);
// stderr, for diagnostics: "purple-phonebook: …".
void complain(std::string_view sentence);
// Says how many contacts of the book could not be read; false for none.
bool complain_damaged(std::size_t unreadable);

}  // namespace phonebook::command
