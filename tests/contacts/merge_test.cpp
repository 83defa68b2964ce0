#include "contacts/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/contacts/full_contact.h"

namespace phonebook {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const MatchOptions kBritain{.region = "GB"};

Contact person(std::string name, std::vector<std::string> numbers = {}, std::vector<std::string> mails = {}) {
  Contact contact;
  contact.formatted_name = std::move(name);
  for (std::string& number : numbers) contact.numbers.push_back({.number = std::move(number)});
  for (std::string& mail : mails) contact.mails.push_back({.address = std::move(mail)});
  return contact;
}

std::vector<std::string> fields(const std::vector<FieldDifference>& differences) {
  std::vector<std::string> out;
  for (const FieldDifference& difference : differences)
    out.push_back(difference.field + ": " + difference.ours);
  return out;
}

TEST(Merge, OfTheSameContactChangesNothing) {
  const Contact full = testing::full_contact();
  const Merge merge = merge_contacts(full, full, kBritain);
  EXPECT_EQ(merge.contact, full);
  EXPECT_THAT(merge.gained, IsEmpty());
  EXPECT_THAT(merge.conflicts, IsEmpty());
}

TEST(Merge, IntoAnEmptyContactTakesEverything) {
  const Contact full = testing::full_contact();
  const Merge merge = merge_contacts(Contact{}, full, kBritain);
  EXPECT_EQ(merge.contact, full);
  EXPECT_THAT(merge.conflicts, IsEmpty());
  EXPECT_EQ(merge.gained.size(), 18U) << "every value is named";
}

TEST(Merge, DoneTwiceGainsNothingMore) {
  const Contact full = testing::full_contact();
  const Contact base = person("María Núñez", {"+34 911 234 567", "07700900501"}, {"other@example.com"});
  const Contact once = merge_contacts(base, full, {.region = "ES"}).contact;
  const Merge twice = merge_contacts(once, full, {.region = "ES"});
  EXPECT_THAT(twice.gained, IsEmpty());
  EXPECT_THAT(twice.conflicts, IsEmpty());
  EXPECT_EQ(twice.contact, once);
}

TEST(Merge, KeepsWhatOnlyTheBaseHas) {
  Contact base = person("Una Bell", {"07700900513", "02079460513"}, {"una@example.com"});
  base.note = "keys at no. 4";
  base.organisation = {"Bell Ltd"};
  const Merge merge = merge_contacts(base, person("Una Bell", {"+447700900513"}), kBritain);
  EXPECT_EQ(merge.contact, base);
  EXPECT_THAT(merge.gained, IsEmpty());
}

TEST(Merge, ComparesNumbersAsLinesAndMailsAsBoxes) {
  const Contact base = person("Kai Lund", {"07700 900513"}, {"kai.lund@gmail.com"});
  EXPECT_THAT(
      merge_contacts(base, person("Kai Lund", {"+44 7700 900513"}, {"KaiLund@googlemail.com"}), kBritain)
          .gained,
      IsEmpty());
  EXPECT_THAT(merge_contacts(base, person("Kai Lund", {"+44 7700 900513"}), {.region = ""}).gained, IsEmpty())
      << "without a region the digits as written are enough for one person";
  const Merge merge =
      merge_contacts(base, person("Kai Lund", {"+44 7700 900514"}, {"kai@example.org"}), kBritain);
  EXPECT_THAT(fields(merge.gained), ElementsAre("number: +44 7700 900514", "mail: kai@example.org"));
  EXPECT_EQ(merge.contact.numbers.size(), 2U);
}

TEST(Merge, AnotherExtensionIsAnotherNumber) {
  Contact base = person("Desk", {"+12025550538"}), incoming = base;
  base.numbers[0].extension = "12";
  incoming.numbers[0].extension = "15";
  EXPECT_THAT(fields(merge_contacts(base, incoming, kBritain).gained),
              ElementsAre("number: +12025550538;ext=15"));
}

TEST(Merge, TakesKindsAndLabelsAlongWithoutAskingToWrite) {
  Contact base = person("Ola Hart", {"07700900513"}), incoming = base;
  incoming.numbers[0].types = {"cell"};
  incoming.numbers[0].label = "Boat";
  const Merge merge = merge_contacts(base, incoming, kBritain);
  EXPECT_THAT(merge.gained, IsEmpty());
  EXPECT_THAT(merge.contact.numbers[0].types, ElementsAre("cell"));
  EXPECT_EQ(merge.contact.numbers[0].label, "Boat");
}

TEST(Merge, TheirPreferredNumberStaysTheOnlyOne) {
  Contact base = person("Ola Hart", {"07700900513"}), incoming = person("Ola Hart", {"07700900514"});
  base.numbers[0].preferred = incoming.numbers[0].preferred = true;
  const Merge merge = merge_contacts(base, incoming, kBritain);
  EXPECT_TRUE(merge.contact.numbers[0].preferred);
  EXPECT_FALSE(merge.contact.numbers[1].preferred);
}

TEST(Merge, OrganisationsAreComparedByAllTheirWordsButTheLegalForm) {
  const auto differ = [](const std::string& a, const std::string& b) {
    Contact base = person("Ola Hart"), incoming = base;
    base.organisation = {a};
    incoming.organisation = {b};
    return !merge_contacts(base, incoming, kBritain).conflicts.empty();
  };
  EXPECT_TRUE(differ("Meridian Fund II", "Meridian Fund III"));
  EXPECT_TRUE(differ("Dr. Bell Clinic", "Bell Clinic"));
  EXPECT_TRUE(differ("Kita St", "Kita"));
  std::string long_name = "Society";
  for (int i = 0; i < 100; ++i) long_name += " of friends";
  EXPECT_TRUE(differ(long_name + " of chess", long_name + " of tea"));
  EXPECT_FALSE(differ("Bell & Söhne GmbH", "BELL - SOHNE"));
  EXPECT_FALSE(differ("O'Neill Ltd.", "ONeill"));
  EXPECT_FALSE(differ("廣東電子", "广东电子"));
}

TEST(Merge, AShorterNameNeverReplacesALongerOne) {
  const Contact whole = person("Alexandra Konstantinou"), cut = person("Alexandra Kons");
  EXPECT_EQ(merge_contacts(whole, cut, kBritain).contact.formatted_name, "Alexandra Konstantinou");
  EXPECT_THAT(merge_contacts(whole, cut, kBritain).gained, IsEmpty());
  const Merge grown = merge_contacts(cut, whole, kBritain);
  EXPECT_EQ(grown.contact.formatted_name, "Alexandra Konstantinou");
  EXPECT_THAT(fields(grown.gained), ElementsAre("name: Alexandra Konstantinou"));
  EXPECT_THAT(merge_contacts(person("Bob Builder"), person("bob"), kBritain).gained, IsEmpty());
  EXPECT_THAT(fields(merge_contacts(person("Bob"), person("Bob Builder"), kBritain).gained),
              ElementsAre("name: Bob Builder"));
}

TEST(Merge, ANameInOtherWritingIsTheSameName) {
  Contact parts;
  parts.name = {"Müller", "Jürgen", "", "", ""};
  for (const char* name :
       {"Jürgen Müller", "Müller, Jürgen", "JÜRGEN MÜLLER", "Juergen Mueller", "Dr. Jürgen Müller"}) {
    const Merge merge = merge_contacts(parts, person(name), kBritain);
    EXPECT_THAT(merge.gained, IsEmpty()) << name;
    EXPECT_THAT(merge.conflicts, IsEmpty()) << name;
  }
}

TEST(Merge, AnotherNameIsAskedAbout) {
  const Merge merge = merge_contacts(person("Ola Hart"), person("Ola Green"), kBritain);
  EXPECT_THAT(fields(merge.conflicts), ElementsAre("name: Ola Green"));
  EXPECT_EQ(merge.contact.formatted_name, "Ola Hart");
}

TEST(Merge, AGenerationIsAskedAbout) {
  EXPECT_THAT(fields(merge_contacts(person("John Doe Sr."), person("John Doe Jr."), kBritain).conflicts),
              ElementsAre("name: John Doe Jr."));
}

TEST(Merge, ABirthdayGrowsButIsNeverReplaced) {
  Contact base = person("Nan Gill"), incoming = base;
  base.birthday = Date{std::nullopt, 4, 5};
  incoming.birthday = Date{1980, 4, 5};
  const Merge grown = merge_contacts(base, incoming, kBritain);
  EXPECT_EQ(grown.contact.birthday, incoming.birthday);
  EXPECT_THAT(fields(grown.gained), ElementsAre("birthday: 1980-04-05"));
  EXPECT_THAT(merge_contacts(incoming, base, kBritain).gained, IsEmpty());
  base.birthday = Date{1980, 5, 4};
  const Merge asked = merge_contacts(base, incoming, kBritain);
  EXPECT_THAT(asked.conflicts, ElementsAre(FieldDifference{"birthday", "1980-05-04", "1980-04-05"}));
  EXPECT_EQ(asked.contact.birthday, base.birthday);
}

TEST(Merge, TwoNotesBecomeOneWithBoth) {
  Contact base = person("Ola Hart"), incoming = base;
  base.note = "likes tea";
  incoming.note = "met in Leeds";
  const Merge merge = merge_contacts(base, incoming, kBritain);
  EXPECT_EQ(merge.contact.note, "likes tea\nmet in Leeds");
  EXPECT_THAT(merge_contacts(merge.contact, incoming, kBritain).gained, IsEmpty());
  EXPECT_THAT(merge.conflicts, IsEmpty());
}

TEST(Merge, AFirmWithoutItsUnitDoesNotContradict) {
  Contact base = person("Ola Hart"), incoming = base;
  base.organisation = {"Bell Ltd", "Sales"};
  incoming.organisation = {"bell ltd"};
  EXPECT_THAT(merge_contacts(base, incoming, kBritain).conflicts, IsEmpty());
  EXPECT_THAT(fields(merge_contacts(incoming, base, kBritain).gained),
              ElementsAre("organisation: Bell Ltd, Sales"));
  incoming.organisation = {"Cole Ltd"};
  EXPECT_THAT(fields(merge_contacts(base, incoming, kBritain).conflicts),
              ElementsAre("organisation: Cole Ltd"));
}

TEST(Merge, AnotherPhotoIsNeitherAGainNorAConflict) {
  Contact base = person("Ola Hart"), incoming = base;
  incoming.photo = Photo{"\x89PNG", "image/png", ""};
  EXPECT_THAT(fields(merge_contacts(base, incoming, kBritain).gained), ElementsAre("photo: image/png"));
  base.photo = Photo{"\xff\xd8\xff", "image/jpeg", ""};
  const Merge merge = merge_contacts(base, incoming, kBritain);
  EXPECT_EQ(merge.contact, base);
  EXPECT_THAT(merge.gained, IsEmpty());
  EXPECT_THAT(merge.conflicts, IsEmpty());
}

TEST(Merge, AnAddressIsItsWordsWhateverFieldsAPhoneHas) {
  Contact base = person("Ola Hart"), incoming = base;
  base.addresses = {{.street = "Row 4, Ely, CB6 1AA"}};
  incoming.addresses = {{.street = "Row 4", .city = "Ely", .postcode = "CB6 1AA", .types = {"home"}}};
  EXPECT_THAT(merge_contacts(base, incoming, kBritain).gained, IsEmpty());
  incoming.addresses[0].street = "Row 5";
  EXPECT_THAT(fields(merge_contacts(base, incoming, kBritain).gained),
              ElementsAre("address: Row 5, CB6 1AA, Ely"));
}

TEST(Merge, TheUidOfTheBaseStays) {
  Contact base = person("Ola Hart"), incoming = base;
  incoming.uid = "u2";
  EXPECT_EQ(merge_contacts(base, incoming, kBritain).contact.uid, "u2");
  base.uid = "u1";
  EXPECT_EQ(merge_contacts(base, incoming, kBritain).contact.uid, "u1");
}

TEST(Merge, UnknownPropertiesGoAlong) {
  Contact base = person("Ola Hart"), incoming = base;
  incoming.other = {{"", "X-FOO", {}, "a"}};
  const Merge merge = merge_contacts(base, incoming, kBritain);
  EXPECT_EQ(merge.contact.other, incoming.other);
  EXPECT_THAT(merge.gained, IsEmpty());
}

}  // namespace
}  // namespace phonebook
