// The labelled pairs (pairs.jsonl): no false join, at most one in ten left as a question, and how many are
// judged as labelled.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "contacts/match.h"

namespace phonebook {
namespace {

using nlohmann::json;

std::optional<Date> date_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  Date date{std::nullopt, std::stoi(text.substr(text.size() - 5, 2)),
            std::stoi(text.substr(text.size() - 2))};
  if (!text.starts_with("--")) date.year = std::stoi(text.substr(0, 4));
  return date;
}

Contact contact_of(const json& card) {
  Contact contact;
  contact.formatted_name = card.value("fn", "");
  contact.uid = card.value("uid", "");
  contact.kind = card.value("kind", "");
  contact.note = card.value("note", "");
  contact.birthday = date_of(card.value("bday", ""));
  if (card.contains("n")) contact.name = {card["n"][0], card["n"][1], "", "", ""};
  for (const std::string number : card.value("tel", json::array())) {
    const std::size_t bar = number.find('|');
    ContactNumber entry{.number = number.substr(0, bar)};
    if (bar != std::string::npos) entry.types = {number.substr(bar + 1)};
    contact.numbers.push_back(std::move(entry));
  }
  for (const std::string mail : card.value("mail", json::array())) contact.mails.push_back({.address = mail});
  for (const std::string unit : card.value("org", json::array())) contact.organisation.push_back(unit);
  for (const std::string nick : card.value("nick", json::array())) contact.nicknames.push_back(nick);
  return contact;
}

const char* word(Sameness verdict) {
  return verdict == Sameness::same ? "same" : verdict == Sameness::perhaps ? "perhaps" : "different";
}

TEST(Pairs, AreJudgedAsAPersonWouldWithoutAFalseJoin) {
  std::ifstream file(PHONEBOOK_PAIRS);
  std::size_t count = 0, right = 0, perhaps = 0, missed = 0;
  for (std::string line; std::getline(file, line);) {
    const json pair = json::parse(line);
    const Contact a = contact_of(pair["a"]), b = contact_of(pair["b"]);
    const MatchOptions options{.region = pair["region"]};
    const Match match = match_contacts(a, b, options);
    EXPECT_EQ(match.verdict, match_contacts(b, a, options).verdict) << line;
    EXPECT_FALSE(match.reason.empty()) << line;
    const std::string label = pair["label"];
    ++count;
    right += label == word(match.verdict);
    perhaps += match.verdict == Sameness::perhaps;
    missed += match.verdict == Sameness::different && label == "same";
    if (label != word(match.verdict))
      fmt::print("{} judged {}: {}\n", line, word(match.verdict), match.reason);
    // A question about two that are one person, or may be, costs a look; a join is for good.
    EXPECT_FALSE(match.verdict == Sameness::same && label != "same") << line << ": " << match.reason;
  }
  fmt::print("{} pairs: {} as labelled, {} left as perhaps, {} doubles not seen\n", count, right, perhaps,
             missed);
  ASSERT_GE(count, 500U);
  EXPECT_LE(perhaps * 10, count);
  EXPECT_GE(right * 100, count * 97);
  EXPECT_LE(missed * 100, count);
}

}  // namespace
}  // namespace phonebook
