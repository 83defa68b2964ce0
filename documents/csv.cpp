#include "documents/csv.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "base/text.h"
#include "documents/text_lines.h"

namespace phonebook {
namespace {

constexpr std::array<char, 4> kDelimiters{';', '\t', ',', '|'};
constexpr std::size_t kLookedAt = std::size_t{16} << 10;
// A quoted cell that goes on for longer was never closed.
constexpr std::size_t kMaxQuoted = std::size_t{64} << 10;
constexpr std::size_t kMaxRecord = std::size_t{1} << 20;

// How many cells each record of the sample has; the last one may be cut and is left out.
std::vector<std::size_t> cell_counts(std::string_view text, char delimiter) {
  std::vector<std::size_t> out;
  std::size_t cells = 1;
  bool quoted = false, at_start = true, blank = true;
  for (std::size_t i = 0; i < text.size() && i < kLookedAt && out.size() < 100; ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '"') {
        if (i + 1 < text.size() && text[i + 1] == '"')
          ++i;
        else
          quoted = false;
      }
      continue;
    }
    if (c == '"' && at_start) {
      quoted = true;
      blank = false;
    } else if (c == delimiter) {
      ++cells;
      at_start = true;
      blank = false;
      continue;
    } else if (c == '\n') {
      if (!blank) out.push_back(cells);
      cells = 1;
      at_start = blank = true;
      continue;
    } else if (c != '\r' && c != ' ') {
      blank = false;
    }
    at_start = false;
  }
  if (!blank && text.size() <= kLookedAt && !quoted) out.push_back(cells);
  return out;
}

// The share of records that have the most usual number of cells, weighed by that number; 0 for one cell.
double score(const std::vector<std::size_t>& counts) {
  std::map<std::size_t, std::size_t> how_often;
  for (const std::size_t n : counts) ++how_often[n];
  std::size_t best = 1, times = 0;
  for (const auto& [cells, often] : how_often)
    if (cells > 1 && often >= times) best = cells, times = often;
  if (best == 1) return 0;
  return static_cast<double>(times) / static_cast<double>(counts.size()) *
         (1 + static_cast<double>(std::min<std::size_t>(best, 20)) / 100);
}

// "sep=;" as Excel reads it. What is taken off cells, quotes them or ends a row parts none.
char named_delimiter(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  std::string_view bare = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
  if (bare.size() >= 2 && bare.front() == '"' && bare.back() == '"') bare = bare.substr(1, bare.size() - 2);
  if (bare.size() != 5 || !ascii_equal(bare.substr(0, 4), "sep=")) return '\0';
  return bare[4] == ' ' || bare[4] == '"' || bare[4] == '\r' ? '\0' : bare[4];
}

class Records {
 public:
  Records(LineReader& lines, const CsvDialect& dialect, DocumentSink& sink)
      : lines_(lines), dialect_(dialect), sink_(sink) {}

  // False: the sink has had enough.
  bool run() {
    TextLine line;
    bool first = true;
    while (lines_.next(line)) {
      if (std::exchange(first, false) && dialect_.sep_line) continue;
      if (!line.continued && quoted_) {
        raw_ += '\n';
        cell_ += '\n';
      } else if (!line.continued) {
        if (open_ && !finish()) return false;
        begin(line.number);
      }
      if (!take(line.text)) return false;
    }
    if (lines_.failed()) return true;
    if (quoted_ && !give_up_quote()) return false;
    return !open_ || finish();
  }

 private:
  void begin(std::size_t line) {
    cells_.clear();
    cell_.clear();
    raw_.clear();
    place_.line = line;
    open_ = at_start_ = true;
    quoted_ = escaped_ = false;
    size_ = 0;
  }

  bool take(std::string_view text) {
    size_ += text.size();
    std::size_t quoted_from = 0;  // of the quote that is open, in this text
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (quoted_) {
        if (escaped_) {
          // A quote behind a backslash is one where a cell goes on behind it, and an end where a delimiter
          // does.
          escaped_ = false;
        } else if (c == '\\' && i + 1 < text.size() && text[i + 1] == '"' && i + 2 < text.size() &&
                   text[i + 2] != dialect_.delimiter && text[i + 2] != '"') {
          escaped_ = true;
          continue;
        } else if (c == '"') {
          if (i + 1 < text.size() && text[i + 1] == '"') {
            ++i;
            cell_ += '"';
          } else {
            quoted_ = false;
          }
          continue;
        }
        cell_ += c;
      } else if (c == '"' && at_start_ && !literal_) {
        quoted_ = true;
        cell_.clear();
        raw_.clear();
        quoted_from = i + 1;
      } else if (c == dialect_.delimiter) {
        end_cell();
        continue;
      } else {
        cell_ += c;
      }
      if (c != ' ') at_start_ = false;
    }
    if (quoted_) raw_.append(text.substr(quoted_from));
    if (quoted_ && raw_.size() > kMaxQuoted) return give_up_quote();
    if (size_ > kMaxRecord) return split();
    return true;
  }

  void end_cell() {
    if (cells_.size() < kMaxCells) cells_.push_back(std::move(cell_));
    cell_.clear();
    at_start_ = true;
  }

  // The quote was never closed: it is a character, and so is every other that begins a cell from here on, as
  // else each of them would be searched for its end once more.
  bool give_up_quote() {
    sink_.remark({place_.line, tr("A quotation mark is never closed; it was read as a character.")});
    literal_ = true;
    quoted_ = false;
    const std::string rest = '"' + std::move(raw_);
    cell_.clear();
    raw_.clear();
    std::string_view left = rest;
    while (true) {
      const std::size_t end = left.find('\n');
      at_start_ = false;
      size_ = 0;
      if (!take(left.substr(0, end))) return false;
      if (end == std::string_view::npos) return true;
      left.remove_prefix(end + 1);
      const std::size_t line = place_.line + 1;
      if (!finish()) return false;
      begin(line);
    }
  }

  // A record that is too long goes out in parts.
  bool split() {
    sink_.remark({place_.line, tr("A row is longer than 1 MiB and was cut into several.")});
    const std::size_t line = place_.line;
    const bool quoted = quoted_;
    if (!finish()) return false;
    begin(line);
    quoted_ = quoted;
    at_start_ = false;
    return true;
  }

  bool finish() {
    end_cell();
    open_ = false;
    if (std::all_of(cells_.begin(), cells_.end(), [](const std::string& c) { return trim(c).empty(); }))
      return true;
    return sink_.row({.cells = cells_, .place = place_, .table = 1});
  }

  LineReader& lines_;
  const CsvDialect dialect_;
  DocumentSink& sink_;
  std::vector<std::string> cells_;
  std::string cell_, raw_;  // raw_: what stands behind the open quote, as it is written
  Place place_;
  std::size_t size_ = 0;
  bool open_ = false, quoted_ = false, at_start_ = true, escaped_ = false, literal_ = false;
};

}  // namespace

CsvDialect guess_csv(std::string_view text) {
  CsvDialect out;
  if (const char named = named_delimiter(text)) {
    out.delimiter = named;
    out.sep_line = true;
    return out;
  }
  double best = 0;
  for (const char delimiter : kDelimiters) {
    const double s = score(cell_counts(text, delimiter));
    if (s > best) best = s, out.delimiter = delimiter;
  }
  return out;
}

bool looks_like_csv(std::string_view text) {
  if (named_delimiter(text)) return true;
  for (const char delimiter : kDelimiters) {
    const auto counts = cell_counts(text, delimiter);
    if (counts.size() < 3) continue;
    const std::size_t cells = counts.front();
    // Prose has a comma a line now and then; a table has as many in each.
    if (cells >= (delimiter == ',' ? 4U : 3U) &&
        std::all_of(counts.begin(), counts.end(), [&](std::size_t n) { return n == cells; }))
      return true;
  }
  return false;
}

Result<DocumentInfo> read_csv(Input& input, const DocumentOptions& options, DocumentSink& sink) {
  LineReader lines(input, options.charset);
  const CsvDialect dialect = guess_csv(lines.ahead());
  Records records(lines, dialect, sink);
  static_cast<void>(records.run());
  if (lines.failed()) return lines.failure();
  return DocumentInfo{FileType::csv, lines.charset(), dialect.delimiter};
}

}  // namespace phonebook
