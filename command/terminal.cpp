#include "command/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace phonebook::command {
namespace {

std::atomic<int> interrupts{0}, waiting_for_input{0};

void on_signal(int) {
  if (interrupts.fetch_add(1) > 0 || waiting_for_input.load() > 0) _exit(kCancelled);
}

constexpr auto kShowBarAfter = std::chrono::milliseconds(500);
constexpr auto kRedrawEvery = std::chrono::milliseconds(100);
constexpr std::size_t kBarWidth = 30;

// A line from the person; absent when they leave.
std::optional<std::string> answered() {
  std::string answer;
  const WaitingForInput waiting;
  if (interrupted() || !std::getline(std::cin, answer)) return std::nullopt;
  return answer;
}

}  // namespace

void watch_interrupts() {
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}
bool interrupted() noexcept { return interrupts.load() > 0; }

WaitingForInput::WaitingForInput() noexcept { ++waiting_for_input; }
WaitingForInput::~WaitingForInput() { --waiting_for_input; }

bool stdout_is_terminal() { return isatty(STDOUT_FILENO) != 0; }

std::string bold(std::string_view text) {
  static const bool colour = stdout_is_terminal() && !std::getenv("NO_COLOR");
  return colour ? fmt::format("\x1b[1m{}\x1b[0m", text) : std::string(text);
}

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint c = decode_utf8(text);
    text.remove_prefix(c.length);
    if (c.value == '\n' || c.value == '\t' || c.value == '\r')
      out += ' ';
    else if (c.value < 0x20 || (c.value >= 0x7f && c.value < 0xa0))
      append_utf8(out, 0xFFFD);
    else
      append_utf8(out, c.value);
  }
  return out;
}

std::size_t columns(std::string_view text) { return display_columns(text); }

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  const std::size_t taken = columns(text);
  if (taken < width) out.append(width - taken, ' ');
  return out;
}

void print_line(std::string_view line) { std::cout << line << '\n'; }

void complain(std::string_view sentence) { std::cerr << "purple-phonebook: " << sentence << '\n'; }

bool complain_damaged(std::size_t unreadable) {
  if (unreadable == 0) return false;
  complain(fmt::format(
      fmt::runtime(tr_n("{} contact of the book is damaged and was left out; its row was not changed.",
                        "{} contacts of the book are damaged and were left out; their rows were not changed.",
                        unreadable)),
      unreadable));
  return true;
}

TerminalHost::TerminalHost(const Common& common)
    : common_(common),
      bar_(common.progress.empty() && !common.quiet && isatty(STDERR_FILENO) != 0),
      started_(std::chrono::steady_clock::now()) {}
TerminalHost::~TerminalHost() { clear_bar(); }

void TerminalHost::clear_bar() {
  if (bar_shown_) std::fputs("\r\x1b[K", stderr);
  bar_shown_ = false;
}

void TerminalHost::progress(const ProgressEvent& event) {
  if (common_.progress == "json") {
    const nlohmann::json line{{"event", to_string(event.what)},
                              {"done", event.done},
                              {"total", event.total},
                              {"sentence", event.sentence}};
    std::cerr << line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    return;
  }
  const auto now = std::chrono::steady_clock::now();
  if (event.what == ProgressEvent::What::done) return clear_bar();
  if (!bar_ || event.total == 0 || now - started_ < kShowBarAfter || now - drawn_ < kRedrawEvery) return;
  drawn_ = now;
  bar_shown_ = true;
  const auto filled = static_cast<std::size_t>(static_cast<double>(kBarWidth) *
                                               static_cast<double>(std::min(event.done, event.total)) /
                                               static_cast<double>(event.total));
  // Where the work has words for how far it is (a rate, the time left), they say more than two numbers.
  const bool in_words = event.what == ProgressEvent::What::progress && !event.sentence.empty();
  std::string how_far =
      in_words ? printable(event.sentence) : fmt::format("{}/{}", event.done, event.total);
  while (columns(how_far) > 79 - kBarWidth - 3) how_far = cut_utf8(how_far, how_far.size() - 1);
  std::fputs(
      fmt::format("\r\x1b[K[{}{}] {}", std::string(filled, '#'), std::string(kBarWidth - filled, ' '), how_far)
          .c_str(),
      stderr);
  std::fflush(stderr);
}

std::optional<ConflictAnswer> TerminalHost::ask(const ConflictQuestion& question) {
  if (isatty(STDIN_FILENO) == 0 || isatty(STDERR_FILENO) == 0) return std::nullopt;
  clear_bar();
  std::cerr << printable(question.name) << ": " << printable(question.sentence) << '\n';
  for (const FieldDifference& f : question.fields)
    std::cerr << fmt::format("  {}: {} → {}\n", printable(f.field), printable(f.theirs), printable(f.ours));
  const bool differs = question.kind == ConflictQuestion::Kind::differs;
  while (true) {
    std::cerr << (differs ? tr("[k]eep the phone's, [o]verwrite, [a]dd beside, [m]erge, [l]ater? ")
                          : tr("[k]eep what is there, [a]dd it again, [l]ater? "));
    const auto answer = answered();
    if (!answer || *answer == "l" || answer->empty()) return std::nullopt;
    if (*answer == "k") return ConflictAnswer::keep;
    if (*answer == "a") return ConflictAnswer::add;
    if (differs && *answer == "o") return ConflictAnswer::overwrite;
    if (differs && *answer == "m") return ConflictAnswer::merge;
  }
}

std::optional<TollAnswer> TerminalHost::ask(const TollQuestion& question) {
  if (isatty(STDIN_FILENO) == 0 || isatty(STDERR_FILENO) == 0) return std::nullopt;
  clear_bar();
  std::cerr << printable(question.sentence) << '\n';
  while (true) {
    std::cerr << tr("[y]es, send; [n]o; [a]lways over this gateway, without asking again? ");
    const auto answer = answered();
    if (!answer) return std::nullopt;
    if (*answer == "y") return TollAnswer::once;
    if (*answer == "n" || answer->empty()) return TollAnswer::no;
    if (*answer == "a") return TollAnswer::always;
  }
}

}  // namespace phonebook::command
