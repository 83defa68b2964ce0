// What came with JSContact and waits in a Contact as JSPROP, sorted for the writer.
//
//   KeptMembers kept(contact);
//   if (KeptEntry* entry = kept.take("phones", hash)) out += entry->with(object, preferred);
//
// Thread rule: one writer's.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "contacts/contact.h"

namespace phonebook::jscontact {

// Members of one entry that no Contact holds.
struct KeptEntry {
  std::string id;
  std::vector<std::pair<std::string, std::string>> members;  // name → JSON text
  std::string whole;                                         // instead of members: all that the object was
  std::vector<const OtherProperty*> properties;
  bool taken = false;

  // The object, `{…}` without "pref", with these members in it. `rank`: what its "pref" is to a Contact, 0:
  // none.
  [[nodiscard]] std::string with(const std::string& object, int rank) const;
};

class KeptMembers {
 public:
  explicit KeptMembers(const Contact& contact);

  [[nodiscard]] bool has_entries() const { return !entries_.empty(); }
  // Of this entry; each is given out once. Null: nothing is kept of it.
  [[nodiscard]] KeptEntry* take(std::string_view family, std::uint64_t hash);
  // Entries that say nothing to a Contact, by id; null: none.
  using Extras = std::vector<std::pair<std::string, std::string>>;
  [[nodiscard]] const Extras* extras(std::string_view family) const;
  // The card's own members, each once.
  [[nodiscard]] const Extras& members() const { return members_; }
  // Whether the property waits in one of the above.
  [[nodiscard]] bool holds(const OtherProperty& other) const { return held_.contains(&other); }
  // Family and id of all entries, taken or not.
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& ids() const { return ids_; }
  // What belonged to entries that nobody took. Asked last.
  [[nodiscard]] std::vector<const OtherProperty*> stale() const;

 private:
  bool sort(const OtherProperty& other);

  std::unordered_map<std::string, std::vector<KeptEntry>> entries_;  // family and hash
  std::vector<std::string> order_;                                   // of entries_, as they came
  std::map<std::string, Extras, std::less<>> extras_;
  Extras members_;
  std::unordered_set<const OtherProperty*> held_;
  std::unordered_set<std::string> names_, seen_;
  std::vector<std::pair<std::string, std::string>> ids_;
};

}  // namespace phonebook::jscontact
