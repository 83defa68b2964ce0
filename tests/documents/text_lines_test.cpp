#include "documents/text_lines.h"

#include <gtest/gtest.h>

#include "tests/documents/taken.h"

namespace phonebook {
namespace {
using test::read;
using test::Taken;
using test::Texts;

TEST(TextLines, NumbersTheLinesOfEveryLineEnd) {
  for (const char* text : {"one\ntwo\n\nfour", "one\r\ntwo\r\n\r\nfour\r\n", "one\rtwo\r\rfour\r"}) {
    Taken taken;
    ASSERT_TRUE(read(text, taken));
    EXPECT_EQ(taken.texts, (Texts{"one", "two", "four"})) << text;
    EXPECT_EQ(taken.lines, (std::vector<std::size_t>{1, 2, 4})) << text;
  }
}

TEST(TextLines, HandsALongLineOverInPiecesThatLoseNothing) {
  std::string line;
  while (line.size() < 1'000'000) line += "wörd ";
  Taken taken;
  ASSERT_TRUE(read(line + "\nnext\n", taken));
  std::string joined;
  for (std::size_t i = 0; i + 1 < taken.texts.size(); ++i) {
    EXPECT_LE(taken.texts[i].size(), kMaxPiece);
    EXPECT_EQ(taken.lines[i], 1U);
    joined += taken.texts[i];
  }
  EXPECT_EQ(joined, line);
  EXPECT_EQ(taken.texts.back(), "next");
  EXPECT_EQ(taken.lines.back(), 2U);
}

TEST(TextLines, StopsWhenTheSinkHasHadEnough) {
  Taken taken;
  taken.most = 2;
  EXPECT_TRUE(read("a\nb\nc\nd\n", taken));
  EXPECT_EQ(taken.texts.size(), 2U);
}

TEST(TextLines, NeedsLittleMemoryForALineWithoutEnd) {
  std::size_t left = std::size_t{200} << 20, pieces = 0;
  Input input = Input::pulled(
      [&](std::span<char> into) -> Result<std::size_t> {
        const std::size_t n = std::min(left, into.size());
        std::fill_n(into.begin(), n, 'x');
        left -= n;
        return n;
      },
      "endless");
  LineReader lines(input);
  TextLine line;
  while (lines.next(line)) {
    ASSERT_LE(line.text.size(), kMaxPiece);
    ++pieces;
  }
  EXPECT_EQ(pieces, (std::size_t{200} << 20) / kMaxPiece);
}

TEST(TextLines, AVcardIsReadAsItsLines) {
  Taken taken;
  const auto info = read("BEGIN:VCARD\r\nTEL:+49171\r\nEND:VCARD\r\n", taken);
  EXPECT_EQ(info->type, FileType::vcard);
  EXPECT_EQ(taken.texts[1], "TEL:+49171");
}

}  // namespace
}  // namespace phonebook
