// The button "Add to phone (N)" in the toolbar of each conversation with one person.
//
//   Toolbar toolbar{api};       // at load: every open conversation gets its button
//   toolbar.update(conversation);
//
// Main thread only. The destructor takes the buttons away.
#pragma once
#include <map>

#include "plugin/pidgin/pidgin_headers.h"
#include "plugin/purple/phonebook_api.h"

namespace phonebook {

class Toolbar {
 public:
  explicit Toolbar(const PhonebookApi& api);
  ~Toolbar();
  Toolbar(const Toolbar&) = delete;
  Toolbar& operator=(const Toolbar&) = delete;

  // Adds or removes the button as the conversation and the preference want it, and shows the count.
  void update(PidginConversation* gtkconv);
  void update(PurpleConversation* conversation);
  void update_all();

 private:
  static void on_clicked(GtkButton* button, gpointer self) noexcept;
  static void on_destroyed(GtkWidget* button, gpointer self) noexcept;

  const PhonebookApi& api_;
  std::map<GtkWidget*, PidginConversation*> buttons_;  // an entry leaves with its widget
};

}  // namespace phonebook
