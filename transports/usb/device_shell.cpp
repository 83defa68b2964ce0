#include "transports/usb/device_shell.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace phonebook {
namespace {

// What no shell looks at twice, anywhere in a word.
bool is_plain(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == '/' || c == ':' || c == ',' || c == '+' || c == '@';
  });
}

}  // namespace

std::string quoted_for_device(std::string_view word) {
  if (is_plain(word)) return std::string(word);
  // Between single quotes nothing is special but the quote that ends them.
  std::string out = "'";
  for (const char c : word) {
    if (c == '\'') {
      out += "'\\''";
    } else if (c != '\0') {
      out += c;
    }
  }
  return out + "'";
}

std::string command_for_device(std::span<const std::string> words) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += ' ';
    out += quoted_for_device(word);
  }
  return out;
}

DeviceScript::DeviceScript() : DeviceScript("end-" + new_uuid()) {}

void DeviceScript::run(std::span<const std::string> words) {
  if (!text_.empty()) text_ += "; ";
  text_ += command_for_device(words) + " 2>&1; echo " + mark_ + ":$?";
  ++commands_;
}

std::vector<DeviceAnswer> DeviceScript::answers(std::string_view output) const {
  std::vector<DeviceAnswer> answers;
  while (answers.size() < commands_) {
    const std::size_t mark = output.find(mark_ + ":");
    if (mark == std::string_view::npos) break;
    DeviceAnswer answer{.output = std::string(output.substr(0, mark))};
    std::erase(answer.output, '\r');
    output.remove_prefix(mark + mark_.size() + 1);
    const std::size_t line_end = output.find('\n');
    if (line_end == std::string_view::npos) break;  // the number may be cut
    const std::string_view number = trim(output.substr(0, line_end));
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), answer.status);
    if (error != std::errc{} || end != number.data() + number.size()) break;
    output.remove_prefix(line_end + 1);
    answers.push_back(std::move(answer));
  }
  return answers;
}

}  // namespace phonebook
