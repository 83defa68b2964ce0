#include "extractor/sources/month_names.h"

#include <unicode/dtfmtsym.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>

#include <array>
#include <string>
#include <vector>

#include "base/text.h"

namespace phonebook {
namespace {

struct Month {
  std::string name;  // folded, without the dots of abbreviations
  int number;
};

bool in_word(char32_t c) {
  const auto category = static_cast<UChar32>(c);
  return u_isalpha(category) != 0 || u_charType(category) == U_NON_SPACING_MARK ||
         u_charType(category) == U_COMBINING_SPACING_MARK;
}

std::string without_dots(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    if (in_word(point.value)) out += text.substr(0, point.length);
    text.remove_prefix(point.length);
  }
  return fold(out);
}

std::vector<Month> all_months() {
  std::vector<Month> out;
  for (const char* language :
       {"en", "ar", "cs", "da", "de", "el", "es", "fa", "fi", "fr", "he", "hi", "hu", "id", "it",
        "ja", "ko", "nl", "no", "pl", "pt", "ro", "ru", "sv", "th", "tr", "uk", "vi", "zh"}) {
    UErrorCode status = U_ZERO_ERROR;
    // Dates of logs are Gregorian, whatever the language's own calendar is.
    const icu::DateFormatSymbols symbols(icu::Locale(language, nullptr, nullptr, "calendar=gregorian"),
                                         status);
    if (U_FAILURE(status)) continue;
    for (const auto context : {icu::DateFormatSymbols::FORMAT, icu::DateFormatSymbols::STANDALONE})
      for (const auto width : {icu::DateFormatSymbols::WIDE, icu::DateFormatSymbols::ABBREVIATED}) {
        int32_t count = 0;
        const icu::UnicodeString* names = symbols.getMonths(count, context, width);
        for (int32_t i = 0; i < count && i < 12; ++i) {
          std::string name;
          names[i].toUTF8String(name);
          // "11月", "Tháng 11": those are numbers.
          if (name.find_first_of("0123456789") != std::string::npos) continue;
          if (name = without_dots(name); !name.empty()) out.push_back({std::move(name), i + 1});
        }
      }
  }
  return out;
}

// Of a word: as a whole before as a beginning, and only where all languages mean the same.
int month_of(const std::string& word) {
  static const std::vector<Month> months = all_months();
  int whole = 0, begun = 0;
  for (const Month& month : months) {
    if (month.name == word) {
      if (whole != 0 && whole != month.number) return 0;
      whole = month.number;
    } else if (month.name.starts_with(word)) {
      begun = begun == 0 || begun == month.number ? month.number : -1;
    }
  }
  if (whole != 0) return whole;
  std::size_t letters = 0;
  for (const char c : word) letters += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  return letters >= 3 && begun > 0 ? begun : 0;
}

}  // namespace

int month_named(std::string_view text) {
  int found = 0;
  std::string word;
  text = cut_utf8(text, 256);
  const auto end_word = [&] {
    if (word.empty()) return;
    // An abbreviation's inner dots are passed over: "พ.ย." is one word.
    if (const int month = month_of(fold(word)); month != 0) found = month;
    word.clear();
  };
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    const std::string_view rest = text.substr(point.length);
    const bool dot_inside = point.value == '.' && !word.empty() && !rest.empty() &&
                            static_cast<unsigned char>(rest.front()) >= 0x80;
    if (in_word(point.value))
      word += text.substr(0, point.length);
    else if (!dot_inside)
      end_word();
    text = rest;
  }
  end_word();
  return found;
}

}  // namespace phonebook
