// The core plugin: works in every libpurple client; the Pidgin plugin adds marks and a button through
// phonebook_api.h.
#include <cstring>
#include <ctime>

#include "plugin/purple/commands.h"
#include "plugin/purple/farewell.h"
#include "plugin/purple/guarded.h"
#include "plugin/purple/menus.h"
#include "plugin/purple/phonebook_api.h"
#include "plugin/purple/preferences.h"
#include "plugin/purple/state.h"
#include "plugin/purple/words.h"

namespace phonebook {
namespace {

std::unique_ptr<State>& the_state() {
  static std::unique_ptr<State> state;
  return state;
}

std::string host_name() {
  std::string name = "libpurple " + std::string(purple_core_get_version());
  GHashTable* info = purple_core_get_ui_info();
  if (info == nullptr) return name;
  const auto* ui = static_cast<const char*>(g_hash_table_lookup(info, "name"));
  const auto* version = static_cast<const char*>(g_hash_table_lookup(info, "version"));
  if (ui != nullptr) name = ui + (version != nullptr ? " " + std::string(version) : std::string());
  return name;
}

void on_wrote(PurpleAccount*, const char* who, const char* message, PurpleConversation* conversation,
              PurpleMessageFlags flags, gpointer) noexcept {
  guarded("wrote", [&] {
    if (State* state = State::loaded()) state->findings.wrote(conversation, who, message, flags);
  });
}

void on_conversation_created(PurpleConversation* conversation, gpointer) noexcept {
  guarded("conversation-created", [&] {
    if (State* state = State::loaded()) state->findings.opened(conversation);
  });
}

void on_conversation_deleted(PurpleConversation* conversation, gpointer) noexcept {
  guarded("deleting-conversation", [&] {
    if (State* state = State::loaded()) state->conversations.closed(conversation);
  });
}

void on_buddy_removed(PurpleBuddy* buddy, gpointer) noexcept {
  guarded("buddy-removed", [&] {
    if (State* state = State::loaded()) state->renames.removed(buddy);
  });
}

void on_signed_on(PurpleConnection*, gpointer) noexcept {
  guarded("signed-on", [&] {
    if (State* state = State::loaded()) state->renames.check_all();
  });
}

// libpurple reads the signal's entry after the last listener: one that unloads us leaves it for later.
PurplePlugin*& signal_owner() {
  static PurplePlugin* owner = nullptr;
  return owner;
}

void unregister_signal() {
  if (signal_owner() != nullptr) purple_signal_unregister(signal_owner(), "phonebook-found");
  signal_owner() = nullptr;
}

gboolean load(PurplePlugin* plugin) noexcept {
  return guarded("load", static_cast<gboolean>(FALSE), [&]() -> gboolean {
    bind_texts();
    unregister_signal();
    purple_signal_register(plugin, "phonebook-found", purple_marshal_VOID__POINTER_POINTER_POINTER, nullptr,
                           3, purple_value_new(PURPLE_TYPE_SUBTYPE, PURPLE_SUBTYPE_ACCOUNT),
                           purple_value_new(PURPLE_TYPE_SUBTYPE, PURPLE_SUBTYPE_CONVERSATION),
                           purple_value_new(PURPLE_TYPE_STRING));
    signal_owner() = plugin;
    State::set_loaded(std::make_unique<State>(plugin));
    State& state = *State::loaded();
    state.commands = register_commands();
    void* conversations = purple_conversations_get_handle();
    purple_signal_connect(conversations, "wrote-im-msg", plugin, PURPLE_CALLBACK(on_wrote), nullptr);
    purple_signal_connect(conversations, "wrote-chat-msg", plugin, PURPLE_CALLBACK(on_wrote), nullptr);
    purple_signal_connect(conversations, "conversation-created", plugin,
                          PURPLE_CALLBACK(on_conversation_created), nullptr);
    purple_signal_connect(conversations, "deleting-conversation", plugin,
                          PURPLE_CALLBACK(on_conversation_deleted), nullptr);
    purple_signal_connect(purple_blist_get_handle(), "buddy-removed", plugin,
                          PURPLE_CALLBACK(on_buddy_removed), nullptr);
    purple_signal_connect(purple_connections_get_handle(), "signed-on", plugin, PURPLE_CALLBACK(on_signed_on),
                          nullptr);
    connect_menus(plugin);
    watch_preferences(plugin);
    state.renames.check_all();
    for (GList* item = purple_get_ims(); item != nullptr; item = item->next) {
      auto* conversation = static_cast<PurpleConversation*>(item->data);
      state.findings.look_back(conversation);
      state.findings.opened(conversation);
    }
    return TRUE;
  });
}

gboolean unload(PurplePlugin* plugin) noexcept {
  return guarded("unload", static_cast<gboolean>(TRUE), [&]() -> gboolean {
    // No callback of ours is left to find half a state.
    purple_signals_disconnect_by_handle(plugin);
    purple_prefs_disconnect_by_handle(plugin);
    purple_request_close_with_handle(plugin);
    if (State* state = State::loaded()) {
      if (state->findings.times().changed()) {
        state->client.say_farewell_with("host/handler_times", state->findings.times().report());
      }
    }
    State::set_loaded(nullptr);
    if (!Findings::is_emitting()) unregister_signal();
    return TRUE;
  });
}

void destroy(PurplePlugin*) noexcept {
  unregister_signal();
  finish_farewells();
}

// ---- phonebook_api.h ----

gboolean api_listen(const PhonebookListener* listener) noexcept {
  return guarded("listen", static_cast<gboolean>(FALSE), [&]() -> gboolean {
    State* state = State::loaded();
    if (state == nullptr || (listener != nullptr && state->listener)) return FALSE;
    if (listener != nullptr) {
      state->listener = *listener;
    } else {
      state->listener.reset();
    }
    return TRUE;
  });
}

bool is_im(PurpleConversation* conversation) {
  return conversation != nullptr && purple_conversation_get_type(conversation) == PURPLE_CONV_TYPE_IM;
}

int api_pending(PurpleConversation* conversation) noexcept {
  return guarded("pending", 0, [&] {
    const State* state = State::loaded();
    return state != nullptr && is_im(conversation)
               ? state->findings.pending(Findings::partner_in(conversation))
               : 0;
  });
}

char* api_what_will_happen(PurpleConversation* conversation) noexcept {
  return guarded("what_will_happen", static_cast<char*>(nullptr), [&] {
    const State* state = State::loaded();
    if (state == nullptr || !is_im(conversation)) return g_strdup("");
    const Partner partner = Findings::partner_in(conversation);
    const auto count = static_cast<unsigned long>(std::max(0, state->findings.pending(partner)));
    if (count == 0) {
      return g_strdup(
          fill(tr("Sends what is known of {} to your phone. Nothing new has been found."), partner.shown)
              .c_str());
    }
    return g_strdup(fill(tr_n("Sends {0} new finding of {1} to your phone.",
                              "Sends {0} new findings of {1} to your phone.", count),
                         count, partner.shown)
                        .c_str());
  });
}

// Whose card: the one that came with a finding, else whom the conversation is with.
std::optional<Partner> whom(PurpleConversation* conversation, const char* partner) {
  std::optional<Partner> whom;
  if (partner != nullptr) whom = partner_from(partner);
  if (!whom && is_im(conversation)) whom = Findings::partner_in(conversation);
  return whom;
}

std::vector<std::string> none_or(const char* finding) {
  return finding != nullptr ? std::vector<std::string>{finding} : std::vector<std::string>{};
}

void api_add_to_phone(PurpleConversation* conversation, const char* partner, const char* finding) noexcept {
  guarded("add_to_phone", [&] {
    State* state = State::loaded();
    if (state == nullptr || conversation == nullptr) return;
    if (const auto person = whom(conversation, partner))
      state->sending.add_to_phone(*person, state->conversations.where(conversation), none_or(finding));
  });
}

gboolean api_show_codes_with(PhonebookCodeViewer viewer, void* user_data) noexcept {
  return guarded("show_codes_with", static_cast<gboolean>(FALSE), [&]() -> gboolean {
    State* state = State::loaded();
    if (state == nullptr) return FALSE;
    if (viewer == nullptr) return state->codes.set_viewer(nullptr);
    return state->codes.set_viewer([=](const PhonebookCode& code) { viewer(user_data, &code); });
  });
}

void api_show_code(PurpleConversation* conversation, const char* partner, const char* finding) noexcept {
  guarded("show_code", [&] {
    State* state = State::loaded();
    if (state == nullptr || conversation == nullptr) return;
    if (const auto person = whom(conversation, partner))
      state->codes.show(*person, state->conversations.where(conversation), none_or(finding));
  });
}

void api_put_aside(PurpleConversation* conversation, const char* finding, const char* as) noexcept {
  guarded("put_aside", [&] {
    State* state = State::loaded();
    if (state != nullptr && conversation != nullptr) state->findings.put_aside(conversation, finding, as);
  });
}

guint64 api_find_again(PurpleConversation* conversation, const char* who, const char* text,
                       PurpleMessageFlags flags, time_t when) noexcept {
  return guarded("find_again", static_cast<guint64>(0), [&]() -> guint64 {
    State* state = State::loaded();
    return state != nullptr ? state->findings.find_again(conversation, who, text, flags, when) : 0;
  });
}

char* constant(const char* text) { return const_cast<char*>(text); }

PurplePluginUiInfo preferences_info = {preference_frame, 0, nullptr, nullptr, nullptr, nullptr, nullptr};

PurplePluginInfo info = {
    .magic = PURPLE_PLUGIN_MAGIC,
    .major_version = PURPLE_MAJOR_VERSION,
    .minor_version = 7,  // the oldest that has all we call
    .type = PURPLE_PLUGIN_STANDARD,
    .ui_requirement = nullptr,
    .flags = 0,
    .dependencies = nullptr,
    .priority = PURPLE_PRIORITY_DEFAULT,
    .id = constant(PHONEBOOK_CORE_ID),
    .name = nullptr,
    .version = constant(PHONEBOOK_VERSION),
    .summary = nullptr,
    .description = nullptr,
    .author = constant("The purple-phonebook authors"),
    .homepage = nullptr,
    .load = load,
    .unload = unload,
    .destroy = destroy,
    .ui_info = nullptr,
    .extra_info = nullptr,
    .prefs_info = &preferences_info,
    .actions = plugin_actions,
    ._purple_reserved1 = nullptr,
    ._purple_reserved2 = nullptr,
    ._purple_reserved3 = nullptr,
    ._purple_reserved4 = nullptr,
};

// At probe, even when the plugin is never enabled.
void init(PurplePlugin*) noexcept {
  guarded("init", [] {
    bind_texts();
    info.name = constant(tr("Phone book"));
    info.summary = constant(tr("Numbers said in a chat, on the phone one click later."));
    info.description =
        constant(tr("Finds telephone numbers and addresses in conversations and adds them to your phone "
                    "under the right name. /addtophone and /phonebook work in every client."));
    add_preferences();
  });
}

}  // namespace

State::State(PurplePlugin* the_plugin)
    : plugin(the_plugin),
      conversations(the_plugin),
      client(find_program, host_name(), default_region,
             {.notification =
                  [this](const std::string& method, const Json&) {
                    if (method == "book/changed") findings.book_changed();
                  },
              .question = [this](const Json& id, const Json& params) { questions.ask(id, params); },
              .changed =
                  [this] {
                    questions.forget_all();
                    if (client.ready()) findings.trouble_over();
                  }}),
      renames([this](PurpleBuddy* buddy, const Json& from, const Json& to) {
        client.request("rename", {{"from", from}, {"to", to}}, {.again = true},
                       [this, to, buddy](const Answer& answer) {
                         renames.answered(buddy, to, answer.ok() || answer.outcome == Outcome::refused);
                       });
      }),
      findings(*this),
      sending(*this),
      codes(*this),
      questions(*this) {}

State::~State() = default;

State* State::loaded() noexcept { return the_state().get(); }
void State::set_loaded(std::unique_ptr<State> state) noexcept { the_state() = std::move(state); }

}  // namespace phonebook

extern "C" {
const PhonebookApi* purple_phonebook_api(void) {
  using namespace phonebook;
  static const PhonebookApi api = {PHONEBOOK_API_VERSION, sizeof(PhonebookApi), api_listen,    api_pending,
                                   api_what_will_happen,  api_add_to_phone,     api_put_aside, api_find_again,
                                   preference_frame,      api_show_codes_with,  api_show_code};
  return &api;
}

PURPLE_INIT_PLUGIN(purple_phonebook, phonebook::init, phonebook::info)
}
