#include "plugin/purple/menus.h"

#include <algorithm>

#include "plugin/purple/guarded.h"
#include "plugin/purple/state.h"
#include "plugin/purple/words.h"

namespace phonebook {
namespace {

constexpr int kSeconds = 60;

PurpleBuddy* buddy_of(PurpleBlistNode* node) {
  if (PURPLE_BLIST_NODE_IS_BUDDY(node)) return PURPLE_BUDDY(node);
  if (PURPLE_BLIST_NODE_IS_CONTACT(node)) return purple_contact_get_priority_buddy(PURPLE_CONTACT(node));
  return nullptr;
}

void on_add(PurpleBlistNode* node, gpointer) noexcept {
  guarded("Add to phone", [&] {
    State* state = State::loaded();
    PurpleBuddy* buddy = state != nullptr ? buddy_of(node) : nullptr;
    if (buddy == nullptr) return;
    const Partner partner = partner_of(buddy);
    state->sending.add_to_phone(partner, state->conversations.where(partner), {});
  });
}

void on_forget(PurpleBlistNode* node, gpointer) noexcept {
  guarded("Forget findings", [&] {
    State* state = State::loaded();
    PurpleBuddy* buddy = state != nullptr ? buddy_of(node) : nullptr;
    if (buddy != nullptr) state->findings.forget(partner_of(buddy));
  });
}

void on_buddy_menu(PurpleBlistNode* node, GList** menu, gpointer) noexcept {
  guarded("buddy menu", [&] {
    if (menu == nullptr || buddy_of(node) == nullptr) return;
    const auto append = [&](const char* text, void (*callback)(PurpleBlistNode*, gpointer) noexcept) {
      *menu = g_list_append(
          *menu, purple_menu_action_new(label(text).c_str(), PURPLE_CALLBACK(callback), nullptr, nullptr));
    };
    append(tr("Add to p_hone"), on_add);
    append(tr("For_get findings"), on_forget);
  });
}

void on_conversation_add(PurpleConversation* conversation, gpointer) noexcept {
  guarded("Add to phone", [&] {
    State* state = State::loaded();
    if (state == nullptr || conversation == nullptr) return;
    state->sending.add_to_phone(Findings::partner_in(conversation), state->conversations.where(conversation),
                                {});
  });
}

// Also where a toolbar is hidden, or there is none.
void on_conversation_menu(PurpleConversation* conversation, GList** menu, gpointer) noexcept {
  guarded("conversation menu", [&] {
    if (menu == nullptr || purple_conversation_get_type(conversation) != PURPLE_CONV_TYPE_IM) return;
    *menu =
        g_list_append(*menu, purple_menu_action_new(label(tr("Add to p_hone")).c_str(),
                                                    PURPLE_CALLBACK(on_conversation_add), nullptr, nullptr));
  });
}

std::string escaped(const std::string& text) {
  const OwnedText valid{purple_utf8_salvage(text.c_str())};
  const OwnedText html{g_markup_escape_text(valid.get(), -1)};
  return html.get();
}

void show(const char* title, const std::string& html) {
  State* state = State::loaded();
  if (state != nullptr) {
    purple_notify_formatted(state->plugin, title, title, nullptr, html.c_str(), nullptr, nullptr);
  }
}

void show_sentence(const char* title, const std::string& sentence) {
  State* state = State::loaded();
  if (state != nullptr) purple_notify_info(state->plugin, title, sentence.c_str(), nullptr);
}

std::string phone_line(const Json& phone) {
  std::string name = text_in(phone, "name");
  if (name.empty()) name = text_in(phone, "phone");
  if (name.empty()) name = text_in(phone, "route");
  std::string html = "<b>" + escaped(name) + "</b>: ";
  if (text_in(phone, "state") == "ready") return html + escaped(tr("ready")) + "<br>";
  return html + escaped(text_in(phone, "reason")) + " " + escaped(text_in(phone, "cure")) + "<br>";
}

void on_phones(PurplePluginAction*) noexcept {
  guarded("Phones", [] {
    State* state = State::loaded();
    if (state == nullptr) return;
    state->client.request(
        "phones", Json::object(), {.again = true, .by_person = true, .timeout_seconds = kSeconds},
        [](const Answer& answer) {
          if (!answer.ok()) return show_sentence(tr("Phones"), answer.sentence);
          std::string html;
          for (const char* list : {"phones", "passed_over"}) {
            for (const Json& phone : list_in(answer.result, list)) html += phone_line(phone);
          }
          if (html.empty()) {
            html = escaped(tr("There is no phone yet. Connect one, or use a folder as phone."));
          }
          show(tr("Phones"), html);
        });
  });
}

void on_folder_chosen(gpointer, const char* folder) noexcept {
  guarded("folder", [&] {
    State* state = State::loaded();
    if (state == nullptr || folder == nullptr || *folder == '\0') return;
    const std::string path = folder;
    state->client.request(
        "phones/add", {{"phone", "folder:" + path}, {"name", ""}},
        {.by_person = true, .timeout_seconds = kSeconds}, [path](const Answer& answer) {
          show_sentence(tr("Use a folder as phone"),
                        answer.ok() ? fill(tr("Cards now go to the folder {}."), path) : answer.sentence);
        });
  });
}

void on_no_folder(gpointer, const char*) noexcept {}

void on_use_folder(PurplePluginAction*) noexcept {
  guarded("Use a folder", [] {
    State* state = State::loaded();
    if (state == nullptr) return;
    purple_request_folder(state->plugin, tr("Use a folder as phone"), nullptr, G_CALLBACK(on_folder_chosen),
                          G_CALLBACK(on_no_folder), nullptr, nullptr, nullptr, nullptr);
  });
}

void on_doctor(PurplePluginAction*) noexcept {
  guarded("Check set-up", [] {
    State* state = State::loaded();
    if (state == nullptr) return;
    if (state->findings.times().changed()) {
      state->client.notify("host/handler_times", state->findings.times().report());
    }
    state->client.request(
        "doctor", Json::object(), {.again = true, .by_person = true, .timeout_seconds = kSeconds},
        [](const Answer& answer) {
          if (!answer.ok()) return show_sentence(tr("Check set-up"), answer.sentence);
          std::string html;
          for (const Json& check : list_in(answer.result, "checks")) {
            const char* sign = flag_in(check, "ok") ? "✓ " : flag_in(check, "note") ? "– " : "✗ ";
            html += std::string(sign) + "<b>" + escaped(text_in(check, "title")) +
                    "</b>: " + escaped(text_in(check, "sentence"));
            const std::string cure = text_in(check, "cure");
            if (!cure.empty()) html += " " + escaped(cure);
            html += "<br>";
          }
          show(tr("Check set-up"), html);
        });
  });
}

}  // namespace

void connect_menus(PurplePlugin* plugin) {
  purple_signal_connect(purple_conversations_get_handle(), "conversation-extended-menu", plugin,
                        PURPLE_CALLBACK(on_conversation_menu), nullptr);
  purple_signal_connect(purple_blist_get_handle(), "blist-node-extended-menu", plugin,
                        PURPLE_CALLBACK(on_buddy_menu), nullptr);
}

GList* plugin_actions(PurplePlugin*, gpointer) noexcept {
  return guarded("actions", static_cast<GList*>(nullptr), [] {
    GList* actions = nullptr;
    const auto append = [&](const char* text, void (*callback)(PurplePluginAction*) noexcept) {
      actions = g_list_append(actions, purple_plugin_action_new(text, callback));
    };
    append(tr("Phones…"), on_phones);
    append(tr("Use a folder as phone…"), on_use_folder);
    append(tr("Check set-up (doctor)…"), on_doctor);
    return actions;
  });
}

}  // namespace phonebook
