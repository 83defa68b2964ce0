#include "tests/accuracy/score.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <set>

#include "base/text.h"
#include "extractor/mail.h"

namespace phonebook::testing {
namespace {

using nlohmann::json;

constexpr double kThreshold = .5;

bool is_id(Kind kind) { return kind != Kind::phone && kind != Kind::email; }

std::string canonical(Kind kind, std::string value) {
  if (is_id(kind) && value.starts_with("@")) value.erase(0, 1);
  if (kind == Kind::phone) return value;
  // Domains in A-labels and U-labels are the same.
  const std::string address = kind == Kind::email ? mail_address(value) : std::string();
  return fold(address.empty() ? value : address);
}

bool has_value(const json& expected, const Finding& finding) {
  if (expected["kind"] != to_string(finding.kind)) return false;
  const std::string value = canonical(finding.kind, finding.value);
  const auto same = [&](const json& other) {
    return canonical(finding.kind, other.get<std::string>()) == value;
  };
  if (same(expected["value"])) return true;
  return expected.contains("value_ok") &&
         std::any_of(expected["value_ok"].begin(), expected["value_ok"].end(), same);
}

// An '@' or the host of a link before an id may belong to the span or not.
bool has_span(const json& expected, const Finding& finding, const std::string& text) {
  const auto start_of_id = [&](std::size_t start, std::size_t end) {
    if (!is_id(finding.kind)) return start;
    for (const std::string lead : {"https://", "http://", "t.me/", "telegram.me/", "skype:", "@"})
      if (start + lead.size() < end && ascii_equal(text.substr(start, lead.size()), lead))
        start += lead.size();
    return start;
  };
  const auto is = [&](const json& place) {
    const std::size_t start = place[0], end = place[1];
    return end == finding.span.end &&
           start_of_id(start, end) == start_of_id(finding.span.start, finding.span.end);
  };
  if (is(expected["span"])) return true;
  return expected.contains("alt_spans") &&
         std::any_of(expected["alt_spans"].begin(), expected["alt_spans"].end(), is);
}

bool overlaps(const json& expected, const Finding& finding) {
  return finding.span.start < expected["span"][1].get<std::size_t>() &&
         expected["span"][0].get<std::size_t>() < finding.span.end;
}

bool among(const json& expected, const char* several, const char* one, const json& value) {
  if (expected.contains(several)) {
    const json& all = expected[several];
    return std::find(all.begin(), all.end(), value) != all.end();
  }
  return expected.value(one, json(nullptr)) == value;
}

bool is_name(const json& expected, const std::string& told) {
  const std::string name = fold(told);
  if (name.empty()) return false;
  const auto matches = [&](const json& other) {
    const std::string wanted = fold(other.get<std::string>());
    return name == wanted || (count_code_points(name) >= 2 && (wanted.find(name) != std::string::npos ||
                                                               name.find(wanted) != std::string::npos));
  };
  if (!expected.contains("owner_name_ok")) return matches(expected["owner_name"]);
  return std::any_of(expected["owner_name_ok"].begin(), expected["owner_name_ok"].end(), matches);
}

// `complain(what, told)`: hears of each thing that is said wrongly of what was found.
template <class Complain>
void score_hit(const json& expected, const Finding& finding, const std::string& text, Score& score,
               Complain complain) {
  const auto add = [&](Part& part, bool good, const char* what, std::string_view told) {
    part.add(good);
    if (!good) complain(what, std::string(told));
  };
  add(score.spans, has_span(expected, finding, text), "span", finding.shown);
  if (!is_id(finding.kind)) {
    const bool good =
        among(expected, "label_ok", "label", finding.label ? json(*finding.label) : json(nullptr));
    add(score.labels, good, "label", finding.label.value_or("none"));
    if (!among(expected, "label_ok", "label", json(nullptr))) score.stated_labels.add(good);
  }
  const char* owner = to_string(finding.owner);
  add(score.owners, among(expected, "owner_ok", "owner", owner), "owner", owner);
  if (!expected.contains("owner_ok")) score.strict_owners.add(expected["owner"] == owner);
  if (finding.owner == Owner::sender && expected["owner"] == "third_party" &&
      !among(expected, "owner_ok", "owner", "sender")) {
    ++score.given_to_sender;
    complain("given to the sender", finding.value);
  }
  if (expected["owner"] == "third_party" && expected.contains("owner_name") &&
      expected["owner_name"].is_string())
    add(score.names, is_name(expected, finding.owner_name.value_or("")), "name",
        finding.owner_name.value_or("none"));
  const char* change = finding.change ? to_string(*finding.change) : "none";
  if (expected.contains("change")) {
    add(score.changes, expected["change"] == change, "change", change);
  } else if (finding.change) {
    ++score.changes_false;
    complain("change", change);
  }
}

void score_message(const Extractor& everything, const json& message, Errors errors, Score& score) {
  const std::string text = message["text"], region = message.value("region", "");
  const bool negative = std::any_of(message["tags"].begin(), message["tags"].end(), [](const json& tag) {
    return tag.get<std::string>().starts_with("neg:");
  });
  score.negatives += negative;
  const auto complain = [&](const char* what, const std::string& value) {
    if (errors == Errors::print)
      std::cerr << message["id"] << ' ' << what << ' ' << value << ": " << text << "\n";
  };
  std::vector<Finding> findings =
      everything.find({.text = text, .html = message.value("html", false), .region = region});
  const json optional = message.value("optional", json::array());
  std::set<std::pair<Kind, std::string>> seen;
  for (const Finding& finding : findings) {
    const bool right = std::any_of(message["expect"].begin(), message["expect"].end(),
                                   [&](const json& e) { return has_value(e, finding); });
    const bool neutral = !right && std::any_of(optional.begin(), optional.end(), [&](const json& e) {
      return has_value(e, finding) || (e["kind"] == to_string(finding.kind) && overlaps(e, finding));
    });
    if (neutral) continue;
    Score::Bin& bin = score.bins[std::min<std::size_t>(9, static_cast<std::size_t>(finding.confidence * 10))];
    bin.confidence += finding.confidence;
    bin.right += right;
    ++bin.all;
    if (right || finding.confidence < kThreshold ||
        !seen.emplace(finding.kind, canonical(finding.kind, finding.value)).second)
      continue;
    ++score.all.wrong;
    ++score.kinds[to_string(finding.kind)].wrong;
    score.false_in_negatives += negative;
    complain("false", finding.value);
  }
  std::erase_if(findings, [](const Finding& finding) { return finding.confidence < kThreshold; });
  for (const json& expected : message["expect"]) {
    const Finding* hit = nullptr;
    for (const Finding& finding : findings)
      if (has_value(expected, finding) &&
          (hit == nullptr || (!has_span(expected, *hit, text) && has_span(expected, finding, text))))
        hit = &finding;
    Tally& kind = score.kinds[expected["kind"]];
    if (hit == nullptr) {
      ++score.all.missed;
      ++kind.missed;
      complain("missed", expected["value"]);
      continue;
    }
    ++score.all.right;
    ++kind.right;
    score_hit(expected, *hit, text, score, [&](const char* what, const std::string& told) {
      complain(what, told + " for " + expected["value"].get<std::string>());
    });
  }
}

}  // namespace

double Score::calibration_error() const {
  int all = 0;
  double sum = 0;
  for (const Bin& bin : bins) {
    all += bin.all;
    sum += std::abs(bin.confidence - bin.right);
  }
  return all == 0 ? 0 : sum / all;
}

int Score::filled_bins() const {
  return static_cast<int>(
      std::count_if(bins.begin(), bins.end(), [](const Bin& bin) { return bin.all != 0; }));
}

std::vector<json> read_messages(const std::string& path) {
  std::ifstream in(path);
  std::vector<json> messages;
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) messages.push_back(json::parse(line));
  return messages;
}

Score score_messages(const std::vector<json>& messages, Errors errors) {
  const Extractor everything({.kinds = {}, .min_confidence = 0});
  Score score;
  for (const json& message : messages) score_message(everything, message, errors, score);
  return score;
}

void print(const std::string& name, const Score& score) {
  std::cout << name << ": F1 " << score.all.f1() << " (" << score.all.right << " right, " << score.all.missed
            << " missed, " << score.all.wrong << " false)";
  for (const auto& [kind, tally] : score.kinds) std::cout << ", " << kind << ' ' << tally.f1();
  std::cout << "; false per 1000 of " << score.negatives << " negatives " << score.false_per_1000()
            << "; spans " << score.spans.share() << "; stated label " << score.stated_labels.share() << " of "
            << score.stated_labels.of << "; strict owner " << score.strict_owners.share() << " of "
            << score.strict_owners.of << "; owner name " << score.names.share() << " of " << score.names.of
            << "; third party's given to the sender " << score.given_to_sender << "; change "
            << score.changes.share() << " of " << score.changes.of << ", false " << score.changes_false
            << "; calibration error " << score.calibration_error() << " over " << score.filled_bins()
            << " bins\n";
}

}  // namespace phonebook::testing
