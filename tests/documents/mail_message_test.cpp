#include "documents/mail_message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "tests/documents/taken.h"

namespace phonebook {
namespace {
using test::read;
using test::Taken;
using test::TemporaryFolder;
using test::Texts;

constexpr std::string_view kHead =
    "From: =?UTF-8?Q?B=C3=B6b?= <bob@example.com>\r\nTo: Al <al@example.com>\r\n"
    "Date: Wed, 25 Nov 2026 10:30:00 +0100\r\nSubject: =?gbk?B?tee7sA==?=\r\nMIME-Version: 1.0\r\n";

TEST(Mail, SaysWhoWroteWhenAndDecodesTheHead) {
  Taken taken;
  const auto info = read(std::string(kHead) +
                             "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: "
                             "quoted-printable\r\n\r\nGr=FC=DFe, call 0171=\r\n 1234567\r\n",
                         taken);
  ASSERT_TRUE(info) << info.error().text();
  EXPECT_EQ(info->type, FileType::mail);
  ASSERT_EQ(taken.mails.size(), 1U);
  EXPECT_EQ(taken.mails[0].from_name, "Böb");
  EXPECT_EQ(taken.mails[0].from_address, "bob@example.com");
  EXPECT_EQ(taken.mails[0].to, "al@example.com");
  EXPECT_EQ(taken.mails[0].time, 1795599000);
  EXPECT_EQ(taken.texts, (Texts{"Böb <bob@example.com>", "电话", "Grüße, call 0171 1234567"}));
}

TEST(Mail, TakesOneOfTheAlternativesAndReadsAttachments) {
  Taken taken;
  ASSERT_TRUE(read(std::string(kHead) +
                       "Content-Type: multipart/mixed; boundary=A\r\n\r\n--A\r\nContent-Type: "
                       "multipart/alternative; boundary=B\r\n\r\n"
                       "--B\r\nContent-Type: text/plain\r\n\r\nplain text\r\n--B\r\nContent-Type: "
                       "text/html\r\n\r\n<p>marked text</p>\r\n--B--\r\n"
                       "--A\r\nContent-Type: text/html\r\n\r\n<p>only <b>html</b></p>\r\n"
                       "--A\r\nContent-Type: text/csv; name=a.csv\r\nContent-Disposition: attachment; "
                       "filename=a.csv\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
                       base64_encode("name;tel\nBob;1\n") +
                       "\r\n--A\r\nContent-Type: image/png; name=a.png\r\nContent-Disposition: attachment; "
                       "filename=a.png\r\n\r\n\x89PNG\r\n\x1A\n\r\n--A\r\n"
                       "Content-Type: message/rfc822\r\n\r\nFrom: carol@example.com\r\nSubject: "
                       "inner\r\nDate: Wed, 25 Nov 2026 10:30:00 +0100\r\n\r\nfrom inside\r\n--A--\r\n",
                   taken));
  EXPECT_THAT(taken.texts, testing::IsSupersetOf({"plain text", "only html", "inner", "from inside"}));
  EXPECT_THAT(taken.texts, testing::Not(testing::Contains("marked text")));
  EXPECT_EQ(taken.rows, (test::Rows{{"name", "tel"}, {"Bob", "1"}}));
  EXPECT_EQ(taken.mails.size(), 2U);
  EXPECT_TRUE(taken.remarks.empty());
}

TEST(Mail, AMailboxIsEachOfItsMails) {
  const TemporaryFolder folder;
  std::string box;
  for (int i = 0; i < 50; ++i)
    box += "From a@b.c Thu Jan  1 00:00:00 1970\nFrom: p" + std::to_string(i) +
           "@example.com\nDate: Wed, 25 Nov 2026 10:30:00 +0100\nSubject: s\n\n>From the body " +
           std::to_string(i) + "\n\n";
  Taken taken;
  auto input = Input::open(folder.file("box", box));
  const auto info = read_document(*input, {}, taken);
  ASSERT_TRUE(info);
  EXPECT_EQ(info->type, FileType::mbox);
  EXPECT_EQ(taken.mails.size(), 50U);
  EXPECT_EQ(taken.mails[49].from_address, "p49@example.com");
  EXPECT_THAT(taken.texts.back(), testing::HasSubstr("the body 49"));
}

TEST(Mail, AnEncryptedPartIsTold) {
  Taken taken;
  ASSERT_TRUE(read(std::string(kHead) +
                       "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; "
                       "boundary=A\r\n\r\n--A\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: "
                       "1\r\n--A\r\nContent-Type: application/octet-stream\r\n\r\nxxx\r\n--A--\r\n",
                   taken));
  ASSERT_EQ(taken.remarks.size(), 1U);
  EXPECT_THAT(taken.remarks[0].sentence, testing::HasSubstr("encrypted"));
}

TEST(Mail, NestingWithoutEndIsCut) {
  std::string text(kHead);
  for (int i = 0; i < 2000; ++i) {
    const std::string b = "b" + std::to_string(i);
    text += "Content-Type: multipart/mixed; boundary=" + b + "\r\n\r\n--" + b + "\r\n";
  }
  Taken taken;
  ASSERT_TRUE(read(text + "\r\nend", taken));
  EXPECT_FALSE(taken.remarks.empty());
}

}  // namespace
}  // namespace phonebook
