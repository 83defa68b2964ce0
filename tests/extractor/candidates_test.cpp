#include <gtest/gtest.h>

#include <string>

#include "tests/extractor/found.h"

namespace phonebook::testing {
namespace {

TEST(Numbers, AreFoundInTheirManyWritings) {
  for (const std::string_view text :
       {"13800001234", "138-0000-1234", "138 0000 1234", "138_0000_1234", "138.0000.1234",
        "1 3 8 0 0 0 0 1 2 3 4", "１３８００００１２３４", "一三八零零零零一二三四", "138零零零零1234",
        "①③⑧⓪⓪⓪⓪①②③④", "+86 138 0000 1234", "(86)13800001234", "0086-138-0000-1234", "138\n00001234",
        "电话13800001234打我", "8613800001234"})
    EXPECT_EQ(found(text, "CN"), "phone +8613800001234") << text;
}

TEST(Numbers, AreFoundWhenSpelledInWords) {
  EXPECT_EQ(found("call two one two nine five eight zero one four two"), "phone +12129580142");
  EXPECT_EQ(found("two one two nine five eight, oh one, double four"), "phone +12129580144");
  EXPECT_EQ(found("one of two and three"), "");
}

TEST(Numbers, AreCutApartWhereTwoStandTogether) {
  const std::string both = "phone +8613800001234, phone +8613900005678";
  for (const std::string_view text :
       {"13800001234/13900005678", "13800001234 13900005678", "13800001234,13900005678",
        "13800001234\n13900005678", "13800001234、13900005678", "①13800001234②13900005678"})
    EXPECT_EQ(found(text, "CN"), both) << text;
}

TEST(Numbers, OfAnotherRegionAreReadWhereTheMessageNamesIt) {
  const std::vector<Finding> both = find("+44 7400 000111 or 07400 000222", "US");
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[1].value, "+447400000222");
  // Only the other number says where it is, so it is less sure than at home.
  const std::vector<Finding> home = find("+44 7400 000111 or 07400 000222", "GB");
  ASSERT_EQ(home.size(), 2U);
  EXPECT_LT(both[1].confidence, home[1].confidence);
  EXPECT_EQ(found("07400 000222", "US"), "");
  // What is a number at home stays one.
  EXPECT_EQ(found("+1 212 958 0166, 13800001234", "CN"), "phone +12129580166, phone +8613800001234");
}

TEST(Numbers, UnderWordsOfNoListAreNone) {
  EXPECT_EQ(found("my frequent flyer # is 6175550144"), "");
  EXPECT_EQ(found("Kundenclubnummer 0171 2345678", "DE"), "");
  EXPECT_EQ(found("抽签番号 09012345678", "JP"), "");
  EXPECT_EQ(found("XYZQ 2129580142"), "");
  EXPECT_EQ(found("Anna nr 0171 2345678", "DE"), "phone +491712345678");
  EXPECT_EQ(found("新號碼 9411 8240", "HK"), "phone +85294118240");
}

TEST(Numbers, KeepTheirExtension) {
  EXPECT_EQ(found("010-65002345转8023", "CN"), "phone +861065002345;ext=8023");
  EXPECT_EQ(found("025-52006000（分机：205）", "CN"), "phone +862552006000;ext=205");
  EXPECT_EQ(found("020-38005000-8012", "CN"), "phone +862038005000;ext=8012");
  EXPECT_EQ(found("212-958-0142 x77"), "phone +12129580142;ext=77");
  EXPECT_EQ(found("212-958-0142 ext. 5"), "phone +12129580142;ext=5");
  EXPECT_EQ(found("03-5000-1234 内線305", "JP"), "phone +81350001234;ext=305");
}

TEST(Numbers, AreNotReadFromOtherThings) {
  for (const std::string_view text : {"2023-05-01",
                                      "05.10.1986",
                                      "04.06.-07.06.",
                                      "20230501",
                                      "20230501123456",
                                      "1683012345",
                                      "192.168.100.200",
                                      "2001:db8:85a3::8a2e:370:7334",
                                      "8.0.33.1234",
                                      "4111 1111 1111 1111",
                                      "6228480402564890018",
                                      "440301199001011234",
                                      "550e8400-e29b-41d4-a716-446655440000",
                                      "9f8e7d6c5b4a39281706f5e4d3c2b1a098765432",
                                      "IMG_13800001234.JPG",
                                      "https://example.com/13800001234?id=13900005678",
                                      "1920x1080",
                                      "订单号13800001234",
                                      "#13800001234",
                                      "$13,800,001,234",
                                      "￥13800001234",
                                      "138****1234",
                                      "114.057868,22.543099",
                                      "9913800001234567",
                                      "1234567890123456789",
                                      "快递单号 13800001234",
                                      "10:30-18:30",
                                      "12+256",
                                      "2019-2023",
                                      "isbn 978-7-111-12345-6",
                                      "foo@13800001234"})
    EXPECT_EQ(found(text, "CN"), "") << text;
}

TEST(Numbers, OfOtherPlansStandBesideDatesOfEightDigits) {
  EXPECT_EQ(found("meet on 2023-05-17", "HK"), "");
  EXPECT_EQ(found("20230517", "HK"), "");
  EXPECT_EQ(found("6100 5566", "HK"), "phone +85261005566");
}

TEST(Numbers, WithManyZerosAreNumbers) { EXPECT_EQ(found("13800000000", "CN"), "phone +8613800000000"); }

TEST(Numbers, WithoutARegionNeedACountryCode) {
  EXPECT_EQ(found("13800001234", ""), "");
  EXPECT_EQ(found("+8613800001234", ""), "phone +8613800001234");
}

TEST(Numbers, BeginAtTheBracketThatBelongsToThem) {
  const auto inside = find("(415) 958-0101");
  ASSERT_EQ(inside.size(), 1U);
  EXPECT_EQ(inside[0].span, (Span{0, 14}));
  const auto around = find("(415-958-0101)");
  ASSERT_EQ(around.size(), 1U);
  EXPECT_EQ(around[0].span, (Span{1, 13}));
}

TEST(Numbers, AreFoundInLinksThatHoldThem) {
  EXPECT_EQ(found("https://wa.me/8613800001234", ""), "phone +8613800001234");
  EXPECT_EQ(found("tel:+8613800001234", ""), "phone +8613800001234");
  EXPECT_EQ(found("<a href=\"tel:+8613800001234\">call me</a>", "", true), "phone +8613800001234");
  EXPECT_EQ(found("<a href=\"sms:13800001234\">13800001234</a>", "CN", true), "phone +8613800001234");
}

TEST(Numbers, GroupedAsThePlanWritesThemNeedNoTrunkPrefix) {
  EXPECT_EQ(found("(11) 2345-6789", "BR"), "phone +551123456789");
  EXPECT_EQ(found("(2) 2123 4567", "CL"), "phone +56221234567");
  EXPECT_EQ(found("222 123 4567", "MX"), "phone +522221234567");
  EXPECT_EQ(found("2221234567", "MX"), "");
}

TEST(Numbers, AreRefusedByTheNearestWordOnly) {
  EXPECT_EQ(found("订单13800001111丢件了，打13900002222问一下", "CN"), "phone +8613900002222");
  EXPECT_EQ(found("order 2129580142, call 212-958-0143"), "phone +12129580143");
}

TEST(Numbers, NamedByAWordThatNobodyKnowsAreNone) {
  EXPECT_EQ(found("job 4805550199 is done"), "");
  EXPECT_EQ(found("consumer no 98450 61722", "IN"), "");
  EXPECT_EQ(found("设备号13800138000", "CN"), "");
  EXPECT_EQ(found("{\"id\":5315550198}"), "");
  EXPECT_EQ(found("Dave 4805550199"), "phone +14805550199");
}

TEST(Numbers, MayBeDialledWithPauses) {
  EXPECT_EQ(found("dial 206-555-0120,,37"), "phone +12065550120;ext=37");
  EXPECT_EQ(found("5305550144;318"), "phone +15305550144;ext=318");
}

TEST(Numbers, MayMixSpelledAndWrittenDigits) {
  EXPECT_EQ(found("five one oh 555 zero one six two"), "phone +15105550162");
  EXPECT_EQ(found("two one two triple five oh one four two"), "phone +12125550142");
}

}  // namespace
}  // namespace phonebook::testing
