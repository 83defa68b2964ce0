// match_cards: what would become of a phonebook if these cards were put into it. The judgement behind `plan`,
// without a phone and without a book.
//
//   MatchAnswer answer = match_cards(phonebook, incoming, {.region = "CN"}, {});
//   answer.decisions[0].decision == Decision::merge → answer.phonebook holds what the two know together
//
// Pure and thread-safe.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "contacts/contact.h"
#include "transports/plan.h"

namespace phonebook {

struct MatchDecision {
  Decision decision = Decision::add;
  bool no_room = false;
  // Into MatchAnswer::phonebook: who it is, or may be. Absent for `add` and where there is no room.
  std::optional<std::size_t> target;
  std::string reason;                   // one sentence for a person
  std::vector<FieldDifference> fields;  // merge: what is gained; conflict: what differs
};

struct MatchAnswer {
  std::vector<MatchDecision> decisions;  // one an incoming card, in order
  // Afterwards: the phonebook in its order, then what was added. Merges are in it, conflicts are not. Nobody
  // is without a uid, and nobody who was added has that of another.
  std::vector<Contact> phonebook;
};

// Incoming cards are taken in order; one that was added can be the target of a later one.
[[nodiscard]] MatchAnswer match_cards(std::vector<Contact> phonebook, std::span<const Contact> incoming,
                                      const MatchOptions& options, const PlanLimits& limits);

}  // namespace phonebook
