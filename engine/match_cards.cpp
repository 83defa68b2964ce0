#include "engine/match_cards.h"

#include <unordered_set>

#include "base/text.h"

namespace phonebook {

MatchAnswer match_cards(std::vector<Contact> phonebook, std::span<const Contact> incoming,
                        const MatchOptions& options, const PlanLimits& limits) {
  std::vector<PhoneEntry> entries;
  entries.reserve(phonebook.size());
  std::unordered_set<std::string> uids;
  for (Contact& contact : phonebook) {
    if (contact.uid.empty()) contact.uid = new_uuid();
    uids.insert(contact.uid);
    entries.push_back({contact.uid, {}, std::move(contact)});
  }
  std::vector<PlanItem> plan = make_plan(incoming, entries, options, {}, limits);

  MatchAnswer answer;
  answer.phonebook.reserve(entries.size());
  for (PhoneEntry& entry : entries) answer.phonebook.push_back(std::move(entry.contact));
  std::vector<std::size_t> place(plan.size());  // in the phonebook, by item that writes there
  for (std::size_t i = 0; i < plan.size(); ++i) {
    PlanItem& item = plan[i];
    MatchDecision decision{item.decision, item.no_room, {}, std::move(item.reason), std::move(item.fields)};
    if (item.target)
      decision.target = item.target;
    else if (item.joins)
      decision.target = place[*item.joins];
    if (item.decision == Decision::add) {
      place[i] = answer.phonebook.size();
      if (item.result.uid.empty() || !uids.insert(item.result.uid).second) {
        item.result.uid = new_uuid();
        uids.insert(item.result.uid);
      }
      answer.phonebook.push_back(std::move(item.result));
    } else if (decision.target) {
      place[i] = *decision.target;
      // An item that joins an earlier one is in that one's result.
      if (!item.joins && (item.decision == Decision::merge)) {
        item.result.uid = answer.phonebook[*decision.target].uid;
        answer.phonebook[*decision.target] = std::move(item.result);
      }
    }
    answer.decisions.push_back(std::move(decision));
  }
  return answer;
}

}  // namespace phonebook
