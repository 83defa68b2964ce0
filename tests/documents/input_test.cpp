#include "documents/input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/documents/taken.h"

namespace phonebook {
namespace {
using test::TemporaryFolder;

std::string rest_of(Input& input) {
  std::string out;
  std::array<char, 7> block;
  while (true) {
    auto n = input.read(block);
    if (!n || *n == 0) return out;
    out.append(block.data(), *n);
  }
}

TEST(Input, GivesTheHeadAndThenAllBytesFromTheFront) {
  const TemporaryFolder folder;
  std::string bytes;
  for (int i = 0; i < 30'000; ++i) bytes += std::to_string(i);
  auto input = Input::open(folder.file("a", bytes));
  ASSERT_TRUE(input);
  EXPECT_EQ(input->size(), bytes.size());
  EXPECT_EQ(*input->head(), bytes.substr(0, Input::kHead));
  EXPECT_EQ(rest_of(*input), bytes);
  EXPECT_EQ(input->taken(), bytes.size());
  EXPECT_TRUE(input->check_unchanged());
}

TEST(Input, RefusesWhatIsNoFileAndSaysWhatItIs) {
  const TemporaryFolder folder;
  const auto fifo = folder.path() / "fifo", loop = folder.path() / "loop";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  std::filesystem::create_symlink(loop, loop);
  const std::pair<std::filesystem::path, const char*> cases[] = {
      {fifo, "pipe"}, {folder.path(), "folder"}, {"/dev/zero", "device"}, {loop, "circle"}};
  for (const auto& [path, word] : cases) {
    const auto input = Input::open(path);
    ASSERT_FALSE(input) << path;
    EXPECT_THAT(input.error().sentence, testing::HasSubstr(word));
    EXPECT_EQ(input.error().where, path.string());
  }
  EXPECT_EQ(Input::open(folder.path() / "none").error().code, Code::not_found);
}

TEST(Input, ReadsAFileThatGrowsOnlyUpToWhereItWasAndTells) {
  const TemporaryFolder folder;
  const auto path = folder.file("log", "first line\n");
  auto input = Input::open(path);
  std::ofstream(path, std::ios::app) << "second line\n";
  EXPECT_EQ(rest_of(*input), "first line\n");
  const auto same = input->check_unchanged();
  ASSERT_FALSE(same);
  EXPECT_EQ(same.error().code, Code::busy);
  EXPECT_THAT(same.error().sentence, testing::HasSubstr("grew"));
}

TEST(Input, TellsOfAFileThatVanishedOrWasCutShort) {
  const TemporaryFolder folder;
  const auto gone = folder.file("gone", "text"), cut = folder.file("cut", "a longer text");
  auto first = Input::open(gone), second = Input::open(cut);
  std::filesystem::remove(gone);
  std::filesystem::resize_file(cut, 3);
  EXPECT_EQ(rest_of(*first), "text");
  EXPECT_THAT(first->check_unchanged().error().sentence, testing::HasSubstr("deleted"));
  EXPECT_THAT(second->check_unchanged().error().sentence, testing::HasSubstr("short"));
}

TEST(Input, StopsWhenWhoeverListensSaysSo) {
  Input input = Input::memory(std::string(100, 'x'), "memory");
  std::uint64_t heard = 0;
  input.on_read([&](std::uint64_t taken) { return (heard = taken) < 14; });
  std::array<char, 7> block;
  EXPECT_TRUE(input.read(block));
  const auto second = input.read(block);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::cancelled);
  EXPECT_EQ(heard, 14U);
}

TEST(Input, KeepsAPipeInMemoryOnlyUpToItsLimit) {
  std::size_t given = 0;
  Input input = Input::pulled(
      [&](std::span<char> into) -> Result<std::size_t> {
        std::fill(into.begin(), into.end(), 'x');
        given += into.size();
        return into.size();
      },
      "endless");
  const auto whole = input.whole();
  ASSERT_FALSE(whole);
  EXPECT_THAT(whole.error().sentence, testing::HasSubstr("32 MiB"));
  EXPECT_LE(given, Input::kMaxSpooled + 1);
}

}  // namespace
}  // namespace phonebook
