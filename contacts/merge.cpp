#include "contacts/merge.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "contacts/likeness.h"

namespace phonebook {
namespace {

std::string shown_date(const Date& date) {
  const auto part = [](const std::optional<int>& value, int width) {
    return value ? fmt::format("{:0{}}", *value, width) : std::string("?");
  };
  return part(date.year, 4) + "-" + part(date.month, 2) + "-" + part(date.day, 2);
}

std::string shown_address(const PostalAddress& a) {
  std::string out;
  for (const std::string* part :
       {&a.po_box, &a.extended, &a.street, &a.postcode, &a.city, &a.region, &a.country}) {
    if (part->empty()) continue;
    if (!out.empty()) out += ", ";
    out += *part;
  }
  return out;
}

std::string joined(const std::vector<std::string>& parts, const char* separator) {
  std::string out;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

// "https://example.org/" and "http://Example.org" lead to one page.
std::string url_key(std::string_view url) {
  std::string key = fold(url);
  for (const std::string_view scheme : {"https://", "http://"})
    if (key.starts_with(scheme)) key.erase(0, scheme.size());
  while (key.ends_with('/')) key.pop_back();
  return key;
}

class Merger {
 public:
  Merger(const Contact& base, const Contact& incoming, const MatchOptions& options)
      : incoming_(incoming), options_(options) {
    merge_.contact = base;
  }

  Merge run() {
    name();
    numbers();
    mails();
    im_addresses();
    single("organisation", result().organisation, incoming_.organisation);
    single("title", result().title, incoming_.title);
    single("role", result().role, incoming_.role);
    list("nickname", result().nicknames, incoming_.nicknames,
         [](const std::string& text) { return fold(text); });
    list("url", result().urls, incoming_.urls, [](const std::string& text) { return url_key(text); });
    list("category", result().categories, incoming_.categories,
         [](const std::string& text) { return fold(text); });
    addresses();
    date("birthday", result().birthday, incoming_.birthday);
    date("anniversary", result().anniversary, incoming_.anniversary);
    note();
    photo();
    unasked();
    return std::move(merge_);
  }

 private:
  Contact& result() { return merge_.contact; }
  void gain(const char* field, std::string ours, std::string theirs = {}) {
    merge_.gained.push_back({field, std::move(theirs), std::move(ours)});
  }
  void conflict(const char* field, std::string theirs, std::string ours) {
    merge_.conflicts.push_back({field, std::move(theirs), std::move(ours)});
  }

  // Formatted name and parts are one thing to a person, and phones keep the one or the other.
  void name() {
    NameParts& parts = result().name;
    const bool had_parts = !parts.empty();
    const ContactNames theirs = contact_names(result()), ours = contact_names(incoming_);
    const auto take_name = [&] {
      if (!incoming_.formatted_name.empty()) result().formatted_name = incoming_.formatted_name;
      if (!incoming_.name.empty()) parts = incoming_.name;
      if (incoming_.formatted_name.empty() && !result().formatted_name.empty())
        result().formatted_name = name_from_parts(parts);
    };
    if (ours.names.empty()) return;
    if (theirs.names.empty()) {
      gain("name", shown_name(incoming_), shown_name(result()));
      take_name();
      return;
    }
    const auto holds = [this](const ContactNames& whole, const ContactNames& part) {
      return std::all_of(part.names.begin(), part.names.end(), [&](const NameWords& name) {
        return std::any_of(whole.names.begin(), whole.names.end(), [&](const NameWords& other) {
          return holds_words(other, name) || is_cut_of(name, other, options_.name_limit) ||
                 equal(other, name);
        });
      });
    };
    const bool generations_differ =
        theirs.generation != ours.generation && !theirs.generation.empty() && !ours.generation.empty();
    if (generations_differ) {
      conflict("name", shown_name(result()), shown_name(incoming_));
    } else if (holds(theirs, ours)) {
      if (!had_parts && compare_names(theirs, ours) == NameLikeness::equal) parts = incoming_.name;
      if (result().formatted_name.empty()) result().formatted_name = incoming_.formatted_name;
    } else if (holds(ours, theirs)) {
      gain("name", shown_name(incoming_), shown_name(result()));
      take_name();
    } else if (all_in_short(ours, theirs)) {
      return;
    } else if (all_in_short(theirs, ours)) {
      gain("name", shown_name(incoming_), shown_name(result()));
      take_name();
    } else if (const NameLikeness likeness = compare_names(theirs, ours); likeness == NameLikeness::part) {
      // "Bob Brown" beside Robert Brown is what he is called, too.
      gain("nickname", shown_name(incoming_));
      result().nicknames.push_back(shown_name(incoming_));
    } else if (likeness < NameLikeness::part) {
      conflict("name", shown_name(result()), shown_name(incoming_));
    }
  }
  static bool all_in_short(const ContactNames& shorter, const ContactNames& longer) {
    return std::all_of(shorter.names.begin(), shorter.names.end(),
                       [&](const NameWords& name) { return is_in_short(name, longer); });
  }
  static bool equal(const NameWords& a, const NameWords& b) {
    const auto keys_a = name_keys(a), keys_b = name_keys(b);
    return std::any_of(keys_a.begin(), keys_a.end(), [&](const std::string& key) {
      return std::find(keys_b.begin(), keys_b.end(), key) != keys_b.end();
    });
  }

  // "Private" and "Unknown" have no digits and are not the same for that.
  [[nodiscard]] NumberKey key_of(const ContactNumber& number) const {
    NumberKey key = number_key(number, options_.region);
    if (key.key.empty()) key.key = fold(number.number);
    return key;
  }

  void numbers() {
    std::unordered_map<std::string, std::size_t> by_key;
    std::unordered_multimap<std::string, std::size_t> by_tail;
    std::vector<NumberKey> keys;
    const auto index = [&](std::size_t at) {
      keys.push_back(key_of(result().numbers[at]));
      by_key.emplace(keys.back().key, at);
      if (std::string tail = number_tail(keys.back().written); !tail.empty())
        by_tail.emplace(std::move(tail), at);
    };
    for (std::size_t i = 0; i < result().numbers.size(); ++i) index(i);
    for (const ContactNumber& number : incoming_.numbers) {
      if (number.number.empty()) continue;
      const NumberKey key = key_of(number);
      std::optional<std::size_t> held;
      if (const auto found = by_key.find(key.key); found != by_key.end()) held = found->second;
      // Where one of them has no country code. They belong to one person by now, so perhaps is enough.
      constexpr int kMostCompared = 32;
      const auto [first, last] = by_tail.equal_range(number_tail(key.written));
      int compared = 0;
      for (auto it = first; !held && it != last && compared < kMostCompared; ++it, ++compared) {
        const NumberKey& other = keys[it->second];
        if (key.parsed && other.parsed) continue;
        if (same_number(other.written, key.written, options_.region) != SameNumber::no) held = it->second;
      }
      if (held) {
        adopt(result().numbers[*held], number);
        continue;
      }
      result().numbers.push_back(number);
      // One number to call first is enough, and theirs is kept.
      result().numbers.back().preferred = number.preferred && !has_preferred(result().numbers);
      index(result().numbers.size() - 1);
      gain("number", number.extension.empty() ? number.number : number.number + ";ext=" + number.extension);
    }
  }

  void mails() {
    std::unordered_map<std::string, std::size_t> by_key;
    for (std::size_t i = 0; i < result().mails.size(); ++i)
      by_key.emplace(mail_key(result().mails[i].address), i);
    for (const ContactMail& mail : incoming_.mails) {
      if (mail.address.empty()) continue;
      const auto [found, is_new] = by_key.emplace(mail_key(mail.address), result().mails.size());
      if (!is_new) {
        adopt(result().mails[found->second], mail);
        continue;
      }
      result().mails.push_back(mail);
      result().mails.back().preferred = mail.preferred && !has_preferred(result().mails);
      gain("mail", mail.address);
    }
  }

  // What the last entry may be only if none before it is.
  template <class Entries>
  static bool has_preferred(const Entries& entries) {
    return std::any_of(entries.begin(), entries.end() - 1, [](const auto& entry) { return entry.preferred; });
  }

  // What kind of number or address it is, and the person's own label, are taken along where the base says
  // nothing; a phone that keeps no labels lacks nothing, so they are no gain.
  template <class Entry>
  static void adopt(Entry& held, const Entry& incoming) {
    if (held.types.empty()) held.types = incoming.types;
    if (held.label.empty()) held.label = incoming.label;
  }

  void im_addresses() {
    std::unordered_set<std::string> held;
    for (const ImAddress& im : result().im_addresses) held.insert(im_key(im));
    for (const ImAddress& im : incoming_.im_addresses) {
      if (im.address.empty() || !held.insert(im_key(im)).second) continue;
      result().im_addresses.push_back(im);
      gain("im", im.service.empty() ? im.address : im.service + ": " + im.address);
    }
  }

  void addresses() {
    std::unordered_map<std::string, std::size_t> held;
    for (std::size_t i = 0; i < result().addresses.size(); ++i)
      held.emplace(address_key(result().addresses[i]), i);
    for (const PostalAddress& address : incoming_.addresses) {
      std::string key = address_key(address);
      if (key.empty()) continue;
      const auto [found, is_new] = held.emplace(std::move(key), result().addresses.size());
      if (!is_new) {
        adopt(result().addresses[found->second], address);
        continue;
      }
      result().addresses.push_back(address);
      result().addresses.back().preferred = address.preferred && !has_preferred(result().addresses);
      gain("address", shown_address(address));
    }
  }

  template <class Key>
  void list(const char* field, std::vector<std::string>& theirs, const std::vector<std::string>& ours,
            Key key) {
    std::unordered_set<std::string> held;
    for (const std::string& value : theirs) held.insert(key(value));
    for (const std::string& value : ours) {
      if (value.empty() || !held.insert(key(value)).second) continue;
      theirs.push_back(value);
      gain(field, value);
    }
  }

  void single(const char* field, std::string& theirs, const std::string& ours) {
    if (ours.empty() || fold(theirs) == fold(ours)) return;
    if (theirs.empty()) {
      gain(field, ours);
      theirs = ours;
    } else {
      conflict(field, theirs, ours);
    }
  }

  // A company, then its units: one that names no unit does not contradict one that does.
  void single(const char* field, std::vector<std::string>& theirs, const std::vector<std::string>& ours) {
    const auto folded = [](const std::vector<std::string>& parts) {
      std::vector<std::string> out;
      for (const std::string& part : parts) out.push_back(organisation_key(part));
      while (!out.empty() && out.back().empty()) out.pop_back();
      return out;
    };
    const std::vector<std::string> a = folded(theirs), b = folded(ours);
    const std::size_t both = std::min(a.size(), b.size());
    if (!std::equal(a.begin(), a.begin() + static_cast<long>(both), b.begin())) {
      conflict(field, joined(theirs, ", "), joined(ours, ", "));
    } else if (b.size() > a.size()) {
      gain(field, joined(ours, ", "), joined(theirs, ", "));
      theirs = ours;
    }
  }

  void date(const char* field, std::optional<Date>& theirs, const std::optional<Date>& ours) {
    if (!ours || *ours == Date{}) return;
    const Date held = theirs.value_or(Date{});
    if (dates_differ(held, *ours)) {
      conflict(field, shown_date(held), shown_date(*ours));
      return;
    }
    const Date whole{held.year ? held.year : ours->year, held.month ? held.month : ours->month,
                     held.day ? held.day : ours->day};
    if (whole == held) return;
    gain(field, shown_date(*ours), theirs ? shown_date(held) : std::string());
    theirs = whole;
  }

  // Two notes are two notes: nothing of either is lost, and nothing is asked.
  void note() {
    constexpr std::size_t kMostSearched = std::size_t{64}
                                          << 10;  // searching takes the product of both lengths
    const std::string theirs = fold(result().note), ours = fold(incoming_.note);
    const bool searched = theirs.size() <= kMostSearched && ours.size() <= kMostSearched;
    const auto holds = [&](const std::string& whole, const std::string& part) {
      return whole == part || part.empty() || (searched && whole.find(part) != std::string::npos);
    };
    if (holds(theirs, ours)) return;
    gain("note", incoming_.note, result().note);
    if (holds(ours, theirs)) {
      result().note = incoming_.note;
    } else {
      result().note += "\n" + incoming_.note;
    }
  }

  void photo() {
    if (result().photo || !incoming_.photo) return;
    result().photo = incoming_.photo;
    gain("photo", incoming_.photo->uri.empty() ? incoming_.photo->media_type : incoming_.photo->uri);
  }

  // What goes along where the base has none, without being a reason to write: phones drop such things, and
  // would be written to again and again.
  void unasked() {
    if (result().uid.empty()) result().uid = incoming_.uid;
    if (result().kind.empty()) result().kind = incoming_.kind;
    if (result().updated < incoming_.updated) result().updated = incoming_.updated;
    if (result().reading.empty()) result().reading = incoming_.reading;
    if (result().gender.empty()) result().gender = incoming_.gender;
    append_new(result().languages, incoming_.languages);
    append_new(result().related, incoming_.related);
    append_new(result().members, incoming_.members);
    std::unordered_set<std::string> held;
    const auto key = [](const OtherProperty& other) { return other.name + ':' + other.value; };
    for (const OtherProperty& other : result().other) held.insert(key(other));
    for (const OtherProperty& other : incoming_.other)
      if (held.insert(key(other)).second) result().other.push_back(other);
  }

  template <class T>
  static void append_new(std::vector<T>& held, const std::vector<T>& incoming) {
    const auto text = [](const T& value) {
      if constexpr (std::is_same_v<T, Related>)
        return value.type + ':' + value.value;
      else
        return value;
    };
    std::unordered_set<std::string> there;
    for (const T& value : held) there.insert(text(value));
    for (const T& value : incoming)
      if (there.insert(text(value)).second) held.push_back(value);
  }

  const Contact& incoming_;
  const MatchOptions& options_;
  Merge merge_;
};

}  // namespace

Merge merge_contacts(const Contact& base, const Contact& incoming, const MatchOptions& options) {
  return Merger(base, incoming, options).run();
}

}  // namespace phonebook
