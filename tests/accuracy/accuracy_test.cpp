// The extractor on labelled messages: how much is found, how much is false, whose it is, what it is called.
// The floors hold what was reached; raise them when the extractor learns.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/accuracy/score.h"

namespace phonebook::testing {
namespace {

using nlohmann::json;

std::vector<json> blind_half(const std::string& half, const char* corpus = PHONEBOOK_BLIND_CORPUS) {
  std::vector<json> messages = read_messages(corpus);
  std::erase_if(messages, [&](const json& message) { return message["half"] != half; });
  return messages;
}

TEST(Accuracy, OnOurOwnMessagesStaysAboveItsFloors) {
  const std::vector<json> messages = read_messages(PHONEBOOK_CORPUS);
  ASSERT_GE(messages.size(), 527U);
  const Score score = score_messages(messages, Errors::print);
  print("own", score);
  EXPECT_GE(score.all.f1(), .985);
  EXPECT_LE(score.false_per_1000(), 10);
  EXPECT_GE(score.spans.share(), .99);
  EXPECT_GE(score.stated_labels.share(), .96);
  EXPECT_GE(score.strict_owners.share(), .97);
  EXPECT_GE(score.names.share(), .95);
  EXPECT_GE(score.changes.share(), .95);
  EXPECT_EQ(score.changes_false, 0);
  EXPECT_EQ(score.given_to_sender, 0);
}

// Written by somebody who had not seen the code; read afterwards for what was missed in it.
TEST(Accuracy, OnTheBlindMessagesThatWereReadStaysAboveItsFloors) {
  const std::vector<json> messages = blind_half("open");
  ASSERT_GE(messages.size(), 540U);
  const Score score = score_messages(messages, Errors::print);
  print("blind, read", score);
  EXPECT_GE(score.all.f1(), .985);
  for (const auto& [kind, tally] : score.kinds) EXPECT_GE(tally.f1(), .95) << kind;
  EXPECT_LE(score.false_per_1000(), 5);
  EXPECT_GE(score.spans.share(), .985);
  EXPECT_GE(score.stated_labels.share(), .95);
  EXPECT_GE(score.strict_owners.share(), .965);
  EXPECT_GE(score.names.share(), .91);
  EXPECT_GE(score.changes.share(), .95);
  EXPECT_LE(score.changes_false, 2);
  EXPECT_EQ(score.given_to_sender, 0);
}

// The other half: nobody read it until the figures of docs/accuracy.md were taken; read since.
TEST(Accuracy, OnTheBlindMessagesThatWereReadLastStaysAboveItsFloors) {
  const std::vector<json> messages = blind_half("held_out");
  ASSERT_GE(messages.size(), 520U);
  const Score score = score_messages(messages, Errors::print);
  print("blind, read last", score);
  EXPECT_GE(score.all.f1(), .975);
  EXPECT_LE(score.false_per_1000(), 28);
  EXPECT_GE(score.spans.share(), .985);
  EXPECT_GE(score.stated_labels.share(), .95);
  EXPECT_GE(score.strict_owners.share(), .92);
  EXPECT_GE(score.names.share(), .86);
  EXPECT_GE(score.changes.share(), .95);
  EXPECT_LE(score.changes_false, 4);
  EXPECT_EQ(score.given_to_sender, 0);
}

// A second set by another hand: its open half was read for what was missed, the other half by nobody who
// works on the extractor. Only the sums of that one say what to expect of new text.
TEST(Accuracy, OnTheSecondBlindMessagesThatWereReadStaysAboveItsFloors) {
  const std::vector<json> messages = blind_half("open", PHONEBOOK_SECOND_BLIND_CORPUS);
  ASSERT_GE(messages.size(), 830U);
  const Score score = score_messages(messages, Errors::print);
  print("second blind, read", score);
  EXPECT_GE(score.all.f1(), .96);
  EXPECT_LE(score.false_per_1000(), 13);
  EXPECT_GE(score.strict_owners.share(), .89);
  EXPECT_GE(score.names.share(), .80);
  EXPECT_EQ(score.given_to_sender, 0);
}

TEST(Accuracy, OnTheSecondBlindMessagesThatNobodyReadStaysAboveItsFloors) {
  const std::vector<json> messages = blind_half("held_out", PHONEBOOK_SECOND_BLIND_CORPUS);
  ASSERT_GE(messages.size(), 1150U);
  const Score score = score_messages(messages, Errors::keep_quiet);
  print("second blind, held out", score);
  EXPECT_GE(score.all.f1(), .945);
  EXPECT_LE(score.false_per_1000(), 18);
  EXPECT_GE(score.spans.share(), .99);
  EXPECT_GE(score.stated_labels.share(), .89);
  EXPECT_GE(score.strict_owners.share(), .81);
  EXPECT_GE(score.names.share(), .78);
  EXPECT_GE(score.changes.share(), .80);
  EXPECT_LE(score.given_to_sender, 9);
  EXPECT_LE(score.calibration_error(), .05);
  EXPECT_GE(score.filled_bins(), 4);
}

TEST(Accuracy, ConfidenceIsTheShareOfFindingsThatAreRight) {
  std::vector<json> messages = read_messages(PHONEBOOK_CORPUS);
  for (json& message : read_messages(PHONEBOOK_BLIND_CORPUS)) messages.push_back(std::move(message));
  const Score score = score_messages(messages, Errors::keep_quiet);
  print("all", score);
  EXPECT_GE(score.filled_bins(), 4);
  EXPECT_LE(score.calibration_error(), .05);
}

TEST(Accuracy, EverySpanLeadsBackToWhatIsShown) {
  const Extractor everything({.kinds = {}, .min_confidence = 0});
  std::size_t seen = 0;
  for (const json& message : read_messages(PHONEBOOK_CORPUS)) {
    const std::string text = message["text"], region = message.value("region", "");
    const bool html = message.value("html", false);
    for (const Finding& finding : everything.find({.text = text, .html = html, .region = region})) {
      const std::string raw = text.substr(finding.span.start, finding.span.end - finding.span.start);
      const std::string shown = shown_text(text, html);
      // What stands only in a link's target is marked where the link is shown.
      const bool in_target =
          shown_text(text.substr(0, finding.span.end), html).find(raw) == std::string::npos &&
          shown.find(raw) == std::string::npos && html;
      if (!in_target) {
        EXPECT_EQ(shown_text(raw, html), finding.shown) << message["id"];
      }
      // nth_from_end counts from the back of the shown text.
      std::size_t count = 0;
      for (std::size_t at = shown.find(finding.shown); at != std::string::npos;
           at = shown.find(finding.shown, at + 1))
        ++count;
      EXPECT_LT(finding.nth_from_end, count) << message["id"];
      ++seen;
    }
  }
  EXPECT_GE(seen, 120U);
}

}  // namespace
}  // namespace phonebook::testing
