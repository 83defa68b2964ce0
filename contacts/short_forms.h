// short_forms: first names as people say them. "Bob" may be short for Robert, "Саша" for Александр.
//
//   if (may_be_one_first_name("bob", "robert")) …
//
// Private to this room; words are folded, without accents (likeness.h). Pure and thread-safe.
#pragma once
#include <string_view>

namespace phonebook {

// In either order, or both short forms of one name. False for equal words.
[[nodiscard]] bool may_be_one_first_name(std::string_view a, std::string_view b);

}  // namespace phonebook
