// Contact ⇄ the JSON in which the book keeps it, before sealing. Private to the book: documents use
// exporters/.
#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "contacts/contact.h"

namespace phonebook {

// write → read is identity for every field.
[[nodiscard]] std::string contact_to_json(const Contact& contact);
[[nodiscard]] Result<Contact> contact_from_json(std::string_view json);

}  // namespace phonebook
