#include "exporters/csv_cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "exporters/dates.h"
#include "exporters/im_services.h"
#include "exporters/table_contacts.h"
#include "exporters/tel_text.h"
#include "exporters/vcard_syntax.h"

namespace phonebook {
namespace {

constexpr std::string_view kSeparator = " ::: ";

std::string plain(const OtherProperty& other) { return vcard::unescape(other.value, vcard::Version::v3); }

std::string param(const OtherProperty& other, std::string_view name) {
  for (const auto& [key, value] : other.params)
    if (key == name) return value;
  return {};
}

std::vector<std::string> sorted(std::vector<std::string> types) {
  std::sort(types.begin(), types.end());
  return types;
}

std::string words(const std::vector<std::string>& all, std::string_view separator) {
  std::string out;
  for (const std::string& word : all) {
    if (!out.empty()) out += separator;
    out += word;
  }
  return out;
}

bool is_subset(const std::vector<std::string>& small, const std::vector<std::string>& large) {
  return std::all_of(small.begin(), small.end(), [&](const std::string& type) {
    return std::find(large.begin(), large.end(), type) != large.end();
  });
}

// English words for types, as every reader of headings knows them.
constexpr std::pair<std::string_view, std::string_view> kTypeWords[] = {
    {"home", "Home"},   {"work", "Work"}, {"cell", "Mobile"}, {"fax", "Fax"},   {"pager", "Pager"},
    {"video", "Video"}, {"car", "Car"},   {"isdn", "ISDN"},   {"main", "Main"}, {"textphone", "Textphone"}};

}  // namespace

CsvCells::CsvCells(const CsvDialectRow& dialect) : dialect_(dialect), plan_(plan_of_dialect(dialect)) {}

std::vector<std::string> CsvCells::headings() const {
  std::vector<std::string> out;
  for (const Column& column : dialect_.columns) out.push_back(column.heading);
  return out;
}

void CsvCells::leave(std::string label, std::string text) {
  if (!text.empty()) rest_.emplace_back(std::move(label), std::move(text));
}

std::size_t CsvCells::single(ColumnField field) const {
  for (const std::size_t i : plan_.singles)
    if (plan_.columns[i].field == field) return i;
  return ColumnEntry::kNone;
}

bool CsvCells::has_labels(ColumnField field) const {
  return std::any_of(plan_.entries.begin(), plan_.entries.end(),
                     [&](const ColumnEntry& e) { return e.field == field && e.label != ColumnEntry::kNone; });
}

std::string CsvCells::label_text(const std::vector<std::string>& types, const std::string& label,
                                 bool preferred) const {
  std::string out = label;
  if (out.empty()) {
    const std::string key = words(sorted(types), " ");
    const auto own = std::find_if(dialect_.labels.begin(), dialect_.labels.end(), [&](const auto& pair) {
      return words(sorted([&] {
                     std::vector<std::string> all;
                     for (const std::string_view w : split(pair.first, ' ')) all.emplace_back(w);
                     return all;
                   }()),
                   " ") == key;
    });
    if (own != dialect_.labels.end()) {
      out = own->second;
    } else {
      for (const auto& [type, word] : kTypeWords)
        if (std::find(types.begin(), types.end(), type) != types.end())
          out.append(out.empty() ? "" : " ").append(word);
    }
  }
  return preferred && !dialect_.preferred_mark.empty() ? dialect_.preferred_mark + out : out;
}

std::string CsvCells::date_text(const Date& date) const {
  using Dates = CsvDialectRow::Dates;
  if (!date.year || !date.month || !date.day || dialect_.dates == Dates::iso) {
    const bool partial = !date.year || !date.month || !date.day;
    return partial && !dialect_.partial_dates ? std::string() : write_date(date, true);
  }
  switch (dialect_.dates) {
    case Dates::month_first:
      return fmt::format("{}/{}/{:04}", *date.month, *date.day, *date.year);
    case Dates::day_first:
      return fmt::format("{:02}.{:02}.{:04}", *date.day, *date.month, *date.year);
    default:
      return fmt::format("{:04}/{}/{}", *date.year, *date.month, *date.day);
  }
}

void CsvCells::fill_birth(const Date& date) {
  const std::size_t whole = single(ColumnField::birthday);
  if (whole != ColumnEntry::kNone) {
    const std::string text = date_text(date);
    if (text.empty()) return leave("Birthday", write_date(date, true));
    return put(whole, text);
  }
  const std::size_t year = single(ColumnField::birth_year), month = single(ColumnField::birth_month),
                    day = single(ColumnField::birth_day);
  if (year == ColumnEntry::kNone || month == ColumnEntry::kNone || day == ColumnEntry::kNone)
    return leave("Birthday", write_date(date, true));
  if (date.year) put(year, std::to_string(*date.year));
  if (date.month) put(month, std::to_string(*date.month));
  if (date.day) put(day, std::to_string(*date.day));
}

void CsvCells::fill_singles(const Contact& c) {
  const auto text = [&](ColumnField field, const char* name, const std::string& value) {
    if (value.empty()) return;
    const std::size_t column = single(field);
    if (column == ColumnEntry::kNone) return leave(name, value);
    put(column, value);
  };
  // Without a column a shown name that the parts give anyway is no loss.
  if (single(ColumnField::full_name) != ColumnEntry::kNone)
    text(ColumnField::full_name, "",
         c.formatted_name.empty() && single(ColumnField::given) == ColumnEntry::kNone
             ? name_from_parts(c.name)
             : c.formatted_name);
  else if (c.name.empty() && !c.formatted_name.empty())
    put(single(ColumnField::given), c.formatted_name);
  text(ColumnField::prefix, "Name prefix", c.name.prefix);
  if (!c.name.given.empty()) text(ColumnField::given, "First name", c.name.given);
  text(ColumnField::middle, "Middle name", c.name.middle);
  text(ColumnField::family, "Last name", c.name.family);
  text(ColumnField::suffix, "Name suffix", c.name.suffix);
  text(ColumnField::reading_given, "", c.reading.given);
  text(ColumnField::reading_middle, "", c.reading.middle);
  text(ColumnField::reading_family, "", c.reading.family);
  const std::size_t nickname = single(ColumnField::nickname);
  for (std::size_t i = 0; i < c.nicknames.size(); ++i) {
    const bool fits = nickname != ColumnEntry::kNone && (i == 0 || !dialect_.separator.empty());
    if (!fits)
      leave("Nickname", c.nicknames[i]);
    else
      cells_[nickname] += (i == 0 ? "" : dialect_.separator) + c.nicknames[i];
  }
  if (!c.organisation.empty()) text(ColumnField::company, "Company", c.organisation[0]);
  if (c.organisation.size() > 1) text(ColumnField::department, "Department", c.organisation[1]);
  for (std::size_t i = 2; i < c.organisation.size(); ++i) leave("Department", c.organisation[i]);
  text(ColumnField::job_title, "Job title", c.title);
  text(ColumnField::role, "Role", c.role);
  if (c.birthday) fill_birth(*c.birthday);
  if (c.anniversary && single(ColumnField::anniversary) != ColumnEntry::kNone) {
    const std::string date = date_text(*c.anniversary);
    if (date.empty())
      leave("Anniversary", write_date(*c.anniversary, true));
    else
      put(single(ColumnField::anniversary), date);
  }
  std::string groups;
  for (const std::string& group : c.categories) {
    if (!groups.empty()) groups += dialect_.group_separator;
    groups += dialect_.group_start + group;
  }
  text(ColumnField::group, "Groups", groups);
  if (c.photo && single(ColumnField::photo) != ColumnEntry::kNone)
    put(single(ColumnField::photo), c.photo->uri);
  if (c.gender.sex == "m" || c.gender.sex == "f")
    put(single(ColumnField::gender), c.gender.sex == "m" ? "Male" : "Female");
  put(single(ColumnField::uid), c.uid);
  put(single(ColumnField::note), c.note);
}

// The entry that suits best; kNone: none is free. Exactly these types first, then most of them.
std::size_t CsvCells::slot_for(ColumnField field, const std::vector<std::string>& types,
                               const std::string& label, bool preferred) const {
  std::size_t best = ColumnEntry::kNone;
  int best_score = -1;
  for (std::size_t e = 0; e < plan_.entries.size(); ++e) {
    const ColumnEntry& entry = plan_.entries[e];
    if (entry.field != field || used_[e] || entry.value == ColumnEntry::kNone) continue;
    const Column& column = plan_.columns[entry.value];
    if (!is_subset(column.types, types) || (!column.label.empty() && column.label != label)) continue;
    int score = static_cast<int>(column.types.size()) * 4;
    if (!column.label.empty()) score += 20;
    if (column.preferred == preferred) score += 2;
    // "Primary Phone" is for the preferred one.
    if (column.preferred && !preferred && field == ColumnField::number) continue;
    if (score > best_score) best = e, best_score = score;
  }
  return best;
}

void CsvCells::fill_numbers(const Contact& contact) {
  if (has_labels(ColumnField::number)) {
    std::vector<Value> values;
    for (const ContactNumber& n : contact.numbers)
      if (!n.number.empty()) values.push_back({label_text(n.types, n.label, n.preferred), tel_text(n), {}});
    return fill_values(ColumnField::number, std::move(values));
  }
  for (const ContactNumber& n : contact.numbers) {
    if (n.number.empty()) continue;
    const std::size_t slot = slot_for(ColumnField::number, n.types, n.label, n.preferred);
    if (slot == ColumnEntry::kNone) {
      const std::string label = label_text(n.types, n.label, false);
      leave(label.empty() ? "Phone" : "Phone (" + label + ")", tel_text(n));
      continue;
    }
    used_[slot] = true;
    put(plan_.entries[slot].value, tel_text(n));
  }
}

void CsvCells::fill_mails(const Contact& contact) {
  if (has_labels(ColumnField::mail)) {
    std::vector<Value> values;
    for (const ContactMail& m : contact.mails)
      if (!m.address.empty()) values.push_back({label_text(m.types, m.label, m.preferred), m.address, {}});
    return fill_values(ColumnField::mail, std::move(values));
  }
  for (const ContactMail& m : contact.mails) {
    if (m.address.empty()) continue;
    const std::size_t slot = slot_for(ColumnField::mail, m.types, m.label, m.preferred);
    if (slot == ColumnEntry::kNone) {
      const std::string label = label_text(m.types, m.label, false);
      leave(label.empty() ? "E-mail" : "E-mail (" + label + ")", m.address);
      continue;
    }
    used_[slot] = true;
    put(plan_.entries[slot].value, m.address);
  }
}

// Values with labels of their own, in order: those of one label share a column; the last column takes all
// that are left, with as many labels.
void CsvCells::fill_values(ColumnField field, std::vector<Value> values) {
  std::vector<const ColumnEntry*> slots;
  for (const ColumnEntry& entry : plan_.entries)
    if (entry.field == field && entry.value != ColumnEntry::kNone) slots.push_back(&entry);
  std::size_t next = 0;
  for (std::size_t s = 0; s < slots.size() && next < values.size(); ++s) {
    const ColumnEntry& slot = *slots[s];
    std::size_t end = next + 1;
    if (!dialect_.separator.empty()) {
      const auto same = [&](const Value& v) {
        return v.label == values[next].label && v.service == values[next].service;
      };
      while (end < values.size() && same(values[end])) ++end;
      // Do the others fit in what is left?
      std::size_t groups = 0;
      for (std::size_t i = end; i < values.size(); ++i)
        groups +=
            i == end || values[i].label != values[i - 1].label || values[i].service != values[i - 1].service;
      if (s + 1 == slots.size() && groups > 0) end = values.size();
    }
    std::string labels, texts, services;
    bool one_label = true, one_service = true;
    for (std::size_t i = next; i < end; ++i) {
      one_label = one_label && values[i].label == values[next].label;
      one_service = one_service && values[i].service == values[next].service;
      const std::string_view between = i == next ? std::string_view() : std::string_view(dialect_.separator);
      labels.append(between).append(values[i].label);
      texts.append(between).append(values[i].text);
      services.append(between).append(values[i].service);
    }
    put(slot.label, one_label ? values[next].label : labels);
    put(slot.service, one_service ? values[next].service : services);
    put(slot.value, texts);
    next = end;
  }
  const char* name = field == ColumnField::number  ? "Phone"
                     : field == ColumnField::mail  ? "E-mail"
                     : field == ColumnField::url   ? "Website"
                     : field == ColumnField::im    ? "Chat"
                     : field == ColumnField::event ? "Event"
                                                   : "";
  for (; next < values.size(); ++next) {
    const Value& v = values[next];
    const std::string label = v.label.empty() ? v.service : v.label;
    leave(*name == 0 ? label : label.empty() ? name : fmt::format("{} ({})", name, label), v.text);
  }
}

void CsvCells::fill_address(const ColumnEntry& entry, const PostalAddress& a) {
  std::string street = a.street;
  const auto part = [&](std::size_t column, const std::string& text) {
    if (text.empty()) return;
    if (column != ColumnEntry::kNone)
      put(column, text);
    else
      street += (street.empty() ? "" : "\n") + text;
  };
  part(entry.extended, a.extended);
  part(entry.po_box, a.po_box);
  part(entry.city, a.city);
  part(entry.region, a.region);
  part(entry.postcode, a.postcode);
  part(entry.country, a.country);
  if (entry.street.empty()) return put(entry.formatted, street);
  // A line a column; the last one takes what is left.
  const auto lines = split(street, '\n');
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t column = entry.street[std::min(i, entry.street.size() - 1)];
    if (!cells_[column].empty()) cells_[column] += '\n';
    cells_[column] += lines[i];
  }
}

void CsvCells::fill_addresses(const Contact& contact) {
  std::vector<std::size_t> slots;
  for (std::size_t e = 0; e < plan_.entries.size(); ++e)
    if (plan_.entries[e].field == ColumnField::address) slots.push_back(e);
  const auto one_line = [](const PostalAddress& a) {
    std::string out;
    for (const std::string* part :
         {&a.po_box, &a.extended, &a.street, &a.postcode, &a.city, &a.region, &a.country})
      if (!part->empty()) out += (out.empty() ? "" : ", ") + *part;
    std::replace(out.begin(), out.end(), '\n', ' ');
    return out;
  };
  if (slots.size() == 1 && !dialect_.separator.empty() && contact.addresses.size() > 1) {
    // All in one, part by part.
    const ColumnEntry& entry = plan_.entries[slots[0]];
    std::vector<std::size_t> columns = entry.street;
    for (const std::size_t i : {entry.label, entry.city, entry.region, entry.postcode, entry.country,
                                entry.po_box, entry.extended, entry.formatted})
      if (i != ColumnEntry::kNone) columns.push_back(i);
    // Of each column what it says of all addresses so far. The row itself is as long as a note may be, and is
    // not kept for each of them.
    struct Joined {
      std::string text, first;
      bool any = false, same = true;
    };
    std::vector<Joined> joined(columns.size());
    bool begun = false;
    for (const PostalAddress& a : contact.addresses) {
      fill_address(entry, a);
      put(entry.label, label_text(a.types, a.label, a.preferred));
      for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string cell = std::exchange(cells_[columns[i]], {});
        Joined& column = joined[i];
        if (!begun) column.first = cell;
        column.any = column.any || !cell.empty();
        column.same = column.same && cell == column.first;
        column.text.append(begun ? kSeparator : "").append(cell);
      }
      begun = true;
    }
    for (std::size_t i = 0; i < columns.size(); ++i) {
      Joined& column = joined[i];
      if (column.any)
        cells_[columns[i]] = std::move(column.same && columns[i] == entry.label ? column.first : column.text);
    }
    return;
  }
  for (const PostalAddress& a : contact.addresses) {
    std::size_t best = ColumnEntry::kNone;
    int best_score = -1;
    for (const std::size_t e : slots) {
      const ColumnEntry& entry = plan_.entries[e];
      if (used_[e]) continue;
      const std::size_t first = !entry.street.empty() ? entry.street[0] : entry.formatted;
      if (first == ColumnEntry::kNone) continue;
      const std::vector<std::string>& types = plan_.columns[first].types;
      if (!is_subset(types, a.types)) continue;
      const int score = static_cast<int>(types.size());
      if (score > best_score) best = e, best_score = score;
    }
    if (best == ColumnEntry::kNone) {
      const std::string label = label_text(a.types, a.label, false);
      leave(label.empty() ? "Address" : "Address (" + label + ")", one_line(a));
      continue;
    }
    used_[best] = true;
    fill_address(plan_.entries[best], a);
    put(plan_.entries[best].label, label_text(a.types, a.label, a.preferred));
  }
}

void CsvCells::fill_related(const Contact& contact) {
  const auto word = [](std::string type) {
    if (!type.empty() && type[0] >= 'a' && type[0] <= 'z') type[0] = static_cast<char>(type[0] - ('a' - 'A'));
    return type;
  };
  if (has_labels(ColumnField::relation)) {
    std::vector<Value> values;
    for (const Related& r : contact.related) values.push_back({word(r.type), r.value, {}});
    return fill_values(ColumnField::relation, std::move(values));
  }
  for (const Related& r : contact.related) {
    const auto slot = std::find_if(plan_.entries.begin(), plan_.entries.end(), [&](const ColumnEntry& e) {
      return e.field == ColumnField::relation && e.value != ColumnEntry::kNone &&
             plan_.columns[e.value].service == r.type && cells_[e.value].empty();
    });
    if (slot == plan_.entries.end())
      leave(r.type.empty() ? "Related" : word(r.type), r.value);
    else
      put(slot->value, r.value);
  }
}

// What has no column of its own: columns of that name, custom fields, then the notes.
void CsvCells::fill_rest() {
  std::erase_if(rest_, [&](const auto& pair) {
    const auto column = std::find_if(plan_.columns.begin(), plan_.columns.end(), [&](const Column& c) {
      return c.field == ColumnField::known && !c.heading.empty() && c.heading == pair.first;
    });
    if (column == plan_.columns.end()) return false;
    const auto at = static_cast<std::size_t>(column - plan_.columns.begin());
    if (!cells_[at].empty()) return false;
    cells_[at] = pair.second;
    return true;
  });
  if (rest_.empty()) return;
  if (has_labels(ColumnField::custom)) {
    std::vector<Value> values;
    for (auto& [label, text] : rest_) values.push_back({std::move(label), std::move(text), {}});
    rest_.clear();
    return fill_values(ColumnField::custom, std::move(values));
  }
  const std::size_t note = single(ColumnField::note);
  if (!dialect_.notes_take_rest || note == ColumnEntry::kNone) return;
  for (const auto& [label, text] : rest_) {
    std::string& cell = cells_[note];
    if (!cell.empty()) cell += '\n';
    cell += label.empty() ? text : label + ": " + text;
  }
}

const std::vector<std::string>& CsvCells::fill(const Contact& contact) {
  cells_.assign(dialect_.columns.size(), {});
  used_.assign(plan_.entries.size(), false);
  rest_.clear();
  fill_singles(contact);
  fill_numbers(contact);
  fill_mails(contact);
  std::vector<Value> urls, ims, events;
  for (const std::string& url : contact.urls)
    if (!url.empty()) urls.push_back({"", url, {}});
  fill_values(ColumnField::url, std::move(urls));
  // A column of its own for a service, else the columns for any.
  for (const ImAddress& im : contact.im_addresses) {
    if (im.address.empty()) continue;
    const auto slot = std::find_if(plan_.entries.begin(), plan_.entries.end(), [&](const ColumnEntry& e) {
      return e.field == ColumnField::im && e.value != ColumnEntry::kNone &&
             plan_.columns[e.value].service == im.service &&
             is_subset(plan_.columns[e.value].types, im.types) && cells_[e.value].empty() &&
             e.service == ColumnEntry::kNone;
    });
    const ImService* known = find_im_service(im.service);
    std::string service(known ? known->apple : std::string_view(im.service));
    if (service.empty() || service == "other") service = "IM";
    if (slot != plan_.entries.end()) {
      put(slot->value, im.address);
    } else if (std::any_of(plan_.entries.begin(), plan_.entries.end(), [](const ColumnEntry& e) {
                 return e.field == ColumnField::im && e.service != ColumnEntry::kNone;
               })) {
      ims.push_back({label_text(im.types, {}, false), im.address, std::move(service)});
    } else {
      leave(std::move(service), im.address);
    }
  }
  if (!ims.empty()) fill_values(ColumnField::im, std::move(ims));
  fill_addresses(contact);
  fill_related(contact);
  if (contact.anniversary && single(ColumnField::anniversary) == ColumnEntry::kNone)
    events.push_back({"Anniversary", write_date(*contact.anniversary, true), {}});
  // Groups are the same in any case (RFC 6350, 3.3).
  std::unordered_map<std::string, const OtherProperty*> labels;
  for (const OtherProperty& other : contact.other)
    if (other.name == "X-ABLABEL" && !other.group.empty())
      labels.insert_or_assign(ascii_lower(other.group), &other);
  for (const OtherProperty& other : contact.other) {
    if (other.name == "X-ABDATE") {
      const auto label = labels.find(ascii_lower(other.group));
      events.push_back({label == labels.end() ? std::string() : plain(*label->second), plain(other), {}});
    } else if (other.name == "X-FIELD") {
      leave(param(other, "X-LABEL"), plain(other));
    } else if (other.name == "X-EVOLUTION-FILE-AS") {
      put(single(ColumnField::file_as), plain(other));
    }
  }
  fill_values(ColumnField::event, std::move(events));
  fill_rest();
  return cells_;
}

Contact CsvCells::kept(const Contact& contact) {
  const std::vector<std::string>& cells = fill(contact);
  TableReports silent([](Diagnostic&&) {});
  TableContacts table(plan_, silent);
  const std::vector<std::string_view> views(cells.begin(), cells.end());
  return table.read(views, 0).value_or(Contact{});
}

}  // namespace phonebook
