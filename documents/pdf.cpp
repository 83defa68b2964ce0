#include "documents/pdf.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <system_error>
#include <vector>

#include "base/text.h"
#include "documents/pdf_pages.h"
#include "documents/pdf_process.h"

namespace phonebook {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProgram = "purple-phonebook-read-pdf";

// What a pipe or a mail brought, as a file without a name.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_;
};

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

// The program's words as paragraphs. They come from beside a stranger's file, and are held to what was
// agreed.
class Pages {
 public:
  Pages(DocumentSink& sink, const PdfLimits& limits) : sink_(sink), limits_(limits) {}

  // False: enough, or broken().
  bool take(std::string_view text) {
    taken_ += text.size();
    if (taken_ > limits_.text_bytes) {
      sink_.remark({0, tr("The PDF holds more text than is read of one; the rest was left out.")});
      return false;
    }
    while (!text.empty()) {
      const std::size_t end = text.find_first_of(std::string_view("\n\f\x18", 3));
      held_.append(text.substr(0, end));
      const bool ended = end != std::string_view::npos;
      if (held_.size() > kMaxPiece || ended)
        if (!tell(ended)) return false;
      if (!ended) return true;
      if (text[end] == kDamagedPage) ++unreadable_;
      if (text[end] == '\f' && !next_page()) return false;
      text.remove_prefix(end + 1);
    }
    return true;
  }

  // It did not begin with how many pages there are.
  [[nodiscard]] bool broken() const { return broken_; }
  // No further page is wanted.
  [[nodiscard]] bool has_all_pages() const { return page_ > kMostPdfPages; }
  // It ended, and said that all went well.
  void end() { broken_ = broken_ || page_ == 0; }

  // The last of its words; the text was all there.
  void finish() {
    if (unreadable_ > 0)
      sink_.remark(
          {0, fmt::format(fmt::runtime(tr_n("{} page is damaged and was passed over.",
                                            "{} pages are damaged and were passed over.", unreadable_)),
                          unreadable_)});
    else if (!any_text_ && pages_ > 0)
      sink_.remark({0, tr("Its pages hold pictures and no text; run a text recognition over it first.")});
  }

 private:
  bool next_page() {
    line_ = 0;
    return ++page_ <= kMostPdfPages;
  }

  // What is held: the first line says how many pages there are, the others are text.
  bool tell(bool ended) {
    if (page_ == 0) {
      broken_ = !ended || !header();
      return !broken_;
    }
    if (ended || held_.size() > kMaxPiece) {
      if (!in_line_) ++line_;
      in_line_ = !ended;
    }
    std::string_view left = held_;
    while (left.size() > kMaxPiece || (ended && !left.empty())) {
      const std::string_view piece = cut_utf8(left, kMaxPiece);
      // A cut that moves nothing on is no text.
      const std::size_t size = piece.empty() ? std::min(left.size(), kMaxPiece) : piece.size();
      const std::string text = valid_utf8(left.substr(0, size));
      const std::string_view one = trim(text);
      if (!one.empty()) {
        any_text_ = true;
        if (!sink_.paragraph({.text = one, .place = {.line = line_, .page = page_}})) return false;
      }
      left.remove_prefix(size);
    }
    held_.erase(0, held_.size() - left.size());
    return true;
  }

  bool header() {
    std::string_view text = held_;
    constexpr std::string_view kLead = "pages ";
    if (!text.starts_with(kLead)) return false;
    text.remove_prefix(kLead.size());
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), pages_);
    if (error != std::errc() || end != text.data() + text.size() || pages_ < 0) return false;
    if (pages_ > kMostPdfPages)
      sink_.remark({0, fmt::format(fmt::runtime(tr("Of its {} pages the first {} were read.")), pages_,
                                   kMostPdfPages)});
    held_.clear();
    page_ = 1;
    return true;
  }

  DocumentSink& sink_;
  const PdfLimits& limits_;
  std::string held_;  // at most kMaxPiece and what one read brings
  std::size_t page_ = 0, line_ = 0, unreadable_ = 0, taken_ = 0;
  int pages_ = 0;
  bool any_text_ = false, in_line_ = false, broken_ = false;
};

Fail talks_nonsense(const std::string& name) {
  return fail(
      Code::invalid_input,
      tr("The PDF made its reader say what makes no sense; print it into a new PDF, or leave it out."), name);
}

Result<void> what_the_end_says(int status, const std::string& name) {
  const auto is = [&](PdfEnd end) {
    return WIFEXITED(status) && WEXITSTATUS(status) == static_cast<int>(end);
  };
  if (is(PdfEnd::done)) return {};
  if (is(PdfEnd::damaged))
    return fail(Code::invalid_input,
                tr("The PDF is damaged or cut short; open it in a viewer and save it again."), name);
  if (is(PdfEnd::encrypted))
    return fail(Code::denied, tr("The PDF is encrypted; save it without a password first."), name);
  // In some places poppler ends a failed allocation with exit(1).
  if (is(PdfEnd::out_of_memory) || (WIFEXITED(status) && WEXITSTATUS(status) == 1))
    return fail(Code::invalid_input,
                tr("The PDF wants more memory than it gets; print it into a new PDF, or leave it out."),
                name);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU)
    return fail(Code::invalid_input,
                tr("The PDF takes too long to read; print it into a new PDF, or leave it out."), name);
  return fail(Code::invalid_input,
              tr("The PDF made its reader crash; print it into a new PDF, or leave it out."), name);
}

}  // namespace

fs::path pdf_reader() {
  static const fs::path found = [] {
    std::error_code ignored;
    const fs::path beside = fs::read_symlink("/proc/self/exe", ignored).parent_path() / kProgram;
    for (const fs::path& path : {beside, fs::path(PHONEBOOK_LIBEXEC_FOLDER) / kProgram})
      if (path.is_absolute() && ::access(path.c_str(), X_OK) == 0) return path;
    return fs::path();
  }();
  return found;
}

Result<DocumentInfo> read_pdf(Input& input, const DocumentOptions&, DocumentSink& sink,
                              const PdfLimits& limits) {
  PdfLimits used = limits;
  if (used.reader.empty()) used.reader = pdf_reader();
  if (used.reader.empty())
    return fail(Code::unsupported,
                tr("The program that reads PDFs is missing; install purple-phonebook again."), input.name());
  auto whole = input.whole();
  if (!whole) return whole.failure();
  const Descriptor memory(whole->fd < 0 ? ::memfd_create("pdf", MFD_CLOEXEC) : -1);
  if (whole->fd < 0 && (memory.get() < 0 || !write_all(memory.get(), whole->bytes)))
    return fail(Code::io,
                fmt::format(fmt::runtime(tr("The file could not be read: {}.")),
                            std::generic_category().message(errno)),
                input.name());
  auto process = PdfProcess::start(whole->fd < 0 ? memory.get() : whole->fd, used, input.name());
  if (!process) return process.failure();
  const DocumentInfo info{FileType::pdf, "", 0};
  Pages pages(sink, used);
  std::vector<char> block(std::size_t{64} << 10);
  while (true) {
    auto n = process->read(block, [&] { return input.wanted(); });
    if (!n) return n.failure();
    if (*n == 0) break;
    if (pages.take({block.data(), *n})) continue;
    if (pages.broken()) return talks_nonsense(input.name());
    if (pages.has_all_pages()) pages.finish();
    return info;
  }
  if (auto end = what_the_end_says(process->status(), input.name()); !end) return end.failure();
  pages.end();
  if (pages.broken()) return talks_nonsense(input.name());
  pages.finish();
  return info;
}

}  // namespace phonebook
