// The numbering plan built from fictional_plan.xml.
#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "numbers/format.h"
#include "numbers/numbering_plan.h"

namespace phonebook::numbering {
namespace {

Number number_of(std::string_view text, std::string_view under) {
  Number number;
  EXPECT_EQ(parse(text, region(under), number), Outcome::number) << text;
  return number;
}

TEST(PlanFromXml, KnowsItsRegionsOnly) {
  EXPECT_NE(region("XA"), Region::none);
  EXPECT_EQ(region("DE"), Region::none);
  EXPECT_EQ(calling_code(region("XB")), 999);
}

TEST(PlanFromXml, ReadsPrefixesAndRewritesThem) {
  EXPECT_EQ(number_of("0234 5678", "XA").e164(), "+9992345678");
  EXPECT_EQ(number_of("810 999 234 5678", "XA").e164(), "+9992345678");
  EXPECT_EQ(number_of("123456", "XB").e164(), "+9994123456");
}

TEST(PlanFromXml, GathersPossibleLengthsFromTheTypes) {
  EXPECT_EQ(possibility(number_of("+999 2345678", "")), Possibility::possible);
  EXPECT_EQ(possibility(number_of("+999 23456", "")), Possibility::local_only);
  EXPECT_EQ(possibility(number_of("+999 23456789", "")), Possibility::invalid_length);
  EXPECT_EQ(possibility(number_of("+999 23456789012", "")), Possibility::possible)
      << "toll-free numbers may have eleven";
  EXPECT_EQ(possibility(number_of("+999 123456789012", "")), Possibility::too_long)
      << "how numbers are dialled does not count";
}

TEST(PlanFromXml, TellsTypesAndRegions) {
  EXPECT_EQ(type(number_of("+999 2345678", "")), NumberType::fixed_line);
  EXPECT_EQ(type(number_of("+999 7123456789", "")), NumberType::mobile);
  EXPECT_EQ(type(number_of("+999 801234567", "")), NumberType::toll_free);
  EXPECT_EQ(type(number_of("+999 8012345678", "")), NumberType::unknown);
  EXPECT_EQ(type(number_of("+999 4123456", "")), NumberType::fixed_line_or_mobile)
      << "both patterns are the same";
  EXPECT_EQ(type(number_of("+888 12345678901", "")), NumberType::uan);
  EXPECT_EQ(code(region_of(number_of("+999 4123456", ""))), "XB");
  EXPECT_EQ(code(region_of(number_of("+888 12345678901", ""))), "001");
}

TEST(PlanFromXml, WritesAsTheFormatsSay) {
  const auto shown = [](std::string_view text, Style style) { return format(number_of(text, ""), style); };
  EXPECT_EQ(shown("+999 2345678", Style::national), "0234 5678") << "the rule of the territory";
  EXPECT_EQ(shown("+999 2345678", Style::international), "+999 234 5678");
  EXPECT_EQ(shown("+999 7123456789", Style::national), "(071) 2345-6789");
  EXPECT_EQ(shown("+999 712345678", Style::international), "+999 71-234-5678");
  EXPECT_EQ(shown("+999 54321", Style::national), "05 4321");
  EXPECT_EQ(shown("+999 54321", Style::international), "+999 54321");
}

}  // namespace
}  // namespace phonebook::numbering
