#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "exporters/dates.h"
#include "exporters/im_services.h"
#include "exporters/jscontact_card.h"
#include "exporters/jscontact_kept.h"
#include "exporters/jscontact_properties.h"
#include "exporters/picture.h"
#include "exporters/tel_text.h"
#include "exporters/vcard_syntax.h"

namespace phonebook::jscontact {
namespace {

bool is_bare(const OtherProperty& other) { return other.group.empty() && other.params.empty(); }

// Of one person; a card that says more is no card.
constexpr std::size_t kMostRelations = 64;

class CardText {
 public:
  CardText(std::string& out, const Contact& contact, const WriteProfile& profile,
           EntryHashes* record = nullptr)
      : out_(out), contact_(contact), profile_(profile), record_(record), kept_(contact) {}

  void write() {
    const std::size_t begin = out_.size();
    sort_out();
    out_ += R"({"@type":"Card","version":"1.0")";
    const std::size_t uid_at = out_.size();
    text("uid", contact_.uid);
    text("kind", contact_.kind);
    text("updated", contact_.updated);
    singles();
    text("prodId", profile_.product_id);
    name();
    nicknames();
    organisation();
    numbers();
    mails();
    im_addresses();
    addresses();
    links();
    dates();
    notes();
    words("keywords", contact_.categories);
    media();
    members();
    related();
    speak_to_as();
    languages();
    for (const char* name : {"directories", "calendars", "schedulingAddresses", "cryptoKeys", "personalInfo"})
      family(name, 0, [](Family&) {});
    for (const auto& [name, json] : kept_.members()) {
      key(name);
      out_ += json;
    }
    vcard_properties();
    out_ += '}';
    if (contact_.uid.empty() && !record_)
      out_.insert(uid_at, ",\"uid\":\"" + made_uid(std::string_view(out_).substr(begin)) + '"');
  }

 private:
  // --- text
  void key(std::string_view name) {
    if (out_.back() != '{') out_ += ',';
    append_json_string(out_, name);
    out_ += ':';
  }
  void text(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    key(name);
    append_json_string(out_, value);
  }
  void flag(std::string_view name) {
    key(name);
    out_ += "true";
  }
  void number(std::string_view name, int value) {
    key(name);
    out_ += std::to_string(value);
  }
  void open(std::string_view name, char bracket = '{') {
    key(name);
    out_ += bracket;
  }

  // RFC 9562, 5.8: a UUID of one's own making.
  static std::string made_uid(std::string_view card) {
    std::string hex = hash_text(hash_of(card)) + hash_text(hash_of(std::string(card) + "uid"));
    hex[12] = '8';
    hex[16] = "89ab"[static_cast<unsigned char>(hex[16]) & 3];
    return hex.substr(0, 8) + '-' + hex.substr(8, 4) + '-' + hex.substr(12, 4) + '-' + hex.substr(16, 4) +
           '-' + hex.substr(20);
  }

  // --- entries
  // The entries of one member of the card: {"p1":{…},"p2":{…}}.
  class Family {
   public:
    Family(CardText& card, std::string_view name, std::size_t count)
        : card_(card),
          name_(name),
          count_(count),
          prefix_(id_prefix(name)),
          reserved_(card.reserved_ids(name)) {}
    void begin(std::string id = {}) {
      if (!std::exchange(opened_, true)) card_.open(name_);
      if (id.empty()) {
        do {
          id = entry_id(prefix_, ++number_, count_);
        } while (reserved_ && reserved_->contains(id));  // somebody else's
      }
      entry_at_ = card_.out_.size();
      card_.key(id);
      object_at_ = card_.out_.size();
      card_.out_ += '{';
    }
    // By an id of its own, where nobody else has it.
    void begin_as(const std::string& id) {
      begin(!id.empty() && !card_.is_kept_id(name_, id) ? id : std::string());
    }
    void end(int rank = 0) { card_.finish_object(name_, entry_at_, object_at_, rank); }
    void raw(const std::string& id, const std::string& json) {
      if (!std::exchange(opened_, true)) card_.open(name_);
      card_.key(id);
      card_.out_ += json;
    }
    void close() {
      if (opened_) card_.out_ += '}';
    }

   private:
    CardText& card_;
    std::string_view name_;
    std::size_t count_, number_ = 0, entry_at_ = 0, object_at_ = 0;
    char prefix_;
    const std::unordered_set<std::string>* reserved_;
    bool opened_ = false;
  };

  // Closes the object that begins at `object_at`; an entry's key begins at `entry_at`.
  // `rank` is its `pref`, 0 for none: no part of what it is found by.
  void finish_object(std::string_view name, std::size_t entry_at, std::size_t object_at, int rank = 0) {
    if (record_ || kept_.has_entries()) {
      std::string object = out_.substr(object_at) + '}';
      const std::uint64_t hash = hash_of(object);
      if (record_) record_->emplace_back(name, hash);
      if (KeptEntry* entry = kept_.take(name, hash)) {
        const bool is_entry = entry_at != object_at;
        out_.resize(is_entry ? entry_at : object_at);
        if (is_entry) key(entry->id);
        out_ += entry->with(object, rank);
        return;
      }
    }
    if (rank > 0) number("pref", rank);
    out_ += '}';
  }

  template <class Own>
  void family(std::string_view name, std::size_t own, Own&& write_own) {
    std::size_t count = own;
    for (const auto& [other, row] : mapped_)
      if (row->family == name) ++count;
    const auto* extras = kept_.extras(name);
    if (count == 0 && !extras) return;
    Family entries(*this, name, count);
    write_own(entries);
    if (!mapped_.empty())
      for (const auto& [other, row] : mapped_)
        if (row->family == name) mapped(entries, *other, *row);
    if (extras)
      for (const auto& [id, json] : *extras) entries.raw(id, json);
    entries.close();
  }

  const std::unordered_set<std::string>* reserved_ids(std::string_view name) const {
    const auto found = reserved_.find(std::string(name));
    return found == reserved_.end() ? nullptr : &found->second;
  }

  bool is_kept_id(std::string_view family, const std::string& id) const {
    return std::any_of(kept_.ids().begin(), kept_.ids().end(),
                       [&](const auto& kept) { return kept.first == family && kept.second == id; });
  }

  // TYPE words as contexts and features; the rest stays vCard's.
  void types(const std::vector<std::string>& words, bool with_features) {
    if (words.empty()) return;
    enum Kind { context, feature, other };
    const auto kind = [&](std::string_view word) {
      if (word == "home" || word == "work") return context;
      if (with_features &&
          (word == "cell" || word == "fax" || word == "pager" || word == "video" || word == "textphone"))
        return feature;
      return other;
    };
    const auto set = [&](const char* name, Kind wanted) {
      bool opened = false;
      for (const std::string& word : words) {
        if (kind(word) != wanted) continue;
        if (!std::exchange(opened, true)) open(name);
        flag(word == "home" ? "private" : word == "cell" ? "mobile" : std::string_view(word));
      }
      if (opened) out_ += '}';
    };
    set("contexts", context);
    set("features", feature);
    const auto rest = static_cast<std::size_t>(
        std::count_if(words.begin(), words.end(), [&](const auto& word) { return kind(word) == other; }));
    if (rest == 0) return;
    open("vCardParams");
    key("type");
    if (rest > 1) out_ += '[';
    for (const std::string& word : words) {
      if (kind(word) != other) continue;
      if (out_.back() != '[' && out_.back() != ':') out_ += ',';
      append_json_string(out_, word);
    }
    out_ += rest > 1 ? "]}" : "}";
  }

  // --- fields
  void name() {
    const NameParts& name = contact_.name;
    if (contact_.formatted_name.empty() && name.empty()) return;
    key("name");
    const std::size_t begin = out_.size();
    out_ += '{';
    text("full", contact_.formatted_name);
    if (!name.empty()) {
      std::string readings;
      open("components", '[');
      const auto component = [&](const char* kind, const std::string& value,
                                 const std::string& reading = {}) {
        if (value.empty()) return;
        out_ += out_.back() == '[' ? "{\"kind\":\"" : ",{\"kind\":\"";
        out_.append(kind) += '"';
        text("value", value);
        text("phonetic", reading);
        readings += reading;
        out_ += '}';
      };
      component("title", name.prefix);
      component("given", name.given, contact_.reading.given);
      component("given2", name.middle, contact_.reading.middle);
      component("surname", name.family, contact_.reading.family);
      component("credential", name.suffix);
      out_ += ']';
      if (!readings.empty()) text("phoneticScript", script_of(readings));
    }
    finish_object("name", begin, begin);
  }

  void nicknames() {
    family("nicknames", contact_.nicknames.size(), [&](Family& entries) {
      for (const std::string& nickname : contact_.nicknames) {
        if (nickname.empty()) continue;
        entries.begin();
        text("name", nickname);
        entries.end();
      }
    });
  }

  void organisation_entry(Family& entries, const std::vector<std::string>& organisation) {
    entries.begin();
    text("name", organisation[0]);
    if (organisation.size() > 1) {
      open("units", '[');
      for (std::size_t i = 1; i < organisation.size(); ++i) {
        out_ += i == 1 ? "{\"name\":" : ",{\"name\":";
        append_json_string(out_, organisation[i]);
        out_ += '}';
      }
      out_ += ']';
    }
    entries.end();
  }

  void organisation() {
    const std::size_t own = contact_.organisation.empty() ? 0 : 1;
    family("organizations", own + organisations_.size(), [&](Family& entries) {
      if (own > 0) organisation_entry(entries, contact_.organisation);
      for (const auto& organisation : organisations_) organisation_entry(entries, organisation);
    });
    const auto entry = [&](Family& entries, const char* kind, const std::string& value) {
      if (value.empty()) return;
      entries.begin();
      text("kind", kind);
      text("name", value);
      entries.end();
    };
    family("titles", (contact_.title.empty() ? 0 : 1) + (contact_.role.empty() ? 0 : 1),
           [&](Family& entries) {
             entry(entries, "title", contact_.title);
             entry(entries, "role", contact_.role);
           });
  }

  void numbers() {
    family("phones", contact_.numbers.size(), [&](Family& entries) {
      for (const ContactNumber& number : contact_.numbers) {
        if (number.number.empty()) continue;
        entries.begin();
        text("number", number.extension.empty() ? number.number : tel_text(number));
        types(number.types, true);
        text("label", number.label);
        entries.end(number.preferred ? 1 : 0);
      }
    });
  }

  void mails() {
    family("emails", contact_.mails.size(), [&](Family& entries) {
      for (const ContactMail& mail : contact_.mails) {
        if (mail.address.empty()) continue;
        entries.begin();
        text("address", mail.address);
        types(mail.types, false);
        text("label", mail.label);
        entries.end(mail.preferred ? 1 : 0);
      }
    });
  }

  void im_addresses() {
    family("onlineServices", contact_.im_addresses.size(), [&](Family& entries) {
      for (const ImAddress& im : contact_.im_addresses) {
        if (im.address.empty()) continue;
        entries.begin();
        text("service", im.service);
        text("uri", im_uri(im));
        text("user", im.address);
        types(im.types, false);
        text("vCardName", "impp");
        entries.end();
      }
    });
  }

  void addresses() {
    family("addresses", contact_.addresses.size(), [&](Family& entries) {
      for (const PostalAddress& a : contact_.addresses) {
        entries.begin();
        const std::pair<const char*, const std::string*> parts[] = {
            {"postOfficeBox", &a.po_box}, {"apartment", &a.extended}, {"name", &a.street},
            {"locality", &a.city},        {"region", &a.region},      {"postcode", &a.postcode},
            {"country", &a.country}};
        bool opened = false;
        for (const auto& [kind, value] : parts) {
          if (value->empty()) continue;
          if (!std::exchange(opened, true)) open("components", '[');
          out_ += out_.back() == '[' ? "{\"kind\":\"" : ",{\"kind\":\"";
          out_.append(kind) += '"';
          text("value", *value);
          out_ += '}';
        }
        if (opened) out_ += ']';
        types(a.types, false);
        text("label", a.label);
        entries.end(a.preferred ? 1 : 0);
      }
    });
  }

  void links() {
    family("links", contact_.urls.size(), [&](Family& entries) {
      for (const std::string& url : contact_.urls) {
        if (url.empty()) continue;
        entries.begin();
        text("uri", url);
        entries.end();
      }
    });
  }

  // A day needs its month in a PartialDate (RFC 9553, 2.8.1); without one it goes along as vCard's.
  static bool is_partial_date(const std::optional<Date>& date) {
    return date && (date->year || date->month) && (!date->day || date->month);
  }

  void date_entry(Family& entries, const char* kind, const Date& date) {
    entries.begin();
    text("kind", kind);
    open("date");
    text("@type", "PartialDate");
    if (date.year) number("year", *date.year);
    if (date.month) number("month", *date.month);
    if (date.day) number("day", *date.day);
    out_ += '}';
    entries.end();
  }

  void dates() {
    const std::size_t count = (is_partial_date(contact_.birthday) ? 1 : 0) +
                              (is_partial_date(contact_.anniversary) ? 1 : 0) + (death_ ? 1 : 0);
    family("anniversaries", count, [&](Family& entries) {
      if (is_partial_date(contact_.birthday)) date_entry(entries, "birth", *contact_.birthday);
      if (is_partial_date(contact_.anniversary)) date_entry(entries, "wedding", *contact_.anniversary);
      if (death_) date_entry(entries, "death", *death_);
    });
  }

  void notes() {
    const auto* extras = kept_.extras("notes");
    if (contact_.note.empty() && !extras) return;
    key("notes");
    const std::size_t begin = out_.size();
    out_ += '{';
    if (!contact_.note.empty()) {
      out_ += "\"n1\":{";
      text("note", contact_.note);
      out_ += '}';
    }
    if (extras)
      for (const auto& [id, json] : *extras) {
        key(id == "n1" && !contact_.note.empty() ? "n2" : id);
        out_ += json;
      }
    finish_object("notes", begin, begin);
  }

  // Words as a set: {"friends":true}.
  void words(const char* name, const std::vector<std::string>& values) {
    if (values.empty()) return;
    std::unordered_set<std::string_view> seen;
    bool opened = false;
    for (const std::string& value : values) {
      if (value.empty() || (values.size() > 1 && !seen.insert(value).second)) continue;
      if (!std::exchange(opened, true)) open(name);
      flag(value);
    }
    if (opened) out_ += '}';
  }

  void media() {
    const Photo* photo = contact_.photo && profile_.photos ? &*contact_.photo : nullptr;
    if (photo && photo->uri.empty() &&
        (photo->bytes.empty() ||
         (profile_.photo_limit_bytes > 0 && photo->bytes.size() > profile_.photo_limit_bytes)))
      photo = nullptr;
    family("media", photo ? 1 : 0, [&](Family& entries) {
      if (!photo) return;
      entries.begin();
      text("kind", "photo");
      text("uri", photo->uri.empty() ? encode_data_uri(*photo) : photo->uri);
      text("mediaType", photo->media_type);
      entries.end();
    });
  }

  void members() { words("members", contact_.members); }

  // A relation each; those to the same person stand together, and one without a word alone.
  void related() {
    if (contact_.related.empty()) return;
    std::unordered_map<std::string_view, std::size_t> places;
    std::vector<std::vector<const Related*>> groups;
    for (const Related& related : contact_.related) {
      if (related.value.empty()) continue;
      const auto [place, is_new] = places.try_emplace(related.value, groups.size());
      if (is_new) groups.emplace_back();
      std::vector<const Related*>& group = groups[place->second];
      const bool known = std::any_of(group.begin(), group.end(),
                                     [&](const Related* other) { return other->type == related.type; });
      if (group.size() < kMostRelations && !known) group.push_back(&related);
    }
    if (groups.empty()) return;
    key("relatedTo");
    const std::size_t begin = out_.size();
    out_ += '{';
    for (const auto& group : groups) {
      open(group[0]->value);
      open("relation");
      for (const Related* related : group)
        if (!related->type.empty()) flag(related->type);
      out_ += "}}";
    }
    finish_object("relatedTo", begin, begin);
  }

  void languages() {
    family("preferredLanguages", contact_.languages.size(), [&](Family& entries) {
      int rank = 0;
      for (const std::string& language : contact_.languages) {
        if (language.empty()) continue;
        entries.begin();
        text("language", language);
        ++rank;
        entries.end(contact_.languages.size() > 1 && rank <= 100 ? rank : 0);
      }
    });
  }

  void speak_to_as() {
    if (grammatical_gender_.empty() && pronouns_.empty()) return;
    key("speakToAs");
    const std::size_t begin = out_.size();
    out_ += '{';
    text("grammaticalGender", grammatical_gender_);
    if (!pronouns_.empty()) {
      open("pronouns");
      for (std::size_t i = 0; i < pronouns_.size(); ++i) {
        open(entry_id('u', i + 1, pronouns_.size()));
        text("pronouns", pronouns_[i]);
        out_ += '}';
      }
      out_ += '}';
    }
    finish_object("speakToAs", begin, begin);
  }

  void singles() {
    text("created", created_);
    text("language", language_);
  }

  // --- properties without a field
  // A property as an entry of its family, and its parameters as what JSContact calls them.
  void mapped(Family& entries, const OtherProperty& other, const Row& row) {
    const Parameters params(other);
    entries.begin_as(params.id);
    text("kind", row.kind);
    text(row.value, plain_value(other.value, row.is_uri));
    for (const auto& [member, value] : params.members) text(member, value);
    if (!params.contexts.empty()) {
      open("contexts");
      for (const std::string_view context : params.contexts) flag(context == "home" ? "private" : context);
      out_ += '}';
    }
    if (!params.rest.empty()) {
      open("vCardParams");
      param_members(params.rest);
      out_ += '}';
    }
    if (row.family == "onlineServices") text("vCardName", "socialprofile");
    if (params.pref > 0) number("pref", params.pref);
    entries.end();
  }

  struct Parameters {
    std::string id;
    int pref = 0;
    std::vector<std::string_view> contexts;
    std::vector<std::pair<std::string_view, std::string_view>> members;
    std::vector<std::pair<std::string, std::string_view>> rest;  // names in lower case, sorted by them

    explicit Parameters(const OtherProperty& other) {
      if (!other.group.empty()) rest.emplace_back("group", other.group);
      for (const auto& [name, value] : other.params) {
        const auto known =
            std::find_if(params().begin(), params().end(), [&](const Param& p) { return p.param == name; });
        const auto has_member = [&] {
          return std::any_of(members.begin(), members.end(),
                             [&](const auto& member) { return member.first == known->member; });
        };
        if (name == "TYPE" && (value == "home" || value == "work") &&
            std::find(contexts.begin(), contexts.end(), value) == contexts.end()) {
          contexts.push_back(value);
        } else if (name == "PREF" && pref == 0 && is_rank(value)) {
          pref = std::stoi(value);
        } else if (name == "PROP-ID" && id.empty() && is_id(value)) {
          id = value;
        } else if (known != params().end() && !value.empty() && known->param != "INDEX" && !has_member()) {
          members.emplace_back(known->member, value);
        } else {
          rest.emplace_back(ascii_lower(name), value);
        }
      }
      std::stable_sort(rest.begin(), rest.end(),
                       [](const auto& a, const auto& b) { return a.first < b.first; });
    }
    static bool is_rank(std::string_view text) {
      if (text.empty() || text.size() > 3 || text[0] == '0') return false;
      int rank = 0;
      for (const char c : text) {
        if (c < '0' || c > '9') return false;
        rank = rank * 10 + (c - '0');
      }
      return rank >= 1 && rank <= 100;
    }
  };

  // Sorted by name: {"type":["a","b"],"x-p":"c"}.
  void param_members(const std::vector<std::pair<std::string, std::string_view>>& params) {
    for (std::size_t i = 0; i < params.size();) {
      std::size_t end = i + 1;
      while (end < params.size() && params[end].first == params[i].first) ++end;
      key(params[i].first);
      if (end - i > 1) out_ += '[';
      for (std::size_t k = i; k < end; ++k) {
        if (k > i) out_ += ',';
        append_json_string(out_, params[k].second);
      }
      if (end - i > 1) out_ += ']';
      i = end;
    }
  }

  // Says where each property goes, before anything is written: entries must be counted.
  void sort_out() {
    if (contact_.other.empty()) return;
    for (const auto& [family, id] : kept_.ids()) reserved_[family].insert(id);
    for (const OtherProperty& other : contact_.other) {
      if (kept_.holds(other)) continue;
      if (const Row* row = row_of(other.name)) {
        if (is_mappable(other, *row)) {
          mapped_.emplace_back(&other, row);
          continue;
        }
      } else if (special(other)) {
        continue;
      }
      rest_.push_back(&other);
    }
  }

  bool is_mappable(const OtherProperty& other, const Row& row) {
    if (!is_exact(other.value, row.is_uri)) return false;
    const std::string id = [&] {
      for (const auto& [name, value] : other.params)
        if (name == "PROP-ID" && is_id(value)) return value;
      return std::string();
    }();
    for (const auto& [name, value] : other.params)
      if (name == "ENCODING" || !vcard::is_token(name)) return false;
    // What is kept of the entry has its id as well, and gives it back when the entry is found.
    const auto& kept = kept_.ids();
    const std::pair<std::string, std::string> own(row.family, id);
    return id.empty() || reserved_[own.first].insert(id).second ||
           std::find(kept.begin(), kept.end(), own) != kept.end();
  }

  // Properties that are no entry of a family like the others.
  bool special(const OtherProperty& other) {
    if (!is_bare(other)) return false;
    if (other.name == "ORG") {
      std::vector<std::string> parts;
      for (const std::string_view part : vcard::split_unescaped(other.value, ';'))
        parts.push_back(plain_value(part, false));
      std::string back;
      for (std::size_t i = 0; i < parts.size(); ++i)
        back.append(i > 0 ? ";" : "").append(raw_value(parts[i], false));
      if (back != other.value || parts.back().empty() || contact_.organisation.empty()) return false;
      organisations_.push_back(std::move(parts));
      return true;
    }
    if (other.name == "CREATED") {
      const auto time = parse_timestamp(other.value);
      if (!created_.empty() || !time || basic_time(*time) != other.value) return false;
      created_ = *time;
      return true;
    }
    if (other.name == "LANGUAGE" || other.name == "GRAMGENDER") {
      std::string& field = other.name == "LANGUAGE" ? language_ : grammatical_gender_;
      if (!field.empty() || !is_exact(other.value, false)) return false;
      field = plain_value(other.value, false);
      return true;
    }
    if (other.name == "PRONOUNS") {
      if (!is_exact(other.value, false)) return false;
      pronouns_.push_back(plain_value(other.value, false));
      return true;
    }
    if (other.name == "DEATHDATE") {
      const auto date = parse_date(other.value);
      if (death_ || !is_partial_date(date) || write_date(*date, false) != other.value) return false;
      death_ = date;
      return true;
    }
    return false;
  }

  void vcard_properties() {
    const bool birthday = contact_.birthday && !is_partial_date(contact_.birthday) && contact_.birthday->day;
    const bool anniversary =
        contact_.anniversary && !is_partial_date(contact_.anniversary) && contact_.anniversary->day;
    const NameParts& name = contact_.name;
    const NameReading& reading = contact_.reading;
    const std::vector<const OtherProperty*> stale = kept_.stale();
    // A component can only carry a reading that it has a value for.
    const bool readings = (name.family.empty() && !reading.family.empty()) ||
                          (name.given.empty() && !reading.given.empty()) ||
                          (name.middle.empty() && !reading.middle.empty());
    if (rest_.empty() && !birthday && !anniversary && stale.empty() && !readings && contact_.gender.empty())
      return;
    open("vCardProps", '[');
    const auto next = [&] { out_ += out_.back() == '[' ? "[" : ",["; };
    const auto property = [&](const char* property, const char* type, const std::string& value) {
      if (value.empty()) return;
      next();
      out_.append("\"").append(property).append("\",{},\"").append(type).append("\",");
      append_json_string(out_, value);
      out_ += ']';
    };
    if (birthday) property("bday", "date-and-or-time", write_date(*contact_.birthday, false));
    if (anniversary) property("anniversary", "date-and-or-time", write_date(*contact_.anniversary, false));
    if (name.family.empty()) property("x-phonetic-last-name", "unknown", raw_value(reading.family, false));
    if (name.given.empty()) property("x-phonetic-first-name", "unknown", raw_value(reading.given, false));
    if (name.middle.empty()) property("x-phonetic-middle-name", "unknown", raw_value(reading.middle, false));
    gender(next);
    for (const OtherProperty* other : rest_) {
      next();
      vcard_property(*other);
    }
    for (const OtherProperty* other : stale) {
      next();
      vcard_property(*other);
    }
    out_ += ']';
  }

  // No member of a card says it (RFC 9555, 2.5.3).
  template <class Next>
  void gender(Next&& next) {
    const Gender& gender = contact_.gender;
    if (gender.empty()) return;
    std::string sex = gender.sex;
    for (char& c : sex)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    next();
    out_ += R"("gender",{},"text",)";
    if (!gender.identity.empty()) out_ += '[';
    append_json_string(out_, sex);
    if (!gender.identity.empty()) {
      out_ += ',';
      append_json_string(out_, gender.identity);
      out_ += ']';
    }
    out_ += ']';
  }

  // RFC 9555, 2.16.1: [name, parameters, type, value], the value as in the card where it has no type.
  void vcard_property(const OtherProperty& other) {
    std::string_view type;
    std::size_t values = 0;
    for (const auto& [name, value] : other.params)
      if (name == "VALUE" && ++values == 1) type = value;
    const bool is_typed =
        values == 1 && (type == "text" || type == "uri") && is_exact(other.value, type == "uri");
    std::vector<std::pair<std::string, std::string_view>> params;
    if (!other.group.empty()) params.emplace_back("group", other.group);
    for (const auto& [name, value] : other.params)
      if (!is_typed || name != "VALUE") params.emplace_back(ascii_lower(name), value);
    std::stable_sort(params.begin(), params.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    append_json_string(out_, ascii_lower(other.name));
    out_ += ",{";
    param_members(params);
    out_ += "},";
    append_json_string(out_, is_typed ? type : "unknown");
    out_ += ',';
    append_json_string(out_, is_typed ? plain_value(other.value, type == "uri") : other.value);
    out_ += ']';
  }

  static std::string basic_time(std::string time) {
    std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
    return time;
  }

  std::string& out_;
  const Contact& contact_;
  const WriteProfile& profile_;
  EntryHashes* record_;
  KeptMembers kept_;
  std::vector<std::pair<const OtherProperty*, const Row*>> mapped_;
  std::vector<std::vector<std::string>> organisations_;
  std::vector<std::string> pronouns_;
  std::string created_, language_, grammatical_gender_;
  std::optional<Date> death_;
  std::vector<const OtherProperty*> rest_;
  std::unordered_map<std::string, std::unordered_set<std::string>> reserved_;
};

}  // namespace

void append_card(std::string& out, const Contact& contact, const WriteProfile& profile) {
  CardText(out, contact, profile).write();
}

EntryHashes entry_hashes(const Contact& contact) {
  EntryHashes hashes;
  std::string text;
  CardText(text, contact, {}, &hashes).write();
  return hashes;
}

std::string im_uri(const ImAddress& im) {
  const ImService* known = find_im_service(im.service);
  if (!known || known->scheme == "x-apple") return {};
  return std::string(known->scheme) + ':' + vcard::encode_percent(im.address);
}

const char* script_of(std::string_view readings) { return has_cjk(readings) ? "Kana" : "Latn"; }

}  // namespace phonebook::jscontact
