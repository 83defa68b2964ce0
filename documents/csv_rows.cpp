#include "documents/csv_rows.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10;
constexpr std::size_t kMostCells = kMaxCells;
// Looked at in vain for the ends of quotes; from then on quotes are characters.
constexpr std::size_t kMostWasted = std::size_t{64} << 20;

}  // namespace

CsvRows::CsvRows(Pull pull, std::string_view declared_charset, TakeRemark remark)
    : pull_(std::move(pull)), remark_(std::move(remark)), decoder_(declared_charset) {}

// Until `wanted` bytes are there behind from_, or the end.
void CsvRows::fill(std::size_t wanted) {
  if (from_ > 0) {
    text_.erase(0, from_);
    from_ = 0;
  }
  while (!ended_ && text_.size() < wanted) {
    raw_.resize(kBlock);
    // The first piece decides on the charset and should be large, also from a pipe that gives little at once.
    std::size_t got = 0;
    while (got < (started_ ? 1 : kBlock)) {
      auto n = pull_(std::span(raw_).subspan(got));
      if (!n) {
        failure_ = n.failure();
        ended_ = true;
        return;
      }
      if (*n == 0) {
        ended_ = true;
        break;
      }
      got += *n;
    }
    const std::size_t before = text_.size();
    decoder_.decode(std::string_view(raw_).substr(0, got), ended_, text_);
    started_ = true;
    if (text_.find('\0', before) == std::string::npos) continue;
    text_.erase(std::remove(text_.begin() + static_cast<long>(before), text_.end(), '\0'), text_.end());
    if (std::exchange(zeros_told_, true)) continue;
    remark_(0, tr("The file holds octets of zero."), tr("They were left out."));
  }
}

std::string_view CsvRows::ahead() {
  if (!started_) {
    fill(1);
    if (text_.find('\n') == std::string::npos && text_.find('\r') != std::string::npos) line_end_ = '\r';
  }
  return std::string_view(text_).substr(from_);
}

void CsvRows::use(const CsvDialect& dialect) {
  static_cast<void>(ahead());
  dialect_ = dialect;
  if (!dialect.sep_line) return;
  const std::size_t end = text_.find(line_end_, from_);
  from_ = end == std::string::npos ? text_.size() : end + 1;
  ++line_;
}

void CsvRows::remark(std::string found, std::string done) {
  remarks_.emplace_back(std::move(found), std::move(done));
}

bool CsvRows::ends_cell(std::size_t at) const {
  while (at < text_.size() && text_[at] == ' ' && dialect_.delimiter != ' ') ++at;
  return at >= text_.size() || text_[at] == dialect_.delimiter || text_[at] == '\n' || text_[at] == '\r';
}

std::size_t CsvRows::line_end_from(std::size_t from) const {
  const std::size_t end = text_.find(line_end_, from);
  return end == std::string::npos ? text_.size() : end;
}

// Of what is left of this line, by a plain reading.
std::size_t CsvRows::cells_of_line(std::size_t from) const {
  const std::size_t end = line_end_from(from);
  std::size_t cells = 1;
  bool quoted = false, start = true;
  for (std::size_t i = from; i < end; ++i) {
    const char c = text_[i];
    if (quoted) {
      if (c == '"') quoted = false;
      continue;
    }
    if (c == '"' && start) {
      quoted = true;
    } else if (c == dialect_.delimiter) {
      ++cells;
      start = true;
      continue;
    }
    start = false;
  }
  return cells;
}

// A cell whose first quote is a character like any other.
void CsvRows::take_literally(std::size_t& at) {
  Cell cell{.begin = at};
  while (at < text_.size() && text_[at] != dialect_.delimiter && text_[at] != line_end_) ++at;
  cell.end = at;
  cells_.push_back(cell);
}

// The cell at `at` begins with a quote, and the one at `quote` closes it although the cell goes on behind.
// False: the record must be read again with more text.
bool CsvRows::settle_broken_quote(std::size_t& at, std::size_t quote) {
  const std::string_view inside = std::string_view(text_).substr(at, quote - at);
  wasted_ += inside.size();
  if (inside.find(line_end_) != std::string_view::npos) {
    remark(tr("A quotation mark is never closed."), tr("It was read as a character."));
    take_literally(at);
    return true;
  }
  const std::size_t end = line_end_from(quote);
  if (end == text_.size() && !ended_ && end - at < kMaxQuoted) return false;
  wasted_ += end - quote;
  // Quotes that nobody doubled: the cell ends at one that a delimiter follows.
  std::size_t closing = std::string::npos;
  for (std::size_t i = text_.find('"', quote + 1); i < end; i = text_.find('"', i + 1)) {
    if (i + 1 < end && text_[i + 1] == '"') {
      ++i;
      continue;
    }
    if (!ends_cell(i + 1)) continue;
    closing = i;
    break;
  }
  const std::size_t before = cells_.size();
  const bool inner =
      closing != std::string::npos && (expected_ == 0 || before + cells_of_line(closing + 1) == expected_ ||
                                       before + cells_of_line(at + 1) != expected_);
  remark(tr("A quotation mark stands inside a quoted cell."), tr("It was read as a character."));
  if (!inner) {
    take_literally(at);
    return true;
  }
  cells_.push_back({.begin = at + 1, .end = closing, .doubled = true});
  at = closing + 1;
  while (at < text_.size() && text_[at] == ' ' && dialect_.delimiter != ' ') ++at;
  return true;
}

// `at` stands on a quote that begins a cell; afterwards behind the cell.
CsvRows::Scan CsvRows::scan_quoted(std::size_t& at) {
  Cell cell{.begin = at + 1};
  std::size_t i = at + 1;
  while (true) {
    const void* found = i < text_.size() ? std::memchr(text_.data() + i, '"', text_.size() - i) : nullptr;
    const std::size_t quote =
        found ? static_cast<std::size_t>(static_cast<const char*>(found) - text_.data()) : text_.size();
    if (!found || quote + 1 == text_.size()) {
      const bool closed = found && ended_;
      if (!closed && !ended_ && text_.size() - at <= kMaxQuoted) return Scan::more;
      if (!closed) {
        wasted_ += text_.size() - at;
        remark(tr("A quotation mark is never closed."), tr("It was read as a character."));
        take_literally(at);
        return Scan::whole;
      }
    } else if (text_[quote + 1] == '"') {
      cell.doubled = true;
      i = quote + 2;
      continue;
    } else if (!ends_cell(quote + 1)) {
      // Behind a backslash it is one where the cell goes on.
      if (quote > at + 1 && text_[quote - 1] == '\\') {
        cell.escaped = true;
        i = quote + 1;
        continue;
      }
      return settle_broken_quote(at, quote) ? Scan::whole : Scan::more;
    }
    cell.end = quote;
    cells_.push_back(cell);
    at = quote + 1;
    while (at < text_.size() && text_[at] == ' ' && dialect_.delimiter != ' ') ++at;
    if (at < text_.size() && text_[at] == '\r' && line_end_ == '\n') ++at;
    return Scan::whole;
  }
}

// The record at from_, as cells_; end_ is behind it.
CsvRows::Scan CsvRows::scan() {
  cells_.clear();
  remarks_.clear();
  quoted_seen_ = false;
  std::size_t at = from_;
  const char delimiter = dialect_.delimiter, line_end = line_end_;
  bool full = false;
  while (true) {
    std::size_t first = at;
    while (first < text_.size() && text_[first] == ' ' && delimiter != ' ') ++first;
    if (first < text_.size() && text_[first] == '"' && !literal_) {
      at = first;
      quoted_seen_ = true;
      if (scan_quoted(at) == Scan::more) return Scan::more;
      if (wasted_ > kMostWasted) literal_ = true;
    } else {
      const char* p = text_.data() + at;
      const char* const end = text_.data() + text_.size();
      while (p != end && *p != delimiter && *p != line_end) ++p;
      const std::size_t begin = std::exchange(at, static_cast<std::size_t>(p - text_.data()));
      std::size_t stop = at;
      if (line_end == '\n' && stop > begin && text_[stop - 1] == '\r' &&
          (at == text_.size() || text_[at] == '\n'))
        --stop;
      cells_.push_back({.begin = begin, .end = stop});
    }
    if (at == text_.size()) {
      if (!ended_) return Scan::more;
      end_ = at;
      return Scan::whole;
    }
    if (text_[at] == line_end) {
      end_ = at + 1;
      return Scan::whole;
    }
    if (text_[at] == delimiter) ++at;
    if (cells_.size() < kMostCells) continue;
    cells_.pop_back();
    if (std::exchange(full, true)) continue;
    remark(tr("A row has more cells than the limit."), tr("The rest of them was left out."));
  }
}

void CsvRows::unquote(const Cell& cell) {
  // In its own place: what is left is never longer.
  char* to = text_.data() + cell.begin;
  const char* from = to;
  const char* const end = text_.data() + cell.end;
  while (from != end) {
    if (*from == '"' && from + 1 != end && from[1] == '"') ++from;
    if (cell.escaped && *from == '\\' && from + 1 != end && from[1] == '"') ++from;
    *to++ = *from++;
  }
  views_.emplace_back(text_.data() + cell.begin, static_cast<std::size_t>(to - (text_.data() + cell.begin)));
}

// The rest of a record that is too long. What was taken of it stays where it is.
void CsvRows::pass_over_line() {
  kept_ = std::exchange(text_, {});
  from_ = 0;
  while (true) {
    fill(1);
    const std::size_t end = text_.find(line_end_);
    if (end != std::string::npos) {
      from_ = end + 1;
      ++line_;
      return;
    }
    text_.clear();
    if (ended_) return;
  }
}

bool CsvRows::next(CsvRow& row) {
  static_cast<void>(ahead());
  while (true) {
    if (failure_) return false;
    bool cut = false;
    while (scan() == Scan::more) {
      const std::size_t have = text_.size() - from_;
      if (have > kMaxRecord) {
        remark(tr("A row is longer than the limit of 16 MiB."), tr("The rest of it was left out."));
        end_ = text_.size();
        cut = true;
        break;
      }
      // Twice as much each time, so that reading again costs as much as reading once.
      fill(std::max(have * 2, kBlock));
      if (failure_) return false;
    }
    for (auto& [found, done] : remarks_) remark_(line_, std::move(found), std::move(done));
    // Not of the record: that is read again, as what it is now, when more of it comes.
    if (literal_ && !std::exchange(literal_told_, true))
      remark_(line_, tr("Too many quotation marks are never closed."),
              tr("From here on they were read as characters."));
    if (from_ == text_.size() && cells_.size() == 1 && cells_[0].begin == cells_[0].end) return false;
    row.line = line_;
    // Only a quoted cell can hold further lines. The end of a row that is cut is still to come.
    if (!quoted_seen_)
      line_ += cut ? 0 : 1;
    else
      line_ += static_cast<std::size_t>(std::count(text_.begin() + static_cast<long>(from_),
                                                   text_.begin() + static_cast<long>(end_), line_end_));
    views_.clear();
    bool blank = true;
    for (const Cell& cell : cells_) {
      if (cell.doubled || cell.escaped) {
        unquote(cell);
      } else {
        views_.emplace_back(text_.data() + cell.begin, cell.end - cell.begin);
      }
      if (blank && !trim(views_.back()).empty()) blank = false;
    }
    from_ = end_;
    if (cut) pass_over_line();
    if (blank) continue;
    row.cells = views_;
    return true;
  }
}

}  // namespace phonebook
