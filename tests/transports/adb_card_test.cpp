#include "transports/usb/adb_card.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/text.h"
#include "transports/usb/adb_form.h"

namespace phonebook {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

Contact simple() {
  Contact contact = new_contact();
  contact.name = {.family = "Builder", .given = "Bob"};
  contact.formatted_name = "Bob Builder";
  contact.numbers = {{.number = "+8613800001234", .types = {"cell"}}};
  contact.mails = {{.address = "bob@example.org", .types = {"home"}}};
  return contact;
}

std::string card(const Contact& contact) {
  const Contact kept = kept_by_android(contact);
  const auto cards = cards_for_android({&kept, 1});
  EXPECT_TRUE(cards);
  return cards ? *cards : "";
}

TEST(AndroidCard, IsVersion3WithCrlfAndWithoutWordsThatAndroidMistakes) {
  const std::string text = card(simple());
  EXPECT_THAT(text, HasSubstr("BEGIN:VCARD\r\nVERSION:3.0\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nEMAIL;TYPE=HOME:bob@example.org\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("INTERNET"))) << "it would stand there as the person's own label";
}

TEST(AndroidCard, AnExtensionIsAPauseAndNotMoreDigits) {
  Contact contact = simple();
  contact.numbers = {{.number = "+49301234", .extension = "56", .types = {"work"}}};
  EXPECT_THAT(card(contact), HasSubstr("TEL;TYPE=WORK:+49301234p56\r\n"));
  EXPECT_EQ(kept_by_android(contact).numbers[0].extension, "56");
}

TEST(AndroidCard, ANumberThatWouldArriveAsAnotherIsLeftOutAndTold) {
  Contact contact = simple();
  contact.numbers = {
      {.number = "1-800-FLOWERS"}, {.number = "030/12 34-5"}, {.number = "112"}, {.number = "+"}};
  const Contact kept = kept_by_android(contact);
  ASSERT_EQ(kept.numbers.size(), 2U);
  EXPECT_EQ(kept.numbers[0].number, "030/12 34-5");
  EXPECT_EQ(kept.numbers[1].number, "112");
  EXPECT_THAT(card(contact), Not(HasSubstr("FLOWERS")));
}

TEST(AndroidCard, WhatAndroidHasRowsForGoesAsRows) {
  Contact contact = simple();
  contact.nicknames = {"Bobby", "Bobo", "odd;one"};
  contact.im_addresses = {{"xmpp", "bob@localhost", {}},
                          {"qq", "10000121", {}},
                          {"wechat", "bob_b", {}},
                          {"telegram", "b;b", {}}};
  contact.birthday = Date{std::nullopt, 9, 7};
  contact.anniversary = Date{2017, 5, 1};
  const std::string text = card(contact);
  EXPECT_THAT(text, HasSubstr("\r\nNICKNAME:Bobby\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nX-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Bobo;1\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nX-JABBER:bob@localhost\r\n"));
  EXPECT_THAT(text, HasSubstr("X-ANDROID-CUSTOM:vnd.android.cursor.item/im;10000121;3;;;4\r\n"));
  EXPECT_THAT(text, HasSubstr("X-ANDROID-CUSTOM:vnd.android.cursor.item/im;bob_b;3;;;-1;wechat\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("X-QQ"))) << "where it is known after all, it would stand there twice";
  EXPECT_THAT(text, HasSubstr("vnd.android.cursor.item/contact_event;--09-07;3\r\n"));
  EXPECT_THAT(text, HasSubstr("vnd.android.cursor.item/contact_event;2017-05-01;1\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("odd")));
  EXPECT_EQ(kept_by_android(contact).nicknames.size(), 2U);
  EXPECT_EQ(kept_by_android(contact).im_addresses.size(), 3U);
}

TEST(AndroidCard, WhatIsLostIsNotCalledKept) {
  Contact contact = simple();
  contact.kind = "org";
  contact.role = "Boss";
  contact.categories = {"friends"};
  contact.numbers[0].label = "Boat";
  contact.organisation = {"ACME", "North", "Third floor"};
  contact.other = {{.name = "X-SPOUSE", .value = "Eve"}};
  contact.related = {{"spouse", "Eve"}};
  contact.reading.family = "Bau";
  contact.photo = Photo{.bytes = std::string(kAndroidPhotoBytes + 1, 'x'), .media_type = "image/png"};
  const Contact kept = kept_by_android(contact);
  EXPECT_EQ(kept.uid, contact.uid);
  EXPECT_TRUE(kept.kind.empty());
  EXPECT_TRUE(kept.role.empty());
  EXPECT_TRUE(kept.categories.empty());
  EXPECT_TRUE(kept.numbers[0].label.empty());
  EXPECT_EQ(kept.organisation, (std::vector<std::string>{"ACME", "North Third floor"}));
  EXPECT_TRUE(kept.other.empty());
  EXPECT_TRUE(kept.related.empty());
  EXPECT_EQ(kept.reading.family, "Bau");
  EXPECT_FALSE(kept.photo) << "a parcel inside the phone holds no more";
}

TEST(AndroidCard, AReadingOfAContactFromAnOlderBookIsNotLost) {
  Contact contact = simple();
  contact.other = {{.name = "X-PHONETIC-LAST-NAME", .value = "のと\\, い"},
                   {.name = "X-PHONETIC-FIRST-NAME", .value = "ボブ"},
                   {.name = "X-PHONETIC-MIDDLE-NAME", .value = "older"}};
  contact.reading.middle = "newer";
  const Contact kept = kept_by_android(contact);
  EXPECT_EQ(kept.reading, (NameReading{.family = "のと, い", .given = "ボブ", .middle = "newer"}));
  EXPECT_TRUE(kept.other.empty());
  EXPECT_EQ(kept_by_android(kept), kept);
  const std::string text = card(contact);
  EXPECT_THAT(text, HasSubstr("\r\nX-PHONETIC-LAST-NAME:のと\\, い\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nX-PHONETIC-FIRST-NAME:ボブ\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("older")));
}

bool holds(const std::vector<std::string>& words, std::initializer_list<std::string> run) {
  return std::search(words.begin(), words.end(), run.begin(), run.end()) != words.end();
}

TEST(AndroidForm, CarriesASimpleContactWhole) {
  Contact contact = simple();
  contact.numbers.push_back({.number = "+49301234", .extension = "9", .types = {"work", "fax"}});
  contact.organisation = {"O'Neil & Söhne; $(x)"};
  contact.title = "Chief";
  contact.note = "quick";
  const auto words = form_words(contact);
  ASSERT_TRUE(words);
  EXPECT_TRUE(holds(*words, {"am", "start", "-f", "0x18000000", "-a", "android.intent.action.INSERT", "-t",
                             "vnd.android.cursor.dir/contact"}));
  EXPECT_TRUE(holds(*words, {"-e", "name", "Bob Builder"}));
  EXPECT_TRUE(holds(*words, {"-e", "phone", "+8613800001234", "--ei", "phone_type", "2"}));
  EXPECT_TRUE(holds(*words, {"-e", "secondary_phone", "+49301234,9", "--ei", "secondary_phone_type", "4"}));
  EXPECT_TRUE(holds(*words, {"-e", "email", "bob@example.org", "--ei", "email_type", "1"}));
  EXPECT_TRUE(holds(*words, {"-e", "company", "O'Neil & Söhne; $(x)"}));
  EXPECT_TRUE(holds(*words, {"-e", "job_title", "Chief"}));
  EXPECT_TRUE(holds(*words, {"-e", "notes", "quick"}));
}

TEST(AndroidForm, IsNotForAContactThatItWouldCut) {
  ASSERT_TRUE(form_words(simple()));
  const std::vector<std::function<void(Contact&)>> changes{
      [](Contact& c) { c.photo = Photo{.bytes = "\x89PNG", .media_type = "image/png"}; },
      [](Contact& c) { c.numbers.resize(4, {.number = "+491"}); },
      [](Contact& c) { c.mails.resize(4, {.address = "a@b.c"}); },
      [](Contact& c) { c.numbers[0].label = "Boat"; },
      [](Contact& c) { c.numbers[0].number = "1-800-FLOWERS"; },
      [](Contact& c) {
        c.numbers[0].preferred = true;
        c.numbers.push_back({.number = "+491"});
      },
      [](Contact& c) { c.nicknames = {"Bobby"}; },
      [](Contact& c) { c.urls = {"https://x.test"}; },
      [](Contact& c) {
        c.birthday = Date{1980, 1, 2};
      },
      [](Contact& c) { c.addresses = {{.city = "Ulm", .types = {"home"}}}; },
      [](Contact& c) {
        c.im_addresses = {{"xmpp", "a@b", {}}};
      },
      [](Contact& c) {
        c.organisation = {"ACME", "North"};
      },
      [](Contact& c) { c.categories = {"friends"}; },
      [](Contact& c) { c.role = "Boss"; },
      [](Contact& c) { c.other = {{.name = "X-SPOUSE", .value = "Eve"}}; },
      [](Contact& c) { c.note = "two\nlines"; },
      [](Contact& c) { c.note = std::string(4000, 'n'); },
      [](Contact& c) { c.formatted_name = "Builder, Bob"; },
      [](Contact& c) { c.formatted_name.clear(); },
      [](Contact& c) { c.name.prefix = "Dr."; },
      [](Contact& c) {
        c.name = {.family = "van der Berg", .given = "Anna"};
        c.formatted_name = "Anna van der Berg";
      },
      [](Contact& c) {
        c.name = {.family = "王", .given = "小明"};
        c.formatted_name = "王小明";
      },
      [](Contact& c) {
        c.name = {};
        c.formatted_name = "Bob\x01";
      }};
  for (std::size_t n = 0; n < changes.size(); ++n) {
    Contact contact = simple();
    changes[n](contact);
    EXPECT_FALSE(form_words(contact)) << "change " << n;
  }
  Contact nameless_parts = simple();
  nameless_parts.name = {};
  nameless_parts.formatted_name = "Bob “the” Builder";
  EXPECT_TRUE(form_words(nameless_parts)) << "one name in one piece is taken as it is";
}

// kept() says the same of a contact whichever way it goes.
TEST(AndroidForm, CarriesNoMoreThanACardDoes) {
  std::mt19937 random(3);
  const std::vector<std::vector<std::string>> types{
      {},      {"home"},  {"work"},         {"cell"},  {"work", "fax"},
      {"fax"}, {"x-odd"}, {"cell", "work"}, {"pager"}, {"video"}};
  std::size_t formed = 0;
  for (int round = 0; round < 2000; ++round) {
    Contact contact = simple();
    contact.numbers.clear();
    contact.mails.clear();
    for (std::size_t n = random() % 4; n > 0; --n)
      contact.numbers.push_back({.number = random() % 4 ? "+49301234" : "030 1234",
                                 .extension = random() % 4 ? "" : "x 12",
                                 .types = types[random() % types.size()],
                                 .label = random() % 8 ? "" : "Boat"});
    for (std::size_t n = random() % 3; n > 0; --n)
      contact.mails.push_back({.address = "a@example.org", .types = types[random() % types.size()]});
    if (random() % 4 == 0) contact.organisation = {"ACME"};
    if (random() % 4 == 0) contact.note = "note";
    const Contact kept = kept_by_android(contact);
    EXPECT_EQ(kept_by_android(kept), kept) << "what is kept is kept";
    if (!form_words(contact)) continue;
    ++formed;
    EXPECT_EQ(kept, contact);
  }
  EXPECT_GT(formed, 50U);
}

}  // namespace
}  // namespace phonebook
