// Build tool: the regular expressions of numbering plan metadata, over the ten digits.
//
//   Result<Pattern> pattern = parse_pattern("1(?:1[14]|34)|\\d{7}");
//   SetMachine machine(*pattern, SetMachine::Whole::yes);     // does a whole number match?
//   run_match(*pattern, digits);                              // which prefix would a backtracking engine
//   take?
//
// The subset is what the metadata uses: digits, [classes], \d, groups, (?:…), |, ?, {n}, {n,m} and $.
// Anything else is an error, so that metadata that says more than we understand stops the build.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace phonebook::plan_build {

inline constexpr int kMaxGroups = 8;

// A program: step 0 is the start; of several next steps the first is preferred, as in a backtracking engine.
struct Step {
  enum class Kind : std::uint8_t { digits, fork, keep, end, match };
  Kind kind = Kind::match;
  std::uint16_t digits = 0;  // Kind::digits: bit d for digit d
  int slot = 0;              // Kind::keep: 2 × group, + 1 where it ends
  std::vector<int> next;
};

struct Pattern {
  std::vector<Step> steps;
  int start = 0;
  int groups = 0;
  bool has_end = false;  // contains "$"
};

[[nodiscard]] Result<Pattern> parse_pattern(std::string_view text);

// Where a match and its groups lie; -1 for a group that took no part.
struct Match {
  int length = 0;
  std::array<int, 2 * kMaxGroups> slots{};
  friend bool operator==(const Match&, const Match&) = default;
  friend auto operator<=>(const Match&, const Match&) = default;
};

// A deterministic machine that says yes or no, built as far as it is asked.
class SetMachine {
 public:
  // yes: the whole text must match; no: a prefix is enough, and what follows does not matter.
  enum class Whole : bool { no, yes };
  SetMachine(const Pattern& pattern, Whole whole);

  [[nodiscard]] int start() const { return start_; }
  [[nodiscard]] int step(int state, int digit);
  [[nodiscard]] bool accepts(int state) const { return accepts_[static_cast<std::size_t>(state)]; }
  [[nodiscard]] bool dead(int state) const { return sets_[static_cast<std::size_t>(state)].empty(); }
  // No further digit changes the answer: dead, or a prefix that has matched.
  [[nodiscard]] bool settled(int state) const { return dead(state) || (!whole_ && accepts(state)); }

 private:
  int intern(std::vector<int> reached);

  Pattern pattern_;
  bool whole_;
  int start_ = 0;
  std::map<std::vector<int>, int> ids_;
  std::vector<std::vector<int>> sets_;
  std::vector<bool> accepts_;
  std::vector<std::array<int, 10>> next_;  // -1: not yet asked
};

// A backtracking engine's search at the first digit, run for all alternatives at once in their order of
// preference.
struct Thread {
  int step = 0;
  std::array<int, 2 * kMaxGroups> slots{};
  friend auto operator<=>(const Thread&, const Thread&) = default;
};
class OrderedThreads {
 public:
  explicit OrderedThreads(const Pattern& pattern);
  [[nodiscard]] bool dead() const { return threads_.empty(); }
  // The preferred match that is complete here, `position` digits in; at_end: and no digit follows.
  [[nodiscard]] bool match(int position, bool at_end, Match& out) const;
  [[nodiscard]] OrderedThreads step(int position, int digit) const;
  friend bool operator<(const OrderedThreads& a, const OrderedThreads& b) { return a.threads_ < b.threads_; }

 private:
  OrderedThreads(const Pattern* pattern, std::vector<Thread> threads)
      : pattern_(pattern), threads_(std::move(threads)) {}
  // The threads behind all forks, best first, up to the first match.
  [[nodiscard]] std::vector<Thread> closure(int position, bool at_end) const;

  const Pattern* pattern_;
  std::vector<Thread> threads_;
};

}  // namespace phonebook::plan_build
