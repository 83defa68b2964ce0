#include "transports/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "contacts/match.h"

namespace phonebook {
namespace {

// What stands on the phone, or will once the plan is carried out up to here. Phone entries first, in their
// order, then what the plan adds: the same numbers that MatchIndex gives out.
struct Slot {
  Contact contact;
  std::optional<std::size_t> item;  // the item of the plan that writes here
};

class Planner {
 public:
  Planner(std::span<const PhoneEntry> entries, const MatchOptions& options, std::span<const HeldEntry> held)
      : options_(options), entries_(entries.size()), known_(contacts_of(entries)), index_(known_, options) {
    slots_.reserve(known_.size());
    for (const Contact& contact : known_) slots_.push_back({contact, std::nullopt});
    std::unordered_map<std::string_view, std::size_t> by_id;
    for (std::size_t i = 0; i < entries.size(); ++i) by_id.emplace(entries[i].id, i);
    for (const HeldEntry& pair : held)
      if (const auto found = by_id.find(pair.id); found != by_id.end())
        held_.emplace(pair.uid, found->second);
  }

  void take(const Contact& incoming) {
    PlanItem item{.incoming = items_.size()};
    if (const auto partner = find(incoming)) {
      meet(incoming, partner->index, partner->match, item);
    } else {
      item.reason = tr("The phone has no entry for this contact.");
      item.result = incoming;
      slots_.push_back({incoming, items_.size()});
      index_.add(incoming);
    }
    items_.push_back(std::move(item));
  }

  std::vector<PlanItem> finish() && { return std::move(items_); }

 private:
  static std::vector<Contact> contacts_of(std::span<const PhoneEntry> entries) {
    std::vector<Contact> contacts;
    contacts.reserve(entries.size());
    for (const PhoneEntry& entry : entries) contacts.push_back(entry.contact);
    return contacts;
  }

  std::optional<MatchIndex::Found> find(const Contact& incoming) const {
    // The phone may have given the id to somebody else since; the person, not the id, is what was sent.
    if (const auto pair = held_.find(incoming.uid); pair != held_.end() && !incoming.uid.empty()) {
      Match match = match_contacts(slots_[pair->second].contact, incoming, options_);
      if (match.verdict != Sameness::different) {
        match.verdict = Sameness::same;
        return MatchIndex::Found{pair->second, std::move(match)};
      }
    }
    return index_.best(incoming);
  }

  void meet(const Contact& incoming, std::size_t slot_number, const Match& match, PlanItem& item) {
    Slot& slot = slots_[slot_number];
    if (slot_number < entries_) item.target = slot_number;
    item.joins = slot.item;
    Merge merge = merge_contacts(slot.contact, incoming, options_);
    const bool nothing_new = merge.gained.empty() && merge.conflicts.empty();
    item.result = merge.contact;
    if (nothing_new) {
      item.decision = Decision::identical;
      item.reason = item.joins ? tr("An earlier contact of this list holds all of it.")
                               : tr("The phone holds all of it already.");
    } else if (match.verdict == Sameness::perhaps) {
      item.decision = Decision::conflict;
      item.reason = match.reason;
      item.fields = merge.conflicts.empty() ? std::move(merge.gained) : std::move(merge.conflicts);
    } else if (!merge.conflicts.empty()) {
      item.decision = Decision::conflict;
      item.reason = tr("Both sides say something else about the same person.");
      item.fields = std::move(merge.conflicts);
    } else {
      item.decision = Decision::merge;
      item.reason = match.reason;
      item.fields = std::move(merge.gained);
    }
    if (item.decision == Decision::merge) gain(slot, merge.contact, item);
  }

  // The entry becomes `joined`, written by the first item that has something to write there.
  void gain(Slot& slot, const Contact& joined, const PlanItem& item) {
    slot.contact = joined;
    if (!slot.item) {
      slot.item = items_.size();
      return;
    }
    PlanItem& writer = items_[*slot.item];
    writer.result = joined;
    writer.fields.insert(writer.fields.end(), item.fields.begin(), item.fields.end());
    if (writer.decision == Decision::add) writer.fields.clear();
  }

  const MatchOptions& options_;
  std::size_t entries_;
  std::vector<Contact> known_;
  MatchIndex index_;
  std::vector<Slot> slots_;
  std::unordered_map<std::string, std::size_t> held_;
  std::vector<PlanItem> items_;
};

}  // namespace

const char* to_string(Decision decision) noexcept {
  switch (decision) {
    case Decision::add:
      return "add";
    case Decision::identical:
      return "identical";
    case Decision::merge:
      return "merge";
    case Decision::conflict:
      return "conflict";
  }
  return "";
}

std::vector<Contact> as_kept(const Phone& phone, std::span<const Contact> contacts) {
  std::vector<Contact> kept;
  kept.reserve(contacts.size());
  for (const Contact& contact : contacts) kept.push_back(phone.kept(contact));
  return kept;
}

std::vector<PlanItem> make_plan(std::span<const Contact> incoming, std::span<const PhoneEntry> entries,
                                const MatchOptions& options, std::span<const HeldEntry> held) {
  Planner planner(entries, options, held);
  for (const Contact& contact : incoming) planner.take(contact);
  return std::move(planner).finish();
}

}  // namespace phonebook
