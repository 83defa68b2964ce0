#include "plugin/purple/findings.h"

#include <cstring>
#include <ctime>

#include "plugin/purple/guarded.h"
#include "plugin/purple/preferences.h"
#include "plugin/purple/state.h"
#include "plugin/purple/words.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxMessageBytes = 1024 * 1024;
constexpr int kMaxLookBack = 200;
constexpr std::size_t kMaxPartners = 100000;
constexpr std::size_t kMaxOnRecord = 50000;
constexpr guint kReportSeconds = 30;
constexpr guint kRefreshMs = 300;

bool is_said_by_a_person(PurpleMessageFlags flags) {
  constexpr unsigned kSaid = PURPLE_MESSAGE_SEND | PURPLE_MESSAGE_RECV | PURPLE_MESSAGE_REMOTE_SEND;
  constexpr unsigned kNot = PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_ERROR | PURPLE_MESSAGE_NOTIFY;
  return (flags & kSaid) != 0 && (flags & kNot) == 0;
}

int& emissions_under_way() {
  static int count = 0;
  return count;
}

struct Emitting {
  Emitting() { ++emissions_under_way(); }
  ~Emitting() { --emissions_under_way(); }
  Emitting(const Emitting&) = delete;
  Emitting& operator=(const Emitting&) = delete;
};

bool is_sent(PurpleMessageFlags flags) {
  return (flags & (PURPLE_MESSAGE_SEND | PURPLE_MESSAGE_REMOTE_SEND)) != 0;
}

// The signal gives no time; the history, which is written just before it, keeps the stamp of a delayed
// message.
time_t time_of_last_message(PurpleConversation* conversation) {
  GList* history = purple_conversation_get_message_history(conversation);
  if (history == nullptr) return std::time(nullptr);
  return purple_conversation_message_get_timestamp(static_cast<PurpleConvMessage*>(history->data));
}

}  // namespace

Findings::Findings(State& state) : state_(state) {}
Findings::~Findings() = default;

bool Findings::is_emitting() noexcept { return emissions_under_way() > 0; }

Partner Findings::partner_in(PurpleConversation* conversation) {
  // Not the signal's `who`: that may be an alias.
  return partner_of(purple_conversation_get_account(conversation),
                    purple_conversation_get_name(conversation));
}

bool Findings::is_off_record(PurpleConversation* conversation) {
  if (!purple_conversation_is_logging(conversation)) return true;
  // pidgin-otr and pidgin-otrng set this to non-NULL while a conversation is private.
  return purple_conversation_get_data(conversation, "otr-private") != nullptr;
}

void Findings::wrote(PurpleConversation* conversation, const char* who, const char* message,
                     PurpleMessageFlags flags) {
  const HandlerTimes::Measure measure{times_};
  if (conversation == nullptr || message == nullptr || !is_said_by_a_person(flags)) return;
  const guint64 number =
      ask({conversation, who, message, flags, time_of_last_message(conversation), /*live=*/true});
  if (number != 0 && state_.listener && state_.listener->message != nullptr) {
    state_.listener->message(state_.listener->user_data, conversation, number);
  }
  if (!report_timer_) report_timer_ = Source{g_timeout_add_seconds(kReportSeconds, on_report, this)};
}

guint64 Findings::find_again(PurpleConversation* conversation, const char* who, const char* message,
                             PurpleMessageFlags flags, time_t when) {
  if (conversation == nullptr || message == nullptr || !is_said_by_a_person(flags)) return 0;
  return ask({conversation, who, message, flags, when, /*live=*/false});
}

guint64 Findings::ask(const Message& message) {
  const std::size_t size_bytes = std::strlen(message.text);
  if (size_bytes == 0 || size_bytes > kMaxMessageBytes) return 0;
  PurpleAccount* account = purple_conversation_get_account(message.conversation);
  const bool in_chat = purple_conversation_get_type(message.conversation) == PURPLE_CONV_TYPE_CHAT;
  if (in_chat && (message.who == nullptr || *message.who == '\0')) return 0;
  const char* name = purple_conversation_get_name(message.conversation);
  if (!in_chat) state_.renames.check(account, name);
  Partner partner = in_chat ? partner_in_chat(message.conversation, message.who) : partner_of(account, name);
  // In a chat only what a known buddy said is evidence; the rest is marked and forgotten.
  const bool is_private = (message.flags & PURPLE_MESSAGE_NO_LOG) != 0 ||
                          is_off_record(message.conversation) || (in_chat && !partner.is_buddy);
  const std::size_t same = std::hash<std::string>{}(
      dump_json(Json::array({partner.key, static_cast<long long>(message.when), message.text})));
  if (message.live && !is_private) {
    if (on_record_.size() >= kMaxOnRecord) on_record_.clear();
    on_record_.insert(same);
  }
  // Whether something said earlier was private then cannot be told now, unless it was looked at then.
  const bool off_record = is_private || (!message.live && !on_record_.contains(same));
  Json params{{"text", std::string(message.text, size_bytes)},
              {"html", true},
              {"sent", is_sent(message.flags)},
              {"time", static_cast<long long>(message.when)},
              {"delayed", !message.live || (message.flags & PURPLE_MESSAGE_DELAYED) != 0},
              {"off_record", off_record},
              {"partner", partner.json}};
  if (const std::string region = default_region(); !region.empty()) params["region"] = region;
  const guint64 number = ++last_message_;
  state_.client.request(
      "find", std::move(params), {.again = true, .droppable = true},
      [this, number, where = state_.conversations.where(message.conversation), partner = std::move(partner),
       live = message.live, start = HandlerTimes::Clock::now()](const Answer& answer) {
        if (answer.ok() && live) times_.marked(HandlerTimes::Clock::now() - start);
        found(answer, number, where, partner, live);
      });
  return number;
}

void Findings::found(const Answer& answer, guint64 message, const Where& where, const Partner& partner,
                     bool live) {
  if (!answer.ok()) {
    if (state_.listener && state_.listener->lost != nullptr) {
      state_.listener->lost(state_.listener->user_data, message);
    }
    if (answer.outcome == Outcome::unavailable || answer.outcome == Outcome::dropped) {
      tell_trouble(where, answer.sentence);
    }
    return;
  }
  // Whoever listens may unload this plugin: after each call out there may be nothing left of us.
  State* const state = &state_;
  const Json& findings = list_in(answer.result, "findings");
  PurpleConversation* conversation = state_.conversations.find(where.conversation);
  if (conversation != nullptr) {
    tell_listener(conversation, message, partner, findings);
  } else if (state_.listener && state_.listener->lost != nullptr) {
    state_.listener->lost(state_.listener->user_data, message);
  }
  if (State::loaded() != state) return;
  if (member_of(answer.result, "pending").is_number_integer()) {
    set_pending(partner, number_in(answer.result, "pending"));
  }
  if (!live || conversation == nullptr) return;
  for (const Json& finding : findings) {
    if (State::loaded() != state) return;
    // A listener may close the conversation: it is looked up for each.
    conversation = state_.conversations.find(where.conversation);
    if (conversation == nullptr) return;
    const std::string json = dump_json(finding);
    const Emitting emitting;
    purple_signal_emit(state_.plugin, "phonebook-found", purple_conversation_get_account(conversation),
                       conversation, json.c_str());
  }
}

void Findings::tell_listener(PurpleConversation* conversation, guint64 message, const Partner& partner,
                             const Json& findings) {
  if (!state_.listener || state_.listener->found == nullptr) return;
  struct Texts {
    std::string id, kind, value, display, shown, state;
  };
  std::vector<Texts> texts;
  texts.reserve(findings.size());
  std::vector<PhonebookFinding> list;
  for (const Json& finding : findings) {
    if (!finding.is_object() || text_in(finding, "id").empty()) continue;
    const Texts& t = texts.emplace_back(Texts{text_in(finding, "id"), text_in(finding, "kind"),
                                              text_in(finding, "value"), text_in(finding, "display"),
                                              text_in(finding, "shown"), text_in(finding, "state", "new")});
    list.push_back({t.id.c_str(), t.kind.c_str(), t.value.c_str(), t.display.c_str(), t.shown.c_str(),
                    number_in(finding, "nth_from_end"), t.state.c_str(),
                    flag_in(finding, "mine") ? TRUE : FALSE});
  }
  state_.listener->found(state_.listener->user_data, conversation, message, dump_json(partner.json).c_str(),
                         list.data(), static_cast<int>(list.size()));
}

void Findings::opened(PurpleConversation* conversation) {
  if (purple_conversation_get_type(conversation) != PURPLE_CONV_TYPE_IM) return;
  const Partner partner = partner_in(conversation);
  state_.client.request("suggest", {{"partner", partner.json}}, {.again = true, .droppable = true},
                        [this, partner](const Answer& answer) {
                          if (answer.ok()) set_pending(partner, number_in(answer.result, "pending"));
                        });
}

void Findings::look_back(PurpleConversation* conversation) {
  int looked_at = 0;
  for (GList* item = purple_conversation_get_message_history(conversation);
       item != nullptr && looked_at < kMaxLookBack; item = item->next) {
    auto* message = static_cast<PurpleConvMessage*>(item->data);
    if (find_again(conversation, purple_conversation_message_get_sender(message),
                   purple_conversation_message_get_message(message),
                   purple_conversation_message_get_flags(message),
                   purple_conversation_message_get_timestamp(message)) != 0) {
      ++looked_at;
    }
  }
}

void Findings::put_aside(PurpleConversation* conversation, const std::string& finding,
                         const std::string& as) {
  const Where where = state_.conversations.where(conversation);
  state_.client.request("ignore", {{"findings", Json::array({finding})}, {"as", as}},
                        {.again = true, .by_person = true, .timeout_seconds = 30},
                        [this, where, finding](const Answer& answer) {
                          if (!answer.ok()) {
                            state_.conversations.tell(where, answer.sentence);
                            return;
                          }
                          if (state_.listener && state_.listener->put_aside != nullptr) {
                            state_.listener->put_aside(state_.listener->user_data, finding.c_str());
                          }
                          PurpleConversation* still_open = state_.conversations.find(where.conversation);
                          // The finding may be another partner's than the conversation's (a chat): ask, do
                          // not guess.
                          if (still_open != nullptr) opened(still_open);
                        });
}

void Findings::forget(const Partner& partner) {
  state_.client.request(
      "forget", {{"partner", partner.json}}, {.again = true, .by_person = true, .timeout_seconds = 30},
      [this, partner](const Answer& answer) {
        state_.conversations.tell(
            state_.conversations.where(partner),
            answer.ok() ? text_in(answer.result, "sentence", tr("It is forgotten.")) : answer.sentence);
        if (answer.ok()) set_pending(partner, 0);
      });
}

int Findings::pending(const Partner& partner) const {
  const auto found = pending_.find(partner.key);
  return found == pending_.end() ? 0 : found->second;
}

void Findings::set_pending(const Partner& partner, int pending) {
  if (pending_.size() > kMaxPartners) pending_.clear();
  int& known = pending_[partner.key];
  if (known == pending) return;
  known = pending;
  ask_for_others(partner);
  if (!state_.listener || state_.listener->pending == nullptr) return;
  PurpleConversation* conversation = state_.conversations.find(state_.conversations.where(partner));
  if (conversation != nullptr) state_.listener->pending(state_.listener->user_data, conversation, pending);
}

void Findings::ask_for_others(const Partner& partner) {
  for (const Json& other : list_in(partner.json, "others")) {
    const auto same_person = partner_from(dump_json(other));
    if (!same_person) continue;
    PurpleConversation* conversation = state_.conversations.find(state_.conversations.where(*same_person));
    if (conversation != nullptr) opened(conversation);
  }
}

void Findings::book_changed() {
  if (!refresh_timer_) refresh_timer_ = Source{g_timeout_add(kRefreshMs, on_refresh, this)};
}

void Findings::refresh_all() {
  for (GList* item = purple_get_ims(); item != nullptr; item = item->next) {
    opened(static_cast<PurpleConversation*>(item->data));
  }
}

void Findings::tell_trouble(const Where& where, const std::string& sentence) {
  const std::string once = std::to_string(where.conversation) + sentence;
  if (!told_trouble_.try_emplace(once, true).second) return;
  state_.conversations.tell(where, sentence);
}

gboolean Findings::on_refresh(gpointer self) noexcept {
  return guarded("refresh", static_cast<gboolean>(G_SOURCE_REMOVE), [&]() -> gboolean {
    static_cast<Findings*>(self)->refresh_timer_.forget();
    static_cast<Findings*>(self)->refresh_all();
    return G_SOURCE_REMOVE;
  });
}

gboolean Findings::on_report(gpointer self) noexcept {
  return guarded("report", static_cast<gboolean>(G_SOURCE_REMOVE), [&]() -> gboolean {
    auto* findings = static_cast<Findings*>(self);
    findings->report_timer_.forget();
    if (findings->times_.changed())
      findings->state_.client.notify("host/handler_times", findings->times_.report());
    return G_SOURCE_REMOVE;
  });
}

}  // namespace phonebook
