#include "command/help_format.h"

#include "base/text.h"
#include "command/terminal.h"

namespace phonebook::command {
namespace {

constexpr std::size_t kWidth = 79, kDescriptionColumn = 28;

// A line that is too long goes on under its description, or under its own beginning.
void wrap(std::string_view line, std::string& out) {
  const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  const bool two_columns =
      indent > 0 && line.size() > kDescriptionColumn && line[kDescriptionColumn - 1] == ' ';
  const std::string hanging(two_columns ? kDescriptionColumn : indent, ' ');
  std::string row;
  std::size_t width = 0;
  while (!line.empty()) {
    const std::size_t blank =
        line.find(' ', line.find_first_not_of(' ') == std::string_view::npos ? line.size()
                                                                             : line.find_first_not_of(' '));
    const std::string_view word = line.substr(0, blank);
    const std::size_t taken = columns(word);
    if (width > hanging.size() && width + taken > kWidth) {
      out += row + '\n';
      row = hanging + std::string(trim(word));
      width = columns(row);
    } else {
      row += word;
      width += taken;
    }
    line.remove_prefix(word.size());
  }
  out += row + '\n';
}

}  // namespace

HelpFormat::HelpFormat() {
  column_width(kDescriptionColumn);
  for (const char* word : {"Usage", "Options", "OPTIONS", "Subcommands", "SUBCOMMAND", "Positionals",
                           "REQUIRED", "Env", "Needs", "Excludes", "TEXT"})
    label(word, tr(word));
}

std::string HelpFormat::make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const {
  std::string out;
  const std::string text = CLI::Formatter::make_help(app, std::move(name), mode);
  for (const std::string_view line : split(text, '\n')) wrap(line, out);
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

}  // namespace phonebook::command
