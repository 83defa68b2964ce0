#include "exporters/xlsx_writer.h"

#include <fmt/format.h>
#include <unicode/uloc.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "base/text.h"
#include "exporters/contact_table.h"

namespace phonebook {
namespace {

// SpreadsheetML's limits (and Excel's): rows of a sheet, UTF-16 units of a cell.
constexpr std::size_t kMaxRows = 1'048'576, kMaxCell = 32'767;
constexpr double kMinWidth = 8, kMaxWidth = 48;
constexpr int kPaperLetter = 1, kPaperA4 = 9;  // of the paperSize attribute

struct CloseFile {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};
// workbook_close() frees it; one that is given up on an error is closed all the same.
struct CloseWorkbook {
  void operator()(lxw_workbook* book) const noexcept { static_cast<void>(workbook_close(book)); }
};

Fail write_failure(const char* reason) {
  return fail(Code::io, fmt::format(fmt::runtime(tr("The workbook could not be written: {}.")), reason));
}

// At most kMaxCell UTF-16 units, never inside a character.
bool cut_to_cell(std::string& text) {
  if (text.size() <= kMaxCell) return false;
  std::size_t units = 0, at = 0;
  while (at < text.size()) {
    const CodePoint c = decode_utf8(std::string_view(text).substr(at));
    units += c.value > 0xFFFF ? 2 : 1;
    if (units > kMaxCell) break;
    at += c.length;
  }
  if (at == text.size()) return false;
  text.resize(at);
  return true;
}

// Excel reads _x000D_ in a text as a character, so a text that says so keeps its underscore as one.
// ECMA-376 part 1, 22.9.2.19.
std::string escaped(const std::string& text) {
  std::string out;
  std::size_t from = 0;
  for (std::size_t i = text.find("_x"); i != std::string::npos; i = text.find("_x", i + 1)) {
    if (i + 7 > text.size() || text[i + 6] != '_') continue;
    const std::string_view digits = std::string_view(text).substr(i + 2, 4);
    if (digits.find_first_not_of("0123456789ABCDEFabcdef") != std::string_view::npos) continue;
    out.append(text, from, i - from).append("_x005F_");
    from = i + 1;
  }
  return from == 0 ? text : out.append(text, from);
}

class XlsxWriter : public ContactWriter {
 public:
  XlsxWriter(WriteBytes to, PrintOptions print) : to_(std::move(to)), print_(std::move(print)) {}

  Result<void> add(const Contact& contact) override {
    if (table_.rows() + 1 >= kMaxRows)
      return fail(Code::invalid_input,
                  fmt::format(fmt::runtime(tr("A sheet holds {} contacts at most.")), kMaxRows - 1));
    return table_.add(contact);
  }

  Result<void> finish() override {
    // Without a name of its own: whatever ends the program, nothing is left behind.
    const std::unique_ptr<std::FILE, CloseFile> file(std::tmpfile());
    if (!file) return write_failure(std::generic_category().message(errno).c_str());
    const std::string path = fmt::format("/proc/self/fd/{}", fileno(file.get()));
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.use_zip64 = LXW_FALSE;
    std::unique_ptr<lxw_workbook, CloseWorkbook> book(workbook_new_opt(path.c_str(), &options));
    if (!book) return write_failure(lxw_strerror(LXW_ERROR_MEMORY_MALLOC_FAILED));
    lxw_worksheet* sheet = workbook_add_worksheet(book.get(), tr("Contacts"));
    if (!sheet) sheet = workbook_add_worksheet(book.get(), nullptr);
    if (!sheet) return write_failure(lxw_strerror(LXW_ERROR_MEMORY_MALLOC_FAILED));
    if (auto filled = fill(book.get(), sheet); !filled) return filled;
    const lxw_error error = workbook_close(book.release());
    if (error != LXW_NO_ERROR) return write_failure(lxw_strerror(error));
    return copy(file.get());
  }

 private:
  Result<void> fill(lxw_workbook* book, lxw_worksheet* sheet) {
    const std::vector<ContactTable::Column> columns = table_.columns();
    lxw_format* text = workbook_add_format(book);
    format_set_num_format(text, "@");
    format_set_align(text, LXW_ALIGN_VERTICAL_TOP);
    lxw_format* lines = workbook_add_format(book);
    format_set_num_format(lines, "@");
    format_set_align(lines, LXW_ALIGN_VERTICAL_TOP);
    format_set_text_wrap(lines);
    lxw_format* heading = workbook_add_format(book);
    format_set_bold(heading);
    format_set_num_format(heading, "@");
    format_set_bg_color(heading, 0xDDE6F0);
    format_set_bottom(heading, LXW_BORDER_THIN);

    const auto last = static_cast<lxw_col_t>(columns.size() - 1);
    const auto rows = static_cast<lxw_row_t>(table_.rows());
    for (lxw_col_t i = 0; i <= last; ++i) {
      // Two more: for the filter's button, and because letters differ in width.
      const double width = std::clamp(static_cast<double>(columns[i].width) + 3, kMinWidth, kMaxWidth);
      worksheet_set_column(sheet, i, i, width, text);
    }
    worksheet_freeze_panes(sheet, 1, 1);
    worksheet_autofilter(sheet, 0, 0, rows, last);
    // Numbers are text here on purpose; Excel would mark each of them with a green corner.
    std::array<char, LXW_MAX_CELL_RANGE_LENGTH> range{};
    lxw_rowcol_to_range(range.data(), 0, 0, rows, last);
    worksheet_ignore_errors(sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, range.data());
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet,
                        print_.paper.value_or(paper_of_locale()) == Paper::letter ? kPaperLetter : kPaperA4);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_repeat_rows(sheet, 0, 0);
    worksheet_set_footer(sheet, "&C&P / &N");
    if (uloc_isRightToLeft(uloc_getDefault())) worksheet_right_to_left(sheet);

    for (lxw_col_t i = 0; i <= last; ++i)
      if (auto put = write(sheet, 0, i, columns[i].heading, heading, columns[i].heading); !put) return put;
    lxw_row_t row = 0;
    return table_.each_row([&](const std::vector<std::string>& cells) -> Result<void> {
      ++row;
      for (lxw_col_t i = 0; i <= last; ++i) {
        if (cells[i].empty()) continue;
        lxw_format* format = cells[i].find('\n') == std::string::npos ? text : lines;
        if (auto put = write(sheet, row, i, cells[i], format, columns[i].heading); !put) return put;
      }
      return {};
    });
  }

  Result<void> write(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, std::string text,
                     lxw_format* format, const std::string& heading) {
    text = escaped(text);
    if (cut_to_cell(text) && print_.tell)
      print_.tell({0,
                   fmt::format(fmt::runtime(tr("“{}” in row {} is longer than the {} characters of a cell.")),
                               heading, row + 1, kMaxCell),
                   tr("It was cut there.")});
    const lxw_error error = worksheet_write_string(sheet, row, column, text.c_str(), format);
    if (error != LXW_NO_ERROR) return write_failure(lxw_strerror(error));
    return {};
  }

  Result<void> copy(std::FILE* file) {
    std::array<char, 65536> block;
    off_t at = 0;
    while (true) {
      // By position: the library has written through a descriptor of its own.
      const ssize_t got = ::pread(fileno(file), block.data(), block.size(), at);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return write_failure(std::generic_category().message(errno).c_str());
      if (got == 0) return {};
      if (auto put = to_(std::string_view(block.data(), static_cast<std::size_t>(got))); !put) return put;
      at += got;
    }
  }

  WriteBytes to_;
  PrintOptions print_;
  ContactTable table_;
};

}  // namespace

Result<std::unique_ptr<ContactWriter>> make_xlsx_writer(WriteBytes to, const PrintOptions& print) {
  return std::unique_ptr<ContactWriter>(std::make_unique<XlsxWriter>(std::move(to), print));
}

}  // namespace phonebook
