// --help in 80 columns, in the person's language.
#pragma once
#include <CLI/CLI.hpp>
#include <string>

namespace phonebook::command {

class HelpFormat : public CLI::Formatter {
 public:
  HelpFormat();
  [[nodiscard]] std::string make_help(const CLI::App* app, std::string name,
                                      CLI::AppFormatMode mode) const override;
};

}  // namespace phonebook::command
