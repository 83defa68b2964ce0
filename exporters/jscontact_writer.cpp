#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "exporters/dates.h"
#include "exporters/jscontact.h"
#include "exporters/picture.h"
#include "exporters/tel_text.h"
#include "exporters/vcard_syntax.h"

namespace phonebook {
namespace {

using json = nlohmann::ordered_json;  // a card reads best from its name on

// A new member of an object, whose name is known not to be there: the ordered object would search for it.
json& append_member(json& object, std::string name, json value) {
  if (!object.is_object()) object = json::object();
  auto& members = static_cast<json::object_t::Container&>(object.get_ref<json::object_t&>());
  members.emplace_back(std::move(name), std::move(value));
  return members.back().second;
}

// Ids in the order of the entries, also where a reader sorts them as text: "p01", "p02", … "p12".
class Entries {
 public:
  Entries(json& card, const char* property, char prefix, std::size_t count)
      : card_(card), property_(property), prefix_(prefix), width_(std::to_string(count).size()) {}
  json& add(json entry) {
    const std::string number = std::to_string(++added_);
    std::string id = prefix_ + std::string(width_ - std::min(width_, number.size()), '0') + number;
    return append_member(card_[property_], std::move(id), std::move(entry));
  }

 private:
  json& card_;
  const char* property_;
  char prefix_;
  std::size_t width_, added_ = 0;
};

// Words as a set: {"friends": true}.
class Words {
 public:
  Words(json& card, const char* property) : card_(card), property_(property) {}
  void add(std::string word) {
    if (!word.empty() && seen_.insert(word).second) append_member(card_[property_], std::move(word), true);
  }

 private:
  json& card_;
  const char* property_;
  std::unordered_set<std::string> seen_;
};

// TYPE words as features and contexts; the rest stays vCard's.
void add_types(json& entry, const std::vector<std::string>& types, bool with_features) {
  json rest = json::array();
  for (const std::string& type : types) {
    if (type == "home") {
      entry["contexts"]["private"] = true;
    } else if (type == "work") {
      entry["contexts"]["work"] = true;
    } else if (with_features && type == "cell") {
      entry["features"]["mobile"] = true;
    } else if (with_features &&
               (type == "fax" || type == "pager" || type == "video" || type == "textphone")) {
      entry["features"][type] = true;
    } else {
      rest.push_back(type);
    }
  }
  if (!rest.empty()) entry["vCardParams"]["type"] = rest.size() == 1 ? rest[0] : rest;
}

void add_label(json& entry, const std::string& label, bool preferred) {
  if (!label.empty()) entry["label"] = label;
  if (preferred) entry["pref"] = 1;
}

json partial_date(const Date& date) {
  json out{{"@type", "PartialDate"}};
  if (date.year) out["year"] = *date.year;
  if (date.month) out["month"] = *date.month;
  if (date.day && date.month) out["day"] = *date.day;
  return out;
}

class CardObject {
 public:
  CardObject(const Contact& contact, const WriteProfile& profile) : contact_(contact), profile_(profile) {}

  json build() {
    card_ = {
        {"@type", "Card"}, {"version", "1.0"}, {"uid", contact_.uid.empty() ? new_uuid() : contact_.uid}};
    if (!contact_.kind.empty()) card_["kind"] = contact_.kind;
    if (!contact_.updated.empty()) card_["updated"] = contact_.updated;
    if (!profile_.product_id.empty()) card_["prodId"] = profile_.product_id;
    name();
    organisation();
    reachable();
    addresses();
    rest();
    other_properties();
    return std::move(card_);
  }

 private:
  void name() {
    json name = json::object(), components = json::array();
    std::string all_readings;
    const auto component = [&](const char* kind, const std::string& value, const std::string& reading = {}) {
      if (value.empty()) return;
      json entry{{"kind", kind}, {"value", value}};
      all_readings += reading;
      if (!reading.empty()) entry["phonetic"] = reading;
      components.push_back(std::move(entry));
    };
    component("title", contact_.name.prefix);
    component("given", contact_.name.given, contact_.reading.given);
    component("given2", contact_.name.middle, contact_.reading.middle);
    component("surname", contact_.name.family, contact_.reading.family);
    component("credential", contact_.name.suffix);
    if (!components.empty()) name["components"] = std::move(components);
    // A reading must say its script.
    if (!all_readings.empty()) name["phoneticScript"] = has_cjk(all_readings) ? "Kana" : "Latn";
    if (!contact_.formatted_name.empty()) name["full"] = contact_.formatted_name;
    if (!name.empty()) card_["name"] = std::move(name);
    Entries nicknames(card_, "nicknames", 'k', contact_.nicknames.size());
    for (const std::string& nickname : contact_.nicknames)
      if (!nickname.empty()) nicknames.add({{"name", nickname}});
  }

  void organisation() {
    if (!contact_.organisation.empty()) {
      json entry = json::object();
      if (!contact_.organisation[0].empty()) entry["name"] = contact_.organisation[0];
      for (std::size_t i = 1; i < contact_.organisation.size(); ++i)
        entry["units"].push_back({{"name", contact_.organisation[i]}});
      card_["organizations"]["o1"] = std::move(entry);
    }
    Entries titles(card_, "titles", 't', 2);
    if (!contact_.title.empty()) titles.add({{"kind", "title"}, {"name", contact_.title}});
    if (!contact_.role.empty()) titles.add({{"kind", "role"}, {"name", contact_.role}});
  }

  void reachable() {
    Entries phones(card_, "phones", 'p', contact_.numbers.size());
    for (const ContactNumber& number : contact_.numbers) {
      if (number.number.empty()) continue;
      json& entry = phones.add({{"number", tel_text(number)}});
      add_types(entry, number.types, true);
      add_label(entry, number.label, number.preferred);
    }
    Entries emails(card_, "emails", 'e', contact_.mails.size());
    for (const ContactMail& mail : contact_.mails) {
      if (mail.address.empty()) continue;
      json& entry = emails.add({{"address", mail.address}});
      add_types(entry, mail.types, false);
      add_label(entry, mail.label, mail.preferred);
    }
    Entries services(card_, "onlineServices", 's', contact_.im_addresses.size());
    for (const ImAddress& im : contact_.im_addresses) {
      if (im.address.empty()) continue;
      json& entry = services.add({{"user", im.address}, {"vCardName", "impp"}});
      if (!im.service.empty()) entry["service"] = im.service;
      add_types(entry, im.types, false);
    }
  }

  void addresses() {
    Entries addresses(card_, "addresses", 'a', contact_.addresses.size());
    for (const PostalAddress& a : contact_.addresses) {
      json components = json::array();
      const std::pair<const char*, const std::string*> parts[] = {
          {"postOfficeBox", &a.po_box}, {"apartment", &a.extended}, {"name", &a.street},
          {"locality", &a.city},        {"region", &a.region},      {"postcode", &a.postcode},
          {"country", &a.country}};
      for (const auto& [kind, value] : parts)
        if (!value->empty()) components.push_back({{"kind", kind}, {"value", *value}});
      json& entry = addresses.add(json::object());
      if (!components.empty()) entry["components"] = std::move(components);
      add_types(entry, a.types, false);
      add_label(entry, a.label, a.preferred);
    }
  }

  void rest() {
    Entries links(card_, "links", 'l', contact_.urls.size());
    for (const std::string& url : contact_.urls)
      if (!url.empty()) links.add({{"uri", url}});
    Entries anniversaries(card_, "anniversaries", 'd', 2);
    if (contact_.birthday) anniversaries.add({{"kind", "birth"}, {"date", partial_date(*contact_.birthday)}});
    if (contact_.anniversary)
      anniversaries.add({{"kind", "wedding"}, {"date", partial_date(*contact_.anniversary)}});
    if (!contact_.note.empty()) card_["notes"]["n1"] = {{"note", contact_.note}};
    Words keywords(card_, "keywords");
    for (const std::string& category : contact_.categories) keywords.add(category);
    if (!contact_.photo || !profile_.photos) return;
    const Photo& photo = *contact_.photo;
    const bool too_large = profile_.photo_limit_bytes > 0 && photo.bytes.size() > profile_.photo_limit_bytes;
    if (photo.uri.empty() && (photo.bytes.empty() || too_large)) return;
    json& media = card_["media"]["m1"];
    media = {{"kind", "photo"}, {"uri", photo.uri.empty() ? encode_data_uri(photo) : photo.uri}};
    if (!photo.media_type.empty()) media["mediaType"] = photo.media_type;
  }

  // RFC 9555, 2.16: [name, parameters, type, value], the value as in the card.
  void vcard_property(const OtherProperty& other) {
    json params = json::object();
    if (!other.group.empty()) params["group"] = other.group;
    for (const auto& [param, value] : other.params) {
      json& slot = params[ascii_lower(param)];
      if (slot.is_null()) {
        slot = value;
      } else if (slot.is_array()) {
        slot.push_back(value);
      } else {
        slot = json::array({slot, value});
      }
    }
    card_["vCardProps"].push_back(
        json::array({ascii_lower(other.name), std::move(params), "unknown", other.value}));
  }

  [[nodiscard]] static std::string plain(const OtherProperty& other) {
    return vcard::unescape(other.value, vcard::Version::v3);
  }

  // Without anything that a bare value would lose.
  [[nodiscard]] static bool is_bare(const OtherProperty& other) {
    return other.group.empty() && std::all_of(other.params.begin(), other.params.end(),
                                              [](const auto& param) { return param.first == "VALUE"; });
  }

  void carry(const char* name, std::string value, std::string type = {}) {
    OtherProperty property{{}, name, {}, std::move(value)};
    if (!type.empty()) property.params.emplace_back("TYPE", std::move(type));
    vcard_property(property);
  }

  // Fields that travel as the properties of vCard.
  void vcard_fields() {
    const auto escaped = [](const std::string& text) { return vcard::escape(text, vcard::Version::v3); };
    // A component can only carry a reading that it has a value for.
    const auto reading = [&](const char* name, const std::string& part, const std::string& text) {
      if (part.empty() && !text.empty()) carry(name, escaped(text));
    };
    reading("X-PHONETIC-LAST-NAME", contact_.name.family, contact_.reading.family);
    reading("X-PHONETIC-FIRST-NAME", contact_.name.given, contact_.reading.given);
    reading("X-PHONETIC-MIDDLE-NAME", contact_.name.middle, contact_.reading.middle);
    if (const Gender& gender = contact_.gender; !gender.empty())
      carry("GENDER",
            ascii_lower(gender.sex) + (gender.identity.empty() ? "" : ";" + escaped(gender.identity)));
    for (const std::string& language : contact_.languages) carry("LANG", escaped(language));
    for (const Related& related : contact_.related) carry("RELATED", escaped(related.value), related.type);
  }

  void other_properties() {
    Words members(card_, "members");
    for (const std::string& member : contact_.members) members.add(member);
    vcard_fields();
    for (const OtherProperty& other : contact_.other) {
      if (other.name == "MEMBER" && is_bare(other)) {
        members.add(plain(other));
      } else if (!restored(other)) {
        vcard_property(other);
      }
    }
  }

  // What came with a JSContact card and no Contact field holds (RFC 9555, 3.2.1): a property of the card
  // itself.
  bool restored(const OtherProperty& other) {
    if (other.name != "JSPROP" || other.params.size() != 1 || other.params[0].first != "JSPTR") return false;
    const std::string& pointer = other.params[0].second;
    if (pointer.empty() || pointer.find('/') != std::string::npos || card_.contains(pointer)) return false;
    const std::string text = plain(other);
    if (is_nested_too_deep(text)) return false;
    json value = json::parse(text, nullptr, false);
    if (value.is_discarded()) return false;
    std::string name = pointer;
    for (const auto& [from, to] : {std::pair("~1", "/"), std::pair("~0", "~")})
      for (std::size_t at = name.find(from); at != std::string::npos; at = name.find(from, at + 1))
        name.replace(at, 2, to);
    card_[name] = std::move(value);
    return true;
  }

  const Contact& contact_;
  const WriteProfile& profile_;
  json card_;
};

// Card by card: only one of them is in memory as a tree.
class ArrayWriter : public ContactWriter {
 public:
  ArrayWriter(WriteBytes to, const WriteProfile& profile) : to_(std::move(to)), profile_(profile) {}

  Result<void> add(const Contact& contact) override {
    const std::string card =
        CardObject(contact, profile_).build().dump(1, ' ', false, json::error_handler_t::replace);
    return to_((std::exchange(any_, true) ? ",\n" : "[\n") + card);
  }
  Result<void> finish() override { return to_(any_ ? "\n]\n" : "[]\n"); }

 private:
  WriteBytes to_;
  WriteProfile profile_;
  bool any_ = false;
};

}  // namespace

Result<std::unique_ptr<ContactWriter>> make_jscontact_writer(WriteBytes to, const WriteProfile& profile) {
  return std::unique_ptr<ContactWriter>(std::make_unique<ArrayWriter>(std::move(to), profile));
}

}  // namespace phonebook
