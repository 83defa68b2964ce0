#include "documents/html.h"

#include <gtest/gtest.h>

#include "tests/documents/taken.h"

namespace phonebook {
namespace {
using test::Rows;
using test::Taken;
using test::Texts;

Taken page(std::string_view html, std::size_t piece = 100'000) {
  Taken taken;
  HtmlText text(taken);
  for (std::size_t i = 0; i < html.size(); i += piece)
    if (!text.feed(html.substr(i, piece))) return taken;
  EXPECT_TRUE(text.finish());
  return taken;
}

TEST(Html, IsTheTextThatIsSeenWithItsLines) {
  const Taken taken = page(
      "<html><head><title>A &amp; B</title><style>p { x: 1 }</style><script>var a = "
      "'<p>no</p>';</script></head>\n"
      "<body><h1>Call\n  us</h1>\n<p>0171&nbsp;123<b>4567</b><br>or &#x2B;49&#32;30</p><!-- <p>hidden</p> "
      "--><div>end</div>");
  EXPECT_EQ(taken.texts, (Texts{"A & B", "Call us", "0171\u00A01234567\nor +49 30", "end"}));
  EXPECT_EQ(taken.lines, (std::vector<std::size_t>{1, 2, 4, 4}));
}

TEST(Html, GivesTheSameHoweverItIsCut) {
  const std::string_view html =
      "<!DOCTYPE html><table><tr><td>a&eacute;</td><td><a href='tel:+49171'>call</a></td></tr></table>"
      "<script>x<y</script><p>a < b &unknown; &amp<p title=\"a>b\">c<!--x-->d";
  const Taken whole = page(html);
  EXPECT_EQ(whole.rows, (Rows{{"aé", "call <tel:+49171>"}}));
  EXPECT_EQ(whole.texts, (Texts{"a < b &unknown; &", "cd"}));
  for (std::size_t piece = 1; piece < 40; ++piece) {
    const Taken cut = page(html, piece);
    EXPECT_EQ(cut.rows, whole.rows) << piece;
    EXPECT_EQ(cut.texts, whole.texts) << piece;
  }
}

TEST(Html, TablesAreRowsAndCells) {
  const Taken taken = page(
      "<p>before<table><thead><tr><th>Name<th>Tel<tbody><tr><td>Bob<td>1<tr><td><p>Al</p><p>ice</p></"
      "td><td></td></table>"
      "<table><tr><td>x</td></tr></table>after");
  EXPECT_EQ(taken.rows, (Rows{{"Name", "Tel"}, {"Bob", "1"}, {"Al\nice", ""}, {"x"}}));
  EXPECT_EQ(taken.tables, (std::vector<std::size_t>{1, 1, 1, 2}));
  EXPECT_EQ(taken.texts, (Texts{"before", "after"}));
}

TEST(Html, WritesBehindALinkWhatItDoesNotShow) {
  EXPECT_EQ(page("<a href=\"tel:+49-171-1234567\">call me</a> now").texts,
            (Texts{"call me <tel:+49-171-1234567> now"}));
  EXPECT_EQ(page("<a href=\"tel:+491711234567\">+49 171 1234567</a>").texts, (Texts{"+49 171 1234567"}));
  EXPECT_EQ(page("<a href='mailto:bob%40example.com?subject=x'>write</a>").texts,
            (Texts{"write <mailto:bob@example.com>"}));
  EXPECT_EQ(page("<a href=\"https://wa.me/8613800001234\">chat</a>").texts,
            (Texts{"chat <https://wa.me/8613800001234>"}));
  EXPECT_EQ(page("<a href=\"https://example.com/8613800001234\">shop</a>").texts, (Texts{"shop"}));
}

TEST(Html, FloodsAreLinearAndBounded) {
  const std::size_t size = 4 << 20;
  const std::string_view patterns[] = {
      "<", "<a ", "&#", "&amp", "<td>", "<table>", "<!--", "</", "<a href=\"tel:1\">", "<p>"};
  for (const std::string_view pattern : patterns) {
    std::string flood;
    while (flood.size() < size) flood += pattern;
    const Taken taken = page(flood);
    for (const std::string& text : taken.texts) EXPECT_LE(text.size(), kMaxPiece + 64) << pattern;
    for (const auto& row : taken.rows) EXPECT_LE(row.size(), kMaxCells) << pattern;
  }
}

TEST(Html, IsDecodedAsItDeclares) {
  Taken taken;
  const auto info = test::read("<html><meta charset=gb2312><p>\xB5\xE7\xBB\xB0", taken);
  ASSERT_TRUE(info);
  EXPECT_EQ(taken.texts, (Texts{"电话"}));
}

}  // namespace
}  // namespace phonebook
