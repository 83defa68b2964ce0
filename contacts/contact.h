// Contact: one person or organisation, in the vCard sense. Plain data; all text is valid UTF-8, empty =
// absent.
//
//   Contact contact = new_contact();            // with a fresh uid
//   contact.formatted_name = "Bob Builder";
//   contact.numbers.push_back({.number = "+8613800001234", .types = {"cell"}});
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace phonebook {

struct NameParts {
  std::string family, given, middle, prefix, suffix;
  [[nodiscard]] bool empty() const {
    return family.empty() && given.empty() && middle.empty() && prefix.empty() && suffix.empty();
  }
  friend bool operator==(const NameParts&, const NameParts&) = default;
};

// How the parts of a name are read aloud or sorted (Japanese readings, pinyin, SORT-AS of RFC 6350).
struct NameReading {
  std::string family, given, middle;
  [[nodiscard]] bool empty() const { return family.empty() && given.empty() && middle.empty(); }
  friend bool operator==(const NameReading&, const NameReading&) = default;
};

// A telephone number of a contact. `number` is E.164 where it is known, else as written, trimmed, never
// "tel:…".
struct ContactNumber {
  std::string number;
  std::string extension;
  std::vector<std::string> types;  // vCard TYPE words in lower case: cell home work fax pager video main …
  std::string label;               // the person's own label ("Boat")
  bool preferred = false;
  friend bool operator==(const ContactNumber&, const ContactNumber&) = default;
};

struct ContactMail {
  std::string address;
  std::vector<std::string> types;
  std::string label;
  bool preferred = false;
  friend bool operator==(const ContactMail&, const ContactMail&) = default;
};

// Service in lower case: xmpp, qq, wechat, skype, telegram, icq, aim, msn, yahoo, matrix, …
struct ImAddress {
  std::string service, address;
  std::vector<std::string> types;
  friend bool operator==(const ImAddress&, const ImAddress&) = default;
};

struct PostalAddress {
  std::string po_box, extended, street, city, region, postcode, country;
  std::vector<std::string> types;
  std::string label;
  bool preferred = false;
  friend bool operator==(const PostalAddress&, const PostalAddress&) = default;
};

// Any part may be missing (a birthday without its year). Months 1–12, days 1–31.
struct Date {
  std::optional<int> year, month, day;
  friend bool operator==(const Date&, const Date&) = default;
};

// Somebody the contact has to do with: a name, or the URI of another contact. `type` is a word of RFC
// 6350, 6.6.6, in lower case (spouse, child, parent, friend, …), or assistant, manager, partner, or the
// person's own word; empty: not said.
struct Related {
  std::string type, value;
  friend bool operator==(const Related&, const Related&) = default;
};

// RFC 6350, 6.2.7. `sex` is m, f, o (other), n (not applicable), u (unknown) or empty; `identity` is free
// text.
struct Gender {
  std::string sex, identity;
  [[nodiscard]] bool empty() const { return sex.empty() && identity.empty(); }
  friend bool operator==(const Gender&, const Gender&) = default;
};

// Octets with their media type, or a URI; never both.
struct Photo {
  std::string bytes;
  std::string media_type;  // "image/png"
  std::string uri;
  friend bool operator==(const Photo&, const Photo&) = default;
};

// A property that no field above expresses; kept as read and written back.
struct OtherProperty {
  std::string group, name;                                  // name in capitals as the standard writes it
  std::vector<std::pair<std::string, std::string>> params;  // in order, decoded
  std::string value;                                        // raw, still escaped
  friend bool operator==(const OtherProperty&, const OtherProperty&) = default;
};

struct Contact {
  std::string uid;            // a UUID for ours; kept as it is when it came with a card
  std::int64_t revision = 0;  // the book's counter, 0 = not in the book yet
  std::string updated;        // RFC 3339 UTC, vCard REV

  std::string kind;  // "" = individual; group, org, location
  NameParts name;
  NameReading reading;
  std::string formatted_name;  // vCard FN
  std::vector<std::string> nicknames;
  std::vector<ContactNumber> numbers;
  std::vector<ContactMail> mails;
  std::vector<ImAddress> im_addresses;
  std::vector<std::string> organisation;  // company, then units
  std::string title, role;
  std::vector<PostalAddress> addresses;
  std::vector<std::string> urls;
  std::optional<Date> birthday, anniversary;
  Gender gender;
  std::vector<std::string> languages;  // RFC 5646 tags, the preferred one first
  std::vector<Related> related;
  std::vector<std::string> members;  // of a group: uids or other URIs
  std::string note;                  // line ends are '\n'
  std::optional<Photo> photo;
  std::vector<std::string> categories;
  std::vector<OtherProperty> other;

  friend bool operator==(const Contact&, const Contact&) = default;
};

[[nodiscard]] Contact new_contact();

// "prefix given middle family suffix"; family first and without blanks for CJK. "" when all parts are empty.
[[nodiscard]] std::string name_from_parts(const NameParts& name);

// What to call the contact: formatted_name, else name_from_parts(), else nickname, organisation, first mail,
// first number, IM address; "" for an empty contact.
[[nodiscard]] std::string shown_name(const Contact& contact);

}  // namespace phonebook
