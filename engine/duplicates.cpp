#include "engine/duplicates.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string_view>
#include <unordered_set>

#include "base/text.h"
#include "engine/join.h"

namespace phonebook {
namespace {

std::size_t root_of(std::vector<std::size_t>& parent, std::size_t i) {
  while (parent[i] != i) i = parent[i] = parent[parent[i]];
  return i;
}

// Who is named by "urn:uuid:0B9C…" and by the bare "0b9c…".
std::string uid_in(std::string_view reference) {
  constexpr std::string_view kScheme = "urn:uuid:";
  const bool is_urn = ascii_equal(reference.substr(0, kScheme.size()), kScheme);
  return is_urn ? ascii_lower(reference.substr(kScheme.size())) : std::string(reference);
}

// What groups and relations say of several contacts that became the first of them.
class References {
 public:
  explicit References(std::span<const std::string> uids) : kept_(uids[0]) {
    for (const std::string& uid : uids) {
      uids_.insert(uid_in(uid));
      uids_.insert(ascii_lower(uid_in(uid)));  // as a URN names it
    }
  }
  // They name the one that is left. That one itself is no relation of its own. Whether something changed.
  [[nodiscard]] bool follow(Contact& contact) const {
    const bool members = follow(
        contact.members, contact.uid, [](auto& member) -> auto& { return member; });
    const bool related = follow(
        contact.related, contact.uid, [](auto& related) -> auto& { return related.value; });
    return members || related;
  }

 private:
  template <class Value, class Text>
  bool follow(std::vector<Value>& values, const std::string& owner, Text text) const {
    bool changed = false;
    std::vector<Value> out;
    for (Value& value : values) {
      std::string& reference = text(value);
      if (const std::string uid = uid_in(reference); uids_.contains(uid)) {
        const std::string kept = uid_in(kept_);
        const bool is_other = ascii_lower(uid) != ascii_lower(kept);
        changed |= is_other || owner == kept_;
        if (owner == kept_) continue;
        // Written as it was, but only a UUID is named by such a URN.
        constexpr std::size_t kUuidLength = 36;
        if (is_other) reference = uid != reference && kept.size() == kUuidLength ? "urn:uuid:" + kept : kept_;
        if (std::find(out.begin(), out.end(), value) != out.end()) continue;
      }
      out.push_back(std::move(value));
    }
    values = std::move(out);
    return changed;
  }

  std::string kept_;
  std::unordered_set<std::string> uids_;
};

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
  std::optional<Book::Batch> batch;
  if (!dry_run) {
    auto begun = engine.book().begin();
    if (!begun) return begun.failure();
    batch.emplace(*std::move(begun));
  }
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
  joined.uid = parts[0].uid;
  joined.revision = parts[0].revision;
  const References references(uids);
  (void)references.follow(joined);
  if (dry_run) return joined;
  auto saved = engine.book().save(joined);
  if (!saved) return saved;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (auto moved = engine.book().move_ties(parts[i].uid, joined.uid); !moved) return moved.failure();
    if (auto removed = engine.book().remove(parts[i].uid); !removed) return removed.failure();
  }
  // A row that cannot be read cannot be written either, and is left as it is.
  auto all = engine.book().readable_contacts();
  if (!all) return all.failure();
  for (Contact& contact : all->contacts)
    if (contact.uid != joined.uid && references.follow(contact))
      if (auto done = engine.book().save(contact); !done) return done.failure();
  if (auto done = batch->commit(); !done) return done.failure();
  return saved;
}

}  // namespace phonebook
