// The actions about phones in the Tools menu: which there are, a folder that is one, several ways that lead
// to one.
#pragma once
#include <purple.h>

namespace phonebook {

void on_phones(PurplePluginAction* action) noexcept;
void on_use_folder(PurplePluginAction* action) noexcept;
void on_one_phone(PurplePluginAction* action) noexcept;

}  // namespace phonebook
