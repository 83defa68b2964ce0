#include "contacts/keyring.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/contacts/temporary_folder.h"

namespace phonebook {
namespace {

TEST(Keyring, AFreshKeyIsAFileThatOnlyTheOwnerReadsAndStaysTheSame) {
  const testing::TemporaryFolder folder;
  const auto first = open_key(folder.path(), KeyNeed::may_create);
  ASSERT_TRUE(first) << first.error().text();
  EXPECT_EQ(first->source, "key-file");
  struct stat status {};
  ASSERT_EQ(stat(key_file(folder.path()).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  const auto second = open_key(folder.path(), KeyNeed::must_exist);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->secret.octets(), first->secret.octets());
}

TEST(Keyring, AMissingKeyOfAnExistingBookIsRefusedAndNoneIsMade) {
  const testing::TemporaryFolder folder;
  const auto key = open_key(folder.path(), KeyNeed::must_exist);
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, Code::denied);
  EXPECT_FALSE(std::filesystem::exists(key_file(folder.path())));
}

TEST(Keyring, AKeyThatOthersCanReadIsRefusedWithTheCommandThatMendsIt) {
  const testing::TemporaryFolder folder;
  ASSERT_TRUE(open_key(folder.path(), KeyNeed::may_create));
  chmod(key_file(folder.path()).c_str(), 0640);
  const auto key = open_key(folder.path(), KeyNeed::must_exist);
  ASSERT_FALSE(key);
  EXPECT_EQ(key.error().code, Code::denied);
  EXPECT_NE(key.error().sentence.find("chmod 600"), std::string::npos);
}

TEST(Keyring, ADamagedOrLinkedKeyIsRefused) {
  const testing::TemporaryFolder folder;
  std::ofstream(key_file(folder.path())) << "short";
  chmod(key_file(folder.path()).c_str(), 0600);
  EXPECT_EQ(open_key(folder.path(), KeyNeed::must_exist).error().code, Code::invalid_input);
  std::filesystem::remove(key_file(folder.path()));
  std::filesystem::create_symlink("/dev/zero", key_file(folder.path()));
  EXPECT_EQ(open_key(folder.path(), KeyNeed::may_create).error().code, Code::denied);
}

}  // namespace
}  // namespace phonebook
