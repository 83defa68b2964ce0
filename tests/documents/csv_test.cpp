#include "documents/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/documents/taken.h"

namespace phonebook {
namespace {
using test::read;
using test::Rows;
using test::Taken;

Rows rows_of(std::string_view text, Taken& taken) {
  EXPECT_TRUE(read(text, taken, "a.csv"));
  return taken.rows;
}
Rows rows_of(std::string_view text) {
  Taken taken;
  return rows_of(text, taken);
}

TEST(Csv, FindsItsDelimiter) {
  const Rows wanted{{"name", "tel"}, {"Bob", "1,5"}};
  EXPECT_EQ(rows_of("name;tel\nBob;1,5\n"), wanted);
  EXPECT_EQ(rows_of("name\ttel\nBob\t1,5\n"), wanted);
  EXPECT_EQ(rows_of("name|tel\nBob|1,5\n"), wanted);
  EXPECT_EQ(rows_of("name,tel\nBob,\"1,5\"\n"), wanted);
  EXPECT_EQ(rows_of("sep=;\r\nname;tel\r\nBob;1,5\r\n"), wanted);
  Taken taken;
  Input input = Input::memory("a;b\n", "x.csv");
  EXPECT_EQ(read_document(input, {}, taken)->delimiter, ';');
}

TEST(Csv, ABlankOrAQuoteIsNoDelimiterThatALineMayName) {
  for (const std::string_view line : {"sep= \n", "\"sep= \"\r\n", "sep=\"\n", "sep=\r\n", "sep=\r\r\n"}) {
    const CsvDialect dialect = guess_csv(std::string(line) + "name;tel\nBob;1\n");
    EXPECT_FALSE(dialect.sep_line) << line;
    EXPECT_EQ(dialect.delimiter, ';') << line;
  }
  EXPECT_EQ(guess_csv("sep=^\nname^tel\n").delimiter, '^');
}

TEST(Csv, ReadsQuotesDoubledOrWithABackslashAndLineBreaksInside) {
  EXPECT_EQ(rows_of("a,\"say \"\"hi\"\"\",c\n"), (Rows{{"a", "say \"hi\"", "c"}}));
  EXPECT_EQ(rows_of("a,\"say \\\"hi\\\" now\",c\n"), (Rows{{"a", "say \"hi\" now", "c"}}));
  EXPECT_EQ(rows_of("a,\"C:\\\",c\n"), (Rows{{"a", "C:\\", "c"}}));
  Taken taken;
  EXPECT_EQ(rows_of("a,b\n\"one\r\ntwo\",2\nlast,3\n", taken),
            (Rows{{"a", "b"}, {"one\ntwo", "2"}, {"last", "3"}}));
  EXPECT_EQ(taken.row_lines, (std::vector<std::size_t>{1, 2, 4}));
}

TEST(Csv, KeepsEmptyCellsAndLeavesEmptyRowsOut) {
  EXPECT_EQ(rows_of("a,b,c\n,,\n1,,3\n\n"), (Rows{{"a", "b", "c"}, {"1", "", "3"}}));
}

TEST(Csv, TakesAQuoteThatIsNeverClosedForACharacterAndLosesNoRow) {
  std::string text = "name,tel\n\"Bob,1\n";
  for (int i = 0; i < 20'000; ++i) text += "n" + std::to_string(i) + "," + std::to_string(i) + "\n";
  text += "last,\"x\n";
  Taken taken;
  const Rows rows = rows_of(text, taken);
  EXPECT_EQ(rows.size(), 20'003U);
  EXPECT_EQ(rows[1], (std::vector<std::string>{"\"Bob", "1"}));
  EXPECT_EQ(rows.back(), (std::vector<std::string>{"last", "\"x"}));
  EXPECT_EQ(taken.row_lines.back(), 20'003U);
  ASSERT_EQ(taken.remarks.size(), 1U);
  EXPECT_EQ(taken.remarks[0].line, 2U);
}

TEST(Csv, CutsARowWithoutEnd) {
  Taken taken;
  ASSERT_TRUE(read("a,b\n" + std::string(3 << 20, 'x') + ",1\n", taken, "a.csv"));
  EXPECT_GE(taken.rows.size(), 3U);
  EXPECT_EQ(taken.rows.back().back(), "1");
  EXPECT_FALSE(taken.remarks.empty());
}

TEST(Csv, IsReadInTheCharsetThatItIsIn) {
  using namespace std::string_view_literals;
  EXPECT_EQ(rows_of("\xFF\xFE"
                    "a\0,\0\x35\x75\n\0"sv),
            (Rows{{"a", "电"}}));
}

}  // namespace
}  // namespace phonebook
