#include "numbers/numbering_plan.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "numbers/format.h"

namespace phonebook::numbering {
namespace {

// E.164 and extension, or why there is none.
std::string read(std::string_view text, std::string_view under) {
  Number number;
  switch (parse(text, region(under), number)) {
    case Outcome::number:
      return number.e164() + (number.extension_size > 0 ? ";ext=" + std::string(number.extension()) : "");
    case Outcome::invalid_country_code:
      return "invalid country code";
    case Outcome::not_a_number:
      return "not a number";
    case Outcome::too_short_after_idd:
      return "too short after the international prefix";
    case Outcome::too_short:
      return "too short";
    case Outcome::too_long:
      return "too long";
  }
  return "?";
}

Number number_of(std::string_view text) {
  Number number;
  EXPECT_EQ(parse(text, Region::none, number), Outcome::number) << text;
  return number;
}

TEST(Regions, AreKnownByTheirCodes) {
  EXPECT_EQ(code(region("DE")), "DE");
  EXPECT_EQ(calling_code(region("DE")), 49);
  EXPECT_EQ(calling_code(region("KZ")), 7);
  for (const std::string_view none : {"", "D", "de", "ZZ", "001", "DEU", "D\0", "[["})
    EXPECT_EQ(region(none), Region::none) << none;
  EXPECT_EQ(code(Region::none), "");
  EXPECT_EQ(calling_code(Region::none), 0);
}

TEST(NationalPrefix, IsTakenOffWhereTheRegionHasOne) {
  EXPECT_EQ(read("030 123456", "DE"), "+4930123456");
  EXPECT_EQ(read("30 123456", "DE"), "+4930123456");
  EXPECT_EQ(read("8 (495) 123-45-67", "RU"), "+74951234567");
  EXPECT_EQ(read("06 1 234 5678", "HU"), "+3612345678");
}

TEST(NationalPrefix, StaysWhereOnlyTheWholeIsANumber) {
  EXPECT_EQ(read("0612345678", "IT"), "+390612345678");
  EXPECT_EQ(read("1 650 253 0000", "US"), "+16502530000");
  // 150 would be too short.
  EXPECT_EQ(read("1150", "US"), "+11150");
}

TEST(NationalPrefix, IsRewrittenWhereTheAreaWasLeftOut) {
  EXPECT_EQ(read("464 1234", "AG"), "+12684641234");
  EXPECT_EQ(read("15 23456789", "AR"), "+541523456789");
  EXPECT_EQ(read("011 15 2345 6789", "AR"), "+5491123456789");
  EXPECT_EQ(read("03541 15 234567", "AR"), "+5493541234567");
  EXPECT_EQ(read("886123", "SM"), "+3780549886123");
}

TEST(CarrierCode, IsTakenOff) {
  EXPECT_EQ(read("0 15 21 98765-4321", "BR"), "+5521987654321");
  EXPECT_EQ(read("12593 10 6123 4567", "CN"), "+861061234567");
}

TEST(InternationalPrefix, IsThatOfTheRegion) {
  EXPECT_EQ(read("00 44 20 7946 0018", "DE"), "+442079460018");
  EXPECT_EQ(read("011 44 20 7946 0018", "US"), "+442079460018");
  EXPECT_EQ(read("8~10 44 20 7946 0018", "RU"), "+442079460018");
  EXPECT_EQ(read("0011 49 30 123456", "AU"), "+4930123456");
}

TEST(InternationalPrefix, CannotStandBeforeAZeroOrBeforeNothing) {
  EXPECT_EQ(read("00 0123456", "DE"), "+4900123456");
  EXPECT_EQ(read("00 49", "DE"), "too short after the international prefix");
  EXPECT_EQ(read("00 999 1234567", "DE"), "invalid country code");
}

TEST(Plus, NeedsACallingCode) {
  EXPECT_EQ(read("+999 1234567", "DE"), "invalid country code");
  EXPECT_EQ(read("+49 30 123456", ""), "+4930123456");
  EXPECT_EQ(read("\uFF0B49 30 123456", ""), "+4930123456");
  EXPECT_EQ(read("030 123456", ""), "invalid country code");
  EXPECT_EQ(read("+00 44 20 7946 0018", "DE"), "+442079460018");
}

TEST(CallingCode, WithoutAPlusIsSeenWhereTheNumberIsNoneWithIt) {
  EXPECT_EQ(read("49 30 123456", "DE"), "+4930123456");
  EXPECT_EQ(read("4930", "DE"), "+494930");
}

TEST(Digits, OfEveryScriptAreRead) {
  EXPECT_EQ(read("\uFF10\uFF13\uFF10 \uFF11\uFF12\uFF13\uFF14\uFF15\uFF16", "DE"), "+4930123456");
  EXPECT_EQ(read("\u0660\u0665\u0660\u0660\u0660\u0660\u0661\u0662\u0663\u0664", "SA"), "+966500001234");
  EXPECT_EQ(read("+\U0001D7D749 30 123456", ""), "+94930123456");
}

TEST(Letters, AreDigitsFromThreeOn) {
  EXPECT_EQ(read("1-800-FLOWERS", "US"), "+18003569377");
  EXPECT_EQ(read("800-35693ab77", "US"), "+18003569377") << "two letters are nothing";
}

TEST(Extension, IsReadInItsManyForms) {
  for (const std::string_view written :
       {" ext. 12", " x12", "x12", " #12", ";ext=12", ",,12", " ;12", " extensi\u00F3n 12", " Ext:12#",
        " int 12", " \u0414\u043E\u0431. 12", " anexo 12", " - 12#", "~12", " extn\uFF0E12"})
    EXPECT_EQ(read("+49 30 123456" + std::string(written), ""), "+4930123456;ext=12") << written;
  EXPECT_EQ(read("+49 30 123456 ext. \u0661\u0662", ""), "+4930123456;ext=12");
}

TEST(Extension, OfTooManyDigitsIsNone) {
  EXPECT_EQ(read("+49 30 123456;ext=12345678901234567890", ""), "+4930123456;ext=12345678901234567890");
  EXPECT_EQ(read("+49 30 123456;ext=123456789012345678901", ""), "not a number");
}

TEST(Rfc3966, IsRead) {
  EXPECT_EQ(read("tel:+49-30-123456", ""), "+4930123456");
  EXPECT_EQ(read("tel:30-123456;phone-context=+49", ""), "+4930123456");
  EXPECT_EQ(read("tel:030-123456;phone-context=example.com", "DE"), "+4930123456");
  EXPECT_EQ(read("tel:+49-30-123456;isub=12;ext=3", ""), "+4930123456");
}

TEST(Text, AroundTheNumberIsLeftAlone) {
  EXPECT_EQ(read("Tel.: 030 123456.", "DE"), "+4930123456");
  EXPECT_EQ(read("(530) 583-6985 x302/x2303", "US"), "+15305836985;ext=302");
}

TEST(Text, ThatIsNoNumberIsSaidToBeNone) {
  for (const std::string_view text : {"", " ", "hello", "1", "+", "++", "12 ", "\xFF\xFE", "030\xC3 123456",
                                      "030\x01 123456", ";phone-context=", ";ext=1"}) {
    const std::string said = read(text, "DE");
    EXPECT_TRUE(said == "not a number" || text == "12 ") << text << ": " << said;
  }
  EXPECT_EQ(read("12", "DE"), "+4912");
  EXPECT_EQ(read("123456789012345678", "DE"), "too long");
  EXPECT_EQ(read(std::string(kMaxText, '1'), "DE"), "too long");
  EXPECT_EQ(read(std::string(kMaxText + 1, ' ') + "030 123456", "DE"), "too long");
}

TEST(Text, OfTheLargestContextIsRead) {
  const std::string context = ";phone-context=+";
  const std::string text = "tel:" + std::string(kMaxText - 4 - context.size(), '1') + context;
  ASSERT_EQ(text.size(), kMaxText);
  EXPECT_EQ(read(text, "DE"), "too long");
  // "tel:" inside the context: what follows it is there twice.
  EXPECT_EQ(read(";phone-context=+tel:" + std::string(200, '1'), "DE"), "not a number");
}

TEST(ParseDigits, AgreesWithParse) {
  Number text, digits;
  ASSERT_EQ(parse("+4930123456", Region::none, text), Outcome::number);
  ASSERT_EQ(parse_digits("+4930123456", Region::none, digits), Outcome::number);
  EXPECT_EQ(text.e164(), digits.e164());
  EXPECT_EQ(parse_digits("030 123456", region("DE"), digits), Outcome::not_a_number);
  EXPECT_EQ(parse_digits("+12", region("DE"), digits), Outcome::not_a_number);
  EXPECT_EQ(parse_digits("", region("DE"), digits), Outcome::not_a_number);
  EXPECT_EQ(parse_digits("1", region("DE"), digits), Outcome::not_a_number);
  EXPECT_EQ(parse_digits("12", region("DE"), digits), Outcome::number);
  EXPECT_EQ(parse_digits("030123456", Region::none, digits), Outcome::invalid_country_code);
  EXPECT_EQ(digits.e164(), "+4912") << "a failure leaves the number alone";
}

TEST(ItalianZeros, BelongToTheNumber) {
  const Number number = number_of("+39 06 1234 5678");
  EXPECT_EQ(number.national(), "0612345678");
  EXPECT_TRUE(is_valid(number));
  EXPECT_FALSE(is_valid(number_of("+39 6 1234 5678")));
}

TEST(Judge, AnswersAllQuestionsAtOnceAsTheSingleOnes) {
  for (const std::string_view text :
       {"+4930123456", "+12129580142", "+447911123456", "+80012345678", "+12684641234", "+1268", "+99912345",
        "+8613800001234", "+390612345678"}) {
    Number number;
    if (parse(text, Region::none, number) != Outcome::number) continue;
    const Judgement judgement = judge(number);
    EXPECT_EQ(judgement.valid, is_valid(number)) << text;
    EXPECT_EQ(judgement.type, type(number)) << text;
    EXPECT_EQ(judgement.region, region_of(number)) << text;
    EXPECT_EQ(judgement.possibility, possibility(number)) << text;
  }
}

TEST(Types, AreTold) {
  const auto type_of = [](std::string_view text) { return type(number_of(text)); };
  EXPECT_EQ(type_of("+49 30 123456"), NumberType::fixed_line);
  EXPECT_EQ(type_of("+49 1511 1234567"), NumberType::mobile);
  EXPECT_EQ(type_of("+1 212 958 0142"), NumberType::fixed_line_or_mobile);
  EXPECT_EQ(type_of("+49 800 1234567"), NumberType::toll_free);
  EXPECT_EQ(type_of("+49 900 1123456"), NumberType::premium_rate);
  EXPECT_EQ(type_of("+49 180 5123456"), NumberType::shared_cost);
  EXPECT_EQ(type_of("+44 56 1234 5678"), NumberType::voip);
  EXPECT_EQ(type_of("+49 700 12345678"), NumberType::personal);
  EXPECT_EQ(type_of("+44 76 4012 3456"), NumberType::pager);
  EXPECT_EQ(type_of("+44 55 1234 5678"), NumberType::uan);
  EXPECT_EQ(type_of("+49 177 99 1234567"), NumberType::voicemail);
  EXPECT_EQ(type_of("+1 200 123 4567"), NumberType::unknown);
}

TEST(Possibility, SaysWhatIsWrongWithTheLength) {
  const auto of = [](std::string_view text) { return possibility(number_of(text)); };
  EXPECT_EQ(of("+1 650 253 0000"), Possibility::possible);
  EXPECT_EQ(of("+1 253 0000"), Possibility::local_only);
  EXPECT_EQ(of("+1 6502"), Possibility::too_short);
  EXPECT_EQ(of("+1 650 253 00000"), Possibility::too_long);
  EXPECT_EQ(of("+65 123 45678 9"), Possibility::invalid_length);
  Number nobody;
  nobody.country_code = 999;
  EXPECT_EQ(possibility(nobody), Possibility::invalid_country_code);
  EXPECT_FALSE(judge(nobody).valid);
  EXPECT_EQ(region_of(nobody), Region::none);
  nobody.country_code = 65535;
  EXPECT_EQ(possibility(nobody), Possibility::invalid_country_code);
}

TEST(RegionOfANumber, IsFoundAmongThoseThatShareACallingCode) {
  const auto of = [](std::string_view text) { return code(region_of(number_of(text))); };
  EXPECT_EQ(of("+1 212 958 0142"), "US");
  EXPECT_EQ(of("+1 268 464 1234"), "AG");
  EXPECT_EQ(of("+1 268 1"), "AG") << "by its leading digits, though no such number is";
  EXPECT_EQ(of("+1 200 123 4567"), "");
  EXPECT_EQ(of("+44 1481 256789"), "GG");
  EXPECT_EQ(of("+7 701 123 4567"), "KZ");
  EXPECT_EQ(of("+800 1234 5678"), "001");
}

TEST(ValidForARegion, AsksThatRegionsPlanAlone) {
  const Number number = number_of("+1 800 958 0144");
  EXPECT_TRUE(is_valid_for(number, region("US")));
  EXPECT_TRUE(is_valid_for(number, region("AG")));
  EXPECT_FALSE(is_valid_for(number, region("DE")));
  EXPECT_FALSE(is_valid_for(number, Region::none));
  EXPECT_FALSE(is_valid_for(number_of("+1 268 464 1234"), region("US")));
}

TEST(Format, WritesNumbersAsTheirRegionsDo) {
  const auto shown = [](std::string_view text, Style style) { return format(number_of(text), style); };
  EXPECT_EQ(shown("+16502530000", Style::national), "(650) 253-0000");
  EXPECT_EQ(shown("+16502530000", Style::international), "+1 650-253-0000");
  EXPECT_EQ(shown("+4930123456", Style::national), "030 123456");
  EXPECT_EQ(shown("+5491123456789", Style::national), "011 15-2345-6789");
  EXPECT_EQ(shown("+5491123456789", Style::international), "+54 9 11 2345-6789");
  EXPECT_EQ(shown("+390612345678", Style::international), "+39 06 1234 5678");
  EXPECT_EQ(shown("+161", Style::national), "61") << "no format holds: the bare digits";
}

}  // namespace
}  // namespace phonebook::numbering
