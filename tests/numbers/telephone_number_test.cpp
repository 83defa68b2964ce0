#include "numbers/telephone_number.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace phonebook {
namespace {

std::string parsed(std::string_view text, std::string_view region) {
  const auto number = parse_number(text, region);
  return number ? number->text() : "absent";
}

TEST(ParseNumber, ReadsNationalNumbersUnderARegion) {
  EXPECT_EQ(parsed("0171 1234567", "DE"), "+491711234567");
  EXPECT_EQ(parsed("138-0000-1234", "CN"), "+8613800001234");
  EXPECT_EQ(parsed("(415) 958-0101", "US"), "+14159580101");
}

TEST(ParseNumber, WithoutARegionReadsOnlyNumbersWithACountryCode) {
  EXPECT_EQ(parsed("0171 1234567", ""), "absent");
  EXPECT_EQ(parsed("+49 171 1234567", ""), "+491711234567");
  EXPECT_EQ(parsed("0049 171 1234567", ""), "+491711234567");
}

TEST(ParseNumber, TakesTheTrunkZeroOutOfAnInternationalNumber) {
  EXPECT_EQ(parsed("+44 (0)20 7946 0018", "US"), "+442079460018");
}

TEST(ParseNumber, KeepsTheItalianZero) { EXPECT_EQ(parsed("+39 06 1234 5678", "US"), "+390612345678"); }

TEST(ParseNumber, ReadsDigitsOfAnyScript) {
  EXPECT_EQ(parsed("１３８００００１２３４", "CN"), "+8613800001234");
  EXPECT_EQ(parsed("٠٥٠٠٠٠١٢٣٤", "SA"), "+966500001234");
}

TEST(ParseNumber, ReadsExtensions) {
  EXPECT_EQ(parsed("+1 415 958 0101 ext. 12", ""), "+14159580101;ext=12");
  EXPECT_EQ(parsed("+14159580101;ext=12", ""), "+14159580101;ext=12");
  EXPECT_EQ(parsed("010-65002345转8023", "CN"), "+861065002345;ext=8023");
}

TEST(ParseNumber, IsAbsentForWhatIsNoNumber) {
  for (const std::string_view text :
       {"", "hello", "1", "+", "1-800-FLOWERS", "138****1234", "\xFF\xFE", "++++", ";ext=12"})
    EXPECT_EQ(parsed(text, "US"), "absent") << text;
  EXPECT_EQ(parsed(std::string(251, '1'), "US"), "absent");
}

TEST(ParseNumber, ForgivesARegionThatIsNone) {
  EXPECT_EQ(parsed("+491711234567", "xx"), "+491711234567");
  EXPECT_EQ(parsed("+491711234567", "a region"), "+491711234567");
}

TEST(Validity, TellsAssignedFromMerelyPossibleAndImpossible) {
  EXPECT_EQ(validity({"+8613800001234", ""}), Validity::valid);
  EXPECT_EQ(validity({"+12001234567", ""}), Validity::possible);
  EXPECT_EQ(validity({"+49301", ""}), Validity::too_short);
  EXPECT_EQ(validity({"+861380000123456", ""}), Validity::too_long);
  EXPECT_EQ(validity({"+9991234567", ""}), Validity::invalid);
  EXPECT_EQ(validity({"nonsense", ""}), Validity::invalid);
}

TEST(NumberTypeOf, KnowsTheKindsOfLines) {
  EXPECT_EQ(number_type({"+491711234567", ""}), NumberType::mobile);
  EXPECT_EQ(number_type({"+493012345678", ""}), NumberType::fixed_line);
  EXPECT_EQ(number_type({"+12129580142", ""}), NumberType::fixed_line_or_mobile);
  EXPECT_EQ(number_type({"+18889590144", ""}), NumberType::toll_free);
  EXPECT_EQ(number_type({"", ""}), NumberType::unknown);
}

TEST(RegionOf, NamesTheRegionOrNothing) {
  EXPECT_EQ(region_of({"+12129580142", ""}), "US");
  EXPECT_EQ(region_of({"+85261005566", ""}), "HK");
  EXPECT_EQ(region_of({"+80012345678", ""}), "");
}

TEST(JudgeDigits, AgreesWithTheSingleQuestions) {
  const auto judged = judge_digits("13800001234", "CN");
  ASSERT_TRUE(judged);
  EXPECT_EQ(judged->number, *parse_number("13800001234", "CN"));
  EXPECT_EQ(judged->validity, validity(judged->number));
  EXPECT_EQ(judged->type, number_type(judged->number));
  EXPECT_EQ(judged->country_code, 86);
}

TEST(Display, WritesNationallyAtHomeAndInternationallyElsewhere) {
  EXPECT_EQ(display({"+14159580101", ""}, "US"), "(415) 958-0101");
  EXPECT_EQ(display({"+14159580101", ""}, "DE"), "+1 415-958-0101");
  EXPECT_EQ(display({"+14159580101", "12"}, "US"), "(415) 958-0101 ext. 12");
}

TEST(DisplayText, FallsBackToTheTextItself) {
  EXPECT_EQ(display_text("+14159580101;ext=12", "US"), "(415) 958-0101 ext. 12");
  EXPECT_EQ(display_text("555 whatever", "US"), "555 whatever");
  EXPECT_EQ(display_text("+1;phone-context=x", "US"), "+1;phone-context=x");
}

TEST(SameNumber, IsYesForOneNumberWrittenInTwoWays) {
  EXPECT_EQ(same_number("+49 171 1234567", "0171 1234567", "DE"), SameNumber::yes);
  EXPECT_EQ(same_number("0171/1234567", "00491711234567", "DE"), SameNumber::yes);
}

TEST(SameNumber, IsPerhapsWhereOneSideLacksItsCountryCode) {
  EXPECT_EQ(same_number("+49 171 1234567", "0171 1234567", ""), SameNumber::perhaps);
}

TEST(SameNumber, IsNoForOtherNumbersOtherExtensionsAndShortTails) {
  EXPECT_EQ(same_number("+491711234567", "+491711234568", ""), SameNumber::no);
  EXPECT_EQ(same_number("+491711234567", "+411711234567", ""), SameNumber::no);
  EXPECT_EQ(same_number("+14159580101;ext=1", "+14159580101;ext=2", ""), SameNumber::no);
  EXPECT_EQ(same_number("+14159580101", "580101", ""), SameNumber::no);
  EXPECT_EQ(same_number("", "", "DE"), SameNumber::no);
}

TEST(IsRegion, TakesCodesInCapitalsOnly) {
  EXPECT_TRUE(is_region("CN"));
  for (const std::string_view none : {"", "cn", "ZZ", "CHN", "C", "00"})
    EXPECT_FALSE(is_region(none)) << none;
}

class Locale : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"LC_ALL", "LC_TELEPHONE", "LANG"}) unsetenv(name);
  }
};

TEST_F(Locale, NamesTheRegion) {
  setenv("LANG", "de_CH.UTF-8", 1);
  EXPECT_EQ(region_of_locale(), "CH");
  setenv("LC_TELEPHONE", "fr_FR@euro", 1);
  EXPECT_EQ(region_of_locale(), "FR");
  setenv("LC_ALL", "zh_CN", 1);
  EXPECT_EQ(region_of_locale(), "CN");
}

TEST_F(Locale, NamesNoneForCAndNonsense) {
  for (const char* value : {"C", "POSIX", "C.UTF-8", "de", "de_", "de_XQ", "_"}) {
    setenv("LANG", value, 1);
    EXPECT_EQ(region_of_locale(), "") << value;
  }
}

}  // namespace
}  // namespace phonebook
