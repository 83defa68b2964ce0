// match: are two contacts the same person? The judgement behind `plan` and behind taking contacts in.
//
//   Match m = match_contacts(mine, theirs, {.region = "DE"});
//   if (m.verdict == Sameness::same) …          // m.reason says why, for a person
//
// Pure and thread-safe.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "contacts/contact.h"

namespace phonebook {

enum class Sameness { different, perhaps, same };

struct MatchOptions {
  std::string region;          // for numbers without a country code; may be empty
  std::size_t name_limit = 0;  // characters that names of one side were cut to; 0: none, or unknown
};

struct Match {
  Sameness verdict = Sameness::different;
  std::string reason;  // one sentence for a person, translated
};

[[nodiscard]] Match match_contacts(const Contact& a, const Contact& b, const MatchOptions& options);

// The best partner of `incoming` among `known`, over an index by uid, number, mail and name: not quadratic.
class MatchIndex {
 public:
  MatchIndex(std::span<const Contact> known, MatchOptions options);
  ~MatchIndex();
  MatchIndex(MatchIndex&&) noexcept;
  struct Found {
    std::size_t index;  // into `known`
    Match match;
  };
  // Absent when all are different. Two equally good partners come back as `perhaps`.
  [[nodiscard]] std::optional<Found> best(const Contact& incoming) const;
  // `contact` takes part from now on, as the next index.
  void add(const Contact& contact);
  // The known contact `index` is found by what `contact` holds, too: the two were joined.
  void also(std::size_t index, const Contact& contact);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace phonebook
