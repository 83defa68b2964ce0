// Where a finding stands in what a window shows.
#include "plugin/pidgin/shown_text.h"

#include <gtest/gtest.h>

namespace phonebook {
namespace {

// The characters of `slice` in a range, to compare with what a person would point at.
std::string piece(std::string_view slice, const std::optional<ShownRange>& range) {
  if (!range) return "(none)";
  std::string out;
  int character = -1;
  for (const char c : slice) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++character;
    if (character >= range->start && character < range->end) out += c;
  }
  return out;
}

TEST(ShownText, CountsOccurrencesFromTheEnd) {
  const std::string slice = "(10:00) Bob: 123 and 123 or 1234";
  const FoldedText folded{slice};
  EXPECT_EQ(nth_from_end(folded, "123", 0)->start, 28);
  EXPECT_EQ(nth_from_end(folded, "123", 1)->start, 21);
  EXPECT_EQ(nth_from_end(folded, "123", 2)->start, 13);
  EXPECT_FALSE(nth_from_end(folded, "123", 3));
  EXPECT_FALSE(nth_from_end(folded, "123", -1));
  EXPECT_FALSE(nth_from_end(folded, "", 0));
  EXPECT_FALSE(nth_from_end(folded, "999", 0));
}

TEST(ShownText, FoldsWhiteSpaceAndPassesOverTheUnseen) {
  const std::string slice = "Zoë: 138\u00a0 0013\n\u200b8\u20600\u00ad0\ufffc0 now";
  EXPECT_EQ(piece(slice, nth_from_end(FoldedText{slice}, "138 0013 8000", 0)),
            "138\u00a0 0013\n\u200b8\u20600\u00ad0\ufffc0");
  EXPECT_EQ(piece("138 0013 8000", nth_from_end(FoldedText{"138 0013 8000"}, " 138\u00a00013  8000\n", 0)),
            "138 0013 8000");
}

TEST(ShownText, OffsetsAreCharactersNotBytes) {
  const std::string slice = "张三：１３８ 📞 +86138";
  const auto range = nth_from_end(FoldedText{slice}, "+86138", 0);
  ASSERT_TRUE(range);
  EXPECT_EQ(range->start, 9);
  EXPECT_EQ(range->end, 15);
}

TEST(ShownText, BrokenUtf8EndsTheText) {
  const FoldedText folded{"123 \xff 456"};
  EXPECT_TRUE(nth_from_end(folded, "123", 0));
  EXPECT_FALSE(nth_from_end(folded, "456", 0));
}

TEST(ShownText, MessagesAreFoundBackwardsOneBeforeTheOther) {
  const std::string slice = "Bob: call 123\nAl: ok\nBob: call 123\nBob: ok";
  const FoldedText folded{slice};
  std::size_t limit = folded.text().size();
  EXPECT_EQ(last_before(folded, "ok", limit)->start, 40);
  EXPECT_EQ(last_before(folded, "call 123", limit)->start, 26);
  EXPECT_EQ(last_before(folded, "ok", limit)->start, 18);
  EXPECT_EQ(last_before(folded, "call  123", limit)->start, 5);
  EXPECT_FALSE(last_before(folded, "call 123", limit));
}

TEST(ShownText, LongHostileTextIsNoTrouble) {
  const std::string slice(200000, 'a');
  EXPECT_FALSE(nth_from_end(FoldedText{slice}, std::string(900, 'a') + "b", 0));
  EXPECT_TRUE(nth_from_end(FoldedText{slice}, std::string(900, 'a'), 200));
}

}  // namespace
}  // namespace phonebook
