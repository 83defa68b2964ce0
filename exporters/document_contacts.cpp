#include "exporters/document_contacts.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "documents/document.h"
#include "exporters/table_contacts.h"
#include "exporters/text_reader.h"

namespace phonebook {
namespace {

constexpr std::size_t kSampleRows = 60;
constexpr std::size_t kLongestLink = 2048;  // that a sheet's cell points to

Result<std::string> read_all(const ReadBytes& from, std::size_t limit) {
  std::string bytes;
  std::size_t have = 0;
  while (true) {
    bytes.resize(std::max<std::size_t>(have * 2, std::size_t{64} << 10));
    auto n = from(bytes.data() + have, bytes.size() - have);
    if (!n) return n.failure();
    have += *n;
    if (have > limit)
      return fail(
          Code::invalid_input,
          fmt::format(fmt::runtime(tr("The contacts are larger than the limit of {} bytes.")), limit));
    if (*n == 0) break;
  }
  bytes.resize(have);
  return bytes;
}

// Two columns whose left one is labels: a form, or a card as a table.
bool is_form(const std::vector<SampleRow>& sample) {
  std::size_t labels = 0, rows = 0;
  for (const SampleRow& row : sample) {
    std::size_t filled = 0;
    for (const std::string& cell : row) filled += !trim(cell).empty();
    if (filled == 0) continue;
    if (filled > 2 || trim(row[0]).empty()) return false;
    ++rows;
    const Known known = count_headings(std::span(row).first(1));
    labels += known.known;
    // A heading row has headings on both sides.
    if (row.size() > 1 && count_headings(std::span(row).subspan(1, 1)).known > 0 && known.known > 0 &&
        rows == 1)
      return false;
  }
  return rows > 1 && labels * 3 >= rows * 2;
}

class DocumentContacts : public DocumentSink {
 public:
  DocumentContacts(const TakeContact& take, TableReports& reports)
      : take_(take), reports_(reports), text_(take, reports) {}

  bool row(const Row& r) override {
    if (r.table != number_ || r.place.table != sheet_) {
      if (!end_table()) return false;
      number_ = r.table;
      sheet_ = r.place.table;
    }
    if (form_) return give_form(r.cells, r.place.line);
    if (!keep(text_.end_block())) return false;
    any = true;
    if (table_) return give(r.cells, r.place.line);
    sample_.emplace_back(r.cells.begin(), r.cells.end());
    lines_.push_back(r.place.line);
    return sample_.size() < kSampleRows || begin_table();
  }

  bool paragraph(const Paragraph& p) override {
    // Within a sheet: where its cells point to, which they show as a rule, or a cell beyond all measure.
    if (!p.place.table.empty()) {
      if (p.text.size() > kLongestLink)
        reports_.say(p.place.line, tr("A line holds no contact."), tr("It was passed over."));
      return true;
    }
    if (!end_table()) return false;
    any = true;
    std::size_t line = p.place.line;
    for (const std::string_view text : split(p.text, '\n'))
      if (!keep(text_.line(text, line))) return false;
    return true;
  }

  void remark(const Remark& r) override { reports_.say(r.line, r.sentence, tr("It was read all the same.")); }

  bool finish() { return end_table() && keep(text_.end_block()); }
  std::optional<Fail> failure;
  bool any = false;

 private:
  bool keep(Result<void> result) {
    if (!result) failure = result.failure();
    return result.has_value();
  }

  bool give(std::span<const std::string> cells, std::size_t line) {
    views_.assign(cells.begin(), cells.end());
    auto contact = table_->read(views_, line);
    return !contact || keep(take_(*std::move(contact)));
  }

  // What kind of table it is stands fixed now.
  bool begin_table() {
    const std::vector<SampleRow> sample = std::exchange(sample_, {});
    const std::vector<std::size_t> lines = std::exchange(lines_, {});
    form_ = is_form(sample);
    if (form_) {
      for (std::size_t i = 0; i < sample.size(); ++i)
        if (!give_form(sample[i], lines[i])) return false;
      return true;
    }
    const std::span<const SampleRow> all(sample);
    const auto heading = heading_row(sample);
    TablePlan plan = heading ? plan_columns(sample[*heading], all.subspan(*heading + 1)) : guess_columns(all);
    const bool reaches = std::any_of(plan.columns.begin(), plan.columns.end(), [](const Column& c) {
      return c.field == ColumnField::number || c.field == ColumnField::mail;
    });
    // A table without headings must hold something that reaches a person.
    if (!(heading ? plan.finds_contacts() : reaches)) return give_as_text(sample, lines);
    table_.emplace(std::move(plan), reports_);
    if (!heading)
      reports_.say(lines[0], tr("The table has no headings."), tr("What its columns hold was guessed."));
    for (std::size_t i = 0; i < sample.size(); ++i) {
      if (heading && i < *heading) {
        reports_.say(lines[i], tr("A line stands above the headings."), tr("It was passed over."));
        continue;
      }
      if (heading && (i == *heading || sample[i] == sample[*heading])) continue;
      if (!give(sample[i], lines[i])) return false;
    }
    return true;
  }

  // A row of a form is a line "label: value"; an empty one parts contacts.
  bool give_form(std::span<const std::string> cells, std::size_t number) {
    std::string value;
    for (std::size_t c = 1; c < cells.size(); ++c) value += cells[c];
    std::string text = cells.empty() ? std::string() : std::string(trim(cells[0]));
    if (text.empty() && trim(value).empty()) return keep(text_.line({}, number));
    if (text.ends_with(':')) text.pop_back();
    text += ": ";
    // A value of several lines goes on behind a blank.
    bool first = true;
    for (const std::string_view line : split(value, '\n')) {
      if (!keep(text_.line(first ? text + std::string(line) : " " + std::string(line), number))) return false;
      first = false;
    }
    return true;
  }

  bool give_as_text(const std::vector<SampleRow>& sample, const std::vector<std::size_t>& lines) {
    for (std::size_t i = 0; i < sample.size(); ++i) {
      std::string text;
      for (const std::string& cell : sample[i]) {
        if (trim(cell).empty()) continue;
        if (!text.empty()) text += ", ";
        text += trim(cell);
      }
      for (const std::string_view line : split(text, '\n'))
        if (!keep(text_.line(line, lines[i]))) return false;
    }
    return true;
  }

  bool end_table() {
    if (!sample_.empty() && !begin_table()) return false;
    table_.reset();
    return !std::exchange(form_, false) || keep(text_.end_block());
  }

  const TakeContact& take_;
  TableReports& reports_;
  TextContacts text_;
  std::size_t number_ = 0;
  std::string sheet_;
  std::vector<SampleRow> sample_;
  std::vector<std::size_t> lines_;
  std::vector<std::string_view> views_;
  // What the table is, once its first rows have told.
  std::optional<TableContacts> table_;
  bool form_ = false;
};

}  // namespace

Result<void> stream_document(const ReadBytes& from, const ReadOptions& options, const TakeContact& take,
                             const TakeDiagnostic& tell) {
  auto bytes = read_all(from, options.max_bytes);
  if (!bytes) return bytes.failure();
  TableReports reports(tell);
  std::size_t contacts = 0;
  bool full = false;
  const TakeContact limited = [&](Contact&& contact) -> Result<void> {
    if (contacts >= options.max_contacts) {
      full = true;
      return {};
    }
    ++contacts;
    return take(std::move(contact));
  };
  Input input = Input::memory(*std::move(bytes), "");
  DocumentContacts sink(limited, reports);
  auto read = read_document(input, {}, sink);
  if (sink.failure) return *sink.failure;
  if (!read) return read.failure();
  if (!sink.finish()) return *sink.failure;
  if (full) reports.say(0, tr("The file holds more contacts than the limit."), tr("The rest was not read."));
  if (contacts == 0 && sink.any)
    reports.say(0, tr("The document holds no contact."), tr("Nothing was read."));
  reports.finish();
  return {};
}

}  // namespace phonebook
