#include "engine/card_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace phonebook {
namespace {

namespace fs = std::filesystem;

class CardFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "phonebook-cards-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    umask_ = ::umask(022);
  }
  void TearDown() override {
    ::umask(umask_);
    fs::remove_all(folder_);
  }
  static unsigned mode(const fs::path& path) {
    struct stat found {};
    EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
    return found.st_mode & 0777;
  }
  static std::string bytes_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  fs::path folder_;
  mode_t umask_ = 0;
};

TEST_F(CardFilesTest, AreForTheirOwnerOnly) {
  for (const char* out : {"cards", "bob.vcf"}) {
    auto files = CardFiles::open(folder_ / out, "vcf", false);
    ASSERT_TRUE(files);
    ASSERT_TRUE(files->add("Ann", "first"));
    ASSERT_TRUE(files->add("Bob", "second"));
    ASSERT_TRUE(files->commit());
  }
  for (const char* name : {"cards/Ann.vcf", "cards/Bob.vcf", "bob-1.vcf", "bob-2.vcf"})
    EXPECT_EQ(mode(folder_ / name), 0600U) << name;
  EXPECT_EQ(bytes_of(folder_ / "cards/Bob.vcf"), "second");
}

TEST_F(CardFilesTest, SayWhyTheyCannotBeWritten) {
  auto files = CardFiles::open(folder_ / "bob.vcf", "vcf", false);
  ASSERT_TRUE(files);
  ASSERT_FALSE(fs::is_empty(folder_)) << "where they wait";
  for (const auto& hidden : fs::directory_iterator(folder_)) fs::remove_all(hidden.path());
  const auto added = files->add("Bob", "card");
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, Code::io);
  EXPECT_THAT(added.error().sentence, testing::HasSubstr(std::generic_category().message(ENOENT)));
}

}  // namespace
}  // namespace phonebook
