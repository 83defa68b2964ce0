#include "extractor/plain_text.h"

#include <gtest/gtest.h>

#include <string>

namespace phonebook {
namespace {

TEST(PlainText, DropsTagsAndDecodesEntities) {
  EXPECT_EQ(shown_text("<b>186</b>0000<i>4545</i>", true), "18600004545");
  EXPECT_EQ(shown_text("a&amp;b &lt;c&gt; &#49;&#x32; x&#64;y", true), "a&b <c> 12 x@y");
  EXPECT_EQ(shown_text("one<br>two<BR/>three", true), "one\ntwo\nthree");
  EXPECT_EQ(shown_text("<p>one</p><p>two</p>", true), "one\ntwo\n");
  EXPECT_EQ(shown_text("a<!-- 13800001234 -->b", true), "ab");
}

TEST(PlainText, LeavesPlainTextAsItIs) { EXPECT_EQ(shown_text("a<b>c &amp; <d", false), "a<b>c &amp; <d"); }

TEST(PlainText, KeepsSignsThatOpenNoTagOrEntity) {
  EXPECT_EQ(shown_text("1 < 2 & 3 > 2 &; &nope; &#; &#x; <", true), "1 < 2 & 3 > 2 &; &nope; &#; &#x; <");
  EXPECT_EQ(shown_text("<a href=\"x\"", true), "<a href=\"x\"");
}

TEST(PlainText, MindsQuotesInsideTags) { EXPECT_EQ(shown_text("<a title=\"a > b\">c</a>", true), "c"); }

TEST(PlainText, ReplacesBrokenUtf8AndNamesOfNoCharacter) {
  EXPECT_EQ(shown_text("a\xFF\xC3z", false), "a\uFFFD\uFFFDz");
  EXPECT_EQ(shown_text("&#0;&#xD800;&#x110000;", true), "\uFFFD\uFFFD\uFFFD");
}

TEST(PlainText, FoldsWidthsDigitsBlanksAndDashes) {
  const PlainText plain = make_plain("＋８６ １３８—００００\u00A0１２３４ ٠٥٠", false);
  EXPECT_EQ(plain.folded, "+86 138-0000 1234 050");
}

TEST(PlainText, LeavesZeroWidthCharactersToTheWindowOnly) {
  const PlainText plain = make_plain("138\u200B0000\u200B1234", false);
  EXPECT_EQ(plain.folded, "13800001234");
  EXPECT_EQ(plain.shown, "138\u200B0000\u200B1234");
  EXPECT_EQ(plain.shown_text({0, 11}), plain.shown);
}

TEST(PlainText, CountsAKeycapToItsDigit) {
  const std::string raw = "1️⃣3️⃣";
  const PlainText plain = make_plain(raw, false);
  EXPECT_EQ(plain.folded, "13");
  EXPECT_EQ(plain.raw({0, 2}), (Span{0, raw.size()}));
}

TEST(PlainText, LeadsBackToTheRawBytes) {
  const std::string raw = "x <b>186</b>&nbsp;0000 y";
  const PlainText plain = make_plain(raw, true);
  const std::size_t at = plain.folded.find("186 0000");
  ASSERT_NE(at, std::string::npos);
  const Span span = plain.raw({at, at + 8});
  EXPECT_EQ(raw.substr(span.start, span.end - span.start), "186</b>&nbsp;0000");
}

TEST(PlainText, KeepsWhereLinksPoint) {
  const std::string raw = "see <a class=x HREF='mailto:a%40b.example?subject=&quot;'>me</a>";
  const PlainText plain = make_plain(raw, true);
  ASSERT_EQ(plain.links.size(), 1U);
  EXPECT_EQ(plain.links[0].target, "mailto:a@b.example?subject=\"");
  EXPECT_EQ(
      plain.folded.substr(plain.links[0].text.start, plain.links[0].text.end - plain.links[0].text.start),
      "me");
  EXPECT_EQ(raw.substr(plain.links[0].raw.start, 7), "mailto:");
}

TEST(PlainText, OffersOneOriginForEachFoldedByte) {
  for (const std::string_view raw : {"", "a", "é＠", "<b>é</b>&#19968;", "\xFF\xFF"}) {
    const PlainText plain = make_plain(raw, true);
    EXPECT_EQ(plain.origins.size(), plain.folded.size());
    EXPECT_EQ(plain.lower.size(), plain.folded.size());
  }
}

}  // namespace
}  // namespace phonebook
