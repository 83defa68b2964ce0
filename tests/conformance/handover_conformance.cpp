#include "tests/conformance/handover_conformance.h"

#include <algorithm>
#include <chrono>
#include <set>

#include "base/text.h"

namespace phonebook::testing {

void HandoverConformance::SetUp() {
  under_test_ = GetParam().make(sandbox_);
  if (!under_test_) FAIL() << "this machine lacks what the route needs; ./test installs it";
}

std::unique_ptr<Phone> HandoverConformance::open() const {
  const PhoneAddress address = under_test_->address();
  auto phone = find_route(address.route)->open(address.address);
  EXPECT_TRUE(phone) << (phone ? "" : phone.error().text());
  return phone ? std::move(*phone) : nullptr;
}

namespace {

using std::chrono::milliseconds;

// Ends a broken run; a phone that answers does so long before.
const Task kPatient{.patience = milliseconds(30'000)};
const Task kShort{.patience = milliseconds(1'500)};

Contact person(std::size_t n) {
  static const char* const kNames[][2] = {{"Bob", "Builder"}, {"Zoë", "Müller"}, {"小明", "王"}};
  Contact contact = new_contact();
  contact.name = {.family = kNames[n % 3][1], .given = kNames[n % 3][0]};
  contact.formatted_name = n % 3 == 2 ? "王小明" : std::string(kNames[n % 3][0]) + " " + kNames[n % 3][1];
  contact.numbers = {{.number = "+8613800001" + std::to_string(100 + n), .types = {"cell"}}};
  contact.mails = {{.address = "p" + std::to_string(n) + "@example.org"}};
  return contact;
}

std::vector<Contact> people(std::size_t count) {
  std::vector<Contact> out;
  for (std::size_t n = 0; n < count; ++n) out.push_back(person(n));
  return out;
}

std::set<std::string> numbers_of(const Contact& contact) {
  std::set<std::string> out;
  for (const ContactNumber& number : contact.numbers) out.insert(number.number);
  return out;
}
std::set<std::string> mails_of(const Contact& contact) {
  std::set<std::string> out;
  for (const ContactMail& mail : contact.mails) out.insert(fold(mail.address));
  return out;
}

void expect_same_person(const Contact& arrived, const Contact& sent) {
  EXPECT_EQ(fold(shown_name(arrived)), fold(shown_name(sent)));
  EXPECT_EQ(numbers_of(arrived), numbers_of(sent));
  EXPECT_EQ(mails_of(arrived), mails_of(sent));
}

void expect_sentence(const Error& error) {
  ASSERT_GT(error.sentence.size(), 10U);
  EXPECT_TRUE(std::string_view(".!?").find(error.sentence.back()) != std::string_view::npos ||
              error.sentence.ends_with("。"))
      << error.sentence;
}

TEST_P(HandoverConformance, OneContactArrivesOnce) {
  const auto phone = open();
  ASSERT_TRUE(phone);
  const Contact bob = person(0);
  const auto done = phone->add(bob, kPatient);
  ASSERT_TRUE(done) << done.error().text();
  const std::vector<Contact> arrived = under_test_->arrived();
  ASSERT_EQ(arrived.size(), 1U);
  expect_same_person(arrived[0], phone->kept(bob));
}

TEST_P(HandoverConformance, ThreeContactsArriveEachOnce) {
  const auto phone = open();
  ASSERT_TRUE(phone);
  const std::vector<Contact> sent = people(3);
  const auto done = phone->add_all(sent, kPatient);
  ASSERT_EQ(done.size(), 3U);
  for (const auto& one : done) EXPECT_TRUE(one) << one.error().text();
  const std::vector<Contact> arrived = under_test_->arrived();
  ASSERT_EQ(arrived.size(), 3U);
  for (std::size_t n = 0; n < 3; ++n) expect_same_person(arrived[n], phone->kept(sent[n]));
  EXPECT_EQ(under_test_->handovers(), phone->capabilities().takes_many ? 1U : 3U);
}

TEST_P(HandoverConformance, ItSaysThatItCannotBeRead) {
  const auto phone = open();
  ASSERT_TRUE(phone);
  EXPECT_FALSE(phone->capabilities().reads);
  EXPECT_FALSE(phone->capabilities().updates);
  const auto contents = phone->read({});
  ASSERT_FALSE(contents) << "what cannot be read must not look empty";
  EXPECT_EQ(contents.error().code, Code::unsupported);
  expect_sentence(contents.error());
  const auto updated = phone->update({.id = "x", .version = "1", .contact = person(0)}, person(0), {});
  ASSERT_FALSE(updated);
  EXPECT_EQ(updated.error().code, Code::unsupported);
  expect_sentence(updated.error());
}

TEST_P(HandoverConformance, HostileValuesArriveAsTheyAreOrAreRefused) {
  const std::vector<std::string> names = {"Bob \"the\" 'Builder'",
                                          "semi;colon, comma\\back",
                                          "$(touch pwned)`touch pwned2`",
                                          "'; touch pwned3; '",
                                          "../../../pwned",
                                          "-rf --es x y",
                                          "END:VCARD",
                                          "\nEND:VCARD\nBEGIN:VCARD\nFN:Mallory",
                                          "emoji 😀👩‍👩‍👧 and 𠮷野家",
                                          "مرحبا bob",
                                          "=41=42",
                                          "%s%n%x&udh=00&to=+1",
                                          "a\tb\\n c",
                                          "Ünïcödé Ñame"};
  const auto outside = sandbox_.everything_but({});
  const auto phone = open();
  ASSERT_TRUE(phone);
  std::size_t taken = 0;
  for (std::size_t n = 0; n < names.size(); ++n) {
    Contact contact = person(n);
    contact.name = {.family = names[n]};
    contact.formatted_name = names[n];
    contact.organisation = {names[names.size() - 1 - n]};
    const auto done = phone->add(contact, kPatient);
    const std::vector<Contact> arrived = under_test_->arrived();
    if (!done) {
      expect_sentence(done.error());
      EXPECT_TRUE(done.error().code == Code::unsupported || done.error().code == Code::invalid_input)
          << names[n] << ": " << done.error().text();
      ASSERT_EQ(arrived.size(), taken) << names[n];
      continue;
    }
    ASSERT_EQ(arrived.size(), ++taken) << names[n];
    const Contact kept = phone->kept(contact);
    EXPECT_EQ(fold(shown_name(arrived.back())), fold(shown_name(kept))) << names[n];
    EXPECT_EQ(numbers_of(arrived.back()), numbers_of(kept)) << names[n];
  }
  EXPECT_GE(taken, names.size() - under_test_->refused_names());
  for (const std::string& path : sandbox_.everything_but({}))
    EXPECT_TRUE(outside.contains(path) || path.find("pwned") == std::string::npos) << path;
}

TEST_P(HandoverConformance, ANoIsTold) {
  const auto phone = open();
  ASSERT_TRUE(phone);
  under_test_->refuse();
  for (const auto& done : phone->add_all(people(3), kPatient)) {
    ASSERT_FALSE(done);
    EXPECT_TRUE(done.error().code == Code::denied || done.error().code == Code::cancelled)
        << to_string(done.error().code);
    expect_sentence(done.error());
  }
  EXPECT_TRUE(under_test_->arrived().empty());
}

TEST_P(HandoverConformance, SilenceIsNoSuccessAndEnds) {
  const auto phone = open();
  ASSERT_TRUE(phone);
  under_test_->fall_silent();
  const auto done = phone->add(person(0), kShort);
  ASSERT_FALSE(done);
  EXPECT_TRUE(done.error().code == Code::unreachable || done.error().code == Code::uncertain)
      << to_string(done.error().code);
  expect_sentence(done.error());
}

TEST_P(HandoverConformance, APhoneThatIsGoneIsUnreachable) {
  const auto phone = open();
  ASSERT_TRUE(phone);
  under_test_->take_away();
  for (const auto& done : phone->add_all(people(3), kPatient)) {
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Code::unreachable) << done.error().text();
    expect_sentence(done.error());
  }
}

TEST_P(HandoverConformance, GoneInTheMiddleIsNeverTakenForDoneNorForSurelyMissing) {
  const auto phone = open();
  ASSERT_TRUE(phone);
  under_test_->vanish_midway();
  const auto done = phone->add(person(0), kPatient);
  const bool there = !under_test_->arrived().empty();
  if (done) {
    EXPECT_TRUE(there);
  } else {
    EXPECT_TRUE(done.error().code == Code::uncertain || (done.error().code == Code::unreachable && !there))
        << to_string(done.error().code) << ": " << done.error().text();
    expect_sentence(done.error());
  }
}

TEST_P(HandoverConformance, ACancelledTaskHandsNothingOver) {
  const auto phone = open();
  ASSERT_TRUE(phone);
  const Task stopped{.cancelled_by_person = [] { return true; }};
  for (const auto& done : phone->add_all(people(3), stopped)) {
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Code::cancelled);
  }
  EXPECT_TRUE(under_test_->arrived().empty());
}

TEST_P(HandoverConformance, NothingToSendIsNothingDone) {
  const auto phone = open();
  ASSERT_TRUE(phone);
  EXPECT_TRUE(phone->add_all({}, kPatient).empty());
  EXPECT_EQ(under_test_->handovers(), 0U);
}

TEST_P(HandoverConformance, DiscoveryFindsItAndSaysWhyNotOnceItIsGone) {
  const KnownPhone known{under_test_->address(), "My phone", "device-1"};
  const Route* route = find_route(known.address.route);
  const auto mine = [&](const std::vector<FoundPhone>& found) {
    return std::find_if(found.begin(), found.end(),
                        [&](const FoundPhone& phone) { return phone.address == known.address; });
  };
  const auto found = route->discover({&known, 1}, {});
  ASSERT_NE(mine(found), found.end());
  EXPECT_EQ(mine(found)->name, "My phone");
  EXPECT_EQ(mine(found)->device, "device-1");
  EXPECT_EQ(mine(found)->state, PhoneState::ready) << mine(found)->reason;

  under_test_->take_away();
  const auto gone = route->discover({&known, 1}, {});
  ASSERT_NE(mine(gone), gone.end()) << "a phone that was set up is always spoken of";
  EXPECT_EQ(mine(gone)->state, PhoneState::passed_over);
  EXPECT_FALSE(mine(gone)->reason.empty());
  EXPECT_FALSE(mine(gone)->cure.empty());
}

TEST_P(HandoverConformance, ItSaysWhatComesNextOnThePhone) {
  const auto phone = open();
  ASSERT_TRUE(phone);
  for (const std::size_t count : {1U, 3U}) EXPECT_FALSE(phone->next_tap(count).empty());
}

INSTANTIATE_TEST_SUITE_P(Routes, HandoverConformance, ::testing::ValuesIn(handovers_under_test()),
                         [](const auto& info) { return std::string(info.param.name); });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(HandoverConformance);

}  // namespace
}  // namespace phonebook::testing
