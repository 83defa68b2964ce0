#include "engine/find.h"

#include "tests/engine/engine_fixture.h"

namespace phonebook {
namespace {
using testing::kBob;
using testing::kEve;
using FindTest = testing::EngineTest;

TEST_F(FindTest, ANumberThatThePartnerWritesWaitsForThePerson) {
  const Found found = says(kBob, "my number is 138 0000 1234");
  ASSERT_EQ(found.findings.size(), 1u);
  EXPECT_EQ(found.findings[0].kept.value, "+8613800001234");
  EXPECT_TRUE(found.findings[0].kept.mine);
  EXPECT_EQ(found.findings[0].seen.shown, "138 0000 1234");
  EXPECT_EQ(found.pending, 1);
  EXPECT_EQ(suggest(engine(), kBob)->size(), 1u);
  EXPECT_TRUE(suggest(engine(), kEve)->empty());
}

TEST_F(FindTest, ANumberInASentMessageIsNotThePartnersUnlessTheWordsSaySo) {
  EXPECT_EQ(says(kBob, "my number is 138 0000 1234", true).pending, 0);
  EXPECT_EQ(says(kBob, "138 0000 5678", true).pending, 0);
  const Found recipients = says(kBob, "your number is still 138 0000 9999, right?", true);
  ASSERT_EQ(recipients.findings.size(), 1u);
  EXPECT_TRUE(recipients.findings[0].kept.mine);
}

TEST_F(FindTest, WhereThePartnersNumbersAreTellsHowToReadTheNextOne) {
  const auto first = [](const Found& found) {
    return found.findings.empty() ? "" : found.findings[0].kept.value;
  };
  EXPECT_NE(first(says(kBob, "call me on 0171 2345678")), "+491712345678");  // the engine's region is CN
  Contact bob;
  bob.uid = "bob";
  bob.formatted_name = "Bob";
  bob.numbers.push_back({.number = "+493012345678", .extension = "", .types = {}, .label = ""});
  ASSERT_TRUE(engine().book().save(bob));
  ASSERT_TRUE(engine().book().link(kBob.buddy, "bob"));
  const Found found = says(kBob, "call me on 0171 2345678");
  ASSERT_EQ(found.findings.size(), 1u);
  EXPECT_EQ(found.findings[0].kept.value, "+491712345678");
  EXPECT_NE(first(says(kEve, "call me on 0171 2345678")), "+491712345678");
  // The account says more than what is known of the partner.
  auto there =
      find(engine(), {.text = "call me on 138 0000 1234", .html = false, .partner = kBob, .region = "CN"});
  ASSERT_TRUE(there);
  ASSERT_EQ(there->findings.size(), 1u);
  EXPECT_EQ(there->findings[0].kept.value, "+8613800001234");
}

TEST_F(FindTest, AThirdPartysNumberIsNeverThePartners) {
  const Found found = says(kBob, "Tom's number is 138 0000 1234");
  ASSERT_EQ(found.findings.size(), 1u);
  EXPECT_FALSE(found.findings[0].kept.mine);
  EXPECT_EQ(found.pending, 0);
}

TEST_F(FindTest, OffTheRecordNothingReachesTheBookAndTheButtonStillWorks) {
  const Found found = says(kBob, "my number is 138 0000 1234", false, true);
  ASSERT_EQ(found.findings.size(), 1u);
  EXPECT_LT(found.findings[0].kept.id, 0);
  EXPECT_EQ(found.pending, 1);
  EXPECT_EQ(*engine().book().count_waiting(kBob.buddy), 0);
  EXPECT_EQ(suggest(engine(), kBob)->size(), 1u);
  EXPECT_EQ(says(kBob, "my number is 138 0000 1234", false, true).findings[0].kept.id,
            found.findings[0].kept.id);
  EXPECT_EQ(*forget(engine(), kBob), 1);
  EXPECT_EQ(*count_pending(engine(), kBob), 0);
}

TEST_F(FindTest, OffTheRecordWhatTheBookKnowsIsRecognisedWithItsAnswer) {
  const std::int64_t id = says(kBob, "my number is 138 0000 1234").findings[0].kept.id;
  ASSERT_TRUE(set_aside(engine(), std::vector<std::int64_t>{id}, FindingState::ignored));
  const Found again = says(kBob, "my number is 138 0000 1234", false, true, 5000);
  EXPECT_EQ(again.findings[0].kept.id, id);
  EXPECT_EQ(again.findings[0].kept.state, FindingState::ignored);
  EXPECT_EQ(again.pending, 0);
  EXPECT_EQ(engine().book().evidence(id)->size(), 1u);
}

TEST_F(FindTest, TheBuddiesOfOneMetacontactShareTheirFindings) {
  Partner both = kBob;
  both.others = {kEve.buddy};
  says(kBob, "my number is 138 0000 1234");
  says(kEve, "my number is 138 0000 1234");
  says(kEve, "my mail is eve@example.com");
  EXPECT_EQ(suggest(engine(), both)->size(), 2u) << "the same number counts once";
  EXPECT_EQ(*count_pending(engine(), both), 2);
}

TEST_F(FindTest, WhatIsPutAsideWaitsNoLongerAndCanBeTakenBack) {
  const std::vector<std::int64_t> ids{says(kBob, "my number is 138 0000 1234").findings[0].kept.id};
  ASSERT_TRUE(set_aside(engine(), ids, FindingState::not_a_number));
  EXPECT_EQ(*count_pending(engine(), kBob), 0);
  EXPECT_EQ(says(kBob, "my number is 138 0000 1234", false, false, 9000).pending, 0)
      << "asked once is enough";
  ASSERT_TRUE(set_aside(engine(), ids, FindingState::waiting));
  EXPECT_EQ(*count_pending(engine(), kBob), 1);
  const std::vector<std::int64_t> gone{4711, -4711};
  EXPECT_TRUE(set_aside(engine(), gone, FindingState::ignored));
}

// The book may have a value while the phone was away when it was added: only a send settles a finding.
TEST_F(FindTest, WhatTheBookHasStillWaitsUntilItWasSent) {
  Contact contact = new_contact();
  contact.formatted_name = "Bob";
  contact.numbers = {{.number = "+8613800001234", .extension = {}, .types = {}, .label = {}}};
  ASSERT_TRUE(engine().book().save(contact));
  ASSERT_TRUE(engine().book().link(kBob.buddy, contact.uid));
  ASSERT_TRUE(engine().book().remember_held("folder:/x", {contact.uid, "1", "", false}));
  EXPECT_EQ(says(kBob, "my number is 138 0000 1234").pending, 1);
  add(click(kBob));
  EXPECT_EQ(says(kBob, "my number is 138 0000 1234", false, false, 5000).pending, 0);
}

TEST_F(FindTest, AListOfThousandsIsNoThousandQuestions) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "my sister's number is 1380000" + std::to_string(1000 + i) + "\n";
  EXPECT_LE(says(kBob, text).findings.size(), 200u);
}

TEST_F(FindTest, AnEnglishWordOfStateIsStable) {
  for (const auto state :
       {FindingState::waiting, FindingState::kept, FindingState::ignored, FindingState::not_a_number})
    EXPECT_EQ(finding_state_from(to_string(state)), state);
  EXPECT_FALSE(finding_state_from("x"));
}

}  // namespace
}  // namespace phonebook
