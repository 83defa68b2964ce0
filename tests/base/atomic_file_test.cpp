#include "base/atomic_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <thread>
#include <vector>

namespace phonebook {
namespace {

namespace fs = std::filesystem;

class AtomicFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "phonebook-base-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  [[nodiscard]] static unsigned mode(const fs::path& path) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0U;
  }
  [[nodiscard]] static std::string content(const fs::path& path) {
    const auto read = read_file(path, 1 << 20);
    return read ? *read : read.error().text();
  }

  fs::path folder_;
};

TEST_F(AtomicFile, HoldsWhatWasWritten) {
  const fs::path path = folder_ / "a.vcf";
  const std::string bytes("a\0\r\n\xFF", 5);
  ASSERT_TRUE(write_file_atomically(path, bytes));
  EXPECT_EQ(content(path), bytes);
  ASSERT_TRUE(write_file_atomically(path, ""));
  EXPECT_EQ(content(path), "");
  EXPECT_EQ(files(), 1U) << "nothing temporary is left";
}

TEST_F(AtomicFile, KeepsTheModeOfAnExistingFile) {
  const fs::path path = folder_ / "a.vcf";
  ASSERT_TRUE(write_file_atomically(path, "1", {.mode = 0600}));
  EXPECT_EQ(mode(path), 0600U);
  ASSERT_TRUE(write_file_atomically(path, "2", {.mode = 0644}));
  EXPECT_EQ(mode(path), 0600U);
}

TEST_F(AtomicFile, DoesNotTouchWhatItMayNotOverwrite) {
  const fs::path path = folder_ / "a.vcf";
  ASSERT_TRUE(write_file_atomically(path, "1", {.overwrite = false}));
  const auto again = write_file_atomically(path, "2", {.overwrite = false});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Code::conflict);
  EXPECT_EQ(again.error().where, path.string());
  EXPECT_EQ(content(path), "1");
  EXPECT_EQ(files(), 1U);
}

TEST_F(AtomicFile, OfManyWhoMayNotOverwriteOneWins) {
  const fs::path path = folder_ / "a.vcf";
  std::atomic<int> written = 0;
  std::vector<std::thread> writers;
  for (int i = 0; i < 8; ++i)
    writers.emplace_back(
        [&] { written += write_file_atomically(path, "x", {.overwrite = false}).has_value(); });
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(written, 1);
  EXPECT_EQ(files(), 1U);
}

TEST_F(AtomicFile, ReplacesALinkAndNotWhereItLeads) {
  const fs::path target = folder_ / "target", link = folder_ / "link";
  ASSERT_TRUE(write_file_atomically(target, "1"));
  fs::create_symlink(target, link);
  ASSERT_TRUE(write_file_atomically(link, "2"));
  EXPECT_EQ(content(target), "1");
  EXPECT_EQ(content(link), "2");
}

TEST_F(AtomicFile, FailsWithASentenceAndLeavesNothing) {
  const auto missing = write_file_atomically(folder_ / "no" / "a.vcf", "1");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::not_found);
  EXPECT_FALSE(missing.error().sentence.empty());
  const auto folder = write_file_atomically(folder_, "1");
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().code, Code::invalid_input);
  EXPECT_EQ(files(), 0U);
}

TEST_F(AtomicFile, AWriteThatFailsHalfWayLeavesTheOldContent) {
  const fs::path path = folder_ / "a.vcf";
  ASSERT_TRUE(write_file_atomically(path, "old"));
  // The kernel's limit for files is the disk that is full.
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const auto written = write_file_atomically(path, std::string(5000, 'x'));
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, handler);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Code::io);
  EXPECT_EQ(content(path), "old");
  EXPECT_EQ(files(), 1U);
}

TEST_F(AtomicFile, StagedAppearsWholeOrNotAtAll) {
  const fs::path path = folder_ / "a.vcf";
  {
    auto file = StagedFile::open(path);
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->write("one, "));
    EXPECT_FALSE(fs::exists(path));
    ASSERT_TRUE(file->write("two"));
    ASSERT_TRUE(file->commit());
    EXPECT_EQ(content(path), "one, two");
  }
  {
    auto given_up = StagedFile::open(path);
    ASSERT_TRUE(given_up);
    ASSERT_TRUE(given_up->write("three"));
  }
  EXPECT_EQ(content(path), "one, two");
  EXPECT_EQ(files(), 1U);
}

TEST_F(AtomicFile, StagedRefusesAtOnceAndAtTheEndWhatItMayNotOverwrite) {
  const fs::path path = folder_ / "a.vcf";
  auto file = StagedFile::open(path, {.overwrite = false});
  ASSERT_TRUE(file);
  ASSERT_TRUE(write_file_atomically(path, "somebody else"));
  ASSERT_TRUE(file->write("ours"));
  const auto done = file->commit();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::conflict);
  EXPECT_EQ(StagedFile::open(path, {.overwrite = false}).error().code, Code::conflict);
  EXPECT_EQ(content(path), "somebody else");
}

TEST_F(AtomicFile, StagedLeavesNothingWhenItsProgramIsKilled) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    auto file = StagedFile::open(folder_ / "a.vcf");
    if (!file || !file->write(std::string(100000, 'x'))) _exit(1);
    ::kill(::getpid(), SIGKILL);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  // Where the file system cannot do without a name, only a later run can tidy up.
  const int unnamed = ::open(folder_.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  const bool can = unnamed >= 0;
  if (can) ::close(unnamed);
  EXPECT_EQ(files(), can ? 0U : 1U);
}

TEST_F(AtomicFile, ReadsOnlyFilesAndOnlyUpToTheLimit) {
  const fs::path path = folder_ / "a.vcf";
  ASSERT_TRUE(write_file_atomically(path, "12345"));
  EXPECT_TRUE(read_file(path, 5));
  const auto large = read_file(path, 4);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, Code::invalid_input);
  EXPECT_NE(large.error().sentence.find('4'), std::string::npos);
  EXPECT_EQ(read_file(folder_ / "none", 5).error().code, Code::not_found);
  EXPECT_EQ(read_file(folder_, 5).error().code, Code::invalid_input);
  EXPECT_EQ(read_file("/dev/zero", 5).error().code, Code::invalid_input);
  ASSERT_EQ(::mkfifo((folder_ / "fifo").c_str(), 0600), 0);
  EXPECT_EQ(read_file(folder_ / "fifo", 5).error().code, Code::invalid_input)
      << "and does not wait for a writer";
}

TEST_F(AtomicFile, APrivateFolderIsForItsOwner) {
  const fs::path folder = folder_ / "a" / "b";
  ASSERT_TRUE(make_private_folder(folder));
  EXPECT_EQ(mode(folder), 0700U);
  EXPECT_TRUE(make_private_folder(folder)) << "it may be there already";
  ASSERT_TRUE(write_file_atomically(folder_ / "file", ""));
  EXPECT_FALSE(make_private_folder(folder_ / "file"));
  EXPECT_FALSE(make_private_folder(folder_ / "file" / "x"));
}

TEST_F(AtomicFile, FoldersFollowTheXdgVariables) {
  const auto with = [&](const char* name, const char* value, fs::path (*folder)()) {
    const char* before = ::getenv(name);
    const std::string kept = before ? before : "";
    value ? ::setenv(name, value, 1) : ::unsetenv(name);
    const fs::path found = folder();
    before ? ::setenv(name, kept.c_str(), 1) : ::unsetenv(name);
    return found;
  };
  EXPECT_EQ(with("XDG_DATA_HOME", "/x", data_folder), "/x/purple-phonebook");
  EXPECT_EQ(with("XDG_CONFIG_HOME", "/x", config_folder), "/x/purple-phonebook");
  EXPECT_EQ(with("XDG_STATE_HOME", "/x", state_folder), "/x/purple-phonebook");
  EXPECT_EQ(with("XDG_RUNTIME_DIR", "/x", runtime_folder), "/x/purple-phonebook");
  EXPECT_EQ(with("XDG_RUNTIME_DIR", nullptr, runtime_folder), state_folder());
  EXPECT_TRUE(with("XDG_DATA_HOME", "relative", data_folder).is_absolute())
      << "a relative path is to be ignored";
  EXPECT_TRUE(
      with("XDG_DATA_HOME", nullptr, data_folder).string().ends_with("/.local/share/purple-phonebook"));
}

}  // namespace
}  // namespace phonebook
