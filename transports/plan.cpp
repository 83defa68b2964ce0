#include "transports/plan.h"

#include <fmt/format.h>

#include <cctype>
#include <string_view>
#include <unordered_map>

#include "base/text.h"
#include "contacts/match.h"

namespace phonebook {
namespace {

// 8-4-4-4-12 hexadecimal digits: nobody gives such a uid to two cards.
bool is_uuid(std::string_view uid) {
  if (uid.size() != 36) return false;
  for (std::size_t i = 0; i < uid.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? uid[i] != '-' : std::isxdigit(static_cast<unsigned char>(uid[i])) == 0) return false;
  }
  return true;
}

// What stands on the phone, or will once the plan is carried out up to here. Phone entries first, in their
// order, then what the plan adds: the same numbers that MatchIndex gives out.
struct Slot {
  Contact contact;
  std::string source_name;          // of the last incoming card that is this person
  std::size_t source_numbers = 0;   // how many that card had
  std::optional<std::size_t> item;  // the item of the plan that writes here
};

class Planner {
 public:
  Planner(std::span<const PhoneEntry> entries, const MatchOptions& options, std::span<const HeldEntry> held,
          const PlanLimits& limits)
      : options_(options), limits_(limits), entries_(entries.size()), index_({}, options) {
    slots_.reserve(entries.size());
    for (const PhoneEntry& entry : entries) {
      index_.add(entry.contact);
      slots_.push_back({.contact = entry.contact});
    }
    std::unordered_map<std::string_view, std::size_t> by_id;
    for (std::size_t i = 0; i < entries.size(); ++i) by_id.emplace(entries[i].id, i);
    for (const HeldEntry& pair : held)
      if (const auto found = by_id.find(pair.id); found != by_id.end())
        held_.emplace(pair.uid, found->second);
  }

  void take(const Contact& incoming) {
    PlanItem item{.incoming = items_.size()};
    const Contact kept = with_kept_name(incoming);
    if (const auto partner = find(incoming)) {
      meet(incoming, kept, partner->index, partner->match, item);
    } else if (limits_.capacity && slots_.size() >= *limits_.capacity) {
      item.decision = Decision::conflict;
      item.no_room = true;
      item.reason = fmt::format(
          fmt::runtime(tr_n("There is no room: {} contact is all that can be kept.",
                            "There is no room: {} contacts are all that can be kept.", *limits_.capacity)),
          *limits_.capacity);
      item.result = kept;
    } else {
      item.reason = tr("The phone has no entry for this contact.");
      item.result = kept;
      slots_.push_back({kept, source_name(incoming), incoming.numbers.size(), items_.size()});
      index_.add(incoming);
    }
    items_.push_back(std::move(item));
  }

  std::vector<PlanItem> finish() && { return std::move(items_); }

 private:
  // A name of which only the start is kept has no parts.
  [[nodiscard]] Contact with_kept_name(const Contact& incoming) const {
    Contact kept = incoming;
    const std::string name = shown_name(incoming);
    if (limits_.kept_name == 0 || count_code_points(name) <= limits_.kept_name) return kept;
    std::size_t end = 0;
    for (std::size_t i = 0; i < limits_.kept_name; ++i)
      end += decode_utf8(std::string_view(name).substr(end)).length;
    kept.formatted_name = trim(std::string_view(name).substr(0, end));
    kept.name = {};
    return kept;
  }

  // What cards of one person are called in a source that splits people; "" where none does.
  [[nodiscard]] std::string source_name(const Contact& incoming) const {
    return limits_.source_numbers > 0 ? fold(shown_name(incoming)) : std::string();
  }

  std::optional<MatchIndex::Found> find(const Contact& incoming) const {
    const auto pair = incoming.uid.empty() ? held_.end() : held_.find(incoming.uid);
    if (pair == held_.end()) return index_.best(incoming);
    // Ids are places, and the phone may have given this one to somebody else since: it decides between two
    // who look alike, and never makes the same person of two who only may be.
    const Contact& there = slots_[pair->second].contact;
    Match match = match_contacts(there, incoming, options_);
    const bool same_uid = there.uid == incoming.uid;
    const bool another_card = !same_uid && is_uuid(there.uid) && is_uuid(incoming.uid);
    if (match.verdict == Sameness::different || another_card) return index_.best(incoming);
    if (same_uid) match.verdict = Sameness::same;
    if (match.verdict == Sameness::same) return MatchIndex::Found{pair->second, std::move(match)};
    if (auto better = index_.best(incoming)) return better;
    return MatchIndex::Found{pair->second, std::move(match)};
  }

  void meet(const Contact& incoming, const Contact& kept, std::size_t slot_number, Match match,
            PlanItem& item) {
    Slot& slot = slots_[slot_number];
    if (slot_number < entries_) item.target = slot_number;
    item.joins = slot.item;
    const std::string name = source_name(incoming);
    // Only a card that was full is continued by the next one; a namesake stays a question.
    if (match.verdict == Sameness::perhaps && !name.empty() && name == slot.source_name &&
        slot.source_numbers >= limits_.source_numbers)
      match = {Sameness::same, tr("An earlier card of this name is the same person: the source keeps few "
                                  "numbers a card.")};
    if (match.verdict == Sameness::same) {
      slot.source_name = name;
      slot.source_numbers = incoming.numbers.size();
    }
    Merge merge = merge_contacts(slot.contact, kept, options_);
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
    // What is identical to an earlier card of the batch may still bring what is no gain: a label, a word of
    // its own.
    const bool part_of_it =
        item.decision == Decision::merge ||
        (item.decision == Decision::identical && item.joins && match.verdict == Sameness::same);
    if (part_of_it) gain(slot_number, merge.contact, incoming, item);
  }

  // The entry becomes `joined`, written by the first item that has something to write there; from now on it
  // is found as either of the two.
  void gain(std::size_t slot_number, const Contact& joined, const Contact& incoming, const PlanItem& item) {
    Slot& slot = slots_[slot_number];
    slot.contact = joined;
    if (item.decision == Decision::merge) index_.also(slot_number, incoming);
    if (!slot.item) {
      slot.item = items_.size();
      return;
    }
    PlanItem& writer = items_[*slot.item];
    writer.result = joined;
    if (writer.decision == Decision::merge)
      writer.fields.insert(writer.fields.end(), item.fields.begin(), item.fields.end());
  }

  const MatchOptions& options_;
  const PlanLimits& limits_;
  std::size_t entries_;
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
                                const MatchOptions& options, std::span<const HeldEntry> held,
                                const PlanLimits& limits) {
  Planner planner(entries, options, held, limits);
  for (const Contact& contact : incoming) planner.take(contact);
  return std::move(planner).finish();
}

}  // namespace phonebook
