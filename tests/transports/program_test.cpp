#include "transports/program.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <thread>

#include "tests/transports/sandbox.h"

namespace phonebook {
namespace {

using namespace std::chrono_literals;

TEST(Program, GivesItsStatusAndBothStreams) {
  const auto run =
      run_program({.argv = {"/bin/sh", "-c", "cat; echo oops >&2; exit 7"}, .input = "hello"}, {});
  ASSERT_TRUE(run) << run.error().text();
  EXPECT_EQ(run->exit_status, 7);
  EXPECT_EQ(run->output, "hello");
  EXPECT_EQ(run->messages, "oops\n");
}

TEST(Program, GetsItsWordsAsTheyAreAndNoShellSeesThem) {
  const testing::Sandbox sandbox;
  const std::string hostile = "$(touch pwned) `touch pwned` ; touch pwned 'q' \"d\" \n*";
  const auto run = run_program({.argv = {"printf", "%s", hostile}}, {});
  ASSERT_TRUE(run);
  EXPECT_EQ(run->output, hostile);
  EXPECT_TRUE(std::filesystem::is_empty(sandbox / "here"));
}

TEST(Program, ThatIsMissingIsNotFound) {
  for (const char* name : {"no-such-program-of-ours", "/no/such/program", ""}) {
    const auto run = run_program({.argv = {name}}, {});
    ASSERT_FALSE(run) << name;
    EXPECT_EQ(run.error().code, Code::not_found) << name;
  }
  EXPECT_FALSE(run_program({}, {}));
}

TEST(Program, ThatTakesTooLongIsEndedWithWhatItStarted) {
  const testing::Sandbox sandbox;
  const auto run = run_program({.argv = {"/bin/sh", "-c", "sleep 300 & echo $!; wait"},
                                .folder = sandbox / "here",
                                .time_limit = 200ms},
                               {});
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().code, Code::unreachable);
}

TEST(Program, WhoseChildKeepsTheStreamsOpenStillEnds) {
  const auto run =
      run_program({.argv = {"/bin/sh", "-c", "sleep 300 & echo $!; exit 3"}, .time_limit = 20s}, {});
  ASSERT_TRUE(run) << run.error().text();
  EXPECT_EQ(run->exit_status, 3);
  const pid_t left_behind = std::stoi(run->output);
  // Killed with the group; it may be a zombie of init for a moment.
  for (int tries = 0; tries < 200 && ::kill(left_behind, 0) == 0; ++tries) {
    const std::string state = testing::content_of("/proc/" + std::to_string(left_behind) + "/stat");
    if (state.empty() || state.find(") Z ") != std::string::npos) break;
    std::this_thread::sleep_for(10ms);
  }
  const std::string state = testing::content_of("/proc/" + std::to_string(left_behind) + "/stat");
  EXPECT_TRUE(state.empty() || state.find(") Z ") != std::string::npos) << state;
}

TEST(Program, IsEndedWhenThePersonCancels) {
  int asked = 0;
  const Task task{.cancelled_by_person = [&] { return ++asked > 3; }};
  const auto run = run_program({.argv = {"sleep", "300"}}, task);
  ASSERT_FALSE(run);
  EXPECT_EQ(run.error().code, Code::cancelled);
}

TEST(Program, ThatWritesIsNotEndedHalfWay) {
  int asked = 0;
  const Task task{.cancelled_by_person = [&] { return ++asked > 1; }};
  const auto run =
      run_program({.argv = {"/bin/sh", "-c", "sleep 0.3; echo done"}, .may_be_cancelled = false}, task);
  ASSERT_TRUE(run);
  EXPECT_EQ(run->output, "done\n");
}

TEST(Program, CannotFillOurMemory) {
  const auto run = run_program(
      {.argv = {"/bin/sh", "-c", "head -c 3000000 /dev/zero; echo end >&2"}, .output_limit_bytes = 1000}, {});
  ASSERT_TRUE(run) << run.error().text();
  EXPECT_EQ(run->output.size(), 1000U);
  EXPECT_EQ(run->messages, "end\n");
}

TEST(Program, SeesOnlyWhatItNeedsOfOurEnvironmentAndNoDescriptor) {
  ::setenv("PHONEBOOK_SECRET", "secret", 1);
  ::setenv("LANG", "de_DE.UTF-8", 1);
  int pipe_ends[2];
  ASSERT_EQ(::pipe(pipe_ends), 0);  // not close-on-exec, as a host's may be
  const auto run = run_program({.argv = {"/bin/sh", "-c", "env; ls /proc/self/fd | wc -l"}}, {});
  ASSERT_TRUE(run);
  EXPECT_EQ(run->output.find("secret"), std::string::npos);
  EXPECT_EQ(run->output.find("de_DE"), std::string::npos);
  EXPECT_NE(run->output.find("LC_ALL=C.UTF-8"), std::string::npos);
  EXPECT_TRUE(run->output.ends_with("\n4\n")) << run->output;  // three streams, and the one ls reads with
  ::close(pipe_ends[0]);
  ::close(pipe_ends[1]);
  ::unsetenv("PHONEBOOK_SECRET");
}

TEST(Program, SeesOfOurEnvironmentWhatIsNamed) {
  ::setenv("PHONEBOOK_NAMED", "told", 1);
  ::setenv("PHONEBOOK_SECRET", "secret", 1);
  const auto run =
      run_program({.argv = {"env"}, .pass_on = {"PHONEBOOK_NAMED", "PHONEBOOK_NOT_SET_AT_ALL"}}, {});
  ::unsetenv("PHONEBOOK_NAMED");
  ::unsetenv("PHONEBOOK_SECRET");
  ASSERT_TRUE(run);
  EXPECT_NE(run->output.find("PHONEBOOK_NAMED=told\n"), std::string::npos);
  EXPECT_EQ(run->output.find("SECRET"), std::string::npos);
  EXPECT_EQ(run->output.find("NOT_SET"), std::string::npos);
}

TEST(Program, KilledByASignalSaysSo) {
  const auto run = run_program({.argv = {"/bin/sh", "-c", "kill -TERM $$"}}, {});
  ASSERT_TRUE(run);
  EXPECT_EQ(run->exit_status, 128 + SIGTERM);
}

TEST(Program, IsFoundOnlyInPath) {
  const testing::Sandbox sandbox;
  EXPECT_TRUE(find_program("sh"));
  EXPECT_FALSE(find_program("../bin/sh"));
  EXPECT_FALSE(find_program(""));
  testing::put(sandbox / "here/local-program", "#!/bin/sh\n");
  EXPECT_FALSE(find_program("local-program"));
}

}  // namespace
}  // namespace phonebook
