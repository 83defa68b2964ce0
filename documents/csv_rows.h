// csv_rows: the records of a table of plain text, one after the other, without copying what need not be
// copied.
//
//   CsvRows rows(pull, "", remark);
//   rows.use(guess_csv(rows.ahead()));
//   CsvRow row;
//   while (rows.next(row)) use(row.cells);
//   if (rows.failed()) return rows.failure();
//
// RFC 4180, and what is written in the wild: quotes doubled or behind a backslash, quotes that nobody doubled
// ("Ann "Red" Smith"), line breaks inside quotes, a quote that is never closed (taken as a character), LF, CR
// LF or CR. Memory is bounded by kMaxRecord, time is linear in the bytes, whatever they are. One thread.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "documents/charset.h"
#include "documents/csv.h"

namespace phonebook {

struct CsvRow {
  std::span<const std::string_view> cells;  // UTF-8, unquoted; valid until the next call
  std::size_t line = 0;                     // from 1, where the record begins
};

class CsvRows {
 public:
  static constexpr std::size_t kMaxRecord = std::size_t{16} << 20;  // the rest of a longer one is left out
  static constexpr std::size_t kMaxQuoted = std::size_t{4} << 20;   // a longer quoted cell was never closed
  // Fills up to the span's size; 0 at the end.
  using Pull = std::function<Result<std::size_t>(std::span<char>)>;
  using TakeRemark = std::function<void(std::size_t line, std::string found, std::string done)>;

  CsvRows(Pull pull, std::string_view declared_charset, TakeRemark remark);
  // What is decoded and not yet taken, some tens of kilobytes at the beginning.
  [[nodiscard]] std::string_view ahead();
  void use(const CsvDialect& dialect);
  // How many cells a record should have, for choosing between two readings of a broken one; 0 = unknown.
  void expect(std::size_t cells) { expected_ = cells; }
  // False at the end and on an error. Records of nothing but blanks are passed over.
  [[nodiscard]] bool next(CsvRow& row);
  [[nodiscard]] bool failed() const { return failure_.has_value(); }
  [[nodiscard]] Fail failure() const { return *failure_; }
  [[nodiscard]] const std::string& charset() const { return decoder_.charset(); }

 private:
  enum class Scan { whole, more };
  struct Cell {
    std::size_t begin = 0, end = 0;
    bool doubled = false, escaped = false;  // it holds "" or \" that stand for one quote
  };
  void fill(std::size_t wanted);
  Scan scan();
  Scan scan_quoted(std::size_t& at);
  bool settle_broken_quote(std::size_t& at, std::size_t quote);
  void take_literally(std::size_t& at);
  void pass_over_line();
  void remark(std::string found, std::string done);
  [[nodiscard]] std::size_t cells_of_line(std::size_t from) const;
  [[nodiscard]] std::size_t line_end_from(std::size_t from) const;
  [[nodiscard]] bool ends_cell(std::size_t at) const;
  void unquote(const Cell& cell);

  Pull pull_;
  TakeRemark remark_;
  TextDecoder decoder_;
  CsvDialect dialect_;
  std::string raw_, text_, kept_;
  std::size_t from_ = 0, end_ = 0, line_ = 1, expected_ = 0, wasted_ = 0;
  bool started_ = false, ended_ = false, literal_ = false, literal_told_ = false;
  bool zeros_told_ = false, quoted_seen_ = false;
  char line_end_ = '\n';
  std::vector<Cell> cells_;
  std::vector<std::string_view> views_;
  std::vector<std::pair<std::string, std::string>> remarks_;  // of the record at hand
  std::optional<Fail> failure_;
};

}  // namespace phonebook
