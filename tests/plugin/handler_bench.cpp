// What the plugin costs a chat: the time that the wrote-im-msg handler takes, and the time from a message to
// its answer.
//
//   bench_handler PROGRAM      (purple-phonebook)
//
// The mix, the same at each run (seed 20260): 10,000 messages of everyday chat, 9,490 of 10 to 120 characters
// without anything in them (some with digits: dates, prices, order numbers), 500 (5 %) with a number or a
// mail address, and ten of 64 KB, spread evenly. They come in bursts of 20, as fast as the host takes them,
// through libpurple's own serv_got_im, from 20 buddies.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>

#include "tests/plugin/host.h"

namespace phonebook::test {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kMessages = 10000;
constexpr int kBurst = 20;
constexpr int kBuddies = 20;

class Mix {
 public:
  std::string next(int index) {
    if (index % 1000 == 500) return words(64 * 1024);
    if (index % 20 == 7) return words(20) + finding() + " " + words(15);
    if (index % 5 == 3) return words(30) + digits() + " " + words(10);
    return words(10 + static_cast<std::size_t>(random_() % 110));
  }

 private:
  std::string words(std::size_t size_bytes) {
    static const char* kWords[] = {"ok",     "see",   "you",   "later", "the",  "train", "is",
                                   "late",   "again", "haha",  "好的",  "明天", "danke", "bis",
                                   "gleich", "what",  "about", "lunch", "at",   "noon?"};
    std::string text;
    while (text.size() < size_bytes) text += std::string(kWords[random_() % std::size(kWords)]) + ' ';
    return text;
  }
  std::string digits() {
    switch (random_() % 4) {
      case 0:
        return "2026-11-" + std::to_string(10 + random_() % 20);
      case 1:
        return "order 40" + std::to_string(10000000 + random_() % 89999999);
      case 2:
        return std::to_string(1 + random_() % 99) + ",99 EUR";
      default:
        return std::to_string(10 + random_() % 13) + ":30";
    }
  }
  std::string finding() {
    const std::string tail = std::to_string(10000000 + random_() % 89999999);
    switch (random_() % 3) {
      case 0:
        return "+86138" + tail;
      case 1:
        return "+49 151 " + tail;
      default:
        return "bob" + tail + "@example.com";
    }
  }
  std::mt19937 random_{20260};
};

double percentile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
}

// The handler alone: one handler of ours runs just before the plugin's, another just after it.
Clock::time_point before_handler;
std::vector<double> handler_us;
std::vector<double> answer_ms;

void on_before(PurpleAccount*, const char*, const char*, PurpleConversation*, PurpleMessageFlags, gpointer) {
  before_handler = Clock::now();
}
void on_after(PurpleAccount*, const char*, const char*, PurpleConversation*, PurpleMessageFlags flags,
              gpointer) {
  if ((flags & PURPLE_MESSAGE_RECV) == 0) return;
  handler_us.push_back(std::chrono::duration<double, std::micro>(Clock::now() - before_handler).count());
}

}  // namespace

int bench(const char* program) {
  Host& host = Host::get();
  static int handle;
  void* conversations = purple_conversations_get_handle();
  purple_signal_connect_priority(conversations, "wrote-im-msg", &handle, PURPLE_CALLBACK(on_before), nullptr,
                                 PURPLE_SIGNAL_PRIORITY_LOWEST);
  host.load(program);
  purple_signal_connect_priority(conversations, "wrote-im-msg", &handle, PURPLE_CALLBACK(on_after), nullptr,
                                 PURPLE_SIGNAL_PRIORITY_HIGHEST);
  PurpleAccount* alice = host.account("alice@fake");
  for (int i = 0; i < kBuddies; ++i)
    host.buddy(alice, "bob" + std::to_string(i) + "@fake", "Bob " + std::to_string(i));
  // The child's start is not part of the measure.
  host.receive(alice, "bob0@fake", "+8613800138000");
  if (!host.run_until([&] { return !host.found.empty(); }, 30000)) {
    std::printf("The engine does not answer:\n");
    for (const std::string& sentence : host.sentences()) std::printf("  %s\n", sentence.c_str());
    return 1;
  }
  handler_us.clear();
  Mix mix;
  const auto start = Clock::now();
  for (int i = 0; i < kMessages; i += kBurst) {
    for (int j = i; j < i + kBurst; ++j) {
      host.receive(alice, "bob" + std::to_string(j % kBuddies) + "@fake", mix.next(j));
    }
    host.run_for(1);
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  const double max = handler_us.empty() ? 0 : *std::max_element(handler_us.begin(), handler_us.end());
  std::printf(
      "handler, %zu messages (5 %% with findings, ten of 64 KB): p50 %.1f us, p99 %.1f us, max %.1f us\n",
      handler_us.size(), percentile(handler_us, 0.50), percentile(handler_us, 0.99), max);
  std::printf("  taken in %.1f s\n", seconds);
  // Alone, as in a chat: one message, then its answer.
  for (int i = 0; i < 200; ++i) {
    const std::size_t had = host.found.size();
    const auto asked_at = Clock::now();
    host.receive(alice, "bob1@fake", "my number is +86139" + std::to_string(10000000 + i));
    if (!host.run_until([&] { return host.found.size() > had; }, i == 0 ? 120000 : 10000)) return 1;
    if (i > 0)
      answer_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - asked_at).count());
  }
  const double p50 = percentile(answer_ms, 0.50);
  std::printf("message to answer, %zu single messages: p50 %.2f ms, p99 %.2f ms\n", answer_ms.size(), p50,
              percentile(answer_ms, 0.99));
  host.unload();
  host.run_for(100);
  return percentile(handler_us, 0.99) < 1000 ? 0 : 1;
}

}  // namespace phonebook::test

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "bench_handler PROGRAM\n");
    return 2;
  }
  return phonebook::test::bench(argv[1]);
}
