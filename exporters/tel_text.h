// A number as a card's text: "+493012345;ext=12", with or without "tel:" before it (RFC 3966).
#pragma once
#include <string>
#include <string_view>

#include "contacts/contact.h"

namespace phonebook {

// Number and extension; what stands beside them (";phone-context=…") stays with the number.
[[nodiscard]] ContactNumber parse_tel_text(std::string_view text);
[[nodiscard]] std::string tel_text(const ContactNumber& number);

}  // namespace phonebook
