#include "extractor/extract.h"

#include <gtest/gtest.h>

#include <string>

#include "extractor/plain_text.h"
#include "tests/extractor/found.h"

namespace phonebook::testing {
namespace {

std::string repeated(std::string_view piece, std::size_t size_bytes) {
  std::string out;
  while (out.size() < size_bytes) out += piece;
  return out;
}

TEST(Extractor, SpansTheRawBytesAndShowsThePlainText) {
  const std::string raw = "电话：<b>186</b>0000<b>4545</b>";
  const auto findings = find(raw, "CN", true);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].span, (Span{12, 30}));
  EXPECT_EQ(findings[0].shown, "18600004545");
  EXPECT_EQ(shown_text(raw.substr(12, 18), true), findings[0].shown);
}

TEST(Extractor, CountsHowOftenTheSameStandsBehind) {
  const auto findings = find("13800001234 或 13800001234，就是13800001234");
  EXPECT_TRUE(findings.empty());
  const auto three = find("13800001234 或 13800001234，就是13800001234", "CN");
  ASSERT_EQ(three.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(three[i].nth_from_end, 2 - i);
}

TEST(Extractor, CountsOccurrencesThatAreNoFindings) {
  const auto findings = find("call 212-958-0142 (https://example.com/212-958-0142)");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].nth_from_end, 1U);
}

TEST(Extractor, FindsOnlyTheKindsAskedFor) {
  const std::string_view text = "212-958-0142 a@example.com skype: jane_roe9";
  EXPECT_EQ(found(text, "US", false, {Kind::email}), "email a@example.com");
  EXPECT_EQ(found(text, "US", false, {Kind::skype, Kind::phone}), "phone +12129580142, skype jane_roe9");
}

TEST(Extractor, KeepsDoubtfulFindingsForThoseWhoAsk) {
  const std::string_view text = "1683012345";  // seconds since 1970, or a land line of Berlin without its 0
  EXPECT_TRUE(Extractor().find({.text = text, .region = "DE"}).size() <=
              Extractor({.min_confidence = 0}).find({.text = text, .region = "DE"}).size());
  for (const Finding& finding : Extractor({.min_confidence = 0}).find({.text = "3012345678", .region = "DE"}))
    EXPECT_LT(finding.confidence, .5);
  EXPECT_FALSE(Extractor({.min_confidence = 0}).find({.text = "3012345678", .region = "DE"}).empty());
}

TEST(Extractor, GivesConfidencesBetweenZeroAndOne) {
  for (const Finding& finding :
       Extractor({.min_confidence = 0})
           .find({.text = "my cell +1 212 958 0142, a@example.com, QQ 12345678", .region = "US"})) {
    EXPECT_GT(finding.confidence, 0);
    EXPECT_LE(finding.confidence, 1);
  }
}

TEST(Extractor, NamesKindsBothWays) {
  for (int i = 0; i <= static_cast<int>(Kind::whatsapp); ++i)
    EXPECT_EQ(kind_from(to_string(static_cast<Kind>(i))), static_cast<Kind>(i));
  EXPECT_EQ(kind_from("pigeon"), std::nullopt);
}

TEST(Extractor, ForgivesEmptyBrokenAndNulText) {
  EXPECT_EQ(found(""), "");
  EXPECT_EQ(found(std::string_view("\0\0", 2)), "");
  EXPECT_EQ(found(std::string_view("\0call 212-958-0142\0", 19)), "phone +12129580142");
  EXPECT_EQ(found("\xFF\xFE 212-958-0142 \xC3"), "phone +12129580142");
  EXPECT_EQ(found("<<<b>>212-958-0142</", "US", true), "phone +12129580142");
}

TEST(Extractor, LooksNoFurtherThanItsLimit) {
  std::string text = repeated("word ", Extractor::kMaxText);
  text += " 212-958-0142";
  EXPECT_EQ(found(text), "");
}

// Floods: each must come back (the test's time limit is the proof of linear work) and still hold what stands
// at their ends.
class Flood : public ::testing::TestWithParam<std::string_view> {};

TEST_P(Flood, ComesBackAndKeepsTheNumberBeforeIt) {
  const std::string flood = repeated(GetParam(), std::size_t{1} << 20);
  for (const bool html : {false, true}) {
    const std::string text = "call 212-958-0142 now.\n\n" + flood;
    const auto findings = find(text, "US", html);
    ASSERT_FALSE(findings.empty());
    EXPECT_EQ(findings[0].value, "+12129580142");
    for (const Finding& finding : findings) {
      ASSERT_LT(finding.span.start, finding.span.end);
      ASSERT_LE(finding.span.end, text.size());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Hostile, Flood,
                         ::testing::Values("1", "12 ", "1234 ", "1-", "(", ")", "<", "<a ", "<a \"", "<!--",
                                           "&", "&#", "&#49;", "@", "a@", "a@b.", "@a.b ", ".", "+", "+1",
                                           "一", "①", "one ", "call ", "my ", "电话", "微信", "qq ", "q", "v",
                                           "t.me/", "://", "www.", " at ", " dot ", "a at b dot ", "转",
                                           "ext ", "\xFF", "\xE4\xB8", "小", "王", "张伟", "Anna ", "Anna's ",
                                           "\n", "0x9f", "212-958-0142 ", "13800001234,", "<b>1</b>", "<br>",
                                           "<a href=\"tel:+12129580142\">", "a@example.com ", "skype: live:a",
                                           "mobil"));

// The same text twice as long holds twice as much, not more: what was found does not depend on what is far
// away.
TEST(Extractor, FindsTheSameInEachCopyOfAText) {
  const std::string piece =
      "my number is 212-958-0142, mail me: jane@example.com. Order 2129580143 shipped.\n\n";
  const auto one = find(piece);
  const auto many = find(repeated(piece, piece.size() * 50));
  ASSERT_EQ(many.size(), one.size() * 50);
  for (std::size_t i = 0; i < many.size(); ++i) {
    EXPECT_EQ(many[i].value, one[i % one.size()].value);
    EXPECT_EQ(many[i].owner, one[i % one.size()].owner);
    EXPECT_EQ(many[i].nth_from_end, 49 - i / one.size());
  }
}

}  // namespace
}  // namespace phonebook::testing
