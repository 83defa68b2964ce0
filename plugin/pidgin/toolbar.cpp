#include "plugin/pidgin/toolbar.h"

#include <string>

#include "plugin/purple/guarded.h"
#include "plugin/purple/handles.h"
#include "plugin/purple/words.h"

namespace phonebook {
namespace {

constexpr const char* kWidgetName = "phonebook-button";

}  // namespace

Toolbar::Toolbar(const PhonebookApi& api) : api_(api) { update_all(); }

Toolbar::~Toolbar() {
  while (!buttons_.empty()) gtk_widget_destroy(buttons_.begin()->first);
}

void Toolbar::update_all() {
  for (GList* item = purple_get_conversations(); item != nullptr; item = item->next) {
    update(static_cast<PurpleConversation*>(item->data));
  }
}

void Toolbar::update(PurpleConversation* conversation) {
  if (conversation != nullptr && PIDGIN_IS_PIDGIN_CONVERSATION(conversation)) {
    update(PIDGIN_CONVERSATION(conversation));
  }
}

void Toolbar::update(PidginConversation* gtkconv) {
  if (gtkconv == nullptr || gtkconv->toolbar == nullptr || gtkconv->active_conv == nullptr) return;
  GtkWidget* button = nullptr;
  for (const auto& [widget, owner] : buttons_) {
    if (gtk_widget_get_parent(widget) == gtkconv->toolbar) button = widget;
  }
  const bool wanted = purple_prefs_get_bool(PHONEBOOK_PREF_SHOW_BUTTON) &&
                      purple_conversation_get_type(gtkconv->active_conv) == PURPLE_CONV_TYPE_IM;
  if (!wanted) {
    if (button != nullptr) gtk_widget_destroy(button);
    return;
  }
  if (button == nullptr) {
    button = gtk_button_new_with_mnemonic("");
    gtk_button_set_relief(GTK_BUTTON(button), GTK_RELIEF_NONE);
    gtk_widget_set_name(button, kWidgetName);
    g_signal_connect(button, "clicked", G_CALLBACK(on_clicked), this);
    g_signal_connect(button, "destroy", G_CALLBACK(on_destroyed), this);
    // Straight into the toolbar's box: there in its wide and in its lean form.
    gtk_box_pack_end(GTK_BOX(gtkconv->toolbar), button, FALSE, FALSE, 0);
    buttons_.emplace(button, gtkconv);
    gtk_widget_show(button);
  }
  const int pending = api_.pending(gtkconv->active_conv);
  const std::string label =
      pending > 0 ? fill(tr("Add to _phone ({})"), pending) : std::string(tr("Add to _phone"));
  if (label != gtk_button_get_label(GTK_BUTTON(button)))
    gtk_button_set_label(GTK_BUTTON(button), label.c_str());
  const OwnedText tip{api_.what_will_happen(gtkconv->active_conv)};
  gtk_widget_set_tooltip_text(button, tip ? tip.get() : "");
  if (AtkObject* accessible = gtk_widget_get_accessible(button)) {
    atk_object_set_name(accessible, tr("Add to phone"));
    atk_object_set_description(accessible, tip ? tip.get() : "");
  }
}

void Toolbar::on_clicked(GtkButton* button, gpointer self) noexcept {
  guarded("clicked", [&] {
    auto* toolbar = static_cast<Toolbar*>(self);
    const auto found = toolbar->buttons_.find(GTK_WIDGET(button));
    if (found == toolbar->buttons_.end()) return;
    // Not remembered: "Send To" changes it.
    toolbar->api_.add_to_phone(found->second->active_conv, nullptr, nullptr);
  });
}

void Toolbar::on_destroyed(GtkWidget* button, gpointer self) noexcept {
  static_cast<Toolbar*>(self)->buttons_.erase(button);
}

}  // namespace phonebook
