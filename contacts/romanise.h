// romanise: Chinese names as they are read, for telling that "Chen Mo" may be 陈默. A reading never proves
// anything: thousands of people share each.
//
//   pinyin_readings("陈默") → {"chenmo", "mochen"};   latin_readings({"mo", "chen"}) → {"mochen", "chenmo"}
//
// Private to this room. Thread-safe: ICU's transliterators are opened once a thread.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace phonebook {

// Traditional characters as simplified ones; anything else as it is.
[[nodiscard]] std::string simplified_han(const std::string& text);

// Of a name of two to four Han characters and nothing else, without blanks: all its syllables, family or
// given name first, with the surname's own reading where it has one (曾 is Zeng). Empty for any other text.
[[nodiscard]] std::vector<std::string> pinyin_readings(const std::string& han);
// Of two to four folded words that can be syllables of pinyin: one after the other, in either order. Empty
// else.
[[nodiscard]] std::vector<std::string> latin_readings(const std::vector<std::string>& words);

}  // namespace phonebook
