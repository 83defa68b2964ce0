// /addtophone and /phonebook.
#pragma once
#include <vector>

#include "plugin/purple/handles.h"

namespace phonebook {

[[nodiscard]] std::vector<Command> register_commands();

}  // namespace phonebook
