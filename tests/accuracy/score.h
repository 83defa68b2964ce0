// The scorer of the labelled messages in this folder: what is found, what is false, whose it is, what it is
// called, and whether the confidence means what it says.
//
//   const Score score = score_messages(read_messages(path), Errors::print);
//   EXPECT_GE(score.all.f1(), .97);
//
// A line of the files: {"id","lang","region","text","html"?,"expect":[…],"optional"?:[…],"tags":[…]};
// docs/accuracy.md says what the fields mean.
#pragma once
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "extractor/extract.h"

namespace phonebook::testing {

struct Tally {
  int right = 0, missed = 0, wrong = 0;
  [[nodiscard]] double f1() const {
    const int all = 2 * right + missed + wrong;
    return all == 0 ? 1 : 2.0 * right / all;
  }
};

// So many of so many; none of none is all of them.
struct Part {
  int right = 0, of = 0;
  void add(bool good) {
    ++of;
    right += good;
  }
  [[nodiscard]] double share() const { return of == 0 ? 1 : double(right) / of; }
};

struct Score {
  Tally all;
  std::map<std::string, Tally> kinds;
  Part spans, labels, stated_labels, owners, strict_owners, names, changes;
  int changes_false = 0, given_to_sender = 0;
  int negatives = 0, false_in_negatives = 0;

  struct Bin {
    double confidence = 0;
    int right = 0, all = 0;
  };
  std::array<Bin, 10> bins{};  // by confidence; findings below the threshold included

  [[nodiscard]] double false_per_1000() const {
    return negatives == 0 ? 0 : 1000.0 * false_in_negatives / negatives;
  }
  [[nodiscard]] double calibration_error() const;
  [[nodiscard]] int filled_bins() const;
};

enum class Errors { print, keep_quiet };

[[nodiscard]] std::vector<nlohmann::json> read_messages(const std::string& path);
[[nodiscard]] Score score_messages(const std::vector<nlohmann::json>& messages, Errors errors);
void print(const std::string& name, const Score& score);

}  // namespace phonebook::testing
