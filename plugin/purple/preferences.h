// The plugin's preferences and where the program is found.
#pragma once
#include <purple.h>

#include "plugin/purple/engine_client.h"

namespace phonebook {

// At probe: names and defaults.
void add_preferences();
// At load: a changed program path starts the engine anew.
void watch_preferences(PurplePlugin* plugin);
PurplePluginPrefFrame* preference_frame(PurplePlugin* plugin) noexcept;

// The preference first (alone, when set), then beside this .so, the install prefix, PATH.
[[nodiscard]] FoundProgram find_program();
// Region for `initialize`: the preference, "" for the locale's.
[[nodiscard]] std::string default_region();

}  // namespace phonebook
