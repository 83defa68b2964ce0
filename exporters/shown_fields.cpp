#include "exporters/shown_fields.h"

#include <unicode/dtptngen.h>
#include <unicode/gregocal.h>
#include <unicode/smpdtfmt.h>

#include <initializer_list>
#include <memory>

#include "base/text.h"
#include "exporters/dates.h"
#include "exporters/tel_text.h"
#include "numbers/telephone_number.h"

namespace phonebook {
namespace {

std::string joined(std::initializer_list<std::string_view> parts, std::string_view separator) {
  std::string out;
  for (const std::string_view part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

std::string joined(const std::vector<std::string>& parts, std::size_t from, std::string_view separator) {
  std::string out;
  for (std::size_t i = from; i < parts.size(); ++i) {
    if (parts[i].empty()) continue;
    if (!out.empty()) out += separator;
    out += parts[i];
  }
  return out;
}

class Fields {
 public:
  void add(Field field, std::string label, std::string_view text, std::string plain = {}) {
    std::string clean = document_text(text);
    if (trim(clean).empty()) return;
    std::string clean_label = document_text(label);
    for (char& c : clean_label)
      if (c == '\n') c = ' ';
    fields.push_back({field, std::move(clean_label), std::move(clean), std::move(plain)});
  }
  void add(Field field, std::string_view text) { add(field, field_word(field), text); }
  std::vector<ShownField> fields;
};

}  // namespace

std::string document_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint c = decode_utf8(text);
    if (c.value == '\r') {
      if (!text.substr(1).starts_with('\n')) out += '\n';
    } else if (c.value == '\t' || c.value == 0x2028 || c.value == 0x2029) {
      out += c.value == '\t' ? ' ' : '\n';
    } else if (c.value < 0x20 && c.value != '\n') {
      append_utf8(out, 0xFFFD);
    } else if ((c.value >= 0x7F && c.value < 0xA0) || (c.value & 0xFFFE) == 0xFFFE ||
               (c.value >= 0xFDD0 && c.value <= 0xFDEF)) {
      append_utf8(out, 0xFFFD);
    } else {
      out += text.substr(0, c.length);
    }
    text.remove_prefix(c.length);
  }
  return out;
}

std::string address_text(const PostalAddress& a) {
  // East Asian addresses go from the large to the small, in one line.
  if (has_cjk(a.city) || has_cjk(a.region) || has_cjk(a.street))
    return joined({joined({a.postcode, a.country}, " "),
                   joined({a.region, a.city, a.street, a.extended, a.po_box}, "")},
                  "\n");
  // "12345 Ely" on the continent, "Ely, CA 12345" where there are states.
  const std::string town = a.region.empty() ? joined({a.postcode, a.city}, " ")
                                            : joined({a.city, joined({a.region, a.postcode}, " ")}, ", ");
  return joined({a.extended, a.street, a.po_box, town, a.country}, "\n");
}

std::string reading_text(const NameReading& reading) {
  return joined({reading.family, reading.given, reading.middle}, " ");
}

std::string spoken_date(const Date& date) {
  const std::string skeleton =
      std::string(date.year ? "y" : "") + (date.month ? "MMMM" : "") + (date.day ? "d" : "");
  if (!date.month) return write_date(date, true);
  UErrorCode status = U_ZERO_ERROR;
  const icu::Locale locale = icu::Locale::getDefault();
  // Both are slow to make, and a document has many dates.
  thread_local std::unique_ptr<icu::DateTimePatternGenerator> generator(
      icu::DateTimePatternGenerator::createInstance(locale, status));
  if (U_FAILURE(status) || !generator) return write_date(date, true);
  const icu::UnicodeString pattern =
      generator->getBestPattern(icu::UnicodeString::fromUTF8(skeleton), status);
  icu::SimpleDateFormat format(pattern, locale, status);
  icu::GregorianCalendar calendar(*icu::TimeZone::getGMT(), locale, status);
  if (U_FAILURE(status)) return write_date(date, true);
  calendar.clear();
  // A leap year, so that 29 February without a year stays one. Julian dates are not what cards mean.
  calendar.setGregorianChange(-8.64e15, status);
  calendar.set(date.year.value_or(2000), *date.month - 1, date.day.value_or(1));
  icu::UnicodeString out;
  format.setTimeZone(*icu::TimeZone::getGMT());
  format.adoptCalendar(calendar.clone());
  format.format(calendar.getTime(status), out);
  std::string text;
  if (U_SUCCESS(status)) out.toUTF8String(text);
  return text.empty() ? write_date(date, true) : text;
}

std::vector<ShownField> shown_fields(const Contact& contact, const ShownOptions& options) {
  Fields out;
  out.add(Field::name, shown_name(contact));
  out.add(Field::reading, reading_text(contact.reading));
  for (const std::string& nickname : contact.nicknames) out.add(Field::nickname, nickname);
  if (!contact.organisation.empty()) {
    out.add(Field::organisation, contact.organisation.front());
    out.add(Field::department, joined(contact.organisation, 1, ", "));
  }
  out.add(Field::title, contact.title);
  out.add(Field::role, contact.role);
  for (const ContactNumber& number : contact.numbers) {
    const std::string text = tel_text(number);
    out.add(Field::number, number_word(number.types, number.label),
            options.for_the_eye ? display_text(text, options.region) : text, number.number);
  }
  for (const ContactMail& mail : contact.mails)
    out.add(Field::mail, mail_word(mail.types, mail.label), mail.address);
  for (const ImAddress& im : contact.im_addresses) out.add(Field::im, im_word(im.service), im.address);
  for (const PostalAddress& address : contact.addresses)
    out.add(Field::address, address_word(address.types, address.label), address_text(address));
  for (const std::string& url : contact.urls) out.add(Field::url, url);
  const auto date = [&](Field field, const std::optional<Date>& value) {
    if (value) out.add(field, options.for_the_eye ? spoken_date(*value) : write_date(*value, true));
  };
  date(Field::birthday, contact.birthday);
  date(Field::anniversary, contact.anniversary);
  out.add(Field::category, joined(contact.categories, 0, ", "));
  for (const Related& person : contact.related)
    out.add(Field::related, related_word(person.type), person.value);
  for (const std::string& member : contact.members) out.add(Field::member, member);
  out.add(Field::note, contact.note);
  return out.fields;
}

}  // namespace phonebook
