#include "documents/text_lines.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace phonebook {
namespace {
constexpr std::size_t kBlock = std::size_t{64} << 10;
}

LineReader::LineReader(Input& input, std::string_view declared_charset, std::size_t first_line)
    : input_(input), decoder_(declared_charset), number_(first_line) {}

// Behind the text, which moves to the front of the memory first.
void LineReader::make_room(std::size_t size_bytes) {
  if (from_ > 0 && size_ + size_bytes > capacity_) {
    std::memmove(text_.get(), text_.get() + from_, size_ - from_);
    size_ -= from_;
    from_ = 0;
    moved_ = true;
  }
  if (size_ + size_bytes <= capacity_) return;
  const std::size_t capacity = size_ + size_bytes + (started_ ? kBlock : 0);
  std::unique_ptr<char[]> larger(new char[capacity]);
  if (size_ > 0) std::memcpy(larger.get(), text_.get(), size_);
  text_ = std::move(larger);
  capacity_ = capacity;
}

void LineReader::fill() {
  const std::size_t before = size_ - from_;
  // A small file needs no more than it has.
  const std::size_t block =
      started_ ? kBlock : std::min<std::uint64_t>(kBlock, input_.size().value_or(kBlock) + 1);
  while (!ended_ && size_ - from_ == before) {
    if (decoder_.passes_through()) {
      make_room(block);
      auto n = input_.read({text_.get() + size_, block});
      if (!n) {
        failure_ = n.failure();
        ended_ = true;
        return;
      }
      ended_ = *n == 0 || input_.size() == input_.taken();  // a file's end is known before it is met
      size_ += *n;
      continue;
    }
    raw_.resize(block);
    auto n = input_.read(raw_);
    if (!n) {
      failure_ = n.failure();
      ended_ = true;
      return;
    }
    ended_ = *n == 0 || input_.size() == input_.taken();  // a file's end is known before it is met
    decoded_.clear();
    decoder_.decode(std::string_view(raw_).substr(0, *n), ended_, decoded_);
    make_room(decoded_.size());
    if (!decoded_.empty()) std::memcpy(text_.get() + size_, decoded_.data(), decoded_.size());
    size_ += decoded_.size();
  }
  if (!started_) {
    started_ = true;
    if (text().find('\n') == std::string_view::npos && text().find('\r') != std::string_view::npos)
      line_end_ = '\r';
  }
}

std::string_view LineReader::ahead() {
  if (!started_) fill();
  return text().substr(from_);
}

std::string_view LineReader::front() const { return moved_ ? std::string_view() : text(); }

bool LineReader::read_on() {
  if (ended_) return false;
  fill();
  return !failure_.has_value();
}

void LineReader::take(std::size_t size_bytes, std::size_t lines) {
  from_ += size_bytes;
  number_ += lines;
}

// Of a line that is too long: behind a blank in its last quarter, else at a character.
std::size_t LineReader::piece_end() const {
  const std::string_view piece = cut_utf8(text().substr(from_), kMaxPiece);
  const std::size_t blank = piece.rfind(' ');
  return from_ + (blank != std::string_view::npos && blank > kMaxPiece / 4 * 3 ? blank + 1 : piece.size());
}

bool LineReader::next(TextLine& line) {
  std::size_t searched = 0;  // of what is ahead
  while (true) {
    std::size_t end = text().find(line_end_, from_ + searched);
    const bool whole = end != std::string_view::npos;
    if (!whole && size_ - from_ <= kMaxPiece && !ended_) {
      searched = size_ - from_;
      fill();
      continue;
    }
    if (failure_) return false;
    if (!whole && from_ == size_) return false;
    if (!whole) end = size_;
    const bool cut = end - from_ > kMaxPiece;
    if (cut) end = piece_end();
    line.text = text().substr(from_, end - from_);
    line.number = number_;
    line.continued = continued_;
    continued_ = cut;
    from_ = end;
    if (!cut) {
      if (line.text.ends_with('\r')) line.text.remove_suffix(1);
      if (whole) ++from_;
      ++number_;
    }
    // What passed the decoder by has not been looked at yet.
    if (decoder_.passes_through() && !is_valid_utf8(line.text)) {
      mended_ = valid_utf8(line.text);
      line.text = mended_;
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
