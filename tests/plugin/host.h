// A libpurple host without a user interface, with an in-process protocol "prpl-fake", for tests and the
// bench.
//
//   Host& host = Host::get();                       // one a process; its own user folder
//   PurpleAccount* alice = host.account("alice@fake");
//   host.receive(alice, "bob@fake", "call +8613800001234");
//   host.run_until([&] { return !host.sentences().empty(); });
#pragma once
#include <purple.h>

#include <deque>
#include <functional>
#include <string>
#include <vector>

namespace phonebook::test {

class Host {
 public:
  static Host& get();

  PurpleAccount* account(const std::string& username);
  PurpleBuddy* buddy(PurpleAccount* account, const std::string& name, const std::string& alias);
  void receive(PurpleAccount* account, const std::string& who, const std::string& text,
               PurpleMessageFlags flags = PURPLE_MESSAGE_RECV, time_t when = 0);
  PurpleConversation* conversation(PurpleAccount* account, const std::string& who);
  PurpleConversation* join_chat(PurpleAccount* account, int id, const std::string& room);
  void receive_in_chat(PurpleAccount* account, int id, const std::string& nick, const std::string& text);
  void send(PurpleConversation* conversation, const std::string& text);
  bool command(PurpleConversation* conversation, const std::string& line, std::string* error = nullptr);

  // The plugin that the build made; its program preference is set to `program`.
  void load(const std::string& program);
  void unload();
  [[nodiscard]] PurplePlugin* plugin() const { return plugin_; }

  bool run_until(const std::function<bool()>& done, int limit_ms = 20000);
  void run_for(int ms);

  // What the person was told: system lines in conversations, and notices.
  [[nodiscard]] const std::vector<std::string>& sentences() const { return sentences_; }
  [[nodiscard]] bool was_told(const std::string& part) const;
  [[nodiscard]] int times_told(const std::string& part) const;
  void forget_sentences() { sentences_.clear(); }

  struct Dialog {
    std::string title;
    std::string primary;
    std::string secondary;
    PurpleRequestFields* fields = nullptr;
    GCallback ok = nullptr;
    GCallback cancel = nullptr;
    void* user_data = nullptr;
    void* handle = nullptr;
  };
  [[nodiscard]] std::deque<Dialog>& dialogs() { return dialogs_; }
  void accept(std::size_t index = 0);
  void cancel(std::size_t index = 0);
  void show_dialogs(bool shown);

  // What the person chooses when asked for a folder.
  std::string folder_to_choose;

  // Signals "phonebook-found", as JSON.
  std::vector<std::string> found;

 private:
  Host();
  friend struct HostCallbacks;
  void answer(std::size_t index, bool accepted);
  PurpleRequestUiOps* request_ops_ = nullptr;
  PurplePlugin* plugin_ = nullptr;
  std::vector<std::string> sentences_;
  std::deque<Dialog> dialogs_;
};

}  // namespace phonebook::test
