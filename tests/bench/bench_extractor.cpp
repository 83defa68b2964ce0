// The extractor beside what everyone would write: tags stripped, libphonenumber's matcher (VALID) and one RE2
// pattern for mail. Same corpus, one run, turn by turn; the median of the turns counts, ratios more than
// figures.
//
//   bench_extractor [SEED]
#include <phonenumbers/phonenumbermatch.h>
#include <phonenumbers/phonenumbermatcher.h>
#include <phonenumbers/phonenumberutil.h>
#include <re2/re2.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "extractor/extract.h"
#include "tests/bench/chat_corpus.h"
#include "tests/bench/measure.h"

namespace {

using phonebook::bench::cpu_seconds;
using phonebook::bench::median;
using phonebook::bench::SilentLogger;

using phonebook::Extractor;
using phonebook::Finding;

constexpr int kTurns = 5;
constexpr const char* kRegion = "CN";

struct Turn {
  double seconds = 0;
  std::size_t hits = 0;
};

Turn run_extractor(const Extractor& extractor, const std::vector<std::string>& messages,
                   std::vector<double>* each) {
  Turn turn;
  const double start = cpu_seconds();
  for (const std::string& message : messages) {
    const double before = each != nullptr ? cpu_seconds() : 0;
    turn.hits += extractor.find({.text = message, .html = true, .region = kRegion}).size();
    if (each != nullptr) each->push_back(cpu_seconds() - before);
  }
  turn.seconds = cpu_seconds() - start;
  return turn;
}

// What a program without an extractor of its own would do.
Turn run_naive(const std::vector<std::string>& messages) {
  static const re2::RE2 mail(R"(([A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}))");
  const auto& util = *i18n::phonenumbers::PhoneNumberUtil::GetInstance();
  Turn turn;
  const double start = cpu_seconds();
  for (const std::string& message : messages) {
    const std::string text = phonebook::shown_text(message, true);
    i18n::phonenumbers::PhoneNumberMatcher matcher(util, text, kRegion,
                                                   i18n::phonenumbers::PhoneNumberMatcher::VALID, 65535);
    i18n::phonenumbers::PhoneNumberMatch match;
    while (matcher.HasNext()) {
      matcher.Next(&match);
      ++turn.hits;
    }
    re2::StringPiece rest(text);
    while (re2::RE2::FindAndConsume(&rest, mail)) ++turn.hits;
  }
  turn.seconds = cpu_seconds() - start;
  return turn;
}

void compare(const char* name, const std::vector<std::string>& messages) {
  std::size_t bytes = 0;
  for (const std::string& message : messages) bytes += message.size();
  const Extractor extractor;
  std::vector<double> ours, naive, each;
  Turn a, b;
  for (int turn = 0; turn < kTurns; ++turn) {
    a = run_extractor(extractor, messages, nullptr);
    b = run_naive(messages);
    ours.push_back(a.seconds);
    naive.push_back(b.seconds);
  }
  run_extractor(extractor, messages, &each);
  std::sort(each.begin(), each.end());
  const auto at = [&](double share) {
    return each[std::min(each.size() - 1,
                         static_cast<std::size_t>(share * static_cast<double>(each.size())))] *
           1e6;
  };
  const double mine = median(ours), theirs = median(naive), count = static_cast<double>(messages.size()),
               megabytes = static_cast<double>(bytes) / 1e6;
  std::printf("%s: %zu messages, %.2f MB, median of %d turns\n", name, messages.size(), megabytes, kTurns);
  std::printf("  extractor          %8.2f us/message %8.1f MB/s %7zu findings (all kinds, attributed)\n",
              mine / count * 1e6, megabytes / mine, a.hits);
  std::printf("  libphonenumber+RE2 %8.2f us/message %8.1f MB/s %7zu hits (numbers and plain mail)\n",
              theirs / count * 1e6, megabytes / theirs, b.hits);
  std::printf("  ratio              %8.2f times as fast\n", theirs / mine);
  std::printf("  one message        p50 %.2f us, p99 %.2f us, max %.1f us\n", at(.5), at(.99),
              each.back() * 1e6);
}

}  // namespace

int main(int count, char** arguments) {
  const std::uint64_t seed = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 20240501;
  const double start = cpu_seconds();
  const std::size_t first = Extractor().find({.text = "call 138-0000-1234 now", .region = kRegion}).size();
  std::printf("start: constructed and first number found (%zu) after %.2f ms\n", first,
              (cpu_seconds() - start) * 1e3);
  i18n::phonenumbers::PhoneNumberUtil::GetInstance()->SetLogger(new SilentLogger);  // adopted

  compare(
      "chat, 5 % with findings",
      phonebook::bench::make_chat(
          seed, {.messages = 10000, .findings_per_mille = 50, .lures_per_mille = 100, .long_messages = 0}));
  compare("chat, dense",
          phonebook::bench::make_chat(
              seed + 1,
              {.messages = 5000, .findings_per_mille = 600, .lures_per_mille = 300, .long_messages = 0}));
  compare(
      "64 KB messages",
      phonebook::bench::make_chat(
          seed + 2, {.messages = 10, .findings_per_mille = 0, .lures_per_mille = 0, .long_messages = 40}));
  return 0;
}
