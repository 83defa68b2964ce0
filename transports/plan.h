// plan: what sending would do to each contact, before anything is written.
//
//   auto plan = make_plan(contacts, contents.entries, {.region = "CN"}, held);
//   plan[0].decision == Decision::merge → plan[0].result is what to write to plan[0].target
//
// Pure and thread-safe.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "contacts/contact.h"
#include "contacts/merge.h"
#include "transports/phone.h"

namespace phonebook {

enum class Decision { add, identical, merge, conflict };
[[nodiscard]] const char* to_string(Decision decision) noexcept;

struct PlanItem {
  std::size_t incoming = 0;  // index into the contacts to send
  Decision decision = Decision::add;
  bool no_room = false;               // a conflict because nothing more can be added
  std::optional<std::size_t> target;  // index into the phone's entries
  // Index of an earlier item of this plan that writes the same entry. With identical and merge, that item's
  // result holds all of this one; with conflict, nothing of this one is written until somebody says so. Never
  // with add.
  std::optional<std::size_t> joins;
  std::string reason;                   // one sentence for a person
  std::vector<FieldDifference> fields;  // merge: what is gained; conflict: what differs
  Contact result;  // what would be written (add, merge), or the merge with base winning (conflict)
};

// What the book remembers of this phone: uid ↔ the phone's own id.
struct HeldEntry {
  std::string uid, id;
};

// What either side has no room for.
struct PlanLimits {
  std::optional<std::size_t> capacity;  // entries that are kept in all
  std::size_t kept_name = 0;            // characters of a name that are kept; 0: all
  std::size_t source_name = 0;          // characters that the incoming names were cut to; 0: they were not
  // Numbers that an incoming card can have, 0: any. A person with more comes as several cards of one
  // name, each full but the last.
  std::size_t source_numbers = 0;
};

// The contacts as this phone would keep them: what to make a plan with, in the same order.
[[nodiscard]] std::vector<Contact> as_kept(const Phone& phone, std::span<const Contact> contacts);

// Incoming contacts are taken in order. One that is the same person as an earlier one of the batch `joins`
// it: the earlier item's result gains its values, and nothing more is written for it, so that no phone holds
// a person twice. A held pair decides between entries that are the same person, or names the one with the
// contact's own uid; it is passed over where that entry is somebody else by now. Where two may be the same
// person, on the phone or in the batch, the answer is conflict, unless the entry holds everything already:
// then there is nothing to ask about. What has no room is a conflict and changes nothing.
[[nodiscard]] std::vector<PlanItem> make_plan(std::span<const Contact> incoming,
                                              std::span<const PhoneEntry> entries,
                                              const MatchOptions& options,
                                              std::span<const HeldEntry> held = {},
                                              const PlanLimits& limits = {});

}  // namespace phonebook
