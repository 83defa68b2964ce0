#include "extractor/sources/document_text.h"

#include <algorithm>

#include "base/text.h"
#include "extractor/sources/purple_log.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxHeading = 64;  // of a table's column

class AsMessages : public DocumentSink {
 public:
  explicit AsMessages(MessageSink& sink) : sink_(sink) {}

  bool paragraph(const Paragraph& p) override { return send(p.text, p.place); }

  // "Name: Bob, Phone: 0171…": a cell's column says what it is, as a person reads it.
  bool row(const Row& r) override {
    if (r.table != table_) {
      table_ = r.table;
      headings_.clear();
      if (std::none_of(r.cells.begin(), r.cells.end(), has_long_digits))
        for (const std::string& cell : r.cells) headings_.emplace_back(trim(cut_utf8(cell, kMaxHeading)));
    }
    text_.clear();
    for (std::size_t i = 0; i < r.cells.size() && text_.size() < kMaxPiece; ++i) {
      const std::string_view cell = trim(r.cells[i]);
      if (cell.empty()) continue;
      if (!text_.empty()) text_ += "\n";
      if (i < headings_.size() && !headings_[i].empty() && headings_[i] != cell) text_ += headings_[i] + ": ";
      text_ += cut_utf8(cell, kMaxPiece);
    }
    return text_.empty() || send(text_, r.place);
  }

  bool mail(const MailHeader& m) override {
    author_ = m.from_name.empty() ? m.from_address : m.from_name;
    time_ = m.time.value_or(0);
    return true;
  }
  void remark(const Remark& r) override { sink_.remark(r); }

 private:
  static bool has_long_digits(const std::string& cell) {
    return std::count_if(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; }) > 4 ||
           cell.find('@') != std::string::npos;
  }
  bool send(std::string_view text, const Place& place) {
    return sink_.message(
        {.text = text, .author = author_, .time = time_, .line = place.line, .page = place.page});
  }
  MessageSink& sink_;
  std::string author_, text_;
  std::vector<std::string> headings_;
  std::int64_t time_ = 0;
  std::size_t table_ = 0;
};

}  // namespace

Result<void> read_document_messages(Input& input, MessageSink& sink) {
  AsMessages messages(sink);
  auto done = read_document(input, {}, messages);
  if (!done) return done.failure();
  return {};
}

Result<void> read_source(Input& input, const std::filesystem::path& path, MessageSink& sink) {
  auto head = input.head();
  if (!head) return head.failure();
  if (const auto log = purple_log(*head, path)) return read_purple_log(input, *log, sink);
  return read_document_messages(input, sink);
}

}  // namespace phonebook
