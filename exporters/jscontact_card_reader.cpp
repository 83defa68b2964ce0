#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.h"
#include "exporters/dates.h"
#include "exporters/im_services.h"
#include "exporters/jscontact_card.h"
#include "exporters/jscontact_properties.h"
#include "exporters/picture.h"
#include "exporters/tel_text.h"
#include "exporters/vcard_syntax.h"

namespace phonebook::jscontact {
namespace {

constexpr std::size_t kMostTypes = 64;

// Text as a Contact holds it: '\n' for line ends, no control characters.
std::string clean(std::string_view text) {
  if (std::none_of(text.begin(), text.end(),
                   [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }))
    return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r') {
      if (i + 1 == text.size() || text[i + 1] != '\n') out += '\n';
    } else if (c == '\n' || c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)) {
      out += c;
    }
  }
  return out;
}

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return text;
}

// Absent members and such of another type are empty: a reader takes what it understands. What is understood
// is marked.
std::string text(JsonNode& object, std::string_view name) {
  JsonNode* value = find_member(object, name);
  if (!value || !value->is_string()) return {};
  value->used = true;
  return clean(value->text);
}
std::string text_unmarked(JsonNode& object, std::string_view name) {
  JsonNode* value = find_member(object, name);
  return value && value->is_string() ? clean(value->text) : std::string();
}
std::optional<int> whole_number(const JsonNode& value) {
  if (value.kind != JsonNode::Kind::number || value.text.empty() || value.text.size() > 4)
    return std::nullopt;
  int number = 0;
  for (const char c : value.text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}
// RFC 9553, 1.4.3: 1 to 100.
int rank(JsonNode& entry) {
  JsonNode* value = find_member(entry, "pref");
  const auto number = value ? whole_number(*value) : std::nullopt;
  return number && *number >= 1 && *number <= 100 ? *number : 0;
}

// Whether something of it was not understood. "@type" says what the place says already.
bool has_leftover(JsonNode& node) {
  if (node.key == "@type" || node.used) return false;
  if (!node.is_object() && !node.is_array())
    return !(node.key == "isOrdered" && node.kind == JsonNode::Kind::boolean && node.text == "false");
  for (JsonNode* child = first_child(node); child; child = next_child(node, child))
    if (has_leftover(*child)) return true;
  return false;
}

template <class T>
void settle_preferred(std::vector<T>& entries, const std::vector<int>& ranks) {
  int lowest = 0;
  for (const int rank : ranks)
    if (rank > 0 && (lowest == 0 || rank < lowest)) lowest = rank;
  for (std::size_t i = 0; lowest > 0 && i < ranks.size(); ++i) entries[i].preferred = ranks[i] == lowest;
}

class CardReader {
 public:
  explicit CardReader(JsonNode& card) : card_(card) {}

  Contact read() {
    keep_ids_ = find_member(card_, "localizations") != nullptr || names_organizations();
    contact_.uid = text(card_, "uid");
    contact_.kind = ascii_lower(text(card_, "kind"));
    if (contact_.kind == "individual") contact_.kind.clear();
    if (const std::string updated = text(card_, "updated"); !updated.empty())
      contact_.updated = parse_timestamp(updated).value_or(updated);
    name();
    nicknames();
    organisation();
    numbers();
    mails();
    for_each_entry("onlineServices", [&](JsonNode& entry, Place& place) { online_service(entry, place); });
    addresses();
    for_each_entry("links", [&](JsonNode& entry, Place& place) { link(entry, place); });
    anniversaries();
    notes();
    for_each_entry("media", [&](JsonNode& entry, Place& place) { media(entry, place); });
    words();
    languages();
    for (const char* family :
         {"directories", "calendars", "schedulingAddresses", "cryptoKeys", "personalInfo"})
      for_each_entry(family, [&](JsonNode& entry, Place& place) { resource(entry, place); });
    singles();
    related();
    speak_to_as();
    vcard_properties();
    carried();
    return std::move(contact_);
  }

 private:
  // Where an entry stands, and what it has become.
  struct Place {
    std::string_view family;
    const std::string& id;
    bool is_canonical = true;  // the id is the one that the writer would give it
    bool taken = false;        // it says something to a Contact
    Contact alone;  // a contact with nothing but what the entry says; for its hash, where one is needed
  };

  void keep(std::string name, std::string_view value) {
    if (!value.empty()) contact_.other.push_back({{}, std::move(name), {}, raw_value(value, false)});
  }
  void keep_json(std::string pointer, JsonNode& value, std::string hash = {}) {
    std::string json;
    append_json(json, value);
    OtherProperty other{{}, "JSPROP", {{"JSPTR", clean(pointer)}}, raw_value(json, false)};
    if (!hash.empty()) other.params.emplace_back(kEntryParam, std::move(hash));
    if (!other.params[0].second.empty()) contact_.other.push_back(std::move(other));
  }

  // The entries of a map, those that are objects. What was not understood of an entry goes along with it.
  template <class Use>
  void for_each_entry(std::string_view family, Use&& use) {
    JsonNode* entries = find_member(card_, family);
    if (!entries || !entries->is_object()) return;
    std::size_t count = 0, number = 0;
    for_each_child(*entries, [&](JsonNode&) { ++count; });
    const char prefix = id_prefix(family);
    for_each_child(*entries, [&](JsonNode& entry) {
      ++number;
      if (!entry.is_object()) return;
      Place place{family, entry.key, entry.key == entry_id(prefix, number, count), false, {}};
      use(entry, place);
      if (!is_id(entry.key)) return;
      if (!place.taken) {
        if (has_leftover(entry)) keep_json(std::string(family) + '/' + pointer_part(entry.key), entry);
        return;
      }
      const bool only_id = keep_ids_ && !place.is_canonical;
      if (!only_id && !has_leftover(entry)) return;
      keep_members(std::string(family) + '/' + pointer_part(entry.key), entry, family, place.alone, only_id);
    });
  }

  // One JSPROP a member that was not understood whole.
  void keep_members(const std::string& pointer, JsonNode& object, std::string_view family,
                    const Contact& alone, bool also_without = false) {
    std::string hash;
    for (auto& [name, value] : entry_hashes(alone))
      if (name == family) hash = hash_text(value);
    if (hash.empty()) return;
    bool any = false;
    for_each_child(object, [&](JsonNode& member) {
      if (!has_leftover(member)) return;
      keep_json(pointer + '/' + pointer_part(member.key), member, hash);
      any = true;
    });
    if (any || !also_without) return;
    JsonTree type;  // something that changes nothing, to hold the id
    static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
        {"phones", "\"Phone\""},
        {"emails", "\"EmailAddress\""},
        {"nicknames", "\"Nickname\""},
        {"titles", "\"Title\""},
        {"addresses", "\"Address\""},
        {"onlineServices", "\"OnlineService\""},
        {"organizations", "\"Organization\""},
        {"links", "\"Link\""},
        {"anniversaries", "\"Anniversary\""},
        {"media", "\"Media\""},
        {"directories", "\"Directory\""},
        {"calendars", "\"Calendar\""},
        {"cryptoKeys", "\"CryptoKey\""},
        {"personalInfo", "\"PersonalInfo\""},
        {"schedulingAddresses", "\"SchedulingAddress\""},
        {"preferredLanguages", "\"LanguagePref\""}};
    for (const auto& [name, json] : kTypes)
      if (name == family && !type.parse(json)) keep_json(pointer + "/@type", type.root(), hash);
  }

  // Ids of organisations mean something where a title names one.
  bool names_organizations() {
    JsonNode* titles = find_member(card_, "titles");
    if (!titles || !titles->is_object()) return false;
    for (JsonNode* title = first_child(*titles); title; title = next_child(*titles, title))
      if (find_member(*title, "organizationId")) return true;
    return false;
  }

  std::vector<std::string> types_of(JsonNode& entry) {
    std::vector<std::string> types;
    const auto add = [&](std::string type) {
      const bool fits = !type.empty() && types.size() < kMostTypes;
      if (fits && std::find(types.begin(), types.end(), type) == types.end())
        types.push_back(std::move(type));
      return fits;
    };
    if (JsonNode* contexts = find_member(entry, "contexts"); contexts && contexts->is_object())
      for_each_child(*contexts, [&](JsonNode& on) {
        if (on.is_true() && add(on.key == "private" ? "home" : ascii_lower(clean(on.key))))
          on.used = on.key == "private" || on.key == "work";
      });
    if (JsonNode* features = find_member(entry, "features"); features && features->is_object())
      for_each_child(*features, [&](JsonNode& on) {
        if (!on.is_true()) return;
        static constexpr std::array<std::string_view, 5> kOurs{"mobile", "fax", "pager", "video",
                                                               "textphone"};
        const bool is_ours = std::find(kOurs.begin(), kOurs.end(), on.key) != kOurs.end();
        // Every number of a card is for voice unless it says otherwise (RFC 6350, 6.4.1).
        on.used = is_ours || on.key == "voice";
        if (on.key != "voice" && on.key != "text")
          add(on.key == "mobile" ? "cell" : on.key == "main-number" ? "main" : ascii_lower(clean(on.key)));
      });
    JsonNode* params = find_member(entry, "vCardParams");
    if (JsonNode* type = params ? find_member(*params, "type") : nullptr) {
      if (type->is_string()) type->used = add(ascii_lower(clean(type->text)));
      if (type->is_array())
        for_each_child(*type, [&](JsonNode& word) {
          if (word.is_string()) word.used = add(ascii_lower(clean(word.text)));
        });
    }
    return types;
  }

  void name() {
    JsonNode* name = find_member(card_, "name");
    if (!name || !name->is_object()) return;
    Contact alone;
    alone.formatted_name = text(*name, "full");
    NameParts& parts = alone.name;
    std::array<std::string, 3> readings;  // surname, given, given2
    std::string all_readings;
    bool has_order = true;
    int last = -1;
    if (JsonNode* components = find_member(*name, "components"); components && components->is_array()) {
      for_each_child(*components, [&](JsonNode& component) {
        const std::string kind = text_unmarked(component, "kind");
        const std::string value = text_unmarked(component, "value");
        const bool is_second = kind == "surname2" || kind == "generation";
        const int place = kind == "title"                                ? 0
                          : kind == "given"                              ? 1
                          : kind == "given2"                             ? 2
                          : kind == "surname" || kind == "surname2"      ? 3
                          : kind == "credential" || kind == "generation" ? 4
                                                                         : -1;
        if (place < 0 || value.empty()) {
          has_order = false;
          return;
        }
        std::string* const fields[] = {&parts.prefix, &parts.given, &parts.middle, &parts.family,
                                       &parts.suffix};
        std::string& field = *fields[place];
        if (is_second || !field.empty()) has_order = false;
        append(field, value);
        last = std::max(last, place);
        const std::string reading = text_unmarked(component, "phonetic");
        if (reading.empty()) return;
        if (place == 3) append(readings[0], reading);
        if (place == 1) append(readings[1], reading);
        if (place == 2) append(readings[2], reading);
        if (place == 0 || place == 4) has_order = false;
      });
      // One component a part: they come back as they were, whatever their order.
      if (has_order) {
        for_each_child(*components, [&](JsonNode& component) {
          for (const char* member : {"kind", "value", "phonetic"}) static_cast<void>(text(component, member));
        });
      }
    }
    // As the writer joins them, to tell their script.
    for (const std::size_t i : {1U, 2U, 0U}) all_readings += readings[i];
    if (!all_readings.empty() && text_unmarked(*name, "phoneticScript") == script_of(all_readings))
      static_cast<void>(text(*name, "phoneticScript"));
    if (JsonNode* sort = find_member(*name, "sortAs")) {
      static constexpr std::array<const char*, 3> kKinds{"surname", "given", "given2"};
      for (std::size_t i = 0; i < kKinds.size(); ++i)
        if (readings[i].empty()) readings[i] = text_unmarked(*sort, kKinds[i]);
    }
    alone.reading = {readings[0], readings[1], readings[2]};
    contact_.reading = alone.reading;
    contact_.name = alone.name;
    contact_.formatted_name = alone.formatted_name;
    if (has_leftover(*name)) {
      if (alone.name.empty() && alone.formatted_name.empty()) return;
      keep_members("name", *name, "name", alone);
    }
  }

  static void append(std::string& part, const std::string& value) {
    if (!part.empty() && !value.empty()) part += ' ';
    part += value;
  }

  void nicknames() {
    for_each_entry("nicknames", [&](JsonNode& entry, Place& place) {
      std::string nickname = text(entry, "name");
      if (nickname.empty()) return;
      place.taken = true;
      place.alone.nicknames = {nickname};
      contact_.nicknames.push_back(std::move(nickname));
    });
  }

  void organisation() {
    for_each_entry("organizations", [&](JsonNode& entry, Place& place) {
      std::vector<std::string> organisation{text(entry, "name")};
      if (JsonNode* units = find_member(entry, "units"); units && units->is_array())
        for_each_child(*units, [&](JsonNode& unit) { organisation.push_back(text(unit, "name")); });
      while (!organisation.empty() && organisation.back().empty()) organisation.pop_back();
      if (organisation.empty()) return;
      place.taken = true;
      place.alone.organisation = organisation;
      if (contact_.organisation.empty()) {
        contact_.organisation = std::move(organisation);
        return;
      }
      std::string value;
      for (std::size_t i = 0; i < organisation.size(); ++i)
        value.append(i > 0 ? ";" : "").append(raw_value(organisation[i], false));
      contact_.other.push_back({{}, "ORG", {}, std::move(value)});
    });
    for_each_entry("titles", [&](JsonNode& entry, Place& place) {
      const bool is_role = text_unmarked(entry, "kind") == "role";
      std::string& field = is_role ? contact_.role : contact_.title;
      if (field.empty()) {
        field = text(entry, "name");
        const std::string kind = text_unmarked(entry, "kind");
        if (is_role || kind == "title") static_cast<void>(text(entry, "kind"));
        if (field.empty()) return;
        place.taken = true;
        (is_role ? place.alone.role : place.alone.title) = field;
        return;
      }
      resource(entry, place, is_role ? row_of("ROLE") : row_of("TITLE"));
    });
  }

  template <class T>
  void preferred(JsonNode& entry, std::vector<int>& ranks, std::vector<T>&) {
    ranks.push_back(rank(entry));
    // Comes back as 1; another rank goes along.
    if (ranks.back() == 1) find_member(entry, "pref")->used = true;
  }

  void numbers() {
    std::vector<int> ranks;
    for_each_entry("phones", [&](JsonNode& entry, Place& place) {
      ContactNumber number = parse_tel_text(trim(text_unmarked(entry, "number")));
      if (number.number.empty()) return;
      static_cast<void>(text(entry, "number"));
      number.types = types_of(entry);
      number.label = text(entry, "label");
      preferred(entry, ranks, contact_.numbers);
      place.taken = true;
      place.alone.numbers = {number};
      contact_.numbers.push_back(std::move(number));
    });
    settle_preferred(contact_.numbers, ranks);
  }

  void mails() {
    std::vector<int> ranks;
    for_each_entry("emails", [&](JsonNode& entry, Place& place) {
      std::string address(trim(text_unmarked(entry, "address")));
      if (address.empty()) return;
      static_cast<void>(text(entry, "address"));
      ContactMail mail{std::move(address), types_of(entry), text(entry, "label"), false};
      preferred(entry, ranks, contact_.mails);
      place.taken = true;
      place.alone.mails = {mail};
      contact_.mails.push_back(std::move(mail));
    });
    settle_preferred(contact_.mails, ranks);
  }

  void online_service(JsonNode& entry, Place& place) {
    const std::string uri = text_unmarked(entry, "uri");
    std::string user = text_unmarked(entry, "user");
    std::string service = service_from_word(text_unmarked(entry, "service"));
    const std::string name = text_unmarked(entry, "vCardName");
    const std::size_t colon = uri.find(':');
    const std::string scheme = ascii_lower(uri.substr(0, colon == std::string::npos ? 0 : colon));
    const bool is_web = scheme == "http" || scheme == "https";
    // A web profile is no address that one can write to.
    if (!uri.empty() && (ascii_equal(name, "socialprofile") || (is_web && user.empty()))) {
      if (ascii_equal(name, "socialprofile")) static_cast<void>(text(entry, "vCardName"));
      resource(entry, place, row_of("SOCIALPROFILE"));
      return;
    }
    if (user.empty() && !scheme.empty()) {
      if (service.empty()) service = service_from_scheme(scheme);
      user = clean(valid_utf8(vcard::decode_percent(std::string_view(uri).substr(colon + 1))));
    }
    if (user.empty()) user = uri;
    if (user.empty()) return;
    ImAddress im{service.empty() ? "other" : std::move(service), std::move(user), types_of(entry)};
    static_cast<void>(text(entry, "user"));
    static_cast<void>(text(entry, "service"));
    if (name == "impp") static_cast<void>(text(entry, "vCardName"));
    if (uri == im_uri(im) || uri == im.address) static_cast<void>(text(entry, "uri"));
    place.taken = true;
    place.alone.im_addresses = {im};
    contact_.im_addresses.push_back(std::move(im));
  }

  void addresses() {
    std::vector<int> ranks;
    for_each_entry("addresses", [&](JsonNode& entry, Place& place) {
      PostalAddress address;
      bool is_plain = true;
      JsonNode* components = find_member(entry, "components");
      if (components && components->is_array()) {
        for_each_child(*components, [&](JsonNode& component) {
          const std::string kind = text_unmarked(component, "kind"),
                            value = text_unmarked(component, "value");
          std::string* part = kind == "postOfficeBox"              ? &address.po_box
                              : kind == "number" || kind == "name" ? &address.street
                              : kind == "locality"                 ? &address.city
                              : kind == "region"                   ? &address.region
                              : kind == "postcode"                 ? &address.postcode
                              : kind == "country"                  ? &address.country
                              : kind == "separator"                ? nullptr
                                                                   : &address.extended;
          const bool is_ours = part && (part != &address.extended || kind == "apartment") && kind != "number";
          if (!is_ours || value.empty() || !part->empty()) is_plain = false;
          if (part) append(*part, value);
        });
        if (is_plain)
          for_each_child(*components, [&](JsonNode& component) {
            for (const char* member : {"kind", "value"}) static_cast<void>(text(component, member));
          });
      }
      // An address that is not taken apart is better in one field than nowhere.
      const PostalAddress empty;
      if (address == empty) address.street = text_unmarked(entry, "full");
      if (address == empty) return;
      address.types = types_of(entry);
      address.label = text(entry, "label");
      preferred(entry, ranks, contact_.addresses);
      place.taken = true;
      place.alone.addresses = {address};
      contact_.addresses.push_back(std::move(address));
    });
    settle_preferred(contact_.addresses, ranks);
  }

  void link(JsonNode& entry, Place& place) {
    if (text_unmarked(entry, "kind") == "contact") {
      resource(entry, place, row_of("CONTACT-URI"));
      return;
    }
    std::string uri = text(entry, "uri");
    if (uri.empty()) return;
    place.taken = true;
    place.alone.urls = {uri};
    contact_.urls.push_back(std::move(uri));
  }

  // The date, marked as far as a PartialDate of the same parts says it.
  static Date date_of(JsonNode& value) {
    if (!value.is_object()) return {};
    if (const std::string utc = text_unmarked(value, "utc"); !utc.empty())
      return parse_date(utc).value_or(Date{});
    Date date;
    const auto take = [&](const char* name, std::optional<int>& to, int least, int most) {
      JsonNode* member = find_member(value, name);
      const auto number = member ? whole_number(*member) : std::nullopt;
      if (!number || *number < least || *number > most) return;
      to = number;
      member->used = true;
    };
    take("year", date.year, 0, 9999);
    take("month", date.month, 1, 12);
    if (JsonNode* day = find_member(value, "day"); day && !date.month) {
      take("day", date.day, 1, 31);
      day->used = false;  // cannot be written so again
    } else {
      take("day", date.day, 1, 31);
    }
    return date;
  }

  void anniversaries() {
    for_each_entry("anniversaries", [&](JsonNode& entry, Place& place) {
      const std::string kind = text_unmarked(entry, "kind");
      std::optional<Date>* field = kind == "birth"     ? &contact_.birthday
                                   : kind == "wedding" ? &contact_.anniversary
                                                       : nullptr;
      JsonNode* value = find_member(entry, "date");
      if (!value || (field && *field) || (!field && kind != "death")) return;
      const Date date = date_of(*value);
      if (date == Date{}) return;
      if (!field) {
        const std::string raw = write_date(date, false);
        const bool known = std::any_of(contact_.other.begin(), contact_.other.end(),
                                       [](const OtherProperty& other) { return other.name == "DEATHDATE"; });
        if (known || raw.empty() || (date.day && !date.month)) return;
        contact_.other.push_back({{}, "DEATHDATE", {}, raw});
        place.alone.other = {contact_.other.back()};
      } else {
        *field = date;
        (kind == "birth" ? place.alone.birthday : place.alone.anniversary) = date;
      }
      static_cast<void>(text(entry, "kind"));
      place.taken = true;
    });
  }

  void notes() {
    JsonNode* notes = find_member(card_, "notes");
    if (!notes || !notes->is_object()) return;
    std::size_t count = 0;
    for_each_child(*notes, [&](JsonNode& entry) {
      const std::string note = text(entry, "note");
      if (note.empty()) return;
      ++count;
      if (!contact_.note.empty()) contact_.note += '\n';
      contact_.note += note;
    });
    if (contact_.note.empty()) {
      for_each_child(*notes, [&](JsonNode& entry) {
        if (is_id(entry.key) && has_leftover(entry)) keep_json("notes/" + entry.key, entry);
      });
      return;
    }
    // Several, or with their authors: the whole goes along, for a Contact has one text.
    if (count == 1 && !has_leftover(*notes)) return;
    Contact alone;
    alone.note = contact_.note;
    for (auto& [name, hash] : entry_hashes(alone))
      if (name == "notes") keep_json("notes", *notes, hash_text(hash));
  }

  void media(JsonNode& entry, Place& place) {
    const std::string kind = text_unmarked(entry, "kind");
    JsonNode* uri = find_member(entry, "uri");
    if (!uri || !uri->is_string() || uri->text.empty()) return;
    if (kind != "photo" || contact_.photo) {
      resource(entry, place, row_of("media", kind));
      return;
    }
    Photo photo = decode_data_uri(uri->text).value_or(Photo{{}, {}, clean(uri->text)});
    if (photo.uri.empty() && photo.bytes.empty()) return;
    const std::string in_uri = photo.media_type;
    if (const std::string type = ascii_lower(text(entry, "mediaType")); !type.empty())
      photo.media_type = type;
    static_cast<void>(text(entry, "kind"));
    uri->used = photo.bytes.empty() || (in_uri == photo.media_type && uri->text == encode_data_uri(photo));
    place.taken = true;
    // Only where it is asked for: pictures are large.
    if (has_leftover(entry) || (keep_ids_ && !place.is_canonical)) place.alone.photo = photo;
    contact_.photo = std::move(photo);
  }

  void words() {
    if (JsonNode* keywords = find_member(card_, "keywords"); keywords && keywords->is_object())
      for_each_child(*keywords, [&](JsonNode& on) {
        if (on.is_true() && !clean(on.key).empty()) contact_.categories.push_back(clean(on.key));
      });
    if (JsonNode* members = find_member(card_, "members"); members && members->is_object())
      for_each_child(*members, [&](JsonNode& on) {
        if (on.is_true() && !clean(on.key).empty()) contact_.members.push_back(clean(on.key));
      });
  }

  // An entry that is a property of vCard.
  void resource(JsonNode& entry, Place& place, const Row* row = nullptr) {
    if (!row) row = row_of(place.family, text_unmarked(entry, "kind"));
    if (!row) return;
    OtherProperty other;
    other.name = row->property;
    other.value = raw_value(text_unmarked(entry, row->value), row->is_uri);
    if (other.value.empty()) return;
    static_cast<void>(text(entry, row->value));
    if (text_unmarked(entry, "kind") == row->kind) static_cast<void>(text(entry, "kind"));
    for (const Param& param : params()) {
      if (param.param == "INDEX" || param.member == row->value) continue;
      if (std::string value = text(entry, param.member); !value.empty())
        other.params.emplace_back(param.param, std::move(value));
    }
    if (JsonNode* contexts = find_member(entry, "contexts"); contexts && contexts->is_object())
      for_each_child(*contexts, [&](JsonNode& on) {
        if (!on.is_true() || (on.key != "private" && on.key != "work")) return;
        on.used = true;
        other.params.emplace_back("TYPE", on.key == "private" ? "home" : "work");
      });
    if (const int pref = rank(entry); pref > 0) {
      find_member(entry, "pref")->used = true;
      other.params.emplace_back("PREF", std::to_string(pref));
    }
    if (JsonNode* more = find_member(entry, "vCardParams"); more && more->is_object())
      for_each_child(*more, [&](JsonNode& param) { take_param(other, param); });
    if (!place.is_canonical && is_id(place.id)) other.params.emplace_back("PROP-ID", place.id);
    place.taken = true;
    if (has_leftover(entry)) place.alone = alone_with(other);
    contact_.other.push_back(std::move(other));
  }

  // With the fields that keep a second title or photo from being the first.
  static Contact alone_with(const OtherProperty& other) {
    Contact alone;
    alone.other = {other};
    return alone;
  }

  static bool is_param_name(const std::string& name) { return vcard::is_token(name) && name != "ENCODING"; }

  static void take_param(OtherProperty& other, JsonNode& param) {
    const std::string name = upper(param.key);
    if (!is_param_name(name)) return;
    if (name == "GROUP") {
      if (param.is_string() && vcard::is_token(param.text) && other.group.empty()) {
        other.group = param.text;
        param.used = true;
      }
      return;
    }
    const auto take = [&](JsonNode& value) {
      if (!value.is_string()) return;
      other.params.emplace_back(name, clean(value.text));
      value.used = true;
    };
    if (param.is_string()) take(param);
    if (param.is_array()) for_each_child(param, take);
  }

  void singles() {
    if (const std::string created = text_unmarked(card_, "created"); !created.empty()) {
      std::string time = parse_timestamp(created).value_or(created);
      if (parse_timestamp(time) == time) std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
      keep("CREATED", time);
    }
    keep("LANGUAGE", text_unmarked(card_, "language"));
  }

  // The preferred one first; a rank that says more than the order goes along.
  void languages() {
    std::vector<std::pair<int, std::string>> found;
    std::vector<JsonNode*> ranks;
    if (JsonNode* languages = find_member(card_, "preferredLanguages"); languages && languages->is_object())
      for_each_child(*languages, [&](JsonNode& entry) {
        if (std::string language = text_unmarked(entry, "language"); !language.empty()) {
          found.emplace_back(rank(entry) == 0 ? 101 : rank(entry), std::move(language));
          ranks.push_back(find_member(entry, "pref"));
        }
      });
    bool in_order = true;
    for (std::size_t i = 0; i < found.size(); ++i)
      in_order = in_order && found.size() > 1 && found[i].first == static_cast<int>(i) + 1;
    for (JsonNode* rank : ranks)
      if (rank && in_order) rank->used = true;
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& [rank, language] : found) contact_.languages.push_back(language);
    for_each_entry("preferredLanguages", [&](JsonNode& entry, Place& place) {
      const std::string language = text(entry, "language");
      if (language.empty()) return;
      place.taken = true;
      // Found again by its language alone: what it is among others is in no entry.
      place.alone.languages = {language};
    });
  }

  void related() {
    JsonNode* related = find_member(card_, "relatedTo");
    if (!related || !related->is_object()) return;
    for_each_child(*related, [&](JsonNode& entry) {
      const std::string value = clean(entry.key);
      if (value.empty()) return;
      bool any = false;
      JsonNode* relation = find_member(entry, "relation");
      if (relation && relation->is_object())
        for_each_child(*relation, [&](JsonNode& on) {
          std::string type = clean(on.key);
          if (!on.is_true() || type.empty()) return;
          on.used = ascii_lower(type) == on.key;
          contact_.related.push_back({ascii_lower(type), value});
          any = true;
        });
      if (!any) contact_.related.push_back({"", value});
    });
    keep_whole("relatedTo", *related, [&](Contact& alone) { alone.related = contact_.related; });
  }

  // Where more is said than a Contact holds, all that was said goes along.
  template <class Fill>
  void keep_whole(const char* family, JsonNode& object, Fill&& fill) {
    if (!has_leftover(object)) return;
    Contact alone;
    fill(alone);
    for (auto& [name, hash] : entry_hashes(alone))
      if (name == family) keep_json(family, object, hash_text(hash));
  }

  void speak_to_as() {
    JsonNode* speak = find_member(card_, "speakToAs");
    if (!speak || !speak->is_object()) return;
    const std::size_t before = contact_.other.size();
    keep("GRAMGENDER", text(*speak, "grammaticalGender"));
    if (JsonNode* pronouns = find_member(*speak, "pronouns"); pronouns && pronouns->is_object())
      for_each_child(*pronouns, [&](JsonNode& entry) { keep("PRONOUNS", text(entry, "pronouns")); });
    const std::vector<OtherProperty> found(contact_.other.begin() + static_cast<std::ptrdiff_t>(before),
                                           contact_.other.end());
    keep_whole("speakToAs", *speak, [&](Contact& alone) { alone.other = found; });
  }

  void vcard_properties() {
    JsonNode* properties = find_member(card_, "vCardProps");
    if (!properties || !properties->is_array()) return;
    for_each_child(*properties, [&](JsonNode& property) { vcard_property(property); });
  }

  // RFC 9555, 2.16.1, and RFC 7095, 3.3: [name, parameters, type, value…].
  void vcard_property(JsonNode& property) {
    if (!property.is_array()) return;
    std::vector<JsonNode*> cells;
    for_each_child(property, [&](JsonNode& cell) { cells.push_back(&cell); });
    if (cells.size() < 4 || !cells[0]->is_string()) return;
    OtherProperty other;
    other.name = upper(clean(cells[0]->text));
    if (!vcard::is_token(other.name)) return;
    if (cells[1]->is_object())
      for_each_child(*cells[1], [&](JsonNode& param) {
        const std::string name = upper(param.key);
        if (name == "GROUP" && param.is_string()) {
          other.group = clean(param.text);
          return;
        }
        const auto take = [&](JsonNode& value) {
          if (value.is_string()) other.params.emplace_back(name, clean(value.text));
        };
        if (param.is_string()) take(param);
        if (param.is_array()) for_each_child(param, take);
      });
    const std::string type = cells[2]->is_string() ? cells[2]->text : std::string();
    if (date_property(other, type, *cells[3])) return;
    // "unknown" is the card's own text; a typed value is put into it.
    const bool raw = type == "unknown";
    if (!raw && vcard::is_token(type)) other.params.emplace_back("VALUE", type);
    for (std::size_t i = 3; i < cells.size(); ++i) {
      if (i > 3) other.value += ',';
      // A structured value is an array of its parts.
      bool first = true;
      const auto add = [&](JsonNode& cell) {
        if (!std::exchange(first, false)) other.value += ';';
        std::string value;
        if (cell.is_string()) {
          value = clean(cell.text);
        } else {
          append_json(value, cell);
        }
        other.value += raw ? value : raw_value(value, type == "uri");
      };
      if (cells[i]->is_array() && !raw)
        for_each_child(*cells[i], add);
      else
        add(*cells[i]);
    }
    if (!other.value.empty() && !field_property(other)) contact_.other.push_back(std::move(other));
  }

  // What a field of a Contact holds and no member of a card: readings without a name, and the gender.
  bool field_property(const OtherProperty& other) {
    if (!other.group.empty()) return false;
    const std::string value = plain_value(other.value, false);
    const std::pair<std::string_view, std::string*> readings[] = {
        {"X-PHONETIC-LAST-NAME", &contact_.reading.family},
        {"X-PHONETIC-FIRST-NAME", &contact_.reading.given},
        {"X-PHONETIC-MIDDLE-NAME", &contact_.reading.middle}};
    for (const auto& [name, field] : readings) {
      if (other.name != name || !field->empty() || !other.params.empty()) continue;
      *field = value;
      return true;
    }
    if (other.name != "GENDER" || !contact_.gender.empty()) return false;
    for (const auto& [name, word] : other.params)
      if (name != "VALUE" || word != "text") return false;
    const auto parts = vcard::split_unescaped(other.value, ';');
    if (parts.size() > 2) return false;
    contact_.gender.sex = ascii_lower(trim(plain_value(parts[0], false)));
    if (parts.size() > 1) contact_.gender.identity = plain_value(parts[1], false);
    return true;
  }

  // A day without its month, which no PartialDate holds.
  bool date_property(const OtherProperty& other, std::string_view type, const JsonNode& value) {
    std::optional<Date>* field = other.name == "BDAY"          ? &contact_.birthday
                                 : other.name == "ANNIVERSARY" ? &contact_.anniversary
                                                               : nullptr;
    if (!field || *field || type != "date-and-or-time" || !other.params.empty() || !value.is_string())
      return false;
    const auto date = parse_date(value.text);
    if (!date) return false;
    *field = date;
    return true;
  }

  // What no field expresses goes along as RFC 9555 says and comes back when JSContact is written.
  void carried() {
    for_each_child(card_, [&](JsonNode& member) {
      if (!is_known_member(member.key) && !clean(member.key).empty())
        keep_json(pointer_part(member.key), member);
    });
  }

  JsonNode& card_;
  Contact contact_;
  bool keep_ids_ = false;
};

}  // namespace

Contact contact_of(JsonNode& card) { return CardReader(card).read(); }

bool looks_like_card(JsonNode& object) {
  if (!object.is_object()) return false;
  for (JsonNode* member = first_child(object); member; member = next_child(object, member)) {
    if (member->key == "@type" && member->is_string()) return member->text == "Card";
    static constexpr std::array<std::string_view, 6> kTooCommon{"version", "kind",     "updated",
                                                                "created", "language", "name"};
    const bool common = std::find(kTooCommon.begin(), kTooCommon.end(), member->key) != kTooCommon.end();
    if (is_known_member(member->key) && (!common || (member->key == "name" && member->is_object())))
      return true;
  }
  return false;
}

}  // namespace phonebook::jscontact
