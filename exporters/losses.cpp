#include "exporters/losses.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "exporters/dates.h"
#include "exporters/tel_text.h"

namespace phonebook {
namespace {

constexpr std::size_t kShownBytes = 200;

std::string shown(std::string_view text) {
  const std::string_view cut = cut_utf8(text, kShownBytes);
  return cut.size() == text.size() ? std::string(text) : std::string(cut) + "…";
}

std::string joined(const std::vector<std::string>& words, const char* separator = ", ") {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : separator) + word;
  return out;
}

std::string shown(const NameReading& r) { return joined({r.family, r.given, r.middle}, " "); }
std::string shown(const Gender& g) { return joined({g.sex, g.identity}); }
std::string shown(const NameParts& n) {
  return joined({n.family, n.given, n.middle, n.prefix, n.suffix}, ";");
}
std::string shown(const PostalAddress& a) {
  std::vector<std::string> parts;
  for (const std::string* part :
       {&a.po_box, &a.extended, &a.street, &a.postcode, &a.city, &a.region, &a.country})
    if (!part->empty()) parts.push_back(*part);
  return shown(joined(parts));
}
std::string shown(const Photo& photo) {
  if (!photo.uri.empty()) return shown(photo.uri);
  return fmt::format(fmt::runtime(tr("{} bytes")), photo.bytes.size());
}
std::string shown(const OtherProperty& other) { return shown(other.name + ":" + other.value); }

// What a value is known by, for finding it again.
std::string key_of(const ContactNumber& n) { return tel_text(n); }
std::string key_of(const ContactMail& m) { return m.address; }
std::string key_of(const ImAddress& i) { return i.service + ":" + i.address; }
std::string key_of(const PostalAddress& a) {
  std::string out;
  for (const std::string* part :
       {&a.po_box, &a.extended, &a.street, &a.city, &a.region, &a.postcode, &a.country})
    out += *part + '\n';
  return out;
}
std::string key_of(const Related& r) { return r.type + ":" + r.value; }
std::string key_of(const std::string& text) { return text; }
// Without its group: that ties lines to each other, and whoever writes them counts anew.
std::string key_of(const OtherProperty& o) {
  std::string out = o.name;
  for (const auto& [name, value] : o.params) out += ';' + name + '=' + value;
  return out + ':' + o.value;
}

std::string shown_value(const ContactNumber& n) { return shown(tel_text(n)); }
std::string shown_value(const ContactMail& m) { return shown(m.address); }
std::string shown_value(const ImAddress& i) { return shown(i.service + ": " + i.address); }
std::string shown_value(const PostalAddress& a) { return shown(a); }
std::string shown_value(const Related& r) {
  return shown(r.type.empty() ? r.value : r.type + ": " + r.value);
}
std::string shown_value(const std::string& text) { return shown(text); }
std::string shown_value(const OtherProperty& o) { return shown(o); }

// What is nearly the value: cut, or written in another way.
bool is_left_of(std::string_view whole, std::string_view left) { return whole.starts_with(left); }
bool is_left_of(const ContactNumber& whole, const ContactNumber& left) {
  const auto digits = [](std::string_view number) {
    std::string out;
    for (const char c : number)
      if ((c >= '0' && c <= '9') || c == '+') out += c;
    return out;
  };
  const std::string a = digits(whole.number), b = digits(left.number);
  return !b.empty() && b.starts_with(a);
}
bool is_left_of(const ContactMail& whole, const ContactMail& left) {
  return is_left_of(whole.address, left.address);
}
bool is_left_of(const ImAddress& whole, const ImAddress& left) {
  return whole.service == left.service && is_left_of(whole.address, left.address);
}
bool is_left_of(const PostalAddress& whole, const PostalAddress& left) {
  return is_left_of(whole.po_box, left.po_box) && is_left_of(whole.extended, left.extended) &&
         is_left_of(whole.street, left.street) && is_left_of(whole.city, left.city) &&
         is_left_of(whole.region, left.region) && is_left_of(whole.postcode, left.postcode) &&
         is_left_of(whole.country, left.country);
}
bool is_left_of(const Related& whole, const Related& left) {
  return whole.type == left.type && is_left_of(whole.value, left.value);
}
bool is_left_of(const OtherProperty& whole, const OtherProperty& left) {
  return whole.name == left.name && whole.value == left.value;
}

class Comparison {
 public:
  std::vector<Loss> losses;

  void text(const char* field, const std::string& before, const std::string& after) {
    if (!before.empty() && before != after) losses.push_back({field, shown(before), shown(after)});
  }
  void date(const char* field, const std::optional<Date>& before, const std::optional<Date>& after) {
    if (!before || before == after || before == Date{}) return;
    losses.push_back({field, shown_date(*before), after ? shown_date(*after) : std::string()});
  }

  // Words as a set; what they belong to stands before them.
  void words(const char* field, const std::string& of, const std::vector<std::string>& before,
             const std::vector<std::string>& after) {
    std::vector<std::string> gone;
    for (const std::string& word : before)
      if (std::find(after.begin(), after.end(), word) == after.end()) gone.push_back(word);
    if (!gone.empty()) losses.push_back({field, of + " (" + joined(gone) + ")", {}});
  }
  void attributes(const ContactNumber& before, const ContactNumber& after) { typed(before, after); }
  void attributes(const ContactMail& before, const ContactMail& after) { typed(before, after); }
  void attributes(const PostalAddress& before, const PostalAddress& after) { typed(before, after); }
  void attributes(const ImAddress& before, const ImAddress& after) {
    words("type", shown_value(before), before.types, after.types);
  }
  void attributes(const std::string&, const std::string&) {}
  void attributes(const Related&, const Related&) {}
  void attributes(const OtherProperty&, const OtherProperty&) {}

  template <class T>
  void values(const char* field, const std::vector<T>& before, const std::vector<T>& after) {
    // Values that are there as they were, each taken once.
    std::unordered_multimap<std::string, std::size_t> held;
    for (std::size_t i = after.size(); i-- > 0;) held.emplace(key_of(after[i]), i);
    std::vector<bool> taken(after.size());
    std::vector<const T*> missing;
    for (const T& value : before) {
      const auto found = held.find(key_of(value));
      if (found == held.end()) {
        missing.push_back(&value);
        continue;
      }
      taken[found->second] = true;
      attributes(value, after[found->second]);
      held.erase(found);
    }
    // The rest in order: what stands there changed is told with what is left of it.
    std::size_t next = 0;
    for (const T* value : missing) {
      while (next < after.size() && taken[next]) ++next;
      const bool changed = next < after.size() && is_left_of(*value, after[next]);
      losses.push_back({field, shown_value(*value), changed ? shown_value(after[next]) : std::string()});
      if (!changed) continue;
      attributes(*value, after[next]);
      ++next;
    }
  }

 private:
  static std::string shown_date(const Date& date) { return write_date(date, true); }

  template <class T>
  void typed(const T& before, const T& after) {
    const std::string value = shown_value(before);
    words("type", value, before.types, after.types);
    if (!before.label.empty() && before.label != after.label)
      losses.push_back({"label", value + " (" + shown(before.label) + ")", shown(after.label)});
    if (before.preferred && !after.preferred) losses.push_back({"preferred", value, {}});
  }
};

}  // namespace

std::vector<Loss> losses_between(const Contact& before, const Contact& after) {
  Comparison c;
  c.text("name", before.formatted_name, after.formatted_name);
  if (!before.name.empty() && before.name != after.name) {
    // A name in one piece that says all the parts did has lost where one ends and the next begins.
    const std::string left = after.name.empty() ? after.formatted_name : shown(after.name);
    c.losses.push_back({"name", shown(shown(before.name)), shown(left)});
  }
  c.text("reading", shown(before.reading), shown(after.reading));
  c.values("nickname", before.nicknames, after.nicknames);
  c.values("number", before.numbers, after.numbers);
  c.values("mail", before.mails, after.mails);
  c.values("im", before.im_addresses, after.im_addresses);
  c.text("organisation", joined(before.organisation, "; "), joined(after.organisation, "; "));
  c.text("title", before.title, after.title);
  c.text("role", before.role, after.role);
  c.values("address", before.addresses, after.addresses);
  c.values("url", before.urls, after.urls);
  c.date("birthday", before.birthday, after.birthday);
  c.date("anniversary", before.anniversary, after.anniversary);
  c.text("note", before.note, after.note);
  if (before.photo && before.photo != after.photo)
    c.losses.push_back({"photo", shown(*before.photo), after.photo ? shown(*after.photo) : std::string()});
  c.values("category", before.categories, after.categories);
  c.text("kind", before.kind, after.kind);
  c.text("gender", shown(before.gender), shown(after.gender));
  c.values("language", before.languages, after.languages);
  c.values("related", before.related, after.related);
  c.values("member", before.members, after.members);
  c.values("other", before.other, after.other);
  return std::move(c.losses);
}

}  // namespace phonebook
