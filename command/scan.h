// scan: the subcommand, as command/command.h has the others.
#pragma once
#include "command/command.h"

namespace phonebook::command {

void add_scan(CLI::App& app, Common& common, Run& run);

}  // namespace phonebook::command
