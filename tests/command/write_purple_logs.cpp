// Writes chat logs, accounts.xml and blist.xml as a real libpurple writes them, under the locale that the
// environment says:
//
//   LC_ALL=de_DE.UTF-8 TZ=Europe/Berlin write_purple_logs FOLDER
//
// Of each logger (html, txt) one conversation: what both said, at once and late; a line each on standard
// output: logger, user or partner, Unix time, text.
#include <locale.h>
#include <purple.h>
#include <time.h>

#include <cstdio>
#include <initializer_list>

namespace {

constexpr const char* kUser = "Alicia im Wunderland";
constexpr const char* kBuddy = "Bobby Tables";

PurpleEventLoopUiOps loop_ops() {
  PurpleEventLoopUiOps ops{};
  ops.timeout_add = g_timeout_add;
  ops.timeout_remove = g_source_remove;
  ops.input_add = [](gint, PurpleInputCondition, PurpleInputFunction, gpointer) -> guint { return 0; };
  ops.input_remove = g_source_remove;
  ops.timeout_add_seconds = g_timeout_add_seconds;
  return ops;
}

void write(PurpleLog* log, const char* logger, PurpleMessageFlags flags, time_t when, const char* text) {
  const bool sent = (flags & PURPLE_MESSAGE_SEND) != 0;
  purple_log_write(log, flags, sent ? kUser : kBuddy, when, text);
  std::printf("%s\t%s\t%lld\t%s\n", logger, sent ? "user" : "partner", static_cast<long long>(when), text);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  setlocale(LC_ALL, "");
  purple_util_set_user_dir(argv[1]);
  purple_debug_set_enabled(FALSE);
  static PurpleEventLoopUiOps ops = loop_ops();
  purple_eventloop_set_ui_ops(&ops);
  // With operations, however empty, the list of buddies is saved by itself.
  static PurpleBlistUiOps list{};
  purple_blist_set_ui_ops(&list);
  if (purple_core_init("write-purple-logs") == 0) return 1;
  purple_set_blist(purple_blist_new());
  purple_blist_load();
  purple_prefs_load();

  PurpleAccount* account = purple_account_new("alice@localhost/Work", "prpl-jabber");
  purple_account_set_alias(account, kUser);
  purple_accounts_add(account);
  PurpleGroup* group = purple_group_new("Friends");
  purple_blist_add_group(group, nullptr);
  PurpleBuddy* buddy = purple_buddy_new(account, "bob@localhost", kBuddy);
  purple_blist_add_buddy(buddy, nullptr, group, nullptr);

  const time_t now = time(nullptr), late = now - 26 * 3600;
  for (const char* logger : {"html", "txt"}) {
    purple_prefs_set_string("/purple/logging/format", logger);
    PurpleLog* log = purple_log_new(PURPLE_LOG_IM, "bob@localhost", account, nullptr, now, localtime(&now));
    write(log, logger, PURPLE_MESSAGE_SEND, now, "mine is 0151 23456789");
    write(log, logger, PURPLE_MESSAGE_RECV, now, "call me on 0171 1234567");
    write(log, logger, PURPLE_MESSAGE_RECV, late, "or write to bob@example.com");
    purple_log_write(log, PURPLE_MESSAGE_SYSTEM, kBuddy, now, "Bobby Tables is away 0171 7654321");
    purple_log_free(log);
  }
  purple_core_quit();
  return 0;
}
