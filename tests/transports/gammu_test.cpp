#include <gtest/gtest.h>

#include <random>

#include "exporters/transcoder.h"
#include "tests/lab/gammu_dummy.h"
#include "tests/transports/sandbox.h"
#include "transports/gammu/gammu_card.h"
#include "transports/gammu/gammu_config.h"
#include "transports/gammu/gammu_phone.h"
#include "transports/plan.h"
#include "transports/program.h"
#include "transports/routes.h"

namespace phonebook {
namespace {

using testing::content_of;
using testing::GammuDummy;
using testing::put;
namespace fs = std::filesystem;

Contact contact(const std::string& name, const std::string& number) {
  Contact made = new_contact();
  made.formatted_name = name;
  made.numbers = {{.number = number}};
  return made;
}

TEST(GammuCard, MendsTheSurrogateThatGammuWritesTwice) {
  const auto entries = entries_of_backup(
      "BEGIN:VCARD\r\nVERSION:2.1\r\nX-GAMMU-LOCATION:3\r\nX-GAMMU-MEMORY:ME\r\n"
      "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=F0=9F=98=80=ED=B8=80 Bob\r\nTEL:+491\r\nEND:VCARD\r\n",
      10);
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].location, 3U);
  ASSERT_TRUE(entries[0].contact);
  EXPECT_EQ(entries[0].contact->formatted_name, "😀 Bob");
  EXPECT_TRUE(entries[0].contact->other.empty()) << "gammu's own words are not the contact's";
}

TEST(GammuCard, TakesOnlyEntriesOfThePhonesOwnMemory) {
  EXPECT_TRUE(entries_of_backup("", 10).empty());
  EXPECT_TRUE(entries_of_backup("BEGIN:VCARD\nFN:A\nEND:VCARD\n", 10).empty());
  EXPECT_TRUE(
      entries_of_backup("BEGIN:VCARD\nX-GAMMU-LOCATION:1\nX-GAMMU-MEMORY:SM\nFN:A\nEND:VCARD\n", 10).empty());
  EXPECT_TRUE(entries_of_backup("BEGIN:VCARD\nX-GAMMU-LOCATION:-1\nX-GAMMU-MEMORY:ME\nFN:A\nEND:VCARD\n", 10)
                  .empty());
}

TEST(GammuCard, RefusesWhatGammuWouldDamage) {
  EXPECT_TRUE(refused_by_gammu(kept_by_gammu(Contact{})));
  EXPECT_FALSE(refused_by_gammu(kept_by_gammu(contact(std::string(199, 'n'), "+491"))));
  EXPECT_TRUE(refused_by_gammu(kept_by_gammu(contact(std::string(200, 'n'), "+491"))));
  EXPECT_TRUE(refused_by_gammu(kept_by_gammu(contact("😀😀", "+491")))) << "nothing is left of the name";
  for (const char* name : {"a END:VCARD", "BEGIN:VCARD", "VERSION:9"})
    EXPECT_TRUE(refused_by_gammu(kept_by_gammu(contact(name, "+491")))) << name;
  Contact many = contact("Many", "+490");
  while (many.numbers.size() < 36) many.numbers.push_back({.number = "+491"});
  EXPECT_FALSE(refused_by_gammu(kept_by_gammu(many)));
  many.numbers.push_back({.number = "+491"});
  EXPECT_TRUE(refused_by_gammu(kept_by_gammu(many)));
}

TEST(GammuCard, WhatGammuKeptOnceItKeepsAgain) {
  // An equals sign before a sign that is carried as another or not at all; one at the end of what is cut.
  for (const std::string& name : {std::string("=\\0 Bob"), std::string("=\x01\x30\x30 Bob"),
                                  std::string("==41=="), std::string("a=😀9F")}) {
    const Contact kept = kept_by_gammu(contact(name, "+491"));
    EXPECT_EQ(kept_by_gammu(kept), kept) << name;
  }
  Contact long_note = contact("Bob", "+491");
  for (std::size_t length = kGammuTextUnits - 4; length < kGammuTextUnits + 4; ++length) {
    long_note.note = std::string(length, 'n') + "=n\n" + std::string(100, 'x');
    const Contact kept = kept_by_gammu(long_note);
    EXPECT_FALSE(kept.note.empty());
    EXPECT_EQ(kept_by_gammu(kept), kept) << length;
  }
}

TEST(GammuCard, RewritesOnlyWhatItKnowsToKeep) {
  EXPECT_TRUE(can_be_rewritten("BEGIN:VCARD\r\nFN:A\r\nTEL;CELL:+491\r\nEND:VCARD\r\n"));
  EXPECT_FALSE(can_be_rewritten("BEGIN:VCARD\r\nFN:A\r\nX-CALLER-GROUP:2\r\nEND:VCARD\r\n"));
  EXPECT_FALSE(
      can_be_rewritten("BEGIN:VCARD\r\nFN:A\r\nPHOTO;TYPE=GIF;ENCODING=BASE64:\r\n AAAA\r\nEND:VCARD\r\n"));
}

TEST(GammuConfig, IsReadFromItsOwnSection) {
  const testing::Sandbox sandbox;
  put(sandbox / "rc",
      "; words\n[gammu1]\ndevice=/dev/other\n [Gammu]\r\nPort = /dev/ttyACM0\r\nCONNECTION = AT\n"
      "[smsd]\ndevice = /x\n");
  const auto config = read_gammu_config(sandbox / "rc");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->device, "/dev/ttyACM0");
  EXPECT_EQ(config->connection, "at");
  put(sandbox / "smsd", "[smsd]\ndevice = /x\n");
  EXPECT_EQ(read_gammu_config(sandbox / "smsd").error().code, Code::invalid_input);
  EXPECT_EQ(read_gammu_config(sandbox / "none").error().code, Code::not_found);
  EXPECT_TRUE(device_is_missing({.device = "/no/such"}));
  EXPECT_FALSE(device_is_missing({.device = "00:11:22:33:44:55", .connection = "blueat"}));
}

TEST(GammuRoute, WithoutTheProgramSaysHowToGetIt) {
  const testing::Sandbox sandbox;
  const GammuDummy dummy(sandbox / "phone");
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", (sandbox / "here").c_str(), 1);
  const Route* route = find_route("gammu");
  const auto absence = route->absence();
  const auto phone = route->open(dummy.config().string());
  const KnownPhone known{{"gammu", dummy.config().string()}, ""};
  const auto found = route->discover({&known, 1}, {});
  ::setenv("PATH", path.c_str(), 1);
  ASSERT_TRUE(absence);
  EXPECT_NE(absence->cure.find("apt install gammu"), std::string::npos);
  ASSERT_FALSE(phone);
  EXPECT_EQ(phone.error().code, Code::unsupported);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].state, PhoneState::passed_over);
}

class GammuPhoneTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!find_program("gammu")) FAIL() << "gammu is not installed; ./test installs it";
  }
  Phone::Contents read() {
    auto contents = phone_.read({});
    EXPECT_TRUE(contents) << (contents ? "" : contents.error().text());
    return contents ? std::move(*contents) : Phone::Contents{};
  }
  testing::Sandbox sandbox_;
  GammuDummy dummy_{sandbox_ / "phone"};
  GammuPhone phone_{dummy_.config()};
};

// 1.42 writes three characters of Chinese into a buffer for two and a half, and dies.
TEST_F(GammuPhoneTest, NamesInAnyScriptArriveWhateverTheirLength) {
  const std::string signs = "张小明王李赵钱孙周吴郑冯陈褚卫蒋沈韩杨朱";
  std::size_t count = 0;
  for (const std::size_t length : {1, 2, 3, 5, 8, 13, 20}) {
    const std::string name = signs.substr(0, 3 * length);
    const auto id = phone_.add(contact(name, "+861380000" + std::to_string(1000 + length)), {});
    ASSERT_TRUE(id) << name << id.error().text();
    const Phone::Contents contents = read();
    ASSERT_EQ(contents.entries.size(), ++count);
    EXPECT_EQ(contents.entries.back().contact.formatted_name, name);
  }
  std::string longest;
  for (int n = 0; n < 174; ++n) longest += "明";
  EXPECT_TRUE(phone_.add(contact(longest, "+8613800002000"), {}));
  EXPECT_FALSE(phone_.add(contact(longest + "明", "+8613800002001"), {}));
  EXPECT_EQ(read().entries.size(), count + 1);
}

TEST_F(GammuPhoneTest, HalfAPhoneBookIsAnErrorAndNotAShortOne) {
  for (int n = 1; n <= 5; ++n) ASSERT_TRUE(phone_.add(contact("P" + std::to_string(n), "+4930123"), {}));
  put(dummy_.entries() / "3", "garbage\r\n");  // gammu stops there and ends with 0
  const auto contents = phone_.read({});
  ASSERT_FALSE(contents);
  EXPECT_EQ(contents.error().code, Code::unsupported);
  const auto added = GammuPhone(dummy_.config()).add(contact("Late", "+4930999"), {});
  EXPECT_FALSE(added);
}

TEST_F(GammuPhoneTest, MoreThanGammuHandsOverIsAnError) {
  ASSERT_TRUE(phone_.add(contact("P1", "+4930123"), {}));
  const std::string card = content_of(dummy_.entries() / "1");
  for (int n = 2; n <= 1002; ++n) put(dummy_.entries() / std::to_string(n), card);
  const auto contents = phone_.read({});
  ASSERT_FALSE(contents);
  EXPECT_EQ(contents.error().code, Code::unsupported);
}

TEST_F(GammuPhoneTest, AnUpdateAddsBeforeItDeletes) {
  ASSERT_TRUE(phone_.add(contact("Anna", "+4930123"), {}));
  const Phone::Contents before = read();
  ASSERT_EQ(before.entries.size(), 1U);
  Contact changed = before.entries[0].contact;
  changed.numbers.push_back({.number = "+4930456"});
  const auto id = phone_.update(before.entries[0], changed, {});
  ASSERT_TRUE(id) << id.error().text();
  EXPECT_EQ(before.entries[0].id, "1");
  EXPECT_EQ(*id, "2") << "the new one stood beside the old one";
  EXPECT_FALSE(fs::exists(dummy_.entries() / "1"));
  EXPECT_EQ(read().entries.size(), 1U);
}

TEST_F(GammuPhoneTest, AnUpdateThatCannotBeAddedKeepsTheOldEntry) {
  ASSERT_TRUE(phone_.add(contact("Anna", "+4930123"), {}));
  const Phone::Contents before = read();
  ASSERT_EQ(before.entries.size(), 1U);
  const auto updated = phone_.update(before.entries[0], contact(std::string(500, 'n'), "+4930456"), {});
  ASSERT_FALSE(updated);
  const Phone::Contents after = read();
  ASSERT_EQ(after.entries.size(), 1U);
  EXPECT_EQ(after.entries[0].version, before.entries[0].version);
}

TEST_F(GammuPhoneTest, AnEntryWithMoreThanGammuKeepsIsLeftAlone) {
  ASSERT_TRUE(phone_.add(contact("Anna", "+4930123"), {}));
  std::string card = content_of(dummy_.entries() / "1");
  put(dummy_.entries() / "1", card.insert(card.find("END:"), "X-CALLER-GROUP:2\r\n"));
  const Phone::Contents before = read();
  ASSERT_EQ(before.entries.size(), 1U);
  const auto updated = phone_.update(before.entries[0], contact("Anna", "+4930456"), {});
  ASSERT_FALSE(updated);
  EXPECT_EQ(updated.error().code, Code::unsupported);
  EXPECT_EQ(read().entries[0].version, before.entries[0].version);
}

TEST_F(GammuPhoneTest, KeepsWhatItSaysItKeeps) {
  Contact full = contact("Dr. Anna Maria Schmidt", "+4930123");
  full.name = {.family = "Schmidt; née Weber", .given = "Anna", .middle = "Maria", .prefix = "Dr."};
  full.nicknames = {"Annie", "Änn"};
  full.numbers = {{.number = "+4930123", .extension = "12", .types = {"work", "x-odd"}, .label = "Desk"},
                  {.number = "+491701", .types = {"cell", "home"}, .preferred = true},
                  {.number = "+4930999", .types = {"fax"}},
                  {.number = "112"}};
  full.mails = {{.address = "a@example.org", .types = {"work"}, .label = "Lab"},
                {.address = "b@example.org"}};
  full.im_addresses = {{.service = "xmpp", .address = "anna@localhost"}};
  full.organisation = {"ACME; Söhne, KG", "Unit"};
  full.title = "Leiterin";
  full.role = "Boss";
  full.addresses = {{.street = "Weg 1",
                     .city = "Köln",
                     .region = "NRW",
                     .postcode = "50667",
                     .country = "DE",
                     .types = {"home"}},
                    {.street = "Allee 2", .city = "Bonn", .types = {"work"}},
                    {.street = "Dritte 3", .city = "Ulm", .types = {"home"}}};
  full.urls = {"https://example.org/?a=1;b=2,c"};
  full.birthday = Date{.year = 1980, .month = 2, .day = 29};
  full.note = "Zeile 1\nZeile 2; mit, Zeichen \\ und 😀 " + std::string(500, 'x');
  full.categories = {"friends"};
  full.photo = Photo{.bytes = "\x89PNG", .media_type = "image/png"};

  ASSERT_TRUE(phone_.add(full, {}));
  const Phone::Contents contents = read();
  ASSERT_EQ(contents.entries.size(), 1U);
  const Contact kept = phone_.kept(full);
  const Contact& back = contents.entries[0].contact;
  EXPECT_EQ(back.formatted_name, kept.formatted_name);
  EXPECT_EQ(back.name, kept.name);
  EXPECT_EQ(back.nicknames, kept.nicknames);
  ASSERT_EQ(back.numbers.size(), kept.numbers.size());
  for (std::size_t n = 0; n < kept.numbers.size(); ++n) {
    EXPECT_EQ(back.numbers[n].number, kept.numbers[n].number);
    EXPECT_EQ(back.numbers[n].extension, kept.numbers[n].extension);
    EXPECT_EQ(back.numbers[n].types, kept.numbers[n].types);
  }
  ASSERT_EQ(back.mails.size(), 2U);
  EXPECT_EQ(back.organisation, kept.organisation);
  EXPECT_EQ(back.title, "Leiterin");
  ASSERT_EQ(back.addresses.size(), 2U);
  EXPECT_EQ(back.urls, full.urls);
  EXPECT_EQ(back.birthday, full.birthday);
  EXPECT_EQ(back.note, kept.note);
  EXPECT_FALSE(back.photo);
  EXPECT_TRUE(back.im_addresses.empty());
}

// A date that no calendar has, and what looks like an escape, come back as kept() says.
TEST_F(GammuPhoneTest, KeepsOddTextsAndDatesAsItSays) {
  Contact odd = contact("Anna \\n Schmidt", "+4930123");
  odd.note = "a\\nb\\,c\\\\n \\; end\\";
  odd.title = "x\\ny";
  odd.organisation = {"A\\nB", "C\\"};
  odd.nicknames = {"n\\n"};
  odd.birthday = Date{.year = 1996, .month = 2, .day = 30};
  ASSERT_TRUE(phone_.add(odd, {}));
  const Phone::Contents contents = read();
  ASSERT_EQ(contents.entries.size(), 1U);
  const Contact kept = phone_.kept(odd);
  const Contact& back = contents.entries[0].contact;
  EXPECT_EQ(back.formatted_name, kept.formatted_name);
  EXPECT_EQ(back.note, kept.note);
  EXPECT_EQ(back.title, kept.title);
  EXPECT_EQ(back.organisation, kept.organisation);
  EXPECT_EQ(back.nicknames, kept.nicknames);
  EXPECT_EQ(back.birthday, kept.birthday);
}

std::string hostile_text(std::mt19937& random) {
  static const std::vector<std::string> kPieces = {
      "a",  "Bob",    " ",      "\\n", "\\", "\\\\", ";",  ",",   ":",   "=",  "=0D=0A",
      "\n", "\t",     "\r",     "é",   "陈", "😀",    "\"", "\\,", "\\;", "%s", "#",
      "  ", "\u00a0", "\u200d", "م",   "0",  "-",    ".",  "'",   "\x01"};
  std::string text;
  for (std::size_t n = random() % 12; n > 0; --n) text += kPieces[random() % kPieces.size()];
  return text;
}

TEST_F(GammuPhoneTest, SendingHostileContactsTwiceChangesNothing) {
  std::mt19937 random(20);
  std::vector<Contact> sent;
  for (int n = 0; n < 20; ++n) {
    Contact odd =
        contact("P" + std::to_string(n) + " " + hostile_text(random), "+49301234" + std::to_string(100 + n));
    if (random() % 2) odd.name = {.family = hostile_text(random), .given = hostile_text(random)};
    odd.note = hostile_text(random);
    odd.title = hostile_text(random);
    odd.nicknames = {hostile_text(random)};
    odd.organisation = {hostile_text(random), hostile_text(random)};
    odd.urls = {"http://localhost/" + hostile_text(random)};
    odd.addresses = {{.street = hostile_text(random), .city = hostile_text(random), .types = {"home"}}};
    odd.birthday = Date{.year = 1900 + static_cast<int>(random() % 150),
                        .month = 1 + static_cast<int>(random() % 12),
                        .day = 1 + static_cast<int>(random() % 31)};
    // Refused with a sentence is well; changed without a word is not.
    if (phone_.add(odd, {})) sent.push_back(std::move(odd));
  }
  ASSERT_GE(sent.size(), 15U);
  const Phone::Contents contents = read();
  const auto plan = make_plan(as_kept(phone_, sent), contents.entries, {.region = "DE"});
  for (const PlanItem& item : plan) {
    EXPECT_EQ(item.decision, Decision::identical) << sent[item.incoming].formatted_name;
    for (const FieldDifference& field : item.fields)
      ADD_FAILURE() << field.field << ": phone [" << field.theirs << "] sent [" << field.ours << "]";
  }
}

TEST_F(GammuPhoneTest, LeavesNoFileBehind) {
  ASSERT_TRUE(phone_.add(contact("Anna", "+4930123"), {}));
  static_cast<void>(read());
  EXPECT_TRUE(fs::is_empty(sandbox_ / "runtime/purple-phonebook"));
}

}  // namespace
}  // namespace phonebook
