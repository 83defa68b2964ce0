// What a QR code of a contact holds, how large it gets, what is left out and what is refused.
#include "transports/qr/qr_code.h"

#include <gmock/gmock.h>

#include <string>

#include "base/text.h"
#include "exporters/transcoder.h"
#include "tests/exporters/random_contacts.h"

namespace phonebook {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Contact bob() {
  Contact c;
  c.uid = "8f14e45f-ceea-467f-a0e6-0ea1d3d5a3b1";
  c.updated = "2026-01-01T00:00:00Z";
  c.name = {.family = "Builder", .given = "Bob"};
  c.formatted_name = "Bob Builder";
  c.numbers.push_back({.number = "+8613800001234", .types = {"cell"}});
  return c;
}

// What a reader that is none of this room's makes of the code.
Contact read_back(const QrCode& code) {
  auto read = read_contacts(code.text, Format::vcard3);
  EXPECT_TRUE(read) << read.error().text();
  EXPECT_EQ(read->contacts.size(), 1U) << code.text;
  EXPECT_THAT(read->diagnostics, IsEmpty()) << code.text;
  return read->contacts.empty() ? Contact() : read->contacts.front();
}

TEST(QrCodeTest, HoldsTheShortestCardAndNothingElse) {
  const auto code = make_qr_code(bob());
  ASSERT_TRUE(code);
  EXPECT_EQ(code->text,
            "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Builder;Bob\r\nFN:Bob Builder\r\n"
            "TEL;TYPE=CELL:+8613800001234\r\nEND:VCARD\r\n");
  EXPECT_EQ(code->name, "Bob Builder");
  EXPECT_EQ(code->remark(), "");
}

TEST(QrCodeTest, TellsAllThatAPhoneTakesAndNamesWhatItDoesNot) {
  Contact c = bob();
  c.numbers.push_back(
      {.number = "+493012345", .extension = "67", .types = {"fax", "work", "x-odd"}, .label = "Boat"});
  c.numbers.push_back({.number = "+494012345", .types = {"voice"}, .preferred = true});
  c.mails.push_back({.address = "bob@example.org", .types = {"internet", "work"}});
  c.organisation = {"Fix; It", "Tools", ""};
  c.title = "Builder, chief";
  c.urls = {"https://example.org/a,b;c"};
  c.addresses.push_back({.street = "1 Yard\nRear", .city = "Town", .postcode = "12345", .types = {"home"}});
  c.note = "Line 1\nLine 2";
  c.photo = Photo{.bytes = std::string(5000, 'x'), .media_type = "image/png"};
  c.nicknames = {"Bobby"};
  c.im_addresses = {{"xmpp", "bob@example.org"}, {"qq", "12345"}};
  c.birthday = Date{1980, 5, 6};
  const auto code = make_qr_code(c);
  ASSERT_TRUE(code);
  EXPECT_EQ(code->text,
            "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Builder;Bob\r\nFN:Bob Builder\r\nORG:Fix\\; It;Tools\r\n"
            "TITLE:Builder\\, chief\r\nTEL:+494012345\r\nTEL;TYPE=CELL:+8613800001234\r\n"
            "TEL;TYPE=WORK;TYPE=FAX:+493012345\\,67\r\nEMAIL;TYPE=WORK:bob@example.org\r\n"
            "URL:https://example.org/a,b;c\r\nADR;TYPE=HOME:;;1 Yard\\nRear;Town;;12345\r\n"
            "NOTE:Line 1\\nLine 2\r\nEND:VCARD\r\n");
  EXPECT_EQ(read_back(*code), code->contact);
  EXPECT_THAT(code->no_room, ElementsAre("the photo"));
  EXPECT_THAT(code->not_taken,
              ElementsAre("the nickname", "2 messenger addresses", "the birthday", "labels of your own"));
  EXPECT_EQ(
      code->remark(),
      "Left out, because the code would be too fine for a camera: the photo. Left out, because many phones "
      "take "
      "no such things from a code: the nickname, 2 messenger addresses, the birthday, labels of your own.");
}

TEST(QrCodeTest, GivesIPhonesTheirNameInNAlsoWhereNoPartsAreKnown) {
  Contact c = bob();
  c.name = {};
  c.formatted_name = "王小明";
  const auto code = make_qr_code(c);
  ASSERT_TRUE(code);
  EXPECT_THAT(code->text, HasSubstr("\r\nN:;王小明\r\nFN:王小明\r\n"));
  EXPECT_EQ(read_back(*code), code->contact);
}

TEST(QrCodeTest, NamesAFirmByItsOrganisation) {
  Contact c;
  c.kind = "org";
  c.organisation = {"Example GmbH"};
  c.numbers.push_back({.number = "+493012345", .types = {"work"}});
  const auto code = make_qr_code(c);
  ASSERT_TRUE(code);
  EXPECT_THAT(code->text, HasSubstr("\r\nN:\r\nFN:Example GmbH\r\nORG:Example GmbH\r\n"));
}

// By length alone: what goes in grows until it does not go in any more.
TEST(QrCodeTest, GrowsWithItsTextUpToVersionTwentyAndNoFurther) {
  int last = 0;
  for (std::size_t length = 1; length <= 900; length += 13) {
    Contact c = bob();
    c.urls = {std::string(length, 'u')};
    const auto code = make_qr_code(c);
    ASSERT_TRUE(code) << length;
    EXPECT_EQ(code->size, 17 + 4 * code->version);
    EXPECT_EQ(code->modules.size(),
              static_cast<std::size_t>(code->size) * static_cast<std::size_t>(code->size));
    EXPECT_LE(code->version, 20);
    EXPECT_LE(code->text.size(), 858U);
    const bool fits = std::string("URL:\r\n").size() + length + 98 <= 858;
    EXPECT_EQ(code->no_room.empty(), fits) << length;
    if (fits && code->text.size() > 331) {
      EXPECT_GE(code->version, last);
      last = code->version;
    }
  }
  EXPECT_EQ(last, 20);
}

// ISO/IEC 18004, table 7: octets in byte mode.
TEST(QrCodeTest, CorrectsAtLevelMWhileTheCodeIsCoarseAndAtLBeyond) {
  const auto of_bytes = [](std::size_t bytes, QrSize size) {
    Contact c = bob();
    c.urls = {std::string(bytes - 98 - 6, 'u')};
    auto code = make_qr_code(c, size);
    EXPECT_TRUE(code);
    EXPECT_EQ(code->text.size(), bytes);
    return *std::move(code);
  };
  EXPECT_EQ(of_bytes(331, QrSize::comfortable).version, 13);
  EXPECT_EQ(of_bytes(331, QrSize::comfortable).level, 'M');
  EXPECT_EQ(of_bytes(332, QrSize::comfortable).version, 12);
  EXPECT_EQ(of_bytes(332, QrSize::comfortable).level, 'L');
  EXPECT_EQ(of_bytes(331, QrSize::smallest).version, 12);
  EXPECT_EQ(of_bytes(331, QrSize::smallest).level, 'L');
  EXPECT_EQ(of_bytes(858, QrSize::comfortable).version, 20);
  // 106 octets fill version 5 at L and version 6 at M.
  EXPECT_EQ(of_bytes(106, QrSize::smallest).version, 5);
  EXPECT_EQ(of_bytes(106, QrSize::comfortable).version, 6);
}

TEST(QrCodeTest, KeepsNumbersBeforeAllElseAndPassesOverWhatIsTooLong) {
  Contact c = bob();
  c.note = std::string(300, 'n');
  c.title = std::string(700, 't');
  c.organisation = {"Example"};
  for (int i = 0; i < 40; ++i)
    c.numbers.push_back({.number = "+49301234" + std::to_string(1000 + i), .types = {"home"}});
  c.numbers.push_back({.number = "+4940999", .preferred = true});
  const auto code = make_qr_code(c);
  ASSERT_TRUE(code);
  EXPECT_EQ(code->contact.numbers.front().number, "+4940999");
  EXPECT_LE(code->text.size(), 858U);
  const std::size_t kept = code->contact.numbers.size();
  EXPECT_GT(kept, 20U);
  EXPECT_THAT(code->no_room, ::testing::Contains(std::to_string(42 - kept) + " numbers"));
  EXPECT_THAT(code->no_room, ::testing::Contains("the title"));
  EXPECT_THAT(code->no_room, ::testing::Contains("the note"));
  EXPECT_EQ(read_back(*code), code->contact);
}

TEST(QrCodeTest, TakesANoteOnlyWhileTheCodeStaysCoarse) {
  Contact c = bob();
  c.note = std::string(331 - 98 - 7, 'n');
  auto code = make_qr_code(c);
  ASSERT_TRUE(code);
  EXPECT_EQ(code->contact.note, c.note);
  EXPECT_EQ(code->version, 13);
  c.note += 'n';
  code = make_qr_code(c);
  ASSERT_TRUE(code);
  EXPECT_EQ(code->contact.note, "");
  EXPECT_THAT(code->remark(), HasSubstr("the note"));
}

TEST(QrCodeTest, RefusesANameThatNoCodeHoldsAndSaysHowLongItIs) {
  Contact c = bob();
  c.name = {};
  c.formatted_name = std::string(5000, 'x');
  const auto code = make_qr_code(c);
  ASSERT_FALSE(code);
  EXPECT_EQ(code.error().code, Code::invalid_input);
  EXPECT_THAT(code.error().sentence, HasSubstr("10047 of 858"));
  EXPECT_LE(code.error().where.size(), 100U);
}

TEST(QrCodeTest, RefusesACardThatTellsNothing) {
  Contact c;
  c.formatted_name = "Bob";
  c.im_addresses = {{"xmpp", "bob@example.org"}};
  const auto empty = make_qr_code(c);
  ASSERT_FALSE(empty);
  EXPECT_THAT(empty.error().sentence, HasSubstr("no number and no address"));
  c.mails.push_back({.address = std::string(2000, 'x') + "@example.org"});
  const auto too_long = make_qr_code(c);
  ASSERT_FALSE(too_long);
  EXPECT_THAT(too_long.error().sentence, HasSubstr("too long"));
  EXPECT_FALSE(make_qr_code(Contact()));
}

TEST(QrCodeTest, LetsNoValueBecomeALineOfItsOwn) {
  Contact c = bob();
  const std::string evil = "x\r\nEND:VCARD\r\nBEGIN:VCARD\r\nTEL:666\r\n";
  c.formatted_name = evil;
  c.name.family = evil;
  c.numbers.push_back({.number = evil, .types = {"home\r\nTEL:666"}});
  c.mails.push_back({.address = evil, .types = {evil}});
  c.organisation = {evil};
  c.urls = {evil};
  c.note = evil + "\x1b[2J" + std::string(1, '\0');
  const auto code = make_qr_code(c);
  ASSERT_TRUE(code);
  std::size_t lines = 0;
  for (const std::string_view line : split(code->text, '\n')) {
    EXPECT_FALSE(line.starts_with("TEL:666"));
    lines += line.starts_with("BEGIN:") || line.starts_with("END:") ? 1 : 0;
  }
  EXPECT_EQ(lines, 2U);
  EXPECT_THAT(code->text, Not(HasSubstr("\x1b")));
  EXPECT_EQ(code->text.find('\0'), std::string::npos);
}

TEST(QrCodeTest, IsUtf8WhateverTheContactHolds) {
  Contact c = bob();
  c.formatted_name = "M\xfcller \xf0\x9f\x98";
  c.numbers.push_back({.number = "\xff\xfe"});
  const auto code = make_qr_code(c);
  ASSERT_TRUE(code);
  EXPECT_TRUE(is_valid_utf8(code->text));
}

TEST(QrCodeTest, KeepsItsPromiseForContactsOfAllKinds) {
  testing::RandomContacts contacts(20261125);
  int made = 0;
  for (int i = 0; i < 300; ++i) {
    const Contact contact = contacts.next();
    for (const QrSize size : {QrSize::comfortable, QrSize::smallest}) {
      const auto code = make_qr_code(contact, size);
      if (!code) continue;
      ++made;
      EXPECT_EQ(read_back(*code), code->contact) << code->text;
      EXPECT_LE(code->version, 20);
    }
    if (HasFailure()) break;
  }
  EXPECT_GT(made, 400);
}

}  // namespace
}  // namespace phonebook
