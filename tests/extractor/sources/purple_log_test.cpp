#include "extractor/sources/purple_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "extractor/sources/log_times.h"

namespace phonebook {
namespace {

using By = SourceMessage::By;

struct Said {
  std::string text, author;
  By by;
  std::int64_t time;
  std::size_t line;
  bool html;
};

struct Heard : MessageSink {
  bool conversation(const Conversation& c) override {
    talk = c;
    return true;
  }
  bool message(const SourceMessage& m) override {
    said.push_back({std::string(m.text), std::string(m.author), m.by, m.time, m.line, m.html});
    return true;
  }
  std::optional<Conversation> talk;
  std::vector<Said> said;
};

Heard heard(const std::string& text, const std::string& path) {
  Heard out;
  Input input = Input::memory(text, path);
  EXPECT_TRUE(read_source(input, path, out));
  return out;
}

const std::string kHtml =
    "<html><head><meta http-equiv=\"content-type\" content=\"text/html; charset=UTF-8\"><title>Conversation "
    "with "
    "bob@localhost/Home at Wed 25 Nov 2026 10:30:00 AM CET on alice@localhost/Work "
    "(jabber)</title></head><body>"
    "<h3>Conversation with bob@localhost/Home at Wed 25 Nov 2026 10:30:00 AM CET on alice@localhost/Work "
    "(jabber)</h3>\n";
const std::string kHtmlPath =
    "/h/.purple/logs/jabber/alice@localhost/bob@localhost/2026-11-25.103000+0100CET.html";
constexpr std::int64_t kStart = 1795599000;  // 10:30 in that zone

TEST(PurpleLog, ReadsEveryLineThatTheHtmlLoggerWrites) {
  const Heard h = heard(
      kHtml +
          "<font color=\"#16569E\"><font size=\"2\">(10:30:05 AM)</font> <b>Al &amp; Co:</b></font> hi "
          "&lt;you&gt;<br/>\n"
          "<font color=\"#A82F2F\"><font size=\"2\">(10:31:41 AM)</font> <b>Bob:</b></font> "
          "one<br/>two\nthree<br/>\n"
          "<font color=\"#A82F2F\"><font size=\"2\">(10:32:00 AM)</font> <b>Bob "
          "&lt;AUTO-REPLY&gt;:</b></font> away<br/>\n"
          "<font color=\"#062585\"><font size=\"2\">(10:33:00 AM)</font> <b>***bob@localhost/Home</b></font> "
          "waves<br/>\n"
          "<font size=\"2\">(10:34:00 AM)</font><b> Bob has signed off: 5</b><br/>\n"
          "<font color=\"#FF0000\"><font size=\"2\">(10:35:00 AM)</font><b> Unable to send: too "
          "long:</b></font><br/>\n"
          "<font color=\"#6C2585\"><font size=\"2\">(10:36:00 AM)</font><b> bob@localhost:</b></font> "
          "whispered<br/>\n"
          "<font size=\"2\">(10:37:00 AM)</font> raw<br/>\n"
          "<font color=\"#A82F2F\"><font size=\"2\">(11/24/2026 11:00:00 PM)</font> <b>Bob:</b></font> "
          "late<br/>\n"
          "<font color=\"#16569E\"><font size=\"2\">(12:10:00 AM)</font> <b>Al:</b></font> next day<br/>\n"
          "</body></html>\n",
      kHtmlPath);
  ASSERT_TRUE(h.talk);
  EXPECT_EQ(h.talk->protocol, "prpl-jabber");
  EXPECT_EQ(h.talk->account, "alice@localhost");
  EXPECT_EQ(h.talk->buddy, "bob@localhost");
  ASSERT_EQ(h.said.size(), 8U);  // who came and went, and what went wrong, is nothing that somebody said
  const struct {
    const char *text, *author;
    By by;
    std::int64_t after;
    std::size_t line;
  } wanted[] = {{"hi &lt;you&gt;", "Al & Co", By::user, 5, 2},
                {"one<br/>two\nthree", "Bob", By::partner, 101, 3},
                {"away", "Bob", By::partner, 120, 5},
                {"waves", "bob@localhost/Home", By::partner, 180, 6},
                {"whispered", "bob@localhost", By::partner, 360, 9},
                {"raw", "", By::unknown, 420, 10},
                {"late", "Bob", By::partner, -41400, 11},
                {"next day", "Al", By::user, 49200, 12}};
  for (std::size_t i = 0; i < h.said.size(); ++i) {
    EXPECT_EQ(h.said[i].text, wanted[i].text) << i;
    EXPECT_EQ(h.said[i].author, wanted[i].author) << i;
    EXPECT_EQ(h.said[i].by, wanted[i].by) << i;
    EXPECT_EQ(h.said[i].time - kStart, wanted[i].after) << i;
    EXPECT_EQ(h.said[i].line, wanted[i].line) << i;
    EXPECT_TRUE(h.said[i].html);
  }
}

TEST(PurpleLog, ReadsTheHtmlThatIsWrittenSinceLibpurple214) {
  const std::string title =
      "Conversation with bob@localhost at Mi 25 Nov 2026 10:30:00 CET on alice@localhost/Work (jabber)";
  const std::string text =
      "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" "
      "\"http://www.w3.org/TR/html4/strict.dtd\"><html><head><meta http-equiv=\"Content-Type\" "
      "content=\"text/html; charset=utf-8\"><title>" +
      title + "</title></head><body><h1>" + title +
      "</h1><p>\n"
      "<span style=\"color: #16569E\"><span style=\"font-size: smaller\">(10:30:05)</span> "
      "<b>Al:</b></span> hi<br>\n"
      "<span style=\"color: #A82F2F\"><span style=\"font-size: smaller\">(10:31:41)</span> <b>Bob "
      "&lt;AUTO-REPLY&gt;:</b></span> one<br>two\nthree<br>\n"
      "<span style=\"color: #062585\"><span style=\"font-size: smaller\">(24.11.2026 10:31:42)</span> "
      "<b>***Bob</b></span> waves<br>\n"
      "<span style=\"font-size: smaller\">(10:32:00)</span><b> Bob is away: 5</b><br>\n"
      "<span style=\"color: #FF0000\"><span style=\"font-size: smaller\">(10:33:00)</span><b> not "
      "sent:</b></span><br>\n"
      "<span style=\"color: #A82F2F\"><span style=\"font-size: smaller\">(10:34:00)</span> "
      "<b>Bob:</b></span> last<br>\n</p>\n</body>\n</html>\n";
  const Heard h = heard(text, kHtmlPath);
  ASSERT_TRUE(h.talk);
  EXPECT_EQ(h.talk->buddy, "bob@localhost");
  ASSERT_EQ(h.said.size(), 4U);
  const struct {
    const char *text, *author;
    By by;
    std::int64_t after;
  } wanted[] = {{"hi", "Al", By::user, 5},
                {"one<br>two\nthree", "Bob", By::partner, 101},
                {"waves", "Bob", By::partner, 102 - 86400},
                {"last", "Bob", By::partner, 240}};
  for (std::size_t i = 0; i < h.said.size(); ++i) {
    EXPECT_EQ(h.said[i].text, wanted[i].text);
    EXPECT_EQ(h.said[i].author, wanted[i].author);
    EXPECT_EQ(h.said[i].by, wanted[i].by) << i;
    EXPECT_EQ(h.said[i].time - kStart, wanted[i].after) << i;
  }
}

const std::string kText = "Conversation with bob at 2026年11月25日 星期三 10时30分00秒 on 12345 (icq)\n";
const std::string kTextPath = "/h/.purple/logs/icq/12345/bob/2026-11-25.103000+0100CET.txt";

TEST(PurpleLog, ReadsEveryLineThatTheTextLoggerWrites) {
  const Heard h = heard(
      kText +
          "(10:30:05) 12345: hi\n(10:31:41) Bob B.: one\ntwo (10:30) three\n\nfour\n"
          "(10:32:00) Bob B. <自动回复>: away\n(10:33:00) ***bob waves\n(10:34:00) Bob B. has signed off.\n"
          "(2026年11月25日 10时35分00秒) 12345: time: 10:30\n",
      kTextPath);
  ASSERT_EQ(h.said.size(), 5U);
  EXPECT_EQ(h.talk->protocol, "prpl-icq");
  EXPECT_EQ(h.talk->account, "12345");
  EXPECT_EQ(h.said[0].by, By::user);
  EXPECT_EQ(h.said[1].text, "one\ntwo (10:30) three\n\nfour");
  EXPECT_EQ(h.said[1].author, "Bob B.");
  EXPECT_EQ(h.said[1].line, 3U);
  EXPECT_EQ(h.said[2].author, "Bob B.");
  EXPECT_EQ(h.said[2].text, "away");
  EXPECT_EQ(h.said[3].text, "waves");
  EXPECT_EQ(h.said[3].by, By::partner);
  EXPECT_EQ(h.said[4].text, "time: 10:30");
  EXPECT_EQ(h.said[4].time, kStart + 300);
}

TEST(PurpleLog, OfTwoNamesTheOneThatIsNotKnownIsTheOtherPersonAndOfTwoNicknamesNobodyIsTaken) {
  const Heard known = heard(kText + "(10:30:05) bob: a\n(10:30:06) Alice: b\n", kTextPath);
  EXPECT_EQ(known.said[0].by, By::partner);
  EXPECT_EQ(known.said[1].by, By::user);
  const Heard nicknames = heard(kText + "(10:30:05) Bobby: a\n(10:30:06) Alice: b\n", kTextPath);
  EXPECT_EQ(nicknames.said[0].by, By::unknown);
  EXPECT_EQ(nicknames.said[1].by, By::unknown);
}

TEST(PurpleLog, TakesRoomsSystemLogsAndEscapedNamesFromThePath) {
  const std::string head = "Conversation with room@x at Wed 25 Nov 2026 on alice@x/h (jabber)\n";
  const Heard room = heard(head + "(10:30:05) carol: a\n(10:30:06) alice: b\n",
                           "/l/jabber/alice@x/room@x.chat/2026-11-25.103000+0100CET.txt");
  EXPECT_EQ(room.talk->kind, Conversation::Kind::room);
  EXPECT_EQ(room.talk->buddy, "room@x");
  EXPECT_EQ(room.said[0].by, By::room_member);
  EXPECT_EQ(room.said[1].by, By::user);
  const Heard system = heard(
      "System log for account alice@x/h (jabber) connected at Wed 25 Nov 2026\n---- bob signed on @ 10:30 "
      "----\n",
      "/l/jabber/alice@x/.system/2026-11-25.103000+0100CET.txt");
  EXPECT_EQ(system.talk->kind, Conversation::Kind::system);
  EXPECT_TRUE(system.said.empty());
  EXPECT_EQ(unescape_purple_name("a%2fb%25%4"), "a/b%%4");
  // A copy somewhere else: the header says it.
  const Heard copy = heard(
      "Conversation with bob at lunch at 11/25/2026 10:30:00 AM on alice (aim)\n(10:30:05 AM) bob at lunch: "
      "a\n",
      "/tmp/copy.txt");
  EXPECT_EQ(copy.talk->buddy, "bob at lunch");
  EXPECT_EQ(copy.talk->account, "alice");
  EXPECT_NE(copy.said[0].time, 0);
}

TEST(PurpleLog, ReadsTheForerunnersLogsWithManyConversationsInOneFile) {
  const Heard h = heard(
      "---- New Conversation @ Thu Jan  1 10:00:00 2004 ----\n(10:00:05) bob: a\n---- New Conversation @ Fri "
      "Jan  2 11:00:00 2004 ----\n(11:00:05) bob: b\n",
      "/h/.purple/logs/bob.log");
  ASSERT_EQ(h.said.size(), 2U);
  EXPECT_EQ(h.said[0].by, By::partner);
  EXPECT_EQ(h.said[1].time - h.said[0].time, 86400 + 3600);
}

TEST(PurpleLog, IsNotWhatOnlyLooksLikeOne) {
  EXPECT_FALSE(purple_log("Conversation with the manager\n", "/a.txt"));
  EXPECT_FALSE(purple_log("<html><title>Conversation with</title>", "/a.html"));
  EXPECT_FALSE(purple_log("", "/a"));
}

TEST(LogTimes, ReadsTheClocksOfManyLocales) {
  const std::pair<const char*, int> cases[] = {{"10:30:05", 37805},
                                               {"10:30", 37800},
                                               {"02:30:05 PM", 52205},
                                               {"12:30:05 AM", 1805},
                                               {"下午02时30分05秒", 52205},
                                               {"오후 02시 30분 05초", 52205},
                                               {"kl. 10.30 +0100", 37800},
                                               {"14時30分05秒", 52205},
                                               {"10.30.05", 37805},
                                               {"02:30:05 μμ", 52205},
                                               {"25.11.2026 14:30:05", 52205},
                                               {"11/25/2026 02:30:05 PM", 52205}};
  for (const auto& [text, second] : cases) {
    const auto stamp = parse_stamp(text);
    ASSERT_TRUE(stamp) << text;
    EXPECT_EQ(stamp->second_of_day, second) << text;
  }
  for (const char* text : {"", "hello", "10", "25:00:00", "10:61", "0171 1234567", "12345678"})
    EXPECT_FALSE(parse_stamp(text)) << text;
}

TEST(LogTimes, TellsDayAndMonthApartByWhatIsNear) {
  using namespace std::chrono;
  const auto near = sys_days(year(2026) / 3 / 5);
  EXPECT_EQ(resolve(*parse_stamp("03/04/2026 10:00:00")->date, near), sys_days(year(2026) / 3 / 4));
  EXPECT_EQ(resolve(*parse_stamp("04.03.2026 10:00:00")->date, near), sys_days(year(2026) / 3 / 4));
  EXPECT_EQ(resolve(*parse_stamp("2026-04-03 10:00:00")->date, near), sys_days(year(2026) / 4 / 3));
  EXPECT_EQ(resolve(*parse_stamp("25/11/26 10:00:00")->date, near), sys_days(year(2026) / 11 / 25));
  EXPECT_FALSE(resolve({2026, 13, 32, true}, near));
}

TEST(LogTimes, ReadsTheDatesOfManyLocales) {
  using namespace std::chrono;
  const auto near = sys_days(year(2026) / 11 / 25);
  for (const char* text : {"mer. 25 nov. 2026 10:30:05",
                           "Mi 25 Nov 2026 10:30:05 CET",
                           "Ср 25 ноя 2026 10:30:05",
                           "25 نوف, 2026 CET 10:30:05 ص",
                           "۲۶/۱۱/۲۵ ۱۰:۳۰:۰۵",
                           "25/11/26 10:30:05 पूर्वाह्न CET",
                           "พ. 25 พ.ย. 2569, 10:30:05",
                           "25/11/2569 10:30:05",
                           "2026年11月25日 星期三 10时30分05秒",
                           "2026년 11월 25일 (수) 오전 10시 30분 05초",
                           "25.11.2026 (ср) 10:30:05",
                           "Thứ tư, 25 Tháng 11 Năm 2026 10:30:05",
                           "Τετ 25 Νοε 2026 10:30:05 πμ",
                           "10:30:05 2026 נוב 25 ד'",
                           "ke 25. marraskuuta 2026 10.30.05",
                           "Çrş 25 Kas 2026 10:30:05",
                           "2026. nov. 25., szerda, 10:30:05 CET",
                           "mar. 25 nov. 2026 10:30:05",
                           "Wed 25 Nov 2026 10:30:05 AM CET",
                           "śro, 25 lis 2026, 10:30:05"}) {
    const auto stamp = parse_stamp(text);
    ASSERT_TRUE(stamp && stamp->date) << text;
    EXPECT_EQ(stamp->second_of_day, 37805) << text;
    EXPECT_EQ(resolve(*stamp->date, near), near) << text;
  }
}

TEST(PurpleLog, AsksTheProfileWhoTwoNicknamesAre) {
  const std::filesystem::path home =
      std::filesystem::path(testing::TempDir()) / ("profile-" + std::to_string(::getpid()));
  const auto folder = home / "logs" / "icq" / "12345" / "bob";
  std::filesystem::create_directories(folder);
  const std::string path = (folder / "2026-11-25.103000+0100CET.txt").string();
  const auto by = [&](const std::string& accounts, const std::string& blist) {
    std::ofstream(home / "accounts.xml", std::ios::trunc) << accounts;
    std::ofstream(home / "blist.xml", std::ios::trunc) << blist;
    std::vector<By> out;
    for (const Said& said :
         heard(kText + "(10:30:05) Bobby: a\n(10:30:06) Alice: b\n(10:30:07) Bobby: c\n", path).said)
      out.push_back(said.by);
    return out;
  };
  const std::string accounts =
      "<account version='1.0'><account><protocol>prpl-icq</protocol><name>12345</name><alias>Alice</alias>"
      "<settings><setting name='x' type='string'>Bobby</setting></settings></account></account>";
  const std::string blist =
      "<purple><blist><group name='g'><contact><buddy account='12345' "
      "proto='prpl-icq'><name>bob</name><alias>"
      "Bobby</alias></buddy><buddy account='12345' "
      "proto='prpl-icq'><name>carol</name><alias>Alice</alias></buddy>"
      "</contact></group></blist></purple>";
  const std::vector<By> known{By::partner, By::user, By::partner}, nobody(3, By::unknown);
  EXPECT_EQ(by(accounts, blist), known);
  EXPECT_EQ(by("", blist), known) << "one of them tells the other";
  EXPECT_EQ(by(accounts, ""), known);
  EXPECT_EQ(by("", ""), nobody);
  EXPECT_EQ(by("<!DOCTYPE a [<!ENTITY b 'Alice'>]>" + accounts, ""), nobody) << "no entities";
  EXPECT_EQ(by(accounts.substr(0, 60), "\x01\xFF<blist>"), nobody);
  EXPECT_EQ(by("",
               "<blist><buddy account='other' "
               "proto='prpl-icq'><name>bob</name><alias>Bobby</alias></buddy></blist>"),
            nobody);
  std::filesystem::remove_all(home);
}

TEST(DocumentText, SaysACellsColumnWithIt) {
  const Heard h = heard("Name;Mobile;Note\nBob;0171 1234567;\n", "/a.csv");
  ASSERT_EQ(h.said.size(), 2U);
  EXPECT_EQ(h.said[1].text, "Name: Bob\nMobile: 0171 1234567");
  EXPECT_EQ(h.said[1].line, 2U);
  EXPECT_FALSE(h.talk);
}

}  // namespace
}  // namespace phonebook
