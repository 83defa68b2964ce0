#include "plugin/purple/sending.h"

#include "plugin/purple/guarded.h"
#include "plugin/purple/state.h"
#include "plugin/purple/words.h"

namespace phonebook {
namespace {

constexpr int kCardSeconds = 20;
constexpr int kPhonesSeconds = 60;
constexpr int kStatusSeconds = 60;
constexpr guint kSlowMs = 1000;
constexpr std::size_t kMaxPassedOver = 20;
constexpr std::size_t kMaxQueued = 100;

std::string new_uuid() {
  const OwnedText uuid{g_uuid_string_random()};
  return uuid.get();
}

std::string wish_of(const Partner& partner, const std::vector<std::string>& findings) {
  std::string wish = partner.key;
  for (const std::string& finding : findings) wish += "\n" + finding;
  return wish;
}

bool is_empty(const Json& card) {
  return list_in(card, "numbers").empty() && list_in(card, "mails").empty() && list_in(card, "ims").empty();
}

}  // namespace

std::string with_passed_over(const std::string& sentence, const Json& passed_over) {
  std::string all = sentence;
  std::size_t told = 0;
  for (const Json& one : passed_over) {
    if (++told > kMaxPassedOver) break;
    std::string name = text_in(one, "phone");
    if (name.empty()) name = text_in(one, "name");
    if (name.empty()) name = text_in(one, "route");
    all += "\n" + name + ": " + text_in(one, "reason");
    const std::string cure = text_in(one, "cure");
    if (!cure.empty()) all += " " + cure;
  }
  return all;
}

Sending::Sending(State& state) : state_(state), dialogs_(state.plugin) {}
Sending::~Sending() = default;

void Sending::add_to_phone(const Partner& partner, const Where& where, std::vector<std::string> findings) {
  auto job = std::make_shared<Job>();
  job->wish = wish_of(partner, findings);
  job->partner = partner;
  job->where = where;
  job->findings = std::move(findings);
  if (const auto same = wishes_.find(job->wish); same != wishes_.end()) {
    if (same->second == Stage::look) {
      state_.conversations.tell(
          where, fill(tr("The card of {} waits for your answer in its window."), partner.shown));
    }
    return;
  }
  if (wishes_.size() >= kMaxQueued) {
    state_.conversations.tell(where, fill(tr("Too many cards wait already; the card of {} was not added. Try "
                                             "again when they have gone."),
                                          partner.shown));
    return;
  }
  wishes_.emplace(job->wish, Stage::card);
  Json params{{"partner", partner.json}};
  if (!job->findings.empty()) params["findings"] = job->findings;
  if (auto icon = icon_of(partner)) params["icon"] = std::move(*icon);
  state_.client.request("card", std::move(params),
                        {.again = true,
                         .by_person = true,
                         .timeout_seconds = kCardSeconds,
                         .slow = state_.conversations.slow_sayer(where)},
                        [this, job](const Answer& answer) { card_arrived(job, answer); });
}

void Sending::card_arrived(std::shared_ptr<Job> job, const Answer& answer) {
  if (!answer.ok()) {
    wishes_.erase(job->wish);
    state_.conversations.tell(job->where,
                              with_passed_over(answer.sentence, list_in(answer.data, "passed_over")));
    return;
  }
  const Json& card = answer.result;
  const std::string sentence = text_in(card, "sentence");
  if (is_empty(card)) {
    wishes_.erase(job->wish);
    state_.conversations.tell(
        job->where, !sentence.empty()
                        ? sentence
                        : fill(tr("There is no number and no address of {} yet."), job->partner.shown));
    return;
  }
  if (!member_of(card, "phone").is_object()) {
    wishes_.erase(job->wish);
    state_.conversations.tell(
        job->where, with_passed_over(!sentence.empty() ? sentence : tr("No phone can be reached now."),
                                     list_in(card, "passed_over")));
    return;
  }
  const bool wanted = purple_prefs_get_bool(PHONEBOOK_PREFS "/look_always");
  if (flag_in(card, "first") || text_in(card, "name").empty() || !flag_in(card, "linked", true) || wanted) {
    look(std::move(job), card);
  } else {
    enqueue(std::move(job));
  }
}

void Sending::look(std::shared_ptr<Job> job, const Json& card) {
  state_.client.request(
      "phones", Json::object(), {.again = true, .by_person = true, .timeout_seconds = kPhonesSeconds},
      [this, job, card](const Answer& answer) {
        const Json phones = answer.ok() ? list_in(answer.result, "phones") : Json::array();
        const bool shown =
            dialogs_.show(job->partner, card, phones, [this, job](std::optional<CardChoice> choice) {
              if (!choice) {
                wishes_.erase(job->wish);
                return;
              }
              job->choice = std::move(*choice);
              enqueue(job);
            });
        if (shown) {
          wishes_[job->wish] = Stage::look;
          return;
        }
        wishes_.erase(job->wish);
        state_.conversations.tell(job->where,
                                  tr("The card has to be looked at before it goes to the phone, and this "
                                     "program cannot show it."));
      });
}

void Sending::enqueue(std::shared_ptr<Job> job) {
  job->request = new_uuid();
  wishes_[job->wish] = Stage::send;
  queue_.push_back(std::move(job));
  send_next();
}

void Sending::send_next() {
  if (current_ || queue_.empty()) return;
  current_ = std::move(queue_.front());
  queue_.pop_front();
  const Job& job = *current_;
  Json params{
      {"request", job.request}, {"partner", job.partner.json}, {"on_conflict", "ask"}, {"again", false}};
  if (!job.findings.empty()) params["findings"] = job.findings;
  if (!job.choice.leave_out.empty()) params["leave_out"] = job.choice.leave_out;
  if (!job.choice.name.empty()) params["name"] = job.choice.name;
  if (!job.choice.phone.empty()) params["phone"] = job.choice.phone;
  if (auto icon = icon_of(job.partner)) params["icon"] = std::move(*icon);
  state_.client.set_busy(true);
  slow_timer_ = Source{g_timeout_add(kSlowMs, on_slow, this)};
  Asking asking{.by_person = true};
  asking.progress = [this](const Json& progress) {
    if (!current_) return;
    const std::string sentence = text_in(progress, "sentence");
    if (!sentence.empty()) current_->last_progress = sentence;
    tell_progress();
  };
  current_->id = state_.client.request("send", std::move(params), std::move(asking),
                                       [this](const Answer& answer) { sent(answer); });
}

gboolean Sending::on_slow(gpointer self) noexcept {
  return guarded("slow", static_cast<gboolean>(G_SOURCE_REMOVE), [&]() -> gboolean {
    auto* sending = static_cast<Sending*>(self);
    sending->slow_timer_.forget();
    if (sending->current_) {
      sending->current_->is_slow = true;
      if (sending->current_->last_progress.empty()) {
        sending->current_->last_progress =
            fill(tr("The card of {} is on its way to the phone. /phonebook cancel stops it."),
                 sending->current_->partner.shown);
      }
      sending->tell_progress();
    }
    return G_SOURCE_REMOVE;
  });
}

void Sending::tell_progress() {
  if (!current_->is_slow || current_->told_progress) return;
  current_->told_progress = true;
  state_.conversations.tell(current_->where, current_->last_progress);
}

void Sending::sent(const Answer& answer) {
  if (!current_) return;
  switch (answer.outcome) {
    case Outcome::ok: {
      const Json& pending = member_of(answer.result, "pending");
      if (pending.is_number_integer()) {
        state_.findings.set_pending(current_->partner, number_in(answer.result, "pending"));
      }
      done(text_in(answer.result, "sentence", tr("The phone has it.")));
      return;
    }
    case Outcome::lost:
      look_up_lost();
      return;
    default:
      done(with_passed_over(answer.sentence, list_in(answer.data, "passed_over")));
      return;
  }
}

// The child died with the card under way. It is never sent again by itself: the next child is asked what its
// journal says, and the person is told.
void Sending::look_up_lost() {
  state_.client.request(
      "send/status", {{"request", current_->request}},
      {.again = true, .by_person = true, .timeout_seconds = kStatusSeconds}, [this](const Answer& answer) {
        if (!current_) return;
        const std::string person = current_->partner.shown;
        const std::string state = answer.ok() ? text_in(answer.result, "state") : "";
        const Json& result = member_of(answer.result, "result");
        if (state == "done" && result.is_object()) {
          if (member_of(result, "pending").is_number_integer()) {
            state_.findings.set_pending(current_->partner, number_in(result, "pending"));
          }
          done(text_in(result, "sentence", tr("The phone has it.")));
          return;
        }
        std::string sentence = fill(tr("The program purple-phonebook ended while the card of {} was on its "
                                       "way. It was not sent again: "
                                       "look at the phone, and if the card is missing, add it once more."),
                                    person);
        const std::string said = answer.ok() ? text_in(answer.result, "sentence") : answer.sentence;
        if (!said.empty()) sentence += "\n" + said;
        done(sentence);
      });
}

void Sending::done(const std::string& sentence) {
  const auto job = std::exchange(current_, nullptr);
  slow_timer_.reset();
  wishes_.erase(job->wish);
  state_.client.set_busy(!queue_.empty());
  state_.conversations.tell(job->where, sentence);
  send_next();
}

bool Sending::cancel() {
  if (under_way() == 0) return false;
  for (const auto& job : std::exchange(queue_, {})) {
    wishes_.erase(job->wish);
    state_.conversations.tell(job->where, fill(tr("The card of {} was not sent."), job->partner.shown));
  }
  if (!current_) return true;
  if (!current_->cancelled_at) {
    current_->cancelled_at = EngineClient::Clock::now();
    state_.client.cancel(current_->id);
  } else if (!state_.client.end_silent_child(*current_->cancelled_at)) {
    // Its journal says later what became of the card of a child that was ended; this one is still at work.
    state_.conversations.tell(current_->where,
                              tr("It stops at the next step at which the phone can be left alone."));
  }
  return true;
}

}  // namespace phonebook
