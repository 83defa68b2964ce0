#include "documents/text_lines.h"

#include "base/text.h"

namespace phonebook {
namespace {
constexpr std::size_t kBlock = std::size_t{64} << 10;
}

LineReader::LineReader(Input& input, std::string_view declared_charset, std::size_t first_line)
    : input_(input), decoder_(declared_charset), number_(first_line) {}

void LineReader::fill() {
  text_.erase(0, from_);
  from_ = 0;
  const std::size_t before = text_.size();
  while (!ended_ && text_.size() == before) {
    raw_.resize(kBlock);
    auto n = input_.read(raw_);
    if (!n) {
      failure_ = n.failure();
      ended_ = true;
      return;
    }
    ended_ = *n == 0;
    decoder_.decode(std::string_view(raw_).substr(0, *n), ended_, text_);
  }
  if (!started_) {
    started_ = true;
    if (text_.find('\n') == std::string::npos && text_.find('\r') != std::string::npos) line_end_ = '\r';
  }
}

std::string_view LineReader::ahead() {
  if (!started_) fill();
  return std::string_view(text_).substr(from_);
}

// Of a line that is too long: behind a blank in its last quarter, else at a character.
std::size_t LineReader::piece_end() const {
  const std::string_view piece = cut_utf8(std::string_view(text_).substr(from_), kMaxPiece);
  const std::size_t blank = piece.rfind(' ');
  return from_ + (blank != std::string_view::npos && blank > kMaxPiece / 4 * 3 ? blank + 1 : piece.size());
}

bool LineReader::next(TextLine& line) {
  std::size_t searched = from_;
  while (true) {
    std::size_t end = text_.find(line_end_, searched);
    const bool whole = end != std::string::npos;
    if (!whole && text_.size() - from_ <= kMaxPiece && !ended_) {
      searched = text_.size() - from_;
      fill();
      continue;
    }
    if (failure_) return false;
    if (!whole && from_ == text_.size()) return false;
    if (!whole) end = text_.size();
    const bool cut = end - from_ > kMaxPiece;
    if (cut) end = piece_end();
    line.text = std::string_view(text_).substr(from_, end - from_);
    line.number = number_;
    line.continued = continued_;
    continued_ = cut;
    from_ = end;
    if (!cut) {
      if (line.text.ends_with('\r')) line.text.remove_suffix(1);
      if (whole) ++from_;
      ++number_;
    }
    return true;
  }
}

Result<DocumentInfo> read_text(Input& input, const DocumentOptions& options, DocumentSink& sink) {
  LineReader lines(input, options.charset);
  TextLine line;
  while (lines.next(line))
    if (!trim(line.text).empty() && !sink.paragraph({.text = line.text, .place = {.line = line.number}}))
      break;
  if (lines.failed()) return lines.failure();
  return DocumentInfo{FileType::text, lines.charset(), 0};
}

}  // namespace phonebook
