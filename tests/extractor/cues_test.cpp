#include "extractor/cues.h"

#include <gtest/gtest.h>

#include <string_view>

namespace phonebook {
namespace {

std::uint64_t sections(std::string_view text) {
  std::uint64_t all = 0;
  for (const CueHit& hit : find_cues(text)) all |= hit.sections;
  return all;
}

TEST(Cues, AreFoundAsWholeWordsInAlphabetsWithBlanks) {
  EXPECT_TRUE(sections("tel 5") & cue::kPhone);
  EXPECT_FALSE(sections("hotel5x telx") & cue::kPhone);
  EXPECT_TRUE(sections("(tel:5)") & cue::kPhone);
}

TEST(Cues, AreFoundAnywhereInChineseAndJapanese) {
  EXPECT_TRUE(sections("我手机是") & cue::kLabelMobile);
  EXPECT_TRUE(sections("田中さんの携帯は") & cue::kLabelMobile);
}

TEST(Cues, StandForEveryWordOfAStem) { EXPECT_TRUE(sections("meine handynummern") & cue::kLabelMobile); }

TEST(Cues, CountTheLongestAndHideWhatARefusingOneBeginsWith) {
  const auto hits = find_cues("电话会议");
  ASSERT_FALSE(hits.empty());
  EXPECT_TRUE(hits[0].sections & cue::kNotNumber);
  EXPECT_FALSE(hits[0].sections & cue::kPhone);
}

TEST(Cues, TakeOverWhatTheirBeginningSays) {
  const auto hits = find_cues("call me");
  ASSERT_FALSE(hits.empty());
  EXPECT_EQ(hits[0].end, 7U);
  EXPECT_TRUE(hits[0].sections & cue::kSender);
  EXPECT_TRUE(hits[0].sections & cue::kPhone);
}

TEST(Cues, HoldWordsOfEveryPromisedLanguage) {
  for (const std::string_view word :
       {"电话", "電話", "phone", "telefon", "téléphone", "携帯", "телефон", "teléfono", "هاتف"})
    EXPECT_NE(sections(word), 0U) << word;
}

}  // namespace
}  // namespace phonebook
