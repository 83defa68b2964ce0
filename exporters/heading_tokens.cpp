#include "exporters/heading_tokens.h"

#include <unicode/uchar.h>

#include "base/text.h"

namespace phonebook::heading {
namespace {

constexpr std::size_t kMostTokens = 40, kLongest = 400;

bool is_letter(char32_t c) {
  if (u_isalpha(static_cast<UChar32>(c))) return true;
  const auto kind = u_charType(static_cast<UChar32>(c));
  return kind == U_NON_SPACING_MARK || kind == U_COMBINING_SPACING_MARK;
}

}  // namespace

std::vector<Token> tokens(std::string_view heading) {
  // A capital behind a small letter begins a word, as programmers write them.
  const std::string_view cut = cut_utf8(heading, kLongest);
  std::string apart;
  char32_t before = 0, two_before = 0;
  for (std::size_t i = 0; i < cut.size();) {
    const CodePoint c = decode_utf8(cut.substr(i));
    const bool upper = u_isupper(static_cast<UChar32>(c.value));
    if (upper && before != 0 && u_islower(static_cast<UChar32>(before))) apart += ' ';
    if (u_islower(static_cast<UChar32>(c.value)) && u_isupper(static_cast<UChar32>(before)) &&
        u_isupper(static_cast<UChar32>(two_before)) && !apart.empty()) {
      // "IMAddress": the last capital of the run begins the word.
      std::string last;
      append_utf8(last, before);
      if (apart.ends_with(last)) {
        apart.resize(apart.size() - last.size());
        apart += ' ' + last;
      }
    }
    append_utf8(apart, c.value);
    two_before = before;
    before = c.value;
    i += c.length;
  }
  const std::string folded = fold(apart);
  std::vector<Token> out;
  std::string word, digits;
  const auto end_word = [&] {
    if (!word.empty() && out.size() < kMostTokens) out.push_back({std::move(word), -1});
    word.clear();
  };
  const auto end_digits = [&] {
    if (!digits.empty() && out.size() < kMostTokens) {
      if (digits.size() <= 3) {
        out.push_back({{}, std::stoi(digits)});
      } else {
        out.push_back({digits, -1});
      }
    }
    digits.clear();
  };
  for (std::size_t i = 0; i < folded.size();) {
    const CodePoint c = decode_utf8(std::string_view(folded).substr(i));
    if (c.value >= '0' && c.value <= '9') {
      end_word();
      digits += static_cast<char>(c.value);
    } else if (is_letter(c.value)) {
      end_digits();
      word.append(folded, i, c.length);
    } else {
      end_word();
      end_digits();
    }
    i += c.length;
  }
  end_word();
  end_digits();
  return out;
}

std::string joined(const std::vector<Token>& tokens, std::size_t from, std::size_t count) {
  std::string out;
  for (std::size_t i = from; i < from + count && i < tokens.size(); ++i) {
    if (i > from) out += ' ';
    out += tokens[i].number >= 0 ? std::to_string(tokens[i].number) : tokens[i].text;
  }
  return out;
}

}  // namespace phonebook::heading
