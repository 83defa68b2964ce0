#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "exporters/transcoder.h"

namespace phonebook {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

ReadContacts read_all(std::string_view bytes) {
  auto read = read_contacts(bytes, Format::vcard3);
  EXPECT_TRUE(read);
  return read ? *std::move(read) : ReadContacts{};
}
// The one card of `bytes`, about which nothing had to be said.
Contact read_one(std::string_view bytes) {
  ReadContacts read = read_all(bytes);
  EXPECT_THAT(read.contacts, SizeIs(1));
  for (const Diagnostic& d : read.diagnostics) ADD_FAILURE() << d.line << ": " << d.found << " " << d.done;
  return read.contacts.empty() ? Contact{} : read.contacts[0];
}
std::string card(const std::string& version, const std::string& lines) {
  return "BEGIN:VCARD\r\nVERSION:" + version + "\r\n" + lines + "END:VCARD\r\n";
}

TEST(VCardReader, ReadsWhatAPhoneOf2005Writes) {
  const Contact c =
      read_one(card("2.1",
                    "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=96zt=C3=BCrk;Ay=C5=9Fe;;;\r\n"
                    "TEL;CELL;PREF:0532 000 01 01\r\nTEL;WORK;FAX:0212 000 01 02\r\n"
                    "EMAIL;INTERNET;HOME:ayse@example.org\r\n"));
  EXPECT_EQ(c.name, (NameParts{"Öztürk", "Ayşe", "", "", ""}));
  EXPECT_EQ(shown_name(c), "Ayşe Öztürk");
  EXPECT_EQ(c.numbers, (std::vector<ContactNumber>{{"0532 000 01 01", "", {"cell"}, "", true},
                                                   {"0212 000 01 02", "", {"work", "fax"}, "", false}}));
  EXPECT_EQ(c.mails, (std::vector<ContactMail>{{"ayse@example.org", {"home"}, "", false}}));
}

// Found by the fuzzer: the property was not kept, and the last one that was kept was taken in its place.
TEST(VCardReader, PassesOverAnEmptyAppleDate) {
  EXPECT_THAT(
      read_one(card("3.0", "FN:A\r\nitem1.X-ABDATE:\r\nitem1.X-ABLabel:_$!<Anniversary>!$_\r\n")).anniversary,
      ::testing::Eq(std::nullopt));
  EXPECT_THAT(read_all(card("3.0", "FN:A\r\nX-FOO:1\r\nitem1.X-ABDATE: \r\n")).contacts[0].other, SizeIs(1));
}

TEST(VCardReader, JoinsSoftLineBreaks) {
  const auto note = [](const std::string& value) {
    return read_one(card("2.1", "NOTE;ENCODING=QUOTED-PRINTABLE:" + value + "TEL:1\r\n"));
  };
  EXPECT_EQ(note("one =\r\ntwo=0D=0Athree\r\n").note, "one two\nthree");
  EXPECT_EQ(note("one=20=\r\n two\r\n").note, "one two") << "BlueZ folds after the break";
  EXPECT_EQ(note("one two=\r\n three\r\n").note, "one two three") << "here the blank is text";
  EXPECT_EQ(note("one=\r\n\r\n").note, "one") << "the break is the last thing, an empty line follows";
  EXPECT_THAT(note("one=\r\n").numbers, SizeIs(1))
      << "the break is the last thing, the next property follows";
  EXPECT_EQ(note("one=\r\n").note, "one");
}

TEST(VCardReader, CutsAtSeparatorsBeforeDecoding) {
  EXPECT_EQ(read_one(card("2.1", "N;ENCODING=QUOTED-PRINTABLE:O=3BHara;Tess\r\n")).name.family, "O;Hara");
}

TEST(VCardReader, TakesUndeclaredQuotedPrintableOnlyIn21) {
  EXPECT_EQ(read_one(card("2.1", "FN:=E5=BC=A0=E4=B8=\r\n=89\r\n")).formatted_name, "张三");
  EXPECT_EQ(read_one(card("3.0", "FN:=E5=BC=A0\r\n")).formatted_name, "=E5=BC=A0");
}

TEST(VCardReader, KnowsCharsets) {
  EXPECT_EQ(read_one(card("2.1", "N;CHARSET=SHIFT_JIS:\x94\x5C\x93\x6F;\x8C\x62\x8E\x71\r\n")).name,
            (NameParts{"能登", "恵子", "", "", ""}))
      << "the second octet of the first character is a backslash";
  EXPECT_EQ(read_one(card("2.1", "FN;CHARSET=GB2312:\xC5\xE1\xC4\xFE\xD7\xE6\r\n")).formatted_name, "裴宁祖");
  EXPECT_EQ(read_one(card("2.1", "FN;CHARSET=ISO-8859-1:M\xFCller\r\n")).formatted_name, "Müller");
}

TEST(VCardReader, GuessesAnUndeclaredCharsetFromTheWholeFileAndSaysSo) {
  const ReadContacts read =
      read_all(card("2.1",
                    "FN:\xD0\xEC\xC0\xF6\xC0\xF6\r\nNOTE:\xB7\xA2\xBB\xF5\xB5\xBD\xB6\xAB\xC3\xC5"
                    "\xB2\xD6\xBF\xE2\xA3\xAC\xC7\xEB\xC1\xAA\xCF\xB5\xCE\xD2\xC3\xC7\r\n"));
  EXPECT_EQ(read.contacts.at(0).formatted_name, "徐丽丽");
  EXPECT_THAT(read.diagnostics, SizeIs(1));
}

TEST(VCardReader, ReadsUtf16AndByteOrderMarks) {
  const std::string text = card("3.0", "FN:Ana Šimić\r\n");
  EXPECT_EQ(read_one("\xEF\xBB\xBF" + text).formatted_name, "Ana Šimić");
  std::string wide = "\xFF\xFE", bare;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(std::string_view(text).substr(i));
    bare += static_cast<char>(point.value & 0xFF);
    bare += static_cast<char>(point.value >> 8);
    i += point.length;
  }
  EXPECT_EQ(read_one(wide + bare).formatted_name, "Ana Šimić");
  EXPECT_EQ(read_one(bare).formatted_name, "Ana Šimić");
}

TEST(VCardReader, UnfoldsOctetsBeforeItDecodesCharacters) {
  EXPECT_EQ(read_one(card("3.0", "FN:M\xC3\r\n \xBCller\r\n")).formatted_name, "Müller");
  EXPECT_EQ(read_one("BEGIN:VCARD\nVERSION:3.0\nFN:Bo\n  Lin\nEND:VCARD\n").formatted_name, "Bo Lin");
  EXPECT_EQ(read_one("BEGIN:VCARD\rVERSION:3.0\rFN:Bo Lin\rEND:VCARD\r").formatted_name, "Bo Lin");
  EXPECT_EQ(
      read_one("BEGIN:VCARD\r\r\nVERSION:3.0\r\r\nFN:Bo\r\r\n  Lin\r\r\nEND:VCARD\r\r\n").formatted_name,
      "Bo Lin");
}

TEST(VCardReader, DecodesEscapes) {
  const Contact c = read_one(card("3.0",
                                  "N:Comma\\,Semi\\;;Back\\\\Slash;Mid,dle;;\r\nORG:A\\;B\\, Inc.;R&D;;\r\n"
                                  "NOTE:one\\ntwo\\Nthree\\, \\x\r\nURL:https\\://example.org/a\\,b\r\n"));
  EXPECT_EQ(c.name, (NameParts{"Comma,Semi;", "Back\\Slash", "Mid dle", "", ""}));
  EXPECT_THAT(c.organisation, ElementsAre("A;B, Inc.", "R&D"));
  EXPECT_EQ(c.note, "one\ntwo\nthree, \\x");
  EXPECT_THAT(c.urls, ElementsAre("https://example.org/a,b"));
}

TEST(VCardReader, FindsTheEndOfABase64Photo) {
  const std::string picture = "\xFF\xD8\xFF\xE0" + std::string(200, 'j');
  const std::string text = base64_encode(picture);
  std::string folded, bare;
  for (std::size_t i = 0; i < text.size(); i += 60) {
    folded += " " + text.substr(i, 60) + "\r\n";
    bare += text.substr(i, 60) + "\r\n";
  }
  for (const std::string& photo :
       {"PHOTO;ENCODING=BASE64;JPEG:\r\n" + folded + "\r\n",
        "PHOTO;JPEG;ENCODING=BASE64:" + text + "\r\n\r\n", "PHOTO;TYPE=JPEG;ENCODING=b:" + bare,
        "PHOTO;ENCODING=b;TYPE=JPG:" + text + "\r\n", "PHOTO:data:image/jpeg;base64," + text + "\r\n",
        "PHOTO;BASE64:" + folded}) {
    const Contact c = read_one(card("2.1", photo + "EMAIL:a@example.org\r\n"));
    ASSERT_TRUE(c.photo) << photo.substr(0, 40);
    EXPECT_EQ(c.photo->media_type, "image/jpeg");
    EXPECT_TRUE(c.photo->bytes == picture) << photo.substr(0, 40);
    EXPECT_THAT(c.mails, SizeIs(1)) << photo.substr(0, 40);
  }
}

TEST(VCardReader, ADamagedPhotoIsSaidAndTheCardKept) {
  const ReadContacts read = read_all(card("3.0", "FN:A\r\nPHOTO;ENCODING=b:!!!\r\nTEL:1\r\n"));
  EXPECT_THAT(read.diagnostics, SizeIs(1));
  EXPECT_FALSE(read.contacts.at(0).photo);
  EXPECT_THAT(read.contacts[0].numbers, SizeIs(1));
}

TEST(VCardReader, TiesApplesLabelsToWhatTheyLabel) {
  const Contact c =
      read_one(card("3.0",
                    "item1.TEL:1234567\r\nitem1.X-ABLabel:Boat\r\nitem2.EMAIL:a@b.example\r\n"
                    "item2.X-ABLabel:_$!<Other>!$_\r\nitem3.X-ABDATE:2009-04-11\r\n"
                    "item3.X-ABLabel:_$!<Anniversary>!$_\r\nitem4.X-ABRELATEDNAMES:Wren\r\n"
                    "item4.X-ABLabel:_$!<Spouse>!$_\r\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-09-27\r\n"));
  EXPECT_EQ(c.numbers.at(0).label, "Boat");
  EXPECT_EQ(c.mails.at(0).label, "Other");
  EXPECT_EQ(c.anniversary, (Date{2009, 4, 11}));
  EXPECT_EQ(c.birthday, (Date{std::nullopt, 9, 27}));
  EXPECT_EQ(c.related, (std::vector<Related>{{"spouse", "Wren"}}));
  EXPECT_THAT(c.other, IsEmpty());
}

TEST(VCardReader, ReadsChatAddressesOnceHoweverOftenTheyAreSaid) {
  const Contact c =
      read_one(card("3.0",
                    "IMPP;X-SERVICE-TYPE=QQ:x-apple:10000121\r\nX-QQ:10000121\r\nX-QQ:10000122\r\n"
                    "IMPP:xmpp:a%20b@example.org\r\nX-SKYPE:corin?call\r\nX-JABBER;HOME:c@example.org\r\n"));
  EXPECT_EQ(c.im_addresses, (std::vector<ImAddress>{{"qq", "10000121", {}},
                                                    {"qq", "10000122", {}},
                                                    {"xmpp", "a b@example.org", {}},
                                                    {"skype", "corin?call", {}},
                                                    {"xmpp", "c@example.org", {"home"}}}));
}

TEST(VCardReader, Reads40) {
  const Contact c = read_one(
      card("4.0",
           "FN:Mei Tanaka\r\nTEL;VALUE=uri;PREF=1;TYPE=\"voice,home\":tel:+81-3-0000-0268;ext=5102\r\n"
           "TEL;PREF=50;TYPE=cell:+81 90\r\nEMAIL;PREF=2:b@example.jp\r\nBDAY:19850614\r\n"
           "ANNIVERSARY:--0612\r\nKIND:org\r\nPHOTO;MEDIATYPE=image/gif:https://example.org/a.gif\r\n"
           "REV:20121012T210525Z\r\nUID:urn:uuid:1\r\n"));
  EXPECT_EQ(c.numbers, (std::vector<ContactNumber>{{"+81-3-0000-0268", "5102", {"home"}, "", true},
                                                   {"+81 90", "", {"cell"}, "", false}}));
  EXPECT_TRUE(c.mails.at(0).preferred) << "the lowest of its kind";
  EXPECT_EQ(c.birthday, (Date{1985, 6, 14}));
  EXPECT_EQ(c.anniversary, (Date{std::nullopt, 6, 12}));
  EXPECT_EQ(c.kind, "org");
  EXPECT_EQ(c.photo, (Photo{"", "image/gif", "https://example.org/a.gif"}));
  EXPECT_EQ(c.updated, "2012-10-12T21:05:25Z");
  EXPECT_EQ(c.uid, "urn:uuid:1");
}

TEST(VCardReader, TheFirstOfASingleValueWinsAndTheRestIsKept) {
  const Contact c =
      read_one(card("3.0",
                    "N:Dup;Dee\r\nN:Other;Name\r\nFN:Dee\r\nFN:Second\r\nTITLE:T1\r\nTITLE:T2\r\n"
                    "NOTE:first\r\nNOTE:second\r\nCATEGORIES:a,b\r\nCATEGORIES:b,c\\,d\r\n"));
  EXPECT_EQ(c.name.family, "Dup");
  EXPECT_EQ(c.formatted_name, "Dee");
  EXPECT_EQ(c.title, "T1");
  EXPECT_EQ(c.note, "first\nsecond");
  EXPECT_THAT(c.categories, ElementsAre("a", "b", "c,d"));
  EXPECT_THAT(c.other, SizeIs(3));
}

TEST(VCardReader, LostAndNestedCardsDoNotMix) {
  ReadContacts read =
      read_all("BEGIN:VCARD\nFN:One\nTEL:1\nBEGIN:VCARD\nFN:Two\nTEL:2\nEND:VCARD\nVERSION:3.0\nFN:Three\n");
  ASSERT_THAT(read.contacts, SizeIs(3));
  EXPECT_THAT(read.diagnostics, SizeIs(5))
      << "a lost END, a lost BEGIN, the END of the last, and two without a version";
  for (const Contact& c : read.contacts) EXPECT_LE(c.numbers.size(), 1U);

  const Contact boss =
      read_one(card("2.1", "FN:Boss\r\nAGENT:\r\n" + card("2.1", "FN:Aide\r\nTEL:2\r\n") + "TEL:1\r\n"));
  EXPECT_EQ(boss.formatted_name, "Boss");
  EXPECT_EQ(boss.numbers.at(0).number, "1");
  ASSERT_THAT(boss.other, SizeIs(1));
  EXPECT_THAT(boss.other[0].value, ::testing::HasSubstr("FN:Aide"));
}

TEST(VCardReader, MalformedLinesAreSaidAndPassedOver) {
  const ReadContacts read =
      read_all(card("2.1", "FN:Vi\r\nJUSTAWORD\r\nTEL;=;;CELL:555\r\nTEL;TYPE=:556\r\n:557\r\nEMAIL:\r\n"));
  EXPECT_EQ(read.contacts.at(0).numbers,
            (std::vector<ContactNumber>{{"555", "", {"cell"}, "", false}, {"556", "", {}, "", false}}));
  EXPECT_THAT(read.contacts[0].mails, IsEmpty());
  EXPECT_THAT(read.diagnostics, SizeIs(2));
  EXPECT_EQ(read.diagnostics.at(0).line, 4U);
}

TEST(VCardReader, NulOctetsCutNothing) {
  const ReadContacts read =
      read_all(std::string_view("BEGIN:VCARD\nFN:A\0B\nNOTE:x\0y\nEND:VCARD\n\0\0", 40));
  EXPECT_EQ(read.contacts.at(0).formatted_name, "AB");
  EXPECT_EQ(read.contacts[0].note, "xy");
  EXPECT_THAT(read.diagnostics, SizeIs(2)) << "the NULs, and no version";
}

TEST(VCardReader, WhatNobodySeesIsCutFromTheEnds) {
  const Contact c = read_one(
      card("3.0",
           "FN:\u200fנועה כהן\u200f\r\nTEL:\u202a+972 50-000-0306\u202c\r\nEMAIL:noa@example.org\u200b\r\n"));
  EXPECT_EQ(c.formatted_name, "נועה כהן");
  EXPECT_EQ(c.numbers.at(0).number, "+972 50-000-0306");
  EXPECT_EQ(c.mails.at(0).address, "noa@example.org");
}

TEST(VCardReader, ReadingsAndVendorsWordsAreKept) {
  const Contact c = read_one(card("2.1",
                                  "FN:A\r\nSOUND;X-IRMC-N:NO;TO\r\nTEL;X-NEC-FAMILY:1\r\nTEL;X-Boat:2\r\nX-"
                                  "GN:friends\r\nLABEL;HOME:Row 4\r\n"));
  EXPECT_EQ(c.reading, (NameReading{"NO", "TO", ""}));
  EXPECT_THAT(c.numbers.at(0).types, ElementsAre("x-nec-family"));
  EXPECT_EQ(c.numbers.at(1).label, "Boat");
  EXPECT_THAT(c.categories, ElementsAre("friends"));
  EXPECT_THAT(c.addresses, IsEmpty()) << "a label is no second address";
}

TEST(VCardReader, NothingIsASuccessWithNothing) {
  EXPECT_THAT(read_all("").contacts, IsEmpty());
  EXPECT_THAT(read_all("").diagnostics, IsEmpty());
  EXPECT_THAT(read_all("hello\n").contacts, IsEmpty());
  EXPECT_FALSE(read_all("hello\n").diagnostics.empty());
}

TEST(VCardReader, LimitsAreNamed) {
  const std::string two = card("3.0", "FN:A\r\n") + card("3.0", "FN:B\r\n");
  auto read = read_contacts(two, Format::vcard3, {.max_contacts = 1});
  ASSERT_TRUE(read);
  EXPECT_THAT(read->contacts, SizeIs(1));
  EXPECT_THAT(read->diagnostics, SizeIs(1));
  EXPECT_THAT(read_contacts(two, Format::vcard3, {.max_contacts = 2})->diagnostics, IsEmpty());
  read = read_contacts(two, Format::vcard3, {.max_bytes = 10});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, Code::invalid_input);
}

// Each of these took a careless reader the square of its size; here they only have to end within the test's
// time.
TEST(VCardReader, HostileSizesEnd) {
  const auto repeated = [](std::string_view piece, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += piece;
    return out;
  };
  EXPECT_THAT(read_all(card("3.0", repeated("TEL;TYPE=CELL:12345678\r\n", 100'000))).contacts.at(0).numbers,
              SizeIs(100'000));
  EXPECT_EQ(read_all(card("3.0", "NOTE:x" + repeated("\r\n y", 300'000) + "\r\n")).contacts.at(0).note.size(),
            300'001U);
  for (const std::string& lines :
       {repeated("item1.TEL:1\r\nitem1.X-ABLabel:x\r\n", 50'000), "NOTE" + repeated("\r\n ;x", 300'000),
        repeated("\r", 2'000'000), repeated("x\r", 500'000),
        "NOTE;QUOTED-PRINTABLE:" + repeated("=\r\n", 500'000),
        "NOTE;QUOTED-PRINTABLE:" + repeated(" \r\n", 500'000),
        "TEL;TYPE=" + repeated("a,", 500'000) + ":1\r\n", "CATEGORIES:" + repeated("aa,b,", 300'000) + "\r\n",
        repeated("BEGIN:VCARD\n", 100'000), repeated("AGENT:\nBEGIN:VCARD\n", 50'000),
        repeated("X-QQ:1\nIMPP:qq:1\n", 50'000), "PHOTO;ENCODING=b:" + repeated("AAAA\r\n", 300'000),
        "N:" + repeated("\\", 1'000'000) + "\r\n", "FN:" + repeated("\"", 1'000'000) + "\r\n",
        repeated("\"\r\n ", 300'000)})
    EXPECT_FALSE(read_all(card("2.1", lines)).contacts.empty());
}

}  // namespace
}  // namespace phonebook
