#include "exporters/column_meaning.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/text.h"

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

Part part_of_address(const Meaning& m) {
  if (m.has(Atom::po_box)) return Part::po_box;
  if (m.has(Atom::postcode)) return Part::postcode;
  if (m.has(Atom::street)) return Part::street;
  if (m.has(Atom::city)) return Part::city;
  if (m.has(Atom::country)) return Part::country;
  if (m.has(Atom::region)) return Part::region;
  if (m.has(Atom::extended)) return Part::extended;
  return m.has(Atom::formatted) ? Part::formatted : Part::street;
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
  if (m.has(Atom::manager)) return "x-manager";
  if (m.has(Atom::assistant)) return "x-assistant";
  return {};
}

Field field_of_names(const Meaning& m) {
  const bool given = m.has(Atom::given_name), family = m.has(Atom::family_name);
  if (m.has(Atom::reading)) {
    if (m.has(Atom::company)) return Field::known;
    if (given == family) return m.has(Atom::middle_name) ? Field::reading_middle : Field::reading_full;
    return given ? Field::reading_given : Field::reading_family;
  }
  if (m.has(Atom::prefix)) return Field::prefix;
  if (m.has(Atom::suffix)) return Field::suffix;
  if (m.has(Atom::nickname)) return Field::nickname;
  if (m.has(Atom::file_as)) return Field::file_as;
  if (m.has(Atom::full_name) || (given && family)) return Field::full_name;
  if (m.has(Atom::middle_name)) return Field::middle;
  if (given) return Field::given;
  if (family) return Field::family;
  return Field::unknown;
}

// The field alone; the order of the questions is the order of what says more.
Field field_of(const Meaning& m) {
  if (m.has(Atom::custom)) return Field::custom;
  if (m.has(Atom::mail))
    return any(m, {Atom::display, Atom::name, Atom::full_name, Atom::known}) ? Field::known : Field::mail;
  if (!service_of(m).empty() || m.has(Atom::im)) return Field::im;
  if (m.has(Atom::birthday) || (m.has(Atom::event) && m.has(Atom::birthday))) {
    if (m.has(Atom::year)) return Field::birth_year;
    if (m.has(Atom::month)) return Field::birth_month;
    return m.has(Atom::day) ? Field::birth_day : Field::birthday;
  }
  if (m.has(Atom::anniversary)) return Field::anniversary;
  if (m.has(Atom::photo)) return Field::photo;
  const bool related = any(m, {Atom::spouse, Atom::child, Atom::manager, Atom::assistant, Atom::relation});
  if (related) return is_number(m) ? Field::number : Field::relation;
  if (is_number(m)) return Field::number;
  if (m.has(Atom::known)) return Field::known;
  if (m.has(Atom::url)) return Field::url;
  if (const Field name = field_of_names(m); name != Field::unknown) return name;
  if (m.atoms.size() == 1 && m.has(Atom::address)) return Field::where;
  if (is_house(m)) return Field::address;
  // "Service" alone is the French word.
  if (m.has(Atom::department) || (m.atoms.size() == 1 && m.has(Atom::service))) return Field::department;
  if (m.has(Atom::job_title)) return Field::job_title;
  if (m.has(Atom::title)) return m.has(Atom::company) || m.has(Atom::work) ? Field::job_title : Field::title;
  if (m.has(Atom::role)) return Field::role;
  if (m.has(Atom::company)) return Field::company;
  if (m.has(Atom::note)) return Field::note;
  if (m.has(Atom::group)) return Field::group;
  if (m.has(Atom::name)) return m.has(Atom::display) ? Field::full_name : Field::name;
  if (m.has(Atom::event)) return Field::event;
  if (m.has(Atom::gender)) return Field::gender;
  if (m.has(Atom::uid)) return Field::uid;
  if (any(m, {Atom::home, Atom::work, Atom::main, Atom::primary, Atom::secondary})) return Field::place;
  return Field::unknown;
}

// Words that a label may hold and that say what a type says.
bool is_plain_label(const Meaning& m) {
  static constexpr Atom kPlain[] = {Atom::home,   Atom::work,   Atom::other,     Atom::main,   Atom::mobile,
                                    Atom::fax,    Atom::pager,  Atom::video,     Atom::car,    Atom::isdn,
                                    Atom::number, Atom::mail,   Atom::address,   Atom::filler, Atom::primary,
                                    Atom::url,    Atom::custom, Atom::textphone, Atom::company};
  return !m.leftover && m.ordinal == 0 && !m.atoms.empty() &&
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
  if (c.field == Field::unknown) {
    if (!m.atoms.empty() && !m.leftover) c.field = Field::known;
    return c;
  }
  const bool number = c.field == Field::number || c.field == Field::place;
  c.types = types_of(m, number);
  c.preferred = m.has(Atom::primary) && (number || c.field == Field::mail);
  if (c.field == Field::im) c.service = service_of(m);
  if (c.field == Field::relation) c.service = relation_word(m);
  c.mail_name = c.field == Field::known && m.has(Atom::mail);
  if (c.field == Field::address) c.part = part_of_address(m);
  c.whole = c.field == Field::where ||
            (c.field == Field::address && c.part == Part::street && !m.has(Atom::street));
  const bool own_label =
      number && (m.has(Atom::other_number) ||
                 any(m, {Atom::spouse, Atom::child, Atom::manager, Atom::assistant, Atom::relation}));
  if (m.has(Atom::service) && (c.field == Field::im || service_of(m).empty()) && m.has(Atom::im)) {
    c.part = Part::service;
  } else if (m.has(Atom::label)) {
    if (c.field == Field::number || c.field == Field::mail || c.field == Field::url || c.field == Field::im ||
        c.field == Field::address || c.field == Field::where || c.field == Field::event ||
        c.field == Field::relation || c.field == Field::custom) {
      c.part = Part::label;
      if (c.field == Field::where) c.field = Field::address;
    } else {
      c.field = Field::known;
    }
    return c;
  }
  if (c.leftover) {
    switch (c.field) {
      case Field::number:
      case Field::mail:
      case Field::address:
        c.label = c.heading;
        break;
      case Field::note:
      case Field::group:
      case Field::im:
      case Field::url:
      case Field::birthday:
        break;
      default:
        c.field = Field::unknown;
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

Column read_column(std::string_view heading) { return column_of(heading::read(heading), heading); }

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
