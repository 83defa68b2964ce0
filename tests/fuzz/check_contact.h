// What holds for every Contact that a reader makes, of whatever bytes. A breach ends the fuzzer.
#pragma once
#include <cstdio>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "contacts/contact.h"
#include "exporters/transcoder.h"

namespace phonebook::fuzz {

inline void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

inline void check_text(const std::string& text) { require(is_valid_utf8(text), "text is UTF-8"); }

inline void check_contact(const Contact& c) {
  for (const std::string* text :
       {&c.uid, &c.updated, &c.kind, &c.formatted_name, &c.title, &c.role, &c.note, &c.name.family,
        &c.name.given, &c.name.middle, &c.name.prefix, &c.name.suffix, &c.reading.family, &c.reading.given,
        &c.reading.middle, &c.gender.sex, &c.gender.identity})
    check_text(*text);
  for (const auto& list : {&c.nicknames, &c.organisation, &c.urls, &c.categories, &c.languages, &c.members})
    for (const std::string& text : *list) check_text(text);
  for (const Related& related : c.related) check_text(related.type + related.value);
  const auto check_entry = [](const auto& entry) {
    check_text(entry.label);
    for (const std::string& type : entry.types) check_text(type);
  };
  for (const ContactNumber& number : c.numbers) {
    require(!number.number.empty(), "a number has digits or text");
    check_text(number.number);
    check_text(number.extension);
    check_entry(number);
  }
  for (const ContactMail& mail : c.mails) {
    require(!mail.address.empty(), "a mail has an address");
    check_text(mail.address);
    check_entry(mail);
  }
  for (const PostalAddress& a : c.addresses) {
    check_entry(a);
    for (const std::string* text :
         {&a.po_box, &a.extended, &a.street, &a.city, &a.region, &a.postcode, &a.country})
      check_text(*text);
  }
  for (const ImAddress& im : c.im_addresses) {
    require(!im.address.empty() && !im.service.empty(), "a chat address has both halves");
    check_text(im.address);
    check_text(im.service);
  }
  for (const auto& date : {c.birthday, c.anniversary}) {
    if (!date) continue;
    require(!date->month || (*date->month >= 1 && *date->month <= 12), "a month is one of twelve");
    require(!date->day || (*date->day >= 1 && *date->day <= 31), "a day is one of 31");
  }
  if (c.photo) {
    require(c.photo->bytes.empty() != c.photo->uri.empty(), "a photo is octets or a URI");
    check_text(c.photo->uri);
    check_text(c.photo->media_type);
  }
  for (const OtherProperty& other : c.other) {
    check_text(other.value);
    for (const auto& [name, value] : other.params) check_text(name + value);
  }
}

// Whatever was read can be written under every format, and read again as as many contacts.
inline void check_all(const std::vector<Contact>& contacts) {
  for (const Contact& contact : contacts) check_contact(contact);
  for (const FormatRow& row : formats()) {
    // Documents for people say less than a contact holds; an archive is no text.
    const bool for_people = row.format == Format::docx || row.format == Format::text ||
                            row.format == Format::xlsx || row.format == Format::html;
    if (!row.writes || !row.reads || for_people) continue;
    const auto written = write_contacts(contacts, row.format);
    require(written.has_value(), "what was read can be written");
    require(is_valid_utf8(*written), "what is written is UTF-8");
    const auto again = read_contacts(*written, row.format);
    require(again.has_value(), "what was written can be read");
    // A contact with nothing that a table has a column for is a blank row there.
    require(row.format == Format::csv ? again->contacts.size() <= contacts.size()
                                      : again->contacts.size() == contacts.size(),
            "what was written is as many contacts");
  }
}

}  // namespace phonebook::fuzz
