// join_contacts(): every value of both is in the result, whoever is the base, and joining again changes
// nothing.
#include "engine/join.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <set>

#include "base/text.h"
#include "contacts/contact_json.h"
#include "numbers/telephone_number.h"
#include "tests/contacts/full_contact.h"

namespace phonebook {
namespace {
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const MatchOptions kBritain{.region = "GB"};

// A contact of values from small sets, so that two of them share some and differ in others.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}
  Contact make() {
    Contact c;
    c.formatted_name =
        one_of({"", "Ola Hart", "Hart, Ola", "Bob Brown", "Robert Brown", "陈默", "Chen Mo", "Bob"});
    if (chance()) c.name = {one_of({"Hart", "Brown"}), one_of({"Ola", "Bob"}), "", one_of({"", "Dr."}), ""};
    if (chance()) c.reading = {one_of({"Haato", "Buraun"}), one_of({"Ora", "Bobu"}), ""};
    if (chance()) c.gender = {one_of({"f", "m"}), ""};
    some(c.nicknames, {"Bobby", "BOBBY", "小默"});
    std::vector<std::string> numbers, mails;
    some(numbers, {"07400 123501", "+44 7400 123501", "020 7946 0501", "112", "*100#", "555,,12", "Private"});
    for (const std::string& n : numbers)
      c.numbers.push_back({.number = n, .types = {one_of({"cell", "home"})}});
    some(mails, {"a@example.org", "A@Example.org", "k.l@gmail.com", "kl@googlemail.com", "kl+x@gmail.com"});
    for (const std::string& m : mails) c.mails.push_back({.address = m});
    if (chance()) c.im_addresses.push_back({one_of({"xmpp", "qq"}), one_of({"a@b.c", "A@b.c"}), {}});
    some(c.organisation, {"Bell Ltd", "Bell Ltd.", "Gong; plc", "Sales"});
    c.title = one_of({"", "Engineer", "engineer", "Director, Sales"});
    c.role = one_of({"", "Boss"});
    if (chance()) c.addresses.push_back({.street = one_of({"Row 4", "Row 5"}), .city = "Ely"});
    some(c.urls, {"https://example.org/", "http://example.org", "https://example.net"});
    if (chance()) c.birthday = Date{chance() ? std::optional(1980) : std::nullopt, 4, chance() ? 5 : 6};
    if (chance()) c.anniversary = Date{2001, 12, chance() ? 30 : 31};
    c.note = one_of({"", "plays chess", "allergic to nuts\nplays chess", "keys"});
    if (chance()) c.photo = Photo{one_of({"x", "y"}), "image/png", ""};
    some(c.categories, {"VIP", "vip", "Friends"});
    if (chance()) c.other.push_back({"", "X-FOO", {}, one_of({"1", "2"})});
    return c;
  }

 private:
  bool chance() { return random_() % 2 == 0; }
  std::string one_of(std::vector<std::string> values) { return values[random_() % values.size()]; }
  void some(std::vector<std::string>& to, const std::vector<std::string>& values) {
    for (const std::string& value : values)
      if (random_() % 3 == 0) to.push_back(value);
  }
  std::mt19937 random_;
};

// Letters and digits alone, for looking for a value however it is written.
std::string bare(const std::string& text) {
  std::string out;
  for (const char c : fold_accents(text))
    if (c != ' ' && c != '.' && c != '\\' && c != ',' && c != ';' && c != '\n') out += c;
  return out;
}
bool any_holds(const std::vector<std::string>& texts, const std::string& wanted) {
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
    return bare(text).find(bare(wanted)) != std::string::npos;
  });
}
std::vector<std::string> others(const Contact& c, const std::string& name) {
  std::vector<std::string> out;
  for (const OtherProperty& p : c.other)
    if (p.name == name) out.push_back(p.value);
  return out;
}
std::vector<std::string> with(std::vector<std::string> values, const std::string& one) {
  values.push_back(one);
  return values;
}

void expect_holds(const Contact& joined, const Contact& part) {
  std::vector<std::string> names = joined.nicknames;
  names.push_back(joined.formatted_name);
  names.push_back(name_from_parts(joined.name));
  names.push_back(joined.name.given + joined.name.family);
  const auto is_called = [&](const std::string& name) {
    if (any_holds(names, name)) return true;
    // The same words in another order are the same name.
    std::multiset<char> letters;
    for (const char c : bare(name)) letters.insert(c);
    return std::any_of(names.begin(), names.end(), [&](const std::string& held) {
      std::multiset<char> there;
      for (const char c : bare(held)) there.insert(c);
      return there == letters;
    });
  };
  EXPECT_TRUE(is_called(part.formatted_name)) << part.formatted_name;
  names.push_back(joined.reading.given + joined.reading.family);
  EXPECT_TRUE(is_called(part.reading.given + part.reading.family)) << part.reading.family;
  EXPECT_TRUE(part.gender.empty() || joined.gender == part.gender ||
              any_holds(others(joined, "GENDER"), part.gender.sex));
  for (const std::string& name : part.nicknames) EXPECT_TRUE(is_called(name)) << name;
  for (const ContactNumber& n : part.numbers)
    EXPECT_TRUE(std::any_of(joined.numbers.begin(), joined.numbers.end(), [&](const ContactNumber& held) {
      const bool has_type = std::find(held.types.begin(), held.types.end(), n.types[0]) != held.types.end();
      return has_type &&
             (held.number == n.number || same_number(held.number, n.number, "GB") == SameNumber::yes);
    })) << n.number;
  for (const ContactMail& m : part.mails) {
    const bool tagged = m.address.find('+') != std::string::npos;
    EXPECT_TRUE(std::any_of(joined.mails.begin(), joined.mails.end(), [&](const ContactMail& held) {
      const bool google =
          m.address.find("g") != std::string::npos && held.address.find("l.com") != std::string::npos;
      return fold(held.address) == fold(m.address) ||
             (!tagged && google && m.address.find("l.com") != std::string::npos);
    })) << m.address;
  }
  for (const ImAddress& im : part.im_addresses)
    EXPECT_TRUE(
        std::any_of(joined.im_addresses.begin(), joined.im_addresses.end(), [&](const ImAddress& held) {
          return held.service == im.service && fold(held.address) == fold(im.address);
        }));
  std::string organisation;
  for (const std::string& unit : joined.organisation) organisation += unit;
  for (const std::string& unit : part.organisation)
    EXPECT_TRUE(any_holds(with(others(joined, "ORG"), organisation), unit)) << unit;
  EXPECT_TRUE(any_holds(with(others(joined, "TITLE"), joined.title), part.title));
  EXPECT_TRUE(any_holds(with(others(joined, "ROLE"), joined.role), part.role));
  for (const PostalAddress& a : part.addresses)
    EXPECT_TRUE(std::any_of(joined.addresses.begin(), joined.addresses.end(),
                            [&](const PostalAddress& held) { return held.street == a.street; }));
  if (part.birthday) {
    const auto day = [](const Date& d) { return d.day; };
    EXPECT_TRUE(day(*joined.birthday) == day(*part.birthday) ||
                any_holds(others(joined, "BDAY"), "0" + std::to_string(*part.birthday->day)));
    EXPECT_TRUE(!part.birthday->year || joined.birthday->year || any_holds(others(joined, "BDAY"), "1980"));
  }
  EXPECT_TRUE(!part.anniversary || joined.anniversary == part.anniversary ||
              any_holds(others(joined, "ANNIVERSARY"), std::to_string(*part.anniversary->day)));
  for (const std::string_view line : split(part.note, '\n'))
    EXPECT_NE(joined.note.find(line), std::string::npos) << part.note;
  EXPECT_TRUE(!part.photo || joined.photo == part.photo ||
              any_holds(others(joined, "PHOTO"), base64_encode(part.photo->bytes)));
  for (const std::string& category : part.categories)
    EXPECT_TRUE(std::any_of(joined.categories.begin(), joined.categories.end(),
                            [&](const std::string& held) { return fold(held) == fold(category); }));
  for (const OtherProperty& p : part.other) EXPECT_TRUE(any_holds(others(joined, p.name), p.value));
}

TEST(Join, HoldsEveryValueOfBothWhoeverIsTheBase) {
  Maker maker(6);
  for (int i = 0; i < 3000; ++i) {
    const Contact a = maker.make(), b = maker.make();
    for (const Contact& joined : {join_contacts(a, b, kBritain), join_contacts(b, a, kBritain)}) {
      expect_holds(joined, a);
      expect_holds(joined, b);
      ASSERT_FALSE(HasFailure()) << "round " << i;
    }
  }
}

TEST(Join, DoneAgainChangesNothing) {
  Maker maker(7);
  for (int i = 0; i < 3000; ++i) {
    const Contact a = maker.make(), b = maker.make();
    const Contact joined = join_contacts(a, b, kBritain);
    for (const Contact& part : {a, b})
      ASSERT_EQ(contact_to_json(join_contacts(joined, part, kBritain)), contact_to_json(joined))
          << "round " << i << ": " << contact_to_json(part);
  }
}

Contact named(const std::string& name, const std::string& number = {}) {
  Contact c;
  c.formatted_name = name;
  if (!number.empty()) c.numbers.push_back({.number = number});
  return c;
}
std::vector<std::string> numbers_of(const Contact& c) {
  std::vector<std::string> out;
  for (const ContactNumber& n : c.numbers) out.push_back(n.number);
  return out;
}

TEST(Join, KeepsNumbersThatOnlyMayBeOneLine) {
  const auto joined = [](const char* a, const char* b, const char* region) {
    return numbers_of(join_contacts(named("Ola", a), named("Ola", b), {.region = region}));
  };
  EXPECT_THAT(joined("07700 900513", "+447700900513", ""), ElementsAre("07700 900513", "+447700900513"));
  EXPECT_THAT(joined("07700 900513", "+447700900513", "GB"), ElementsAre("07700 900513"));
  EXPECT_THAT(joined("+442079460501,,12", "+442079460501,,12#", "GB"), SizeIs(2));
  EXPECT_THAT(joined("+442079460501,,12", "+442079460501,12", "GB"), SizeIs(2));
  EXPECT_THAT(joined("555,,12", "55512", "GB"), SizeIs(2));
  EXPECT_THAT(joined("Private", "Unknown", "GB"), ElementsAre("Private", "Unknown"));
}

TEST(Join, KeepsATitleAndTheAccentsOfAName) {
  EXPECT_THAT(join_contacts(named("Ola Hart"), named("Dr. Ola Hart"), kBritain).nicknames,
              ElementsAre("Dr. Ola Hart"));
  EXPECT_THAT(join_contacts(named("Dr. Ola Hart"), named("Hart, Ola"), kBritain).nicknames, IsEmpty());
  EXPECT_THAT(join_contacts(named("Jose Nunez"), named("José Núñez"), kBritain).nicknames,
              ElementsAre("José Núñez"));
  Contact base, other;
  base.name = {"Hart", "Ola", "", "", ""};
  other.name = {"Hart", "Ola", "", "Dr.", "PhD"};
  const Contact joined = join_contacts(base, other, kBritain);
  EXPECT_EQ(joined.name, other.name);
  EXPECT_THAT(joined.nicknames, IsEmpty());
}

TEST(Join, KeepsBothSpellingsOfAnOrganisation) {
  Contact base, other;
  base.organisation = {"Bell"};
  other.organisation = {"Bell GmbH"};
  EXPECT_THAT(others(join_contacts(base, other, kBritain), "ORG"), ElementsAre("Bell GmbH"));
  other.organisation = {"Bell GmbH", "Sales"};
  const Contact joined = join_contacts(base, other, kBritain);
  EXPECT_EQ(joined.organisation, other.organisation);
  EXPECT_THAT(others(joined, "ORG"), ElementsAre("Bell"));
}

TEST(Join, KeepsTypesOfAddressesAndTheParametersOfAProperty) {
  Contact base, other;
  base.addresses = {{.street = "Row 4", .types = {"home"}}};
  other.addresses = {{.street = "Row 4", .types = {"work"}, .label = "Barn"}};
  base.im_addresses = {{"xmpp", "a@b.c", {"home"}}};
  other.im_addresses = {{"xmpp", "A@b.c", {"work"}}};
  base.other = {{"", "X-FOO", {{"TYPE", "a"}}, "1"}};
  other.other = {{"", "X-FOO", {{"TYPE", "b"}}, "1"}};
  base.kind = "org";
  other.kind = "location";
  const Contact joined = join_contacts(base, other, kBritain);
  ASSERT_THAT(joined.addresses, SizeIs(1));
  EXPECT_THAT(joined.addresses[0].types, ElementsAre("home", "work"));
  EXPECT_EQ(joined.addresses[0].label, "Barn");
  ASSERT_THAT(joined.im_addresses, SizeIs(1));
  EXPECT_THAT(joined.im_addresses[0].types, ElementsAre("home", "work"));
  EXPECT_THAT(others(joined, "X-FOO"), SizeIs(2));
  EXPECT_THAT(others(joined, "KIND"), ElementsAre("location"));
}

TEST(Join, KeepsLanguagesRelationsAndMembers) {
  Contact base, other;
  base.languages = {"es"};
  other.languages = {"ca", "es"};
  base.related = {{"spouse", "Kai"}};
  other.related = {{"friend", "Kai"}};
  base.members = {"u1"};
  other.members = {"u2", "u1"};
  const Contact joined = join_contacts(base, other, kBritain);
  EXPECT_THAT(joined.languages, ElementsAre("es", "ca"));
  EXPECT_THAT(joined.related, ElementsAre(Related{"spouse", "Kai"}, Related{"friend", "Kai"}));
  EXPECT_THAT(joined.members, ElementsAre("u1", "u2"));
}

TEST(Join, WritesASecondDateAsTheStandardDoesAndComparesPhotosByteByByte) {
  Contact base, other;
  base.birthday = Date{1980, 4, std::nullopt};
  other.birthday = Date{1981, 5, std::nullopt};
  base.photo = Photo{"\x01", "image/png", ""};
  other.photo = Photo{std::string(3, '\0'), "image/png", ""};  // AAAA
  Contact joined = join_contacts(base, other, kBritain);
  EXPECT_THAT(others(joined, "BDAY"), ElementsAre("1981-05")) << "RFC 6350, 4.3.1";
  other.photo->bytes = base64_decode("aaaa").value();
  EXPECT_THAT(others(join_contacts(joined, other, kBritain), "PHOTO"), SizeIs(2));
}

TEST(Join, OfAContactWithItselfOrWithNothingIsTheContact) {
  const Contact full = testing::full_contact();
  EXPECT_EQ(join_contacts(full, full, kBritain), full);
  EXPECT_EQ(join_contacts(full, Contact{}, kBritain), full);
}

}  // namespace
}  // namespace phonebook
