// OffRecord: findings of conversations that must leave no trace. They live in memory, bounded, and die with
// the process; only a contact that the person adds by a click goes into the book, and then without evidence.
//
// Thread-safe.
#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "contacts/book.h"

namespace phonebook {

class OffRecord {
 public:
  static constexpr std::size_t kMost = 10'000;  // beyond it the oldest go

  // As Book::record: the same value of the same person keeps its id. Ids are negative, so that they never
  // meet the book's.
  KeptFinding record(const Buddy& partner, const KeptFinding& finding);
  [[nodiscard]] std::vector<KeptFinding> waiting(const Buddy& partner) const;
  [[nodiscard]] std::optional<KeptFinding> finding(std::int64_t id) const;
  // False when there is no such finding.
  bool set_state(std::int64_t id, FindingState state);
  std::size_t forget(const Buddy& partner);
  void rename(const Buddy& from, const Buddy& to);

 private:
  struct Row {
    Buddy partner;
    KeptFinding finding;
  };
  mutable std::mutex mutex_;
  std::map<std::int64_t, Row, std::greater<>> rows_;  // oldest first: ids go down
  std::int64_t next_ = -1;
};

}  // namespace phonebook
