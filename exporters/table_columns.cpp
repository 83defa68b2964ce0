#include "exporters/table_columns.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "base/text.h"
#include "exporters/column_meaning.h"
#include "exporters/csv_dialects.h"
#include "exporters/table_cells.h"
#include "exporters/table_dates.h"
#include "numbers/telephone_number.h"

namespace phonebook {
namespace {

// What stands in a column, over the sample.
struct Content {
  std::size_t filled = 0, mails = 0, numbers = 0, dates = 0, urls = 0, short_texts = 0, titles = 0, days = 0;
  [[nodiscard]] bool mostly(std::size_t count) const { return filled > 0 && count * 5 >= filled * 4; }
};

bool is_courtesy(std::string_view text) {
  static constexpr std::array<std::string_view, 40> kWords{
      "mr",     "mrs",  "ms",   "miss", "dr",   "prof", "herr", "frau", "hr",   "fr",
      "sr",     "sra",  "srta", "dña",  "don",  "doña", "m",    "mme",  "mlle", "sig",
      "sig ra", "dott", "ing",  "mag",  "rev",  "sir",  "lady", "mx",   "pan",  "pani",
      "dhr",    "mevr", "mgr",  "先生", "女士", "小姐", "太太", "さん", "様",   "氏"};
  std::string bare = fold(text);
  std::erase(bare, '.');
  if (std::find(kWords.begin(), kWords.end(), bare) != kWords.end()) return true;
  const std::size_t blank = bare.find(' ');
  return blank != std::string::npos && is_courtesy(bare.substr(0, blank)) && bare.size() < 24;
}

std::vector<Content> look_at(std::span<const SampleRow> sample, std::size_t columns) {
  std::vector<Content> out(columns);
  for (const SampleRow& row : sample) {
    for (std::size_t i = 0; i < std::min(columns, row.size()); ++i) {
      const std::string_view cell = trim(row[i]);
      if (cell.empty()) continue;
      Content& c = out[i];
      ++c.filled;
      const bool date = parse_table_date(cell, DateOrder::unknown).has_value();
      c.mails += holds_mail_address(cell);
      c.numbers += looks_like_number(cell);
      c.dates += date;
      c.days += cell.size() <= 2 && cell.find_first_not_of("0123456789") == std::string_view::npos;
      c.urls += cell.starts_with("http://") || cell.starts_with("https://") || cell.starts_with("www.");
      c.short_texts += cell.size() <= 60 && cell.find('\n') == std::string_view::npos;
      c.titles += is_courtesy(cell);
    }
  }
  return out;
}

bool has(const std::vector<Column>& columns, ColumnField field) {
  return std::any_of(columns.begin(), columns.end(), [&](const Column& c) { return c.field == field; });
}

// What only the other columns and the content can tell.
void settle(TablePlan& plan, const std::vector<Content>& content) {
  std::vector<Column>& columns = plan.columns;
  const bool family = has(columns, ColumnField::family), given = has(columns, ColumnField::given);
  const bool full = has(columns, ColumnField::full_name);
  const bool job = has(columns, ColumnField::job_title);
  bool title_seen = false, name_seen = false;
  const bool dated = has(columns, ColumnField::birth_year) || has(columns, ColumnField::birth_month);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    Column& c = columns[i];
    const Content& in = content[i];
    switch (c.field) {
      case ColumnField::name:
        // "Name, Vorname": the family's. "Имя, Фамилия": the given one. Alone, or beside both: all of it.
        c.field = name_seen || full
                      ? (family && !given && !name_seen ? ColumnField::given : ColumnField::known)
                  : family && !given ? ColumnField::given
                  : given && !family ? ColumnField::family
                                     : ColumnField::full_name;
        name_seen = true;
        break;
      case ColumnField::title:
        // Outlook in several languages has two of them: the first is the form of address.
        if (in.filled > 0)
          c.field = in.titles * 2 >= in.filled ? ColumnField::prefix : ColumnField::job_title;
        else
          c.field = job ? ColumnField::prefix : ColumnField::job_title;
        if (title_seen && has(columns, ColumnField::job_title) && c.field == ColumnField::job_title)
          c.field = in.filled > 0 ? ColumnField::job_title : ColumnField::known;
        title_seen = true;
        break;
      case ColumnField::place:
        c.field = in.mostly(in.mails)                           ? ColumnField::mail
                  : in.filled > 0 && in.numbers * 2 < in.filled ? ColumnField::address
                                                                : ColumnField::number;
        if (c.field == ColumnField::address) c.part = ColumnPart::street;
        break;
      case ColumnField::where:
        c.field = in.filled > 0 && in.mails * 2 > in.filled ? ColumnField::mail : ColumnField::address;
        c.part = c.field == ColumnField::mail ? ColumnPart::value : ColumnPart::street;
        break;
      case ColumnField::birthday:
        if (dated && in.mostly(in.days)) c.field = ColumnField::birth_day;
        break;
      case ColumnField::number:
        // "Customer number" holds no telephone numbers.
        if (c.leftover && in.filled > 0 && in.numbers * 2 < in.filled) c.field = ColumnField::unknown;
        // "E-mail 1" of a table whose numbers and mail addresses share a word for both.
        if (c.part == ColumnPart::value && in.mostly(in.mails)) c.field = ColumnField::mail;
        break;
      default:
        break;
    }
  }
  // "Home Address" beside "Home Street" is all of it in one.
  for (Column& c : columns) {
    if (c.field != ColumnField::address || c.part != ColumnPart::street || !c.whole || !c.label.empty())
      continue;
    const bool street = std::any_of(columns.begin(), columns.end(), [&](const Column& other) {
      return other.field == ColumnField::address && other.part == ColumnPart::street && !other.whole &&
             other.types == c.types && other.ordinal <= 1 && c.ordinal <= 1;
    });
    if (street) c.part = ColumnPart::formatted;
  }
  // A table without any name takes what may be one.
  const auto names = [&] {
    for (const ColumnField f : {ColumnField::full_name, ColumnField::given, ColumnField::family})
      if (has(columns, f)) return true;
    return false;
  };
  if (names()) return;
  for (Column& c : columns)
    if (c.field == ColumnField::unknown && c.leftover && heading_says_name(c.heading)) {
      c.field = ColumnField::full_name;
      return;
    }
}

bool in_entry(const Column& c) {
  switch (c.field) {
    case ColumnField::number:
    case ColumnField::mail:
    case ColumnField::url:
    case ColumnField::im:
    case ColumnField::address:
    case ColumnField::event:
    case ColumnField::relation:
    case ColumnField::custom:
      return true;
    default:
      return false;
  }
}

bool is_address_part(const Column& c) {
  return c.field == ColumnField::address && c.part != ColumnPart::label;
}

// The address that "Home Street 2" belongs to: the second line of the first one where nothing else is the
// second.
int address_ordinal(const std::vector<Column>& columns, const Column& c) {
  if (c.ordinal <= 1) return 0;
  if (!c.ordinal_last || (c.part != ColumnPart::street && c.part != ColumnPart::extended)) return c.ordinal;
  const bool second = std::any_of(columns.begin(), columns.end(), [&](const Column& other) {
    return is_address_part(other) && other.types == c.types && other.ordinal == c.ordinal &&
           (other.part == ColumnPart::city || other.part == ColumnPart::postcode);
  });
  const bool first = std::any_of(columns.begin(), columns.end(), [&](const Column& other) {
    return is_address_part(other) && other.types == c.types && other.ordinal <= 1 &&
           (other.part == ColumnPart::city || other.part == ColumnPart::postcode ||
            other.part == ColumnPart::country);
  });
  return first && !second ? 0 : c.ordinal;
}

// Null: a street has several.
std::size_t* slot_of(ColumnEntry& entry, ColumnPart part) {
  switch (part) {
    case ColumnPart::value:
      return &entry.value;
    case ColumnPart::label:
      return &entry.label;
    case ColumnPart::service:
      return &entry.service;
    case ColumnPart::street:
      return nullptr;
    case ColumnPart::city:
      return &entry.city;
    case ColumnPart::region:
      return &entry.region;
    case ColumnPart::postcode:
      return &entry.postcode;
    case ColumnPart::country:
      return &entry.country;
    case ColumnPart::po_box:
      return &entry.po_box;
    case ColumnPart::extended:
      return &entry.extended;
    case ColumnPart::formatted:
      return &entry.formatted;
  }
  return nullptr;
}

void set_part(ColumnEntry& entry, const Column& c, std::size_t column) {
  if (std::size_t* const slot = slot_of(entry, c.part))
    *slot = column;
  else
    entry.street.push_back(column);
}

// "Postcode, Home address": parts that say no place belong to the only address there is.
void join_scattered_address(TablePlan& plan) {
  const auto is_scattered = [&](const ColumnEntry& e) {
    if (e.field != ColumnField::address || !e.street.empty() || e.formatted != ColumnEntry::kNone)
      return false;
    for (const std::size_t i : {e.city, e.region, e.postcode, e.country, e.po_box, e.extended})
      if (i != ColumnEntry::kNone) return plan.columns[i].types.empty();
    return false;
  };
  ColumnEntry* whole = nullptr;
  std::size_t wholes = 0;
  for (ColumnEntry& e : plan.entries) {
    if (e.field != ColumnField::address || is_scattered(e)) continue;
    whole = &e;
    ++wholes;
  }
  const auto scattered = std::find_if(plan.entries.begin(), plan.entries.end(), is_scattered);
  if (wholes != 1 || scattered == plan.entries.end()) return;
  for (const auto part : {&ColumnEntry::city, &ColumnEntry::region, &ColumnEntry::postcode,
                          &ColumnEntry::country, &ColumnEntry::po_box, &ColumnEntry::extended})
    if (whole->*part != ColumnEntry::kNone && (*scattered).*part != ColumnEntry::kNone) return;
  for (const auto part : {&ColumnEntry::city, &ColumnEntry::region, &ColumnEntry::postcode,
                          &ColumnEntry::country, &ColumnEntry::po_box, &ColumnEntry::extended})
    if ((*scattered).*part != ColumnEntry::kNone) whole->*part = (*scattered).*part;
  plan.entries.erase(scattered);
}

// Which columns make one entry together.
void gather(TablePlan& plan) {
  struct Key {
    ColumnField field;
    int ordinal;
    std::vector<std::string> types;
    std::string label;
    std::size_t entry;
  };
  std::vector<Key> keys;
  std::vector<Column>& columns = plan.columns;
  // Values first: a label may stand before what it names.
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& c = columns[i];
    if (!in_entry(c)) {
      plan.singles.push_back(i);
      continue;
    }
    if (c.part == ColumnPart::label || c.part == ColumnPart::service) continue;
    const int ordinal = c.field == ColumnField::address ? address_ordinal(columns, c) : c.ordinal;
    if (c.field == ColumnField::address) {
      auto key = std::find_if(keys.begin(), keys.end(), [&](const Key& k) {
        return k.field == c.field && k.ordinal == ordinal && k.types == c.types && k.label == c.label;
      });
      // "Street, City, Home phone": parts without a place join the address that has none.
      std::size_t* slot = key == keys.end() ? nullptr : slot_of(plan.entries[key->entry], c.part);
      if (key != keys.end() && (!slot || *slot == ColumnEntry::kNone)) {
        set_part(plan.entries[key->entry], c, i);
        continue;
      }
    }
    keys.push_back({c.field, ordinal, c.types, c.label, plan.entries.size()});
    plan.entries.push_back({.field = c.field});
    set_part(plan.entries.back(), c, i);
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& c = columns[i];
    if (!in_entry(c) || (c.part != ColumnPart::label && c.part != ColumnPart::service)) continue;
    const auto fits = [&](const Key& k, bool types) {
      const int ordinal = c.field == ColumnField::address && c.ordinal <= 1 ? 0 : c.ordinal;
      if (k.field != c.field || k.ordinal != ordinal || (types && k.types != c.types)) return false;
      std::size_t* slot = slot_of(plan.entries[k.entry], c.part);
      return slot && *slot == ColumnEntry::kNone;
    };
    auto key = std::find_if(keys.begin(), keys.end(), [&](const Key& k) { return fits(k, true); });
    if (key == keys.end())
      key = std::find_if(keys.begin(), keys.end(), [&](const Key& k) { return fits(k, false); });
    if (key != keys.end()) {
      set_part(plan.entries[key->entry], c, i);
    } else {
      columns[i].field = ColumnField::known;
      plan.singles.push_back(i);
    }
  }
  std::sort(plan.singles.begin(), plan.singles.end());
  join_scattered_address(plan);
}

DateOrder order_of_dates(const TablePlan& plan, std::span<const SampleRow> sample) {
  std::size_t month_first = 0, day_first = 0;
  for (const SampleRow& row : sample) {
    for (std::size_t i = 0; i < std::min(row.size(), plan.columns.size()); ++i) {
      const ColumnField field = plan.columns[i].field;
      if (field != ColumnField::birthday && field != ColumnField::anniversary &&
          field != ColumnField::event && field != ColumnField::known)
        continue;
      switch (order_shown_by(row[i])) {
        case DateOrder::month_first:
          ++month_first;
          break;
        case DateOrder::day_first:
          ++day_first;
          break;
        case DateOrder::unknown:
          break;
      }
    }
  }
  if (month_first == day_first) return DateOrder::unknown;
  return month_first > day_first ? DateOrder::month_first : DateOrder::day_first;
}

void settle_dates(TablePlan& plan, std::span<const SampleRow> sample) {
  plan.dates = order_of_dates(plan, sample);
  plan.dates_certain = plan.dates != DateOrder::unknown;
  if (plan.dates_certain) return;
  if (plan.dialect && plan.dialect->dates == CsvDialectRow::Dates::month_first) {
    plan.dates = DateOrder::month_first;
    plan.dates_certain = true;
    return;
  }
  // Nearly everybody but Americans says the day first; headings that are not ASCII are nobody's of theirs.
  const bool english = std::all_of(plan.columns.begin(), plan.columns.end(), [](const Column& c) {
    return std::all_of(c.heading.begin(), c.heading.end(), [](char ch) { return (ch & 0x80) == 0; });
  });
  plan.dates = english ? DateOrder::month_first : DateOrder::day_first;
}

// The one region that all numbers with a country code have, where there are two of them or more.
std::string region_of_numbers(const TablePlan& plan, std::span<const SampleRow> sample) {
  std::string region;
  std::size_t seen = 0;
  for (const SampleRow& row : sample) {
    for (std::size_t i = 0; i < std::min(row.size(), plan.columns.size()); ++i) {
      if (plan.columns[i].field != ColumnField::number || !row[i].starts_with('+')) continue;
      const auto number = parse_number(row[i], "");
      if (!number) continue;
      const std::string of = region_of(*number);
      if (of.empty() || (!region.empty() && region != of)) return {};
      region = of;
      ++seen;
    }
  }
  return seen > 1 ? region : std::string();
}

}  // namespace

bool TablePlan::finds_contacts() const {
  return std::any_of(columns.begin(), columns.end(), [](const Column& c) {
    return c.field != ColumnField::unknown && c.field != ColumnField::known && c.field != ColumnField::note &&
           c.field != ColumnField::event && c.field != ColumnField::custom && c.field != ColumnField::group &&
           c.field != ColumnField::uid && c.field != ColumnField::url;
  });
}

TablePlan plan_columns(std::span<const std::string> headings, std::span<const SampleRow> sample) {
  TablePlan plan;
  plan.dialect = csv_dialect_of(headings);
  std::map<std::string, const Column*> own;
  if (plan.dialect)
    for (const Column& c : plan.dialect->columns) own.emplace(fold(c.heading), &c);
  for (const std::string& heading : headings) {
    const auto found = own.find(fold(heading));
    plan.columns.push_back(found == own.end() ? read_column(heading) : *found->second);
    plan.columns.back().heading = trim(heading);
  }
  settle(plan, look_at(sample, plan.columns.size()));
  gather(plan);
  settle_dates(plan, sample);
  plan.region = region_of_numbers(plan, sample);
  return plan;
}

TablePlan plan_of_dialect(const CsvDialectRow& dialect) {
  TablePlan plan;
  plan.dialect = &dialect;
  plan.columns = dialect.columns;
  settle(plan, std::vector<Content>(plan.columns.size()));
  gather(plan);
  settle_dates(plan, {});
  return plan;
}

TablePlan guess_columns(std::span<const SampleRow> sample) {
  TablePlan plan;
  std::size_t width = 0;
  for (const SampleRow& row : sample) width = std::max(width, row.size());
  const std::vector<Content> content = look_at(sample, width);
  std::vector<std::size_t> texts;
  for (std::size_t i = 0; i < width; ++i) {
    Column c;
    const Content& in = content[i];
    if (in.mostly(in.mails)) {
      c.field = ColumnField::mail;
    } else if (in.mostly(in.urls)) {
      c.field = ColumnField::url;
    } else if (in.mostly(in.dates) && in.dates >= in.numbers) {
      c.field = ColumnField::birthday;
    } else if (in.mostly(in.numbers)) {
      c.field = ColumnField::number;
    } else if (in.filled > 0) {
      c.field = ColumnField::note;
      texts.push_back(i);
    }
    plan.columns.push_back(std::move(c));
  }
  // The first column of short texts names them; two side by side are given and family name.
  const auto is_short = [&](std::size_t i) { return content[i].mostly(content[i].short_texts); };
  const auto one_word = [&](std::size_t column) {
    std::size_t single = 0, filled = 0;
    for (const SampleRow& row : sample) {
      if (row.size() <= column || trim(row[column]).empty()) continue;
      ++filled;
      single += trim(row[column]).find(' ') == std::string_view::npos;
    }
    return filled > 0 && single * 5 >= filled * 4;
  };
  const auto first = std::find_if(texts.begin(), texts.end(), is_short);
  if (first != texts.end()) {
    const auto second = first + 1;
    const bool pair = second != texts.end() && *second == *first + 1 && is_short(*second) &&
                      one_word(*first) && one_word(*second) &&
                      content[*second].filled * 2 >= content[*first].filled;
    plan.columns[*first].field = pair ? ColumnField::given : ColumnField::full_name;
    if (pair) plan.columns[*second].field = ColumnField::family;
    // 欧阳 | 小北: where names are written together, the family comes first.
    if (pair) {
      std::size_t cjk = 0;
      for (const SampleRow& row : sample) cjk += row.size() > *first && has_cjk(row[*first]);
      if (cjk * 2 > content[*first].filled) {
        plan.columns[*first].field = ColumnField::family;
        plan.columns[*second].field = ColumnField::given;
      }
    }
  }
  gather(plan);
  settle_dates(plan, sample);
  return plan;
}

Known count_headings(std::span<const std::string> row) {
  Known out;
  for (const std::string& cell : row) {
    const std::string_view text = trim(cell);
    if (text.empty()) continue;
    ++out.filled;
    if (holds_mail_address(text) || (looks_like_number(text)) || parse_table_date(text, DateOrder::unknown)) {
      ++out.data;
      continue;
    }
    if (text.size() > 120) continue;
    const Column c = read_column(text);
    out.known += c.field != ColumnField::unknown && !c.leftover;
  }
  return out;
}

std::optional<std::size_t> heading_row(std::span<const SampleRow> sample) {
  constexpr std::size_t kLookedAt = 10;
  std::optional<std::size_t> best;
  std::size_t most = 0;
  for (std::size_t i = 0; i < std::min(kLookedAt, sample.size()); ++i) {
    const Known known = count_headings(sample[i]);
    if (known.data > 0 || known.known == 0) continue;
    // Half of them, or so many that it is no chance.
    if (known.known * 2 < known.filled && known.known < 4) continue;
    // "Contacts" alone above the table is its title.
    if (known.filled == 1 && i + 1 < sample.size() && sample[i + 1].size() > 1) continue;
    if (known.known > most) best = i, most = known.known;
  }
  if (best) return best;
  // Headings of a language that nobody knows: no cell looks like data, and below them cells do.
  if (sample.size() < 2 || sample[0].size() < 2) return std::nullopt;
  const Known first = count_headings(sample[0]);
  if (first.data > 0 || first.filled != sample[0].size()) return std::nullopt;
  std::vector<std::string> seen;
  for (const std::string& cell : sample[0]) {
    if (cell.size() > 40 || std::find(seen.begin(), seen.end(), cell) != seen.end()) return std::nullopt;
    seen.push_back(cell);
  }
  const std::vector<Content> below = look_at(sample.subspan(1), sample[0].size());
  const bool data = std::any_of(below.begin(), below.end(),
                                [](const Content& c) { return c.mostly(c.mails) || c.mostly(c.numbers); });
  return data ? std::optional<std::size_t>(0) : std::nullopt;
}

}  // namespace phonebook
