#include "plugin/purple/engine_client.h"

#include <algorithm>
#include <array>

#include "plugin/purple/guarded.h"
#include "plugin/purple/words.h"

namespace phonebook {
namespace {

constexpr int kProtocolVersion = 1;
constexpr std::size_t kMaxWaitingBytes = 16 * 1024 * 1024;
constexpr std::size_t kMaxRestartsPerMinute = 3;
constexpr std::array<guint, 3> kBackOffMs = {200, 1000, 3000};
constexpr guint kIntroductionMs = 20000;
constexpr int kMaxLosses = 2;
constexpr int kMaxBadLines = 1000;
constexpr guint kFarewellMs = 2000;
constexpr guint kBusyFarewellMs = 60000;
constexpr auto kSlow = std::chrono::seconds(5);
constexpr const char* kIntroductionId = "initialize";

}  // namespace

EngineClient::EngineClient(FindProgram find_program, std::string host, std::function<std::string()> region,
                           Handlers handlers)
    : find_program_(std::move(find_program)),
      host_(std::move(host)),
      region_(std::move(region)),
      handlers_(std::move(handlers)) {}

EngineClient::~EngineClient() {
  guarded("~EngineClient", [&] {
    if (child_) {
      // An answer's id that nobody waits for; both lines go in one write.
      std::string last = farewell_;
      if (!last.empty()) last += '\n';
      last += dump_json(
          {{"jsonrpc", "2.0"}, {"id", "shutdown"}, {"method", "shutdown"}, {"params", Json::object()}});
      child_->set_farewell(std::move(last), busy_ ? kBusyFarewellMs : kFarewellMs);
      child_.reset();
    }
  });
}

EngineClient::RequestId EngineClient::request(const std::string& method, Json params, Asking asking,
                                              Reply reply) {
  const RequestId id = ++last_id_;
  Pending pending;
  pending.method = method;
  pending.line =
      dump_json({{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}});
  pending.asking = std::move(asking);
  pending.reply = std::move(reply);
  if (pending.asking.timeout_seconds > 0) {
    pending.due = Clock::now() + std::chrono::seconds(pending.asking.timeout_seconds);
  }
  const bool too_long = pending.line.size() > kMaxLineBytes;
  const bool by_person = pending.asking.by_person;
  pending.asked = Clock::now();
  const bool has_due = pending.due.has_value() || pending.asking.slow;
  if (too_long) pending.line.clear();
  waiting_bytes_ += pending.line.size();
  if (pending.asking.droppable) droppable_.push_back(id);
  pending_.emplace(id, std::move(pending));
  if (too_long) {
    finish_later(id, {Outcome::dropped, {}, tr("The message is too long to be looked at."), {}});
    return id;
  }
  unsent_.push_back({id, {}});
  make_room();
  if (has_due) watch_due();
  ensure_child(by_person);
  if (child_) child_->wake();
  return id;
}

void EngineClient::notify(const std::string& method, Json params) {
  if (!ready_) return;
  send_line(dump_json({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}}));
}

void EngineClient::cancel(RequestId id) {
  const auto found = pending_.find(id);
  if (found == pending_.end()) return;
  if (found->second.written) {
    notify("$/cancel", {{"id", id}});  // its answer says that it was cancelled, or that it was too late
  } else {
    finish_later(id, {Outcome::refused, {}, tr("It was cancelled."), {{"code", "cancelled"}}});
  }
}

void EngineClient::reply_to_question(const Json& id, Json result) {
  if (ready_) send_line(dump_json({{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}}));
}

void EngineClient::refuse_question(const Json& id, const std::string& sentence) {
  if (!ready_) return;
  send_line(
      dump_json({{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", -32000}, {"message", sentence}}}}));
}

void EngineClient::restart() {
  starts_.clear();
  trouble_.clear();
  if (child_) {
    child_->terminate();
  } else {
    back_off_.reset();
    if (!pending_.empty()) ensure_child(true);
  }
}

bool EngineClient::end_silent_child(Clock::time_point since) {
  if (!child_ || heard_ >= since) return false;
  purple_debug_warning("phonebook", "purple-phonebook is silent and is ended\n");
  child_->terminate();
  return true;
}

void EngineClient::set_busy(bool busy) { busy_ = busy; }

void EngineClient::say_farewell_with(const std::string& method, Json params) {
  farewell_ = dump_json({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
}

void EngineClient::ensure_child(bool by_person) {
  if (child_) return;
  if (by_person) {
    starts_.clear();
    back_off_.reset();
  }
  if (back_off_) return;
  const auto now = Clock::now();
  while (!starts_.empty() && now - starts_.front() > std::chrono::minutes(1)) starts_.pop_front();
  if (starts_.size() > kMaxRestartsPerMinute) {
    give_up(
        tr("The program purple-phonebook ended again and again, so it is not started any more for now. "
           "It is tried again when you next ask for something; Tools, Check set-up may say what is wrong."));
    return;
  }
  start_child();
}

void EngineClient::start_child() {
  const FoundProgram found = find_program_();
  if (found.path.empty()) {
    give_up(found.sentence);
    return;
  }
  ChildProcess::Events events;
  events.next_line = [this](std::string& line) { return next_line(line); };
  events.line = [this](std::string_view line) { take_line(line); };
  events.line_too_long = [this] { bad_line("a line over 4 MiB"); };
  events.ended = [this](const std::string& how) { child_ended(how); };
  std::string why_not;
  child_ = ChildProcess::start(found.path, {"serve"}, std::move(events), why_not);
  if (!child_) {
    give_up(why_not);
    return;
  }
  starts_.push_back(Clock::now());
  program_ = found.path;
  ready_ = false;
  introduced_ = false;
  bad_lines_ = 0;
  introduction_timer_ = Source{g_timeout_add(kIntroductionMs, on_introduction_overdue, this)};
  child_->wake();
}

gboolean EngineClient::on_introduction_overdue(gpointer self) noexcept {
  return guarded("introduction", static_cast<gboolean>(G_SOURCE_REMOVE), [&]() -> gboolean {
    auto* client = static_cast<EngineClient*>(self);
    client->introduction_timer_.forget();
    purple_debug_warning("phonebook", "no answer to initialize\n");
    if (client->child_) client->child_->terminate();
    return G_SOURCE_REMOVE;
  });
}

void EngineClient::give_up(const std::string& sentence) {
  trouble_ = sentence;
  for (const auto& [id, pending] : pending_) finish_later(id, {Outcome::unavailable, {}, sentence, {}});
  unsent_.clear();
  if (handlers_.changed) handlers_.changed();
}

void EngineClient::child_ended(const std::string& how) {
  child_.reset();
  ready_ = false;
  introduced_ = false;
  alone_ = 0;
  introduction_timer_.reset();
  purple_debug_warning("phonebook", "purple-phonebook has ended: %s\n", how.c_str());

  // Notifications and answers to questions were for the child that is gone.
  std::erase_if(unsent_, [](const Unsent& unsent) { return unsent.request == 0; });
  std::deque<Unsent> again;
  for (auto& [id, pending] : pending_) {
    if (!pending.written) continue;
    pending.written = false;
    if (pending.withdrawn) continue;
    if (pending.asking.again && ++pending.losses <= kMaxLosses) {
      again.push_back({id, {}});
      suspects_.insert(id);
    } else {
      finish_later(
          id, {Outcome::lost, {}, fill(tr("The program purple-phonebook ended unexpectedly. {}"), how), {}});
    }
  }
  unsent_.insert(unsent_.begin(), again.begin(), again.end());
  if (!unsent_.empty()) {
    const std::size_t step = std::min(starts_.empty() ? 0 : starts_.size() - 1, kBackOffMs.size() - 1);
    back_off_ = Source{g_timeout_add(kBackOffMs[step], on_back_off, this)};
  }
}

gboolean EngineClient::on_back_off(gpointer self) noexcept {
  return guarded("back_off", static_cast<gboolean>(G_SOURCE_REMOVE), [&]() -> gboolean {
    auto* client = static_cast<EngineClient*>(self);
    client->back_off_.forget();
    client->ensure_child(false);
    return G_SOURCE_REMOVE;
  });
}

bool EngineClient::next_line(std::string& line) {
  if (!introduced_) {
    introduced_ = true;
    line = dump_json({{"jsonrpc", "2.0"},
                      {"id", kIntroductionId},
                      {"method", "initialize"},
                      {"params", {{"host", host_}, {"protocol", kProtocolVersion}, {"region", region_()}}}});
    return true;
  }
  if (!ready_) return false;
  for (auto next = unsent_.begin(); next != unsent_.end();) {
    if (next->request == 0) {
      line = std::move(next->line);
      unsent_.erase(next);
      return true;
    }
    const RequestId id = next->request;
    const auto found = pending_.find(id);
    if (found == pending_.end() || found->second.written || found->second.withdrawn) {
      next = unsent_.erase(next);
      continue;
    }
    const Asking& asking = found->second.asking;
    if (!suspects_.empty() && asking.again && (!asking.by_person || suspects_.contains(id))) {
      if (alone_ != 0) {
        ++next;
        continue;
      }
      alone_ = id;
    }
    unsent_.erase(next);
    found->second.written = true;
    line = found->second.line;
    if (!found->second.asking.again) {
      waiting_bytes_ -= found->second.line.size();
      found->second.line.clear();  // never written twice
    }
    return true;
  }
  return false;
}

void EngineClient::send_line(std::string line) {
  unsent_.push_back({0, std::move(line)});
  if (child_) child_->wake();
}

void EngineClient::bad_line(const char* what) {
  purple_debug_warning("phonebook", "purple-phonebook wrote %s\n", what);
  if (++bad_lines_ == kMaxBadLines && child_) child_->terminate();
}

void EngineClient::take_line(std::string_view line) {
  heard_ = Clock::now();
  const Json message = parse_json(line);
  if (!message.is_object()) return bad_line("a line that is not JSON-RPC");
  const Json& method = member_of(message, "method");
  const Json& id = member_of(message, "id");
  if (method.is_string()) {
    if (!ready_) return;
    if (id.is_null()) {
      const Json& params = member_of(message, "params");
      if (method == "$/progress") {
        const Json& of = member_of(params, "id");
        const auto found = of.is_number_unsigned() ? pending_.find(of.get<RequestId>()) : pending_.end();
        if (found != pending_.end() && found->second.asking.progress) {
          const auto progress = found->second.asking.progress;
          progress(params);
        }
      } else if (handlers_.notification) {
        handlers_.notification(method.get<std::string>(), params);
      }
    } else if (method == "$/question" && handlers_.question) {
      handlers_.question(id, member_of(message, "params"));
    } else {
      send_line(dump_json(
          {{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", -32601}, {"message", "no such method"}}}}));
    }
    return;
  }
  if (id == kIntroductionId) return introduced(message);
  take_answer(message);
}

void EngineClient::introduced(const Json& message) {
  if (ready_) return;
  introduction_timer_.reset();
  const Json& result = member_of(message, "result");
  const int protocol = number_in(result, "protocol");
  if (protocol != kProtocolVersion) {
    const std::string said = text_in(member_of(message, "error"), "message");
    const std::string sentence =
        !said.empty()
            ? fill(tr("{} refuses to work: {}"), program_, said)
            : fill(tr("{} speaks another version of the protocol; the plugin and the program must come "
                      "from the same release."),
                   program_);
    if (child_) child_->terminate();
    give_up(sentence);
    return;
  }
  version_ = text_in(result, "version");
  ready_ = true;
  trouble_.clear();
  if (child_) child_->wake();
  if (handlers_.changed) handlers_.changed();
}

void EngineClient::take_answer(const Json& message) {
  const Json& id = member_of(message, "id");
  if (!id.is_number_unsigned()) return bad_line("an answer to nothing");
  const auto found = pending_.find(id.get<RequestId>());
  if (found == pending_.end() || !found->second.written) {
    purple_debug_info("phonebook", "an answer nobody waits for\n");
    return;
  }
  Answer answer;
  const Json& error = member_of(message, "error");
  if (error.is_object()) {
    answer.outcome = Outcome::refused;
    answer.sentence = text_in(error, "message", tr("The program purple-phonebook could not do it."));
    answer.data = member_of(error, "data");
  } else {
    answer.result = member_of(message, "result");
  }
  finish(found->first, answer);
}

void EngineClient::finish(RequestId id, const Answer& answer) {
  const auto found = pending_.find(id);
  if (found == pending_.end()) return;
  waiting_bytes_ -= found->second.line.size();
  const Reply reply = std::move(found->second.reply);
  pending_.erase(found);
  suspects_.erase(id);
  if (std::exchange(alone_, alone_ == id ? 0 : alone_) == id && child_) child_->wake();
  while (!droppable_.empty() && !pending_.contains(droppable_.front())) droppable_.pop_front();
  if (reply) guarded("reply", [&] { reply(answer); });
}

void EngineClient::finish_later(RequestId id, Answer answer) {
  if (const auto found = pending_.find(id); found != pending_.end()) found->second.withdrawn = true;
  finished_.emplace_back(id, std::move(answer));
  if (!finish_source_) finish_source_ = Source{g_idle_add_full(G_PRIORITY_DEFAULT, on_finish, this, nullptr)};
}

gboolean EngineClient::on_finish(gpointer self) noexcept {
  return guarded("finish", static_cast<gboolean>(G_SOURCE_REMOVE), [&]() -> gboolean {
    auto* client = static_cast<EngineClient*>(self);
    const std::weak_ptr<int> alive = client->alive_;
    client->finish_source_.forget();
    auto finished = std::exchange(client->finished_, {});
    for (const auto& [id, answer] : finished) {
      client->finish(id, answer);
      if (alive.expired()) break;
    }
    return G_SOURCE_REMOVE;
  });
}

void EngineClient::make_room() {
  while (waiting_bytes_ > kMaxWaitingBytes && !droppable_.empty()) {
    const RequestId oldest = droppable_.front();
    droppable_.pop_front();
    const auto found = pending_.find(oldest);
    if (found == pending_.end()) continue;
    waiting_bytes_ -= found->second.line.size();
    found->second.line.clear();
    finish_later(
        oldest, {Outcome::dropped,
                 {},
                 tr("Messages arrive faster than they can be looked at; some of the oldest are passed over."),
                 {}});
  }
}

void EngineClient::watch_due() {
  if (!due_timer_) due_timer_ = Source{g_timeout_add_seconds(1, on_due, this)};
}

gboolean EngineClient::on_due(gpointer self) noexcept {
  return guarded("due", static_cast<gboolean>(G_SOURCE_REMOVE), [&]() -> gboolean {
    auto* client = static_cast<EngineClient*>(self);
    const auto now = Clock::now();
    bool more = false;
    std::vector<std::function<void()>> slow;
    std::optional<Clock::time_point> waited_for_since;
    for (auto& [id, pending] : client->pending_) {
      if (pending.withdrawn) continue;
      if (pending.asking.slow) {
        if (now - pending.asked >= kSlow) {
          slow.push_back(std::exchange(pending.asking.slow, nullptr));
        } else {
          more = true;
        }
      }
      if (!pending.due) continue;
      if (*pending.due > now) {
        more = true;
        continue;
      }
      pending.due.reset();
      if (pending.asking.by_person) waited_for_since = pending.asked;
      if (pending.written) client->notify("$/cancel", {{"id", id}});
      client->finish_later(
          id, {Outcome::overdue,
               {},
               tr("The program purple-phonebook does not answer. Tools, Check set-up may say why."),
               {}});
    }
    // With a card under way only the person ends it.
    if (waited_for_since && !client->busy_) client->end_silent_child(*waited_for_since);
    if (!more) client->due_timer_.forget();
    for (const auto& say : slow) guarded("slow", [&] { say(); });
    return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
  });
}

}  // namespace phonebook
