#include <gtest/gtest.h>
#include <linux/magic.h>
#include <signal.h>
#include <sys/statfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <string>

#include "tests/transports/sandbox.h"
#include "transports/local_path.h"
#include "transports/routes.h"

namespace phonebook {
namespace {

TEST(PhoneAddress, IsARouteAColonAndTheRoutesOwnAddress) {
  EXPECT_EQ(parse_phone_address("folder:/media/card"), (PhoneAddress{"folder", "/media/card"}));
  EXPECT_EQ(parse_phone_address("wap:+491701234567"), (PhoneAddress{"wap", "+491701234567"}));
  EXPECT_EQ(parse_phone_address("bluetooth:00:11:22:33:44:55")->address, "00:11:22:33:44:55");
  EXPECT_EQ(parse_phone_address("folder:/Karte mit ü")->text(), "folder:/Karte mit ü");
}

TEST(PhoneAddress, RefusesWhatIsNone) {
  for (const std::string text : {"", ":", "folder", "folder:", ":/x", "Folder:/x", "fol der:/x",
                                 "folder:/a\nb", "folder:/a\x7f", "folder:/\xff", "/x:y", "../x:y"})
    EXPECT_FALSE(parse_phone_address(text)) << text;
  EXPECT_FALSE(parse_phone_address(std::string("folder:/a\0b", 11)));
  EXPECT_FALSE(parse_phone_address("folder:/" + std::string(5000, 'x')));
  EXPECT_FALSE(parse_phone_address(std::string(33, 'r') + ":x"));
}

TEST(LocalPath, OnePhoneHasOneSpelling) {
  const testing::Sandbox sandbox;
  const std::string card = (sandbox / "home" / "card").string();
  EXPECT_EQ(canonical_path(card), card);
  EXPECT_EQ(canonical_path(card + "/"), card);
  EXPECT_EQ(canonical_path(card + "//./x/.."), card);
  EXPECT_EQ(canonical_path("~/card"), card);
  EXPECT_EQ(canonical_path("../home/card"), card);
  EXPECT_EQ(canonical_path("~"), (sandbox / "home").string());
  EXPECT_EQ(canonical_path("/"), "/");
}

TEST(LocalPath, AKilledProgramsFolderGoesWhenTheNextIsMade) {
  const testing::Sandbox sandbox;
  int told[2];
  ASSERT_EQ(::pipe(told), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    auto folder = PrivateFolder::make();
    if (folder) testing::put(folder->path() / "card.vcf", "FN:Anna");
    if (::write(told[1], "x", 1) == 1) ::pause();
    ::_exit(1);
  }
  char word = 0;
  ASSERT_EQ(::read(told[0], &word, 1), 1);
  const auto parent = sandbox / "runtime/purple-phonebook";
  const auto left = std::filesystem::directory_iterator(parent)->path();
  const auto long_ago = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
  std::filesystem::last_write_time(left, long_ago);
  {
    const auto while_it_lives = PrivateFolder::make();
    EXPECT_TRUE(std::filesystem::exists(left / "card.vcf")) << "in use";
  }
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  ASSERT_TRUE(std::filesystem::exists(left));
  std::filesystem::create_directory_symlink(sandbox / "home", parent / "work-link");
  const auto next = PrivateFolder::make();
  ASSERT_TRUE(next);
  EXPECT_FALSE(std::filesystem::exists(left));
  EXPECT_TRUE(std::filesystem::exists(sandbox / "home"));
}

TEST(LocalPath, PrivateFolderLiesInMemoryWithoutASession) {
  const testing::Sandbox sandbox;
  ::unsetenv("XDG_RUNTIME_DIR");
  const auto folder = PrivateFolder::make();
  ASSERT_TRUE(folder);
  struct statfs system {};
  ASSERT_EQ(::statfs("/dev/shm", &system), 0);
  if (system.f_type != TMPFS_MAGIC) GTEST_SKIP() << "this machine has no /dev/shm";
  ASSERT_EQ(::statfs(folder->path().c_str(), &system), 0);
  EXPECT_EQ(system.f_type, TMPFS_MAGIC);
  EXPECT_EQ(std::filesystem::status(folder->path()).permissions(), std::filesystem::perms(0700));
}

TEST(LocalPath, PrivateFolderGoesWithAllItHolds) {
  const testing::Sandbox sandbox;
  std::filesystem::path path;
  {
    auto folder = PrivateFolder::make();
    ASSERT_TRUE(folder);
    path = folder->path();
    testing::put(path / "secret", "x");
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms(0700));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Routes, AreAllNamedOnceAndFound) {
  for (const Route* route : routes()) EXPECT_EQ(find_route(route->name()), route);
  EXPECT_EQ(find_route("carrier-pigeon"), nullptr);
  for (const char* name : {"folder", "gammu", "adb", "bluetooth", "wap"})
    EXPECT_TRUE(find_route(name)) << name;
}

// Every route of the table is built today; one that a build lacks is one of these.

}  // namespace
}  // namespace phonebook
