// csv_dialects: how programs write their tables of contacts: field order, charset, line ends, dates. One file
// each in data/csv/dialects, compiled in.
//
//   const CsvDialectRow* google = find_csv_dialect("google");
//
// Functions only; the rows live as long as the program.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exporters/table_columns.h"

namespace phonebook {

struct CsvDialectRow {
  std::string name;   // the word behind "csv:"
  std::string title;  // for a person
  std::string charset = "UTF-8";
  bool byte_order_mark = false;
  char delimiter = ',';
  std::string line_end = "\r\n";
  std::string separator = " ::: ";  // between several values in one cell; empty: only one fits
  std::string group_separator = " ::: ";
  std::string group_start;     // before each group ("* " of Google)
  std::string preferred_mark;  // before a label ("* " of Google)
  enum class Dates { iso, month_first, day_first, slashes } dates = Dates::iso;  // slashes: 1985/3/7
  bool partial_dates = false;                                                    // "--03-09" is written
  bool notes_take_rest = false;  // what has no column of its own goes into the notes, with its name
  std::vector<Column> columns;
  // Words for labels, where they differ from ours: "cell" → "Mobile".
  std::vector<std::pair<std::string, std::string>> labels;
};

[[nodiscard]] std::span<const CsvDialectRow> csv_dialects();
[[nodiscard]] const CsvDialectRow* find_csv_dialect(std::string_view name);
// The dialect whose headings these are; null: none of them.
[[nodiscard]] const CsvDialectRow* csv_dialect_of(std::span<const std::string> headings);
// The text of a dialect file; the error names the line.
[[nodiscard]] Result<CsvDialectRow> parse_csv_dialect(std::string_view text);

}  // namespace phonebook
