#include "exporters/jscontact_kept.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "exporters/jscontact_card.h"
#include "exporters/jscontact_properties.h"
#include "exporters/json_text.h"

namespace phonebook::jscontact {
namespace {

constexpr std::size_t kMostAlike = 64;  // entries that say the same

// The value as JSON on one line; absent: it is none.
std::optional<std::string> json_of(const OtherProperty& other) {
  JsonTree tree;
  if (tree.parse(valid_utf8(plain_value(other.value, false)))) return std::nullopt;
  std::string text;
  append_json(text, tree.root());
  return text;
}

// A map of entries, where ids mean something.
bool is_family(std::string_view name) {
  static constexpr std::string_view kNoFamilies[] = {
      "@type", "version",  "uid",     "kind",       "updated",   "created",   "language",  "prodId",
      "name",  "keywords", "members", "vCardProps", "vCardName", "speakToAs", "relatedTo", "vCardParams"};
  return is_known_member(name) &&
         std::find(std::begin(kNoFamilies), std::end(kNoFamilies), name) == std::end(kNoFamilies);
}

// Whether an entry says nothing that a Contact has a place for: it can be written without bringing back what
// the person has removed.
bool says_nothing(const std::string& family, const std::string& json) {
  std::string card = "{";
  append_json_string(card, family);
  card += ":{\"x\":" + json + "}}";
  JsonTree tree;
  if (tree.parse(card)) return false;
  const Contact contact = contact_of(tree.root());
  Contact nothing;
  nothing.other = contact.other;
  return contact == nothing && std::all_of(contact.other.begin(), contact.other.end(),
                                           [](const auto& other) { return other.name == "JSPROP"; });
}

}  // namespace

std::string KeptEntry::with(const std::string& object, int rank) const {
  if (!whole.empty()) return whole;
  JsonTree tree;
  if (tree.parse(object)) return object;
  std::string out = "{";
  const auto member = [&](std::string_view name) {
    if (out.back() != '{') out += ',';
    append_json_string(out, name);
    out += ':';
  };
  for_each_child(tree.root(), [&](JsonNode& child) {
    if (std::any_of(members.begin(), members.end(),
                    [&](const auto& kept) { return kept.first == child.key; }))
      return;
    member(child.key);
    append_json(out, child);
  });
  bool has_rank = false;
  for (const auto& [name, json] : members) {
    if (name == "pref") {
      // A rank of its own, as long as it still says what the contact says.
      if (rank == 0 && json == "1") continue;
      has_rank = true;
    }
    member(name);
    out += json;
  }
  if (rank > 0 && !has_rank) {
    member("pref");
    out += std::to_string(rank);
  }
  return out + '}';
}

KeptMembers::KeptMembers(const Contact& contact) {
  for (const OtherProperty& other : contact.other)
    if (other.name == "JSPROP" && sort(other)) held_.insert(&other);
}

bool KeptMembers::sort(const OtherProperty& other) {
  std::string pointer, hash;
  if (!other.group.empty() || other.params.empty() || other.params.size() > 2) return false;
  for (const auto& [name, value] : other.params) {
    if (name == "JSPTR" && pointer.empty()) {
      pointer = value;
    } else if (name == kEntryParam && hash.empty()) {
      hash = value;
    } else {
      return false;
    }
  }
  if (pointer.empty() || (hash.empty() && other.params.size() == 2) || !is_exact(other.value, false))
    return false;
  std::vector<std::string> parts;
  for (const std::string_view part : split(pointer, '/')) parts.push_back(from_pointer_part(part));
  if (parts.size() == 1 && hash.empty() && is_known_member(parts[0])) return false;
  std::optional<std::string> json = json_of(other);
  if (!json) return false;

  if (hash.empty()) {
    if (parts.size() == 1) {
      if (!names_.insert(parts[0]).second) return false;
      members_.emplace_back(parts[0], *std::move(json));
      return true;
    }
    if (parts.size() != 2 || !is_family(parts[0]) || !is_id(parts[1]) ||
        !seen_.insert(parts[0] + '/' + parts[1]).second || !says_nothing(parts[0], *json))
      return false;
    ids_.emplace_back(parts[0], parts[1]);
    extras_[parts[0]].emplace_back(parts[1], *std::move(json));
    return true;
  }
  if (hash.size() != 16) return false;
  // "name/isOrdered", "notes", "phones/abc/pref".
  const bool is_single =
      parts[0] == "name" || parts[0] == "notes" || parts[0] == "relatedTo" || parts[0] == "speakToAs";
  if (is_single ? parts.size() != (parts[0] == "name" ? 2U : 1U)
                : parts.size() != 3 || !is_family(parts[0]) || !is_id(parts[1]))
    return false;
  const std::string id = is_single ? std::string() : parts[1];
  auto [found, is_new] = entries_.try_emplace(parts[0] + '/' + hash);
  if (is_new) order_.push_back(found->first);
  std::vector<KeptEntry>& entries = found->second;
  auto entry = std::find_if(entries.begin(), entries.end(), [&](const KeptEntry& e) { return e.id == id; });
  if (entry == entries.end()) {
    if (entries.size() == kMostAlike) return false;
    // Two entries of one id: the second has to look for another.
    if (!is_single && !seen_.insert(parts[0] + '/' + id).second) return false;
    if (!is_single) ids_.emplace_back(parts[0], id);
    entry = entries.insert(entries.end(), KeptEntry{id, {}, {}, {}, false});
  }
  if (parts.size() == 1) {
    if (!entry->whole.empty()) return false;
    entry->whole = *std::move(json);
  } else {
    const std::string& name = parts.back();
    if (!seen_.insert(pointer + ' ' + hash).second) return false;
    entry->members.emplace_back(name, *std::move(json));
  }
  entry->properties.push_back(&other);
  return true;
}

KeptEntry* KeptMembers::take(std::string_view family, std::uint64_t hash) {
  const auto found = entries_.find(std::string(family) + '/' + hash_text(hash));
  if (found == entries_.end()) return nullptr;
  for (KeptEntry& entry : found->second)
    if (!std::exchange(entry.taken, true)) return &entry;
  return nullptr;
}

const KeptMembers::Extras* KeptMembers::extras(std::string_view family) const {
  const auto found = extras_.find(family);
  return found == extras_.end() ? nullptr : &found->second;
}

std::vector<const OtherProperty*> KeptMembers::stale() const {
  std::vector<const OtherProperty*> out;
  for (const std::string& key : order_)
    for (const KeptEntry& entry : entries_.at(key))
      if (!entry.taken) out.insert(out.end(), entry.properties.begin(), entry.properties.end());
  return out;
}

}  // namespace phonebook::jscontact
