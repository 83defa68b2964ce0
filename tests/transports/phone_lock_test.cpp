#include "transports/phone_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/transports/sandbox.h"

namespace phonebook {
namespace {

TEST(PhoneLock, HoldsOutASecondAndLetsGoAtItsEnd) {
  const testing::Sandbox sandbox;
  const PhoneAddress phone{"folder", "/card"};
  {
    auto first = lock_phone(phone);
    ASSERT_TRUE(first) << first.error().text();
    auto second = lock_phone(phone);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, Code::busy);
    EXPECT_FALSE(second.error().sentence.empty());
    EXPECT_FALSE(lock_phone({"folder", "/card/."})) << "another spelling of the same phone";
    EXPECT_TRUE(lock_phone({"folder", "/other"}));
  }
  EXPECT_TRUE(lock_phone(phone));
}

TEST(PhoneLock, IsSeenByAnotherProcessAndEndsWithIt) {
  const testing::Sandbox sandbox;
  const PhoneAddress phone{"gammu", "/rc"};
  int ready[2];
  int done[2];
  ASSERT_EQ(::pipe(ready), 0);
  ASSERT_EQ(::pipe(done), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    auto lock = lock_phone(phone);
    const char word = lock ? 'y' : 'n';
    char ignored;
    if (::write(ready[1], &word, 1) == 1 && ::read(done[0], &ignored, 1) >= 0) ::_exit(0);
    ::_exit(1);
  }
  char word = 0;
  ASSERT_EQ(::read(ready[0], &word, 1), 1);
  ASSERT_EQ(word, 'y');
  const auto lock = lock_phone(phone);
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().code, Code::busy);
  ASSERT_EQ(::write(done[1], "x", 1), 1);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(lock_phone(phone));
}

TEST(PhoneLock, AFolderThroughALinkIsTheSamePhone) {
  const testing::Sandbox sandbox;
  std::filesystem::create_directory(sandbox / "card");
  std::filesystem::create_symlink(sandbox / "card", sandbox / "link");
  const auto lock = lock_phone({"folder", (sandbox / "card").string()});
  ASSERT_TRUE(lock);
  const auto other = lock_phone({"folder", (sandbox / "link").string()});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Code::busy);
}

TEST(PhoneLock, IsSeenByAProgramOutsideOfTheSession) {
  const testing::Sandbox sandbox;
  const auto lock = lock_phone({"folder", "/card"});
  ASSERT_TRUE(lock);
  ::unsetenv("XDG_RUNTIME_DIR");
  EXPECT_FALSE(lock_phone({"folder", "/card"}));
}

TEST(PhoneLock, MovesWithoutLettingGo) {
  const testing::Sandbox sandbox;
  auto first = lock_phone({"folder", "/card"});
  ASSERT_TRUE(first);
  const PhoneLock moved = std::move(*first);
  EXPECT_FALSE(lock_phone({"folder", "/card"}));
}

}  // namespace
}  // namespace phonebook
