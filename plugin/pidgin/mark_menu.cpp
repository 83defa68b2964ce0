#include "plugin/pidgin/mark_menu.h"

#include "plugin/purple/guarded.h"
#include "plugin/purple/words.h"

namespace phonebook {
namespace {

struct Context {
  const PhonebookApi* api;
  MarkedFinding marked;
};

void on_add(GtkMenuItem*, gpointer data) noexcept {
  const auto* context = static_cast<Context*>(data);
  if (PurpleConversation* conversation = conversation_shown_in(context->marked.imhtml)) {
    context->api->add_to_phone(conversation, context->marked.partner.c_str(),
                               context->marked.finding.c_str());
  }
}

void on_show_code(GtkMenuItem*, gpointer data) noexcept {
  const auto* context = static_cast<Context*>(data);
  if (PurpleConversation* conversation = conversation_shown_in(context->marked.imhtml)) {
    context->api->show_code(conversation, context->marked.partner.c_str(), context->marked.finding.c_str());
  }
}

void on_copy(GtkMenuItem*, gpointer data) noexcept {
  const auto* context = static_cast<Context*>(data);
  for (GdkAtom selection : {GDK_SELECTION_CLIPBOARD, GDK_SELECTION_PRIMARY}) {
    gtk_clipboard_set_text(gtk_clipboard_get(selection), context->marked.value.c_str(), -1);
  }
}

void put_aside(gpointer data, const char* as) noexcept {
  const auto* context = static_cast<Context*>(data);
  if (PurpleConversation* conversation = conversation_shown_in(context->marked.imhtml)) {
    context->api->put_aside(conversation, context->marked.finding.c_str(), as);
  }
}
void on_ignore(GtkMenuItem*, gpointer data) noexcept { put_aside(data, "ignored"); }
void on_not_a_number(GtkMenuItem*, gpointer data) noexcept { put_aside(data, "not_a_number"); }

void free_context(gpointer data) noexcept { delete static_cast<Context*>(data); }

}  // namespace

GtkWidget* new_mark_menu(const PhonebookApi& api, const MarkedFinding& marked) {
  auto* context = new Context{&api, marked};
  GtkWidget* menu = gtk_menu_new();
  g_object_set_data_full(G_OBJECT(menu), "phonebook-context", context, free_context);
  const auto append = [&](const char* label, void (*callback)(GtkMenuItem*, gpointer) noexcept) {
    GtkWidget* item = gtk_menu_item_new_with_mnemonic(label);
    g_signal_connect(item, "activate", G_CALLBACK(callback), context);
    gtk_menu_shell_append(GTK_MENU_SHELL(menu), item);
  };
  append(tr("_Add to phone"), on_add);
  append(tr("Show as _QR code…"), on_show_code);
  append(tr("_Copy"), on_copy);
  append(tr("_Ignore"), on_ignore);
  append(marked.kind == "phone" ? tr("_Not a number") : tr("_Not an address"), on_not_a_number);
  gtk_widget_show_all(menu);
  return menu;
}

PurpleConversation* conversation_shown_in(GtkWidget* imhtml) {
  for (GList* item = purple_get_conversations(); item != nullptr; item = item->next) {
    auto* conversation = static_cast<PurpleConversation*>(item->data);
    if (!PIDGIN_IS_PIDGIN_CONVERSATION(conversation)) continue;
    const PidginConversation* gtkconv = PIDGIN_CONVERSATION(conversation);
    if (gtkconv != nullptr && gtkconv->imhtml == imhtml) return gtkconv->active_conv;
  }
  return nullptr;
}

}  // namespace phonebook
