#include "documents/csv_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace phonebook {
namespace {

using Rows = std::vector<std::vector<std::string>>;

struct Taken {
  Rows rows;
  std::vector<std::size_t> lines;
  std::vector<std::pair<std::size_t, std::string>> remarks;
};

Taken rows_of(std::string_view text, char delimiter = ',') {
  Taken taken;
  CsvRows rows(
      [&](std::span<char> into) -> Result<std::size_t> {
        const std::size_t n = text.copy(into.data(), into.size());
        text.remove_prefix(n);
        return n;
      },
      "UTF-8",
      [&](std::size_t line, std::string found, std::string) { taken.remarks.emplace_back(line, found); });
  rows.use({.delimiter = delimiter});
  CsvRow row;
  while (rows.next(row)) {
    taken.rows.emplace_back(row.cells.begin(), row.cells.end());
    taken.lines.push_back(row.line);
  }
  return taken;
}

TEST(CsvRows, ABlankThatPartsCellsIsNotTakenOffThem) {
  EXPECT_EQ(rows_of("a  \"b c\" d\n", ' ').rows, (Rows{{"a", "", "b c", "d"}}));
  EXPECT_EQ(rows_of("\"a\"b\"  c\n", ' ').rows, (Rows{{"a\"b", "", "c"}}));
  EXPECT_EQ(rows_of("a,  \"b c\"  ,d\n").rows, (Rows{{"a", "b c", "d"}}));
}

TEST(CsvRows, AFloodOfBlanksIsReadOnceWhateverPartsCells) {
  const std::string flood = std::string(4 << 20, ' ') + "\"x\"\nlast\n";
  for (const char delimiter : {' ', ','})
    EXPECT_EQ(rows_of(flood, delimiter).rows.back(), std::vector<std::string>{"last"});
}

}  // namespace
}  // namespace phonebook
