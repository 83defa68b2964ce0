// The Pidgin plugin: marks and a button over the core plugin, which it loads (info.dependencies) and talks to
// through phonebook_api.h.
#include <memory>

#include "plugin/pidgin/code_window.h"
#include "plugin/pidgin/marking.h"
#include "plugin/pidgin/pidgin_headers.h"
#include "plugin/pidgin/toolbar.h"
#include "plugin/purple/guarded.h"
#include "plugin/purple/phonebook_api.h"
#include "plugin/purple/words.h"

namespace phonebook {
namespace {

struct PidginState {
  explicit PidginState(const PhonebookApi& the_api) : api(the_api), marking(api), toolbar(api), codes(api) {}
  const PhonebookApi& api;
  Marking marking;
  Toolbar toolbar;
  CodeWindows codes;
};

std::unique_ptr<PidginState>& the_state() {
  static std::unique_ptr<PidginState> state;
  return state;
}

const PhonebookApi* core_api() {
  PurplePlugin* core = purple_plugins_find_with_id(PHONEBOOK_CORE_ID);
  gpointer getter = nullptr;
  if (core == nullptr || core->handle == nullptr ||
      !g_module_symbol(static_cast<GModule*>(core->handle), "purple_phonebook_api", &getter) ||
      getter == nullptr) {
    return nullptr;
  }
  const PhonebookApi* api = reinterpret_cast<const PhonebookApi* (*)()>(getter)();
  return api->version == PHONEBOOK_API_VERSION && api->size >= sizeof(PhonebookApi) ? api : nullptr;
}

// ---- Pidgin's signals ----

gboolean on_displaying(PurpleAccount*, const char*, char**, PurpleConversation* conversation,
                       PurpleMessageFlags flags, gpointer) noexcept {
  guarded("displaying", [&] {
    if (the_state()) the_state()->marking.displaying(conversation, flags);
  });
  return FALSE;  // shown as it is: nothing is ever written into a message
}

void on_displayed(PurpleAccount*, const char* who, const char* message, PurpleConversation* conversation,
                  PurpleMessageFlags flags, gpointer) noexcept {
  guarded("displayed", [&] {
    if (the_state()) the_state()->marking.displayed(conversation, who, message, flags);
  });
}

void on_conversation_displayed(PidginConversation* gtkconv, gpointer) noexcept {
  guarded("conversation-displayed", [&] {
    if (the_state()) the_state()->toolbar.update(gtkconv);
  });
}

void on_conversation_switched(PurpleConversation* conversation, gpointer) noexcept {
  guarded("conversation-switched", [&] {
    if (the_state()) the_state()->toolbar.update(conversation);
  });
}

void on_button_preference(const char*, PurplePrefType, gconstpointer, gpointer) noexcept {
  guarded("preference", [] {
    if (the_state()) the_state()->toolbar.update_all();
  });
}

void on_mark_preference(const char*, PurplePrefType, gconstpointer, gpointer) noexcept {
  guarded("preference", [] {
    if (!the_state()) return;
    the_state()->marking.unmark_all();
    the_state()->marking.mark_all_open();
  });
}

// ---- the core plugin's ----

void on_message(void*, PurpleConversation* conversation, guint64 message) noexcept {
  guarded("message", [&] {
    if (the_state()) the_state()->marking.message(conversation, message);
  });
}

void on_found(void*, PurpleConversation* conversation, guint64 message, const char* partner,
              const PhonebookFinding* findings, int count) noexcept {
  guarded("found", [&] {
    if (the_state()) the_state()->marking.found(conversation, message, partner, findings, count);
  });
}

void on_lost(void*, guint64 message) noexcept {
  guarded("lost", [&] {
    if (the_state()) the_state()->marking.lost(message);
  });
}

void on_pending(void*, PurpleConversation* conversation, int) noexcept {
  guarded("pending", [&] {
    if (the_state()) the_state()->toolbar.update(conversation);
  });
}

void on_put_aside(void*, const char* finding) noexcept {
  guarded("put aside", [&] {
    if (the_state()) the_state()->marking.put_aside(finding);
  });
}

gboolean load(PurplePlugin* plugin) noexcept {
  return guarded("load", static_cast<gboolean>(FALSE), [&]() -> gboolean {
    const PhonebookApi* api = core_api();
    const PhonebookListener listener = {nullptr, on_message, on_found, on_lost, on_pending, on_put_aside};
    if (api == nullptr || !api->listen(&listener)) {
      g_free(plugin->error);
      plugin->error =
          g_strdup(tr("The plugin Phone book for all clients is missing or from another release."));
      return FALSE;
    }
    the_state() = std::make_unique<PidginState>(*api);
    void* pidgin = pidgin_conversations_get_handle();
    for (const char* signal : {"displaying-im-msg", "displaying-chat-msg"}) {
      purple_signal_connect(pidgin, signal, plugin, PURPLE_CALLBACK(on_displaying), nullptr);
    }
    for (const char* signal : {"displayed-im-msg", "displayed-chat-msg"}) {
      purple_signal_connect(pidgin, signal, plugin, PURPLE_CALLBACK(on_displayed), nullptr);
    }
    purple_signal_connect(pidgin, "conversation-displayed", plugin,
                          PURPLE_CALLBACK(on_conversation_displayed), nullptr);
    purple_signal_connect(pidgin, "conversation-switched", plugin, PURPLE_CALLBACK(on_conversation_switched),
                          nullptr);
    purple_prefs_connect_callback(plugin, PHONEBOOK_PREF_SHOW_BUTTON, on_button_preference, nullptr);
    purple_prefs_connect_callback(plugin, PHONEBOOK_PREF_MARK, on_mark_preference, nullptr);
    return TRUE;
  });
}

gboolean unload(PurplePlugin* plugin) noexcept {
  return guarded("unload", static_cast<gboolean>(TRUE), [&]() -> gboolean {
    purple_signals_disconnect_by_handle(plugin);
    purple_prefs_disconnect_by_handle(plugin);
    if (the_state()) the_state()->api.listen(nullptr);
    the_state().reset();
    return TRUE;
  });
}

PurplePluginPrefFrame* preference_frame(PurplePlugin* plugin) noexcept {
  return guarded("preferences", static_cast<PurplePluginPrefFrame*>(nullptr), [&] {
    const PhonebookApi* api = core_api();
    return api != nullptr ? api->preference_frame(plugin) : nullptr;
  });
}

PurplePluginUiInfo preferences_info = {preference_frame, 0, nullptr, nullptr, nullptr, nullptr, nullptr};

char* constant(const char* text) { return const_cast<char*>(text); }

PurplePluginInfo info = {
    .magic = PURPLE_PLUGIN_MAGIC,
    .major_version = PURPLE_MAJOR_VERSION,
    .minor_version = 7,
    .type = PURPLE_PLUGIN_STANDARD,
    .ui_requirement = constant(PIDGIN_PLUGIN_TYPE),
    .flags = 0,
    .dependencies = nullptr,
    .priority = PURPLE_PRIORITY_DEFAULT,
    .id = constant("gtk-pidgin-phonebook"),
    .name = nullptr,
    .version = constant(PHONEBOOK_VERSION),
    .summary = nullptr,
    .description = nullptr,
    .author = constant("The purple-phonebook authors"),
    .homepage = nullptr,
    .load = load,
    .unload = unload,
    .destroy = nullptr,
    .ui_info = nullptr,
    .extra_info = nullptr,
    .prefs_info = &preferences_info,
    .actions = nullptr,
    ._purple_reserved1 = nullptr,
    ._purple_reserved2 = nullptr,
    ._purple_reserved3 = nullptr,
    ._purple_reserved4 = nullptr,
};

// At probe, even when the plugin is never enabled.
void init(PurplePlugin*) noexcept {
  guarded("init", [] {
    bind_texts();
    info.name = constant(tr("Phone book: marks and button"));
    info.summary = constant(tr("Marks numbers and addresses in conversations and adds them to your phone."));
    info.description =
        constant(tr("Findings are marked in the conversation; right-click one, or use the button Add to "
                    "phone. Loads the plugin Phone book."));
    info.dependencies = g_list_append(nullptr, constant(PHONEBOOK_CORE_ID));
  });
}

}  // namespace
}  // namespace phonebook

extern "C" {
PURPLE_INIT_PLUGIN(pidgin_phonebook, phonebook::init, phonebook::info)
}
