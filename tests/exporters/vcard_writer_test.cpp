#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "exporters/transcoder.h"

namespace phonebook {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string written(const Contact& contact, Format format = Format::vcard3,
                    const WriteProfile& profile = {}) {
  const auto out = write_contacts(std::span(&contact, 1), format, profile);
  EXPECT_TRUE(out);
  return *out;
}

TEST(VCardWriter, WritesACardThatEveryPhoneReads) {
  Contact bob;
  bob.uid = "0b9c2f5e-6a3d-4c1e-9f7a-2d4e6f8a0b1c";
  bob.updated = "2026-01-02T03:04:05Z";
  bob.formatted_name = "Bob Builder";
  bob.name = {"Builder", "Bob", "", "", ""};
  bob.numbers = {{"+8613800001234", "", {"cell"}, "", true}, {"+493012345", "12", {}, "Boat", false}};
  bob.mails = {{"bob@example.org", {"home"}, "", false}};
  bob.im_addresses = {{"xmpp", "bob@localhost", {}}, {"qq", "10000121", {}}};
  bob.note = "one\ntwo; three, four\\";
  bob.birthday = Date{std::nullopt, 9, 27};
  EXPECT_EQ(
      written(bob),
      "BEGIN:VCARD\r\nVERSION:3.0\r\nPRODID:-//purple-phonebook//EN\r\nN:Builder;Bob;;;\r\nFN:Bob Builder\r\n"
      "TEL;TYPE=CELL;TYPE=PREF:+8613800001234\r\n"
      "item1.TEL;TYPE=VOICE:+493012345\\;ext=12\r\nitem1.X-ABLabel:Boat\r\n"
      "EMAIL;TYPE=INTERNET;TYPE=HOME:bob@example.org\r\n"
      "IMPP;X-SERVICE-TYPE=Jabber:xmpp:bob@localhost\r\nX-JABBER:bob@localhost\r\n"
      "IMPP;X-SERVICE-TYPE=QQ:x-apple:10000121\r\nX-QQ:10000121\r\n"
      "BDAY;X-APPLE-OMIT-YEAR=1604:1604-09-27\r\nNOTE:one\\ntwo\\; three\\, four\\\\\r\n"
      "UID:0b9c2f5e-6a3d-4c1e-9f7a-2d4e6f8a0b1c\r\nREV:2026-01-02T03:04:05Z\r\nEND:VCARD\r\n");
}

TEST(VCardWriter, NAndFnAreAlwaysThere) {
  Contact contact;
  EXPECT_THAT(written(contact), HasSubstr("\r\nN:;;;;\r\nFN;X-DERIVED=TRUE:\r\n"));
  contact.mails = {{"bob@example.org", {}, "", false}};
  EXPECT_THAT(written(contact),
              HasSubstr("\r\nN;X-DERIVED=TRUE:;bob@example.org;;;\r\nFN;X-DERIVED=TRUE:bob@example.org\r\n"));
  contact.formatted_name = "Bob";
  EXPECT_THAT(written(contact), HasSubstr("\r\nN;X-DERIVED=TRUE:;Bob;;;\r\nFN:Bob\r\n"));
  contact.name.given = "Bob";
  EXPECT_THAT(written(contact), HasSubstr("\r\nN:;Bob;;;\r\nFN:Bob\r\n"));
  EXPECT_THAT(written(contact, Format::vcard4), HasSubstr("\r\nFN:Bob\r\n"));
}

TEST(VCardWriter, LeavesTheInternetOutWhereItIsTakenForALabel) {
  Contact contact;
  contact.mails = {{"bob@example.org", {"home"}, "", false}};
  EXPECT_THAT(written(contact, Format::vcard3, {.internet_mails = false}),
              HasSubstr("\r\nEMAIL;TYPE=HOME:bob@example.org\r\n"));
  EXPECT_THAT(written(contact, Format::vcard2_1, {.internet_mails = false}),
              HasSubstr("\r\nEMAIL;HOME:bob@example.org\r\n"));
}

TEST(VCardWriter, FoldsAt75OctetsAndNeverInsideACharacter) {
  Contact contact;
  for (int i = 0; i < 100; ++i) contact.note += i % 3 ? "é" : i % 2 ? "漢" : "😀";
  contact.photo = Photo{std::string(5000, '\xAB'), "image/png", ""};
  for (const Format format : {Format::vcard3, Format::vcard4}) {
    const std::string text = written(contact, format);
    std::size_t folded = 0;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find("\r\n", begin);
      ASSERT_NE(end, std::string::npos);
      const std::string line = text.substr(begin, end - begin);
      EXPECT_LE(line.size(), 75U);
      EXPECT_TRUE(is_valid_utf8(line)) << line;
      EXPECT_EQ(line.find('\n'), std::string::npos);
      folded += line.starts_with(' ');
      begin = end + 2;
    }
    EXPECT_GT(folded, 80U);
  }
}

TEST(VCardWriter, NoTextBreaksOutOfItsLine) {
  const std::string evil = "x\r\nEND:VCARD\r\nBEGIN:VCARD\rTEL:666\x01\x7f;,\\\"";
  Contact contact;
  contact.uid = contact.updated = contact.formatted_name = contact.note = contact.title = contact.role =
      contact.kind = evil;
  contact.name = {evil, evil, evil, evil, evil};
  contact.nicknames = contact.organisation = contact.urls = contact.categories = {evil};
  contact.numbers = {{evil, evil, {evil}, evil, true}};
  contact.mails = {{evil, {evil}, evil, true}};
  contact.im_addresses = {{evil, evil, {evil}}};
  contact.addresses = {{evil, evil, evil, evil, evil, evil, evil, {evil}, evil, true}};
  contact.photo = Photo{"x", evil, ""};
  contact.gender = {evil, evil};
  contact.languages = contact.members = {evil};
  contact.related = {{evil, evil}};
  contact.reading = {evil, evil, evil};
  contact.other = {
      {evil, "X-A", {{"B", evil}, {evil, "c"}}, evil}, {"", evil, {}, "y"}, {"", "END", {}, "VCARD"}};
  for (const FormatRow& row : formats()) {
    if (!std::string_view(row.name).starts_with("vcard")) continue;
    const std::string text = written(contact, row.format, {.product_id = evil});
    EXPECT_EQ(text.find("\r\nEND:VCARD"), text.size() - 13) << row.name;
    EXPECT_EQ(text.find("\nTEL:666"), std::string::npos) << row.name;
    for (const char c : text) EXPECT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\r' || c == '\n');
    const auto read = read_contacts(text, row.format);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->contacts.size(), 1U) << row.name;
  }
}

TEST(VCardWriter, PhotosAreLeftOutWhereThePhoneWantsThemSo) {
  Contact contact;
  contact.photo = Photo{std::string(100, 'x'), "image/png", ""};
  EXPECT_THAT(written(contact), HasSubstr("PHOTO;ENCODING=b;TYPE=PNG:eHh4"));
  EXPECT_THAT(written(contact, Format::vcard2_1), HasSubstr("PHOTO;ENCODING=BASE64;PNG:eHh4"));
  EXPECT_THAT(written(contact, Format::vcard4), HasSubstr("PHOTO:data:image/png;base64,eHh4"));
  EXPECT_THAT(written(contact, Format::vcard3, {.photos = false}), Not(HasSubstr("PHOTO")));
  EXPECT_THAT(written(contact, Format::vcard3, {.photo_limit_bytes = 99}), Not(HasSubstr("PHOTO")));
  EXPECT_THAT(written(contact, Format::vcard3, {.photo_limit_bytes = 100}), HasSubstr("PHOTO"));
  EXPECT_THAT(written(contact, Format::jscontact, {.photos = false}), Not(HasSubstr("media")));
}

TEST(VCardWriter, Writes21InQuotedPrintable) {
  Contact contact;
  contact.formatted_name = "Jürgen";
  contact.name = {"Müller", "Jürgen", "", "", ""};
  contact.numbers = {{"+491711234567", "", {"cell"}, "", true}};
  const std::string text = written(contact, Format::vcard2_1);
  EXPECT_THAT(text, HasSubstr("N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen;;;\r\n"));
  EXPECT_THAT(text, HasSubstr("TEL;CELL;PREF:+491711234567\r\n"));
}

TEST(VCardWriter, Writes40WithUris) {
  Contact contact;
  contact.uid = "0b9c2f5e-6a3d-4c1e-9f7a-2d4e6f8a0b1c";
  contact.updated = "2026-01-02T03:04:05Z";
  contact.numbers = {{"+493012345", "12", {"work"}, "", true}, {"030 12345", "", {}, "", false}};
  contact.kind = "org";
  const std::string text = written(contact, Format::vcard4);
  EXPECT_THAT(text, HasSubstr("TEL;TYPE=work;PREF=1;VALUE=uri:tel:+493012345;ext=12\r\nTEL:030 12345\r\n"));
  EXPECT_THAT(text,
              HasSubstr("UID;VALUE=text:0b9c2f5e-6a3d-4c1e-9f7a-2d4e6f8a0b1c\r\nREV:20260102T030405Z\r\n"));
  EXPECT_THAT(text, HasSubstr("KIND:org\r\n"));
}

TEST(VCardWriter, OurGroupsAreNotThoseOfUnknownProperties) {
  Contact contact;
  contact.formatted_name = "A";
  contact.numbers = {{"1234567", "", {}, "Boat", false}};
  contact.other = {{"item1", "X-FOO", {}, "Wren"}, {"item1", "X-ABLABEL", {}, "Spouse"}};
  EXPECT_THAT(written(contact), HasSubstr("item2.TEL;TYPE=VOICE:1234567\r\nitem2.X-ABLabel:Boat\r\n"));
  const auto read = read_contacts(written(contact), Format::vcard3);
  EXPECT_EQ(read->contacts.at(0).numbers, contact.numbers);
  EXPECT_EQ(read->contacts[0].other, contact.other);
}

TEST(VCardWriter, AnUnknownPropertyGoesOutAsItCameIn) {
  const std::string lines =
      "item7.X-FOO;TYPE=a;X-P=\"v;w\":raw\\, "
      "value;two\r\nKEY;TYPE=X509;ENCODING=b:AAEC\r\nSORT-STRING:Builder\r\n";
  const auto read =
      read_contacts("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\n" + lines + "END:VCARD\r\n", Format::vcard3);
  EXPECT_THAT(*write_contacts(read->contacts, Format::vcard3), HasSubstr(lines));
}

}  // namespace
}  // namespace phonebook
