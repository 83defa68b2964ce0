#include "documents/pdf.h"

#include <fmt/format.h>
#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>

#include <limits>
#include <memory>
#include <mutex>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr int kMostPages = 20'000;

// What poppler would write to stderr; the file is told by us.
void keep_quiet(const std::string&, void*) {}

std::unique_ptr<poppler::document> load(const Input::Whole& whole) {
  static std::once_flag quiet;
  std::call_once(quiet, [] { poppler::set_debug_error_function(keep_quiet, nullptr); });
  // The open file itself, whatever stands under its name by now.
  if (whole.fd >= 0)
    return std::unique_ptr<poppler::document>(
        poppler::document::load_from_file(fmt::format("/proc/self/fd/{}", whole.fd)));
  if (whole.bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return nullptr;
  return std::unique_ptr<poppler::document>(
      poppler::document::load_from_raw_data(whole.bytes.data(), static_cast<int>(whole.bytes.size())));
}

}  // namespace

Result<DocumentInfo> read_pdf(Input& input, const DocumentOptions&, DocumentSink& sink) {
  auto whole = input.whole();
  if (!whole) return whole.failure();
  const auto document = load(*whole);
  if (!document)
    return fail(Code::invalid_input,
                tr("The PDF is damaged or cut short; open it in a viewer and save it again."), input.name());
  if (document->is_locked())
    return fail(Code::denied, tr("The PDF is encrypted; save it without a password first."), input.name());
  const DocumentInfo info{FileType::pdf, "", 0};
  const int pages = document->pages();
  if (pages > kMostPages)
    sink.remark(
        {0, fmt::format(fmt::runtime(tr("Of its {} pages the first {} were read.")), pages, kMostPages)});
  bool any_text = false;
  std::size_t unreadable = 0;
  for (int i = 0; i < pages && i < kMostPages; ++i) {
    const std::unique_ptr<poppler::page> page(document->create_page(i));
    if (!page) {
      ++unreadable;
      continue;
    }
    const poppler::byte_array bytes = page->text().to_utf8();
    const std::string text = valid_utf8({bytes.data(), bytes.size()});
    std::string_view left = text;
    for (std::size_t line = 1; !left.empty(); ++line) {
      const std::size_t end = left.find_first_of("\n\f");
      std::string_view one = trim(left.substr(0, end));
      left.remove_prefix(end == std::string_view::npos ? left.size() : end + 1);
      while (!one.empty()) {
        any_text = true;
        const std::string_view piece = cut_utf8(one, kMaxPiece);
        if (!sink.paragraph(
                {.text = piece, .place = {.line = line, .page = static_cast<std::size_t>(i) + 1}}))
          return info;
        one.remove_prefix(piece.size());
      }
    }
  }
  if (unreadable > 0)
    sink.remark({0, fmt::format(fmt::runtime(tr_n("{} page is damaged and was passed over.",
                                                  "{} pages are damaged and were passed over.", unreadable)),
                                unreadable)});
  else if (!any_text && pages > 0)
    sink.remark({0, tr("Its pages hold pictures and no text; run a text recognition over it first.")});
  return info;
}

}  // namespace phonebook
