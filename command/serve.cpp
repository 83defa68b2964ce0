// serve: the session with one host. A reading thread answers what is quick, a working thread does what phones
// make slow.
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <thread>

#include "base/text.h"
#include "command/command.h"
#include "command/report_json.h"
#include "command/rpc.h"
#include "command/serve_methods.h"
#include "command/serve_params.h"
#include "command/terminal.h"
#include "engine/doctor.h"

namespace phonebook::command {
namespace {
using nlohmann::json;

constexpr int kProtocol = 1;
constexpr int kLookForChangesMs = 1000;
constexpr int kLookForTheEndMs = 20;        // while the host waits for the answer to shutdown, or has gone
constexpr std::size_t kMostWaiting = 1000;  // requests for the working thread; a host that floods is told

struct Job {
  json id, params;
  const Method* method = nullptr;
  std::atomic<bool> cancelled{false};
};

// Progress and questions of one job, over the channel.
class RemoteHost : public Host {
 public:
  RemoteHost(Channel& channel, OpenQuestions& questions, Job& job)
      : channel_(channel), questions_(questions), job_(job) {}

  void progress(const ProgressEvent& event) override {
    channel_.notify("$/progress", {{"id", job_.id},
                                   {"event", to_string(event.what)},
                                   {"done", event.done},
                                   {"total", event.total},
                                   {"sentence", event.sentence}});
  }
  std::optional<ConflictAnswer> ask(const ConflictQuestion& question) override {
    json fields = json::array();
    for (const FieldDifference& f : question.fields)
      fields.push_back({{"field", f.field}, {"theirs", f.theirs}, {"ours", f.ours}});
    const bool differs = question.kind == ConflictQuestion::Kind::differs;
    const json answers = differs ? json::array({{{"answer", "keep"}, {"label", tr("_Keep the phone's")}},
                                                {{"answer", "overwrite"}, {"label", tr("_Overwrite")}},
                                                {{"answer", "add"}, {"label", tr("_Add beside")}},
                                                {{"answer", "merge"}, {"label", tr("_Merge")}},
                                                {{"answer", "cancel"}, {"label", tr("_Cancel")}}})
                                 : json::array({{{"answer", "keep"}, {"label", tr("_Leave what is there")}},
                                                {{"answer", "add"}, {"label", tr("_Send it again")}},
                                                {{"answer", "cancel"}, {"label", tr("_Cancel")}}});
    const std::string word = answer_to({{"for", job_.id},
                                        {"kind", differs ? "conflict" : "handed_over"},
                                        {"sentence", question.sentence},
                                        {"name", question.name},
                                        {"fields", std::move(fields)},
                                        {"answers", answers}});
    const auto given = conflict_answer_from(word);
    return given == ConflictAnswer::ask ? std::nullopt : given;
  }
  std::optional<TollAnswer> ask(const TollQuestion& question) override {
    const json answers = json::array({{{"answer", "once"}, {"label", tr("_Send it")}},
                                      {{"answer", "always"}, {"label", tr("Send it, and do not _ask again")}},
                                      {{"answer", "no"}, {"label", tr("_Not over this gateway")}},
                                      {{"answer", "cancel"}, {"label", tr("_Cancel")}}});
    const std::string word = answer_to({{"for", job_.id},
                                        {"kind", "toll"},
                                        {"sentence", question.sentence},
                                        {"name", question.phone},
                                        {"messages", question.toll.messages},
                                        {"in_clear", question.toll.in_clear},
                                        {"through", question.toll.through},
                                        {"fields", json::array()},
                                        {"answers", answers}});
    const auto given = toll_answer_from(word);
    return given == TollAnswer::ask ? std::nullopt : given;
  }
  bool cancelled() override { return job_.cancelled || channel_.broken(); }

 private:
  // The host's word; "" when nobody answered. "cancel" ends the job.
  std::string answer_to(json question) {
    const auto answer = questions_.ask(channel_, std::move(question), job_.cancelled);
    if (!answer || !answer->is_object()) return {};
    const auto word = answer->find("answer");
    if (word == answer->end() || !word->is_string()) return {};
    if (*word == "cancel") job_.cancelled = true;
    return word->get<std::string>();
  }

  Channel& channel_;
  OpenQuestions& questions_;
  Job& job_;
};

class Session {
 public:
  explicit Session(const Common& common) : common_(common), in_(STDIN_FILENO), out_(STDOUT_FILENO) {}
  ~Session() { finish(); }

  int run() {
    while (!ended_) {
      const auto wait = in_.wait(shutdown_ ? kLookForTheEndMs : kLookForChangesMs);
      if (wait == LineReader::Wait::end || interrupted() || out_.broken()) break;
      while (auto line = in_.next()) {
        if (line->too_long)
          out_.error(nullptr, kNotARequest, tr("The message is longer than 4 MiB."));
        else
          take(line->text);
      }
      if (shutdown_ && idle()) ended_ = true;
      look_for_changes();
    }
    finish();
    if (shutdown_ && !interrupted()) out_.result(*shutdown_, json::object());
    return interrupted() ? kCancelled : kOk;
  }

 private:
  // --- messages in
  void take(const std::string& text) {
    if (nests_too_deeply(text)) return out_.error(nullptr, kNotJson, tr("The message is nested too deeply."));
    const json message = json::parse(text, nullptr, false);
    if (message.is_discarded()) return out_.error(nullptr, kNotJson, tr("This line is not JSON."));
    if (!message.is_object()) return out_.error(nullptr, kNotARequest, tr("A message is a JSON object."));
    const auto method = message.find("method");
    const json id = message.value("id", json(nullptr));
    if (method == message.end()) return take_answer(message, id);
    if (!method->is_string() || !(id.is_null() || id.is_string() || id.is_number_integer()))
      return out_.error(nullptr, kNotARequest,
                        tr("A request has a method and an id of text or a whole number."));
    json params = message.value("params", json::object());
    const std::string name = method->get<std::string>();
    if (!params.is_object()) {
      if (!id.is_null()) out_.error(id, kWrongParams, tr("params is an object."));
      return;
    }
    if (id.is_null()) return notification(name, params);
    if (shutdown_)
      return out_.error(id, kNotARequest, tr("The session is ending; nothing is begun any more."));
    if (name == "initialize") return initialize(id, params);
    if (name == "shutdown") {
      questions_.close();  // the host said goodbye: nobody answers any more
      shutdown_ = id;      // answered when the work is done; until then a cancel is still heard
      return;
    }
    const Method* known = find_method(name);
    if (!known) return out_.error(id, kNoSuchMethod, tr("There is no such method."), {{"method", name}});
    if (!engine_) return out_.error(id, kNotARequest, tr("initialize comes first."));
    request(id, *known, std::move(params));
  }

  void take_answer(const json& message, const json& id) {
    if (!id.is_string())
      return out_.error(nullptr, kNotARequest,
                        tr("A request has a method and an id of text or a whole number."));
    std::optional<json> result;
    if (const auto found = message.find("result"); found != message.end()) result = *found;
    questions_.answer(id.get<std::string>(), std::move(result));
  }

  void notification(const std::string& name, const json& params) {
    if (name == "$/cancel") return cancel(params.value("id", json(nullptr)));
    if (name == "host/handler_times") {
      try {
        static_cast<void>(save_handler_times({params.value("count", std::int64_t{0}),
                                              params.value("p50_us", 0.0), params.value("p99_us", 0.0),
                                              params.value("max_us", 0.0), params.value("mark_p50_ms", 0.0),
                                              params.value("mark_p99_ms", 0.0), host_name_}));
      } catch (const json::exception&) {
        // Figures that are none: doctor shows the last good ones.
      }
    }
  }

  void initialize(const json& id, const json& params) {
    if (engine_)
      return out_.error(id, kNotARequest, tr("This session is initialized already; start another child."));
    try {
      const std::string region = text_param(params, "region", common_.region);
      host_name_ = std::string(cut_utf8(text_param(params, "host"), 200));
      auto options = common_.engine();
      if (!region.empty()) options.region = region;
      auto opened = Engine::open(options);
      if (!opened) return out_.failure(id, opened.error());
      auto beside = opened->beside();
      if (!beside) return out_.failure(id, beside.error());
      engine_ = std::make_unique<Engine>(*std::move(opened));
      working_engine_ = std::make_unique<Engine>(*std::move(beside));
      start_working();
      if (const auto version = engine_->book().data_version()) seen_version_ = *version;
      out_.result(id, {{"name", "purple-phonebook"},
                       {"version", PHONEBOOK_VERSION},
                       {"protocol", kProtocol},
                       {"book", engine_->book().path().string()},
                       {"key", engine_->book().key_source()},
                       {"region", engine_->region()}});
    } catch (const WrongParams& wrong) {
      out_.error(id, kWrongParams, wrong.what());
    }
  }

  // --- requests
  void request(const json& id, const Method& method, json params) {
    auto job = std::make_shared<Job>();
    job->id = id;
    job->params = std::move(params);
    job->method = &method;
    if (method.quick) return carry_out(*job, *engine_);
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.size() >= kMostWaiting)
        return out_.failure(id, {Code::busy, tr("Too much is waiting already."), {}});
      waiting_.push_back(job);
      jobs_[id.dump()] = job;
    }
    changed_.notify_all();
  }

  void carry_out(Job& job, Engine& engine) {
    try {
      RemoteHost host(out_, questions_, job);
      auto answer = job.cancelled ? Result<json>(fail(Code::cancelled, tr("Cancelled; nothing was written.")))
                                  : job.method->run({engine, host, job.params, running_});
      if (answer)
        out_.result(job.id, *std::move(answer));
      else
        out_.failure(job.id, answer.error());
    } catch (const WrongParams& wrong) {
      out_.error(job.id, kWrongParams, wrong.what());
    } catch (const json::exception& wrong) {
      out_.error(job.id, kWrongParams, wrong.what());
    } catch (const std::exception& fault) {
      out_.failure(job.id, {Code::internal, fault.what(), {}});
    }
  }

  void cancel(const json& id) {
    {
      const std::lock_guard lock(mutex_);
      if (const auto job = jobs_.find(id.dump()); job != jobs_.end()) job->second->cancelled = true;
    }
    questions_.wake();
  }

  // --- the working thread
  void start_working() {
    worker_ = std::thread([this] { work(); });
  }
  void work() {
    while (true) {
      std::shared_ptr<Job> job;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return stop_ || !waiting_.empty(); });
        if (waiting_.empty()) return;  // what was asked is done before the end
        job = waiting_.front();
        waiting_.pop_front();
        busy_ = true;
      }
      carry_out(*job, *working_engine_);
      {
        const std::lock_guard lock(mutex_);
        jobs_.erase(job->id.dump());
        busy_ = false;
      }
      changed_.notify_all();
    }
  }
  bool idle() {
    const std::lock_guard lock(mutex_);
    return waiting_.empty() && !busy_;
  }
  void stop_working() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    if (worker_.joinable()) worker_.join();
  }
  void finish() {
    questions_.close();
    while (!idle()) {
      std::unique_lock lock(mutex_);
      if (interrupted())
        for (auto& [id, job] : jobs_) job->cancelled = true;
      changed_.wait_for(lock, std::chrono::milliseconds(kLookForTheEndMs));
    }
    stop_working();
  }

  void look_for_changes() {
    if (!engine_) return;
    const auto version = engine_->book().data_version();
    if (!version || *version == seen_version_) return;
    seen_version_ = *version;
    out_.notify("book/changed", json::object());
  }

  const Common& common_;
  LineReader in_;
  Channel out_;
  OpenQuestions questions_;
  RunningRequests running_;
  std::unique_ptr<Engine> engine_, working_engine_;
  std::string host_name_;
  std::int64_t seen_version_ = 0;
  bool ended_ = false;
  std::optional<json> shutdown_;  // the id of the host's goodbye

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Job>> waiting_;
  std::map<std::string, std::shared_ptr<Job>> jobs_;  // by id, waiting or under way
  bool stop_ = false, busy_ = false;
  std::thread worker_;
};

}  // namespace

void add_serve(CLI::App& app, Common& common, Run& run) {
  CLI::App* sub = app.add_subcommand(
      "serve", tr("Answer a chat client: JSON-RPC 2.0, one message a line (docs/serve-protocol.md)"));
  sub->callback([&common, &run] { run = [&common] { return Session(common).run(); }; });
}

}  // namespace phonebook::command
