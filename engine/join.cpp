// What a merge would drop is kept beside what it keeps.
#include "engine/join.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "contacts/likeness.h"
#include "contacts/merge.h"
#include "exporters/dates.h"
#include "exporters/vcard_syntax.h"

namespace phonebook {
namespace {

// As OtherProperty keeps values.
std::string escaped(std::string_view text) { return vcard::escape(text, vcard::Version::v3); }

void keep(Contact& joined, const char* name, std::string value,
          std::vector<std::pair<std::string, std::string>> params = {}) {
  if (value.empty()) return;
  const bool held = std::any_of(joined.other.begin(), joined.other.end(), [&](const OtherProperty& p) {
    // A photo's base64 has no case to fold.
    return p.name == name && (p.value == value || (p.name != "PHOTO" && fold(p.value) == fold(value)));
  });
  if (!held) joined.other.push_back({{}, name, std::move(params), std::move(value)});
}

void keep_text(Contact& joined, const char* name, const std::string& kept, const std::string& other) {
  if (fold(kept) != fold(other)) keep(joined, name, escaped(other));
}

void keep_date(Contact& joined, const char* name, const std::optional<Date>& kept,
               const std::optional<Date>& other) {
  if (kept && other && dates_differ(*kept, *other)) keep(joined, name, write_date(*other, false));
}

void keep_organisation(Contact& joined, const std::vector<std::string>& other) {
  const auto same = [](const std::string& a, const std::string& b) { return fold(a) == fold(b); };
  const auto& kept = joined.organisation;
  if (other.empty() ||
      (other.size() <= kept.size() && std::equal(other.begin(), other.end(), kept.begin(), same)))
    return;
  std::string value;
  for (std::size_t i = 0; i < other.size(); ++i) value += (i > 0 ? ";" : "") + escaped(other[i]);
  keep(joined, "ORG", std::move(value));
}

// The words of a name in whatever order, with accents and titles; of a CJK name its characters.
std::vector<std::string> spelling(std::string_view name) {
  std::string text = fold(name);
  const bool is_cjk = has_cjk(text);
  std::vector<std::string> words;
  for (char& c : text)
    if (c == ',' || c == '.' || c == '\t' || c == '\n') c = ' ';
  if (is_cjk) std::erase(text, ' ');
  for (const std::string_view word : split(text, ' '))
    if (!word.empty()) words.emplace_back(word);
  std::sort(words.begin(), words.end());
  return words;
}

// A title or a suffix of the one goes to the same name of the other.
void join_name_parts(NameParts& joined, const NameParts& other) {
  if (fold(joined.family) != fold(other.family) || fold(joined.given) != fold(other.given)) return;
  for (std::string NameParts::*part : {&NameParts::middle, &NameParts::prefix, &NameParts::suffix})
    if ((joined.*part).empty()) joined.*part = other.*part;
}

void keep_names(Contact& joined, const Contact& other) {
  const NameReading& read = other.reading;
  const std::string reading = read == joined.reading
                                  ? std::string()
                                  : name_from_parts({read.family, read.given, read.middle, "", ""});
  for (const std::string& name : {other.formatted_name, name_from_parts(other.name), reading}) {
    const std::vector<std::string> words = spelling(name);
    const auto holds = [&](const std::string& held) {
      const std::vector<std::string> there = spelling(held);
      return words == there ||
             (!has_cjk(name) && std::includes(there.begin(), there.end(), words.begin(), words.end()));
    };
    if (words.empty() || holds(joined.formatted_name) || holds(name_from_parts(joined.name)) ||
        std::any_of(joined.nicknames.begin(), joined.nicknames.end(), holds))
      continue;
    joined.nicknames.push_back(name);
  }
}

void keep_photo(Contact& joined, const std::optional<Photo>& other) {
  if (!other || !joined.photo || *other == *joined.photo) return;
  if (!other->bytes.empty() && other->bytes == joined.photo->bytes) return;
  keep(joined, "PHOTO",
       other->uri.empty() ? "data:" + other->media_type + ";base64," + base64_encode(other->bytes)
                          : other->uri,
       {{"VALUE", "uri"}});
}

// Equal only where nothing is lost: what is dialled after a pause, and a number that no plan can read, as
// they are written.
std::string exact_key(const ContactNumber& number, std::string_view region) {
  const NumberKey key = number_key(number, region);
  const std::size_t pause = number.number.find_first_of(",;pPwW");
  std::string written = fold(key.parsed ? (pause == std::string::npos ? "" : number.number.substr(pause))
                                        : number.number + ";" + number.extension);
  std::erase_if(written, [](char c) { return std::string_view(" -()./").find(c) != std::string_view::npos; });
  return (key.parsed ? key.key : std::string()) + '|' + written;
}

// A merge takes numbers of one person that may be the same for the same.
void keep_numbers(Contact& joined, const std::vector<ContactNumber>& other, std::string_view region) {
  std::unordered_set<std::string> held;
  for (const ContactNumber& number : joined.numbers) held.insert(exact_key(number, region));
  for (const ContactNumber& number : other) {
    if (number.number.empty() || !held.insert(exact_key(number, region)).second) continue;
    joined.numbers.push_back(number);
    joined.numbers.back().preferred = false;
  }
}

// The same value with other parameters is another property.
void keep_properties(Contact& joined, const std::vector<OtherProperty>& other) {
  const auto key = [](const OtherProperty& property) {
    std::string out = property.name + ':' + property.value;
    for (const auto& [name, value] : property.params) out.append(1, '\0').append(name + '=' + value);
    return out;
  };
  std::unordered_set<std::string> held;
  for (const OtherProperty& property : joined.other) held.insert(key(property));
  for (const OtherProperty& property : other)
    if (held.insert(key(property)).second) joined.other.push_back(property);
}

// To the first entry of a key; what a second one of the same key says is said.
template <class Entry, class Key>
void join_types(std::vector<Entry>& joined, const std::vector<Entry>& other, Key key) {
  std::unordered_map<std::string, std::size_t> first;
  std::unordered_set<std::string> said;
  for (std::size_t i = 0; i < joined.size(); ++i) {
    const std::string held = key(joined[i]);
    first.emplace(held, i);
    for (const std::string& type : joined[i].types) said.insert(held + ' ' + type);
  }
  for (const Entry& entry : other) {
    const std::string wanted = key(entry);
    const auto found = first.find(wanted);
    if (found == first.end()) continue;
    for (const std::string& type : entry.types)
      if (said.insert(wanted + ' ' + type).second) joined[found->second].types.push_back(type);
  }
}

}  // namespace

Contact join_contacts(const Contact& base, const Contact& other, const MatchOptions& options) {
  Contact joined = merge_contacts(base, other, options).contact;
  join_name_parts(joined.name, base.name);
  join_name_parts(joined.name, other.name);
  keep_names(joined, base);
  keep_names(joined, other);
  keep_text(joined, "TITLE", joined.title, other.title);
  keep_text(joined, "ROLE", joined.role, other.role);
  keep_text(joined, "KIND", joined.kind, other.kind);
  keep_organisation(joined, base.organisation);
  keep_organisation(joined, other.organisation);
  if (!other.gender.empty() && !(other.gender == joined.gender))
    keep(joined, "GENDER",
         escaped(other.gender.sex) +
             (other.gender.identity.empty() ? std::string() : ";" + escaped(other.gender.identity)));
  keep_date(joined, "BDAY", joined.birthday, other.birthday);
  keep_date(joined, "ANNIVERSARY", joined.anniversary, other.anniversary);
  keep_photo(joined, other.photo);
  keep_properties(joined, other.other);
  keep_numbers(joined, other.numbers, options.region);
  join_types(joined.numbers, other.numbers,
             [&](const ContactNumber& number) { return exact_key(number, options.region); });
  join_types(joined.mails, other.mails, [](const ContactMail& mail) { return mail_key(mail.address); });
  join_types(joined.im_addresses, other.im_addresses, im_key);
  join_types(joined.addresses, other.addresses, address_key);
  return joined;
}

}  // namespace phonebook
