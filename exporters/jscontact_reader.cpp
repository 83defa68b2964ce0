#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "exporters/dates.h"
#include "exporters/im_services.h"
#include "exporters/jscontact.h"
#include "exporters/picture.h"
#include "exporters/tel_text.h"
#include "exporters/vcard_syntax.h"

namespace phonebook {
namespace {

using nlohmann::json;

// Text as a Contact holds it: '\n' for line ends, no control characters.
std::string clean(const std::string& text) {
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

// Absent members and such of another type are empty: a reader takes what it understands.
const json* member(const json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}
std::string text(const json& object, const char* name) {
  const json* value = member(object, name);
  return value && value->is_string() ? clean(value->get_ref<const std::string&>()) : std::string();
}
std::optional<int> whole_number(const json& object, const char* name) {
  const json* value = member(object, name);
  if (!value || !value->is_number_integer()) return std::nullopt;
  const auto number = value->get<std::int64_t>();
  return number >= 0 && number <= 9999 ? std::optional(static_cast<int>(number)) : std::nullopt;
}
bool is_true(const json& value) { return value.is_boolean() && value.get<bool>(); }

// The entries of an Id[…] property, those that are objects.
template <class F>
void for_each_entry(const json& card, const char* property, F&& use) {
  const json* entries = member(card, property);
  if (!entries || !entries->is_object()) return;
  for (const auto& [id, entry] : entries->items())
    if (entry.is_object()) use(entry);
}

std::vector<std::string> types_of(const json& entry) {
  std::vector<std::string> types;
  const auto add = [&](std::string type) {
    if (!type.empty() && types.size() < 64 && std::find(types.begin(), types.end(), type) == types.end())
      types.push_back(std::move(type));
  };
  if (const json* contexts = member(entry, "contexts"); contexts && contexts->is_object())
    for (const auto& [context, on] : contexts->items())
      if (is_true(on)) add(context == "private" ? "home" : ascii_lower(context));
  if (const json* features = member(entry, "features"); features && features->is_object())
    for (const auto& [feature, on] : features->items())
      if (is_true(on) && feature != "voice" && feature != "text")
        add(feature == "mobile" ? "cell" : feature == "main-number" ? "main" : ascii_lower(feature));
  if (const json* params = member(entry, "vCardParams"))
    if (const json* type = member(*params, "type")) {
      if (type->is_string()) add(ascii_lower(clean(*type)));
      if (type->is_array())
        for (const json& word : *type)
          if (word.is_string()) add(ascii_lower(clean(word)));
    }
  return types;
}

// `pref` 1 to 100, the lowest of a kind is what a Contact calls preferred.
template <class T>
void settle_preferred(std::vector<T>& entries, const std::vector<int>& ranks) {
  int lowest = 0;
  for (const int rank : ranks)
    if (rank > 0 && (lowest == 0 || rank < lowest)) lowest = rank;
  for (std::size_t i = 0; lowest > 0 && i < ranks.size(); ++i) entries[i].preferred = ranks[i] == lowest;
}

Date date_of(const json& value) {
  if (!value.is_object()) return {};
  if (const std::string utc = text(value, "utc"); !utc.empty()) return parse_date(utc).value_or(Date{});
  Date date{whole_number(value, "year"), whole_number(value, "month"), whole_number(value, "day")};
  if (date.month && (*date.month < 1 || *date.month > 12)) date.month.reset();
  if (date.day && (*date.day < 1 || *date.day > 31)) date.day.reset();
  return date;
}

std::string escaped(std::string_view value) { return vcard::escape(value, vcard::Version::v3); }

class CardReader {
 public:
  explicit CardReader(const json& card) : card_(card) {}

  Contact read() {
    contact_.uid = text(card_, "uid");
    contact_.kind = ascii_lower(text(card_, "kind"));
    if (contact_.kind == "individual") contact_.kind.clear();
    if (const std::string updated = text(card_, "updated"); !updated.empty())
      contact_.updated = parse_timestamp(updated).value_or(updated);
    name();
    organisation();
    reachable();
    addresses();
    rest();
    carried();
    return std::move(contact_);
  }

 private:
  void keep(const char* name, std::string_view value) {
    if (!value.empty()) contact_.other.push_back({{}, name, {}, escaped(value)});
  }

  void name() {
    const json* name = member(card_, "name");
    if (name) {
      contact_.formatted_name = text(*name, "full");
      std::map<std::string, std::string> parts, readings;
      const auto append = [](std::string& part, const std::string& value) {
        if (!part.empty() && !value.empty()) part += ' ';
        part += value;
      };
      if (const json* components = member(*name, "components"); components && components->is_array()) {
        for (const json& component : *components) {
          std::string kind = text(component, "kind");
          if (kind == "surname2") kind = "surname";
          if (kind == "generation") kind = "credential";
          append(parts[kind], text(component, "value"));
          append(readings[kind], text(component, "phonetic"));
        }
      }
      if (const json* sort = member(*name, "sortAs"))
        for (const char* kind : {"surname", "given", "given2"})
          if (readings[kind].empty()) readings[kind] = text(*sort, kind);
      contact_.name = {parts["surname"], parts["given"], parts["given2"], parts["title"],
                       parts["credential"]};
      contact_.reading = {readings["surname"], readings["given"], readings["given2"]};
    }
    for_each_entry(card_, "nicknames", [&](const json& entry) {
      if (std::string nickname = text(entry, "name"); !nickname.empty())
        contact_.nicknames.push_back(std::move(nickname));
    });
  }

  void organisation() {
    for_each_entry(card_, "organizations", [&](const json& entry) {
      std::vector<std::string> organisation{text(entry, "name")};
      if (const json* units = member(entry, "units"); units && units->is_array())
        for (const json& unit : *units) organisation.push_back(text(unit, "name"));
      while (!organisation.empty() && organisation.back().empty()) organisation.pop_back();
      if (organisation.empty()) return;
      if (contact_.organisation.empty()) {
        contact_.organisation = std::move(organisation);
        return;
      }
      std::string value;
      for (std::size_t i = 0; i < organisation.size(); ++i)
        value.append(i > 0 ? ";" : "").append(escaped(organisation[i]));
      contact_.other.push_back({{}, "ORG", {}, std::move(value)});
    });
    for_each_entry(card_, "titles", [&](const json& entry) {
      const bool is_role = text(entry, "kind") == "role";
      std::string& field = is_role ? contact_.role : contact_.title;
      if (field.empty()) {
        field = text(entry, "name");
      } else {
        keep(is_role ? "ROLE" : "TITLE", text(entry, "name"));
      }
    });
  }

  void reachable() {
    std::vector<int> ranks;
    for_each_entry(card_, "phones", [&](const json& entry) {
      ContactNumber number = parse_tel_text(trim(text(entry, "number")));
      if (number.number.empty()) return;
      number.types = types_of(entry);
      number.label = text(entry, "label");
      ranks.push_back(whole_number(entry, "pref").value_or(0));
      contact_.numbers.push_back(std::move(number));
    });
    settle_preferred(contact_.numbers, ranks);
    ranks.clear();
    for_each_entry(card_, "emails", [&](const json& entry) {
      std::string address(trim(text(entry, "address")));
      if (address.empty()) return;
      ranks.push_back(whole_number(entry, "pref").value_or(0));
      contact_.mails.push_back({std::move(address), types_of(entry), text(entry, "label"), false});
    });
    settle_preferred(contact_.mails, ranks);
    for_each_entry(card_, "onlineServices", [&](const json& entry) { online_service(entry); });
  }

  void online_service(const json& entry) {
    const std::string uri = text(entry, "uri");
    std::string user = text(entry, "user"), service = service_from_word(text(entry, "service"));
    const std::size_t colon = uri.find(':');
    const std::string scheme = ascii_lower(uri.substr(0, colon == std::string::npos ? 0 : colon));
    const bool is_web = scheme == "http" || scheme == "https";
    // A web profile is no address that one can write to.
    if (is_web && (user.empty() || ascii_equal(text(entry, "vCardName"), "socialprofile"))) {
      OtherProperty profile{{}, "SOCIALPROFILE", {}, escaped(uri)};
      if (const std::string word = text(entry, "service"); !word.empty())
        profile.params.emplace_back("SERVICE-TYPE", word);
      contact_.other.push_back(std::move(profile));
      return;
    }
    if (user.empty() && !scheme.empty()) {
      if (service.empty()) service = service_from_scheme(scheme);
      user = clean(valid_utf8(vcard::decode_percent(std::string_view(uri).substr(colon + 1))));
    }
    if (user.empty()) user = uri;
    if (user.empty()) return;
    contact_.im_addresses.push_back(
        {service.empty() ? "other" : std::move(service), std::move(user), types_of(entry)});
  }

  void addresses() {
    std::vector<int> ranks;
    for_each_entry(card_, "addresses", [&](const json& entry) {
      PostalAddress address;
      if (const json* components = member(entry, "components"); components && components->is_array()) {
        for (const json& component : *components) {
          const std::string kind = text(component, "kind"), value = text(component, "value");
          std::string* part = kind == "postOfficeBox"              ? &address.po_box
                              : kind == "number" || kind == "name" ? &address.street
                              : kind == "locality"                 ? &address.city
                              : kind == "region"                   ? &address.region
                              : kind == "postcode"                 ? &address.postcode
                              : kind == "country"                  ? &address.country
                              : kind == "separator"                ? nullptr
                                                                   : &address.extended;
          if (!part || value.empty()) continue;
          if (!part->empty()) *part += ' ';
          *part += value;
        }
      }
      // An address that is not taken apart is better in one field than nowhere.
      PostalAddress empty;
      if (address == empty) address.street = text(entry, "full");
      if (address == empty) return;
      address.types = types_of(entry);
      address.label = text(entry, "label");
      ranks.push_back(whole_number(entry, "pref").value_or(0));
      contact_.addresses.push_back(std::move(address));
    });
    settle_preferred(contact_.addresses, ranks);
  }

  void rest() {
    for_each_entry(card_, "links", [&](const json& entry) {
      if (std::string uri = text(entry, "uri"); !uri.empty()) contact_.urls.push_back(std::move(uri));
    });
    for_each_entry(card_, "anniversaries", [&](const json& entry) {
      const std::string kind = text(entry, "kind");
      std::optional<Date>* field = kind == "birth"     ? &contact_.birthday
                                   : kind == "wedding" ? &contact_.anniversary
                                                       : nullptr;
      const json* date = member(entry, "date");
      if (!field || *field || !date) return;
      if (const Date read = date_of(*date); read != Date{}) *field = read;
    });
    for_each_entry(card_, "notes", [&](const json& entry) {
      const std::string note = text(entry, "note");
      if (note.empty()) return;
      if (!contact_.note.empty()) contact_.note += '\n';
      contact_.note += note;
    });
    for_each_entry(card_, "media", [&](const json& entry) {
      const std::string uri = text(entry, "uri");
      if (text(entry, "kind") != "photo" || uri.empty() || contact_.photo) return;
      Photo photo = decode_data_uri(uri).value_or(Photo{{}, {}, uri});
      if (photo.uri.empty() && photo.bytes.empty()) return;
      if (const std::string type = ascii_lower(text(entry, "mediaType")); !type.empty())
        photo.media_type = type;
      contact_.photo = std::move(photo);
    });
    if (const json* keywords = member(card_, "keywords"); keywords && keywords->is_object())
      for (const auto& [keyword, on] : keywords->items())
        if (is_true(on) && !clean(keyword).empty()) contact_.categories.push_back(clean(keyword));
    if (const json* members = member(card_, "members"); members && members->is_object())
      for (const auto& [uid, on] : members->items())
        if (is_true(on) && !clean(uid).empty()) contact_.members.push_back(clean(uid));
  }

  void vcard_property(const json& property) {
    if (!property.is_array() || property.size() < 4 || !property[0].is_string()) return;
    OtherProperty other;
    other.name = clean(property[0]);
    std::transform(other.name.begin(), other.name.end(), other.name.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    if (!vcard::is_token(other.name)) return;
    if (property[1].is_object()) {
      for (const auto& [name, value] : property[1].items()) {
        std::string param = name;
        std::transform(param.begin(), param.end(), param.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
        if (param == "GROUP" && value.is_string()) {
          other.group = clean(value);
          continue;
        }
        if (value.is_string()) other.params.emplace_back(param, clean(value));
        if (value.is_array())
          for (const json& entry : value)
            if (entry.is_string()) other.params.emplace_back(param, clean(entry));
      }
    }
    // "unknown" is the card's own text; a typed value is put into it.
    const bool raw = property[2].is_string() && property[2].get_ref<const std::string&>() == "unknown";
    for (std::size_t i = 3; i < property.size(); ++i) {
      const std::string value = property[i].is_string() ? clean(property[i]) : property[i].dump();
      if (i > 3) other.value += ',';
      other.value += raw ? value : escaped(value);
    }
    if (!other.value.empty() && !typed(other)) contact_.other.push_back(std::move(other));
  }

  // A property of vCard that a field holds.
  bool typed(const OtherProperty& other) {
    const std::string value = vcard::unescape(other.value, vcard::Version::v3);
    const std::string type =
        !other.params.empty() && other.params[0].first == "TYPE" ? other.params[0].second : "";
    if (other.name == "X-PHONETIC-LAST-NAME" && contact_.reading.family.empty()) {
      contact_.reading.family = value;
    } else if (other.name == "X-PHONETIC-FIRST-NAME" && contact_.reading.given.empty()) {
      contact_.reading.given = value;
    } else if (other.name == "X-PHONETIC-MIDDLE-NAME" && contact_.reading.middle.empty()) {
      contact_.reading.middle = value;
    } else if (other.name == "GENDER" && contact_.gender.empty()) {
      const auto parts = vcard::split_unescaped(other.value, ';');
      contact_.gender.sex = ascii_lower(parts[0]);
      if (parts.size() > 1) contact_.gender.identity = vcard::unescape(parts[1], vcard::Version::v3);
    } else if (other.name == "LANG" && other.params.empty()) {
      contact_.languages.push_back(value);
    } else if (other.name == "RELATED") {
      contact_.related.push_back({type, value});
    } else {
      return false;
    }
    return true;
  }

  // What no field expresses goes along as RFC 9555 says and comes back when JSContact is written.
  void carried() {
    static constexpr std::array<std::string_view, 22> kKnown{
        "@type",          "version",    "uid",    "kind",          "updated",   "prodId",
        "name",           "nicknames",  "titles", "organizations", "phones",    "links",
        "onlineServices", "emails",     "notes",  "keywords",      "addresses", "anniversaries",
        "members",        "vCardProps", "media",  "vCardName"};
    if (const json* properties = member(card_, "vCardProps"); properties && properties->is_array())
      for (const json& property : *properties) vcard_property(property);
    for (const auto& [name, value] : card_.items()) {
      if (std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end()) continue;
      std::string pointer;
      for (const char c : clean(name)) c == '~' ? pointer += "~0" : c == '/' ? pointer += "~1" : pointer += c;
      if (pointer.empty()) continue;
      contact_.other.push_back({{},
                                "JSPROP",
                                {{"JSPTR", std::move(pointer)}},
                                escaped(value.dump(-1, ' ', false, json::error_handler_t::replace))});
    }
  }

  const json& card_;
  Contact contact_;
};

}  // namespace

bool is_nested_too_deep(std::string_view json) noexcept {
  constexpr int kDeepest = 64;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
    } else if (c == '"') {
      quoted = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kDeepest) return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

Result<void> stream_jscontact(const ReadBytes& from, const ReadOptions& options, const TakeContact& take,
                              const TakeDiagnostic& tell) {
  std::string bytes;
  constexpr std::size_t kPiece = std::size_t{1} << 20;
  while (true) {
    const std::size_t had = bytes.size();
    bytes.resize(had + kPiece);
    const auto read = from(bytes.data() + had, kPiece);
    if (!read) return read.failure();
    bytes.resize(had + *read);
    if (*read == 0) break;
    if (bytes.size() > options.max_bytes)
      return fail(Code::invalid_input,
                  fmt::format(fmt::runtime(tr("The contacts are larger than the limit of {} bytes.")),
                              options.max_bytes));
  }
  if (trim(bytes).empty()) return {};
  if (is_nested_too_deep(bytes))
    return fail(Code::invalid_input, tr("The values are nested deeper than any contact needs."));
  json document;
  try {
    if (!is_valid_utf8(bytes)) bytes = valid_utf8(bytes);
    document = json::parse(bytes);
  } catch (const json::parse_error& error) {
    return fail(Code::invalid_input, tr("This is not JSON."),
                fmt::format(fmt::runtime(tr("byte {}")), error.byte));
  } catch (const json::exception&) {
    return fail(Code::invalid_input, tr("This JSON holds a value out of range."));
  }
  std::string().swap(bytes);
  if (document.is_object()) document = json::array({std::move(document)});
  if (!document.is_array())
    return fail(Code::invalid_input, tr("This is JSON, but neither a contact nor a list of contacts."));
  std::size_t contacts = 0, passed_over = 0;
  for (json& card : document) {
    if (contacts >= options.max_contacts) {
      tell({0, tr("The file holds more contacts than the limit."), tr("The rest was not read.")});
      break;
    }
    if (!card.is_object()) {
      ++passed_over;
      continue;
    }
    ++contacts;
    if (auto taken = take(CardReader(card).read()); !taken) return taken;
    card = nullptr;  // read: its memory goes back
  }
  if (passed_over > 0)
    tell({0, fmt::format(fmt::runtime(tr("{} entries of the list are no contacts.")), passed_over),
          tr("They were passed over.")});
  if (contacts == 0 && passed_over == 0) tell({0, tr("The file holds no contact."), tr("Nothing was read.")});
  return {};
}

}  // namespace phonebook
