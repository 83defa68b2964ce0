#include "engine/send.h"

#include <fstream>

#include "tests/engine/engine_fixture.h"
#include "transports/phone_lock.h"

namespace phonebook {
namespace {
using testing::kBob;
using SendTest = testing::EngineTest;

std::string bytes_of(const std::filesystem::path& folder) {
  std::string out;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    out += entry.path().string();
    out.append(std::istreambuf_iterator<char>(in), {});
  }
  return out;
}

TEST_F(SendTest, TheClickPutsOneCardOnThePhoneAndAgainChangesNothing) {
  says(kBob, "my number is 138 0000 1234, mail bob@example.com");
  AddRequest request = click(kBob);
  request.card.icon = Photo{std::string("\x89PNG\r\n\x1a\n", 8) + "rest", "image/png", ""};
  const Added first = add(request);
  ASSERT_EQ(first.report.items.size(), 1u);
  EXPECT_EQ(first.report.items[0].outcome, Outcome::written) << first.report.sentence;
  ASSERT_EQ(on_the_phone().size(), 1u);
  const Contact card = on_the_phone()[0];
  EXPECT_EQ(card.formatted_name, "Bob Builder");
  EXPECT_EQ(card.numbers.at(0).number, "+8613800001234");
  EXPECT_EQ(card.mails.at(0).address, "bob@example.com");
  ASSERT_TRUE(card.photo);
  EXPECT_EQ(card.photo->bytes, request.card.icon->bytes);
  EXPECT_EQ(*count_pending(engine(), kBob), 0);

  const std::string before = bytes_of(phone_folder());
  const Added second = add(request);
  EXPECT_EQ(second.report.items[0].decision, Decision::identical);
  EXPECT_EQ(second.report.items[0].outcome, Outcome::unchanged);
  EXPECT_EQ(bytes_of(phone_folder()), before);
  EXPECT_EQ(engine().book().contacts()->size(), 1u);
}

TEST_F(SendTest, WhatIsSaidLaterCompletesTheSameCard) {
  says(kBob, "my number is 138 0000 1234");
  add(click(kBob));
  says(kBob, "and my mail is bob@example.com");
  const Added second = add(click(kBob));
  EXPECT_EQ(second.report.items[0].decision, Decision::merge) << second.report.sentence;
  EXPECT_EQ(second.report.items[0].outcome, Outcome::written);
  ASSERT_EQ(on_the_phone().size(), 1u);
  EXPECT_EQ(on_the_phone()[0].mails.size(), 1u);
  EXPECT_EQ(on_the_phone()[0].numbers.size(), 1u);
}

TEST_F(SendTest, WithNoPhoneTheFindingsWaitOnAndEveryLinkSaysWhy) {
  says(kBob, "my number is 138 0000 1234");
  AddRequest request = click(kBob);
  request.options.choice = {};
  const Added added = add(request);
  EXPECT_FALSE(added.report.phone);
  EXPECT_TRUE(added.report.items.empty());
  EXPECT_GE(added.report.passed_over.size(), 3u);
  for (const PassedOver& p : added.report.passed_over) {
    EXPECT_FALSE(p.reason.empty()) << p.route;
    EXPECT_FALSE(p.cure.empty()) << p.route;
  }
  EXPECT_EQ(*count_pending(engine(), kBob), 1);
  EXPECT_TRUE(on_the_phone().empty());
}

TEST_F(SendTest, NothingKnownIsNothingToAdd) {
  const auto added = add_to_phone(engine(), click(kBob), host_);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, Code::not_found);
  EXPECT_TRUE(engine().book().contacts()->empty());
}

TEST_F(SendTest, CancelledBeforeTheFirstItemNothingIsWritten) {
  says(kBob, "my number is 138 0000 1234");
  host_.stop = true;
  static_cast<void>(add_to_phone(engine(), click(kBob), host_));
  EXPECT_TRUE(on_the_phone().empty());
  EXPECT_EQ(*count_pending(engine(), kBob), 1);
}

TEST_F(SendTest, APhoneThatSomebodyElseWritesToIsBusyNotWrittenTwice) {
  says(kBob, "my number is 138 0000 1234");
  const auto lock = lock_phone(*phone().phone);
  ASSERT_TRUE(lock);
  const auto added = add_to_phone(engine(), click(kBob), host_);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, Code::busy);
  EXPECT_TRUE(on_the_phone().empty());
}

Contact with_birthday(int year) {
  Contact c = new_contact();
  c.uid = "7f0e8a52-5a6c-4a7b-9d3e-111111111111";
  c.formatted_name = "Bob Builder";
  c.numbers = {{.number = "+8613800001234", .extension = {}, .types = {"cell"}, .label = {}}};
  c.birthday = Date{year, 5, 6};
  return c;
}

TEST_F(SendTest, AConflictIsAskedAndEachAnswerDoesWhatItSays) {
  struct Case {
    std::optional<ConflictAnswer> answer;
    Outcome outcome;
    std::size_t cards;
    int year;
  };
  for (const Case& c : {Case{std::nullopt, Outcome::skipped, 1, 1980},
                        Case{ConflictAnswer::keep, Outcome::unchanged, 1, 1980},
                        Case{ConflictAnswer::overwrite, Outcome::written, 1, 1990},
                        Case{ConflictAnswer::merge, Outcome::written, 1, 1980},
                        Case{ConflictAnswer::add, Outcome::written, 2, 1980}}) {
    std::filesystem::remove_all(phone_folder());
    std::filesystem::create_directories(phone_folder());
    const Contact theirs = with_birthday(1980);
    ASSERT_TRUE(send(engine(), {&theirs, 1}, {.choice = phone()}, host_));
    Contact ours = with_birthday(1990);
    ours.title = "Builder";
    host_.answer = c.answer;
    host_.asked = 0;
    const auto report = send(engine(), {&ours, 1}, {.choice = phone()}, host_);
    ASSERT_TRUE(report);
    EXPECT_EQ(host_.asked, 1);
    EXPECT_EQ(report->items[0].decision, Decision::conflict);
    EXPECT_EQ(report->items[0].outcome, c.outcome) << report->items[0].sentence;
    const auto cards = on_the_phone();
    EXPECT_EQ(cards.size(), c.cards);
    const bool found = std::any_of(cards.begin(), cards.end(), [&](const Contact& card) {
      return card.birthday && card.birthday->year == c.year;
    });
    EXPECT_TRUE(found) << c.year;
    if (c.outcome == Outcome::written) {
      EXPECT_TRUE(std::any_of(cards.begin(), cards.end(),
                              [](const Contact& card) { return card.title == "Builder"; }));
    }
  }
}

TEST_F(SendTest, APlanSaysTheSameAndWritesNothing) {
  const Contact bob = with_birthday(1980);
  const auto first = plan(engine(), {&bob, 1}, phone(), host_);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->items[0].decision, Decision::add);
  EXPECT_TRUE(on_the_phone().empty());
  ASSERT_TRUE(send(engine(), {&bob, 1}, {.choice = phone()}, host_));
  EXPECT_EQ(plan(engine(), {&bob, 1}, phone(), host_)->items[0].decision, Decision::identical);
}

TEST_F(SendTest, TheSamePersonTwiceInOneBatchIsOneCard) {
  const std::vector<Contact> twice{with_birthday(1980), with_birthday(1980)};
  const auto report = send(engine(), twice, {.choice = phone()}, host_);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->items.size(), 2u);
  EXPECT_EQ(on_the_phone().size(), 1u);
}

// Two namesakes in one file: perhaps one person, perhaps two. Nobody may vanish.
std::vector<Contact> namesakes() {
  Contact a = new_contact(), b = new_contact();
  a.formatted_name = b.formatted_name = "John Smith";
  a.numbers = {{.number = "+8613800000001", .extension = {}, .types = {"cell"}, .label = {}}};
  b.numbers = {{.number = "+8613900000002", .extension = {}, .types = {"cell"}, .label = {}}};
  b.mails = {{.address = "john@example.org", .types = {}, .label = {}}};
  return {a, b};
}

TEST_F(SendTest, ANamesakeOfTheSameBatchIsAskedAboutAndNeverLost) {
  const std::vector<Contact> two = namesakes();
  host_.answer = std::nullopt;
  const auto left = send(engine(), two, {.choice = phone()}, host_);
  ASSERT_TRUE(left);
  EXPECT_EQ(left->items[0].outcome, Outcome::written);
  EXPECT_EQ(left->items[1].outcome, Outcome::skipped) << left->items[1].sentence;
  for (const auto answer : {ConflictAnswer::add, ConflictAnswer::merge, ConflictAnswer::overwrite}) {
    std::filesystem::remove_all(phone_folder());
    std::filesystem::create_directories(phone_folder());
    host_.answer = answer;
    const auto done = send(engine(), two, {.choice = phone()}, host_);
    ASSERT_TRUE(done);
    EXPECT_EQ(done->items[1].outcome, Outcome::written) << done->items[1].sentence;
    std::size_t numbers = 0, mails = 0;
    const auto cards = on_the_phone();
    for (const Contact& card : cards) {
      numbers += card.numbers.size();
      mails += card.mails.size();
    }
    EXPECT_EQ(cards.size(), answer == ConflictAnswer::add ? 2u : 1u);
    EXPECT_EQ(numbers, 2u);
    EXPECT_EQ(mails, 1u);
  }
}

}  // namespace
}  // namespace phonebook
