// Add to phone, from the click to the sentence in the conversation: look at the card where it is the person's
// first, then send it, one card at a time.
//
//   sending.add_to_phone(partner, where, {});        // everything that waits
//   sending.add_to_phone(partner, where, {"17"});    // one finding
//
// Main thread only. A second click while the first is under way sends nothing: never two cards for one wish.
#pragma once
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plugin/purple/card_dialog.h"
#include "plugin/purple/conversations.h"
#include "plugin/purple/engine_client.h"
#include "plugin/purple/handles.h"
#include "plugin/purple/partners.h"

namespace phonebook {

struct State;

class Sending {
 public:
  explicit Sending(State& state);
  ~Sending();
  Sending(const Sending&) = delete;
  Sending& operator=(const Sending&) = delete;

  void add_to_phone(const Partner& partner, const Where& where, std::vector<std::string> findings);
  // Stops the card that is on its way, as soon as the engine can leave it, and those that wait. False: there
  // is none. Asked a second time of a child that has been silent since, it ends the child.
  bool cancel();
  CardDialogs& dialogs() noexcept { return dialogs_; }
  [[nodiscard]] std::size_t under_way() const noexcept { return queue_.size() + (current_ ? 1 : 0); }

 private:
  enum class Stage { card, look, send };
  struct Job {
    std::string wish;  // what a second click is recognised by
    Partner partner;
    Where where;
    std::vector<std::string> findings;
    CardChoice choice;
    std::string request;  // UUID
    EngineClient::RequestId id = 0;
    std::optional<EngineClient::Clock::time_point> cancelled_at;
    bool told_progress = false;
    bool is_slow = false;  // over a second by now
    std::string last_progress;
  };

  void card_arrived(std::shared_ptr<Job> job, const Answer& answer);
  void look(std::shared_ptr<Job> job, const Json& card);
  void enqueue(std::shared_ptr<Job> job);
  void send_next();
  void sent(const Answer& answer);
  void look_up_lost();
  void done(const std::string& sentence);
  void tell_progress();
  static gboolean on_slow(gpointer self) noexcept;

  State& state_;
  std::map<std::string, Stage> wishes_;
  std::deque<std::shared_ptr<Job>> queue_;
  std::shared_ptr<Job> current_;
  Source slow_timer_;
  CardDialogs dialogs_;
};

// The sentence and, line by line, the phones that were passed over with reason and cure.
[[nodiscard]] std::string with_passed_over(const std::string& sentence, const Json& passed_over);

}  // namespace phonebook
