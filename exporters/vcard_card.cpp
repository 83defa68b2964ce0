#include "exporters/vcard_card.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "exporters/dates.h"
#include "exporters/im_services.h"

namespace phonebook::vcard {
namespace {

// Far over any real card, far under what would fill the memory.
constexpr std::size_t kMostProperties = 1'000'000;
// Up to here a list is searched faster than a set.
constexpr std::size_t kFewCategories = 16;

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
  return out;
}

bool has_param(const VcardLine& line, std::string_view name, std::string_view value) noexcept {
  return std::any_of(line.params.begin(), line.params.end(), [&](const Param& param) {
    return ascii_equal(param.name, name) && ascii_equal(trim(param.value), value);
  });
}

bool is_derived(const VcardLine& line) noexcept {
  return !line.params.empty() && (has_param(line, "DERIVED", "TRUE") || has_param(line, "X-DERIVED", "TRUE"));
}

}  // namespace

void clear_contact(Contact& c) {
  for (std::string* text :
       {&c.uid, &c.updated, &c.kind, &c.name.family, &c.name.given, &c.name.middle, &c.name.prefix,
        &c.name.suffix, &c.reading.family, &c.reading.given, &c.reading.middle, &c.formatted_name, &c.title,
        &c.role, &c.gender.sex, &c.gender.identity, &c.note})
    text->clear();
  for (std::vector<std::string>* list :
       {&c.nicknames, &c.organisation, &c.urls, &c.languages, &c.members, &c.categories})
    list->clear();
  c.revision = 0;
  c.numbers.clear();
  c.mails.clear();
  c.im_addresses.clear();
  c.addresses.clear();
  c.birthday.reset();
  c.anniversary.reset();
  c.related.clear();
  c.photo.reset();
  c.other.clear();
}

void Card::begin(Contact& contact, Version version, std::size_t line) {
  contact_ = &contact;
  line_ = line;
  values_.begin_card(version);
  has_name_ = has_name_line_ = has_kind_ = has_revision_ = has_version_ = false;
  ranked_ = any_im_property_ = false;
  properties_ = 0;
  number_ranks_.clear();
  mail_ranks_.clear();
  address_ranks_.clear();
  categories_.clear();
  im_by_property_.clear();
  claims_.clear();
  labels_.clear();
  dates_.clear();
  derived_name_.clear();
}

void Card::take(const VcardLine& line) {
  if (!line.complete) {
    context_.report(line.number, tr("A line is no property of a card."), tr("It was passed over."));
    return;
  }
  if (++properties_ > kMostProperties) {
    if (properties_ == kMostProperties + 1)
      context_.report(line.number, tr("The card has more properties than the limit."),
                      tr("The rest was not read."));
    return;
  }
  if (line.cut_params)
    context_.report(line.number, tr("A property has more parameters than the limit."),
                    tr("The rest of them was not read."));
  if (take_known(line)) return;
  if (!is_token(line.name)) {
    context_.report(line.number, tr("A line is no property of a card."), tr("It was passed over."));
    return;
  }
  keep(line);
}

// False: no field takes it, and it is kept as it is.
bool Card::take_known(const VcardLine& line) {
  Contact& c = *contact_;
  const auto append = [&](std::vector<std::string>& list) {
    if (const std::string_view text = strip(values_.text(line)); !text.empty()) list.emplace_back(text);
    return true;
  };
  switch (line.property) {
    case Property::name:
      if (has_name_) return false;
      has_name_line_ = true;
      take_name(line);
      return true;
    case Property::formatted_name:
      return take_text(line, is_derived(line) ? derived_name_ : c.formatted_name);
    case Property::nickname:
      values_.each_part(line, ',', [&](std::size_t, std::string_view part) {
        if (part = strip(part); !part.empty()) c.nicknames.emplace_back(part);
      });
      return true;
    case Property::number:
      take_number(line);
      return true;
    case Property::mail:
      take_mail(line);
      return true;
    case Property::address:
      take_address(line);
      return true;
    case Property::im_address:
      take_im_address(line);
      return true;
    case Property::photo:
      if (c.photo) return false;
      take_photo(line);
      return true;
    case Property::organisation:
      return take_organisation(line);
    case Property::title:
      return take_text(line, c.title);
    case Property::role:
      return take_text(line, c.role);
    case Property::note:
      take_note(line);
      return true;
    case Property::url:
      return append(c.urls);
    case Property::categories:
      values_.each_part(line, ',', [&](std::size_t, std::string_view part) { take_category(part); });
      return true;
    case Property::category:
      take_category(values_.text(line));
      return true;
    case Property::birthday:
      return take_date(line, c.birthday);
    case Property::anniversary:
      return take_date(line, c.anniversary);
    case Property::revision:
      take_revision(line);
      return true;
    case Property::uid:
      if (c.uid.empty()) {
        c.uid = strip(values_.text(line));
      } else if (strip(values_.text(line)) != c.uid) {
        context_.report(line.number, tr("The card has a second UID."), tr("The first one counts."));
      }
      return true;
    case Property::version:
      take_version(line);
      return true;
    case Property::product_id:
      return true;
    case Property::kind:
      take_kind(line);
      return true;
    case Property::show_as:
      if (!ascii_equal(trim(line.value), "COMPANY")) return false;
      if (c.kind.empty()) c.kind = "org";
      return true;
    case Property::member:
      return append(c.members);
    case Property::language:
      return line.params.empty() && append(c.languages);
    case Property::gender:
      return take_gender(line);
    case Property::related:
    case Property::related_name:
      return take_related(line, {});
    case Property::spouse:
      return take_related(line, "spouse");
    case Property::assistant:
      return take_related(line, "assistant");
    case Property::manager:
      return take_related(line, "manager");
    case Property::reading_family:
      return take_text(line, c.reading.family);
    case Property::reading_given:
      return take_text(line, c.reading.given);
    case Property::reading_middle:
      return take_text(line, c.reading.middle);
    case Property::sound:
      if (!has_param(line, "", "X-IRMC-N") && !has_param(line, "TYPE", "X-IRMC-N")) return false;
      take_reading(line);
      return true;
    case Property::label:
      if (line.group.empty()) return false;
      labels_.push_back({upper(line.group), std::string(line.group), std::string(values_.text(line))});
      return true;
    case Property::labelled_date:
      if (line.group.empty()) return false;
      take_labelled_date(line);
      return true;
    case Property::android:
      return take_android(line);
    default:
      return take_unknown(line);
  }
}

bool Card::take_unknown(const VcardLine& line) {
  if (line.name.size() < 2 || (line.name[0] != 'X' && line.name[0] != 'x')) return false;
  std::string service = service_from_property(upper(line.name));
  if (service.empty()) return false;
  take_im_property(line, std::move(service));
  return true;
}

void Card::take_kind(const VcardLine& line) {
  std::string kind = ascii_lower(trim(values_.text(line)));
  if (kind == "individual") kind.clear();
  if (!std::exchange(has_kind_, true)) {
    contact_->kind = std::move(kind);
  } else if (kind != contact_->kind) {
    context_.report(line.number, tr("The card has a second KIND."), tr("The first one counts."));
  }
}

void Card::take_name(const VcardLine& line) {
  if (is_derived(line)) return;
  NameParts& name = contact_->name;
  bool more = false;
  std::string* const fields[] = {&name.family, &name.given, &name.middle, &name.prefix, &name.suffix};
  // A list inside a part (from 3.0 on) is joined by a blank.
  const bool lists = values_.version() != Version::v2_1 && line.encoding == Encoding::plain &&
                     line.value.find(',') != std::string_view::npos;
  if (!lists) {
    values_.each_part(line, ';', [&](std::size_t i, std::string_view part) {
      if (i < std::size(fields))
        *fields[i] = strip(part);
      else
        more = more || !strip(part).empty();
    });
  } else {
    const std::string value = values_.utf8(line.value, line);
    std::size_t i = 0;
    for (const std::string_view part : split_unescaped(value, ';')) {
      std::string joined;
      for (const std::string_view word : split_unescaped(part, ',')) {
        const std::string plain = with_line_feeds(unescape(word, values_.version()));
        if (strip(plain).empty()) continue;
        if (!joined.empty()) joined += ' ';
        joined += strip(plain);
      }
      if (i < std::size(fields))
        *fields[i] = std::move(joined);
      else
        more = more || !joined.empty();
      ++i;
    }
  }
  // RFC 9554, 2.2, has a sixth and a seventh; who writes them writes them into the first five as well.
  if (more)
    context_.report(line.number, tr("The name has more parts than five."), tr("The others were left out."));
  has_name_ = !name.empty();
  if (line.params.empty()) return;
  // Readings that go along in 4.0 (RFC 6350, 5.9).
  for (const Param& param : line.params) {
    if (!ascii_equal(param.name, "SORT-AS")) continue;
    // "Harten,Rene": one comma, inside the quotes or not.
    std::vector<std::string> sort = param_values(param.value);
    if (sort.size() == 1)
      if (const std::size_t comma = sort[0].find(','); comma != std::string::npos)
        sort = {sort[0].substr(0, comma), sort[0].substr(comma + 1)};
    NameReading& reading = contact_->reading;
    if (reading.family.empty()) reading.family = strip(values_.utf8(sort[0], line));
    if (sort.size() > 1 && reading.given.empty()) reading.given = strip(values_.utf8(sort[1], line));
    break;
  }
}

// The reading of a Japanese name, as carriers write it. What is there already wins.
void Card::take_reading(const VcardLine& line) {
  NameReading& reading = contact_->reading;
  std::string* const fields[] = {&reading.family, &reading.given, &reading.middle};
  values_.each_part(line, ';', [&](std::size_t i, std::string_view part) {
    if (i < std::size(fields) && fields[i]->empty()) *fields[i] = strip(part);
  });
}

// False where the field is taken by another text.
bool Card::take_text(const VcardLine& line, std::string& field) {
  const std::string_view text = strip(values_.text(line));
  if (text.empty()) return true;
  if (!field.empty()) return field == text;
  field = text;
  return true;
}

bool Card::take_organisation(const VcardLine& line) {
  std::vector<std::string>& organisation = contact_->organisation;
  if (!organisation.empty()) return line.value.find_first_not_of("; \t") == std::string_view::npos;
  values_.each_part(line, ';',
                    [&](std::size_t, std::string_view part) { organisation.emplace_back(strip(part)); });
  while (!organisation.empty() && organisation.back().empty()) organisation.pop_back();
  return true;
}

void Card::take_version(const VcardLine& line) {
  has_version_ = true;
  const std::string_view value = trim(line.value);
  if (value == "2.1" || value == "3.0" || value == "4.0") return;
  static constexpr std::array kRead{"2.1", "3.0", "4.0"};
  context_.report(
      line.number,
      fmt::format(fmt::runtime(tr("There is no version \"{}\" of vCard.")), valid_utf8(cut_utf8(value, 40))),
      fmt::format(fmt::runtime(tr("The card was read as {}.")),
                  kRead[static_cast<std::size_t>(values_.version())]));
}

void Card::take_note(const VcardLine& line) {
  std::string_view text = values_.text(line);
  const std::size_t last = text.find_last_not_of(" \t\n");
  if (last == std::string_view::npos) return;
  text = text.substr(0, last + 1);
  std::string& note = contact_->note;
  if (!note.empty()) note += '\n';
  note += text;
}

void Card::take_category(std::string_view word) {
  word = strip(word);
  std::vector<std::string>& categories = contact_->categories;
  if (word.empty()) return;
  if (categories.size() < kFewCategories) {
    if (std::find(categories.begin(), categories.end(), word) != categories.end()) return;
  } else {
    if (categories_.empty()) categories_.insert(categories.begin(), categories.end());
    if (!categories_.emplace(word).second) return;
  }
  categories.emplace_back(word);
}

// False: it is no date that the field can hold.
bool Card::take_date(const VcardLine& line, std::optional<Date>& date) {
  const std::string_view value = trim(values_.text(line));
  if (value.empty()) return true;
  auto parsed = parse_date(value);
  if (!parsed) return false;
  // Apple's way to leave the year out, with and without its parameter.
  if (parsed->year == 1604 || (parsed->year && !line.params.empty() &&
                               param(line, "X-APPLE-OMIT-YEAR") == fmt::format("{:04}", *parsed->year)))
    parsed->year.reset();
  if (date) return *date == *parsed;
  date = *parsed;
  return true;
}

bool Card::take_gender(const VcardLine& line) {
  Gender& gender = contact_->gender;
  if (!gender.empty()) return false;
  values_.each_part(line, ';', [&](std::size_t i, std::string_view part) {
    if (i == 0) gender.sex = strip(part);
    if (i == 1) gender.identity = strip(part);
  });
  static constexpr std::pair<std::string_view, std::string_view> kWords[] = {
      {"male", "m"}, {"female", "f"}, {"other", "o"}, {"none", "n"}, {"unknown", "u"}};
  for (const auto& [word, letter] : kWords)
    if (ascii_equal(gender.sex, word)) gender.sex = letter;
  // A word of one's own is an identity, or the beginning of it.
  if (gender.sex.size() > 1) {
    std::string own = std::exchange(gender.sex, {});
    gender.identity = gender.identity.empty() ? std::move(own) : own + ", " + gender.identity;
  }
  gender.sex = ascii_lower(gender.sex);
  return true;
}

bool Card::take_related(const VcardLine& line, std::string_view type) {
  std::vector<std::string> types;
  // A relation in a word of one's own.
  if (Attributes found = attributes(line, types); !found.label.empty())
    types.push_back(std::move(found.label));
  if (types.size() > 1) return false;
  const std::string_view value = strip(values_.text(line));
  if (value.empty()) return true;
  claim(line, Part::related, contact_->related.size());
  contact_->related.push_back({!type.empty()   ? std::string(type)
                               : types.empty() ? std::string()
                                               : types[0],
                               std::string(value)});
  return true;
}

void Card::take_revision(const VcardLine& line) {
  const std::string_view value = trim(values_.text(line));
  std::string updated = parse_timestamp(value).value_or(std::string(value));
  if (!std::exchange(has_revision_, true)) {
    contact_->updated = std::move(updated);
  } else if (updated != contact_->updated) {
    context_.report(line.number, tr("The card has a second REV."), tr("The first one counts."));
  }
}

void Card::take_labelled_date(const VcardLine& line) {
  std::vector<OtherProperty>& other = contact_->other;
  const std::size_t before = other.size();
  keep(line);
  if (other.size() == before) return;  // an empty one is not kept
  claim(line, Part::date, dates_.size());
  dates_.push_back({std::move(other.back())});
  other.pop_back();
}

// vnd.android.cursor.item/KIND;value;type;…
bool Card::take_android(const VcardLine& line) {
  std::vector<std::string> fields;
  values_.each_part(line, ';', [&](std::size_t, std::string_view part) { fields.emplace_back(part); });
  fields.resize(std::max<std::size_t>(fields.size(), 4));
  Contact& c = *contact_;
  if (fields[1].empty()) return false;
  if (fields[0] == "vnd.android.cursor.item/nickname") {
    c.nicknames.emplace_back(strip(fields[1]));
    return true;
  }
  if (fields[0] == "vnd.android.cursor.item/relation") {
    // ContactsContract.CommonDataKinds.Relation, its numbers in order.
    static constexpr std::array<std::string_view, 15> kRelations{
        "",       "assistant", "brother", "child",       "domestic-partner", "father", "friend", "manager",
        "mother", "parent",    "partner", "referred-by", "relative",         "sister", "spouse"};
    const bool known =
        !fields[2].empty() && fields[2].size() <= 2 &&
        std::all_of(fields[2].begin(), fields[2].end(), [](char d) { return d >= '0' && d <= '9'; });
    const std::size_t number = known ? std::stoul(fields[2]) : 0;
    if (known && number >= kRelations.size()) return false;
    c.related.push_back({number > 0 ? std::string(kRelations[number]) : std::string(strip(fields[3])),
                         std::string(strip(fields[1]))});
    return true;
  }
  if (fields[0] != "vnd.android.cursor.item/contact_event") return false;
  const auto date = parse_date(fields[1]);
  if (!date) return false;
  if (fields[2] == "1" && !c.anniversary) {
    c.anniversary = date;
    return true;
  }
  if (fields[2] == "3" && !c.birthday) {
    c.birthday = date;
    return true;
  }
  return false;
}

void Card::keep(const VcardLine& line) {
  if (trim(line.value).empty()) return;
  OtherProperty other;
  if (is_token(line.group)) other.group = line.group;
  other.name = upper(line.name);
  if (!is_token(other.name)) return;
  for (const Param& param : line.params) {
    const std::string param_name = param.name.empty() ? "TYPE" : upper(param.name);
    if (!is_token(param_name)) continue;
    for (const std::string& value : param_values(param.value))
      other.params.emplace_back(param_name, values_.utf8(value, line));
  }
  if (line.encoding == Encoding::base64) {
    other.params.emplace_back("ENCODING", "b");
    for (const char c : line.value)
      if (static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 0x7F) other.value += c;
    contact_->other.push_back(std::move(other));
    return;
  }
  const bool quoted = line.encoding == Encoding::quoted_printable;
  const std::string raw =
      with_line_feeds(values_.utf8(quoted ? decode_quoted_printable(line.value) : line.value, line));
  // As 3.0 writes it, so that it can be written back under any version.
  const bool old = values_.version() == Version::v2_1;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    if (c == '\n') {
      other.value += "\\n";
    } else if (c == '\\' && old && i + 1 < raw.size() &&
               (raw[i + 1] == ';' || raw[i + 1] == ',' || raw[i + 1] == '\\')) {
      other.value += c;
      other.value += raw[++i];
    } else if (c == '\\' && old) {
      other.value += "\\\\";
    } else if (c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)) {
      other.value += c;
    }
  }
  contact_->other.push_back(std::move(other));
}

void Card::keep_agent(std::string_view card) {
  contact_->other.push_back({{}, "AGENT", {}, escape(card, Version::v3)});
}

void Card::finish() {
  if (!has_version_)
    context_.report(line_, tr("The card does not say its version."), tr("It was read as 3.0."));
  // Where nothing else names the contact, what was made of its other lines does.
  if (!has_name_line_ && contact_->formatted_name.empty()) contact_->formatted_name = derived_name_;
  if (!labels_.empty() || !dates_.empty()) settle_labels();
  if (ranked_) settle_preferred();
  if (any_im_property_ && contact_->im_addresses.size() > 1) settle_im();
}

}  // namespace phonebook::vcard
