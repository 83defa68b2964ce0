#include "tests/exporters/random_contacts.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace phonebook::testing {

std::string RandomContacts::text() {
  static const std::array kPieces{";",
                                  ",",
                                  ":",
                                  "\\",
                                  "\\n",
                                  "\\;",
                                  "\n",
                                  "\"",
                                  "'",
                                  "^n",
                                  "^^",
                                  "=",
                                  "=C3=BC",
                                  "=\n",
                                  "%41",
                                  "&amp;",
                                  "<b>",
                                  "\t",
                                  "  ",
                                  " ",
                                  "ü",
                                  "Ångström",
                                  "中文名",
                                  "가나",
                                  "😀",
                                  "e\u0301",
                                  "\u05d0\u05d1",
                                  "\u200f",
                                  "END:VCARD\n",
                                  "\nBEGIN:VCARD",
                                  "item1.",
                                  "TEL:1",
                                  "A",
                                  "bob",
                                  "Zoë",
                                  "0171",
                                  "[",
                                  "]",
                                  "{}",
                                  "--",
                                  "//",
                                  "?call",
                                  "\nTEL;CELL:123",
                                  "0123456789012345678901234567890123456789012345678901234567890123456789",
                                  "長長長長長長長長長長長長長長長長長長長長長長長長長長長長"};
  std::string out;
  const std::size_t pieces = 1 + below(6);
  for (std::size_t i = 0; i < pieces; ++i) out += kPieces[below(kPieces.size())];
  // Blanks and marks that nobody sees are cut from the ends of names, numbers and addresses.
  return (perhaps() ? "x" : "é") + out + (perhaps() ? "y" : "字");
}

std::vector<std::string> RandomContacts::texts(std::size_t most) {
  std::vector<std::string> out;
  for (std::size_t count = below(most + 1); count > 0; --count) out.push_back(text() + std::to_string(count));
  return out;
}

std::vector<std::string> RandomContacts::types(const std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (const std::string& word : words)
    if (below(3) == 0) out.push_back(word);
  return out;
}

Date RandomContacts::date() {
  const int year = 1900 + static_cast<int>(below(130)), month = 1 + static_cast<int>(below(12)),
            day = 1 + static_cast<int>(below(31));
  switch (below(5)) {
    case 0:
      return {std::nullopt, month, day};
    case 1:
      return {year, month, std::nullopt};
    case 2:
      return {year, std::nullopt, std::nullopt};
    case 3:
      return {std::nullopt, month, std::nullopt};
    default:
      return {year, month, day};
  }
}

Contact RandomContacts::next() {
  Contact c;
  c.uid = perhaps() ? new_uuid() : "urn:" + text();
  if (perhaps()) c.updated = "2026-01-0" + std::to_string(1 + below(9)) + "T03:04:05Z";
  static const std::array kKinds{"", "", "org", "group", "location"};
  c.kind = kKinds[below(kKinds.size())];
  if (perhaps()) c.name = {some_text(), some_text(), some_text(), some_text(), some_text()};
  if (perhaps()) c.reading = {some_text(), some_text(), some_text()};
  c.formatted_name = some_text();
  c.nicknames = texts(3);
  static const std::vector<std::string> kNumberTypes{"home",  "work", "cell",   "fax",         "pager",
                                                     "video", "main", "iphone", "x-nec-family"};
  for (std::size_t i = below(4); i > 0; --i) {
    ContactNumber number;
    number.number = perhaps() ? "+4917" + std::to_string(1000000 + below(9000000)) : text();
    if (perhaps()) number.extension = std::to_string(below(1000));
    number.types = types(kNumberTypes);
    number.label = some_text();
    number.preferred = perhaps();
    c.numbers.push_back(std::move(number));
  }
  for (std::size_t i = below(3); i > 0; --i)
    c.mails.push_back({text() + "@example.org", types({"home", "work", "cell"}), some_text(), perhaps()});
  static const std::array kServices{"xmpp",
                                    "qq",
                                    "wechat",
                                    "skype",
                                    "telegram",
                                    "icq",
                                    "aim",
                                    "msn",
                                    "yahoo",
                                    "matrix",
                                    "googletalk",
                                    "irc",
                                    "signal",
                                    "line",
                                    "threema",
                                    "other",
                                    "my own: chat, really"};
  for (std::size_t i = below(4); i > 0; --i)
    c.im_addresses.push_back(
        {kServices[below(kServices.size())], text() + std::to_string(i), types({"home", "work"})});
  c.organisation = texts(3);
  c.title = some_text();
  c.role = some_text();
  for (std::size_t i = below(3); i > 0; --i)
    c.addresses.push_back({some_text(), some_text(), text(), some_text(), some_text(), some_text(),
                           some_text(), types({"home", "work", "postal"}), some_text(), perhaps()});
  c.urls = texts(2);
  if (perhaps()) c.birthday = date();
  if (perhaps()) c.anniversary = date();
  static const std::array kSexes{"", "m", "f", "o", "n", "u", ","};
  if (perhaps()) c.gender = {kSexes[below(kSexes.size())], some_text()};
  if (perhaps()) c.languages = {"de", "zh-Hant", "en-GB"};
  static const std::array kRelations{"", "spouse", "child", "assistant", "x-neighbour"};
  for (std::size_t i = below(3); i > 0; --i)
    c.related.push_back(
        {kRelations[below(kRelations.size())], perhaps() ? text() : "urn:uuid:" + new_uuid()});
  if (c.kind == "group")
    for (std::size_t i = below(4); i > 0; --i) c.members.push_back("urn:uuid:" + new_uuid());
  c.note = some_text();
  if (perhaps()) {
    Photo photo;
    if (perhaps()) {
      photo.uri = "https://example.org/" + std::to_string(below(1000)) + "?a=b,c;d";
    } else {
      for (std::size_t i = 1 + below(500); i > 0; --i) photo.bytes += static_cast<char>(below(256));
      static const std::array kTypes{"image/png", "image/jpeg", "image/svg+xml", "application/octet-stream"};
      photo.media_type = kTypes[below(kTypes.size())];
    }
    c.photo = std::move(photo);
  }
  c.categories = texts(3);
  for (std::size_t i = below(3); i > 0; --i) {
    OtherProperty other;
    if (perhaps()) other.group = "item" + std::to_string(below(4));
    other.name = "X-OWN-" + std::to_string(i);
    if (perhaps()) other.params = {{"TYPE", "a"}, {"TYPE", "b"}, {"X-P", "v;w:x,y"}};
    other.value = "a\\,b;c\\nd\\\\e" + std::to_string(below(100));
    c.other.push_back(std::move(other));
  }
  return c;
}

}  // namespace phonebook::testing
