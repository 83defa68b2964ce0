// duplicates: who stands in the book more than once, and how several are joined into one.
//
//   auto groups = find_duplicates(engine);                     // with reasons, the surest first
//   auto one = join_in_book(engine, {"uid 1", "uid 2"});       // in one transaction, nothing lost
//
// Thread rule: that of the Engine.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "contacts/contact.h"
#include "contacts/match.h"
#include "engine/engine.h"

namespace phonebook {

struct DuplicatePair {
  std::size_t first = 0, second = 0;  // into DuplicateGroup::contacts, first < second
  Match match;                        // same or perhaps
};
// Contacts that are tied to each other by pairs; two of a group need not be a pair of their own.
struct DuplicateGroup {
  std::vector<Contact> contacts;  // at least two, in the order of the book
  std::vector<DuplicatePair> pairs;
  [[nodiscard]] bool sure() const;  // every pair is the same
};

// Each contact with the best partner among those before it: one pair fewer than contacts in each group, and
// no quadratic time. Groups with only sure pairs come first.
[[nodiscard]] std::vector<DuplicateGroup> duplicates_among(std::span<const Contact> contacts,
                                                           const MatchOptions& options);
// Of the whole book; rows that cannot be read are left out and counted.
struct BookDuplicates {
  std::vector<DuplicateGroup> groups;
  std::size_t unreadable = 0;
};
[[nodiscard]] Result<BookDuplicates> find_duplicates(Engine& engine);

// The contacts of these uids become the first of them, which keeps its uid. Buddies, kept findings, what
// phones hold, the members of groups and the relations of others follow it, the others are removed. All or
// nothing. Fewer than two different uids, or a group among people: Code::invalid_input; an unknown uid:
// Code::not_found. With `dry_run` nothing is written or locked.
[[nodiscard]] Result<Contact> join_in_book(Engine& engine, std::span<const std::string> uids,
                                           bool dry_run = false);

}  // namespace phonebook
