#include "exporters/table_contacts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "exporters/im_services.h"
#include "exporters/table_cells.h"
#include "exporters/table_dates.h"
#include "exporters/tel_text.h"
#include "exporters/vcard_syntax.h"
#include "exporters/vcard_values.h"
#include "numbers/telephone_number.h"

namespace phonebook {
namespace {

constexpr std::size_t kMostLabels = 10'000;  // remembered

std::string escaped(std::string_view text) { return vcard::escape(text, vcard::Version::v3); }

std::string_view at(std::span<const std::string_view> cells, std::size_t column) {
  return column < cells.size() ? trim(cells[column]) : std::string_view();
}

// Whether the value is there already. Of many nobody looks: a cell with 100,000 numbers must not take their
// square.
template <class T>
bool holds_again(const std::vector<T>& all, const T& value) {
  constexpr std::size_t kLookedAt = 64;
  return all.size() <= kLookedAt && std::find(all.begin(), all.end(), value) != all.end();
}

std::string plain(std::string_view cell) { return vcard::with_line_feeds(std::string(trim(cell))); }

// A number of bare digits that is none of its region without the 0 or + that a spreadsheet takes away. Only
// told: it might be somebody's abroad. Null: nothing seems lost.
const char* lost_sign(const std::string& number, const std::string& region) {
  if (region.empty() || number.size() < 7 || number.size() > 15 || number[0] == '0' ||
      number.find_first_not_of("0123456789") != std::string::npos)
    return nullptr;
  // With its country code it may be a number of the region by chance as well; the + is likelier.
  const auto abroad = judge_digits("+" + number, "");
  if (abroad && abroad->validity == Validity::valid && region_of(abroad->number) == region)
    return tr("A number seems to have lost the + before it.");
  const auto here = judge_digits(number, region);
  if (!here || here->validity != Validity::valid) return nullptr;
  std::string shown = display(here->number, region);
  std::erase_if(shown, [](char c) { return c < '0' || c > '9'; });
  return shown == "0" + number ? tr("A number seems to have lost the 0 before it.") : nullptr;
}

// Whether a cell may hold more than one value; most do not, and need no list for it.
bool holds_several(std::string_view cell) {
  static constexpr auto kSigns = [] {
    std::array<bool, 256> signs{};
    for (const char c : {';', ',', '|', '\n', '/', '\xEF', '\xE3', '\xD8', ':'})
      signs[static_cast<unsigned char>(c)] = true;
    return signs;
  }();
  return std::any_of(cell.begin(), cell.end(), [](char c) { return kSigns[static_cast<unsigned char>(c)]; });
}

// What programs write where a person has chosen nothing.
bool is_default(std::string_view value) {
  static constexpr std::array<std::string_view, 22> kDefaults{"normal",
                                                              "false",
                                                              "unspecified",
                                                              "smtp",
                                                              "普通",
                                                              "正常",
                                                              "未指定",
                                                              "falsch",
                                                              "keine angabe",
                                                              "nicht angegeben",
                                                              "faux",
                                                              "non spécifié",
                                                              "falso",
                                                              "sin especificar",
                                                              "non specificato",
                                                              "standard",
                                                              "no",
                                                              "否",
                                                              "假",
                                                              "0",
                                                              "-",
                                                              "n/a"};
  if (value.size() > 24 || value.find_first_of("@+") != std::string_view::npos) return false;
  const std::string bare = fold(value);
  return std::find(kDefaults.begin(), kDefaults.end(), bare) != kDefaults.end();
}

void add_words(std::vector<std::string>& to, const std::vector<std::string>& words) {
  for (const std::string& word : words)
    if (std::find(to.begin(), to.end(), word) == to.end()) to.push_back(word);
}

// The piece of a parallel list that belongs to `index`; a single one belongs to all.
std::string_view piece(const std::vector<std::string_view>& pieces, std::size_t index, std::size_t count) {
  if (pieces.size() == count) return pieces[index];
  return pieces.size() == 1 ? pieces[0] : index < pieces.size() ? pieces[index] : std::string_view();
}

Gender gender_of(std::string_view text) {
  const std::string bare = fold(text);
  for (const std::string_view word : {"m", "male", "man", "男", "männlich", "masculin", "masculino",
                                      "maschio", "мужской", "муж", "homme", "hombre", "男性"})
    if (bare == word) return {"m", {}};
  for (const std::string_view word : {"f", "female", "w", "woman", "女", "weiblich", "féminin", "femenino",
                                      "femmina", "женский", "жен", "femme", "mujer", "女性", "feminino"})
    if (bare == word) return {"f", {}};
  return {{}, std::string(text)};
}

// For comparing words: folded, whatever parts them a blank.
std::string apart(std::string_view text) {
  std::string out = fold(text);
  for (char& c : out)
    if (c == ',' || c == '\n' || c == ';') c = ' ';
  return out;
}

// Whether every word of `text` is a word of the parts.
bool holds_all_words(const PostalAddress& a, std::string_view text) {
  std::string all;
  for (const std::string* part :
       {&a.po_box, &a.extended, &a.street, &a.city, &a.region, &a.postcode, &a.country}) {
    all += apart(*part);
    all += ' ';
  }
  std::unordered_set<std::string_view> known;
  for (const std::string_view word : split(all, ' ')) known.insert(word);
  const std::string whole = apart(text);
  const auto words = split(whole, ' ');
  return std::all_of(words.begin(), words.end(),
                     [&](std::string_view word) { return word.empty() || known.contains(word); });
}

}  // namespace

void TableReports::say(std::size_t line, std::string found, std::string done) {
  std::size_t& count = counts_[found];
  if (++count <= kMostOfAKind) tell_({line, std::move(found), std::move(done)});
}

void TableReports::finish() {
  for (const auto& [found, count] : counts_)
    if (count > kMostOfAKind)
      tell_({0, found, fmt::format(fmt::runtime(tr("This was so {} more times.")), count - kMostOfAKind)});
  counts_.clear();
}

const LabelMeaning& TableContacts::label_of(std::string_view text) {
  const auto found = labels_.find(std::string(text));
  if (found != labels_.end()) return found->second;
  return labels_.emplace(std::string(text), read_label(text)).first->second;
}

std::string TableContacts::cleaned(std::string_view cell) {
  cell = trim(cell);
  if (!cell.empty() && (cell[0] == '=' || cell[0] == '\'')) {
    if (auto guard = unguarded(cell)) {
      reports_.say(line_, guard->found, tr("What stands inside was taken."));
      return plain(guard->text);
    }
  }
  return plain(cell);
}

void TableContacts::property(const char* name, std::string_view value) {
  contact_.other.push_back({{}, name, {}, escaped(value)});
}

void TableContacts::keep(std::string_view heading, std::string_view value) {
  OtherProperty other;
  other.name = "X-FIELD";
  if (!heading.empty()) other.params.emplace_back("X-LABEL", std::string(heading));
  other.value = escaped(plain(value));
  contact_.other.push_back(std::move(other));
}

void TableContacts::keep_unknown(std::size_t column, std::string_view value) {
  if (column >= told_.size()) told_.resize(column + 1);
  const std::string heading = column < plan_.columns.size() && !plan_.columns[column].heading.empty()
                                  ? plan_.columns[column].heading
                                  : fmt::format(fmt::runtime(tr("Column {}")), column + 1);
  if (!told_[column]) {
    told_[column] = true;
    reports_.say(line_, fmt::format(fmt::runtime(tr("Nobody knows the column “{}”.")), heading),
                 tr("It was kept as a field of its own."));
  }
  keep(heading, value);
}

std::optional<Date> TableContacts::date(std::string_view text) {
  if (is_no_date(text)) return std::nullopt;
  auto found = parse_table_date(text, plan_.dates);
  if (found && !plan_.dates_certain && is_two_faced(text))
    reports_.say(line_, tr("A date can be read in two ways."),
                 plan_.dates == DateOrder::month_first ? tr("The first number was taken as the month.")
                                                       : tr("The first number was taken as the day."));
  return found;
}

void TableContacts::read_reading(std::string_view text) {
  std::size_t blank = text.find(' ');
  if (const std::size_t wide = text.find("　"); blank == std::string_view::npos) blank = wide;
  const std::string_view first = text.substr(0, blank);
  const std::string_view rest = blank == std::string_view::npos
                                    ? std::string_view()
                                    : trim(text.substr(blank + (text[blank] == ' ' ? 1 : 3)));
  NameReading& reading = contact_.reading;
  if (!reading.empty()) return;  // the parts said it better
  reading.family = has_cjk(text) || rest.empty() ? first : rest;
  reading.given = rest.empty() ? std::string_view() : has_cjk(text) ? rest : first;
}

void TableContacts::read_single(std::size_t index, std::string_view cell) {
  const Column& column = plan_.columns[index];
  const auto join = [&](std::string& field) {
    const std::string text = cleaned(cell);
    if (text.empty() || field == text) return;
    if (!field.empty()) field += ' ';
    field += text;
  };
  // One of a kind: a second column of it keeps its own.
  const auto once = [&](std::string& field) {
    const std::string text = cleaned(cell);
    if (field.empty())
      field = text;
    else if (field != text)
      keep(column.heading, text);
  };
  const auto organisation = [&](std::size_t level) {
    const std::string text = cleaned(cell);
    std::vector<std::string>& all = contact_.organisation;
    if (all.size() <= level) all.resize(level + 1);
    if (all[level].empty())
      all[level] = text;
    else if (all[level] != text && level == 1)
      all.push_back(text);
    else if (all[level] != text)
      keep(column.heading, text);
  };
  switch (column.field) {
    case ColumnField::full_name:
      return once(contact_.formatted_name);
    case ColumnField::given:
      return join(contact_.name.given);
    case ColumnField::family:
      return join(contact_.name.family);
    case ColumnField::middle:
      return join(contact_.name.middle);
    case ColumnField::prefix:
      return join(contact_.name.prefix);
    case ColumnField::suffix:
      return join(contact_.name.suffix);
    case ColumnField::nickname:
      for (const std::string_view nickname : triple_colon_pieces(cell))
        if (const std::string text = cleaned(nickname); !text.empty()) contact_.nicknames.push_back(text);
      return;
    case ColumnField::file_as:
      return property("X-EVOLUTION-FILE-AS", cleaned(cell));
    case ColumnField::reading_full:
      return read_reading(trim(cell));
    case ColumnField::reading_family:
      return join(contact_.reading.family);
    case ColumnField::reading_given:
      return join(contact_.reading.given);
    case ColumnField::reading_middle:
      return join(contact_.reading.middle);
    case ColumnField::company:
      return organisation(0);
    case ColumnField::department:
      return organisation(1);
    case ColumnField::job_title:
      return once(contact_.title);
    case ColumnField::role:
      return once(contact_.role);
    case ColumnField::birthday:
    case ColumnField::anniversary: {
      if (is_no_date(cell)) return;
      std::optional<Date>& field =
          column.field == ColumnField::birthday ? contact_.birthday : contact_.anniversary;
      const auto read = date(cell);
      if (read && (!field || field == read)) {
        field = read;
        return;
      }
      if (!read)
        reports_.say(line_, tr("A date is not understood."), tr("It was kept as a field of its own."));
      return keep(column.heading, cell);
    }
    case ColumnField::note: {
      std::string text = cleaned(cell);
      if (text.empty()) return;
      if (!contact_.note.empty()) contact_.note += '\n';
      contact_.note += text;
      return;
    }
    case ColumnField::group:
      for (std::string_view group : group_pieces(cell)) {
        if (group.starts_with("* ")) group = trim(group.substr(2));
        if (std::string word(group); !word.empty() && !holds_again(contact_.categories, word))
          contact_.categories.push_back(std::move(word));
      }
      return;
    case ColumnField::photo: {
      const std::string_view text = trim(cell);
      if (!contact_.photo && (text.starts_with("http://") || text.starts_with("https://") ||
                              text.starts_with("data:") || text.starts_with("file:"))) {
        contact_.photo = Photo{.uri = plain(text)};
        return;
      }
      return is_default(cell) ? void() : keep(column.heading, cell);
    }
    case ColumnField::gender:
      if (!is_default(cell)) contact_.gender = gender_of(trim(cell));
      return;
    case ColumnField::uid:
      return once(contact_.uid);
    case ColumnField::unknown:
      return keep_unknown(index, cell);
    case ColumnField::birth_year:
    case ColumnField::birth_month:
    case ColumnField::birth_day:
      return;  // together, in read_birth_parts()
    default:
      if (is_default(cell) || is_no_date(cell) || column.mail_name) return;
      return keep(column.heading, cell);
  }
}

// "Mira Kos (mira@example.com)" is the name again; another one is kept.
void TableContacts::read_mail_name(std::size_t index, std::string_view text) {
  const auto bare = [](std::string_view name) {
    std::string folded = fold(name);
    std::erase_if(folded, [](char c) { return c == ' ' || c == ',' || c == '"' || c == '\''; });
    return folded;
  };
  if (is_default(text)) return;
  std::string_view name = trim(text.substr(0, text.find_first_of("(<")));
  if (name.find('@') != std::string_view::npos) return;
  const NameParts& n = contact_.name;
  for (const std::string& own :
       {contact_.formatted_name, n.given + n.family, n.family + n.given, n.given + n.middle + n.family,
        n.prefix + n.given + n.middle + n.family + n.suffix})
    if (bare(own) == bare(name)) return;
  if (contact_.formatted_name.empty() && n.empty())
    contact_.formatted_name = name;
  else
    keep(plan_.columns[index].heading, text);
}

// 佐藤 健 with the reading サトウ ケン: the blank parts both in the same place.
void TableContacts::split_read_name() {
  if (!contact_.name.empty() || !has_cjk(contact_.formatted_name)) return;
  std::string_view name = contact_.formatted_name;
  std::size_t length = 1, blank = name.find(' ');
  if (blank == std::string_view::npos) blank = name.find("　"), length = 3;
  if (blank == std::string_view::npos || name.find(' ', blank + length) != std::string_view::npos) return;
  if (contact_.reading.family.empty() || contact_.reading.given.empty()) return;
  contact_.name.family = name.substr(0, blank);
  contact_.name.given = trim(name.substr(blank + length));
}

void TableContacts::read_birth_parts(Cells cells) {
  Date born;
  bool good = true, any = false;
  for (const std::size_t i : plan_.singles) {
    const ColumnField field = plan_.columns[i].field;
    if (field != ColumnField::birth_year && field != ColumnField::birth_month &&
        field != ColumnField::birth_day)
      continue;
    const std::string_view text = at(cells, i);
    if (text.empty() || text.find_first_not_of('0') == std::string_view::npos) continue;
    any = true;
    int value = 0;
    for (const char c : text.substr(0, 5)) {
      if (c < '0' || c > '9') good = false;
      value = value * 10 + (c - '0');
    }
    if (field == ColumnField::birth_year) born.year = value;
    if (field == ColumnField::birth_month) born.month = value;
    if (field == ColumnField::birth_day) born.day = value;
  }
  if (!any) return;
  if (good && (!born.month || *born.month <= 12) && (!born.day || *born.day <= 31) &&
      (!born.year || *born.year <= 9999) && !contact_.birthday) {
    contact_.birthday = born;
    return;
  }
  reports_.say(line_, tr("A date is not understood."), tr("It was kept as a field of its own."));
  for (const std::size_t i : plan_.singles) {
    const ColumnField field = plan_.columns[i].field;
    if ((field == ColumnField::birth_year || field == ColumnField::birth_month ||
         field == ColumnField::birth_day) &&
        !at(cells, i).empty())
      keep(plan_.columns[i].heading, at(cells, i));
  }
}

void TableContacts::read_number(std::string_view text, const Column& column, const LabelMeaning& label) {
  const std::string bare = cleaned(text);
  if (bare.empty()) return;
  std::string value = bare;
  if (auto mangled = mangled_number(bare)) {
    reports_.say(line_, mangled->found,
                 mangled->certain ? tr("The number was restored.") : tr("It was kept as it is."));
    value = mangled->text;
  }
  NamedNumber named = read_named_number(value);
  ContactNumber number = parse_tel_text(named.number);
  number.number = std::string(trim(number.number));
  const bool digits = std::any_of(number.number.begin(), number.number.end(),
                                  [](char c) { return (c >= '0' && c <= '9') || (c & 0x80) != 0; });
  if (!digits) {
    if (number.number.empty() || is_default(number.number)) return;
    reports_.say(line_, tr("A cell for a number holds none."), tr("It was kept as a field of its own."));
    return keep(column.heading, bare);
  }
  if (holds_mail_address(number.number)) {
    reports_.say(line_, tr("A cell for a number holds a mail address."), tr("It was taken as one."));
    contact_.mails.push_back({read_named_mail(number.number).address, {}, {}, false});
    return;
  }
  if (const char* lost = lost_sign(number.number, plan_.region))
    reports_.say(line_, lost, tr("It was kept as it is."));
  number.types = column.types;
  add_words(number.types, label.types);
  number.label = label.label.empty() ? column.label : label.label;
  number.preferred = column.preferred || label.preferred;
  if (!named.words.empty()) {
    const LabelMeaning& own = label_of(named.words);
    add_words(number.types, own.types);
    if (number.label.empty()) number.label = own.label;
  }
  if (!holds_again(contact_.numbers, number)) contact_.numbers.push_back(std::move(number));
}

void TableContacts::read_numbers(const ColumnEntry& entry, Cells cells) {
  const std::string_view cell = at(cells, entry.value);
  if (cell.empty()) return;
  const Column& column = plan_.columns[entry.value];
  if (!holds_several(cell)) return read_number(cell, column, label_of(at(cells, entry.label)));
  const auto values = triple_colon_pieces(cell), labels = triple_colon_pieces(at(cells, entry.label));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const LabelMeaning& label = label_of(piece(labels, i, values.size()));
    for (const std::string_view part : number_pieces(values[i])) read_number(part, column, label);
  }
}

void TableContacts::read_mail(std::string_view text, const Column& column, const LabelMeaning& label) {
  NamedMail named = read_named_mail(cleaned(text));
  if (named.address.empty() || is_default(named.address)) return;
  if (named.address.find('@') == std::string::npos && looks_like_number(named.address)) {
    reports_.say(line_, tr("A cell for a mail address holds a number."), tr("It was taken as one."));
    return read_number(named.address, Column{}, {});
  }
  if (!named.name.empty() && contact_.formatted_name.empty() && contact_.name.empty())
    contact_.formatted_name = named.name;
  ContactMail mail{std::move(named.address), column.types, label.label.empty() ? column.label : label.label,
                   column.preferred || label.preferred};
  add_words(mail.types, label.types);
  if (!holds_again(contact_.mails, mail)) contact_.mails.push_back(std::move(mail));
}

void TableContacts::read_mails(const ColumnEntry& entry, Cells cells) {
  const std::string_view cell = at(cells, entry.value);
  if (cell.empty()) return;
  const Column& column = plan_.columns[entry.value];
  if (!holds_several(cell) && cell.find('@') == cell.rfind('@'))
    return read_mail(cell, column, label_of(at(cells, entry.label)));
  const auto values = triple_colon_pieces(cell), labels = triple_colon_pieces(at(cells, entry.label));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const LabelMeaning& label = label_of(piece(labels, i, values.size()));
    for (const std::string_view part : mail_pieces(values[i])) read_mail(part, column, label);
  }
}

void TableContacts::read_urls(const ColumnEntry& entry, Cells cells) {
  const std::string_view cell = at(cells, entry.value);
  if (cell.empty()) return;
  const auto values = triple_colon_pieces(cell), labels = triple_colon_pieces(at(cells, entry.label));
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::string text = cleaned(values[i]);
    if (text.empty() || is_default(text)) continue;
    if (!label_of(piece(labels, i, values.size())).label.empty())
      reports_.say(line_, tr("A web address has a name of its own, which a contact has no place for."),
                   tr("The address was taken without it."));
    if (!holds_again(contact_.urls, text)) contact_.urls.push_back(std::move(text));
  }
}

void TableContacts::read_ims(const ColumnEntry& entry, Cells cells) {
  const std::string_view cell = at(cells, entry.value);
  if (cell.empty()) return;
  const Column& column = plan_.columns[entry.value];
  const auto values = triple_colon_pieces(cell), services = triple_colon_pieces(at(cells, entry.service)),
             labels = triple_colon_pieces(at(cells, entry.label));
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::string address = cleaned(values[i]);
    std::string service = column.service;
    if (service.empty()) service = service_from_word(piece(services, i, values.size()));
    if (!column.service.empty() || service.empty()) {
      // "xmpp:ann@example.org", "AIM: ann"
      const std::size_t colon = address.find(':');
      if (colon != std::string::npos && colon > 1 && colon < 20) {
        const std::string word = service_from_word(address.substr(0, colon));
        const std::string scheme =
            find_im_service(word) ? word : service_from_scheme(address.substr(0, colon));
        if (find_im_service(scheme) && (service.empty() || service == scheme)) {
          service = scheme;
          address = trim(address.substr(colon + 1));
        }
      }
    }
    if (service.empty()) service = "other";
    if (address.empty() || is_default(address)) continue;
    const LabelMeaning& label = label_of(piece(labels, i, values.size()));
    std::vector<std::string> types = column.types;
    add_words(types, label.types);
    contact_.im_addresses.push_back({std::move(service), std::move(address), std::move(types)});
  }
}

void TableContacts::add_address(PostalAddress a, const ColumnEntry& entry, const std::string& whole,
                                const LabelMeaning& label) {
  const bool empty = a == PostalAddress{};
  if (empty && whole.empty()) return;
  if (empty)
    a.street = whole;
  else if (!whole.empty() && !holds_all_words(a, whole))
    contact_.other.push_back({{}, "LABEL", {}, escaped(whole)});
  std::size_t first = entry.street.empty() ? ColumnEntry::kNone : entry.street[0];
  for (const std::size_t i : {entry.city, entry.region, entry.postcode, entry.country, entry.po_box,
                              entry.extended, entry.formatted})
    if (first == ColumnEntry::kNone) first = i;
  if (first != ColumnEntry::kNone) {
    a.types = plan_.columns[first].types;
    a.label = plan_.columns[first].label;
  }
  add_words(a.types, label.types);
  if (!label.label.empty()) a.label = label.label;
  a.preferred = label.preferred;
  contact_.addresses.push_back(std::move(a));
}

// As a rule there is one, and nothing to take apart.
void TableContacts::read_address(const ColumnEntry& entry, Cells cells) {
  PostalAddress a{cleaned(at(cells, entry.po_box)),
                  cleaned(at(cells, entry.extended)),
                  {},
                  cleaned(at(cells, entry.city)),
                  cleaned(at(cells, entry.region)),
                  cleaned(at(cells, entry.postcode)),
                  cleaned(at(cells, entry.country))};
  for (const std::size_t i : entry.street) {
    const std::string line = cleaned(at(cells, i));
    if (line.empty()) continue;
    if (!a.street.empty()) a.street += '\n';
    a.street += line;
  }
  add_address(std::move(a), entry, cleaned(at(cells, entry.formatted)), label_of(at(cells, entry.label)));
}

void TableContacts::read_addresses(const ColumnEntry& entry, Cells cells) {
  bool blank = at(cells, entry.formatted).empty();
  for (const std::size_t i :
       {entry.po_box, entry.extended, entry.city, entry.region, entry.postcode, entry.country})
    blank = blank && at(cells, i).empty();
  for (const std::size_t i : entry.street) blank = blank && at(cells, i).empty();
  if (blank) return;
  const auto has_list = [&](std::size_t i) { return at(cells, i).find(":::") != std::string_view::npos; };
  bool list = has_list(entry.formatted) || has_list(entry.label);
  for (const std::size_t i :
       {entry.po_box, entry.extended, entry.city, entry.region, entry.postcode, entry.country})
    list = list || has_list(i);
  for (const std::size_t i : entry.street) list = list || has_list(i);
  if (!list) return read_address(entry, cells);
  std::array<std::vector<std::string_view>, 7> parts;
  const std::array<std::size_t, 6> columns{entry.po_box, entry.extended, entry.city,
                                           entry.region, entry.postcode, entry.country};
  std::size_t count = 1;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    parts[i] = triple_colon_pieces(at(cells, columns[i]));
    count = std::max(count, parts[i].size());
  }
  std::vector<std::vector<std::string_view>> streets;
  for (const std::size_t column : entry.street) {
    streets.push_back(triple_colon_pieces(at(cells, column)));
    count = std::max(count, streets.back().size());
  }
  const auto formatted = triple_colon_pieces(at(cells, entry.formatted));
  count = std::max(count, formatted.size());
  const auto labels = triple_colon_pieces(at(cells, entry.label));
  for (std::size_t i = 0; i < count; ++i) {
    const auto part = [&](const std::vector<std::string_view>& pieces) {
      return pieces.size() > 1 ? cleaned(piece(pieces, i, count))
                               : cleaned(i == 0 ? pieces[0] : std::string_view());
    };
    PostalAddress a;
    a.po_box = part(parts[0]);
    a.extended = part(parts[1]);
    a.city = part(parts[2]);
    a.region = part(parts[3]);
    a.postcode = part(parts[4]);
    a.country = part(parts[5]);
    for (const auto& street : streets) {
      const std::string line = part(street);
      if (line.empty()) continue;
      if (!a.street.empty()) a.street += '\n';
      a.street += line;
    }
    const std::string whole = part(formatted);
    add_address(std::move(a), entry, whole, label_of(piece(labels, i, count)));
  }
}

void TableContacts::read_relation(std::string_view value, std::string_view label, const Column& column) {
  if (is_default(value)) return;
  std::string type = column.service;
  if (type.empty() && !label.empty()) {
    if (label.starts_with('*')) label = trim(label.substr(1));
    const Column meaning = read_column(label);
    type = meaning.field == ColumnField::relation ? meaning.service : std::string();
    if (type.empty()) type = label;
    // RFC 6350, 6.6.6.
    for (const std::string_view known :
         {"friend", "sibling", "parent", "contact", "acquaintance", "colleague", "neighbor", "kin", "spouse",
          "child", "manager", "assistant", "partner"})
      if (ascii_equal(known, label)) type = known;
  }
  contact_.related.push_back({std::move(type), plain(value)});
}

void TableContacts::read_event(std::string_view value, std::string_view label) {
  if (is_no_date(value)) return;
  const auto when = date(value);
  const Column meaning = read_column(label.starts_with('*') ? trim(label.substr(1)) : label);
  if (when && meaning.field == ColumnField::anniversary && !contact_.anniversary) {
    contact_.anniversary = when;
  } else if (when && meaning.field == ColumnField::birthday && !contact_.birthday) {
    contact_.birthday = when;
  } else {
    const std::string group = "date" + std::to_string(++dates_);
    contact_.other.push_back({group, "X-ABDATE", {}, escaped(plain(value))});
    if (!label.empty()) contact_.other.push_back({group, "X-ABLABEL", {}, escaped(label)});
  }
}

// "Skype": programs without a column for chat keep it so.
void TableContacts::read_custom(std::string_view label, std::string_view value) {
  const Column meaning = read_column(label);
  if (meaning.field == ColumnField::im && !meaning.leftover)
    contact_.im_addresses.push_back(
        {meaning.service.empty() ? "other" : meaning.service, plain(value), meaning.types});
  else if (meaning.field == ColumnField::role && contact_.role.empty())
    contact_.role = plain(value);
  else
    keep(label, value);
}

void TableContacts::read_labelled(const ColumnEntry& entry, Cells cells) {
  const std::string_view cell = at(cells, entry.value);
  if (cell.empty()) return;
  const Column& column = plan_.columns[entry.value];
  const auto values = triple_colon_pieces(cell), labels = triple_colon_pieces(at(cells, entry.label));
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].empty()) continue;
    const std::string_view label = piece(labels, i, values.size());
    if (entry.field == ColumnField::relation)
      read_relation(values[i], label, column);
    else if (entry.field == ColumnField::event)
      read_event(values[i], label.empty() && entry.label == ColumnEntry::kNone ? column.heading : label);
    else
      read_custom(label.empty() ? std::string_view(column.heading) : label, values[i]);
  }
}

void TableContacts::read_entry(const ColumnEntry& entry, Cells cells) {
  switch (entry.field) {
    case ColumnField::number:
      return read_numbers(entry, cells);
    case ColumnField::mail:
      return read_mails(entry, cells);
    case ColumnField::url:
      return read_urls(entry, cells);
    case ColumnField::im:
      return read_ims(entry, cells);
    case ColumnField::address:
      return read_addresses(entry, cells);
    default:
      return read_labelled(entry, cells);
  }
}

std::optional<Contact> TableContacts::read(Cells cells, std::size_t line) {
  line_ = line;
  dates_ = 0;
  contact_ = {};
  if (labels_.size() > kMostLabels) labels_.clear();  // between rows, as their cells hold on to them
  bool born_in_parts = false;
  for (const std::size_t i : plan_.singles) {
    if (i >= cells.size() || cells[i].empty()) continue;
    const ColumnField field = plan_.columns[i].field;
    born_in_parts = born_in_parts || field == ColumnField::birth_year || field == ColumnField::birth_month ||
                    field == ColumnField::birth_day;
    if (!trim(cells[i]).empty()) read_single(i, cells[i]);
  }
  if (born_in_parts) read_birth_parts(cells);
  for (const ColumnEntry& entry : plan_.entries) read_entry(entry, cells);
  for (std::size_t i = plan_.columns.size(); i < cells.size(); ++i)
    if (!trim(cells[i]).empty()) keep_unknown(i, cells[i]);
  for (const std::size_t i : plan_.singles)
    if (plan_.columns[i].mail_name && !at(cells, i).empty()) read_mail_name(i, at(cells, i));
  split_read_name();
  while (!contact_.organisation.empty() && contact_.organisation.back().empty())
    contact_.organisation.pop_back();
  static const Contact kNothing;
  if (contact_ == kNothing) return std::nullopt;
  return std::exchange(contact_, {});
}

}  // namespace phonebook
