#include "contacts/contact.h"

#include <initializer_list>

#include "base/text.h"

namespace phonebook {
namespace {

std::string joined(std::initializer_list<const std::string*> parts, const char* separator) {
  std::string out;
  for (const std::string* part : parts) {
    if (part->empty()) continue;
    if (!out.empty()) out += separator;
    out += *part;
  }
  return out;
}

}  // namespace

Contact new_contact() {
  Contact contact;
  contact.uid = new_uuid();
  return contact;
}

std::string name_from_parts(const NameParts& name) {
  if (has_cjk(name.family) || has_cjk(name.given))
    return joined({&name.prefix, &name.family, &name.given, &name.middle, &name.suffix}, "");
  return joined({&name.prefix, &name.given, &name.middle, &name.family, &name.suffix}, " ");
}

std::string shown_name(const Contact& contact) {
  if (!contact.formatted_name.empty()) return contact.formatted_name;
  if (std::string name = name_from_parts(contact.name); !name.empty()) return name;
  for (const std::string& nickname : contact.nicknames)
    if (!nickname.empty()) return nickname;
  for (const std::string& part : contact.organisation)
    if (!part.empty()) return part;
  for (const ContactMail& mail : contact.mails)
    if (!mail.address.empty()) return mail.address;
  for (const ContactNumber& number : contact.numbers)
    if (!number.number.empty()) return number.number;
  for (const ImAddress& im : contact.im_addresses)
    if (!im.address.empty()) return im.address;
  return {};
}

}  // namespace phonebook
