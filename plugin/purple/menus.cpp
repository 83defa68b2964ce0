#include "plugin/purple/menus.h"

#include <algorithm>

#include "plugin/purple/guarded.h"
#include "plugin/purple/notices.h"
#include "plugin/purple/phones.h"
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

void on_show_code(PurpleBlistNode* node, gpointer) noexcept {
  guarded("Show as QR code", [&] {
    State* state = State::loaded();
    PurpleBuddy* buddy = state != nullptr ? buddy_of(node) : nullptr;
    if (buddy == nullptr) return;
    const Partner partner = partner_of(buddy);
    state->codes.show(partner, state->conversations.where(partner), {});
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
    append(tr("Show as _QR code…"), on_show_code);
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

void on_conversation_code(PurpleConversation* conversation, gpointer) noexcept {
  guarded("Show as QR code", [&] {
    State* state = State::loaded();
    if (state == nullptr || conversation == nullptr) return;
    state->codes.show(Findings::partner_in(conversation), state->conversations.where(conversation), {});
  });
}

// Also where a toolbar is hidden, or there is none.
void on_conversation_menu(PurpleConversation* conversation, GList** menu, gpointer) noexcept {
  guarded("conversation menu", [&] {
    if (menu == nullptr || purple_conversation_get_type(conversation) != PURPLE_CONV_TYPE_IM) return;
    const auto append = [&](const char* text, void (*callback)(PurpleConversation*, gpointer) noexcept) {
      *menu = g_list_append(
          *menu, purple_menu_action_new(label(text).c_str(), PURPLE_CALLBACK(callback), nullptr, nullptr));
    };
    append(tr("Add to p_hone"), on_conversation_add);
    append(tr("Show as _QR code…"), on_conversation_code);
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
    append(tr("One phone by several ways…"), on_one_phone);
    append(tr("Check set-up (doctor)…"), on_doctor);
    return actions;
  });
}

}  // namespace phonebook
