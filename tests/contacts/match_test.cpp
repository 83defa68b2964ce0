#include "contacts/match.h"

#include <gtest/gtest.h>

#include <ostream>

namespace phonebook {
void PrintTo(Sameness sameness, std::ostream* out) {
  *out << (sameness == Sameness::same ? "same" : sameness == Sameness::perhaps ? "perhaps" : "different");
}

namespace {

Contact person(std::string name, std::vector<std::string> numbers = {}, std::vector<std::string> mails = {}) {
  Contact contact;
  contact.formatted_name = std::move(name);
  for (std::string& number : numbers) contact.numbers.push_back({.number = std::move(number)});
  for (std::string& mail : mails) contact.mails.push_back({.address = std::move(mail)});
  return contact;
}
Contact with_uid(Contact contact, std::string uid) {
  contact.uid = std::move(uid);
  return contact;
}
Contact born(Contact contact, int year, int month, int day) {
  contact.birthday = Date{year, month, day};
  return contact;
}

// The verdict, which must not depend on who is asked about whom.
Sameness judged(const Contact& a, const Contact& b, const std::string& region = "GB") {
  const Match match = match_contacts(a, b, {.region = region});
  EXPECT_EQ(match.verdict, match_contacts(b, a, {.region = region}).verdict);
  EXPECT_FALSE(match.reason.empty());
  return match.verdict;
}

TEST(Match, AMobileNumberAndTheNameAreTheSamePerson) {
  EXPECT_EQ(judged(person("Ola Hart", {"07700 900501"}), person("Ola Hart", {"+44 7700 900501"})),
            Sameness::same);
  EXPECT_EQ(judged(person("陈默", {"13800000503"}), person("陈默", {"+86 138-0000-0503"}), "CN"),
            Sameness::same);
  EXPECT_EQ(
      judged(person("Нина Котова", {"8 (900) 000-05-07"}), person("Нина Котова", {"+79000000507"}), "RU"),
      Sameness::same);
}

TEST(Match, ANameIsItsWordsInAnyOrderAndWritingOfThem) {
  const std::string number = "+447700900501";
  for (const auto& [a, b] :
       std::vector<std::pair<std::string, std::string>>{{"Ola Hart", "Hart, Ola"},
                                                        {"Ola Hart", "OLA  HART"},
                                                        {"José Núñez", "Jose Nunez"},
                                                        {"Jürgen Müller", "Juergen Mueller"},
                                                        {"Dr. Ola Hart", "Ola Hart PhD"},
                                                        {"Siobhán O'Neill", "Siobhan ONeill"},
                                                        {"Bob", "Bob Builder"},
                                                        {"B. Builder", "Bob Builder"},
                                                        {"Alexandra Kons", "Alexandra Konstantinou"}})
    EXPECT_EQ(judged(person(a, {number}), person(b, {number})), Sameness::same) << a << " / " << b;
}

TEST(Match, FamilyAndGivenNameMayStandInEitherOrder) {
  Contact parts;
  parts.name = {"陈", "默", "", "", ""};
  parts.numbers = {{.number = "+8613800000503"}};
  EXPECT_EQ(judged(parts, person("陈默", {"+8613800000503"}), "CN"), Sameness::same);
  EXPECT_EQ(judged(parts, person("默 陈", {"+8613800000503"}), "CN"), Sameness::same);
}

TEST(Match, ANicknameIsAName) {
  Contact robert = person("Robert Brown", {"+447700900501"});
  robert.nicknames = {"Bobby"};
  EXPECT_EQ(judged(robert, person("bobby", {"+447700900501"})), Sameness::same);
}

TEST(Match, AMobileNumberUnderAnotherNameIsAQuestion) {
  EXPECT_EQ(judged(person("Ola Hart", {"+447700900501"}), person("Ben Cray", {"+447700900501"})),
            Sameness::perhaps);
}

TEST(Match, ASharedLandlineJoinsNobody) {
  EXPECT_EQ(judged(person("Ann Tull", {"020 7946 0531", "07400 123531"}),
                   person("Bob Tull", {"020 7946 0531", "07400 123532"})),
            Sameness::different);
  EXPECT_EQ(judged(person("Ann Tull", {"020 7946 0531"}), person("Bea Cole", {"020 7946 0531"})),
            Sameness::different);
  EXPECT_EQ(judged(person("Ann Tull", {"020 7946 0531"}), person("Ann Tull", {"020 7946 0531"})),
            Sameness::same);
  EXPECT_EQ(judged(person("Jan Novák", {"020 7946 0531", "07400 123531"}),
                   person("Jan Novák", {"020 7946 0531", "07400 123532"})),
            Sameness::perhaps)
      << "father and son at one telephone";
}

// The numbering plan does not say what this number is; what else they have does.
TEST(Match, ANumberOfNoKnownKindIsSharedBetweenTwoWhoHaveOthers) {
  EXPECT_EQ(judged(person("Ann Tull", {"01632 960531", "01632 960001"}),
                   person("Bob Tull", {"01632 960531", "01632 960002"})),
            Sameness::different);
  EXPECT_EQ(judged(person("Ann Tull", {"01632 960531"}), person("Bob Tull", {"01632 960531"})),
            Sameness::perhaps);
  EXPECT_EQ(judged(person("Ann Tull", {"01632 960531", "01632 960001"}),
                   person("Ann Tull", {"01632 960531", "01632 960002"})),
            Sameness::same);
}

TEST(Match, AnotherExtensionIsAnotherDesk) {
  Contact desk_a = person("Desk A", {"+1 202 555 0538"});
  desk_a.numbers[0].extension = "12";
  EXPECT_EQ(judged(desk_a, person("Desk B", {"+1 202 555 0538 x15"}), "US"), Sameness::different);
}

TEST(Match, SevenCommonDigitsAreNotANumber) {
  EXPECT_EQ(judged(person("Al Pike", {"+1 212 555 0530"}), person("Bo Cray", {"+1 646 555 0530"}), "US"),
            Sameness::different);
  EXPECT_EQ(judged(person("Al Pike", {"10086"}), person("Bo Cray", {"95510086"}), "CN"), Sameness::different);
}

TEST(Match, AFaxNumberSaysNothing) {
  Contact a = person("Ann Tull", {"07700 900531"}), b = person("Bea Cole", {"07700 900531"});
  a.numbers[0].types = b.numbers[0].types = {"fax"};
  EXPECT_EQ(judged(a, b), Sameness::different);
}

TEST(Match, WithoutARegionTheWrittenDigitsAndTheWholeNameAgree) {
  EXPECT_EQ(judged(person("Ola Hart", {"07700 900501"}), person("Ola Hart", {"+44 7700 900501"}), ""),
            Sameness::same);
  EXPECT_EQ(judged(person("Ola Hart", {"07700 900501"}), person("Ben Cray", {"+44 7700 900501"}), ""),
            Sameness::different);
}

TEST(Match, AMailBoxIsOneHoweverItIsWritten) {
  EXPECT_EQ(judged(person("Kai Lund", {}, {"kai@Example.ORG"}), person("Kai Lund", {}, {"kai@example.org"})),
            Sameness::same);
  EXPECT_EQ(judged(person("Kai Lund", {}, {"kai.lund@gmail.com"}),
                   person("Kai Lund", {}, {"KaiLund@googlemail.com"})),
            Sameness::same);
  EXPECT_EQ(judged(person("Kai Lund", {}, {"kai@example.org"}), person("Ola Hart", {}, {"kai@example.org"})),
            Sameness::perhaps);
  EXPECT_EQ(
      judged(person("Kai Lund", {}, {"info@example.org"}), person("Ola Hart", {}, {"info@example.org"})),
      Sameness::different);
}

TEST(Match, AChatAddressAndTheNameAreTheSamePerson) {
  Contact a = person("Kai Lund"), b = person("Kai Lund");
  a.im_addresses = {{"xmpp", "Kai@Example.org", {}}};
  b.im_addresses = {{"xmpp", "kai@example.org", {}}};
  a.note = b.note = "x";
  EXPECT_EQ(judged(a, b), Sameness::same);
  b.im_addresses[0].service = "skype";
  EXPECT_EQ(judged(a, b), Sameness::perhaps);
}

TEST(Match, ANameAloneIsAQuestion) {
  EXPECT_EQ(judged(person("Jan Novák", {"+420600000534"}), person("Jan Novák", {"+420600000535"}), "CZ"),
            Sameness::perhaps);
  EXPECT_EQ(judged(person("Jan Novák", {"+420600000534"}), person("Jan Novák", {}, {"jan@example.cz"}), "CZ"),
            Sameness::perhaps);
  EXPECT_EQ(judged(person("Bob", {"+420600000534"}), person("Bob", {"+420600000535"}), "CZ"),
            Sameness::different)
      << "a first name is the name of many";
}

TEST(Match, ACardThatHoldsOnlyANameIsWhoeverIsCalledSo) {
  EXPECT_EQ(judged(person("Jan Novák", {"+420600000534"}), person("Jan Novák")), Sameness::same);
  EXPECT_EQ(judged(person("Jan Novák"), person("Jan Novák")), Sameness::same);
  EXPECT_EQ(judged(person("Bob"), person("Bob", {"+420600000534"})), Sameness::perhaps);
}

TEST(Match, TheNameAndAnotherBirthdayAreTwoPeople) {
  EXPECT_EQ(judged(born(person("Jan Novák", {"+420600000534"}), 1950, 1, 1),
                   born(person("Jan Novák", {"+420600000535"}), 1980, 1, 1)),
            Sameness::different);
  EXPECT_EQ(judged(born(person("Nan Gill", {"07700900545"}), 1980, 4, 5),
                   born(person("Nan Gill", {"07700900545"}), 1980, 5, 4)),
            Sameness::same)
      << "one mobile: a slip of the pen, for merge to ask about";
}

TEST(Match, GenerationsAreNeverJoined) {
  EXPECT_EQ(judged(person("John Doe Sr."), person("John Doe Jr.")), Sameness::different);
  EXPECT_EQ(judged(person("John Doe", {"+447700900501"}), person("John Doe Jr.", {"+447700900501"})),
            Sameness::perhaps);
  EXPECT_EQ(judged(person("John Doe", {"020 7946 0531"}), person("John Doe Jr.", {"020 7946 0531"})),
            Sameness::different);
  Contact parts = person("", {"+447700900501"});
  parts.name = {"Doe", "John", "", "", "Jr."};
  EXPECT_EQ(judged(parts, person("John Doe Jr.", {"+447700900501"})), Sameness::same);
}

TEST(Match, AUidCountsOnlyWithThePerson) {
  EXPECT_EQ(judged(with_uid(person("Ola Hart", {"07700900501"}), "u1"),
                   with_uid(person("Ola Hart", {"07700900502"}), "u1")),
            Sameness::same);
  EXPECT_EQ(judged(with_uid(person("Ola Hart", {"07700900501"}), "u1"),
                   with_uid(person("Ola Green", {"07700900501"}), "u1")),
            Sameness::same)
      << "married since";
  EXPECT_EQ(judged(with_uid(person("Ola Hart", {"07700900501"}), "u1"),
                   with_uid(person("Ben Cray", {"07700900502"}), "u1")),
            Sameness::perhaps)
      << "a phone that gives its ids out again";
}

TEST(Match, ACardWithoutANameIsTheOneWithItsNumber) {
  EXPECT_EQ(judged(person("", {"07700900501"}), person("Ola Hart", {"07700900501"})), Sameness::same);
  EXPECT_EQ(judged(person("07700900501", {"07700900501"}), person("Ola Hart", {"07700900501"})),
            Sameness::same);
  EXPECT_EQ(judged(Contact{}, Contact{}), Sameness::different);
}

TEST(Match, AGroupIsNobody) {
  Contact group = person("Pit Crew");
  group.kind = "group";
  EXPECT_EQ(judged(group, person("Pit Crew")), Sameness::different);
}

std::vector<Contact> nameless_cards() {
  std::vector<Contact> cards(5);
  cards[0].organisation = {"Ironworks", "Desk"};
  cards[1].note = "The key is under the mat";
  cards[2].urls = {"https://example.org/a"};
  cards[3].addresses = {{.street = "Main Street 1", .city = "Ulm"}};
  cards[4].organisation = {"Ironworks Two"};
  cards[4].numbers = {{.number = "020 7946 0531"}};
  return cards;
}

TEST(MatchIndex, ACardWithoutANameIsFoundAgain) {
  const std::vector<Contact> cards = nameless_cards();
  std::vector<Contact> known = cards;
  for (Contact& card : known) card.uid = "uid of the book " + std::to_string(&card - known.data());
  const MatchIndex index(known, {.region = "GB"});
  for (std::size_t n = 0; n < cards.size(); ++n) {
    const auto found = index.best(cards[n]);
    ASSERT_TRUE(found) << n;
    EXPECT_EQ(found->index, n);
    EXPECT_EQ(found->match.verdict, Sameness::same) << n;
  }
  Contact other = cards[1];
  other.note = "The key is with the neighbours";
  EXPECT_FALSE(index.best(other));
}

TEST(Match, FundsThatDifferInTheirNumeralAreTwo) {
  Contact second, third;
  second.organisation = {"Meridian Fund II"};
  third.organisation = {"Meridian Fund III"};
  second.numbers = third.numbers = {{.number = "020 7946 0501"}};
  EXPECT_EQ(judged(second, third), Sameness::different);
  EXPECT_EQ(judged(second, person("Meridian Fund II", {"020 7946 0501"})), Sameness::same);
}

TEST(MatchIndex, AnOrganisationIsFoundByTheNameThatAPhoneGaveIt) {
  Contact known = person("Ironworks");
  known.organisation = {"Ironworks"};
  Contact incoming;
  incoming.organisation = {"Ironworks"};
  const auto found = MatchIndex(std::vector{known}, {.region = "GB"}).best(incoming);
  ASSERT_TRUE(found);
  EXPECT_NE(found->match.verdict, Sameness::different);
  EXPECT_EQ(judged(incoming, person("Bob Builder")), Sameness::different);
}

TEST(MatchIndex, FindsTheBestPartner) {
  const std::vector<Contact> known{person("Ben Cray", {"07700900500"}), person("Ola Hart", {"07700900501"}),
                                   person("Ola Hart", {"07700900502"})};
  const MatchIndex index(known, {.region = "GB"});
  const auto found = index.best(person("Hart, Ola", {"+447700900502"}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->index, 2U);
  EXPECT_EQ(found->match.verdict, Sameness::same);
  EXPECT_FALSE(index.best(person("Zoe Quist", {"07700900509"})));
  EXPECT_FALSE(index.best(Contact{}));
}

TEST(MatchIndex, AsksWhenTwoFitEquallyWell) {
  const std::vector<Contact> known{person("Ola Hart", {"07700900501"}), person("Ola Hart", {"07700900501"})};
  const auto found = MatchIndex(known, {.region = "GB"}).best(person("Ola Hart", {"07700900501"}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->match.verdict, Sameness::perhaps);
}

TEST(MatchIndex, TheUidDecidesBetweenTwoThatLookAlike) {
  const std::vector<Contact> known{with_uid(person("Ola Hart", {"07700900501"}), "u1"),
                                   with_uid(person("Ola Hart", {"07700900501"}), "u2")};
  const auto found =
      MatchIndex(known, {.region = "GB"}).best(with_uid(person("Ola Hart", {"07700900501"}), "u2"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->index, 1U);
  EXPECT_EQ(found->match.verdict, Sameness::same);
}

TEST(MatchIndex, WhoWasAddedTakesPart) {
  MatchIndex index({}, {.region = "GB"});
  EXPECT_FALSE(index.best(person("Ola Hart", {"07700900501"})));
  index.add(person("Ola Hart", {"07700900501"}));
  const auto found = index.best(person("Ola Hart", {"07700900501"}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->index, 0U);
}

TEST(MatchIndex, WhoWasJoinedIsFoundAsEitherAndIsNoTie) {
  const std::vector<Contact> known{person("Ben Cray", {"07700900500"}), person("Ola Hart", {"07700900501"})};
  MatchIndex index(known, {.region = "GB"});
  index.also(1, person("Ola Hart", {"07700900501", "07700900502"}));
  for (const char* number : {"07700900501", "07700900502"}) {
    const auto found = index.best(person("Ola Hart", {number}));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->index, 1U);
    EXPECT_EQ(found->match.verdict, Sameness::same) << number;
  }
  index.add(person("Zoe Quist", {"07700900509"}));
  EXPECT_EQ(index.best(person("Zoe Quist", {"07700900509"}))->index, 2U);
}

// Who has a thousand namesakes is found by the number; who has hundreds of numbers, by the uid.
TEST(MatchIndex, LooksAtWhatTellsMostFirst) {
  std::vector<Contact> known;
  for (int n = 0; n < 1000; ++n)
    known.push_back(person("Ola Hart", {"+4477009" + std::to_string(10000 + n)}));
  Contact much = with_uid(person("Kai Lund"), "u1");
  for (int i = 0; i < 20; ++i) {
    const std::string line = "+4420794" + std::to_string(60000 + i);
    much.numbers.push_back({.number = line});
    for (int n = 0; n < 300; ++n) known.push_back(person("Desk " + std::to_string(n), {line}));
  }
  known.push_back(much);
  const MatchIndex index(known, {.region = "GB"});
  const auto found = index.best(person("Ola Hart", {"+447700910999"}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->index, 999U);
  EXPECT_EQ(found->match.verdict, Sameness::same);
  much.formatted_name = "Kai Lund-Hart";
  const auto by_uid = index.best(much);
  ASSERT_TRUE(by_uid);
  EXPECT_EQ(by_uid->index, known.size() - 1);
}

TEST(MatchIndex, ThousandsBehindOneSwitchboardAreKeptApart) {
  std::vector<Contact> known;
  for (int n = 0; n < 3000; ++n)
    known.push_back(person("Desk Person" + std::to_string(n), {"+442079460000"}));
  const MatchIndex index(known, {.region = "GB"});
  for (std::size_t n = 0; n < known.size(); ++n) {
    const auto found = index.best(known[n]);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->index, n);
    ASSERT_EQ(found->match.verdict, Sameness::same);
  }
}

// What the index finds must be what comparing with everybody finds.
TEST(MatchIndex, AgreesWithComparingEverybody) {
  std::vector<Contact> known;
  const std::vector<std::string> given{"Ann", "Bob", "Cy", "默"}, family{"Tull", "Cole", "陈"};
  for (int i = 0; i < 120; ++i) {
    Contact contact = person(given[i % 4] + " " + family[i % 3]);
    if (i % 2) contact.numbers.push_back({.number = "0770090050" + std::to_string(i % 10)});
    if (i % 5 == 0) contact.numbers.push_back({.number = "0163296053" + std::to_string(i % 7)});
    if (i % 3 == 0) contact.mails.push_back({.address = "m" + std::to_string(i % 11) + "@example.org"});
    if (i % 7 == 0) contact.uid = "u" + std::to_string(i % 4);
    contact.note = "n";
    known.push_back(std::move(contact));
  }
  const MatchOptions options{.region = "GB"};
  const MatchIndex index(known, options);
  for (const Contact& incoming : known) {
    Sameness best = Sameness::different;
    for (const Contact& other : known)
      best = std::max(best, match_contacts(other, incoming, options).verdict);
    const auto found = index.best(incoming);
    ASSERT_TRUE(found);
    // Ties are made a question.
    if (found->match.verdict != best) {
      EXPECT_EQ(found->match.verdict, Sameness::perhaps);
    }
  }
}

}  // namespace
}  // namespace phonebook
