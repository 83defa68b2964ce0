#include "transports/usb/adb_card.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.h"
#include "exporters/transcoder.h"
#include "exporters/vcard_syntax.h"

namespace phonebook {
namespace {

constexpr const char* kCustom = "X-ANDROID-CUSTOM";

bool has(const std::vector<std::string>& types, std::string_view word) {
  return std::find(types.begin(), types.end(), word) != types.end();
}

// The first of the words that the types hold.
std::vector<std::string> first_of(const std::vector<std::string>& types,
                                  std::initializer_list<const char*> words) {
  for (const std::string& type : types)
    for (const char* word : words)
      if (type == word) return {type};
  return {};
}

// One kind of number: Android has a column for one. A fax without a place is one at home there.
std::vector<std::string> number_types(const std::vector<std::string>& types) {
  std::vector<std::string> kept = first_of(types, {"home", "work", "cell", "pager", "car", "isdn"});
  if (!has(types, "fax")) return kept;
  if (kept.empty()) kept = {"home"};
  if (kept.front() == "home" || kept.front() == "work") kept.emplace_back("fax");
  return kept;
}

// The digits that arrive. Absent for what would arrive as another number: letters are dropped there, or taken
// for pauses.
std::optional<std::string> dialled(std::string_view number) {
  std::string out;
  for (const char c : number) {
    if ((c >= '0' && c <= '9') || c == '*' || c == '#' || (c == '+' && out.empty())) {
      out += c;
    } else if (std::string_view(" -./()\t").find(c) == std::string_view::npos) {
      return std::nullopt;
    }
  }
  if (out.empty() || out == "+") return std::nullopt;
  return out;
}

std::string digits_of(std::string_view extension) {
  std::string out;
  for (const char c : extension)
    if ((c >= '0' && c <= '9') || c == '*' || c == '#') out += c;
  return out;
}

// Android has these as properties of their own; the others need a row.
bool is_named_service(std::string_view service) {
  constexpr std::array<std::string_view, 7> kNamed{"aim",  "msn",   "yahoo",     "icq",
                                                   "xmpp", "skype", "googletalk"};
  return std::find(kNamed.begin(), kNamed.end(), service) != kNamed.end();
}

// Its parser takes escapes off before it splits a row at ';'.
bool fits_a_row(std::string_view text) {
  return !text.empty() && std::none_of(text.begin(), text.end(), [](char c) {
    return c == ';' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
  });
}

bool has_day(const Date& date) { return date.month && date.day; }

std::string two(int value) { return (value < 10 ? "0" : "") + std::to_string(value); }
std::string event_day(const Date& date) {
  std::string year = "-";
  if (date.year) {
    year = std::to_string(*date.year);
    year.insert(0, 4 - std::min<std::size_t>(4, year.size()), '0');
  }
  return year + "-" + two(*date.month) + "-" + two(*date.day);
}

// "vnd.android.cursor.item/KIND;data1;data2;…", a row of Android's table of data.
OtherProperty row(const char* kind, std::initializer_list<std::string_view> columns) {
  std::string value = std::string("vnd.android.cursor.item/") + kind;
  for (const std::string_view column : columns) {
    value += ';';
    for (const char c : column) {
      if (c == ',') value += '\\';
      value += c;
    }
  }
  return {.name = kCustom, .value = std::move(value)};
}

bool is_kept_property(const OtherProperty& other) { return other.name == kCustom; }

// Books from before a contact had readings hold them as properties that nobody knew.
void take_readings(const Contact& contact, NameReading& reading) {
  for (const OtherProperty& other : contact.other) {
    std::string* part = other.name == "X-PHONETIC-LAST-NAME"     ? &reading.family
                        : other.name == "X-PHONETIC-FIRST-NAME"  ? &reading.given
                        : other.name == "X-PHONETIC-MIDDLE-NAME" ? &reading.middle
                                                                 : nullptr;
    if (part && part->empty()) *part = vcard::unescape(other.value, vcard::Version::v3);
  }
}

void keep_reachable(const Contact& contact, Contact& kept) {
  kept.numbers.clear();
  for (const ContactNumber& from : contact.numbers) {
    auto number = dialled(from.number);
    if (!number) continue;
    // As it is written where nothing but its signs for the eye would go: whoever compares sees the same.
    kept.numbers.push_back({.number = from.number.front() == '+' ? std::move(*number) : from.number,
                            .extension = digits_of(from.extension),
                            .types = number_types(from.types),
                            .preferred = from.preferred});
  }
  for (ContactMail& mail : kept.mails) {
    mail.types = first_of(mail.types, {"home", "work", "cell"});
    mail.label.clear();
  }
  kept.im_addresses.clear();
  for (const ImAddress& im : contact.im_addresses) {
    const bool named = is_named_service(im.service);
    if (im.address.empty() || (!named && (!fits_a_row(im.address) || !fits_a_row(im.service)))) continue;
    kept.im_addresses.push_back(
        {im.service, im.address, named ? first_of(im.types, {"home", "work"}) : std::vector<std::string>{}});
  }
}

}  // namespace

Contact kept_by_android(const Contact& contact) {
  Contact kept = contact;
  kept.kind.clear();
  keep_reachable(contact, kept);
  if (kept.nicknames.size() > 1) {
    const auto lost = [](const std::string& nickname) { return !fits_a_row(nickname); };
    kept.nicknames.erase(std::remove_if(kept.nicknames.begin() + 1, kept.nicknames.end(), lost),
                         kept.nicknames.end());
  }
  if (kept.organisation.size() > 2) {
    // A company and a department.
    std::string& department = kept.organisation[1];
    for (std::size_t n = 2; n < kept.organisation.size(); ++n)
      if (!kept.organisation[n].empty()) department += (department.empty() ? "" : " ") + kept.organisation[n];
    kept.organisation.resize(2);
  }
  kept.role.clear();
  for (PostalAddress& address : kept.addresses) {
    address.types = first_of(address.types, {"home", "work"});
    if (address.types.empty()) address.types = {"home"};
    address.label.clear();
  }
  if (kept.birthday && !has_day(*kept.birthday)) kept.birthday.reset();
  if (kept.anniversary && !has_day(*kept.anniversary)) kept.anniversary.reset();
  if (kept.photo && (kept.photo->bytes.empty() || kept.photo->bytes.size() > kAndroidPhotoBytes))
    kept.photo.reset();
  kept.categories.clear();
  kept.gender = {};
  kept.languages.clear();
  kept.related.clear();
  kept.members.clear();
  take_readings(contact, kept.reading);
  std::erase_if(kept.other, [](const OtherProperty& other) { return !is_kept_property(other); });
  return kept;
}

Result<std::string> cards_for_android(std::span<const Contact> kept) {
  std::vector<Contact> cards(kept.begin(), kept.end());
  for (Contact& card : cards) {
    for (ContactNumber& number : card.numbers) {
      if (number.extension.empty()) continue;
      number.number += "p" + number.extension;
      number.extension.clear();
    }
    for (const ImAddress& im : card.im_addresses) {
      if (is_named_service(im.service)) continue;
      // Type 3 is "other"; protocol 4 is QQ, -1 one of its own name.
      if (im.service == "qq") {
        card.other.push_back(row("im", {im.address, "3", "", "", "4"}));
      } else {
        card.other.push_back(row("im", {im.address, "3", "", "", "-1", im.service}));
      }
    }
    std::erase_if(card.im_addresses, [](const ImAddress& im) { return !is_named_service(im.service); });
    for (std::size_t n = 1; n < card.nicknames.size(); ++n)
      card.other.push_back(row("nickname", {card.nicknames[n], "1"}));
    if (card.nicknames.size() > 1) card.nicknames.resize(1);
    if (card.birthday && !card.birthday->year) {
      card.other.push_back(row("contact_event", {event_day(*card.birthday), "3"}));
      card.birthday.reset();
    }
    if (card.anniversary) card.other.push_back(row("contact_event", {event_day(*card.anniversary), "1"}));
    card.anniversary.reset();
  }
  return write_contacts(cards, Format::vcard3,
                        {.photos = true, .photo_limit_bytes = kAndroidPhotoBytes, .internet_mails = false});
}

}  // namespace phonebook
