#include "exporters/csv_reader.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "documents/csv_rows.h"
#include "exporters/table_contacts.h"

namespace phonebook {
namespace {

constexpr std::size_t kHead = std::size_t{64} << 10;
constexpr std::size_t kSampleRows = 60;

// The headings of a text under one delimiter.
Known headings_of(std::string_view text, char delimiter) {
  std::vector<std::string> cells;
  const std::string_view line = text.substr(0, std::min(text.find_first_of("\r\n"), std::size_t{8192}));
  for (std::string_view cell : split(line, delimiter)) {
    cell = trim(cell);
    if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') cell = cell.substr(1, cell.size() - 2);
    cells.emplace_back(cell);
  }
  return count_headings(cells);
}

CsvDialect dialect_of(std::string_view text) {
  CsvDialect dialect = guess_csv(text);
  if (dialect.sep_line) return dialect;
  // Headings that are known beat what only looks regular.
  std::size_t most = headings_of(text, dialect.delimiter).known;
  for (const char delimiter : {';', '\t', ',', '|'}) {
    const std::size_t known = headings_of(text, delimiter).known;
    if (known > most + 1) most = known, dialect.delimiter = delimiter;
  }
  return dialect;
}

// Of bytes that are not UTF-8 and say nothing: the charset in which the headings are words. "": let the
// decoder guess.
std::string charset_by_headings(std::string_view head) {
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF") || head.starts_with("\xEF\xBB\xBF"))
    return {};
  const std::string_view line = head.substr(0, std::min(head.find('\n'), std::size_t{8192}));
  if (line.find('\0') != std::string_view::npos || is_valid_utf8(line)) return {};
  std::vector<std::string> candidates;
  if (auto guess = guess_charset(head)) candidates.push_back(*guess);
  for (const char* name : {"GB18030", "Big5", "Shift_JIS", "EUC-KR", "EUC-JP", "windows-1252", "windows-1250",
                           "windows-1251", "KOI8-R", "windows-1253", "windows-1254", "windows-1255",
                           "windows-1256", "windows-1258", "windows-874"})
    candidates.emplace_back(name);
  std::string best;
  std::size_t most = 0;
  const char delimiter = guess_csv(head).delimiter;  // ASCII in all of them
  for (const std::string& name : candidates) {
    const auto text = decode_charset(line, name);
    if (!text) continue;
    const Known known = headings_of(*text, delimiter);
    if (known.known > most) most = known.known, best = name;
    if (most > 0 && most == known.filled) break;
  }
  return best;
}

std::vector<SampleRow> sample_of(std::string_view text, const CsvDialect& dialect, bool whole) {
  std::vector<SampleRow> out;
  bool done = false;
  CsvRows rows(
      [&](std::span<char> into) -> Result<std::size_t> {
        const std::size_t n = std::min(into.size(), text.size());
        std::memcpy(into.data(), text.data(), n);
        text.remove_prefix(n);
        done = text.empty();
        return n;
      },
      "UTF-8", [](auto...) {});
  CsvDialect plain = dialect;
  rows.use(plain);
  CsvRow row;
  while (out.size() < kSampleRows && rows.next(row)) out.emplace_back(row.cells.begin(), row.cells.end());
  // The last record may be cut.
  if (!whole && out.size() > 1 && out.size() < kSampleRows) out.pop_back();
  return out;
}

class CsvContacts {
 public:
  CsvContacts(const ReadBytes& from, const ReadOptions& options, const TakeContact& take,
              TableReports& reports)
      : from_(from), options_(options), take_(take), reports_(reports) {}

  Result<void> run() {
    if (auto read = read_head(); !read) return read;
    if (head_.empty()) return {};
    std::size_t taken = 0;
    CsvRows rows(
        [&](std::span<char> into) -> Result<std::size_t> {
          if (taken < head_.size()) {
            const std::size_t n = std::min(into.size(), head_.size() - taken);
            std::memcpy(into.data(), head_.data() + taken, n);
            taken += n;
            return n;
          }
          return from_(into.data(), into.size());
        },
        charset_by_headings(head_),
        [&](std::size_t line, std::string found, std::string done) {
          reports_.say(line, std::move(found), std::move(done));
        });
    const std::string_view ahead = rows.ahead();
    if (rows.failed()) return rows.failure();
    const CsvDialect dialect = dialect_of(ahead);
    const std::vector<SampleRow> sample = sample_of(ahead, dialect, ahead_is_all_);
    rows.use(dialect);
    return take_rows(rows, sample);
  }

 private:
  Result<void> read_head() {
    head_.resize(kHead);
    std::size_t have = 0;
    while (have < kHead) {
      auto n = from_(head_.data() + have, kHead - have);
      if (!n) return n.failure();
      if (*n == 0) {
        ahead_is_all_ = true;
        break;
      }
      have += *n;
    }
    head_.resize(have);
    return {};
  }

  Result<void> take_rows(CsvRows& rows, const std::vector<SampleRow>& sample) {
    const auto heading = heading_row(sample);
    const std::span<const SampleRow> all(sample);
    TableContacts table(
        heading ? plan_columns(sample[*heading], all.subspan(*heading + 1)) : guess_columns(all), reports_);
    rows.expect(heading ? sample[*heading].size() : 0);
    CsvRow row;
    std::size_t number = 0, contacts = 0;
    while (rows.next(row)) {
      const std::size_t at = number++;
      if (at == 0 && !heading)
        reports_.say(row.line, tr("The table has no headings."), tr("What its columns hold was guessed."));
      if (heading && at < *heading) {
        reports_.say(row.line, tr("A line stands above the headings."), tr("It was passed over."));
        continue;
      }
      if (heading && at == *heading) continue;
      if (heading && is_heading_again(row, sample[*heading])) continue;
      auto contact = table.read(row.cells, row.line);
      if (!contact) continue;
      if (contacts++ == options_.max_contacts) {
        reports_.say(row.line, tr("The file holds more contacts than the limit."),
                     tr("The rest was not read."));
        return {};
      }
      if (auto took = take_(*std::move(contact)); !took) return took;
    }
    if (rows.failed()) return rows.failure();
    if (contacts == 0 && number > 0 && !(heading && number == *heading + 1))
      reports_.say(0, tr("The table holds no contact."), tr("Nothing was read."));
    return {};
  }

  // Tables that were joined repeat it.
  static bool is_heading_again(const CsvRow& row, const SampleRow& headings) {
    if (row.cells.empty() || row.cells.size() < 2 || headings.size() < 2 || row.cells[0] != headings[0])
      return false;
    return std::equal(row.cells.begin(), row.cells.end(), headings.begin(), headings.end());
  }

  const ReadBytes& from_;
  const ReadOptions& options_;
  const TakeContact& take_;
  TableReports& reports_;
  std::string head_;
  bool ahead_is_all_ = false;
};

}  // namespace

Result<void> stream_csv(const ReadBytes& from, const ReadOptions& options, const TakeContact& take,
                        const TakeDiagnostic& tell) {
  if (options.max_contacts == 0) return {};
  TableReports reports(tell);
  auto done = CsvContacts(from, options, take, reports).run();
  reports.finish();
  return done;
}

bool looks_like_contacts_csv(std::string_view head) {
  std::string text;
  TextDecoder decoder(charset_by_headings(head));
  decoder.decode(head.substr(0, kHead), true, text);
  const CsvDialect dialect = dialect_of(text);
  const auto sample = sample_of(text, dialect, head.size() < kHead);
  if (sample.empty()) return false;
  if (const auto heading = heading_row(sample)) {
    const std::span<const SampleRow> all(sample);
    return sample[*heading].size() > 1 &&
           plan_columns(sample[*heading], all.subspan(*heading + 1)).finds_contacts();
  }
  if (!looks_like_csv(text) || sample[0].size() < 2) return false;
  const TablePlan plan = guess_columns(sample);
  return std::any_of(plan.columns.begin(), plan.columns.end(), [](const Column& c) {
    return c.field == ColumnField::number || c.field == ColumnField::mail;
  });
}

}  // namespace phonebook
