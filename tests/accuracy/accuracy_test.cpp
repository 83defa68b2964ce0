// The extractor on a labelled corpus: how much is found, how much is false, whose it is, what it is called.
// The floors hold what was reached; raise them when the extractor learns.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "extractor/extract.h"

namespace phonebook {
namespace {

using nlohmann::json;

struct Score {
  int right = 0, missed = 0, wrong = 0;
  int negatives = 0, false_positives = 0;
  int labels = 0, labels_right = 0, owners = 0, owners_right = 0, names = 0, names_right = 0;
  int changes = 0, changes_right = 0, changes_false = 0, given_to_sender = 0, spans_right = 0;

  [[nodiscard]] double f1() const { return 2.0 * right / (2.0 * right + missed + wrong); }
};

std::vector<json> corpus() {
  std::ifstream in(PHONEBOOK_CORPUS);
  std::vector<json> messages;
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) messages.push_back(json::parse(line));
  return messages;
}

std::vector<Finding> predict(const Extractor& extractor, const json& message, const std::string& text) {
  const std::string region = message.value("region", "");
  return extractor.find({.text = text, .html = message.value("html", false), .region = region});
}

bool among(const json& expected, const char* several, const char* one, const json& value) {
  if (expected.contains(several)) {
    const json& all = expected[several];
    return std::find(all.begin(), all.end(), value) != all.end();
  }
  return expected.value(one, json(nullptr)) == value;
}

bool has_span(const json& expected, Span span) {
  const auto is = [&](const json& place) { return place[0] == span.start && place[1] == span.end; };
  if (is(expected["span"])) return true;
  return expected.contains("alt_spans") &&
         std::any_of(expected["alt_spans"].begin(), expected["alt_spans"].end(), is);
}

void score_hit(const json& expected, const Finding& finding, Score& score) {
  score.spans_right += has_span(expected, finding.span);
  if (finding.kind == Kind::phone || finding.kind == Kind::email) {
    ++score.labels;
    score.labels_right +=
        among(expected, "label_ok", "label", finding.label ? json(*finding.label) : json(nullptr));
  }
  ++score.owners;
  score.owners_right += among(expected, "owner_ok", "owner", to_string(finding.owner));
  if (finding.owner == Owner::sender && expected["owner"] == "third_party" &&
      !among(expected, "owner_ok", "owner", "sender"))
    ++score.given_to_sender;
  if (expected["owner"] == "third_party" && expected["owner_name"].is_string()) {
    ++score.names;
    const std::string name = finding.owner_name.value_or("");
    const std::string wanted = expected["owner_name"];
    score.names_right += !name.empty() && (name == wanted || wanted.find(name) != std::string::npos ||
                                           name.find(wanted) != std::string::npos);
  }
  if (expected.contains("change")) {
    ++score.changes;
    score.changes_right += finding.change && expected["change"] == to_string(*finding.change);
  } else if (finding.change) {
    ++score.changes_false;
  }
}

Score score_all() {
  const Extractor extractor;
  Score score;
  for (const json& message : corpus()) {
    const std::string text = message["text"];
    const std::vector<Finding> findings = predict(extractor, message, text);
    std::vector<bool> used(findings.size(), false);
    for (const json& expected : message["expect"]) {
      bool hit = false;
      for (std::size_t i = 0; i < findings.size() && !hit; ++i) {
        if (used[i] || expected["kind"] != to_string(findings[i].kind) ||
            expected["value"] != findings[i].value)
          continue;
        used[i] = hit = true;
        score_hit(expected, findings[i], score);
      }
      hit ? ++score.right : ++score.missed;
      if (!hit) std::cerr << message["id"] << " missed " << expected["value"] << ": " << text << "\n";
    }
    const bool negative = std::any_of(message["tags"].begin(), message["tags"].end(), [](const json& tag) {
      return tag.get<std::string>().starts_with("neg:");
    });
    score.negatives += negative;
    for (std::size_t i = 0; i < findings.size(); ++i) {
      if (used[i]) continue;
      const bool optional =
          message.contains("optional") &&
          std::any_of(message["optional"].begin(), message["optional"].end(), [&](const json& e) {
            return e["kind"] == to_string(findings[i].kind) && e["value"] == findings[i].value;
          });
      if (optional) continue;
      ++score.wrong;
      score.false_positives += negative;
      std::cerr << message["id"] << " false " << findings[i].value << ": " << text << "\n";
    }
  }
  return score;
}

double share(int part, int whole) { return whole == 0 ? 1 : double(part) / whole; }

TEST(Accuracy, StaysAboveItsFloors) {
  const Score score = score_all();
  std::cout << "F1 " << score.f1() << " (" << score.right << " right, " << score.missed << " missed, "
            << score.wrong << " false), false positives per 1000 hard negatives "
            << 1000 * share(score.false_positives, score.negatives) << ", spans "
            << share(score.spans_right, score.right) << ", label " << share(score.labels_right, score.labels)
            << ", owner " << share(score.owners_right, score.owners) << ", owner name "
            << share(score.names_right, score.names) << ", change "
            << share(score.changes_right, score.changes) << ", third party's given to the sender "
            << score.given_to_sender << "\n";
  ASSERT_GE(score.right + score.missed, 120);
  ASSERT_GE(score.negatives, 120);
  EXPECT_GE(score.f1(), .97);
  EXPECT_LE(share(score.false_positives, score.negatives), .015);
  EXPECT_GE(share(score.spans_right, score.right), .98);
  EXPECT_GE(share(score.labels_right, score.labels), .96);
  EXPECT_GE(share(score.owners_right, score.owners), .95);
  EXPECT_GE(share(score.names_right, score.names), .93);
  EXPECT_GE(share(score.changes_right, score.changes), .9);
  EXPECT_EQ(score.changes_false, 0);
  EXPECT_EQ(score.given_to_sender, 0);
}

TEST(Accuracy, EverySpanLeadsBackToWhatIsShown) {
  const Extractor everything({.min_confidence = 0});
  std::size_t seen = 0;
  for (const json& message : corpus()) {
    const std::string text = message["text"];
    const bool html = message.value("html", false);
    for (const Finding& finding : predict(everything, message, text)) {
      const std::string piece =
          shown_text(text.substr(finding.span.start, finding.span.end - finding.span.start), html);
      EXPECT_EQ(piece, finding.shown) << message["id"];
      // nth_from_end counts from the back of the shown text.
      const std::string shown = shown_text(text, html);
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
}  // namespace phonebook
