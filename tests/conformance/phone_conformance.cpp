#include "tests/conformance/phone_conformance.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "contacts/contact.h"
#include "exporters/transcoder.h"
#include "tests/conformance/phones_under_test.h"
#include "transports/plan.h"

namespace phonebook::testing {

void PhoneConformance::SetUp() {
  under_test_ = GetParam().make(sandbox_);
  if (!under_test_) FAIL() << "this machine lacks what the route needs; ./test installs it";
  phone_ = open();
  ASSERT_TRUE(phone_);
}

std::unique_ptr<Phone> PhoneConformance::open() const {
  const PhoneAddress address = under_test_->address();
  auto phone = find_route(address.route)->open(address.address);
  EXPECT_TRUE(phone) << (phone ? "" : phone.error().text());
  return phone ? std::move(*phone) : nullptr;
}

namespace {

const MatchOptions kGermany{.region = "DE"};

// A photograph in the least octets: one grey pixel.
constexpr const char* kPixelPng =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==";

Contact bob() {
  Contact contact = new_contact();
  contact.name = {.family = "Builder", .given = "Bob"};
  contact.formatted_name = "Bob Builder";
  contact.numbers = {{.number = "+8613800001234", .types = {"cell"}},
                     {.number = "+4930123456", .types = {"home"}}};
  contact.mails = {{.address = "bob@example.org"}};
  contact.photo = Photo{.bytes = *base64_decode(kPixelPng), .media_type = "image/png"};
  return contact;
}

Contact person(std::size_t n) {
  Contact contact = new_contact();
  contact.name = {.family = "Familie" + std::to_string(n), .given = "Person"};
  contact.formatted_name = "Person Familie" + std::to_string(n);
  contact.numbers = {{.number = "+49301" + std::to_string(1'000'000 + n)}};
  contact.mails = {{.address = "p" + std::to_string(n) + "@example.org"}};
  return contact;
}

std::vector<std::string> numbers_of(const Contact& contact) {
  std::vector<std::string> numbers;
  for (const ContactNumber& number : contact.numbers) numbers.push_back(number.number);
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

Phone::Contents read(Phone& phone) {
  auto contents = phone.read({});
  EXPECT_TRUE(contents) << (contents ? "" : contents.error().text());
  return contents ? std::move(*contents) : Phone::Contents{};
}

// Every value by which a person is known or reached, each marked with what it is.
std::set<std::string> values_of(const Contact& contact) {
  std::set<std::string> values{"name " + fold(shown_name(contact))};
  for (const ContactNumber& number : contact.numbers) values.insert("number " + number.number);
  for (const ContactMail& mail : contact.mails) values.insert("mail " + fold(mail.address));
  for (const std::string& url : contact.urls) values.insert("url " + url);
  return values;
}

// Carries a plan out as the engine would, without a person: conflicts are left. What was no conflict must
// stand on the phone afterwards, every value of it.
void carry_out(Phone& phone, const std::vector<Contact>& contacts, const std::vector<PlanItem>& plan,
               const std::vector<PhoneEntry>& entries) {
  ASSERT_EQ(plan.size(), contacts.size());
  for (const PlanItem& item : plan) {
    if (item.decision == Decision::add) {
      EXPECT_FALSE(item.joins) << "who is added is nobody's part";
      const auto added = phone.add(item.result, {});
      EXPECT_TRUE(added) << (added ? "" : added.error().text());
    } else if (item.decision == Decision::merge && !item.joins) {
      const auto updated = phone.update(entries[*item.target], item.result, {});
      EXPECT_TRUE(updated) << (updated ? "" : updated.error().text());
    }
  }
  std::set<std::string> held;
  for (const PhoneEntry& entry : read(phone).entries) held.merge(values_of(entry.contact));
  for (const PlanItem& item : plan) {
    if (item.decision == Decision::conflict) continue;
    for (const std::string& value : values_of(phone.kept(contacts[item.incoming])))
      EXPECT_TRUE(held.contains(value)) << value << " was lost, and nobody was asked";
  }
}

std::vector<PlanItem> plan_for(Phone& phone, const std::vector<Contact>& contacts,
                               const std::vector<PhoneEntry>& entries) {
  return make_plan(as_kept(phone, contacts), entries, kGermany);
}

using Decisions = std::map<Decision, std::size_t>;
Decisions decisions_of(const std::vector<PlanItem>& plan) {
  Decisions decisions;
  for (const PlanItem& item : plan) ++decisions[item.decision];
  return decisions;
}

// A complete sentence of the kind that people are shown.
void expect_sentence(const Error& error) {
  ASSERT_FALSE(error.sentence.empty());
  EXPECT_TRUE(error.sentence.back() == '.' || error.sentence.back() == '!') << error.sentence;
  EXPECT_GT(error.sentence.size(), 10U);
}

TEST_P(PhoneConformance, EmptyPhoneReadsEmpty) {
  const Phone::Contents contents = read(*phone_);
  EXPECT_TRUE(contents.entries.empty());
  EXPECT_TRUE(contents.unreadable.empty());
}

TEST_P(PhoneConformance, WhatIsAddedIsReadBackByMeaning) {
  const Contact sent = bob();
  const auto id = phone_->add(sent, {});
  ASSERT_TRUE(id) << id.error().text();

  const Phone::Contents contents = read(*open());
  ASSERT_EQ(contents.entries.size(), 1U);
  const PhoneEntry& entry = contents.entries.front();
  EXPECT_EQ(entry.id, *id);
  EXPECT_FALSE(entry.version.empty());
  EXPECT_EQ(shown_name(entry.contact), "Bob Builder");
  EXPECT_EQ(entry.contact.name.family, "Builder");
  EXPECT_EQ(entry.contact.name.given, "Bob");
  EXPECT_EQ(numbers_of(entry.contact), numbers_of(sent));
  ASSERT_EQ(entry.contact.mails.size(), 1U);
  EXPECT_EQ(entry.contact.mails.front().address, "bob@example.org");
  const Capabilities capabilities = phone_->capabilities();
  if (capabilities.keeps_uid) {
    EXPECT_EQ(entry.contact.uid, sent.uid);
  }
  if (capabilities.keeps_photos) {
    ASSERT_TRUE(entry.contact.photo);
    EXPECT_EQ(entry.contact.photo->bytes, sent.photo->bytes);
  }
}

TEST_P(PhoneConformance, SendingTwiceChangesNothingTheSecondTime) {
  const std::vector<Contact> contacts = {bob(), person(1), person(2)};
  const Phone::Contents before = read(*phone_);
  const auto first = plan_for(*phone_, contacts, before.entries);
  EXPECT_EQ(decisions_of(first), (Decisions{{Decision::add, 3}}));
  carry_out(*phone_, contacts, first, before.entries);

  const auto phone = open();
  const Phone::Contents after = read(*phone);
  EXPECT_EQ(after.entries.size(), 3U);
  EXPECT_EQ(decisions_of(plan_for(*phone, contacts, after.entries)), (Decisions{{Decision::identical, 3}}));
}

TEST_P(PhoneConformance, MergeGainsWithoutLoss) {
  Contact on_phone = bob();
  on_phone.photo.reset();
  on_phone.note = "Knows the harbour";
  ASSERT_TRUE(phone_->add(on_phone, {}));

  Contact incoming = bob();
  incoming.uid = on_phone.uid;
  incoming.numbers = {{.number = "+8613800001234", .types = {"cell"}},
                      {.number = "+491701234567", .types = {"work"}}};
  incoming.mails = {{.address = "second@example.org"}};
  const Phone::Contents before = read(*phone_);
  const auto plan = plan_for(*phone_, {incoming}, before.entries);
  ASSERT_EQ(decisions_of(plan), (Decisions{{Decision::merge, 1}})) << plan.front().reason;
  EXPECT_FALSE(plan.front().reason.empty());
  EXPECT_FALSE(plan.front().fields.empty());
  carry_out(*phone_, {incoming}, plan, before.entries);

  const auto phone = open();
  const Phone::Contents after = read(*phone);
  ASSERT_EQ(after.entries.size(), 1U);
  const Contact& merged = after.entries.front().contact;
  EXPECT_EQ(numbers_of(merged), (std::vector<std::string>{"+491701234567", "+4930123456", "+8613800001234"}));
  EXPECT_EQ(merged.mails.size(), 2U);
  EXPECT_EQ(merged.note, "Knows the harbour");
  EXPECT_EQ(decisions_of(plan_for(*phone, {incoming}, after.entries)), (Decisions{{Decision::identical, 1}}));
}

TEST_P(PhoneConformance, NobodyOfABatchIsSwallowedByAnother) {
  Contact smith = person(1), namesake = person(2), same_smith = person(3), less = person(4);
  for (Contact* contact : {&smith, &namesake, &same_smith, &less}) {
    contact->uid.clear();
    contact->name = {.family = "Smith", .given = "John"};
    contact->formatted_name = "John Smith";
  }
  smith.numbers[0].number = "+491701111111";
  namesake.numbers[0].number = "+491702222222";
  same_smith.numbers = {{.number = "+491701111111"}, {.number = "+491703333333"}};
  less.numbers = same_smith.numbers;
  less.mails.clear();
  const std::vector<Contact> contacts = {smith, person(9), namesake, same_smith, less};
  const auto plan = plan_for(*phone_, contacts, {});
  EXPECT_EQ(
      decisions_of(plan),
      (Decisions{
          {Decision::add, 2}, {Decision::conflict, 1}, {Decision::merge, 1}, {Decision::identical, 1}}));
  carry_out(*phone_, contacts, plan, {});
  const auto phone = open();
  const Phone::Contents after = read(*phone);
  ASSERT_EQ(after.entries.size(), 2U);
  EXPECT_EQ(plan_for(*phone, contacts, after.entries)[2].decision, Decision::conflict);
}

TEST_P(PhoneConformance, ConflictIsNotWritten) {
  Contact on_phone = bob();
  on_phone.birthday = Date{.year = 1980, .month = 1, .day = 2};
  ASSERT_TRUE(phone_->add(on_phone, {}));
  const Phone::Contents before = read(*phone_);
  ASSERT_EQ(before.entries.size(), 1U);

  Contact incoming = bob();
  incoming.uid = on_phone.uid;
  incoming.birthday = Date{.year = 1991, .month = 12, .day = 24};
  const auto plan = plan_for(*phone_, {incoming}, before.entries);
  ASSERT_EQ(decisions_of(plan), (Decisions{{Decision::conflict, 1}}));
  ASSERT_FALSE(plan.front().fields.empty());
  carry_out(*phone_, {incoming}, plan, before.entries);

  const Phone::Contents after = read(*open());
  ASSERT_EQ(after.entries.size(), 1U);
  EXPECT_EQ(after.entries.front().version, before.entries.front().version);
}

TEST_P(PhoneConformance, UpdateOfAStaleVersionIsRefusedAndNothingChanges) {
  if (!phone_->capabilities().updates) GTEST_SKIP() << "this phone rewrites nothing";
  ASSERT_TRUE(phone_->add(bob(), {}));
  const Phone::Contents before = read(*phone_);
  ASSERT_EQ(before.entries.size(), 1U);
  for (const std::string& version : {std::string("0123"), std::string()}) {
    PhoneEntry stale = before.entries.front();
    stale.version = version;
    Contact changed = bob();
    changed.formatted_name = "Somebody Else";
    const auto updated = phone_->update(stale, changed, {});
    ASSERT_FALSE(updated);
    EXPECT_EQ(updated.error().code, Code::conflict);
    expect_sentence(updated.error());
  }
  const Phone::Contents after = read(*open());
  ASSERT_EQ(after.entries.size(), 1U);
  EXPECT_EQ(after.entries.front().version, before.entries.front().version);
  EXPECT_EQ(after.entries.front().id, before.entries.front().id);
}

TEST_P(PhoneConformance, AnotherProgramsChangeBetweenReadAndWriteIsNotOverwritten) {
  if (!phone_->capabilities().updates) GTEST_SKIP() << "this phone rewrites nothing";
  ASSERT_TRUE(phone_->add(bob(), {}));
  const Phone::Contents before = read(*phone_);
  ASSERT_EQ(before.entries.size(), 1U);

  under_test_->change_number_elsewhere("+4930123456", "+4930999999");
  Contact changed = bob();
  changed.note = "new";
  const auto updated = phone_->update(before.entries.front(), changed, {});
  ASSERT_FALSE(updated);
  EXPECT_EQ(updated.error().code, Code::conflict);

  const Phone::Contents after = read(*open());
  ASSERT_EQ(after.entries.size(), 1U);
  EXPECT_EQ(numbers_of(after.entries.front().contact),
            (std::vector<std::string>{"+4930999999", "+8613800001234"}));
  EXPECT_TRUE(after.entries.front().contact.note.empty());
}

TEST_P(PhoneConformance, UpdateRewritesTheEntryAndNoOther) {
  if (!phone_->capabilities().updates) GTEST_SKIP() << "this phone rewrites nothing";
  for (std::size_t n = 0; n < 3; ++n) ASSERT_TRUE(phone_->add(person(n), {}));
  const Phone::Contents before = read(*phone_);
  ASSERT_EQ(before.entries.size(), 3U);
  Contact changed = before.entries[1].contact;
  changed.numbers.push_back({.number = "+491701234567", .types = {"cell"}});
  const auto id = phone_->update(before.entries[1], changed, {});
  ASSERT_TRUE(id) << id.error().text();

  const Phone::Contents after = read(*open());
  ASSERT_EQ(after.entries.size(), 3U);
  const auto entry = [&](const std::string& wanted) {
    return std::find_if(after.entries.begin(), after.entries.end(),
                        [&](const PhoneEntry& other) { return other.id == wanted; });
  };
  ASSERT_NE(entry(*id), after.entries.end());
  EXPECT_EQ(numbers_of(entry(*id)->contact), numbers_of(changed));
  EXPECT_EQ(shown_name(entry(*id)->contact), shown_name(changed));
  for (const std::size_t other : {0U, 2U}) {
    ASSERT_NE(entry(before.entries[other].id), after.entries.end());
    EXPECT_EQ(entry(before.entries[other].id)->version, before.entries[other].version);
  }
}

TEST_P(PhoneConformance, IdsThatNoPhoneGaveAreRefused) {
  if (!phone_->capabilities().updates) GTEST_SKIP() << "this phone rewrites nothing";
  const auto outside = sandbox_.everything_but(under_test_->inside());
  for (const char* id :
       {"", "../../etc/passwd", "/etc/passwd", "../x.vcf#1", "..%2Fx.vcf#1", "x.vcf#0", "x.vcf#-1",
        "x.vcf#99999999999999999999", "-1", "0", "1 ME", "$(touch x)", "x.vcf"}) {
    const auto updated = phone_->update({.id = id, .version = "1", .contact = bob()}, bob(), {});
    ASSERT_FALSE(updated) << id;
    EXPECT_TRUE(updated.error().code == Code::invalid_input || updated.error().code == Code::conflict) << id;
    expect_sentence(updated.error());
  }
  EXPECT_TRUE(read(*phone_).entries.empty());
  EXPECT_EQ(sandbox_.everything_but(under_test_->inside()), outside);
}

TEST_P(PhoneConformance, CancelledTaskWritesNothing) {
  ASSERT_TRUE(phone_->add(bob(), {}));
  const Phone::Contents before = read(*phone_);
  ASSERT_EQ(before.entries.size(), 1U);
  const Task stopped{.cancelled_by_person = [] { return true; }};
  const auto added = phone_->add(person(1), stopped);
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, Code::cancelled);
  const auto updated = phone_->update(before.entries.front(), person(2), stopped);
  ASSERT_FALSE(updated);
  EXPECT_EQ(updated.error().code, Code::cancelled);
  const auto contents = phone_->read(stopped);
  ASSERT_FALSE(contents);
  EXPECT_EQ(contents.error().code, Code::cancelled);

  const Phone::Contents after = read(*open());
  ASSERT_EQ(after.entries.size(), 1U);
  EXPECT_EQ(after.entries.front().version, before.entries.front().version);
}

TEST_P(PhoneConformance, HostileValuesArriveOrAreRefusedAndNothingElseIsTouched) {
  const std::vector<std::string> names = {"Bob \"the\" 'Builder'",
                                          "semi;colon, comma\\back",
                                          "$(touch pwned)`touch pwned2`",
                                          "../../../pwned",
                                          "/etc/passwd",
                                          "-rf",
                                          "END:VCARD",
                                          "BEGIN:VCARD",
                                          "line one\nline two",
                                          "\nEND:VCARD\nBEGIN:VCARD\nFN:Mallory",
                                          "emoji 😀👩‍👩‍👧 and 𠮷野家",
                                          "مرحبا \u202Ebob\u202C",
                                          "=41=42",
                                          "%s%n%x",
                                          "山田 太郎",
                                          "Ünïcödé Ñame",
                                          std::string(4096, 'n'),
                                          std::string(1300, 'a') + "😀"};
  const auto outside = sandbox_.everything_but(under_test_->inside());
  std::size_t arrived = 0;
  for (std::size_t n = 0; n < names.size(); ++n) {
    Contact contact = person(n);
    contact.name = {.family = names[n]};
    contact.formatted_name = names[n];
    contact.uid = n % 2 == 0 ? names[n] : contact.uid;
    contact.note = names[names.size() - 1 - n];
    contact.organisation = {names[n], "unit;one"};
    const auto added = phone_->add(contact, {});
    if (!added) {
      expect_sentence(added.error());
      EXPECT_TRUE(added.error().code == Code::unsupported || added.error().code == Code::invalid_input)
          << added.error().text();
      continue;
    }
    ++arrived;
    const Phone::Contents contents = read(*phone_);
    EXPECT_TRUE(contents.unreadable.empty());
    ASSERT_EQ(contents.entries.size(), arrived) << names[n];
    const auto entry = std::find_if(contents.entries.begin(), contents.entries.end(),
                                    [&](const PhoneEntry& other) { return other.id == *added; });
    ASSERT_NE(entry, contents.entries.end());
    EXPECT_EQ(fold(shown_name(entry->contact)), fold(shown_name(phone_->kept(contact))));
    EXPECT_EQ(numbers_of(entry->contact), numbers_of(contact));
  }
  EXPECT_GE(arrived, names.size() - under_test_->refused_names());
  EXPECT_EQ(sandbox_.everything_but(under_test_->inside()), outside);
}

TEST_P(PhoneConformance, ManyContacts) {
  std::vector<Contact> contacts;
  for (std::size_t n = 0; n < under_test_->many(); ++n) contacts.push_back(person(n));
  const auto plan = plan_for(*phone_, contacts, {});
  ASSERT_EQ(decisions_of(plan), (Decisions{{Decision::add, contacts.size()}}));
  carry_out(*phone_, contacts, plan, {});
  const auto phone = open();
  const Phone::Contents after = read(*phone);
  EXPECT_EQ(after.entries.size(), contacts.size());
  EXPECT_EQ(decisions_of(plan_for(*phone, contacts, after.entries)),
            (Decisions{{Decision::identical, contacts.size()}}));
}

TEST_P(PhoneConformance, PhoneGoneInTheMiddleIsUnreachable) {
  ASSERT_TRUE(phone_->add(bob(), {}));
  const Phone::Contents before = read(*phone_);
  ASSERT_EQ(before.entries.size(), 1U);
  under_test_->take_away();

  const auto contents = phone_->read({});
  ASSERT_FALSE(contents) << "an absent phone must not look like an empty one";
  EXPECT_EQ(contents.error().code, Code::unreachable);
  expect_sentence(contents.error());
  const auto added = phone_->add(person(1), {});
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, Code::unreachable);
  expect_sentence(added.error());
  const auto updated = phone_->update(before.entries.front(), person(2), {});
  ASSERT_FALSE(updated);
  EXPECT_EQ(updated.error().code, Code::unreachable);
  expect_sentence(updated.error());
}

TEST_P(PhoneConformance, DiscoveryFindsTheKnownPhoneAndWritesNothing) {
  const auto all = sandbox_.everything_but({});
  const KnownPhone known{under_test_->address(), "My phone"};
  const auto found = find_route(known.address.route)->discover({&known, 1}, {});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().address, known.address);
  EXPECT_EQ(found.front().name, "My phone");
  EXPECT_EQ(found.front().state, PhoneState::ready) << found.front().reason;
  EXPECT_EQ(sandbox_.everything_but({}), all);

  under_test_->take_away();
  const auto gone = find_route(known.address.route)->discover({&known, 1}, {});
  ASSERT_EQ(gone.size(), 1U);
  EXPECT_EQ(gone.front().state, PhoneState::passed_over);
  EXPECT_FALSE(gone.front().reason.empty());
  EXPECT_FALSE(gone.front().cure.empty());
}

INSTANTIATE_TEST_SUITE_P(Routes, PhoneConformance, ::testing::ValuesIn(routes_under_test()),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace phonebook::testing
