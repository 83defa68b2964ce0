// A heading in pieces that compare: "E-mail 2: Adresse" → "e", "mail", 2, "adresse"; "FirstName" → "first",
// "name". The same for the words of the data files when they are compiled and for a heading when it is read.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace phonebook::heading {

struct Token {
  std::string text;  // folded, with its accents; "" for a number
  int number = -1;   // a number of up to three digits; -1 for a word
};
// Any UTF-8; at most 40 tokens.
[[nodiscard]] std::vector<Token> tokens(std::string_view heading);
// The words joined by blanks, as the compiled words are kept; numbers in digits.
[[nodiscard]] std::string joined(const std::vector<Token>& tokens, std::size_t from, std::size_t count);

}  // namespace phonebook::heading
