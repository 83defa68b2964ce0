#include "transports/gammu/gammu_card.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <chrono>

#include "base/text.h"
#include "exporters/transcoder.h"
#include "transports/card_spans.h"

namespace phonebook {
namespace {

// A text as gammu holds it: UTF-16 units, and the octets of its quoted-printable form.
struct Measure {
  std::size_t units = 0, octets = 0;
  void add(char32_t c) {
    ++units;
    octets += c < 0x20 ? 3 : c < 0x80 ? 1 : c < 0x800 ? 6 : 9;
  }
  // Blanks that must follow, so that gammu's buffer of 8 octets a unit holds the text and its closing NUL.
  [[nodiscard]] std::size_t padding() const {
    return octets + 1 <= 8 * units ? 0 : (octets + 1 - 8 * units + 6) / 7;
  }
  [[nodiscard]] bool fits() const { return units + padding() <= kGammuTextUnits; }
};

Measure measure(std::string_view text) {
  Measure all;
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    all.add(point.value);
    text.remove_prefix(point.length);
  }
  return all;
}

// gammu looks for these anywhere in a line.
bool breaks_the_card(std::string_view text) {
  for (const std::string_view word : {"BEGIN:VCARD", "END:VCARD", "VERSION:"})
    if (text.find(word) != std::string_view::npos) return true;
  return false;
}

bool fits(std::string_view text) { return measure(text).fits() && !breaks_the_card(text); }

// Whether what begins with '=' would be taken for a quoted octet, or at the end for a line that goes on:
// gammu writes '=' as it is, and quotes every other sign once one of the text is beyond ASCII.
bool looks_quoted(std::string_view text) {
  if (text.front() != '=') return false;
  const std::string_view behind = text.substr(1);
  if (trim(behind).empty()) return true;
  const auto hex = [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; };
  const bool plain = behind[0] >= 0x20 && behind[0] < 0x7F && behind[0] != '=';
  return !plain || (behind.size() >= 2 && hex(behind[0]) && hex(behind[1]));
}

std::string without_quotes(std::string_view text) {
  std::string out;
  for (; !text.empty(); text.remove_prefix(1)) {
    if (looks_quoted(text))
      out += "＝";
    else
      out += text.front();
  }
  return out;
}

// Without characters beyond U+FFFF and what joins or dresses them (U+200D, U+FE0F), without control
// characters but tabs and line ends, and without blanks at its ends. gammu escapes no backslash, and reads
// "\n" as a line end: the sign in full width looks alike and stays, and fold() takes the two for one.
std::string carried(std::string_view text) {
  std::string out;
  std::string_view rest = text;
  bool left_out = false;
  while (!rest.empty()) {
    const CodePoint point = decode_utf8(rest);
    const bool belongs_to_one = left_out && (point.value == 0x200D || point.value == 0xFE0F);
    const bool control =
        (point.value < 0x20 && point.value != '\t' && point.value != '\n' && point.value != '\r') ||
        (point.value >= 0x7F && point.value < 0xA0);
    left_out = point.value > 0xFFFF || control || belongs_to_one;
    if (point.value == '\r') {
      if (!rest.starts_with("\r\n")) out += '\n';
    } else if (point.value == '\\') {
      out += "＼";
    } else if (!left_out) {
      out += rest.substr(0, point.length);
    }
    rest.remove_prefix(point.length);
  }
  return without_quotes(trim(out));
}

// A web address is carried as it is or not at all.
bool carries_url(std::string_view url) {
  const bool ascii =
      std::all_of(url.begin(), url.end(), [](char c) { return c > 0x20 && c < 0x7F && c != '\\'; });
  return fits(url) && (ascii || carried(url) == url);
}

// gammu drops a day that no calendar has.
bool is_day(const Date& date) {
  if (!date.year || !date.month || !date.day) return false;
  const std::chrono::year_month_day day{std::chrono::year(*date.year),
                                        std::chrono::month(static_cast<unsigned>(*date.month)),
                                        std::chrono::day(static_cast<unsigned>(*date.day))};
  return day.ok();
}

std::string cut_to_fit(std::string_view text) {
  std::string_view rest = text;
  Measure taken;
  while (!rest.empty()) {
    const CodePoint point = decode_utf8(rest);
    Measure more = taken;
    more.add(point.value);
    if (!more.fits()) break;
    taken = more;
    rest.remove_prefix(point.length);
  }
  // A sign that was no quoted octet's before the cut would be one at the end.
  std::string_view cut = trim(text.substr(0, text.size() - rest.size()));
  while (!rest.empty() && cut.ends_with('=')) cut = trim(cut.substr(0, cut.size() - 1));
  return std::string(cut);
}

void pad(std::string& text, std::string_view whole) {
  if (!whole.empty()) text.append(measure(whole).padding(), ' ');
}
void pad(std::string& text) { pad(text, text); }

// gammu joins the parts of a name, an address and an organisation with ';' and escapes none.
std::string part(std::string_view from) {
  std::string text = carried(from);
  std::replace(text.begin(), text.end(), ';', ',');
  return text;
}

std::string joined(const std::vector<std::string>& organisation) {
  std::string out;
  for (const std::string& unit : organisation) out += (out.empty() ? "" : ";") + unit;
  return out;
}

bool has(const std::vector<std::string>& types, const char* word) {
  return std::find(types.begin(), types.end(), word) != types.end();
}

// One place and one kind, of those that gammu knows.
std::vector<std::string> known_types(const std::vector<std::string>& types) {
  std::vector<std::string> known;
  for (const char* place : {"home", "work"}) {
    if (!has(types, place)) continue;
    known.emplace_back(place);
    break;
  }
  for (const char* kind : {"fax", "cell", "video"}) {
    if (!has(types, kind)) continue;
    known.emplace_back(kind);
    break;
  }
  return known;
}

NameParts kept_name(const NameParts& name) {
  NameParts kept{.family = part(name.family), .given = part(name.given)};
  return fits(kept.family + ";" + kept.given) && measure(kept.family + kept.given).units > 0 ? kept
                                                                                             : NameParts{};
}

std::string joined(const PostalAddress& a) {
  return ";;" + a.street + ";" + a.city + ";" + a.region + ";" + a.postcode + ";" + a.country;
}

// One at home and one at work; gammu mixes up the parts of a second one.
std::vector<PostalAddress> kept_addresses(const std::vector<PostalAddress>& addresses) {
  std::vector<PostalAddress> kept;
  std::array<bool, 2> taken{};
  for (const PostalAddress& address : addresses) {
    const bool work = has(address.types, "work") && !has(address.types, "home");
    PostalAddress simple{.street = part(address.street),
                         .city = part(address.city),
                         .region = part(address.region),
                         .postcode = part(address.postcode),
                         .country = part(address.country),
                         .types = {work ? "work" : "home"}};
    // gammu joins the parts in a buffer of 512 units.
    const std::string whole = joined(simple);
    if (taken[work] || whole == ";;;;;;" || !fits(whole)) continue;
    taken[work] = true;
    kept.push_back(std::move(simple));
  }
  return kept;
}

std::string digits(const ContactNumber& number) {
  std::string out;
  for (const char c : number.number + "x" + number.extension)
    if ((c >= '0' && c <= '9') || c == '+' || c == '*' || c == '#') out += c;
  return out;
}

std::size_t values_of(const Contact& contact) {
  return 3 + contact.nicknames.size() + contact.numbers.size() + contact.mails.size() + contact.urls.size() +
         5 * contact.addresses.size() + (contact.organisation.empty() ? 0 : 1) +
         (contact.title.empty() ? 0 : 1) + (contact.birthday ? 1 : 0) + (contact.note.empty() ? 0 : 1);
}

std::optional<unsigned> quoted_octet(std::string_view text) {
  unsigned value = 0;
  if (text.size() < 3 || text[0] != '=' ||
      std::from_chars(text.data() + 1, text.data() + 3, value, 16).ptr != text.data() + 3)
    return std::nullopt;
  return value;
}

// Drops the second copy of a low surrogate, written as UTF-8 (ED B0..BF xx), behind a character beyond
// U+FFFF.
std::string mend_surrogates(std::string_view card) {
  std::string out;
  out.reserve(card.size());
  std::array<unsigned, 4> last{};  // the quoted octets just written
  std::size_t run = 0;
  const auto code_point = [&] {
    return ((last[0] & 7u) << 18) | ((last[1] & 63u) << 12) | ((last[2] & 63u) << 6) | (last[3] & 63u);
  };
  while (!card.empty()) {
    const auto octet = quoted_octet(card);
    if (!octet) {
      run = 0;
      out += card.front();
      card.remove_prefix(1);
      continue;
    }
    if (*octet == 0xED && run >= 4 && (last[0] & 0xF8u) == 0xF0) {
      const auto second = quoted_octet(card.substr(3));
      const auto third = card.size() >= 9 ? quoted_octet(card.substr(6)) : std::nullopt;
      const unsigned low = 0xDC00u + ((code_point() - 0x10000u) & 0x3FFu);
      if (second && third && *second >= 0xB0 && (0xD000u | ((*second & 63u) << 6) | (*third & 63u)) == low) {
        card.remove_prefix(9);
        continue;
      }
    }
    std::rotate(last.begin(), last.begin() + 1, last.end());
    last.back() = *octet;
    ++run;
    out.append(card.substr(0, 3));
    card.remove_prefix(3);
  }
  return out;
}

void without_padding(Contact& contact) {
  const auto strip = [](std::string& text) { text = std::string(trim(text)); };
  strip(contact.formatted_name);
  strip(contact.name.given);
  for (std::string& nickname : contact.nicknames) strip(nickname);
  for (std::string& unit : contact.organisation) strip(unit);
  strip(contact.title);
  for (PostalAddress& address : contact.addresses) strip(address.country);
  strip(contact.note);
}

// The value of a line like "X-GAMMU-LOCATION:17"; gammu writes these bare.
std::optional<std::string_view> line_value(std::string_view card, std::string_view name) {
  for (const std::string_view line : split(card, '\n'))
    if (line.starts_with(name) && line.size() > name.size() && line[name.size()] == ':')
      return trim(line.substr(name.size() + 1));
  return std::nullopt;
}

}  // namespace

Contact kept_by_gammu(const Contact& contact) {
  Contact kept;
  kept.uid = contact.uid;
  kept.name = kept_name(contact.name);
  kept.formatted_name = carried(shown_name(contact));
  for (const std::string& from : contact.nicknames) {
    const std::string nickname = carried(from);
    if (nickname.empty() || nickname.find(',') != std::string::npos || !fits(nickname)) continue;
    kept.nicknames = {nickname};
    break;
  }
  for (const ContactNumber& number : contact.numbers)
    kept.numbers.push_back(
        {.number = number.number, .extension = number.extension, .types = known_types(number.types)});
  for (const ContactMail& mail : contact.mails) kept.mails.push_back({.address = mail.address});
  for (const std::string& unit : contact.organisation) kept.organisation.push_back(part(unit));
  if (!fits(joined(kept.organisation))) kept.organisation.clear();
  if (const std::string title = carried(contact.title); fits(title)) kept.title = title;
  kept.addresses = kept_addresses(contact.addresses);
  for (const std::string& url : contact.urls)
    if (carries_url(url)) kept.urls.push_back(url);
  if (contact.birthday && is_day(*contact.birthday)) kept.birthday = contact.birthday;
  if (const std::string note = cut_to_fit(carried(contact.note)); fits(note)) kept.note = note;
  return kept;
}

Contact padded_for_gammu(Contact kept) {
  pad(kept.formatted_name);
  if (!kept.name.empty()) pad(kept.name.given, kept.name.family + ";" + kept.name.given);
  for (std::string& nickname : kept.nicknames) pad(nickname);
  if (!kept.organisation.empty()) pad(kept.organisation.back(), joined(kept.organisation));
  pad(kept.title);
  for (PostalAddress& address : kept.addresses) pad(address.country, joined(address));
  pad(kept.note);
  return kept;
}

std::optional<std::string> refused_by_gammu(const Contact& kept) {
  if (kept.formatted_name.empty())
    return tr("The contact has no name, or one of signs that gammu cannot carry, such as emoji alone.");
  const auto refused = [](std::string_view text) { return !fits(text); };
  // Other signs than these crash gammu or come back as others.
  const auto plain = [](std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
  };
  if (refused(kept.formatted_name)) {
    return fmt::format(
        fmt::runtime(tr("The name is longer than the {} characters that gammu carries, or holds words that "
                        "gammu takes for the end of the card.")),
        kGammuTextUnits);
  }
  for (const ContactNumber& number : kept.numbers)
    if (refused(number.number + ";ext=" + number.extension) || !plain(number.number + number.extension))
      return fmt::format(
          fmt::runtime(tr("The number {} is longer than gammu carries, or has signs that it does not.")),
          cut_utf8(number.number, 50));
  for (const ContactMail& mail : kept.mails)
    if (refused(mail.address) || !plain(mail.address))
      return fmt::format(
          fmt::runtime(
              tr("The mail address {} is longer than gammu carries, or has signs that it does not.")),
          cut_utf8(mail.address, 50));
  if (values_of(kept) > kGammuValues)
    return fmt::format(
        fmt::runtime(tr("The contact has more than the {} numbers, mails and other values that gammu "
                        "carries.")),
        kGammuValues);
  return std::nullopt;
}

std::optional<std::string> lost_by_gammu(const Contact& sent, const Contact& back) {
  if (fold(shown_name(sent)) != fold(shown_name(back))) return shown_name(sent);
  for (const ContactNumber& number : sent.numbers) {
    const auto same = [&](const ContactNumber& other) { return digits(other) == digits(number); };
    if (std::none_of(back.numbers.begin(), back.numbers.end(), same)) return number.number;
  }
  for (const ContactMail& mail : sent.mails) {
    const auto same = [&](const ContactMail& other) { return fold(other.address) == fold(mail.address); };
    if (std::none_of(back.mails.begin(), back.mails.end(), same)) return mail.address;
  }
  return std::nullopt;
}

std::vector<GammuEntry> entries_of_backup(std::string_view bytes, std::size_t limit) {
  std::vector<GammuEntry> entries;
  for (const CardSpan& span : card_spans(bytes, limit)) {
    const std::string_view card = bytes.substr(span.offset, span.size);
    const auto location = line_value(card, "X-GAMMU-LOCATION");
    if (!location || line_value(card, "X-GAMMU-MEMORY") != "ME") continue;
    GammuEntry entry{.card = std::string(card)};
    const char* end = location->data() + location->size();
    const auto [stop, error] = std::from_chars(location->data(), end, entry.location);
    if (error != std::errc{} || stop != end || entry.location == 0) continue;
    if (auto read = read_contacts(mend_surrogates(card), Format::vcard2_1, {.max_contacts = 2});
        read && read->contacts.size() == 1) {
      Contact& contact = read->contacts.front();
      without_padding(contact);
      std::erase_if(contact.other,
                    [](const OtherProperty& other) { return other.name.starts_with("X-GAMMU-"); });
      if (!shown_name(contact).empty()) entry.contact = std::move(contact);
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

bool can_be_rewritten(std::string_view card) {
  constexpr std::array<std::string_view, 16> kKept = {"BEGIN",
                                                      "VERSION",
                                                      "X-GAMMU-LOCATION",
                                                      "X-GAMMU-MEMORY",
                                                      "FN",
                                                      "N",
                                                      "NICKNAME",
                                                      "TEL",
                                                      "EMAIL",
                                                      "ORG",
                                                      "TITLE",
                                                      "URL",
                                                      "BDAY",
                                                      "ADR",
                                                      "NOTE",
                                                      "END"};
  for (const std::string_view raw : split(card, '\n')) {
    const std::string_view line = raw.substr(0, raw.find_last_not_of('\r') + 1);
    // What begins with a blank goes on from the line before.
    if (trim(line).empty() || line.front() == ' ' || line.front() == '\t') continue;
    const std::string_view name = line.substr(0, line.find_first_of(";:"));
    if (std::find(kKept.begin(), kKept.end(), name) == kKept.end()) return false;
  }
  return true;
}

}  // namespace phonebook
