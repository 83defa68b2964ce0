// device_shell: commands for the shell of an Android phone. `adb shell` joins its arguments with blanks and
// the device's shell (mksh) splits them again, so whatever a contact says passes through quoted_for_device(),
// and through nothing else.
//
//   DeviceScript script;
//   script.run({"getprop", "ro.build.version.sdk"});
//   auto run = adb.shell(serial, script.text(), …);
//   auto answers = script.answers(run->output);   // fewer than commands: the link broke before the rest
//   ended
//
// Pure functions; thread-safe.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace phonebook {

// One word, whatever it holds: blanks, quotes, dollars, line ends, broken UTF-8. A POSIX shell splits it back
// to the same octets; only NUL, which no argument can carry, is left out. An empty word stays a word.
[[nodiscard]] std::string quoted_for_device(std::string_view word);
// The words of one command, quoted where they need it, with blanks between.
[[nodiscard]] std::string command_for_device(std::span<const std::string> words);

// What one command of a script said on both of its streams, without carriage returns (an old adbd runs
// commands on a terminal), and how it ended. am and content end with 0 whatever happened.
struct DeviceAnswer {
  std::string output;
  int status = 0;
};

// Commands one after the other in one `adb shell`, each ended by a mark that nobody can guess: adb's own exit
// code says nothing on an old device, and nothing of where a link broke.
class DeviceScript {
 public:
  DeviceScript();
  explicit DeviceScript(std::string mark) : mark_(std::move(mark)) {}
  void run(const std::vector<std::string>& words) { run(std::span<const std::string>(words)); }
  void run(std::span<const std::string> words);
  [[nodiscard]] const std::string& text() const { return text_; }
  // In the commands' order.
  [[nodiscard]] std::vector<DeviceAnswer> answers(std::string_view output) const;

 private:
  std::string mark_, text_;
  std::size_t commands_ = 0;
};

}  // namespace phonebook
