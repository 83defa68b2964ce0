// The buddy's context menu, the conversation's, and the plugin's own (Tools, Phone book).
#pragma once
#include <purple.h>

namespace phonebook {

void connect_menus(PurplePlugin* plugin);
GList* plugin_actions(PurplePlugin* plugin, gpointer context) noexcept;

}  // namespace phonebook
