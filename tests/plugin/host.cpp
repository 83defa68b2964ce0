#include "tests/plugin/host.h"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace phonebook::test {
namespace {

constexpr const char* kUi = "phonebook-test-host";

char* constant(const char* text) { return const_cast<char*>(text); }

struct Input {
  PurpleInputFunction function;
  gpointer data;
};

gboolean on_input(GIOChannel* source, GIOCondition condition, gpointer data) {
  const auto* input = static_cast<Input*>(data);
  int purple = 0;
  if (condition & (G_IO_IN | G_IO_HUP | G_IO_ERR)) purple |= PURPLE_INPUT_READ;
  if (condition & (G_IO_OUT | G_IO_HUP | G_IO_ERR | G_IO_NVAL)) purple |= PURPLE_INPUT_WRITE;
  input->function(input->data, g_io_channel_unix_get_fd(source), static_cast<PurpleInputCondition>(purple));
  return TRUE;
}

guint add_input(gint fd, PurpleInputCondition condition, PurpleInputFunction function, gpointer data) {
  int glib = 0;
  if (condition & PURPLE_INPUT_READ) glib |= G_IO_IN | G_IO_HUP | G_IO_ERR;
  if (condition & PURPLE_INPUT_WRITE) glib |= G_IO_OUT | G_IO_HUP | G_IO_ERR | G_IO_NVAL;
  GIOChannel* channel = g_io_channel_unix_new(fd);
  const guint id = g_io_add_watch_full(channel, G_PRIORITY_DEFAULT, static_cast<GIOCondition>(glib), on_input,
                                       new Input{function, data},
                                       [](gpointer input) { delete static_cast<Input*>(input); });
  g_io_channel_unref(channel);
  return id;
}

// The in-process protocol: names are lower case, "/resource" is cut, messages go nowhere.
const char* normalize(const PurpleAccount*, const char* who) {
  static char buffer[512];
  g_strlcpy(buffer, who, sizeof buffer);
  if (char* slash = std::strchr(buffer, '/'); slash != nullptr && std::strncmp(buffer, "room", 4) != 0)
    *slash = '\0';
  for (char* c = buffer; *c != '\0'; ++c)
    *c = static_cast<char>(std::tolower(static_cast<unsigned char>(*c)));
  return buffer;
}

GList* status_types(PurpleAccount*) {
  GList* types = nullptr;
  types = g_list_append(types, purple_status_type_new(PURPLE_STATUS_AVAILABLE, nullptr, nullptr, TRUE));
  return g_list_append(types, purple_status_type_new(PURPLE_STATUS_OFFLINE, nullptr, nullptr, TRUE));
}

char* real_name(PurpleConnection*, int, const char* nick) {
  return std::strcmp(nick, "robert") == 0 ? g_strdup("bob@fake") : nullptr;
}

PurplePluginProtocolInfo protocol_info{};
PurplePluginInfo protocol_plugin{};

void register_protocol() {
  protocol_info.options = OPT_PROTO_NO_PASSWORD;
  protocol_info.list_icon = [](PurpleAccount*, PurpleBuddy*) { return "fake"; };
  protocol_info.status_types = status_types;
  protocol_info.login = [](PurpleAccount* account) {
    purple_connection_set_state(purple_account_get_connection(account), PURPLE_CONNECTED);
  };
  protocol_info.close = [](PurpleConnection*) {};
  protocol_info.send_im = [](PurpleConnection*, const char*, const char*, PurpleMessageFlags) { return 1; };
  protocol_info.normalize = normalize;
  protocol_info.get_cb_real_name = real_name;
  protocol_info.struct_size = sizeof protocol_info;
  protocol_plugin.magic = PURPLE_PLUGIN_MAGIC;
  protocol_plugin.major_version = PURPLE_MAJOR_VERSION;
  protocol_plugin.minor_version = PURPLE_MINOR_VERSION;
  protocol_plugin.type = PURPLE_PLUGIN_PROTOCOL;
  protocol_plugin.id = constant("prpl-fake");
  protocol_plugin.name = constant("Fake");
  protocol_plugin.version = constant("1");
  protocol_plugin.summary = protocol_plugin.description = protocol_plugin.author = protocol_plugin.homepage =
      constant("");
  protocol_plugin.extra_info = &protocol_info;
  PurplePlugin* plugin = purple_plugin_new(TRUE, nullptr);
  plugin->info = &protocol_plugin;
  purple_plugin_register(plugin);         // only queues it;
  purple_plugins_probe(G_MODULE_SUFFIX);  // this lists it as a protocol
}

}  // namespace

struct HostCallbacks {
  static void* fields(const char* title, const char* primary, const char* secondary,
                      PurpleRequestFields* fields, const char*, GCallback ok, const char*, GCallback cancel,
                      PurpleAccount*, const char*, PurpleConversation*, void* user_data) {
    Host& host = Host::get();
    Host::Dialog dialog{title != nullptr ? title : "",
                        primary != nullptr ? primary : "",
                        secondary != nullptr ? secondary : "",
                        fields,
                        ok,
                        cancel,
                        user_data,
                        g_malloc(1)};
    host.dialogs_.push_back(dialog);
    return dialog.handle;
  }
  static void close(PurpleRequestType, void* handle) {
    Host& host = Host::get();
    std::erase_if(host.dialogs_, [&](const Host::Dialog& dialog) {
      if (dialog.handle != handle) return false;
      purple_request_fields_destroy(dialog.fields);
      return true;
    });
    g_free(handle);
  }
  static void* folder(const char*, const char*, GCallback ok, GCallback, PurpleAccount*, const char*,
                      PurpleConversation*, void* user_data) {
    const std::string chosen = Host::get().folder_to_choose;
    reinterpret_cast<void (*)(void*, const char*)>(ok)(user_data, chosen.c_str());
    return g_malloc(1);
  }
  static void* message(PurpleNotifyMsgType, const char*, const char* primary, const char*) {
    Host::get().sentences_.emplace_back(primary);
    return g_malloc(1);
  }
  static void* formatted(const char*, const char*, const char*, const char* text) {
    Host::get().sentences_.emplace_back(text);
    return g_malloc(1);
  }
  static void close_notice(PurpleNotifyType, void* handle) { g_free(handle); }
  static void wrote(PurpleAccount*, const char*, const char* text, PurpleConversation*,
                    PurpleMessageFlags flags, gpointer) {
    if (flags & PURPLE_MESSAGE_SYSTEM) Host::get().sentences_.emplace_back(text);
  }
  static void found(PurpleAccount*, PurpleConversation*, const char* json, gpointer) {
    Host::get().found.emplace_back(json);
  }
};

Host& Host::get() {
  static Host* host = new Host;
  return *host;
}

Host::Host() {
  std::string folder = (std::filesystem::temp_directory_path() / "phonebook-host-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no temporary folder");
  for (const char* name : {"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"}) {
    setenv(name, folder.c_str(), 1);
  }
  // No adb server, and no phone at a cable of this machine.
  setenv("ADB_SERVER_SOCKET", ("localfilesystem:" + folder + "/adb.socket").c_str(), 1);
  setenv("PURPLE_PHONEBOOK_USB", (folder + "/usb").c_str(), 1);
  static std::string to_remove;
  to_remove = folder;
  std::atexit([] {
    std::error_code ignored;
    std::filesystem::remove_all(to_remove, ignored);
  });
  purple_util_set_user_dir(folder.c_str());  // before the core; never ~/.purple
  purple_debug_set_enabled(std::getenv("PHONEBOOK_TEST_DEBUG") != nullptr);
  static PurpleCoreUiOps core_ops{};
  static PurpleEventLoopUiOps loop_ops{g_timeout_add,   g_source_remove, add_input,
                                       g_source_remove, nullptr,         g_timeout_add_seconds,
                                       nullptr,         nullptr,         nullptr};
  static PurpleRequestUiOps request_ops{};
  static PurpleNotifyUiOps notify_ops{};
  static PurpleBlistUiOps blist_ops{};
  purple_core_set_ui_ops(&core_ops);
  purple_eventloop_set_ui_ops(&loop_ops);
  request_ops_ = &request_ops;
  if (!purple_core_init(kUi)) throw std::runtime_error("libpurple does not start");
  request_ops.request_fields = HostCallbacks::fields;
  // libpurple asks for request_file before it calls request_folder.
  request_ops.request_file = [](const char*, const char*, gboolean, GCallback, GCallback, PurpleAccount*,
                                const char*, PurpleConversation*, void*) { return g_malloc(1); };
  request_ops.request_folder = HostCallbacks::folder;
  request_ops.close_request = HostCallbacks::close;
  purple_request_set_ui_ops(&request_ops);
  notify_ops.notify_message = HostCallbacks::message;
  notify_ops.notify_formatted = HostCallbacks::formatted;
  notify_ops.close_notify = HostCallbacks::close_notice;
  purple_notify_set_ui_ops(&notify_ops);
  purple_blist_set_ui_ops(&blist_ops);
  purple_set_blist(purple_blist_new());
  purple_prefs_load();
  purple_prefs_set_bool("/purple/logging/log_ims", TRUE);
  purple_prefs_set_bool("/purple/logging/log_chats", TRUE);
  register_protocol();
  purple_savedstatus_activate(purple_savedstatus_new(nullptr, PURPLE_STATUS_AVAILABLE));
  static int handle;
  purple_signal_connect(purple_conversations_get_handle(), "wrote-im-msg", &handle,
                        PURPLE_CALLBACK(HostCallbacks::wrote), nullptr);
  purple_signal_connect(purple_conversations_get_handle(), "wrote-chat-msg", &handle,
                        PURPLE_CALLBACK(HostCallbacks::wrote), nullptr);
}

PurpleAccount* Host::account(const std::string& username) {
  if (PurpleAccount* known = purple_accounts_find(username.c_str(), "prpl-fake")) return known;
  PurpleAccount* account = purple_account_new(username.c_str(), "prpl-fake");
  purple_accounts_add(account);
  purple_account_set_enabled(account, kUi, TRUE);
  if (!purple_account_is_connected(account)) purple_account_connect(account);
  return account;
}

PurpleBuddy* Host::buddy(PurpleAccount* account, const std::string& name, const std::string& alias) {
  PurpleGroup* group = purple_find_group("Friends");
  if (group == nullptr) {
    group = purple_group_new("Friends");
    purple_blist_add_group(group, nullptr);
  }
  PurpleBuddy* buddy = purple_buddy_new(account, name.c_str(), alias.c_str());
  purple_blist_add_buddy(buddy, nullptr, group, nullptr);
  return buddy;
}

void Host::receive(PurpleAccount* account, const std::string& who, const std::string& text,
                   PurpleMessageFlags flags, time_t when) {
  serv_got_im(purple_account_get_connection(account), who.c_str(), text.c_str(), flags,
              when != 0 ? when : std::time(nullptr));
}

PurpleConversation* Host::conversation(PurpleAccount* account, const std::string& who) {
  PurpleConversation* open = purple_find_conversation_with_account(PURPLE_CONV_TYPE_IM, who.c_str(), account);
  return open != nullptr ? open : purple_conversation_new(PURPLE_CONV_TYPE_IM, account, who.c_str());
}

PurpleConversation* Host::join_chat(PurpleAccount* account, int id, const std::string& room) {
  return serv_got_joined_chat(purple_account_get_connection(account), id, room.c_str());
}

void Host::receive_in_chat(PurpleAccount* account, int id, const std::string& nick, const std::string& text) {
  serv_got_chat_in(purple_account_get_connection(account), id, nick.c_str(), PURPLE_MESSAGE_RECV,
                   text.c_str(), std::time(nullptr));
}

void Host::send(PurpleConversation* conversation, const std::string& text) {
  purple_conv_im_send(PURPLE_CONV_IM(conversation), text.c_str());
}

bool Host::command(PurpleConversation* conversation, const std::string& line, std::string* error) {
  char* why = nullptr;
  const PurpleCmdStatus status = purple_cmd_do_command(conversation, line.c_str(), line.c_str(), &why);
  if (error != nullptr && why != nullptr) *error = why;
  g_free(why);
  return status == PURPLE_CMD_STATUS_OK;
}

void Host::load(const std::string& program) {
  if (plugin_ == nullptr) plugin_ = purple_plugin_probe(PHONEBOOK_CORE_PLUGIN);
  if (plugin_ == nullptr || plugin_->info == nullptr) throw std::runtime_error("the plugin is no plugin");
  purple_prefs_set_string("/plugins/core/purple-phonebook/program", program.c_str());
  if (!purple_plugin_load(plugin_)) throw std::runtime_error("the plugin does not load");
  static int handle;
  purple_signal_connect(plugin_, "phonebook-found", &handle, PURPLE_CALLBACK(HostCallbacks::found), nullptr);
}

void Host::unload() {
  if (plugin_ != nullptr && purple_plugin_is_loaded(plugin_)) purple_plugin_unload(plugin_);
}

void Host::show_dialogs(bool shown) {
  request_ops_->request_fields = shown ? HostCallbacks::fields : nullptr;
}

bool Host::run_until(const std::function<bool()>& done, int limit_ms) {
  const gint64 end = g_get_monotonic_time() + gint64{limit_ms} * 1000;
  const guint tick = g_timeout_add(
      5, [](gpointer) -> gboolean { return TRUE; }, nullptr);
  while (!done() && g_get_monotonic_time() < end) g_main_context_iteration(nullptr, TRUE);
  g_source_remove(tick);
  return done();
}

void Host::run_for(int ms) {
  run_until([] { return false; }, ms);
}

bool Host::was_told(const std::string& part) const { return times_told(part) > 0; }

int Host::times_told(const std::string& part) const {
  return static_cast<int>(
      std::count_if(sentences_.begin(), sentences_.end(),
                    [&](const std::string& sentence) { return sentence.find(part) != std::string::npos; }));
}

void Host::answer(std::size_t index, bool accepted) {
  const Dialog dialog = dialogs_.at(index);
  const GCallback callback = accepted ? dialog.ok : dialog.cancel;
  reinterpret_cast<void (*)(void*, PurpleRequestFields*)>(callback)(dialog.user_data, dialog.fields);
  purple_request_close(PURPLE_REQUEST_FIELDS, dialog.handle);
}
void Host::accept(std::size_t index) { answer(index, true); }
void Host::cancel(std::size_t index) { answer(index, false); }

}  // namespace phonebook::test
