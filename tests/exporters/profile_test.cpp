#include "exporters/profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporters/profile_files.h"
#include "tests/exporters/random_contacts.h"

namespace phonebook {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Profile profile(std::string_view text) {
  auto parsed = parse_profile("p", "title = P\n" + std::string(text));
  EXPECT_TRUE(parsed) << parsed.error().text();
  return parsed ? *std::move(parsed) : Profile{};
}

const Profile& known(std::string_view name) {
  const Profile* found = find_profile(name);
  EXPECT_NE(found, nullptr) << name;
  static const Profile nothing;
  return found ? *found : nothing;
}

TEST(Profile, EveryFileIsUnderstood) {
  ASSERT_GE(profile_files().size(), 14U);
  for (const ProfileFile& file : profile_files()) {
    const auto parsed = parse_profile(file.name, file.text);
    EXPECT_TRUE(parsed) << file.name << ": " << (parsed ? "" : parsed.error().text());
  }
  EXPECT_EQ(profiles().size(), profile_files().size());
  for (const char* name :
       {"generic-21", "generic-30", "generic-40", "android", "iphone", "nokia-s30", "nokia-s40", "nokia-s60",
        "sony-ericsson", "samsung", "blackberry", "docomo", "pbap", "sim"})
    EXPECT_NE(find_profile(name), nullptr) << name;
  EXPECT_EQ(find_profile("SIM"), find_profile("sim"));
  EXPECT_EQ(find_profile("nokia-3310-of-my-aunt"), nullptr);
}

TEST(Profile, AWrongLineIsNamed) {
  for (const char* line : {"colour = blue", "format = vcard5", "length name = many", "length name = 0 octets",
                           "length shoe = 3 octets", "most note = 3", "fields = name shoe", "order",
                           "charset = KOI8-R", "photo bytes = big"}) {
    const auto parsed = parse_profile("p", std::string("title = P\n\n") + line + "\n");
    ASSERT_FALSE(parsed) << line;
    EXPECT_EQ(parsed.error().code, Code::invalid_input);
    EXPECT_NE(parsed.error().sentence.find("3"), std::string::npos) << parsed.error().sentence;
  }
  EXPECT_FALSE(parse_profile("p", "format = vcard3\n")) << "a profile has a title";
}

TEST(Profile, ASimHoldsOneNameAndTheNumberThatIsNeededMost) {
  Contact c;
  c.name = {"Lovelace", "Augusta Ada", "", "", ""};
  c.formatted_name = "Augusta Ada Lovelace";
  c.numbers = {{"+44 20 7946-0001", "12", {"home"}, "", false}, {"+447700900123", "", {"cell"}, "", false}};
  c.mails = {{"ada@example.org", {}, "", false}};
  const Contact kept = fitted(c, known("sim"));
  EXPECT_EQ(kept.formatted_name, "Augusta Ada Lo");
  EXPECT_EQ(kept.name, NameParts{});
  EXPECT_EQ(kept.numbers, (std::vector<ContactNumber>{{"+447700900123", "", {}, "", false}}));
  const auto losses = what_is_lost(c, known("sim"));
  EXPECT_THAT(losses, Contains((Loss{"name", "Augusta Ada Lovelace", "Augusta Ada Lo"})));
  EXPECT_THAT(losses, Contains((Loss{"number", "+44 20 7946-0001;ext=12", ""})));
  EXPECT_THAT(losses, Contains((Loss{"type", "+447700900123 (cell)", ""})));
  EXPECT_THAT(losses, Contains((Loss{"mail", "ada@example.org", ""})));
}

TEST(Profile, WhatWouldBeAnotherNumberWhenCutIsLeftOut) {
  Contact c;
  c.formatted_name = "Bob";
  c.numbers = {{"012345678901234567890", "", {}, "", false}, {"1-800-FLOWERS", "", {}, "", false}};
  EXPECT_THAT(fitted(c, known("sim")).numbers, IsEmpty());
  EXPECT_THAT(what_is_lost(c, known("sim")), SizeIs(2));
}

TEST(Profile, TextsAreCutBetweenCharacters) {
  const Profile octets = profile("length name = 6 octets"),
                characters = profile("length name = 3 characters"), units = profile("length name = 3 units"),
                plain = profile("characters = basic-plane");
  const auto name = [](std::string text, const Profile& p) {
    Contact c;
    c.formatted_name = std::move(text);
    return fitted(c, p).formatted_name;
  };
  EXPECT_EQ(name("Jürgen", octets), "Jürge");
  EXPECT_EQ(name("中文名", octets), "中文");
  EXPECT_EQ(name("ae\u0301io", characters), "ae\u0301i");
  EXPECT_EQ(name("A 👩‍👩‍👧x", characters), "A 👩‍👩‍👧");
  EXPECT_EQ(name("a😀b", units), "a😀");
  EXPECT_EQ(name("ab😀", units), "ab");
  EXPECT_EQ(name("ab  d", characters), "ab") << "no blank at the end";
  EXPECT_EQ(name("Bob 😀 Builder", plain), "Bob  Builder");
  EXPECT_EQ(name("e\u0301", profile("characters = ISO-8859-1")), "é");
  EXPECT_EQ(name("渡辺 Ж ① 가", profile("characters = Shift_JIS")), "渡辺 Ж ①");
}

TEST(Profile, OfTooManyValuesTheOnesThatAreUsedStay) {
  Contact c;
  c.numbers = {{"1", "", {"fax"}, "", false},
               {"2", "", {"home"}, "", false},
               {"3", "", {"cell"}, "", false},
               {"4", "", {"work"}, "", true}};
  const auto kept = fitted(c, profile("most number = 3")).numbers;
  ASSERT_THAT(kept, SizeIs(3));
  EXPECT_THAT((std::vector<std::string>{kept[0].number, kept[1].number, kept[2].number}),
              ElementsAre("2", "3", "4"));
}

TEST(Profile, PhotosGoByKindAndSize) {
  Contact c;
  c.photo = Photo{"12345", "image/png", ""};
  EXPECT_TRUE(fitted(c, profile("photo types = jpeg png\nphoto bytes = 5")).photo);
  EXPECT_FALSE(fitted(c, profile("photo types = jpeg")).photo);
  EXPECT_FALSE(fitted(c, profile("photo bytes = 4")).photo);
  EXPECT_THAT(what_is_lost(c, profile("photo bytes = 4")), ElementsAre(Field(&Loss::field, "photo")));
  c.photo = Photo{"", "", "https://example.org/a.png"};
  EXPECT_FALSE(fitted(c, profile("photo types = png")).photo);
  EXPECT_TRUE(fitted(c, profile("photo types = png uri")).photo);
}

// Whatever differs is told, and nothing is told that does not differ.
TEST(Profile, LossesAreExactlyTheDifference) {
  for (const Profile& p : profiles()) {
    testing::RandomContacts random(11);
    for (int i = 0; i < 200; ++i) {
      const Contact contact = random.next();
      Contact kept = fitted(contact, p);
      const auto losses = what_is_lost(contact, p);
      kept.uid = contact.uid;
      kept.updated = contact.updated;
      EXPECT_EQ(losses.empty(), kept == contact) << p.name << " " << i;
      EXPECT_THAT(what_is_lost(fitted(contact, p), p), IsEmpty()) << p.name << ": what fits once fits again";
    }
  }
}

}  // namespace
}  // namespace phonebook
