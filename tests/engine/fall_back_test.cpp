// Falling through the chain: what goes to the next phone, what goes nowhere, what is asked.
#include <algorithm>
#include <array>

#include "engine/set_up_phone.h"
#include "tests/engine/engine_fixture.h"
#include "tests/engine/scripted_phone.h"

namespace phonebook {
namespace {

using testing::ScriptedPhone;
using testing::ScriptedRoute;

struct Person : Host {
  std::optional<ConflictAnswer> answer;
  std::optional<TollAnswer> pays;
  std::vector<ConflictQuestion> conflicts;
  std::vector<TollQuestion> tolls;
  std::optional<ConflictAnswer> ask(const ConflictQuestion& question) override {
    conflicts.push_back(question);
    return answer;
  }
  std::optional<TollAnswer> ask(const TollQuestion& question) override {
    tolls.push_back(question);
    return pays;
  }
};

class FallBack : public testing::EngineTest {
 protected:
  FallBack() {
    use_routes(table_);
    cable().name = "Pixel";
    radio().name = "Nokia";
  }
  ~FallBack() override { use_routes({}); }

  ScriptedPhone& cable() { return usb_.phones["p1"]; }
  ScriptedPhone& radio() { return bluetooth_.phones["n1"]; }

  static std::vector<Contact> people(std::size_t count) {
    std::vector<Contact> out;
    for (std::size_t n = 0; n < count; ++n) {
      Contact c = new_contact();
      c.formatted_name = "Person " + std::string(1, static_cast<char>('A' + n));
      c.numbers = {{.number = "+8613800001" + std::to_string(100 + n)}};
      out.push_back(std::move(c));
    }
    return out;
  }
  SendReport give(const std::vector<Contact>& contacts, const SendOptions& options = {}) {
    auto report = send(engine(), contacts, options, person_);
    if (!report) throw std::runtime_error(report.error().text());
    return *std::move(report);
  }
  std::size_t times(const Contact& contact) {
    std::size_t out = 0;
    for (const ScriptedPhone* phone : {&cable(), &radio()})
      out += static_cast<std::size_t>(
          std::count_if(phone->arrived.begin(), phone->arrived.end(),
                        [&](const Contact& c) { return c.formatted_name == contact.formatted_name; }));
    return out;
  }

  ScriptedRoute usb_{"cable", Link::usb}, bluetooth_{"radio", Link::bluetooth}, wap_{"wave", Link::wap};
  std::array<const Route*, 3> table_{&usb_, &bluetooth_, &wap_};
  Person person_;
};

TEST_F(FallBack, TheFirstOfTheChainTakesItAndSaysWhatComesNext) {
  const auto report = give(people(1));
  EXPECT_EQ(cable().arrived.size(), 1U);
  EXPECT_TRUE(radio().arrived.empty());
  EXPECT_NE(report.sentence.find("Pixel"), std::string::npos);
  EXPECT_NE(report.sentence.find("tap Accept"), std::string::npos);
}

TEST_F(FallBack, WithTheFirstPulledAwayTheSecondTakesOverAndSaysWhy) {
  give(people(1));
  cable().there = false;
  const auto contacts = people(3);
  const auto report = give(contacts);
  EXPECT_EQ(radio().arrived.size(), 3U);
  EXPECT_NE(report.sentence.find(
                "Pixel, which was used last, cannot be reached. No phone is plugged in. So Nokia took over."),
            std::string::npos)
      << report.sentence;
}

TEST_F(FallBack, GoneInTheMiddleTheRestGoesToTheNextAndNobodyTwice) {
  const auto contacts = people(3);
  cable().fate = {{1, Code::unreachable}};
  const auto report = give(contacts);
  for (const Contact& contact : contacts) EXPECT_EQ(times(contact), 1U) << contact.formatted_name;
  EXPECT_EQ(cable().arrived.size(), 1U);
  EXPECT_EQ(report.items[0].phone, "Pixel");
  EXPECT_EQ(report.items[2].phone, "Nokia");
  EXPECT_NE(report.sentence.find("Pixel was gone in the middle, so Nokia took over."), std::string::npos)
      << report.sentence;
}

TEST_F(FallBack, WhatMayHaveArrivedGoesNowhereElseAndIsAskedAboutNextTime) {
  const auto contacts = people(3);
  cable().fate = {{1, Code::uncertain}};
  const auto report = give(contacts);
  for (const Contact& contact : contacts) EXPECT_EQ(times(contact), 1U) << contact.formatted_name;
  EXPECT_EQ(report.items[1].outcome, Outcome::failed);
  EXPECT_TRUE(report.items[1].uncertain);
  EXPECT_EQ(report.items[2].outcome, Outcome::written);

  cable().there = true;
  cable().fate.clear();
  const auto again = give({contacts[1]});
  ASSERT_EQ(person_.conflicts.size(), 1U);
  EXPECT_EQ(person_.conflicts[0].kind, ConflictQuestion::Kind::handed_over);
  EXPECT_EQ(again.items[0].outcome, Outcome::skipped);
  EXPECT_EQ(times(contacts[1]), 1U);

  person_.answer = ConflictAnswer::keep;  // the person looked: it is there
  give({contacts[1]});
  EXPECT_EQ(give({contacts[1]}).items[0].decision, Decision::identical);
  EXPECT_EQ(person_.conflicts.size(), 2U);
  EXPECT_EQ(times(contacts[1]), 1U);
}

TEST_F(FallBack, SentAgainWhenThePersonSaysItIsNotThere) {
  const auto contacts = people(1);
  cable().fate = {{0, Code::uncertain}};
  give(contacts);
  cable().there = true;
  person_.answer = ConflictAnswer::add;
  EXPECT_EQ(give(contacts).items[0].outcome, Outcome::written);
  EXPECT_EQ(cable().arrived.size(), 2U);
}

TEST_F(FallBack, ASecondSendHandsNothingOver) {
  const auto contacts = people(3);
  give(contacts);
  const auto again = give(contacts);
  EXPECT_EQ(cable().arrived.size(), 3U);
  for (const SentItem& item : again.items) EXPECT_EQ(item.outcome, Outcome::unchanged);
  EXPECT_EQ(give(contacts, {.again = true}).items[0].outcome, Outcome::written);
  EXPECT_EQ(cable().arrived.size(), 6U);
}

TEST_F(FallBack, AFileWithoutUidsIsTheSameFileTheNextTime) {
  auto contacts = people(2);
  for (Contact& contact : contacts) contact.uid.clear();
  give(contacts);
  give(contacts);
  EXPECT_EQ(cable().arrived.size(), 2U);
}

TEST_F(FallBack, AChangedCardIsAskedAboutForThePhoneWouldShowItTwice) {
  auto contacts = people(1);
  give(contacts);
  contacts[0].mails = {{.address = "a@example.org"}};
  EXPECT_EQ(give(contacts).items[0].outcome, Outcome::skipped);
  EXPECT_EQ(person_.conflicts.size(), 1U);
  EXPECT_EQ(give(contacts, {.on_conflict = ConflictAnswer::add}).items[0].outcome, Outcome::written);
  EXPECT_EQ(cable().arrived.size(), 2U);
}

TEST_F(FallBack, ANoOfThePhonesPersonIsNotCarriedToAnotherPhone) {
  cable().fate = {{0, Code::denied}};
  const auto contacts = people(1);
  const auto report = give(contacts);
  EXPECT_EQ(report.items[0].outcome, Outcome::failed);
  EXPECT_FALSE(report.items[0].uncertain);
  EXPECT_EQ(times(contacts[0]), 0U);
  // It surely did not arrive: the next send asks nothing.
  cable().fate.clear();
  EXPECT_EQ(give(contacts).items[0].outcome, Outcome::written);
  EXPECT_TRUE(person_.conflicts.empty());
}

TEST_F(FallBack, NamedItIsThisPhoneOrNone) {
  const SendOptions named{.choice = {.phone = PhoneAddress{"cable", "p1"}, .via = {}}};
  cable().fate = {{1, Code::unreachable}};
  const auto report = give(people(2), named);
  EXPECT_TRUE(radio().arrived.empty());
  EXPECT_EQ(report.items[0].outcome, Outcome::written);
  EXPECT_EQ(report.items[1].outcome, Outcome::failed);

  cable().there = true;
  cable().fate = {{2, Code::unreachable}};
  const auto none = give({people(3).back()}, named);
  EXPECT_TRUE(radio().arrived.empty());
  EXPECT_FALSE(none.phone) << "nothing arrived anywhere: as if no phone had been there";
  EXPECT_EQ(none.passed_over.back().phone, "cable:p1");
}

TEST_F(FallBack, WithNobodyLeftNothingIsWrittenAndTheClickMayBeTriedAgain) {
  cable().fate = {{0, Code::unreachable}};
  radio().there = false;
  const auto report = give(people(1));
  EXPECT_FALSE(report.phone);
  EXPECT_TRUE(report.items.empty());
  EXPECT_FALSE(report.passed_over.empty());
}

TEST_F(FallBack, OnePhoneByTwoWaysIsGivenACardOnce) {
  const std::vector<std::string> ways{"cable:p1", "radio:n1"};
  ASSERT_TRUE(name_as_one(ways, "My phone"));
  const auto contacts = people(2);
  give(contacts);
  cable().there = false;
  const auto report = give(contacts);
  EXPECT_TRUE(radio().arrived.empty());
  for (const SentItem& item : report.items) EXPECT_EQ(item.decision, Decision::identical);
  EXPECT_NE(report.sentence.find("Pixel is not plugged in. So it went over Bluetooth."), std::string::npos)
      << report.sentence;
  // Apart again they are two phones.
  ASSERT_TRUE(name_apart("radio:n1"));
  give(contacts);
  EXPECT_EQ(radio().arrived.size(), 2U);
}

TEST_F(FallBack, WhatMayHaveArrivedByOneWayIsAskedAboutByTheOther) {
  ASSERT_TRUE(name_as_one(std::vector<std::string>{"cable:p1", "radio:n1"}, "My phone"));
  cable().fate = {{0, Code::uncertain}};
  const auto contacts = people(1);
  give(contacts);
  EXPECT_EQ(give(contacts).items[0].outcome, Outcome::skipped);
  EXPECT_EQ(person_.conflicts.size(), 1U);
  EXPECT_EQ(times(contacts[0]), 1U);
}

TEST_F(FallBack, WhileOneWayWritesTheOtherIsBusy) {
  ASSERT_TRUE(name_as_one(std::vector<std::string>{"cable:p1", "radio:n1"}, ""));
  std::optional<Code> other;
  cable().under_way = [&] {
    const auto report =
        send(engine(), people(1), {.choice = {.phone = PhoneAddress{"radio", "n1"}, .via = {}}}, person_);
    if (!report) other = report.error().code;
  };
  give(people(2));
  EXPECT_EQ(other, Code::busy);
}

TEST_F(FallBack, APhoneIsChosenByTheNameThePersonGaveIt) {
  ASSERT_TRUE(name_as_one(std::vector<std::string>{"radio:n1", "wave:w1"}, "Old Nokia"));
  PhoneChoice choice;
  choice.name = "old nokia";
  give(people(1), {.choice = choice});
  EXPECT_EQ(radio().arrived.size(), 1U);
  EXPECT_TRUE(cable().arrived.empty());
  choice.name = "nobody's";
  EXPECT_FALSE(send(engine(), people(1), {.choice = choice}, person_));
}

TEST_F(FallBack, ATollIsAskedAboutWithItsPriceAndNothingIsSentWithoutAYes) {
  cable().there = radio().there = false;
  ScriptedPhone& wave = wap_.phones["w1"];
  wave.toll = Toll{.messages = 0, .in_clear = true, .through = "sms.example.org"};
  const auto contacts = people(2);
  EXPECT_EQ(give(contacts).items[0].outcome, Outcome::skipped) << "nobody could be asked";
  ASSERT_EQ(person_.tolls.size(), 1U);
  EXPECT_EQ(person_.tolls[0].toll.messages, 4U);
  for (const char* word : {"4", "sms.example.org", "in clear"})
    EXPECT_NE(person_.tolls[0].sentence.find(word), std::string::npos) << word;
  person_.pays = TollAnswer::no;
  EXPECT_EQ(give(contacts).items[0].outcome, Outcome::skipped);
  EXPECT_TRUE(wave.arrived.empty());

  person_.pays = TollAnswer::always;
  const auto report = give(contacts);
  EXPECT_EQ(wave.arrived.size(), 2U);
  EXPECT_EQ(wave.agreed, 1U);
  EXPECT_NE(report.sentence.find("4 short messages, in clear, over sms.example.org"), std::string::npos)
      << report.sentence;
  // Agreed for good: told, and not asked again.
  const std::size_t asked = person_.tolls.size();
  auto more = people(3);
  EXPECT_NE(give(more).sentence.find("in clear"), std::string::npos);
  EXPECT_EQ(person_.tolls.size(), asked);
  // What is there already costs nothing and asks nothing.
  EXPECT_EQ(give(more).items[2].outcome, Outcome::unchanged);
}

TEST_F(FallBack, AProgramThatDiesWithTheCardUnderWayLeavesItWrittenDown) {
  // A second book on the same file stands for the next process.
  const auto contacts = people(1);
  std::optional<Held> seen;
  cable().under_way = [&] {
    auto other = engine().beside();
    ASSERT_TRUE(other);
    const auto held = other->book().held_by("cable:p1");
    ASSERT_TRUE(held);
    if (!held->empty()) seen = held->front();
  };
  give(contacts);
  ASSERT_TRUE(seen);
  EXPECT_TRUE(seen->unsure);
  EXPECT_FALSE(engine().book().held_by("cable:p1")->front().unsure);
}

}  // namespace
}  // namespace phonebook
