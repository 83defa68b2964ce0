#include "transports/plan.h"

#include <gtest/gtest.h>

namespace phonebook {
namespace {

const MatchOptions kGermany{.region = "DE"};

Contact person(std::string uid, std::string name, std::vector<std::string> numbers) {
  Contact contact;
  contact.uid = std::move(uid);
  contact.formatted_name = std::move(name);
  for (std::string& number : numbers) contact.numbers.push_back({.number = std::move(number)});
  return contact;
}

std::vector<PhoneEntry> phone_with(std::vector<Contact> contacts) {
  std::vector<PhoneEntry> entries;
  for (Contact& contact : contacts)
    entries.push_back({std::to_string(entries.size() + 1), "v1", std::move(contact)});
  return entries;
}

TEST(Plan, OfNothingIsEmpty) { EXPECT_TRUE(make_plan({}, {}, kGermany).empty()); }

TEST(Plan, AddsWhoIsNotThere) {
  const std::vector<Contact> incoming = {person("u1", "Anna Schmidt", {"+4930111111"})};
  const auto plan = make_plan(incoming, phone_with({person("p1", "Kurt Weill", {"+4930222222"})}), kGermany);
  ASSERT_EQ(plan.size(), 1U);
  EXPECT_EQ(plan[0].decision, Decision::add);
  EXPECT_FALSE(plan[0].target);
  EXPECT_FALSE(plan[0].joins);
  EXPECT_FALSE(plan[0].reason.empty());
  EXPECT_EQ(plan[0].result, incoming[0]);
}

TEST(Plan, WritesNothingForAnEntryThatHoldsAllOfIt) {
  const auto entries = phone_with({person("p0", "Kurt Weill", {"+4930222222"}),
                                   person("", "Anna Schmidt", {"030 111111", "+491701234567"})});
  const auto plan = make_plan(std::vector{person("u1", "Anna Schmidt", {"+4930111111"})}, entries, kGermany);
  ASSERT_EQ(plan.size(), 1U);
  EXPECT_EQ(plan[0].decision, Decision::identical);
  EXPECT_EQ(plan[0].target, 1U);
  EXPECT_FALSE(plan[0].reason.empty());
}

TEST(Plan, MergesWhatTheEntryLacks) {
  const auto entries = phone_with({person("", "Anna Schmidt", {"+4930111111"})});
  const auto plan = make_plan(std::vector{person("u1", "Anna Schmidt", {"+4930111111", "+491701234567"})},
                              entries, kGermany);
  ASSERT_EQ(plan.size(), 1U);
  EXPECT_EQ(plan[0].decision, Decision::merge);
  EXPECT_EQ(plan[0].target, 0U);
  EXPECT_EQ(plan[0].result.numbers.size(), 2U);
  ASSERT_EQ(plan[0].fields.size(), 1U);
  EXPECT_EQ(plan[0].fields[0].field, "number");
}

TEST(Plan, AsksWhereBothSaySomethingElse) {
  Contact there = person("u1", "Anna Schmidt", {"+4930111111"});
  there.birthday = Date{.year = 1980, .month = 1, .day = 2};
  Contact coming = person("u1", "Anna Schmidt", {"+4930111111"});
  coming.birthday = Date{.year = 1981, .month = 3, .day = 4};
  const auto entries = phone_with({there});
  const auto plan = make_plan(std::vector{coming}, entries, kGermany);
  ASSERT_EQ(plan.size(), 1U);
  EXPECT_EQ(plan[0].decision, Decision::conflict);
  EXPECT_EQ(plan[0].target, 0U);
  ASSERT_FALSE(plan[0].fields.empty());
  EXPECT_EQ(plan[0].fields[0].field, "birthday");
  EXPECT_EQ(plan[0].result.birthday, there.birthday) << "the phone wins until the person says otherwise";
}

TEST(Plan, KeepsTheOrderOfTheContacts) {
  std::vector<Contact> incoming;
  for (int n = 0; n < 50; ++n)
    incoming.push_back(person("u" + std::to_string(n), "Person Nummer" + std::to_string(n),
                              {"+49301" + std::to_string(100000 + n)}));
  const auto plan = make_plan(incoming, {}, kGermany);
  ASSERT_EQ(plan.size(), incoming.size());
  for (std::size_t n = 0; n < plan.size(); ++n) {
    EXPECT_EQ(plan[n].incoming, n);
    EXPECT_EQ(plan[n].decision, Decision::add);
    EXPECT_EQ(plan[n].result.uid, incoming[n].uid);
  }
}

TEST(Plan, TheSamePersonTwiceInTheListBecomesOneEntry) {
  const std::vector<Contact> incoming = {person("u1", "Anna Schmidt", {"+4930111111"}),
                                         person("u2", "Kurt Weill", {"+4930222222"}),
                                         person("u3", "Anna Schmidt", {"+4930111111", "+491701234567"}),
                                         person("u4", "Anna Schmidt", {"+491701234567"})};
  const auto plan = make_plan(incoming, {}, kGermany);
  ASSERT_EQ(plan.size(), 4U);
  EXPECT_EQ(plan[0].decision, Decision::add);
  EXPECT_EQ(plan[0].result.numbers.size(), 2U) << "the first gains what the third knows";
  EXPECT_EQ(plan[1].decision, Decision::add);
  EXPECT_EQ(plan[2].decision, Decision::merge);
  EXPECT_EQ(plan[2].joins, 0U);
  EXPECT_FALSE(plan[2].target);
  EXPECT_EQ(plan[3].joins, 0U);
}

// Contract of `joins`, whatever the batch: never with add; what is part of an earlier item is inside its
// result.
void expect_nobody_is_swallowed(const std::vector<Contact>& incoming, const std::vector<PlanItem>& plan) {
  ASSERT_EQ(plan.size(), incoming.size());
  for (std::size_t i = 0; i < plan.size(); ++i) {
    if (!plan[i].joins) continue;
    EXPECT_NE(plan[i].decision, Decision::add);
    ASSERT_LT(*plan[i].joins, i);
    const PlanItem& earlier = plan[*plan[i].joins];
    EXPECT_EQ(plan[i].target, earlier.target);
    EXPECT_FALSE(earlier.joins);
    EXPECT_TRUE(earlier.decision == Decision::add || earlier.decision == Decision::merge);
    if (plan[i].decision == Decision::conflict) {
      EXPECT_FALSE(plan[i].fields.empty());
      continue;
    }
    const Merge again = merge_contacts(earlier.result, incoming[i], kGermany);
    EXPECT_TRUE(again.gained.empty() && again.conflicts.empty()) << incoming[i].uid;
  }
}

TEST(Plan, NamesakesInOneListAreAQuestionAndNotOnePerson) {
  Contact smith = person("", "John Smith", {"+491701234567"});
  smith.mails = {{.address = "john@example.org"}};
  Contact namesake = person("", "John Smith", {"+491707654321"});
  namesake.mails = {{.address = "smith@example.com"}};
  const std::vector<Contact> incoming = {smith, namesake};
  const auto plan = make_plan(incoming, {}, kGermany);
  expect_nobody_is_swallowed(incoming, plan);
  EXPECT_EQ(plan[0].decision, Decision::add);
  EXPECT_EQ(plan[0].result, smith) << "the namesake's values are not his";
  EXPECT_EQ(plan[1].decision, Decision::conflict);
  EXPECT_EQ(plan[1].joins, 0U);
  EXPECT_FALSE(plan[1].target);
}

TEST(Plan, ThousandsOfNamesakesAreEachAskedAbout) {
  std::vector<Contact> incoming;
  for (int n = 0; n < 10000; ++n)
    incoming.push_back(person("", "Anna Muller", {"+49170" + std::to_string(1000000 + n)}));
  const auto plan = make_plan(incoming, {}, kGermany);
  expect_nobody_is_swallowed(incoming, plan);
  for (std::size_t n = 1; n < plan.size(); ++n) ASSERT_EQ(plan[n].decision, Decision::conflict);
  EXPECT_EQ(plan[0].result, incoming[0]);
}

TEST(Plan, OnlyAFullCardIsContinuedByTheNextOfItsName) {
  const std::vector<Contact> namesakes = {person("", "John Smith", {"+491701111111"}),
                                          person("", "John Smith", {"+491702222222"})};
  const auto asked = make_plan(namesakes, {}, kGermany, {}, {.source_numbers = 3});
  EXPECT_EQ(asked[1].decision, Decision::conflict) << "the first had room for two more numbers";
  EXPECT_EQ(make_plan(namesakes, {}, kGermany, {}, {.source_numbers = 1})[1].decision, Decision::merge);
  const std::vector<Contact> split = {
      person("", "John Smith", {"+491701111111", "+491702222222", "+491703333333"}),
      person("", "John Smith", {"+491704444444"}), person("", "John Smith", {"+491705555555"})};
  const auto joined = make_plan(split, {}, kGermany, {}, {.source_numbers = 3});
  EXPECT_EQ(joined[1].decision, Decision::merge);
  EXPECT_EQ(joined[2].decision, Decision::conflict) << "the second card was not full";
}

TEST(Plan, WhatAnEntryGainedFindsThePersonLaterInTheList) {
  const std::vector<Contact> incoming = {person("", "Anna Schmidt", {"+491701111111"}),
                                         person("", "Anna Schmidt", {"+491701111111", "+491702222222"}),
                                         person("", "", {"+491702222222"})};
  const auto plan = make_plan(incoming, {}, kGermany);
  expect_nobody_is_swallowed(incoming, plan);
  EXPECT_EQ(plan[2].decision, Decision::identical);
  EXPECT_EQ(plan[2].joins, 0U);
}

TEST(Plan, ATwinInTheListLosesNotEvenWhatIsNoGain) {
  Contact twin = person("u1", "Anna Schmidt", {"+491701111111"});
  twin.other = {{.name = "x-favourite", .value = "tea"}};
  const std::vector<Contact> incoming = {person("u1", "Anna Schmidt", {"+491701111111"}), twin};
  const auto plan = make_plan(incoming, {}, kGermany);
  EXPECT_EQ(plan[1].joins, 0U);
  ASSERT_EQ(plan[0].result.other.size(), 1U);
  EXPECT_EQ(plan[0].result.other[0].value, "tea");
}

TEST(Plan, CardsWithoutANameAreNotDoubled) {
  std::vector<Contact> cards(5);
  cards[0].organisation = {"Ironworks"};
  cards[1].note = "The key is under the mat";
  cards[2].urls = {"https://example.org/a"};
  cards[3].addresses = {{.street = "Main Street 1", .city = "Ulm"}};
  cards[4].formatted_name = "Ironworks Two";  // as a phone writes it that must write a name
  cards[4].organisation = {"Ironworks Two"};
  const auto entries = phone_with(cards);
  cards[4].formatted_name.clear();
  for (const PlanItem& item : make_plan(cards, entries, kGermany)) {
    EXPECT_EQ(item.decision, Decision::identical) << item.incoming;
    EXPECT_EQ(item.target, item.incoming);
  }
}

TEST(Plan, TwoThatChangeOneEntryAreWrittenOnce) {
  const auto entries = phone_with({person("", "Anna Schmidt", {"+4930111111"})});
  const std::vector<Contact> incoming = {person("u1", "Anna Schmidt", {"+4930111111", "+491701234567"}),
                                         person("u2", "Anna Schmidt", {"+4930111111", "+491707654321"})};
  const auto plan = make_plan(incoming, entries, kGermany);
  ASSERT_EQ(plan.size(), 2U);
  EXPECT_EQ(plan[0].decision, Decision::merge);
  EXPECT_EQ(plan[0].result.numbers.size(), 3U);
  EXPECT_EQ(plan[0].fields.size(), 2U);
  EXPECT_EQ(plan[1].joins, 0U);
  EXPECT_EQ(plan[1].target, 0U);
}

TEST(Plan, AHeldPairNamesTheEntryEvenWhenTheNameIsAnother) {
  const auto entries =
      phone_with({person("", "Anna Schmidt", {"+4930111111"}), person("", "Anna Schmidt", {"+4930111111"})});
  const std::vector<Contact> incoming = {person("u1", "Anna Schmidt", {"+4930111111", "+491701234567"})};
  const std::vector<HeldEntry> held = {{"u1", "2"}};
  const auto plan = make_plan(incoming, entries, kGermany, held);
  ASSERT_EQ(plan.size(), 1U);
  EXPECT_EQ(plan[0].decision, Decision::merge) << "of two that look alike, the one that we wrote";
  EXPECT_EQ(plan[0].target, 1U);
}

TEST(Plan, AHeldIdThatIsSomebodyElseByNowIsNotTheTarget) {
  const auto entries = phone_with({person("", "Kurt Weill", {"+4930222222"})});
  const std::vector<Contact> incoming = {person("u1", "Anna Schmidt", {"+4930111111"})};
  const std::vector<HeldEntry> held = {{"u1", "1"}};
  const auto plan = make_plan(incoming, entries, kGermany, held);
  ASSERT_EQ(plan.size(), 1U);
  EXPECT_EQ(plan[0].decision, Decision::add);
}

TEST(Plan, AHeldIdMakesNoNamesakeTheSamePerson) {
  const auto entries = phone_with({person("", "John Smith", {"+491702222222"})});
  const std::vector<Contact> incoming = {person("u1", "John Smith", {"+491701111111"})};
  const std::vector<HeldEntry> held = {{"u1", "1"}};
  const auto plan = make_plan(incoming, entries, kGermany, held);
  EXPECT_EQ(plan[0].decision, Decision::conflict) << "the id was given out again, to a namesake";
}

TEST(Plan, AHeldIdWithTheCardsOwnUidIsTheSamePerson) {
  const auto entries = phone_with({person("u1", "Zoe Quist", {"+491702222222"})});
  const std::vector<Contact> incoming = {person("u1", "Zoe Quist-Hart", {"+491701111111"})};
  const std::vector<HeldEntry> held = {{"u1", "1"}};
  const auto plan = make_plan(incoming, entries, kGermany, held);
  EXPECT_EQ(plan[0].decision, Decision::merge);
}

TEST(Plan, AHeldIdThatNowIsACardWithAnotherUuidIsPassedOver) {
  const std::string ours = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
                    other = "6f9619ff-8b86-4d01-b42d-00cf4fc964fe";
  const auto entries = phone_with({person(other, "Anna Schmidt", {"+4930111111", "+491702222222"}),
                                   person(ours, "Anna Schmidt", {"+4930111111"})});
  const std::vector<Contact> incoming = {person(ours, "Anna Schmidt", {"+4930111111"})};
  const std::vector<HeldEntry> held = {{ours, "1"}};
  const auto plan = make_plan(incoming, entries, kGermany, held);
  EXPECT_EQ(plan[0].target, 1U) << "the cards of the file have moved";
  EXPECT_EQ(plan[0].decision, Decision::identical);
}

TEST(Plan, AHeldIdThatIsGoneIsPassedOver) {
  const std::vector<HeldEntry> held = {{"u1", "77"}};
  const auto plan =
      make_plan(std::vector{person("u1", "Anna Schmidt", {"+4930111111"})}, phone_with({}), kGermany, held);
  EXPECT_EQ(plan[0].decision, Decision::add);
}

TEST(Plan, WordsForDecisionsAreThoseOfTheProtocol) {
  EXPECT_STREQ(to_string(Decision::add), "add");
  EXPECT_STREQ(to_string(Decision::identical), "identical");
  EXPECT_STREQ(to_string(Decision::merge), "merge");
  EXPECT_STREQ(to_string(Decision::conflict), "conflict");
}

}  // namespace
}  // namespace phonebook
