// The buddy's context menu and the plugin's own menu (Tools, Phone book).
#pragma once
#include <purple.h>

namespace phonebook {

void connect_buddy_menu(PurplePlugin* plugin);
GList* plugin_actions(PurplePlugin* plugin, gpointer context) noexcept;

}  // namespace phonebook
