#include "documents/pdf_pages.h"

#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>

#include <algorithm>
#include <limits>
#include <memory>

namespace phonebook {
namespace {

// What poppler would write to stderr; the file is told by us.
void keep_quiet(const std::string&, void*) {}

PdfEnd write_pages(const std::unique_ptr<poppler::document>& document, const WritePdfText& write) {
  if (!document) return PdfEnd::damaged;
  if (document->is_locked()) return PdfEnd::encrypted;
  const int pages = document->pages();
  if (!write("pages " + std::to_string(std::max(pages, 0)) + "\n")) return PdfEnd::done;
  for (int i = 0; i < pages && i < kMostPdfPages; ++i) {
    const std::unique_ptr<poppler::page> page(document->create_page(i));
    std::string text(1, kDamagedPage);
    if (page) {
      const poppler::byte_array bytes = page->text().to_utf8();
      text.assign(bytes.begin(), bytes.end());
      std::replace_if(
          text.begin(), text.end(), [](char c) { return c == '\f' || c == kDamagedPage; }, '\n');
    }
    text += '\f';
    if (!write(text)) return PdfEnd::done;
  }
  return PdfEnd::done;
}

}  // namespace

PdfEnd pdf_pages_of_file(const std::string& path, const WritePdfText& write) {
  poppler::set_debug_error_function(keep_quiet, nullptr);
  return write_pages(std::unique_ptr<poppler::document>(poppler::document::load_from_file(path)), write);
}

PdfEnd pdf_pages_of_bytes(std::string_view bytes, const WritePdfText& write) {
  poppler::set_debug_error_function(keep_quiet, nullptr);
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return PdfEnd::damaged;
  return write_pages(std::unique_ptr<poppler::document>(
                         poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size()))),
                     write);
}

}  // namespace phonebook
