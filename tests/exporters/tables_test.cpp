// Tables as programs and people write them: tables/NAME.csv is read as tables/NAME.txt says.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "exporters/csv_reader.h"
#include "tests/exporters/describe_contact.h"

namespace phonebook {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// In pieces of `step` octets, as a pipe may give them.
std::string read_as_text(const std::string& bytes, std::size_t step) {
  std::string out;
  std::size_t at = 0;
  const auto done = stream_csv(
      [&](char* to, std::size_t n) -> Result<std::size_t> {
        n = std::min({n, step, bytes.size() - at});
        std::copy_n(bytes.data() + at, n, to);
        at += n;
        return n;
      },
      {},
      [&](Contact&& contact) -> Result<void> {
        out += testing::describe(contact);
        return {};
      },
      [&](Diagnostic&& d) {
        out += "told " + std::to_string(d.line) + ": " + d.found + " " + d.done + "\n";
      });
  return done ? out : out + "failed: " + done.error().text() + "\n";
}

class Tables : public ::testing::TestWithParam<std::string> {};

TEST_P(Tables, AreReadAsTheFileBesideThemSays) {
  const fs::path folder = TABLES_FOLDER;
  const std::string bytes = bytes_of(folder / (GetParam() + ".csv"));
  const std::string expected = bytes_of(folder / (GetParam() + ".txt"));
  EXPECT_EQ(read_as_text(bytes, 1 << 20), expected);
  EXPECT_EQ(read_as_text(bytes, 7), expected) << "in small pieces";
}

std::vector<std::string> all_cases() {
  std::vector<std::string> out;
  for (const auto& entry : fs::directory_iterator(TABLES_FOLDER))
    if (entry.path().extension() == ".csv") out.push_back(entry.path().stem().string());
  std::sort(out.begin(), out.end());
  return out;
}
INSTANTIATE_TEST_SUITE_P(Golden, Tables, ::testing::ValuesIn(all_cases()), [](const auto& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(TablesFolder, HoldsAllThatAreMeant) { EXPECT_GE(all_cases().size(), 50U); }

}  // namespace
}  // namespace phonebook
