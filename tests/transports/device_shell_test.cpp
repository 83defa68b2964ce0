#include "transports/usb/device_shell.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/transports/sandbox.h"
#include "transports/program.h"

namespace phonebook {
namespace {

using Words = std::vector<std::string>;

const Words kHostile{"",
                     " ",
                     "'",
                     "''",
                     "'\\''",
                     "\\",
                     "\\'",
                     "a'b\"c`d$e\\f",
                     "$(touch pwned)",
                     "`touch pwned`",
                     "; touch pwned;",
                     "'; touch pwned; '",
                     "&& touch pwned",
                     "| touch pwned",
                     "> pwned",
                     "\ntouch pwned\n",
                     "\r\n",
                     "${HOME}",
                     "$?",
                     "~",
                     "~root",
                     "*",
                     "[a-z]",
                     "{a,b}",
                     "#comment",
                     "!history",
                     "-rf",
                     "--",
                     "a=b",
                     "\x01\x02\x7f\x80\xff",
                     "陈小明 😀",
                     "\t"};

// What a real shell makes of the command: its words, each behind a mark of its own.
Words split_by(const std::string& shell, const Words& words) {
  Words command{"printf", "<%s>\\0"};
  command.insert(command.end(), words.begin(), words.end());
  const auto run = run_program({.argv = {shell, "-c", command_for_device(command)}}, {});
  EXPECT_TRUE(run) << (run ? "" : run.error().text());
  if (!run) return {};
  EXPECT_EQ(run->exit_status, 0) << run->messages;
  EXPECT_EQ(run->messages, "");
  Words back;
  std::string_view rest = run->output;
  for (std::size_t end = 0; (end = rest.find('\0')) != std::string_view::npos; rest.remove_prefix(end + 1)) {
    const std::string_view one = rest.substr(0, end);
    EXPECT_TRUE(one.size() >= 2 && one.front() == '<' && one.back() == '>');
    back.emplace_back(one.substr(1, one.size() - 2));
  }
  return back;
}

class DeviceShellQuoting : public ::testing::TestWithParam<const char*> {
 protected:
  // Debian's sh is dash; Android's is mksh.
  void SetUp() override {
    if (!find_program(GetParam())) FAIL() << GetParam() << " is not installed; ./test installs it";
  }
};

TEST_P(DeviceShellQuoting, EveryHostileWordComesBackAsItWas) {
  const testing::Sandbox sandbox;
  EXPECT_EQ(split_by(GetParam(), kHostile), kHostile);
  EXPECT_TRUE(std::filesystem::is_empty(sandbox / "here")) << "something of a word was run";
}

TEST_P(DeviceShellQuoting, AnyWordsOfAnyOctetsComeBackAsTheyWere) {
  const testing::Sandbox sandbox;
  std::mt19937 random(20261125);
  const std::string signs = "'\"\\$`;&|<>()*?[]{}~#!= \t\n\r";
  for (int round = 0; round < 60; ++round) {
    Words words(1 + random() % 40);
    for (std::string& word : words) {
      for (std::size_t n = random() % 30; n > 0; --n)
        word += random() % 3 == 0 ? static_cast<char>(1 + random() % 255) : signs[random() % signs.size()];
      if (random() % 8 == 0) word += kHostile[random() % kHostile.size()];
    }
    ASSERT_EQ(split_by(GetParam(), words), words);
  }
  EXPECT_TRUE(std::filesystem::is_empty(sandbox / "here"));
}

TEST_P(DeviceShellQuoting, AScriptTellsWhatEachCommandSaidAndHowItEnded) {
  DeviceScript script;
  script.run({"echo", "it's $HOME"});
  script.run({"false"});
  script.run({"sh", "-c", "echo oops >&2; exit 7"});
  script.run({"printf", "no end of line"});
  const auto run = run_program({.argv = {GetParam(), "-c", script.text()}}, {});
  ASSERT_TRUE(run);
  EXPECT_EQ(run->messages, "") << "both streams are one";
  const auto answers = script.answers(run->output);
  ASSERT_EQ(answers.size(), 4U);
  EXPECT_EQ(answers[0].output, "it's $HOME\n");
  EXPECT_EQ(answers[0].status, 0);
  EXPECT_EQ(answers[1].status, 1);
  EXPECT_EQ(answers[2].output, "oops\n");
  EXPECT_EQ(answers[2].status, 7);
  EXPECT_EQ(answers[3].output, "no end of line");
}

INSTANTIATE_TEST_SUITE_P(Shells, DeviceShellQuoting, ::testing::Values("sh", "mksh"),
                         [](const auto& info) { return std::string(info.param); });

TEST(DeviceShell, LeavesPlainWordsReadableAndNulOut) {
  EXPECT_EQ(command_for_device(Words{"am", "start", "-a", "android.intent.action.VIEW"}),
            "am start -a android.intent.action.VIEW");
  EXPECT_EQ(quoted_for_device(""), "''");
  EXPECT_EQ(quoted_for_device("O'Neil"), "'O'\\''Neil'");
  EXPECT_EQ(quoted_for_device(std::string_view("a\0'b", 4)), "'a'\\''b'");
}

TEST(DeviceShell, AnswersEndWhereTheLinkBroke) {
  DeviceScript script("mark");
  script.run({"a"});
  script.run({"b"});
  EXPECT_EQ(script.text(), "a 2>&1; echo mark:$?; b 2>&1; echo mark:$?");
  EXPECT_TRUE(script.answers("").empty());
  EXPECT_TRUE(script.answers("Starting\n").empty());
  EXPECT_TRUE(script.answers("Starting\nmark:").empty());
  EXPECT_TRUE(script.answers("Starting\nmark:1").empty()) << "the number may be cut";
  EXPECT_TRUE(script.answers("mark:\n").empty());
  EXPECT_TRUE(script.answers("mark:1x\n").empty());
  EXPECT_EQ(script.answers("Starting\nmark:0\nmore").size(), 1U);
  // An old adbd's terminal.
  const auto answers = script.answers("one\r\nmark:0\r\ntwo\r\nmark:127\r\nand more");
  ASSERT_EQ(answers.size(), 2U);
  EXPECT_EQ(answers[0].output, "one\n");
  EXPECT_EQ(answers[1].output, "two\n");
  EXPECT_EQ(answers[1].status, 127);
}

TEST(DeviceShell, NoTwoScriptsShareAMark) {
  DeviceScript first;
  DeviceScript second;
  first.run({"a"});
  second.run({"a"});
  EXPECT_NE(first.text(), second.text());
}

}  // namespace
}  // namespace phonebook
