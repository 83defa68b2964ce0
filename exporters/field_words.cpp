#include "exporters/field_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/text.h"

namespace phonebook {
namespace {

// What stands here is marked for the translators where it is listed once more, in marked() below.
constexpr std::array kWords{
    FieldWord{"Name", Field::name, ""},
    FieldWord{"Name prefix", Field::prefix, ""},
    FieldWord{"First name", Field::given, ""},
    FieldWord{"Middle name", Field::middle, ""},
    FieldWord{"Last name", Field::family, ""},
    FieldWord{"Name suffix", Field::suffix, ""},
    FieldWord{"Phonetic name", Field::reading, ""},
    FieldWord{"Nickname", Field::nickname, ""},
    FieldWord{"Organisation", Field::organisation, ""},
    FieldWord{"Department", Field::department, ""},
    FieldWord{"Job title", Field::title, ""},
    FieldWord{"Role", Field::role, ""},
    FieldWord{"Mobile", Field::number, "cell"},
    FieldWord{"Home mobile", Field::number, "cell home"},
    FieldWord{"Work mobile", Field::number, "cell work"},
    FieldWord{"Home phone", Field::number, "home"},
    FieldWord{"Work phone", Field::number, "work"},
    FieldWord{"Main phone", Field::number, "main"},
    FieldWord{"Phone", Field::number, ""},
    FieldWord{"Fax", Field::number, "fax"},
    FieldWord{"Home fax", Field::number, "fax home"},
    FieldWord{"Work fax", Field::number, "fax work"},
    FieldWord{"Pager", Field::number, "pager"},
    FieldWord{"Car phone", Field::number, "car"},
    FieldWord{"E-mail", Field::mail, ""},
    FieldWord{"Home e-mail", Field::mail, "home"},
    FieldWord{"Work e-mail", Field::mail, "work"},
    FieldWord{"XMPP", Field::im, "xmpp"},
    FieldWord{"QQ", Field::im, "qq"},
    FieldWord{"WeChat", Field::im, "wechat"},
    FieldWord{"Skype", Field::im, "skype"},
    FieldWord{"Telegram", Field::im, "telegram"},
    FieldWord{"ICQ", Field::im, "icq"},
    FieldWord{"AIM", Field::im, "aim"},
    FieldWord{"MSN", Field::im, "msn"},
    FieldWord{"Yahoo", Field::im, "yahoo"},
    FieldWord{"Matrix", Field::im, "matrix"},
    FieldWord{"Chat", Field::im, ""},
    FieldWord{"Address", Field::address, ""},
    FieldWord{"Home address", Field::address, "home"},
    FieldWord{"Work address", Field::address, "work"},
    FieldWord{"Street", Field::street, ""},
    FieldWord{"Home street", Field::street, "home"},
    FieldWord{"Work street", Field::street, "work"},
    FieldWord{"Address line 2", Field::extended, ""},
    FieldWord{"Home address line 2", Field::extended, "home"},
    FieldWord{"Work address line 2", Field::extended, "work"},
    FieldWord{"PO box", Field::po_box, ""},
    FieldWord{"Home PO box", Field::po_box, "home"},
    FieldWord{"Work PO box", Field::po_box, "work"},
    FieldWord{"City", Field::city, ""},
    FieldWord{"Home city", Field::city, "home"},
    FieldWord{"Work city", Field::city, "work"},
    FieldWord{"State or province", Field::region, ""},
    FieldWord{"Home state or province", Field::region, "home"},
    FieldWord{"Work state or province", Field::region, "work"},
    FieldWord{"Postcode", Field::postcode, ""},
    FieldWord{"Home postcode", Field::postcode, "home"},
    FieldWord{"Work postcode", Field::postcode, "work"},
    FieldWord{"Country", Field::country, ""},
    FieldWord{"Home country", Field::country, "home"},
    FieldWord{"Work country", Field::country, "work"},
    FieldWord{"Website", Field::url, ""},
    FieldWord{"Birthday", Field::birthday, ""},
    FieldWord{"Anniversary", Field::anniversary, ""},
    FieldWord{"Groups", Field::category, ""},
    FieldWord{"Related", Field::related, ""},
    FieldWord{"Member", Field::member, ""},
    FieldWord{"Note", Field::note, ""},
};

// xgettext reads calls of tr() only, and a table that is made at build time cannot call it.
[[maybe_unused]] void marked() {
  for (const char* word : {tr("Name"),
                           tr("Name prefix"),
                           tr("First name"),
                           tr("Middle name"),
                           tr("Last name"),
                           tr("Name suffix"),
                           tr("Phonetic name"),
                           tr("Nickname"),
                           tr("Organisation"),
                           tr("Department"),
                           tr("Job title"),
                           tr("Role"),
                           tr("Mobile"),
                           tr("Home mobile"),
                           tr("Work mobile"),
                           tr("Home phone"),
                           tr("Work phone"),
                           tr("Main phone"),
                           tr("Phone"),
                           tr("Fax"),
                           tr("Home fax"),
                           tr("Work fax"),
                           tr("Pager"),
                           tr("Car phone"),
                           tr("E-mail"),
                           tr("Home e-mail"),
                           tr("Work e-mail"),
                           tr("XMPP"),
                           tr("QQ"),
                           tr("WeChat"),
                           tr("Skype"),
                           tr("Telegram"),
                           tr("ICQ"),
                           tr("AIM"),
                           tr("MSN"),
                           tr("Yahoo"),
                           tr("Matrix"),
                           tr("Chat"),
                           tr("Address"),
                           tr("Home address"),
                           tr("Work address"),
                           tr("Street"),
                           tr("Home street"),
                           tr("Work street"),
                           tr("Address line 2"),
                           tr("Home address line 2"),
                           tr("Work address line 2"),
                           tr("PO box"),
                           tr("Home PO box"),
                           tr("Work PO box"),
                           tr("City"),
                           tr("Home city"),
                           tr("Work city"),
                           tr("State or province"),
                           tr("Home state or province"),
                           tr("Work state or province"),
                           tr("Postcode"),
                           tr("Home postcode"),
                           tr("Work postcode"),
                           tr("Country"),
                           tr("Home country"),
                           tr("Work country"),
                           tr("Website"),
                           tr("Birthday"),
                           tr("Anniversary"),
                           tr("Groups"),
                           tr("Note")})
    static_cast<void>(word);
}

const FieldWord* find_word(Field field, std::string_view types) {
  const auto found = std::find_if(kWords.begin(), kWords.end(), [&](const FieldWord& word) {
    return word.field == field && word.types == types;
  });
  return found == kWords.end() ? nullptr : &*found;
}

// Those of `known` that are among the types, joined as the table has them.
std::string key(const std::vector<std::string>& types, std::initializer_list<std::string_view> known) {
  std::string out;
  for (const std::string_view word : known)
    if (std::find(types.begin(), types.end(), word) != types.end())
      out += (out.empty() ? "" : " ") + std::string(word);
  return out;
}

std::string with_label(Field field, const std::string& label) {
  return fmt::format("{} ({})", field_word(field), label);
}

// home or work; both at once say nothing about the place.
std::string place(const std::vector<std::string>& types) {
  std::string out = key(types, {"home", "work"});
  return out == "home work" ? std::string() : out;
}

}  // namespace

std::span<const FieldWord> field_words() { return kWords; }

std::string field_word(Field field, std::string_view types) {
  if (const FieldWord* word = find_word(field, types)) return tr(word->english);
  if (const FieldWord* word = find_word(field, "")) return tr(word->english);
  return {};
}

std::string number_word(const std::vector<std::string>& types, const std::string& label) {
  if (!label.empty()) return with_label(Field::number, label);
  // The most telling one first; a fax that is also a mobile is a fax.
  const std::string where = place(types);
  for (const std::string_view what : {"fax", "cell", "pager", "car", "main"}) {
    if (std::find(types.begin(), types.end(), what) == types.end()) continue;
    const std::string both = where.empty() ? std::string(what) : std::string(what) + " " + where;
    return field_word(Field::number, find_word(Field::number, both) ? std::string_view(both) : what);
  }
  return field_word(Field::number, where);
}

std::string mail_word(const std::vector<std::string>& types, const std::string& label) {
  return label.empty() ? field_word(Field::mail, place(types)) : with_label(Field::mail, label);
}

std::string related_word(const std::string& type) {
  return type.empty() ? field_word(Field::related) : with_label(Field::related, type);
}

std::string im_word(const std::string& service) {
  if (find_word(Field::im, service)) return field_word(Field::im, service);
  return service.empty() ? field_word(Field::im) : with_label(Field::im, service);
}

std::string address_word(const std::vector<std::string>& types, const std::string& label) {
  return label.empty() ? field_word(Field::address, place(types)) : with_label(Field::address, label);
}

std::string address_part_word(Field part, const std::vector<std::string>& types) {
  return field_word(part, place(types));
}

}  // namespace phonebook
