#include "engine/duplicates.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "base/text.h"
#include "contacts/merge.h"

namespace phonebook {
namespace {

std::size_t root_of(std::vector<std::size_t>& parent, std::size_t i) {
  while (parent[i] != i) i = parent[i] = parent[parent[i]];
  return i;
}

}  // namespace

bool DuplicateGroup::sure() const {
  return std::all_of(pairs.begin(), pairs.end(),
                     [](const DuplicatePair& pair) { return pair.match.verdict == Sameness::same; });
}

std::vector<DuplicateGroup> duplicates_among(std::span<const Contact> contacts, const MatchOptions& options) {
  struct Tie {
    std::size_t first, second;
    Match match;
  };
  std::vector<Tie> ties;
  std::vector<std::size_t> parent(contacts.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  MatchIndex index({}, options);
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    if (auto found = index.best(contacts[i])) {
      parent[root_of(parent, i)] = root_of(parent, found->index);
      ties.push_back({found->index, i, std::move(found->match)});
    }
    index.add(contacts[i]);
  }
  std::vector<std::size_t> group_of(contacts.size(), contacts.size()), place(contacts.size());
  std::vector<DuplicateGroup> groups;
  std::vector<bool> is_tied(contacts.size());
  for (const Tie& tie : ties) is_tied[tie.first] = is_tied[tie.second] = true;
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    if (!is_tied[i]) continue;
    std::size_t& group = group_of[root_of(parent, i)];
    if (group == contacts.size()) {
      group = groups.size();
      groups.emplace_back();
    }
    place[i] = groups[group].contacts.size();
    groups[group].contacts.push_back(contacts[i]);
  }
  for (Tie& tie : ties)
    groups[group_of[root_of(parent, tie.first)]].pairs.push_back(
        {place[tie.first], place[tie.second], std::move(tie.match)});
  std::stable_partition(groups.begin(), groups.end(), [](const DuplicateGroup& g) { return g.sure(); });
  return groups;
}

Result<BookDuplicates> find_duplicates(Engine& engine) {
  auto all = engine.book().readable_contacts();
  if (!all) return all.failure();
  return BookDuplicates{duplicates_among(all->contacts, {.region = engine.region()}), all->unreadable};
}

Result<Contact> join_in_book(Engine& engine, std::span<const std::string> uids, bool dry_run) {
  const std::unordered_set<std::string> different(uids.begin(), uids.end());
  if (different.size() < 2)
    return fail(Code::invalid_input, tr("Name at least two different contacts to join."));
  if (different.size() != uids.size())
    return fail(Code::invalid_input, tr("A contact was named twice; nothing was joined."));
  auto batch = engine.book().begin();
  if (!batch) return batch.failure();
  std::vector<Contact> parts;
  for (const std::string& uid : uids) {
    auto contact = engine.book().contact(uid);
    if (!contact) return contact.failure();
    if (!*contact) return fail(Code::not_found, tr("The book has no such contact."), uid);
    if (!parts.empty() && ((*contact)->kind == "group") != (parts[0].kind == "group"))
      return fail(Code::invalid_input, tr("A group and a person cannot be joined."), shown_name(**contact));
    parts.push_back(**std::move(contact));
  }
  Contact joined = parts[0];
  for (std::size_t i = 1; i < parts.size(); ++i)
    joined = join_contacts(joined, parts[i], {.region = engine.region()});
  if (dry_run) return joined;
  joined.uid = parts[0].uid;
  joined.revision = parts[0].revision;
  auto saved = engine.book().save(joined);
  if (!saved) return saved;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (auto moved = engine.book().move_ties(parts[i].uid, joined.uid); !moved) return moved.failure();
    if (auto removed = engine.book().remove(parts[i].uid); !removed) return removed.failure();
  }
  if (auto done = batch->commit(); !done) return done.failure();
  return saved;
}

}  // namespace phonebook
