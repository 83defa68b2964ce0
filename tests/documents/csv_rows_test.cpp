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

TEST(CsvRows, TheLineBehindARowThatIsTooLongIsCountedOnce) {
  // Twice the limit is read before a row is known to be over it.
  const std::string plain(2 * CsvRows::kMaxRecord + 1000, 'x');
  for (const std::string& begin : {std::string(), std::string("\"a\nb\",")}) {
    const Taken taken = rows_of(begin + plain + "\nBob,1\nAnn,2\n");
    ASSERT_EQ(taken.rows.size(), 3U);
    EXPECT_EQ(taken.rows[1], (std::vector<std::string>{"Bob", "1"}));
    const std::size_t next = begin.empty() ? 2 : 3;
    EXPECT_EQ(taken.lines, (std::vector<std::size_t>{1, next, next + 1}));
    ASSERT_EQ(taken.remarks.size(), 1U);
    EXPECT_THAT(taken.remarks[0].second, testing::HasSubstr("longer than the limit"));
  }
}

TEST(CsvRows, ThatQuotesAreCharactersFromNowOnIsToldOnceAlsoWhereTheRowWasReadAgain) {
  // Twice as long as what is looked through for the end of a quote, and not yet whole when patience ends.
  std::string row;
  while (row.size() < CsvRows::kMaxQuoted * 5 / 2) row += "\"a\"b,";
  const Taken taken = rows_of("name,tel\n" + row + "\n\"x\",1\n");
  ASSERT_EQ(taken.rows.size(), 3U);
  EXPECT_EQ(taken.rows[2][0], "\"x\"");
  EXPECT_EQ(std::count_if(taken.remarks.begin(), taken.remarks.end(),
                          [](const auto& r) { return r.first == 2 && r.second.starts_with("Too many"); }),
            1);
}

}  // namespace
}  // namespace phonebook
