// The menu on a marked finding: Add to phone, Copy, Ignore, Not a number.
#pragma once
#include <string>

#include "plugin/pidgin/pidgin_headers.h"
#include "plugin/purple/phonebook_api.h"

namespace phonebook {

struct MarkedFinding {
  std::string finding;
  std::string kind;
  std::string value;    // what Copy copies
  std::string partner;  // as the core plugin gave it
  GtkWidget* imhtml = nullptr;
};

// The menu holds a copy of `marked`; whoever shows it destroys it.
[[nodiscard]] GtkWidget* new_mark_menu(const PhonebookApi& api, const MarkedFinding& marked);

// The conversation that a window's text view shows now, or nullptr.
[[nodiscard]] PurpleConversation* conversation_shown_in(GtkWidget* imhtml);

}  // namespace phonebook
