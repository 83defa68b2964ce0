#include "transports/qr/qr_card.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"
#include "exporters/tel_text.h"
#include "exporters/vcard_syntax.h"

namespace phonebook {
namespace {

constexpr std::string_view kBegin = "BEGIN:VCARD\r\nVERSION:3.0\r\n", kEnd = "END:VCARD\r\n";
// The kinds that phones have a word for; "voice" is what a number is anyway.
constexpr std::array<std::string_view, 6> kNumberTypes{"cell", "home", "work", "fax", "pager", "main"};
constexpr std::array<std::string_view, 2> kPlaceTypes{"home", "work"};

// Text as a card holds it: control characters gone (line ends stay, they are escaped), blanks at the ends
// too.
std::string clean(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c == '\n' || c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)) out += c;
  return valid_utf8(trim(out));
}

std::string escaped(std::string_view text) { return vcard::escape(text, vcard::Version::v3); }

// Parts joined by ';', without the empty ones at the end: RFC 2426 lets them go.
std::string structure(std::initializer_list<const std::string*> parts) {
  std::string out;
  std::size_t length = 0;
  for (const std::string* part : parts) {
    if (part != *parts.begin()) out += ';';
    out += escaped(*part);
    if (!part->empty()) length = out.size();
  }
  out.resize(length);
  return out;
}

template <std::size_t size>
std::vector<std::string> known_types(const std::vector<std::string>& types,
                                     const std::array<std::string_view, size>& known) {
  std::vector<std::string> out;
  for (const std::string_view type : known)
    if (std::any_of(types.begin(), types.end(), [&](const std::string& t) { return ascii_equal(t, type); }))
      out.emplace_back(type);
  return out;
}

std::string type_params(const std::vector<std::string>& types) {
  std::string out;
  for (const std::string& type : types) {
    out += ";TYPE=";
    for (const char c : type) out += static_cast<char>(c - ('a' - 'A'));
  }
  return out;
}

template <class T>
std::vector<const T*> preferred_first(const std::vector<T>& values) {
  std::vector<const T*> out;
  for (const T& value : values) out.push_back(&value);
  std::stable_partition(out.begin(), out.end(), [](const T* value) { return value->preferred; });
  return out;
}

std::string counted(const char* one, const char* many, std::size_t count) {
  return fmt::format(fmt::runtime(tr_n(one, many, count)), count);
}

class CardMaker {
 public:
  CardMaker(const Contact& contact, const QrCardLimits& limits) : from_(contact), limits_(limits) {}

  QrCard make() {
    names();
    if (card_.name_bytes > limits_.hard) {
      look_for_values();
      return std::move(card_);
    }
    // In the order of worth; the order in the card is another.
    const std::string numbers = all_numbers(), mails = all_mails();
    const std::string work = organisation(), addresses = all_addresses(), urls = all_urls(),
                      note = the_note();
    not_taken();
    if (any_)
      card_.text.append(kBegin)
          .append(names_)
          .append(work)
          .append(numbers)
          .append(mails)
          .append(urls)
          .append(addresses)
          .append(note)
          .append(kEnd);
    return std::move(card_);
  }

 private:
  // Whether the line fits; then it counts.
  bool takes(const std::string& line, std::size_t limit) {
    card_.has_values = true;
    if (taken_ + line.size() > limit) return false;
    taken_ += line.size();
    any_ = true;
    return true;
  }
  bool takes(const std::string& line) { return takes(line, limits_.hard); }

  void names() {
    Contact& to = card_.contact;
    to.formatted_name = clean(shown_name(from_));
    const NameParts& n = from_.name;
    to.name = {clean(n.family), clean(n.given), clean(n.middle), clean(n.prefix), clean(n.suffix)};
    // iPhones show N and not FN. A firm has none: it goes by its ORG.
    const bool is_firm = from_.kind == "org" && !from_.organisation.empty();
    if (to.name.empty() && !is_firm) to.name.given = to.formatted_name;
    names_ = "N:" +
             structure({&to.name.family, &to.name.given, &to.name.middle, &to.name.prefix, &to.name.suffix}) +
             "\r\nFN:" + escaped(to.formatted_name) + "\r\n";
    card_.name_bytes = taken_ = kBegin.size() + names_.size() + kEnd.size();
  }

  // Where the name leaves no room, only whether there would be anything.
  void look_for_values() {
    card_.has_values = !from_.numbers.empty() || !from_.mails.empty() || !from_.organisation.empty() ||
                       !from_.title.empty() || !from_.urls.empty() || !from_.addresses.empty() ||
                       !from_.note.empty();
  }

  std::string all_numbers() {
    std::string lines;
    std::size_t left = 0;
    for (const ContactNumber* number : preferred_first(from_.numbers)) {
      // "+493012345,67" is dialled by every phone, with a pause before the extension; ";ext=67" by none.
      const std::string value =
          clean(number->extension.empty() ? number->number : number->number + "," + number->extension);
      if (number->number.empty() || value.empty()) continue;
      ContactNumber to = parse_tel_text(value);
      to.types = known_types(number->types, kNumberTypes);
      own_label(number->label);
      const std::string line = "TEL" + type_params(to.types) + ":" + escaped(value) + "\r\n";
      if (!takes(line)) {
        ++left;
        continue;
      }
      lines += line;
      card_.contact.numbers.push_back(std::move(to));
    }
    if (left > 0) card_.no_room.push_back(counted("{} number", "{} numbers", left));
    return lines;
  }

  std::string all_mails() {
    std::string lines;
    std::size_t left = 0;
    for (const ContactMail* mail : preferred_first(from_.mails)) {
      ContactMail to{.address = clean(mail->address), .types = known_types(mail->types, kPlaceTypes)};
      if (to.address.empty()) continue;
      own_label(mail->label);
      const std::string line = "EMAIL" + type_params(to.types) + ":" + escaped(to.address) + "\r\n";
      if (!takes(line)) {
        ++left;
        continue;
      }
      lines += line;
      card_.contact.mails.push_back(std::move(to));
    }
    if (left > 0) card_.no_room.push_back(counted("{} mail address", "{} mail addresses", left));
    return lines;
  }

  std::string organisation() {
    std::string lines, value;
    std::vector<std::string> parts;
    for (const std::string& part : from_.organisation) parts.push_back(clean(part));
    while (!parts.empty() && parts.back().empty()) parts.pop_back();
    for (const std::string& part : parts)
      value.append(&part == &parts.front() ? "" : ";").append(escaped(part));
    if (const std::string line = "ORG:" + value + "\r\n"; !parts.empty()) {
      if (takes(line)) {
        lines += line;
        card_.contact.organisation = std::move(parts);
      } else {
        card_.no_room.emplace_back(tr("the organisation"));
      }
    }
    const std::string title = clean(from_.title);
    if (const std::string line = "TITLE:" + escaped(title) + "\r\n"; !title.empty()) {
      if (takes(line)) {
        lines += line;
        card_.contact.title = title;
      } else {
        card_.no_room.emplace_back(tr("the title"));
      }
    }
    return lines;
  }

  std::string all_addresses() {
    std::string lines;
    std::size_t left = 0;
    for (const PostalAddress* a : preferred_first(from_.addresses)) {
      PostalAddress to{.po_box = clean(a->po_box),
                       .extended = clean(a->extended),
                       .street = clean(a->street),
                       .city = clean(a->city),
                       .region = clean(a->region),
                       .postcode = clean(a->postcode),
                       .country = clean(a->country),
                       .types = known_types(a->types, kPlaceTypes)};
      const std::string value =
          structure({&to.po_box, &to.extended, &to.street, &to.city, &to.region, &to.postcode, &to.country});
      if (value.empty()) continue;
      own_label(a->label);
      const std::string line = "ADR" + type_params(to.types) + ":" + value + "\r\n";
      if (!takes(line)) {
        ++left;
        continue;
      }
      lines += line;
      card_.contact.addresses.push_back(std::move(to));
    }
    if (left > 0) card_.no_room.push_back(counted("{} postal address", "{} postal addresses", left));
    return lines;
  }

  std::string all_urls() {
    std::string lines;
    std::size_t left = 0;
    for (const std::string& url : from_.urls) {
      // A URI is no text, nothing in it is escaped: what would need it goes in as URIs have it.
      std::string to;
      for (const char c : clean(url)) {
        if (c == '\\')
          to += "%5C";
        else if (c != '\n' && c != '\t')
          to += c;
      }
      if (to.empty()) continue;
      const std::string line = "URL:" + to + "\r\n";
      if (!takes(line)) {
        ++left;
        continue;
      }
      lines += line;
      card_.contact.urls.push_back(std::move(to));
    }
    if (left > 0) card_.no_room.push_back(counted("{} web address", "{} web addresses", left));
    return lines;
  }

  std::string the_note() {
    const std::string note = clean(from_.note);
    if (note.empty()) return {};
    std::string line = "NOTE:" + escaped(note) + "\r\n";
    if (!takes(line, std::min(limits_.note, limits_.hard))) {
      card_.no_room.emplace_back(tr("the note"));
      return {};
    }
    card_.contact.note = note;
    return line;
  }

  void own_label(const std::string& label) { labels_ = labels_ || !label.empty(); }

  void not_taken() {
    const auto add = [&](bool there, const char* words) {
      if (there) card_.not_taken.emplace_back(words);
    };
    if (from_.photo) card_.no_room.emplace_back(tr("the photo"));
    add(!from_.nicknames.empty(), tr("the nickname"));
    if (!from_.im_addresses.empty())
      card_.not_taken.push_back(
          counted("{} messenger address", "{} messenger addresses", from_.im_addresses.size()));
    add(!from_.role.empty(), tr("the role"));
    add(from_.birthday.has_value(), tr("the birthday"));
    add(from_.anniversary.has_value(), tr("the anniversary"));
    add(!from_.categories.empty(), tr("the categories"));
    add(labels_, tr("labels of your own"));
    const std::size_t others = from_.other.size() + from_.related.size() + from_.members.size() +
                               from_.languages.size() + (from_.gender.empty() ? 0 : 1) +
                               (from_.reading.empty() ? 0 : 1);
    if (others > 0) card_.not_taken.push_back(counted("{} other detail", "{} other details", others));
  }

  const Contact& from_;
  const QrCardLimits limits_;
  QrCard card_;
  std::string names_;
  std::size_t taken_ = 0;
  bool any_ = false, labels_ = false;
};

}  // namespace

QrCard make_qr_card(const Contact& contact, const QrCardLimits& limits) {
  return CardMaker(contact, limits).make();
}

}  // namespace phonebook
