#include "documents/document.h"

#include "base/text.h"
#include "documents/csv.h"
#include "documents/html.h"
#include "documents/mail_message.h"
#include "documents/office.h"
#include "documents/pdf.h"
#include "documents/text_lines.h"

namespace phonebook {
namespace {

class Collector : public DocumentSink {
 public:
  Collector(Document& out, std::size_t limit_bytes) : out_(out), limit_(limit_bytes) {}
  bool paragraph(const Paragraph& p) override {
    return add({.table = 0, .cells = {std::string(p.text)}, .line = p.place.line, .page = p.place.page});
  }
  bool row(const Row& r) override {
    return add({.table = r.table, .cells = {r.cells.begin(), r.cells.end()}, .line = r.place.line});
  }
  void remark(const Remark& r) override {
    if (out_.remarks.size() < 1000) out_.remarks.push_back(r);
  }
  bool over = false;

 private:
  bool add(Document::Block block) {
    for (const std::string& cell : block.cells) used_ += cell.size() + sizeof(cell);
    if (used_ > limit_) {
      over = true;
      return false;
    }
    out_.blocks.push_back(std::move(block));
    return true;
  }
  Document& out_;
  const std::size_t limit_;
  std::size_t used_ = 0;
};

}  // namespace

Result<DocumentInfo> read_document(Input& input, const DocumentOptions& options, DocumentSink& sink) {
  Sniffed what;
  if (options.type) {
    what.type = *options.type;
  } else {
    auto head = input.head();
    if (!head) return head.failure();
    what = sniff(*head, input.name());
  }
  switch (what.type) {
    case FileType::empty:
      return DocumentInfo{FileType::empty, "", 0};
    case FileType::unreadable:
      return fail(Code::unsupported, what.sentence, input.name());
    case FileType::html:
      return read_html(input, options, sink);
    case FileType::csv:
      return read_csv(input, options, sink);
    case FileType::mail:
    case FileType::mbox: {
      DocumentOptions with_type = options;
      with_type.type = what.type;
      return read_mail(input, with_type, sink);
    }
    case FileType::docx:
    case FileType::xlsx:
    case FileType::odf:
    case FileType::zip:
      return read_office(input, options, sink);
    case FileType::pdf:
      return read_pdf(input, options, sink);
    case FileType::vcard:
    case FileType::text:
      break;
  }
  auto done = read_text(input, options, sink);
  if (done) done->type = what.type;
  return done;
}

Result<Document> read_whole_document(Input& input, const DocumentOptions& options, std::size_t limit_bytes) {
  Document out;
  Collector collector(out, limit_bytes);
  auto info = read_document(input, options, collector);
  if (!info) return info.failure();
  if (collector.over)
    return fail(Code::invalid_input, tr("The document holds more text than is read at once."), input.name());
  out.info = *info;
  return out;
}

}  // namespace phonebook
