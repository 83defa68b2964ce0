// AddedBeside: contacts that an answer "add" put beside a namesake in this batch. A second card that says the
// same, and nothing more, is the same answer and not another person.
//
//   if (beside.holds(contact)) skip; else { write; beside.add(contact); }
//
// One thread.
#pragma once
#include <string>
#include <unordered_map>
#include <vector>

#include "base/text.h"
#include "contacts/contact.h"
#include "contacts/match.h"
#include "contacts/merge.h"

namespace phonebook {

class AddedBeside {
 public:
  explicit AddedBeside(MatchOptions options) : options_(std::move(options)) {}

  [[nodiscard]] bool holds(const Contact& contact) const {
    const auto found = by_name_.find(fold(shown_name(contact)));
    if (found == by_name_.end()) return false;
    std::size_t compared = 0;
    for (auto other = found->second.rbegin(); other != found->second.rend() && compared < kMostCompared;
         ++other, ++compared) {
      if (match_contacts(*other, contact, options_).verdict != Sameness::same) continue;
      const Merge merge = merge_contacts(*other, contact, options_);
      if (merge.gained.empty() && merge.conflicts.empty()) return true;
    }
    return false;
  }
  void add(const Contact& contact) { by_name_[fold(shown_name(contact))].push_back(contact); }

 private:
  static constexpr std::size_t kMostCompared =
      64;  // of one name; more namesakes in one batch are taken as they come
  MatchOptions options_;
  std::unordered_map<std::string, std::vector<Contact>> by_name_;
};

}  // namespace phonebook
