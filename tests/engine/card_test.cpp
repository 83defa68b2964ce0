#include "engine/card.h"

#include "tests/engine/engine_fixture.h"

namespace phonebook {
namespace {
using testing::kBob;
using testing::kEve;
using CardTest = testing::EngineTest;

TEST_F(CardTest, TheFirstCardHoldsWhatWaitsAndTheBuddysNameAndId) {
  says(kBob, "my number is 138 0000 1234, mail bob@example.com");
  const auto card = make_card(engine(), {.partner = kBob,
                                         .findings = std::nullopt,
                                         .leave_out = {},
                                         .icon = Photo{"\x89PNG", "image/png", ""}});
  ASSERT_TRUE(card);
  EXPECT_TRUE(card->first);
  EXPECT_TRUE(card->linked);
  EXPECT_EQ(card->contact.formatted_name, "Bob Builder");
  ASSERT_EQ(card->contact.numbers.size(), 1u);
  EXPECT_EQ(card->contact.numbers[0].number, "+8613800001234");
  ASSERT_EQ(card->contact.mails.size(), 1u);
  EXPECT_EQ(card->contact.im_addresses, (std::vector<ImAddress>{{"xmpp", "bob@localhost", {}}}));
  EXPECT_TRUE(card->contact.photo);
  EXPECT_TRUE(engine().book().contacts()->empty()) << "looking writes nothing";
}

TEST_F(CardTest, AfterItWasKeptTheCardGrowsAndIsNotFirst) {
  says(kBob, "my number is 138 0000 1234");
  const auto kept = keep_card(
      engine(),
      *make_card(engine(),
                 {.partner = kBob, .findings = std::nullopt, .leave_out = {}, .icon = std::nullopt}),
      "Robert Builder");
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->formatted_name, "Robert Builder");
  EXPECT_EQ(kept->name.family, "Builder");
  says(kBob, "and my mail is bob@example.com");
  const auto second =
      make_card(engine(), {.partner = kBob, .findings = std::nullopt, .leave_out = {}, .icon = std::nullopt});
  EXPECT_FALSE(second->first);
  EXPECT_EQ(second->contact.uid, kept->uid);
  EXPECT_EQ(second->contact.formatted_name, "Robert Builder") << "the person's name stands";
  EXPECT_EQ(second->contact.mails.size(), 1u);
}

TEST_F(CardTest, KeepingTheSameCardAgainChangesNothing) {
  says(kBob, "my number is 138 0000 1234");
  const auto request =
      CardRequest{.partner = kBob, .findings = std::nullopt, .leave_out = {}, .icon = std::nullopt};
  const auto first = keep_card(engine(), *make_card(engine(), request), "");
  const auto second = keep_card(engine(), *make_card(engine(), request), "");
  EXPECT_EQ(second->revision, first->revision);
  EXPECT_EQ(engine().book().contacts()->size(), 1u);
}

TEST_F(CardTest, WhatIsLeftOutStaysWaiting) {
  const Found found = says(kBob, "my number is 138 0000 1234, mail bob@example.com");
  const auto card = make_card(engine(), {.partner = kBob,
                                         .findings = std::nullopt,
                                         .leave_out = {found.findings[1].kept.id},
                                         .icon = std::nullopt});
  EXPECT_TRUE(card->contact.mails.empty());
  const auto contact = keep_card(engine(), *card, "");
  ASSERT_TRUE(mark_kept(engine(), *card, contact->uid));
  EXPECT_EQ(*count_pending(engine(), kBob), 1);
}

TEST_F(CardTest, AThirdPartysCardIsAPersonOfItsOwnAndNotTiedToTheBuddy) {
  const Found found = says(kBob, "Tom's number is 138 0000 1234");
  const auto card = make_card(engine(), {.partner = kBob,
                                         .findings = std::vector<std::int64_t>{found.findings[0].kept.id},
                                         .leave_out = {},
                                         .icon = Photo{"x", "image/png", ""}});
  ASSERT_TRUE(card);
  EXPECT_FALSE(card->linked);
  EXPECT_FALSE(card->contact.photo) << "the partner's picture is not Tom's";
  EXPECT_TRUE(card->contact.im_addresses.empty());
  EXPECT_EQ(card->contact.formatted_name, "Tom");
  const auto kept = keep_card(engine(), *card, "");
  ASSERT_TRUE(kept);
  EXPECT_FALSE(*engine().book().linked(kBob.buddy));
}

TEST_F(CardTest, APersonWhoCameFromAFileIsNotKeptTwice) {
  Contact imported = new_contact();
  imported.name = {.family = "Builder", .given = "Bob"};
  imported.formatted_name = "Bob Builder";
  imported.numbers = {{.number = "+8613800001234", .extension = {}, .types = {"cell"}, .label = {}}};
  imported.title = "Builder";
  ASSERT_TRUE(engine().book().save(imported));
  says(kBob, "my number is 138 0000 1234, mail bob@example.com");
  const auto card =
      make_card(engine(), {.partner = kBob, .findings = std::nullopt, .leave_out = {}, .icon = std::nullopt});
  ASSERT_TRUE(card);
  EXPECT_TRUE(card->first) << "the tie is new: shown for a look";
  const auto kept = keep_card(engine(), *card, "");
  ASSERT_TRUE(kept) << kept.error().text();
  EXPECT_EQ(kept->uid, imported.uid);
  EXPECT_EQ(kept->title, "Builder");
  EXPECT_EQ(kept->mails.size(), 1u);
  EXPECT_EQ(engine().book().contacts()->size(), 1u);
  EXPECT_EQ((*engine().book().linked(kBob.buddy))->uid, imported.uid);
}

TEST_F(CardTest, NothingChosenIsNothingSent) {
  const Found found = says(kBob, "Tom's number is 138 0000 1234");
  const std::int64_t id = found.findings[0].kept.id;
  const auto card = make_card(
      engine(),
      {.partner = kBob, .findings = std::vector<std::int64_t>{id}, .leave_out = {id}, .icon = std::nullopt});
  ASSERT_FALSE(card);
  EXPECT_EQ(card.error().code, Code::invalid_input);
}

TEST_F(CardTest, ACardWithoutANameIsNotKept) {
  const Found found = says(kBob, "you can reach him at 138 0000 1234");
  ASSERT_EQ(found.findings.size(), 1u);
  const auto card = make_card(engine(), {.partner = kBob,
                                         .findings = std::vector<std::int64_t>{found.findings[0].kept.id},
                                         .leave_out = {},
                                         .icon = std::nullopt});
  ASSERT_TRUE(card);
  ASSERT_EQ(card->contact.formatted_name, "");
  EXPECT_EQ(keep_card(engine(), *card, "  ").error().code, Code::invalid_input);
  EXPECT_TRUE(engine().book().contacts()->empty());
}

TEST_F(CardTest, FindingsOfDifferentPeopleAreNotMixed) {
  const Found mine = says(kBob, "my number is 138 0000 1234");
  const Found toms = says(kBob, "Tom's number is 139 0000 1234");
  const auto card = make_card(
      engine(), {.partner = kBob,
                 .findings = std::vector<std::int64_t>{mine.findings[0].kept.id, toms.findings[0].kept.id},
                 .leave_out = {},
                 .icon = std::nullopt});
  ASSERT_FALSE(card);
  EXPECT_EQ(card.error().code, Code::invalid_input);
}

TEST_F(CardTest, AMetacontactIsOnePerson) {
  says(kBob, "my number is 138 0000 1234");
  Partner both = kEve;
  both.others = {kBob.buddy};
  const auto contact = keep_card(
      engine(),
      *make_card(engine(),
                 {.partner = both, .findings = std::nullopt, .leave_out = {}, .icon = std::nullopt}),
      "Bob");
  ASSERT_TRUE(contact);
  EXPECT_EQ((*engine().book().linked(kBob.buddy))->uid, contact->uid);
  EXPECT_EQ((*engine().book().linked(kEve.buddy))->uid, contact->uid);
}

TEST(NameParts, AreTakenApartOnlyWhereTheyAreCertain) {
  const auto parts = [](const char* name) {
    const NameParts p = name_parts_of(name);
    return p.family + "|" + p.given;
  };
  EXPECT_EQ(parts("Bob Builder"), "Builder|Bob");
  EXPECT_EQ(parts("Bob"), "|Bob");
  EXPECT_EQ(parts("Bob van der Berg"), "|Bob van der Berg");
  EXPECT_EQ(parts("王小明"), "王|小明");
  EXPECT_EQ(parts("欧阳娜娜"), "欧阳|娜娜");
  EXPECT_EQ(parts("北京分公司前台"), "|北京分公司前台");
  EXPECT_EQ(parts(""), "|");
}

}  // namespace
}  // namespace phonebook
