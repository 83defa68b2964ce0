#include "numbers/format.h"

#include <array>

#include "numbers/plan_tables.h"

namespace phonebook::numbering {

std::string format(const Number& number, Style style) {
  const std::string_view national = number.national();
  std::string text;
  if (style == Style::international) text = "+" + std::to_string(number.country_code) + " ";
  const std::uint8_t row =
      number.country_code < 1000 ? plan_tables::kRowOfCallingCode[number.country_code] : 0xFF;
  std::size_t found = 0;
  if (row != 0xFF) {
    std::array<std::uint8_t, kMaxNational> digits{};
    for (std::size_t i = 0; i < national.size(); ++i)
      digits[i] = static_cast<std::uint8_t>((national[i] - '0') & 0xF);
    const unsigned set = plan_tables::walk(plan_tables::kFormatCells, plan_tables::kCallingCodes[row].format,
                                           {digits.data(), national.size()});
    for (const auto* choice = &plan_tables::kFormatChoices[plan_tables::kFormatSets[set]];
         choice->length != 0; ++choice)
      if (choice->length == national.size())
        found = style == Style::national ? choice->national : choice->international;
  }
  if (found == 0) return text.append(national);
  for (const std::uint8_t* byte = &plan_tables::kFormatTemplates[found]; *byte != 0; ++byte) {
    if ((*byte & plan_tables::kGroupMark) == 0) {
      text += static_cast<char>(*byte);
      continue;
    }
    const std::size_t begin = *byte & 0x7FU;
    text.append(national.substr(begin, *++byte));
  }
  return text;
}

}  // namespace phonebook::numbering
