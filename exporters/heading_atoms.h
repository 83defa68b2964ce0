// What one word of a column's heading can mean. A heading is a few of them together: "Business Fax 2" is
// work + fax, the second one. The words stand in data/csv/headings/, a file a language.
#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace phonebook::heading {

enum class Atom : std::uint8_t {
  none,
  // names
  name,
  full_name,
  given_name,
  family_name,
  middle_name,
  prefix,
  suffix,
  nickname,
  file_as,
  reading,
  // work
  company,
  department,
  title,
  job_title,
  role,
  // ways to reach somebody
  number,
  mobile,
  fax,
  pager,
  video,
  car,
  isdn,
  textphone,
  other_number,
  mail,
  url,
  im,
  // whose, where
  home,
  work,
  other,
  main,
  primary,
  secondary,
  // addresses
  address,
  street,
  city,
  region,
  postcode,
  country,
  po_box,
  extended,
  // days
  birthday,
  anniversary,
  event,
  year,
  month,
  day,
  // the rest
  note,
  group,
  photo,
  gender,
  uid,
  spouse,
  child,
  manager,
  assistant,
  relation,
  custom,
  known,
  // columns about columns
  label,
  value,
  service,
  formatted,
  display,
  filler,
  // chat services
  service_aim,
  service_gadugadu,
  service_googletalk,
  service_icq,
  service_line,
  service_matrix,
  service_msn,
  service_qq,
  service_signal,
  service_sip,
  service_skype,
  service_telegram,
  service_wechat,
  service_whatsapp,
  service_wv,
  service_xmpp,
  service_yahoo,
};

struct AtomRow {
  Atom atom;
  const char* name;  // of the section in the data files
};
inline constexpr std::array kAtoms{
    AtomRow{Atom::name, "name"},
    AtomRow{Atom::full_name, "full name"},
    AtomRow{Atom::given_name, "given name"},
    AtomRow{Atom::family_name, "family name"},
    AtomRow{Atom::middle_name, "middle name"},
    AtomRow{Atom::prefix, "prefix"},
    AtomRow{Atom::suffix, "suffix"},
    AtomRow{Atom::nickname, "nickname"},
    AtomRow{Atom::file_as, "file as"},
    AtomRow{Atom::reading, "reading"},
    AtomRow{Atom::company, "company"},
    AtomRow{Atom::department, "department"},
    AtomRow{Atom::title, "title"},
    AtomRow{Atom::job_title, "job title"},
    AtomRow{Atom::role, "role"},
    AtomRow{Atom::number, "number"},
    AtomRow{Atom::mobile, "mobile"},
    AtomRow{Atom::fax, "fax"},
    AtomRow{Atom::pager, "pager"},
    AtomRow{Atom::video, "video"},
    AtomRow{Atom::car, "car"},
    AtomRow{Atom::isdn, "isdn"},
    AtomRow{Atom::textphone, "textphone"},
    AtomRow{Atom::other_number, "other number"},
    AtomRow{Atom::mail, "mail"},
    AtomRow{Atom::url, "url"},
    AtomRow{Atom::im, "im"},
    AtomRow{Atom::home, "home"},
    AtomRow{Atom::work, "work"},
    AtomRow{Atom::other, "other"},
    AtomRow{Atom::main, "main"},
    AtomRow{Atom::primary, "primary"},
    AtomRow{Atom::secondary, "secondary"},
    AtomRow{Atom::address, "address"},
    AtomRow{Atom::street, "street"},
    AtomRow{Atom::city, "city"},
    AtomRow{Atom::region, "region"},
    AtomRow{Atom::postcode, "postcode"},
    AtomRow{Atom::country, "country"},
    AtomRow{Atom::po_box, "po box"},
    AtomRow{Atom::extended, "extended"},
    AtomRow{Atom::birthday, "birthday"},
    AtomRow{Atom::anniversary, "anniversary"},
    AtomRow{Atom::event, "event"},
    AtomRow{Atom::year, "year"},
    AtomRow{Atom::month, "month"},
    AtomRow{Atom::day, "day"},
    AtomRow{Atom::note, "note"},
    AtomRow{Atom::group, "group"},
    AtomRow{Atom::photo, "photo"},
    AtomRow{Atom::gender, "gender"},
    AtomRow{Atom::uid, "uid"},
    AtomRow{Atom::spouse, "spouse"},
    AtomRow{Atom::child, "child"},
    AtomRow{Atom::manager, "manager"},
    AtomRow{Atom::assistant, "assistant"},
    AtomRow{Atom::relation, "relation"},
    AtomRow{Atom::custom, "custom"},
    AtomRow{Atom::known, "known"},
    AtomRow{Atom::label, "label"},
    AtomRow{Atom::value, "value"},
    AtomRow{Atom::service, "service"},
    AtomRow{Atom::formatted, "formatted"},
    AtomRow{Atom::display, "display"},
    AtomRow{Atom::filler, "filler"},
    AtomRow{Atom::service_aim, "aim"},
    AtomRow{Atom::service_gadugadu, "gadugadu"},
    AtomRow{Atom::service_googletalk, "googletalk"},
    AtomRow{Atom::service_icq, "icq"},
    AtomRow{Atom::service_line, "line"},
    AtomRow{Atom::service_matrix, "matrix"},
    AtomRow{Atom::service_msn, "msn"},
    AtomRow{Atom::service_qq, "qq"},
    AtomRow{Atom::service_signal, "signal"},
    AtomRow{Atom::service_sip, "sip"},
    AtomRow{Atom::service_skype, "skype"},
    AtomRow{Atom::service_telegram, "telegram"},
    AtomRow{Atom::service_wechat, "wechat"},
    AtomRow{Atom::service_whatsapp, "whatsapp"},
    AtomRow{Atom::service_wv, "wv"},
    AtomRow{Atom::service_xmpp, "xmpp"},
    AtomRow{Atom::service_yahoo, "yahoo"},
};

inline constexpr bool is_service(Atom atom) noexcept { return atom >= Atom::service_aim; }
inline constexpr std::string_view name_of(Atom atom) noexcept {
  for (const AtomRow& row : kAtoms)
    if (row.atom == atom) return row.name;
  return {};
}

// One entry of the compiled words: up to three atoms.
struct Word {
  const char* text;  // tokens of words.h, joined by blanks
  Atom atoms[3];
};

}  // namespace phonebook::heading
