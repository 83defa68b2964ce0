// join_contacts: what a merge would drop is kept beside what it keeps.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "contacts/likeness.h"
#include "contacts/merge.h"

namespace phonebook {
namespace {

// vCard's escapes (RFC 6350, 3.4), as OtherProperty keeps values.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '\\' || c == ',' || c == ';') out += '\\';
    out += c;
  }
  return out;
}

void keep(Contact& joined, const char* name, std::string value,
          std::vector<std::pair<std::string, std::string>> params = {}) {
  if (value.empty()) return;
  const bool held = std::any_of(joined.other.begin(), joined.other.end(), [&](const OtherProperty& p) {
    return p.name == name && fold(p.value) == fold(value);
  });
  if (!held) joined.other.push_back({{}, name, std::move(params), std::move(value)});
}

// RFC 6350, 4.3.1: parts from the left that are missing are hyphens.
std::string date_text(const Date& date) {
  std::string out = date.year ? fmt::format("{:04}", *date.year) : "--";
  if (date.month) out += fmt::format("{:02}", *date.month);
  if (date.day) out += (date.month ? "" : "-") + fmt::format("{:02}", *date.day);
  return out;
}

void keep_text(Contact& joined, const char* name, const std::string& kept, const std::string& other) {
  if (fold(kept) != fold(other)) keep(joined, name, escaped(other));
}

void keep_date(Contact& joined, const char* name, const std::optional<Date>& kept,
               const std::optional<Date>& other) {
  if (kept && other && dates_differ(*kept, *other)) keep(joined, name, date_text(*other));
}

void keep_organisation(Contact& joined, const std::vector<std::string>& other) {
  const auto same = [](const std::string& a, const std::string& b) {
    return organisation_key(a) == organisation_key(b);
  };
  const auto& kept = joined.organisation;
  if (other.empty() ||
      (other.size() <= kept.size() && std::equal(other.begin(), other.end(), kept.begin(), same)))
    return;
  std::string value;
  for (std::size_t i = 0; i < other.size(); ++i) value += (i > 0 ? ";" : "") + escaped(other[i]);
  keep(joined, "ORG", std::move(value));
}

void keep_names(Contact& joined, const Contact& other) {
  const NameReading& read = other.reading;
  const std::string reading = read == joined.reading
                                  ? std::string()
                                  : name_from_parts({read.family, read.given, read.middle, "", ""});
  for (const std::string& name : {other.formatted_name, name_from_parts(other.name), reading}) {
    if (name.empty()) continue;
    const NameWords words = name_words(name);
    const auto holds = [&](const std::string& held) {
      if (fold(held) == fold(name)) return true;
      const NameWords there = name_words(held);
      return !words.empty() && words.keys == there.keys && words.generation == there.generation;
    };
    if (holds(joined.formatted_name) || holds(name_from_parts(joined.name)) ||
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
  keep_names(joined, base);
  keep_names(joined, other);
  keep_text(joined, "TITLE", joined.title, other.title);
  keep_text(joined, "ROLE", joined.role, other.role);
  keep_organisation(joined, other.organisation);
  if (!other.gender.empty() && !(other.gender == joined.gender))
    keep(joined, "GENDER",
         escaped(other.gender.sex) +
             (other.gender.identity.empty() ? std::string() : ";" + escaped(other.gender.identity)));
  keep_date(joined, "BDAY", joined.birthday, other.birthday);
  keep_date(joined, "ANNIVERSARY", joined.anniversary, other.anniversary);
  keep_photo(joined, other.photo);
  join_types(joined.numbers, other.numbers,
             [&](const ContactNumber& number) { return number_key(number, options.region).key; });
  join_types(joined.mails, other.mails, [](const ContactMail& mail) { return mail_key(mail.address); });
  return joined;
}

}  // namespace phonebook
