// Short messages by 3GPP TS 23.040, octet for octet, and the card that goes into them.
#include "transports/wap/sms.h"

#include <gtest/gtest.h>

#include "exporters/transcoder.h"
#include "tests/exporters/random_contacts.h"
#include "transports/wap/sms_card.h"

namespace phonebook {
namespace {

using namespace std::string_literals;

TEST(Sms, AreCountedBeforeAnythingIsSent) {
  EXPECT_EQ(count_sms(0), 1U);
  EXPECT_EQ(count_sms(133), 1U);
  EXPECT_EQ(count_sms(134), 2U);
  EXPECT_EQ(count_sms(256), 2U);
  EXPECT_EQ(count_sms(257), 3U);
  EXPECT_EQ(count_sms(128 * 255), 255U);
  EXPECT_EQ(count_sms(128 * 255 + 1), 256U);
}

TEST(Sms, OneAloneNamesThePortOfBusinessCardsAndNothingElse) {
  const auto parts = split_into_sms("BEGIN:VCARD", 0x42);
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts[0].header, "\x06\x05\x04\x23\xF4\x00\x00"s);
  EXPECT_EQ(parts[0].data, "BEGIN:VCARD");
}

TEST(Sms, SeveralSayWhichOfHowManyTheyAre) {
  const std::string octets = std::string(128, 'a') + std::string(128, 'b') + "c";
  const auto parts = split_into_sms(octets, 0xFE);
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[0].header, "\x0B\x05\x04\x23\xF4\x00\x00\x00\x03\xFE\x03\x01"s);
  EXPECT_EQ(parts[1].header, "\x0B\x05\x04\x23\xF4\x00\x00\x00\x03\xFE\x03\x02"s);
  EXPECT_EQ(parts[2].header, "\x0B\x05\x04\x23\xF4\x00\x00\x00\x03\xFE\x03\x03"s);
  EXPECT_EQ(parts[0].data, std::string(128, 'a'));
  EXPECT_EQ(parts[1].data, std::string(128, 'b'));
  EXPECT_EQ(parts[2].data, "c");
}

TEST(Sms, AtEveryLengthNoOctetIsLostAndNoneIsTooMany) {
  for (std::size_t length = 0; length < 700; ++length) {
    std::string octets(length, '\0');
    for (std::size_t i = 0; i < length; ++i) octets[i] = static_cast<char>(i * 7);
    const auto parts = split_into_sms(octets, 9);
    ASSERT_EQ(parts.size(), count_sms(length));
    std::string together;
    for (const Sms& part : parts) {
      EXPECT_LE(part.header.size() + part.data.size(), 140U);
      EXPECT_EQ(part.header.size(), static_cast<unsigned char>(part.header[0]) + 1U);
      together += part.data;
    }
    EXPECT_EQ(together, octets);
  }
}

TEST(Sms, MoreThanAReferenceCanCountIsNotSplitAtAll) {
  EXPECT_EQ(split_into_sms(std::string(128 * 255, 'x'), 1).size(), 255U);
  EXPECT_TRUE(split_into_sms(std::string(128 * 255 + 1, 'x'), 1).empty());
}

TEST(SmsNumber, IsAPlusAndFourToFifteenDigits) {
  for (const char* good : {"+4915112345678", "+1234", "+123456789012345"})
    EXPECT_TRUE(is_sms_number(good)) << good;
  for (const std::string& bad :
       {""s, "+"s, "+123"s, "+1234567890123456"s, "4915112345678"s, "+49 151"s, "+4915a"s, "+1234\n"s,
        "+1234\0"s, "+1234,+5678"s, "++1234"s, "+١٢٣٤"s, "0049151"s})
    EXPECT_FALSE(is_sms_number(bad)) << bad;
}

Contact bob() {
  return {.uid = "2b6f0cc9-7f6e-4c36-9d5c-2f0d4e3c1a11",
          .name = {.family = "Builder", .given = "Bob"},
          .formatted_name = "Bob Builder",
          .numbers = {{.number = "+8613800001234", .types = {"cell"}}},
          .mails = {{.address = "bob@example.com"}}};
}

TEST(SmsCard, OfAnOrdinaryPersonIsOneMessage) {
  const std::string card = write_sms_card(bob());
  EXPECT_EQ(card,
            "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Builder;Bob\r\nTEL;CELL:+8613800001234\r\n"
            "EMAIL:bob@example.com\r\nEND:VCARD\r\n");
  EXPECT_EQ(count_sms(card.size()), 1U);
}

TEST(SmsCard, HoldsNameNumbersMailsAndCompanyAndNothingElse) {
  Contact c = bob();
  c.nicknames = {"Bobby"};
  c.title = "Boss";
  c.note = "Owes me one";
  c.photo = Photo{.bytes = "\x89PNG", .media_type = "image/png"};
  c.organisation = {"Bob & Co", "Roofs"};
  c.urls = {"https://example.com/"};
  c.im_addresses = {{"xmpp", "bob@example.com", {}}};
  c.addresses = {{.city = "Bobville"}};
  c.numbers.push_back({.number = "+493012345",
                       .extension = "12",
                       .types = {"work", "textphone"},
                       .label = "Desk",
                       .preferred = true});
  EXPECT_EQ(write_sms_card(c),
            "BEGIN:VCARD\r\nVERSION:2.1\r\nN:Builder;Bob\r\nORG:Bob & Co\r\nTEL;CELL:+8613800001234\r\n"
            "TEL;PREF;WORK:+493012345p12\r\nEMAIL:bob@example.com\r\nEND:VCARD\r\n");
}

TEST(SmsCard, IsAsciiAndSaysTheCharsetOfWhatIsNot) {
  Contact c{.uid = "u", .name = {.family = "Öberg", .given = "Åsa"}, .numbers = {{.number = "+46701234567"}}};
  EXPECT_EQ(
      write_sms_card(c),
      "BEGIN:VCARD\r\nVERSION:2.1\r\n"
      "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=96berg;=C3=85sa\r\nTEL:+46701234567\r\nEND:VCARD\r\n");
}

TEST(SmsCard, SaysTheFormattedNameWhereTheNameDoesNot) {
  Contact c = bob();
  c.formatted_name = "Bob the Builder";
  EXPECT_NE(write_sms_card(c).find("\r\nN:Builder;Bob\r\nFN:Bob the Builder\r\n"), std::string::npos);
  c.formatted_name = "Builder Bob";
  EXPECT_EQ(write_sms_card(c).find("FN"), std::string::npos);
  c.name = {};
  EXPECT_NE(write_sms_card(c).find("\r\nN:Builder Bob\r\n"), std::string::npos);
}

TEST(SmsCard, CannotBeEndedByAName) {
  Contact c = bob();
  c.name = {};
  c.formatted_name = "Eve\r\nEND:VCARD\r\nBEGIN:VCARD;x\\";
  const std::string card = write_sms_card(c);
  const auto read = read_contacts(card, Format::vcard2_1);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->contacts.size(), 1U);
  EXPECT_EQ(read->contacts[0].name.family, "Eve  END:VCARD  BEGIN:VCARD;x\\");
}

// What a phone makes of the card: the name it shows is N.
Contact as_shown(Contact read) {
  if (read.formatted_name.empty()) read.formatted_name = name_from_parts(read.name);
  return read;
}

TEST(SmsCard, GivesBackWhatIsKeptOfAnyContact) {
  testing::RandomContacts contacts(20261125);
  for (int i = 0; i < 2000; ++i) {
    const Contact contact = contacts.next();
    const Contact kept = kept_by_sms(contact);
    EXPECT_EQ(kept.uid, contact.uid);
    EXPECT_EQ(kept_by_sms(kept), kept);
    const std::string card = write_sms_card(contact);
    EXPECT_EQ(write_sms_card(kept), card);
    const auto read = read_contacts(card, Format::vcard2_1);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->contacts.size(), 1U) << card;
    const Contact shown = as_shown(read->contacts[0]);
    EXPECT_EQ(shown.numbers, kept.numbers) << card;
    EXPECT_EQ(shown.mails, kept.mails) << card;
    EXPECT_EQ(shown.organisation, kept.organisation) << card;
    if (kept.name.empty())
      EXPECT_EQ(shown.name.family, kept.formatted_name) << card;
    else
      EXPECT_EQ(shown.name, kept.name) << card;
    EXPECT_TRUE(shown.other.empty()) << card;
  }
}

}  // namespace
}  // namespace phonebook
