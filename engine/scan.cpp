#include "engine/scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <variant>

#include "base/text.h"
#include "engine/kept_finding.h"
#include "engine/scan_state.h"

namespace phonebook {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kMostWaiting = 256;      // messages of one file that wait for the listener
constexpr std::size_t kHandedOverAtOnce = 32;  // a lock for each would cost more
constexpr std::size_t kMostOfAMessage = 200;   // as engine/find
constexpr std::size_t kRecordedAtOnce = 256;
constexpr auto kLookAround = std::chrono::milliseconds(100);
constexpr auto kSaveStateEvery = std::chrono::seconds(5);
constexpr unsigned kMostThreads = 16;

// A message that holds something.
struct Hit {
  std::vector<Finding> findings;
  std::string shown, author;
  SourceMessage::By by = SourceMessage::By::unknown;
  std::int64_t time = 0;
  std::size_t line = 0, page = 0;
};
using Event = std::variant<Hit, Conversation, Remark, Error>;

struct Job {
  FoundFile file;
  std::deque<Event> events;  // guarded by Shared::mutex, as is ended
  bool ended = false, complete = false, passed_over = false;
};

struct Shared {
  std::mutex mutex;
  std::condition_variable_any room, news;
  std::vector<std::unique_ptr<Job>> jobs;
  std::size_t next = 0;
  std::atomic<std::uint64_t> bytes_done{0};
  std::atomic<bool> stop{false};
  bool keeps = false;  // what is found goes into a book
};

std::string account_key(std::string_view name) { return fold(name); }

// One file, on a thread of its own.
class FileScan : public MessageSink {
 public:
  FileScan(const Extractor& extractor, const ScanOptions& options, Shared& shared, Job& job)
      : extractor_(extractor), options_(options), shared_(shared), job_(job) {}

  void run() {
    const std::uint64_t size = job_.file.size_bytes;
    try {
      read();
    } catch (const std::exception& e) {
      // Out of memory over one file must not end the others.
      tell(Error{Code::internal, std::string(tr("The file could not be read:")) + " " + e.what(),
                 job_.file.path.string()});
    }
    if (size > counted_) shared_.bytes_done += size - counted_;
    static_cast<void>(hand_over());
    const std::scoped_lock lock(shared_.mutex);
    job_.ended = true;
    shared_.news.notify_all();
  }

  bool conversation(const Conversation& c) override {
    is_log_ = true;
    job_.passed_over = !wanted(c);
    if (job_.passed_over) return false;
    return tell(c);
  }

  bool may_hold(std::string_view text, bool html, std::size_t readable_behind) const override {
    return extractor_.may_hold(text, html, readable_behind);
  }

  bool message(const SourceMessage& m) override {
    if (shared_.stop) return false;
    if (m.by == SourceMessage::By::system) return true;
    if (!is_log_ && !options_.account.empty()) {
      job_.passed_over = true;
      return false;
    }
    // A document without times has its file's.
    const std::int64_t when = m.time != 0 ? m.time : job_.file.modified_ns / 1'000'000'000;
    if (options_.since != 0 && when < options_.since && job_.file.path != "-") {
      left_out_ = true;
      return true;
    }
    auto found = extractor_.find({.text = m.text,
                                  .html = m.html,
                                  .sent = m.by == SourceMessage::By::user,
                                  .region = options_.region,
                                  .asked = is_log_,
                                  .sender = m.author});
    if (found.empty()) return true;
    if (found.size() > kMostOfAMessage) found.resize(kMostOfAMessage);
    Hit hit{.findings = std::move(found),
            .shown = {},
            .author = std::string(m.author),
            .by = m.by,
            .time = m.time,
            .line = m.line,
            .page = m.page};
    if (is_log_ && shared_.keeps) hit.shown = shown_text(m.text, m.html);
    return tell(std::move(hit));
  }

  void remark(const Remark& r) override { static_cast<void>(tell(r)); }

 private:
  [[nodiscard]] bool wanted(const Conversation& c) const {
    if (options_.account.empty()) return true;
    const std::string key = account_key(options_.account);
    return account_key(c.account) == key || account_key(c.protocol + ":" + c.account) == key;
  }

  void read() {
    auto input = job_.file.path == "-" ? Result<Input>(Input::standard_input()) : Input::open(job_.file.path);
    if (!input) {
      static_cast<void>(tell(input.error()));
      return;
    }
    input->on_read([&](std::uint64_t taken) {
      const std::uint64_t now = std::min(taken, job_.file.size_bytes);
      if (now > counted_) shared_.bytes_done += now - std::exchange(counted_, now);
      return hand_over();
    });
    if (input->size() == 0) {
      remark({0, tr("The file is empty.")});
      job_.complete = true;
      return;
    }
    const auto done = read_source(*input, job_.file.path, *this);
    if (shared_.stop || job_.passed_over) return;
    if (!done) {
      static_cast<void>(tell(done.error()));
      return;
    }
    if (const auto same = input->check_unchanged(); !same) {
      static_cast<void>(tell(same.error()));
      return;
    }
    job_.complete = !left_out_;
  }

  // False: stop.
  bool tell(Event event) {
    told_.push_back(std::move(event));
    // Of a pipe nobody knows when there is more.
    return (told_.size() < kHandedOverAtOnce && job_.file.path != "-") || hand_over();
  }

  // Waits while the listener is far behind.
  bool hand_over() {
    if (told_.empty()) return !shared_.stop;
    std::unique_lock lock(shared_.mutex);
    shared_.room.wait(lock, [&] { return job_.events.size() < kMostWaiting || shared_.stop; });
    if (shared_.stop) return false;
    for (Event& event : told_) job_.events.push_back(std::move(event));
    told_.clear();
    shared_.news.notify_all();
    return true;
  }

  const Extractor& extractor_;
  const ScanOptions& options_;
  Shared& shared_;
  Job& job_;
  std::vector<Event> told_;  // not handed over yet
  std::uint64_t counted_ = 0;
  bool is_log_ = false, left_out_ = false;
};

// What is kept waits here for a short transaction: the book is other hosts' too.
class Recorder {
 public:
  Recorder(Book& book, ScanState& state) : book_(book), state_(state), saved_at_(steady_clock::now()) {}

  void hit(const Conversation& c, const Hit& hit) {
    const bool sent = hit.by == SourceMessage::By::user;
    Message message{{c.protocol, c.account, c.buddy}, {}, {}};
    for (const Finding& f : hit.findings) message.findings.push_back(kept_from(f, sent));
    message.evidence = {.seen_at = hit.time,
                        .delayed = true,
                        .author = sent ? c.account : c.buddy,
                        .conversation = c.buddy,
                        .text = hit.shown};
    messages_.push_back(std::move(message));
  }

  // The file is through: its messages first, then that it need not be read again.
  void complete(const FoundFile& file) { files_.push_back(file); }

  // `now`: also what is less than a transaction's worth.
  Result<void> write(bool now, ScanSummary& summary) {
    if (messages_.size() >= kRecordedAtOnce || (now && !messages_.empty())) {
      auto batch = book_.begin();
      if (!batch) return batch.failure();
      for (const Message& m : messages_) {
        auto stored = book_.record(m.partner, m.findings, m.evidence);
        if (!stored) return stored.failure();
        summary.saved += stored->size();
      }
      if (auto done = batch->commit(); !done) return done;
      messages_.clear();
    }
    if (!messages_.empty()) return {};
    for (const FoundFile& file : files_) state_.add(file);
    files_.clear();
    if (!now && steady_clock::now() - saved_at_ < kSaveStateEvery) return {};
    saved_at_ = steady_clock::now();
    return state_.save();
  }

 private:
  struct Message {
    Buddy partner;
    std::vector<KeptFinding> findings;
    Evidence evidence;
  };
  Book& book_;
  ScanState& state_;
  std::vector<Message> messages_;
  std::vector<FoundFile> files_;
  steady_clock::time_point saved_at_;
};

// What can be kept: said by one of two people, of whom libpurple knows the other.
bool can_be_kept(const Conversation& c, const Hit& hit) {
  return c.kind == Conversation::Kind::person && c.certain && !c.protocol.empty() && !c.account.empty() &&
         !c.buddy.empty() && hit.time != 0 &&
         (hit.by == SourceMessage::By::partner || hit.by == SourceMessage::By::user);
}

class Telling {
 public:
  Telling(Shared& shared, ScanListener& listener, Host& host, Recorder* recorder, ScanSummary& summary,
          std::uint64_t total)
      : shared_(shared),
        listener_(listener),
        host_(host),
        recorder_(recorder),
        summary_(summary),
        total_(total) {}

  // False: cancelled.
  Result<bool> one(Job& job) {
    Conversation conversation;
    bool in_conversation = false, failed = false;
    while (true) {
      std::deque<Event> events;
      bool ended = false;
      {
        std::unique_lock lock(shared_.mutex);
        shared_.news.wait_for(lock, kLookAround, [&] { return !job.events.empty() || job.ended; });
        events.swap(job.events);
        ended = job.ended;
        shared_.room.notify_all();
      }
      progress();
      if (host_.cancelled()) return false;
      for (Event& event : events) {
        if (auto* c = std::get_if<Conversation>(&event)) {
          conversation = std::move(*c);
          in_conversation = true;
        } else if (auto* r = std::get_if<Remark>(&event)) {
          listener_.remark(job.file.path.string(), *r);
        } else if (auto* e = std::get_if<Error>(&event)) {
          // A picture in a tree of documents is no fault; one that was asked for is.
          if (e->code == Code::unsupported && !job.file.named) {
            listener_.remark(job.file.path.string(), {0, e->sentence});
          } else {
            failed = true;
            listener_.failed(*e);
          }
        } else {
          hit(job, std::get<Hit>(event), in_conversation ? &conversation : nullptr);
        }
      }
      if (recorder_)
        if (auto done = recorder_->write(false, summary_); !done) return done.failure();
      if (ended && events.empty()) break;
    }
    summary_.failed += failed;
    summary_.files += !job.passed_over;
    if (recorder_ && job.complete && !failed && job.file.path != "-") recorder_->complete(job.file);
    return true;
  }

 private:
  void hit(const Job& job, Hit& hit, const Conversation* conversation) {
    summary_.findings += hit.findings.size();
    if (recorder_) {
      if (conversation && can_be_kept(*conversation, hit))
        recorder_->hit(*conversation, hit);
      else
        summary_.unsaved += hit.findings.size();
    }
    for (Finding& finding : hit.findings)
      listener_.finding({.finding = std::move(finding),
                         .source = job.file.path.string(),
                         .line = hit.line,
                         .page = hit.page,
                         .time = hit.time,
                         .author = hit.author,
                         .by = hit.by,
                         .conversation = conversation});
  }

  void progress() {
    const auto now = steady_clock::now();
    if (now - told_ < kLookAround) return;
    told_ = now;
    const std::uint64_t done = std::min(shared_.bytes_done.load(), total_);
    host_.progress({.what = ProgressEvent::What::progress,
                    .done = static_cast<std::size_t>(done),
                    .total = static_cast<std::size_t>(total_),
                    .sentence = how_far(done, std::chrono::duration<double>(now - started_).count())});
  }

  // "34 %, 12.3 MB/s, 0:42 left"
  [[nodiscard]] std::string how_far(std::uint64_t done, double seconds) const {
    if (done == 0 || seconds <= 0) return {};
    const double rate = static_cast<double>(done) / seconds, left = static_cast<double>(total_ - done) / rate;
    const auto whole = static_cast<long>(std::min(left, 359'999.0) + 0.5);
    return fmt::format(fmt::runtime(tr("{} %, {:.1f} MB/s, {}:{:02} left")),
                       done * 100 / std::max<std::uint64_t>(total_, 1), rate / 1e6, whole / 60, whole % 60);
  }

  Shared& shared_;
  ScanListener& listener_;
  Host& host_;
  Recorder* recorder_;
  ScanSummary& summary_;
  const std::uint64_t total_;
  const steady_clock::time_point started_ = steady_clock::now();
  steady_clock::time_point told_;
};

void work(const Extractor& extractor, const ScanOptions& options, Shared& shared) {
  while (!shared.stop) {
    Job* job = nullptr;
    {
      const std::scoped_lock lock(shared.mutex);
      if (shared.next == shared.jobs.size()) return;
      job = shared.jobs[shared.next++].get();
    }
    FileScan(extractor, options, shared, *job).run();
  }
}

}  // namespace

Result<ScanSummary> scan(const Extractor& extractor, const ScanOptions& options, ScanListener& listener,
                         Host& host, Book* book) {
  ScanSummary summary;
  auto paths = options.paths;
  if (paths.empty()) {
    paths.push_back(purple_log_folder());
    std::error_code ignored;
    if (!std::filesystem::exists(paths.front(), ignored))
      return fail(Code::not_found,
                  tr("There is no folder of chat logs; say which files or folders to look through."),
                  paths.front().string());
  }
  FoundFiles found = find_files(paths, [&] { return host.cancelled(); });
  for (const Error& fault : found.faults) listener.failed(fault);
  summary.failed = found.faults.size();

  ScanState state;
  std::unique_ptr<Recorder> recorder;
  if (book) {
    state = ScanState::load(book->path(), options.region + "\n" + options.kinds);
    recorder = std::make_unique<Recorder>(*book, state);
  }
  Shared shared;
  shared.keeps = book != nullptr;
  for (FoundFile& file : found.files) {
    const bool old =
        options.since != 0 && file.path != "-" && file.modified_ns / 1'000'000'000 < options.since;
    const bool known = book && !options.again && file.path != "-" && state.has(file);
    if (old || known) {
      summary.unchanged += known;
      continue;
    }
    summary.size_bytes += file.size_bytes;
    auto job = std::make_unique<Job>();
    job->file = std::move(file);
    shared.jobs.push_back(std::move(job));
  }
  host.progress({.what = ProgressEvent::What::start,
                 .done = 0,
                 .total = static_cast<std::size_t>(summary.size_bytes),
                 .sentence = {}});

  Result<bool> going = true;
  {
    unsigned threads =
        options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
    threads = static_cast<unsigned>(std::min<std::size_t>({threads, kMostThreads, shared.jobs.size()}));
    std::vector<std::jthread> pool;
    for (unsigned i = 0; i < threads; ++i) pool.emplace_back([&] { work(extractor, options, shared); });
    Telling telling(shared, listener, host, recorder.get(), summary, summary.size_bytes);
    for (const auto& job : shared.jobs) {
      going = telling.one(*job);
      if (!going || !*going) break;
    }
    {
      const std::scoped_lock lock(shared.mutex);
      shared.stop = true;
      shared.room.notify_all();
    }
  }
  if (!going) return going.failure();
  summary.cancelled = !*going;
  if (recorder)
    if (auto done = recorder->write(true, summary); !done) return done.failure();
  host.progress({.what = ProgressEvent::What::done,
                 .done = static_cast<std::size_t>(summary.size_bytes),
                 .total = static_cast<std::size_t>(summary.size_bytes),
                 .sentence = {}});
  return summary;
}

}  // namespace phonebook
