// From a written message to what it holds: asks the engine, remembers how many findings wait for whom, tells
// the user interface and whoever listens to the signal "phonebook-found".
//
// What was said before (a tab that is rebuilt, a conversation that was open before load) is only recognised
// or kept in memory: whether it was private when it was said cannot be told any more, so looking back stores
// nothing that was not on record when it was said. A person's click on such a finding does.
//
// Main thread only.
#pragma once
#include <purple.h>

#include <functional>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "plugin/purple/conversations.h"
#include "plugin/purple/handler_times.h"
#include "plugin/purple/handles.h"
#include "plugin/purple/json.h"
#include "plugin/purple/partners.h"

namespace phonebook {

struct State;
struct Answer;

class Findings {
 public:
  explicit Findings(State& state);
  ~Findings();
  Findings(const Findings&) = delete;
  Findings& operator=(const Findings&) = delete;

  void wrote(PurpleConversation* conversation, const char* who, const char* message,
             PurpleMessageFlags flags);
  // A message that was written before: no second evidence, no signal. 0 when it is not looked at.
  guint64 find_again(PurpleConversation* conversation, const char* who, const char* message,
                     PurpleMessageFlags flags, time_t when);
  // A conversation was opened, or was open at load: how much waits, and at load what its messages hold.
  void opened(PurpleConversation* conversation);
  void look_back(PurpleConversation* conversation);
  void put_aside(PurpleConversation* conversation, const std::string& finding, const std::string& as);
  void forget(const Partner& partner);
  void book_changed();

  // 0 where nothing is known.
  [[nodiscard]] int pending(const Partner& partner) const;
  void set_pending(const Partner& partner, int pending);
  // Whom an open IM conversation is with.
  [[nodiscard]] static Partner partner_in(PurpleConversation* conversation);
  [[nodiscard]] static bool is_off_record(PurpleConversation* conversation);

  // A listener of "phonebook-found" is being called: the signal must outlive it.
  [[nodiscard]] static bool is_emitting() noexcept;

  // Sentences about a missing engine: once in a conversation until it is there again.
  void tell_trouble(const Where& where, const std::string& sentence);
  void trouble_over() { told_trouble_.clear(); }
  HandlerTimes& times() noexcept { return times_; }

 private:
  struct Message {
    PurpleConversation* conversation;
    const char* who;
    const char* text;
    PurpleMessageFlags flags;
    time_t when;
    bool live;  // just written: counts as evidence and is announced
  };
  guint64 ask(const Message& message);
  void found(const Answer& answer, guint64 message, const Where& where, const Partner& partner, bool live);
  void tell_listener(PurpleConversation* conversation, guint64 message, const Partner& partner,
                     const Json& findings);
  // The further buddies of the same metacontact share what waits.
  void ask_for_others(const Partner& partner);
  void refresh_all();
  static gboolean on_report(gpointer self) noexcept;
  static gboolean on_refresh(gpointer self) noexcept;

  State& state_;
  std::map<std::string, int> pending_;  // by Partner::key
  std::map<std::string, bool> told_trouble_;
  std::unordered_set<std::size_t> on_record_;  // hashes of messages that were said on record
  guint64 last_message_ = 0;
  HandlerTimes times_;
  Source report_timer_;
  Source refresh_timer_;
};

}  // namespace phonebook
