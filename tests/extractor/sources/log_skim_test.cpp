// Passing quickly over a log's messages changes nothing about those that are not passed over.
#include "extractor/sources/log_skim.h"

#include <gtest/gtest.h>

#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "documents/input.h"
#include "extractor/sources/source.h"

namespace phonebook {
namespace {

using Random = std::mt19937_64;

// Wants messages with a '!' in them; where it is asked before, the others never reach it.
class Sink : public MessageSink {
 public:
  explicit Sink(bool asked_before) : asked_before_(asked_before) {}
  bool may_hold(std::string_view text, bool, std::size_t readable_behind) const override {
    ++asked;
    // What is said to be readable is.
    for (std::size_t i = 0; i < readable_behind && i < 64; ++i)
      sum_ += static_cast<unsigned char>(text.data()[text.size() + i]);
    return !asked_before_ || text.find('!') != std::string_view::npos;
  }
  bool conversation(const Conversation& c) override {
    told << "= " << c.protocol << ' ' << c.account << ' ' << c.buddy << '\n';
    return true;
  }
  bool message(const SourceMessage& m) override {
    ++messages;
    if (m.by != SourceMessage::By::system && m.text.find('!') != std::string_view::npos)
      told << m.line << ' ' << m.time << ' ' << static_cast<int>(m.by) << ' ' << m.author << ": " << m.text
           << '\n';
    return true;
  }
  std::ostringstream told;
  mutable std::size_t asked = 0;
  std::size_t messages = 0;

 private:
  bool asked_before_;
  mutable unsigned sum_ = 0;
};

template <class T>
const T& one_of(Random& random, const std::vector<T>& set) {
  return set[random() % set.size()];
}

std::string stamp(Random& random, int& second) {
  second += static_cast<int>(random() % 400);
  const int s = second % 86400;
  char text[64];
  switch (random() % 12) {
    case 0:
      std::snprintf(text, sizeof(text), "%d:%02d:%02d %s", (s / 3600 + 11) % 12 + 1, s / 60 % 60, s % 60,
                    s < 43200 ? "AM" : "PM");
      break;
    case 1:
      std::snprintf(text, sizeof(text), "2026-11-%02d %02d:%02d:%02d", 25 + second / 86400, s / 3600,
                    s / 60 % 60, s % 60);
      break;
    case 2:
      std::snprintf(text, sizeof(text), "%02d:%02d", s / 3600, s / 60 % 60);
      break;
    default:
      std::snprintf(text, sizeof(text), "%02d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }
  return text;
}

std::string said(Random& random) {
  std::string text = one_of(
      random, std::vector<std::string>{"hello", "明天见", "<b>bold</b>", "a: b", "(10:00:00) quoted: x", "",
                                       "x &amp; y", "<span style='color: #ff0000;'>red</span>"});
  if (random() % 4 == 0) text += " 138!";
  if (random() % 6 == 0) text += "\nanother line" + std::string(random() % 2 == 0 ? " with 139!" : "");
  if (random() % 40 == 0) text += std::string(random() % 3000, 'y');
  return text;
}

std::string html_log(Random& random, const std::string& buddy) {
  const std::string header =
      "Conversation with " + buddy + " at Wed 25 Nov 2026 10:00:00 AM CET on jan@example.org/Home (jabber)";
  std::string log =
      "<html><head><meta http-equiv=\"content-type\" content=\"text/html; charset=UTF-8\"><title>" + header +
      "</title></head><body><h3>" + header + "</h3>\n";
  int second = 36000;
  for (std::size_t lines = 1 + random() % 60; lines > 0; --lines) {
    const std::string at = stamp(random, second);
    switch (random() % 12) {
      case 0:
        log += "<font size=\"2\">(" + at + ")</font><b> Bob has signed off.</b><br/>\n";
        break;
      case 1:
        log += "<font color=\"#062585\"><font size=\"2\">(" + at + ")</font> <b>***Bob</b></font> " +
               said(random) + "<br/>\n";
        break;
      case 2:
        log += "<font color=\"#FF0000\"><font size=\"2\">(" + at + ")</font><b> not sent!</b></font><br/>\n";
        break;
      case 3:
        log += "<font color=\"#16569E\"><font size=\"2\">(" + at +
               ")</font> <b>jan &lt;AUTO-REPLY&gt;:</b></font> " + said(random) + "<br/>\n";
        break;
      default:
        log += one_of(random, std::vector<std::string>{"<font color=\"#16569E\"><font size=\"2\">(" + at +
                                                           ")</font> <b>jan:</b></font> ",
                                                       "<font color=\"#A82F2F\"><font size=\"2\">(" + at +
                                                           ")</font> <b>Bob Müller:</b></font> "}) +
               said(random) + "<br/>\n";
    }
  }
  if (random() % 3 != 0) log += "</body></html>\n";
  return log;
}

std::string text_log(Random& random, const std::string& buddy) {
  std::string log =
      "Conversation with " + buddy + " at Wed 25 Nov 2026 10:00:00 AM CET on jan@example.org/Home (jabber)\n";
  int second = 36000;
  for (std::size_t lines = 1 + random() % 60; lines > 0; --lines)
    log += "(" + stamp(random, second) + ") " +
           one_of(random, std::vector<std::string>{"jan: ", "Bob: ", "***Bob ", "Bob has signed off.",
                                                   "Bob <AUTO-REPLY>: ", "Bob:"}) +
           said(random) + (random() % 20 == 0 ? "\r\n" : "\n");
  return log;
}

void compare(const std::string& log, const std::string& path, std::size_t& spared) {
  Sink plain(false), quick(true);
  for (Sink* sink : {&plain, &quick}) {
    Input input = Input::memory(log, path);
    ASSERT_TRUE(read_source(input, path, *sink));
  }
  ASSERT_EQ(plain.told.str(), quick.told.str()) << log;
  spared += plain.messages - quick.messages;
}

const std::string kPlace = "logs/jabber/jan@example.org/bob@example.org/2026-11-25.100000+0100CET";

TEST(LogSkimmer, ChangesNothingInHtmlLogs) {
  Random random(1);
  std::size_t spared = 0;
  for (int i = 0; i < 1500 && !HasFatalFailure(); ++i)
    compare(html_log(random, "bob@example.org"), kPlace + ".html", spared);
  EXPECT_GT(spared, 10'000U);
}

// The same log as libpurple writes it since 2.14.
std::string with_styles(std::string log) {
  const std::pair<const char*, const char*> changes[] = {
      {"<html><head>",
       "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" "
       "\"http://www.w3.org/TR/html4/strict.dtd\"><html><head>"},
      {"<font color=\"", "<span style=\"color: "},
      {"<font size=\"2\">", "<span style=\"font-size: smaller\">"},
      {"</font>", "</span>"},
      {"<br/>", "<br>"},
      {"</h3>", "</h1><p>"},
      {"<h3>", "<h1>"},
      {"</body></html>", "</p>\n</body>\n</html>"}};
  for (const auto& [from, to] : changes)
    for (std::size_t at = log.find(from); at != std::string::npos;
         at = log.find(from, at + std::string_view(to).size()))
      log.replace(at, std::string_view(from).size(), to);
  return log;
}

TEST(LogSkimmer, ChangesNothingInHtmlLogsWithStyles) {
  Random random(4);
  std::size_t spared = 0;
  for (int i = 0; i < 1500 && !HasFatalFailure(); ++i)
    compare(with_styles(html_log(random, "bob@example.org")), kPlace + ".html", spared);
  EXPECT_GT(spared, 10'000U);
}

TEST(LogSkimmer, ChangesNothingInTextLogs) {
  Random random(2);
  std::size_t spared = 0;
  for (int i = 0; i < 1500 && !HasFatalFailure(); ++i)
    compare(text_log(random, "bob@example.org"), kPlace + ".txt", spared);
  EXPECT_GT(spared, 5'000U);
}

// Longer than what is read at once, and several logs in one file.
TEST(LogSkimmer, ChangesNothingInLogsThatAreStrungTogether) {
  Random random(3);
  std::size_t spared = 0;
  for (int i = 0; i < 12 && !HasFatalFailure(); ++i) {
    std::string html, text;
    while (html.size() < 200'000)
      html += html_log(random, "bob" + std::to_string(html.size() % 7) + "@example.org");
    while (text.size() < 200'000)
      text += text_log(random, "bob" + std::to_string(text.size() % 7) + "@example.org");
    compare(html, "all.html", spared);
    compare(text, "all.txt", spared);
  }
  EXPECT_GT(spared, 10'000U);
}

TEST(LogSkimmer, TellsTheConversationsOfLogsThatAreStrungTogether) {
  Random random(4);
  Sink sink(true);
  Input input =
      Input::memory(html_log(random, "ann@example.org") + html_log(random, "ben@example.org"), "two.html");
  ASSERT_TRUE(read_source(input, "two.html", sink));
  EXPECT_NE(sink.told.str().find("= prpl-jabber jan@example.org ann@example.org\n"), std::string::npos)
      << sink.told.str();
  EXPECT_NE(sink.told.str().find("= prpl-jabber jan@example.org ben@example.org\n"), std::string::npos)
      << sink.told.str();
}

// Whoever chats with us can write such a line; the book must not put the rest under another's name.
TEST(LogSkimmer, TakesAHeaderInAMessageForAMessage) {
  const std::string header =
      "Conversation with eve@example.org at Wed 25 Nov 2026 10:00:00 AM CET on jan@example.org/Home "
      "(jabber)\n";
  const std::string log =
      "Conversation with bob@example.org at Wed 25 Nov 2026 10:00:00 AM CET on "
      "jan@example.org/Home (jabber)\n(10:00:01) Bob: look\n" +
      header + "(10:00:02) Bob: 138!\n";
  Sink sink(true);
  Input input = Input::memory(log, kPlace + ".txt");
  ASSERT_TRUE(read_source(input, kPlace + ".txt", sink));
  EXPECT_EQ(sink.told.str().find("eve@example.org\n"), std::string::npos) << sink.told.str();
  EXPECT_NE(sink.told.str().find("Bob: 138!"), std::string::npos) << sink.told.str();
}

// Of a file whose name says nothing the conversations are told, but as what a line in it says.
TEST(LogSkimmer, IsNotSureOfConversationsThatALineBegins) {
  Random random(5);
  struct Certain : MessageSink {
    bool conversation(const Conversation& c) override {
      certain.push_back(c.certain);
      return true;
    }
    bool message(const SourceMessage&) override { return true; }
    std::vector<bool> certain;
  } sink;
  Input input =
      Input::memory(html_log(random, "ann@example.org") + html_log(random, "ben@example.org"), "two.html");
  ASSERT_TRUE(read_source(input, "two.html", sink));
  EXPECT_EQ(sink.certain, (std::vector<bool>{true, false}));
}

}  // namespace
}  // namespace phonebook
