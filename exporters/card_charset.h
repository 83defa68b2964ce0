// The charset of names, notes and addresses that nobody declared. A card holds a few words, too few for the
// statistics of a page of text: here the candidates are decoded and the one wins that reads most like names.
//
//   guess_card_charset("\xCD\xF5\xD0\xA1\xC3\xF7")   // "gb18030": 王小明
#pragma once
#include <string>
#include <string_view>

namespace phonebook {

// `bytes` are not UTF-8; values of cards joined by line feeds. Always the name of a charset that ICU knows.
[[nodiscard]] std::string guess_card_charset(std::string_view bytes);

}  // namespace phonebook
