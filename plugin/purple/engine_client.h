// The conversation with `purple-phonebook serve` (docs/serve-protocol.md).
//
//   EngineClient client{find_program, "Pidgin 2.14.12", region};
//   client.request("suggest", {{"partner", partner}}, {.again = true}, [](const Answer& answer) { … });
//
// Main thread only; nothing blocks and no answer comes from inside `request`. The child is started by the
// first request. When it dies, what may be asked twice is asked again of a new one (at most twice each),
// everything else is answered with `lost`; a child that leaves a person's request overdue and is silent is
// ended likewise; after three restarts in a minute it stays down until a person asks for something.
#pragma once
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "plugin/purple/child_process.h"
#include "plugin/purple/json.h"

namespace phonebook {

enum class Outcome {
  ok,
  refused,      // the engine answered with an error
  lost,         // the child died while it had the request; it may or may not have been done
  unavailable,  // there is no child and there will be none for now
  dropped,      // too much was waiting
  overdue,      // no answer within the time
};

struct Answer {
  Outcome outcome = Outcome::ok;
  Json result;           // ok
  std::string sentence;  // for a person, in every other case
  Json data;             // refused: the error's "data"
  [[nodiscard]] bool ok() const noexcept { return outcome == Outcome::ok; }
};

struct Asking {
  bool again = false;          // may be asked again after a restart
  bool droppable = false;      // may be given up when too much waits
  bool by_person = false;      // a person waits: a child that was given up is started again
  int timeout_seconds = 0;     // 0: as long as it takes
  std::function<void()> slow;  // said once when there is no answer after five seconds
  std::function<void(const Json& params)> progress;
};

// Where the program may be: the first that is there is used. A function, because the preference can change.
struct FoundProgram {
  std::string path;      // "" when there is none
  std::string sentence;  // then: why, for a person
};
using FindProgram = std::function<FoundProgram()>;

class EngineClient {
 public:
  using RequestId = guint64;
  using Clock = std::chrono::steady_clock;
  using Reply = std::function<void(const Answer&)>;
  struct Handlers {
    std::function<void(const std::string& method, const Json& params)> notification;
    // `id` is to be given back to `reply_to_question` or `refuse_question`.
    std::function<void(const Json& id, const Json& params)> question;
    std::function<void()> changed;  // ready, or in trouble: `trouble()` says
  };

  EngineClient(FindProgram find_program, std::string host, std::function<std::string()> region,
               Handlers handlers);
  ~EngineClient();
  EngineClient(const EngineClient&) = delete;
  EngineClient& operator=(const EngineClient&) = delete;

  RequestId request(const std::string& method, Json params, Asking asking, Reply reply);
  // Nothing is started for it: without a running child it is not sent.
  void notify(const std::string& method, Json params);
  void cancel(RequestId id);
  void reply_to_question(const Json& id, Json result);
  void refuse_question(const Json& id, const std::string& sentence);
  // Ends the child and starts a new one with the next request (the preference has changed).
  void restart();
  // Ends a child that has said nothing since then (stopped, or caught in an endless loop); a new one is
  // started for what waits. False: it lives, or there is none.
  bool end_silent_child(Clock::time_point since);
  // A card is on its way: at farewell the child is given a minute instead of two seconds.
  void set_busy(bool busy);
  // Said to the child before the farewell.
  void say_farewell_with(const std::string& method, Json params);

  // A sentence while there is no engine to talk to, else "".
  [[nodiscard]] const std::string& trouble() const noexcept { return trouble_; }
  [[nodiscard]] bool ready() const noexcept { return ready_; }
  [[nodiscard]] const std::string& program() const noexcept { return program_; }
  [[nodiscard]] const std::string& version() const noexcept { return version_; }

 private:
  struct Pending {
    std::string method;
    std::string line;
    Asking asking;
    Reply reply;
    bool written = false;
    bool withdrawn = false;  // its answer is settled: never to be written (again)
    int losses = 0;
    Clock::time_point asked;
    std::optional<Clock::time_point> due;
  };
  struct Unsent {
    RequestId request = 0;  // 0: `line` is a notification or an answer
    std::string line;
  };

  void ensure_child(bool by_person);
  void start_child();
  void child_ended(const std::string& how);
  void take_line(std::string_view line);
  void take_answer(const Json& message);
  void introduced(const Json& message);
  bool next_line(std::string& line);
  void send_line(std::string line);
  // Answers from the main loop, never from inside the caller.
  void finish_later(RequestId id, Answer answer);
  void finish(RequestId id, const Answer& answer);
  void give_up(const std::string& sentence);
  void make_room();
  void bad_line(const char* what);
  void watch_due();
  static gboolean on_finish(gpointer self) noexcept;
  static gboolean on_back_off(gpointer self) noexcept;
  static gboolean on_due(gpointer self) noexcept;
  static gboolean on_introduction_overdue(gpointer self) noexcept;

  FindProgram find_program_;
  std::string host_;
  std::function<std::string()> region_;
  Handlers handlers_;
  std::unique_ptr<ChildProcess> child_;
  bool ready_ = false;       // `initialize` was answered
  bool introduced_ = false;  // `initialize` was written
  bool busy_ = false;
  std::string program_;
  std::string version_;
  std::string trouble_;
  std::string farewell_;
  std::map<RequestId, Pending> pending_;
  std::deque<Unsent> unsent_;
  std::deque<RequestId> droppable_;  // oldest first; may hold ids that are done
  std::size_t waiting_bytes_ = 0;    // lines of all pending requests
  std::deque<std::pair<RequestId, Answer>> finished_;
  std::deque<Clock::time_point> starts_;  // within the last minute
  // What was lost with a child is asked again one at a time, until the one that kills children is known.
  std::set<RequestId> suspects_;
  RequestId alone_ = 0;      // the one of them that is written
  Clock::time_point heard_;  // the last line of any child
  int bad_lines_ = 0;
  RequestId last_id_ = 0;
  Source finish_source_;
  Source back_off_;
  Source due_timer_;
  Source introduction_timer_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace phonebook
