// charset_names: what is meant by the label of a charset.
//
//   charset_as_meant("gb2312")     // "gb18030", which is what everybody writes under that label
#pragma once
#include <string>
#include <string_view>

namespace phonebook {

// A name that ICU opens; "" when it knows none. Any bytes may be given.
[[nodiscard]] std::string charset_as_meant(std::string_view label);

}  // namespace phonebook
