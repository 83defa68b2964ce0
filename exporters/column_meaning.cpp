#include "exporters/column_meaning.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/text.h"
#include "exporters/im_services.h"

namespace phonebook {
namespace {

using heading::Atom;
using heading::Meaning;

constexpr std::pair<Atom, const char*> kTypes[] = {
    {Atom::mobile, "cell"}, {Atom::home, "home"},          {Atom::work, "work"}, {Atom::fax, "fax"},
    {Atom::pager, "pager"}, {Atom::video, "video"},        {Atom::car, "car"},   {Atom::isdn, "isdn"},
    {Atom::main, "main"},   {Atom::textphone, "textphone"}};

std::vector<std::string> types_of(const Meaning& m, bool of_number) {
  std::vector<std::string> out;
  for (const auto& [atom, type] : kTypes)
    if (m.has(atom) && (of_number || atom == Atom::home || atom == Atom::work)) out.emplace_back(type);
  // "Company phone"
  if (m.has(Atom::company) && !m.has(Atom::work) && !m.has(Atom::home)) out.emplace_back("work");
  return out;
}

bool any(const Meaning& m, std::initializer_list<Atom> atoms) {
  return std::any_of(atoms.begin(), atoms.end(), [&](Atom a) { return m.has(a); });
}

bool is_number(const Meaning& m) {
  return any(m, {Atom::number, Atom::mobile, Atom::fax, Atom::pager, Atom::video, Atom::car, Atom::isdn,
                 Atom::textphone, Atom::other_number});
}

bool is_house(const Meaning& m) {
  return any(m, {Atom::address, Atom::street, Atom::city, Atom::region, Atom::postcode, Atom::country,
                 Atom::po_box, Atom::extended});
}

ColumnPart part_of_address(const Meaning& m) {
  if (m.has(Atom::po_box)) return ColumnPart::po_box;
  if (m.has(Atom::postcode)) return ColumnPart::postcode;
  if (m.has(Atom::street)) return ColumnPart::street;
  if (m.has(Atom::city)) return ColumnPart::city;
  if (m.has(Atom::country)) return ColumnPart::country;
  if (m.has(Atom::region)) return ColumnPart::region;
  if (m.has(Atom::extended)) return ColumnPart::extended;
  return m.has(Atom::formatted) ? ColumnPart::formatted : ColumnPart::street;
}

std::string service_of(const Meaning& m) {
  for (const Atom atom : m.atoms)
    if (heading::is_service(atom)) return std::string(heading::name_of(atom));
  return {};
}

// The word of RFC 6350, 6.6.6, where it has one.
std::string relation_word(const Meaning& m) {
  if (m.has(Atom::spouse)) return "spouse";
  if (m.has(Atom::child)) return "child";
  if (m.has(Atom::manager)) return "manager";
  if (m.has(Atom::assistant)) return "assistant";
  return {};
}

ColumnField field_of_names(const Meaning& m) {
  const bool given = m.has(Atom::given_name), family = m.has(Atom::family_name);
  if (m.has(Atom::reading)) {
    if (m.has(Atom::company)) return ColumnField::known;
    if (given == family)
      return m.has(Atom::middle_name) ? ColumnField::reading_middle : ColumnField::reading_full;
    return given ? ColumnField::reading_given : ColumnField::reading_family;
  }
  if (m.has(Atom::prefix)) return ColumnField::prefix;
  if (m.has(Atom::suffix)) return ColumnField::suffix;
  if (m.has(Atom::nickname)) return ColumnField::nickname;
  if (m.has(Atom::file_as)) return ColumnField::file_as;
  if (m.has(Atom::full_name) || (given && family)) return ColumnField::full_name;
  if (m.has(Atom::middle_name)) return ColumnField::middle;
  if (given) return ColumnField::given;
  if (family) return ColumnField::family;
  return ColumnField::unknown;
}

// The field alone; the order of the questions is the order of what says more.
ColumnField field_of(const Meaning& m) {
  if (m.has(Atom::custom)) return ColumnField::custom;
  if (m.has(Atom::mail))
    return any(m, {Atom::display, Atom::name, Atom::full_name, Atom::known}) ? ColumnField::known
                                                                             : ColumnField::mail;
  if (!service_of(m).empty() || m.has(Atom::im)) return ColumnField::im;
  if (m.has(Atom::birthday) || (m.has(Atom::event) && m.has(Atom::birthday))) {
    if (m.has(Atom::year)) return ColumnField::birth_year;
    if (m.has(Atom::month)) return ColumnField::birth_month;
    return m.has(Atom::day) ? ColumnField::birth_day : ColumnField::birthday;
  }
  if (m.has(Atom::anniversary)) return ColumnField::anniversary;
  if (m.has(Atom::photo)) return ColumnField::photo;
  const bool related = any(m, {Atom::spouse, Atom::child, Atom::manager, Atom::assistant, Atom::relation});
  if (related) return is_number(m) ? ColumnField::number : ColumnField::relation;
  if (is_number(m)) return ColumnField::number;
  if (m.has(Atom::known)) return ColumnField::known;
  if (m.has(Atom::url)) return ColumnField::url;
  if (const ColumnField name = field_of_names(m); name != ColumnField::unknown) return name;
  if (m.atoms.size() == 1 && m.has(Atom::address)) return ColumnField::where;
  if (is_house(m)) return ColumnField::address;
  // "Service" alone is the French word.
  if (m.has(Atom::department) || (m.atoms.size() == 1 && m.has(Atom::service)))
    return ColumnField::department;
  if (m.has(Atom::job_title)) return ColumnField::job_title;
  if (m.has(Atom::title))
    return m.has(Atom::company) || m.has(Atom::work) ? ColumnField::job_title : ColumnField::title;
  if (m.has(Atom::role)) return ColumnField::role;
  if (m.has(Atom::company)) return ColumnField::company;
  if (m.has(Atom::note)) return ColumnField::note;
  if (m.has(Atom::group)) return ColumnField::group;
  if (m.has(Atom::name)) return m.has(Atom::display) ? ColumnField::full_name : ColumnField::name;
  if (m.has(Atom::event)) return ColumnField::event;
  if (m.has(Atom::gender)) return ColumnField::gender;
  if (m.has(Atom::uid)) return ColumnField::uid;
  if (any(m, {Atom::home, Atom::work, Atom::main, Atom::primary, Atom::secondary})) return ColumnField::place;
  return ColumnField::unknown;
}

// Words that a label may hold and that say what a type says.
bool is_plain_label(const Meaning& m) {
  static constexpr Atom kPlain[] = {Atom::home,   Atom::work,   Atom::other,     Atom::main,   Atom::mobile,
                                    Atom::fax,    Atom::pager,  Atom::video,     Atom::car,    Atom::isdn,
                                    Atom::number, Atom::mail,   Atom::address,   Atom::filler, Atom::primary,
                                    Atom::url,    Atom::custom, Atom::textphone, Atom::company};
  const bool says_nothing = m.atoms.size() == 1 && m.has(Atom::filler);
  return !m.leftover && m.ordinal == 0 && !m.atoms.empty() && !says_nothing &&
         std::all_of(m.atoms.begin(), m.atoms.end(), [](Atom a) {
           return std::find(std::begin(kPlain), std::end(kPlain), a) != std::end(kPlain);
         });
}

}  // namespace

Column column_of(const Meaning& m, std::string_view heading) {
  Column c;
  c.heading = trim(heading);
  c.ordinal = m.ordinal;
  c.ordinal_last = m.number_last;
  c.leftover = m.leftover;
  c.field = field_of(m);
  if (c.field == ColumnField::unknown) {
    const bool filler = m.atoms.size() == 1 && m.has(Atom::filler);
    if (!m.atoms.empty() && !m.leftover && !filler) c.field = ColumnField::known;
    return c;
  }
  const bool number = c.field == ColumnField::number || c.field == ColumnField::place;
  c.types = types_of(m, number);
  c.preferred = m.has(Atom::primary) && (number || c.field == ColumnField::mail);
  if (c.field == ColumnField::im) c.service = service_of(m);
  if (c.field == ColumnField::relation) c.service = relation_word(m);
  c.mail_name = c.field == ColumnField::known && m.has(Atom::mail);
  if (c.field == ColumnField::address) c.part = part_of_address(m);
  c.whole = c.field == ColumnField::where ||
            (c.field == ColumnField::address && c.part == ColumnPart::street && !m.has(Atom::street));
  const bool own_label =
      number && (m.has(Atom::other_number) ||
                 any(m, {Atom::spouse, Atom::child, Atom::manager, Atom::assistant, Atom::relation}));
  if (m.has(Atom::service) && (c.field == ColumnField::im || service_of(m).empty()) && m.has(Atom::im)) {
    c.part = ColumnPart::service;
  } else if (m.has(Atom::label)) {
    if (c.field == ColumnField::number || c.field == ColumnField::mail || c.field == ColumnField::url ||
        c.field == ColumnField::im || c.field == ColumnField::address || c.field == ColumnField::where ||
        c.field == ColumnField::event || c.field == ColumnField::relation || c.field == ColumnField::custom) {
      c.part = ColumnPart::label;
      if (c.field == ColumnField::where) c.field = ColumnField::address;
    } else {
      c.field = ColumnField::known;
    }
    return c;
  }
  if (c.leftover) {
    switch (c.field) {
      case ColumnField::number:
      case ColumnField::mail:
      case ColumnField::address:
        c.label = c.heading;
        break;
      case ColumnField::note:
      case ColumnField::group:
      case ColumnField::im:
      case ColumnField::url:
      case ColumnField::birthday:
        break;
      default:
        c.field = ColumnField::unknown;
    }
  } else if (own_label) {
    // "Assistant's Phone" → "Assistant"
    std::string_view label = c.heading;
    for (const std::string_view end : {" Phone", "'s", "’s"})
      if (label.size() > end.size() && label.ends_with(end)) label.remove_suffix(end.size());
    c.label = label;
  }
  return c;
}

Column read_column(std::string_view heading) {
  // "Phone (Boat)": the label in brackets is the person's own, unless it is one that everybody knows.
  heading = trim(heading);
  const std::size_t open = heading.find('(');
  if (heading.ends_with(')') && open != std::string_view::npos && open > 0) {
    const std::string_view inside = trim(heading.substr(open + 1, heading.size() - open - 2));
    const heading::Meaning whole = heading::read(heading);
    if (whole.leftover && !inside.empty()) {
      const heading::Meaning outside = heading::read(heading.substr(0, open));
      Column c = column_of(outside, heading);
      const bool labelled = c.field == ColumnField::number || c.field == ColumnField::mail ||
                            c.field == ColumnField::address || c.field == ColumnField::where;
      if (!outside.leftover && labelled) {
        c.label = inside;
        if (c.field == ColumnField::where) c.field = ColumnField::address, c.part = ColumnPart::street;
        return c;
      }
      if (!outside.leftover && c.field == ColumnField::im) {
        c.service = service_from_word(inside);
        return c;
      }
    }
  }
  return column_of(heading::read(heading), heading);
}

bool heading_says_name(std::string_view heading) {
  const Meaning m = heading::read(heading);
  return any(m, {Atom::name, Atom::full_name, Atom::given_name, Atom::family_name});
}

LabelMeaning read_label(std::string_view text) {
  LabelMeaning out;
  text = trim(text);
  if (text.starts_with('*')) {
    out.preferred = true;
    text = trim(text.substr(1));
  }
  if (text.empty()) return out;
  const Meaning m = heading::read(text);
  if (!is_plain_label(m)) {
    out.label = text;
    return out;
  }
  out.types = types_of(m, true);
  if (m.has(Atom::primary)) out.preferred = true;
  return out;
}

}  // namespace phonebook
