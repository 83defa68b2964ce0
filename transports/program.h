// program: run another program and hear what it says. No shell, an environment of its own, always ended and
// reaped.
//
//   auto run = run_program({.argv = {"gammu", "-c", rc, "identify"}}, task);
//   if (!run) → not_found (no such program), unreachable (took too long), cancelled, io
//   if (run->exit_status != 0) …
//
// Thread-safe; blocks. The child sees PATH, HOME, LC_ALL=C.UTF-8 and what `pass_on` names, no descriptor of
// ours but its three streams, and leads a process group of its own: whatever it started ends with it.
#pragma once
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "transports/phone.h"

namespace phonebook {

struct ProgramCall {
  std::vector<std::string> argv;  // the first is looked up in PATH unless it holds a '/'
  std::string input;              // its standard input; then it ends
  std::filesystem::path folder;   // where it runs; empty: where we do
  std::chrono::milliseconds time_limit{60'000};
  std::size_t output_limit_bytes = std::size_t{1} << 20;  // of each stream; the rest is read and dropped
  bool may_be_cancelled = true;                           // false: it writes, and is not to be ended half-way
  std::vector<std::string> pass_on;  // names of variables of our environment that it sees as well
};

struct ProgramRun {
  int exit_status = 0;           // 128 + signal when it was killed
  std::string output, messages;  // stdout and stderr
};

[[nodiscard]] Result<ProgramRun> run_program(const ProgramCall& call, const Task& task);

// Where PATH finds it; absent when it does not.
[[nodiscard]] std::optional<std::filesystem::path> find_program(std::string_view name);

}  // namespace phonebook
