#include "exporters/csv_writer.h"

#include <fmt/format.h>
#include <unicode/ucnv.h>

#include <array>
#include <limits>
#include <utility>

#include "base/text.h"
#include "exporters/csv_cells.h"
#include "exporters/losses.h"

namespace phonebook {
namespace {

constexpr std::size_t kFlushAt = std::size_t{64} << 10;

struct ConverterDeleter {
  void operator()(UConverter* converter) const noexcept { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, ConverterDeleter>;

// What the charset has no character for becomes its substitute.
class Encoder {
 public:
  [[nodiscard]] bool open(const std::string& charset) {
    if (ascii_equal(charset, "UTF-8")) return true;
    UErrorCode status = U_ZERO_ERROR;
    from_.reset(ucnv_open("UTF-8", &status));
    to_.reset(ucnv_open(charset.c_str(), &status));
    return U_SUCCESS(status) != 0;
  }
  [[nodiscard]] Result<void> append(std::string& out, std::string_view utf8) {
    if (!to_) {
      out += utf8;
      return {};
    }
    const char* source = utf8.data();
    std::array<UChar, 1024> pivot;
    UChar *pivot_source = pivot.data(), *pivot_target = pivot.data();
    std::array<char, 4096> bytes;
    ucnv_reset(from_.get());
    while (true) {
      char* target = bytes.data();
      UErrorCode status = U_ZERO_ERROR;
      ucnv_convertEx(to_.get(), from_.get(), &target, bytes.data() + bytes.size(), &source,
                     utf8.data() + utf8.size(), pivot.data(), &pivot_source, &pivot_target,
                     pivot.data() + pivot.size(), false, true, &status);
      out.append(bytes.data(), static_cast<std::size_t>(target - bytes.data()));
      if (status == U_BUFFER_OVERFLOW_ERROR) continue;
      if (U_FAILURE(status))
        return fail(Code::internal, tr("The text could not be written in that charset."));
      return {};
    }
  }

 private:
  Converter from_, to_;
};

class CsvWriter : public ContactWriter {
 public:
  CsvWriter(WriteBytes to, const CsvDialectRow& dialect, TakeDiagnostic tell, Encoder encoder)
      : to_(std::move(to)),
        dialect_(dialect),
        tell_(std::move(tell)),
        encoder_(std::move(encoder)),
        cells_(dialect) {
    special_ = std::string("\"\r\n") + dialect.delimiter;
  }

  Result<void> add(const Contact& contact) override {
    if (auto begun = begin(); !begun) return begun;
    row(cells_.fill(contact));
    ++number_;
    if (tell_) tell_losses(contact);
    return text_.size() >= kFlushAt ? flush() : Result<void>();
  }

  Result<void> finish() override {
    if (auto begun = begin(); !begun) return begun;
    return flush();
  }

 private:
  Result<void> begin() {
    if (std::exchange(begun_, true)) return {};
    if (dialect_.byte_order_mark) text_ += "\xEF\xBB\xBF";
    row(cells_.headings());
    return {};
  }

  void row(const std::vector<std::string>& cells) {
    bool first = true;
    for (const std::string& cell : cells) {
      if (!std::exchange(first, false)) text_ += dialect_.delimiter;
      const bool quoted =
          cell.find_first_of(special_) != std::string::npos ||
          (!cell.empty() && (cell.front() == ' ' || cell.back() == ' ' || cell.front() == '\t'));
      if (!quoted) {
        text_ += cell;
        continue;
      }
      text_ += '"';
      for (const char c : cell) {
        if (c == '"') text_ += '"';
        text_ += c;
      }
      text_ += '"';
    }
    text_ += dialect_.line_end;
  }

  void tell_losses(const Contact& contact) {
    const Contact kept = cells_.kept(contact);
    for (const Loss& loss : losses_between(contact, kept)) {
      // The name that the parts give again, and notes that only say more.
      if (loss.field == "name" && shown_name(kept) == shown_name(contact)) continue;
      if (loss.field == "note" && kept.note.starts_with(contact.note)) continue;
      std::string done = loss.kept.empty()
                             ? std::string(tr("It has no place in this table."))
                             : fmt::format(fmt::runtime(tr("Of it there stays: {}")), loss.kept);
      if (kept.note.size() > contact.note.size() && kept.note.find(loss.what) != std::string::npos)
        done = tr("It has no column in this table and stands in the notes.");
      tell_(
          {number_, fmt::format("{}: {}: {}", shown_name(contact), loss.field, loss.what), std::move(done)});
    }
  }

  Result<void> flush() {
    if (text_.empty()) return {};
    std::string bytes;
    if (auto done = encoder_.append(bytes, text_); !done) return done;
    text_.clear();
    return to_(bytes);
  }

  WriteBytes to_;
  const CsvDialectRow& dialect_;
  TakeDiagnostic tell_;
  Encoder encoder_;
  CsvCells cells_;
  std::string special_, text_;
  std::size_t number_ = 0;
  bool begun_ = false;
};

}  // namespace

Result<std::unique_ptr<ContactWriter>> make_csv_writer(WriteBytes to, const CsvDialectRow& dialect,
                                                       TakeDiagnostic tell) {
  Encoder encoder;
  if (!encoder.open(dialect.charset))
    return fail(Code::unsupported, tr("This system does not know the charset of the table."),
                dialect.charset);
  return std::unique_ptr<ContactWriter>(
      std::make_unique<CsvWriter>(std::move(to), dialect, std::move(tell), std::move(encoder)));
}

}  // namespace phonebook
