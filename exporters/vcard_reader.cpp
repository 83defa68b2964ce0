#include "exporters/vcard_reader.h"

#include <fmt/format.h>

#include <array>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "base/text.h"
#include "exporters/vcard_blocks.h"
#include "exporters/vcard_parser.h"

namespace phonebook {
namespace {

using vcard::BlockParser;
using vcard::CardBlock;
using vcard::CardBlocks;
using vcard::ParsedBlock;

// Parses on a thread of its own what the caller's thread has read, while that one hands on what was parsed
// before: blocks go round, in their order.
class ParsingThread {
 public:
  struct Slot {
    CardBlock block;
    ParsedBlock parsed;
    bool waiting = false, done = false;  // under mutex_
    std::exception_ptr failure;
  };
  static constexpr std::size_t kSlots = 3;

  explicit ParsingThread(BlockParser& parser) : parser_(parser), thread_([this] { run(); }) {}
  ~ParsingThread() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  // The caller's until submitted, and again after wait().
  [[nodiscard]] Slot& slot(std::size_t index) noexcept { return slots_[index % kSlots]; }
  void submit(std::size_t index) {
    {
      const std::lock_guard lock(mutex_);
      slot(index).waiting = true;
      slot(index).done = false;
    }
    changed_.notify_all();
  }
  void wait(std::size_t index) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return slot(index).done; });
    if (slot(index).failure) std::rethrow_exception(slot(index).failure);
  }

 private:
  void run() noexcept {
    for (std::size_t index = 0;; ++index) {
      Slot& slot = slots_[index % kSlots];
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return stop_ || slot.waiting; });
        if (stop_) return;
      }
      try {
        parser_.parse(slot.block, slot.parsed);
      } catch (...) {
        slot.failure = std::current_exception();
      }
      {
        const std::lock_guard lock(mutex_);
        slot.waiting = false;
        slot.done = true;
      }
      changed_.notify_all();
    }
  }

  BlockParser& parser_;
  std::array<Slot, kSlots> slots_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;
  std::thread thread_;  // last: it uses the others
};

class Reading {
 public:
  Reading(const ReadBytes& from, const ReadOptions& options, const TakeContact& take,
          const TakeDiagnostic& tell)
      : blocks_(from, options.max_bytes), options_(options), take_(take), tell_(tell) {}

  Result<void> run() {
    if (options_.max_contacts == 0) return {};
    CardBlock block;
    const auto more = blocks_.next(block);
    if (!more) return more.failure();
    auto done = !*more || block.last ? alone(*more, block) : on_two_threads(block);
    if (!done) return done;
    if (blocks_.nul_octets() > 0)
      tell_({0, fmt::format(fmt::runtime(tr("The file holds {} NUL octets.")), blocks_.nul_octets()),
             tr("They were left out.")});
    if (contacts_ == 0 && !blank_) tell_({0, tr("The file holds no card."), tr("Nothing was read.")});
    return {};
  }

 private:
  Result<void> alone(bool more, CardBlock& block) {
    ParsedBlock parsed;
    while (more) {
      blank_ = blank_ && trim(block.text).empty();
      parser_.parse(block, parsed);
      if (auto handed = hand_on(parsed); !handed || full_) return handed;
      auto next = blocks_.next(block);
      if (!next) return next.failure();
      more = *next;
    }
    return {};
  }

  Result<void> on_two_threads(CardBlock& first) {
    std::optional<ParsingThread> thread;
    try {
      thread.emplace(parser_);
    } catch (const std::system_error&) {
      return alone(true, first);
    }
    std::size_t submitted = 0, handed = 0;
    bool more = true;
    thread->slot(0).block = std::move(first);
    while (true) {
      while (more && submitted < handed + ParsingThread::kSlots) {
        CardBlock& block = thread->slot(submitted).block;
        if (submitted > 0) {
          const auto next = blocks_.next(block);
          if (!next) return next.failure();
          more = *next;
          if (!more) break;
        }
        blank_ = blank_ && trim(block.text).empty();
        thread->submit(submitted++);
      }
      if (handed == submitted) return {};
      thread->wait(handed);
      if (auto taken = hand_on(thread->slot(handed).parsed); !taken || full_) return taken;
      ++handed;
    }
  }

  Result<void> hand_on(ParsedBlock& parsed) {
    for (Diagnostic& diagnostic : parsed.diagnostics) tell_(std::move(diagnostic));
    for (std::size_t i = 0; i < parsed.count; ++i) {
      if (contacts_ == options_.max_contacts) {
        tell_({0, tr("The file holds more contacts than the limit."), tr("The rest was not read.")});
        full_ = true;
        return {};
      }
      ++contacts_;
      if (auto taken = take_(std::move(parsed.contacts[i])); !taken) return taken;
    }
    return {};
  }

  CardBlocks blocks_;
  BlockParser parser_;
  const ReadOptions& options_;
  const TakeContact& take_;
  const TakeDiagnostic& tell_;
  std::size_t contacts_ = 0;
  bool blank_ = true, full_ = false;
};

}  // namespace

Result<void> stream_vcards(const ReadBytes& from, const ReadOptions& options, const TakeContact& take,
                           const TakeDiagnostic& tell) {
  return Reading(from, options, take, tell).run();
}

}  // namespace phonebook
