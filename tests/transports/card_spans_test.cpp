#include "transports/card_spans.h"

#include <gtest/gtest.h>

#include <string>

namespace phonebook {
namespace {

std::vector<std::string> cards_of(std::string_view bytes, std::size_t limit = 100) {
  std::vector<std::string> cards;
  for (const CardSpan& span : card_spans(bytes, limit))
    cards.emplace_back(bytes.substr(span.offset, span.size));
  return cards;
}

using Cards = std::vector<std::string>;

TEST(CardSpans, OfNothingAreNone) {
  EXPECT_TRUE(cards_of("").empty());
  EXPECT_TRUE(cards_of("no card\nat all\n").empty());
  EXPECT_TRUE(cards_of("END:VCARD\n").empty());
}

TEST(CardSpans, AreFoundWithAnyLineEndAndCase) {
  EXPECT_EQ(cards_of("BEGIN:VCARD\r\nFN:A\r\nEND:VCARD\r\nbegin:vcard\nFN:B\nend:vCard\n"),
            (Cards{"BEGIN:VCARD\r\nFN:A\r\nEND:VCARD\r\n", "begin:vcard\nFN:B\nend:vCard\n"}));
  EXPECT_EQ(cards_of("BEGIN:VCARD\rFN:A\rEND:VCARD\r"), (Cards{"BEGIN:VCARD\rFN:A\rEND:VCARD\r"}));
  EXPECT_EQ(cards_of("\xEF\xBB\xBF"
                     "BEGIN:VCARD\nEND:VCARD"),
            (Cards{"BEGIN:VCARD\nEND:VCARD"}));
  EXPECT_EQ(cards_of("BEGIN:VCARD\nFN:A\nEND:VCARD.\nx"), (Cards{"BEGIN:VCARD\nFN:A\nEND:VCARD.\n"}));
}

TEST(CardSpans, LeaveOutWhatLiesBetween) {
  EXPECT_EQ(cards_of("junk\nBEGIN:VCARD\nEND:VCARD\n\njunk\nBEGIN:VCARD\nEND:VCARD"),
            (Cards{"BEGIN:VCARD\nEND:VCARD\n", "BEGIN:VCARD\nEND:VCARD"}));
}

TEST(CardSpans, OfACardThatLostItsEndGoToTheNext) {
  EXPECT_EQ(cards_of("BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\nBEGIN:VCARD\nFN:C"),
            (Cards{"BEGIN:VCARD\nFN:A\n", "BEGIN:VCARD\nFN:B\nEND:VCARD\n", "BEGIN:VCARD\nFN:C"}));
}

TEST(CardSpans, KeepACardWithinACardTogether) {
  const std::string nested = "BEGIN:VCARD\nFN:A\nAGENT:\nBEGIN:VCARD\nFN:B\nEND:VCARD\nTEL:1\nEND:VCARD\n";
  EXPECT_EQ(cards_of(nested + "BEGIN:VCARD\nEND:VCARD\n"), (Cards{nested, "BEGIN:VCARD\nEND:VCARD\n"}));
}

TEST(CardSpans, StopAtTheLimit) {
  std::string many;
  for (int n = 0; n < 10; ++n) many += "BEGIN:VCARD\nEND:VCARD\n";
  EXPECT_EQ(card_spans(many, 3).size(), 3U);
}

}  // namespace
}  // namespace phonebook
