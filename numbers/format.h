// A number as the people of its region write it, for a person's eyes.
//
//   std::string shown = numbering::format(number, numbering::Style::international);   // "+49 171 1234567"
//
// Without the extension. Thread-safe.
#pragma once
#include <string>

#include "numbers/numbering_plan.h"

namespace phonebook::numbering {

enum class Style { national, international };
[[nodiscard]] std::string format(const Number& number, Style style);

}  // namespace phonebook::numbering
