// text_lines: any text file as lines of UTF-8, with little memory however large it is.
//
//   LineReader lines(input, declared_charset);
//   while (lines.next(line)) …
//   if (lines.failed()) return lines.failure();
//
// Lines end at LF, CR LF or (in files without any LF) CR. One over kMaxPiece comes in pieces.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "documents/charset.h"
#include "documents/document.h"

namespace phonebook {

struct TextLine {
  std::string_view text;   // without its end; valid until the next call
  std::size_t number = 0;  // from 1
  bool continued = false;  // the further piece of a long line
};

class LineReader {
 public:
  explicit LineReader(Input& input, std::string_view declared_charset = {}, std::size_t first_line = 1);
  // False at the end, and on an error.
  [[nodiscard]] bool next(TextLine& line);
  // What is decoded and not yet taken, some kilobytes at the beginning: for a look ahead.
  [[nodiscard]] std::string_view ahead();
  // The same from the first line on, as long as it is in memory: empty once it is not.
  [[nodiscard]] std::string_view front() const;
  // Makes ahead() longer; false at the end.
  [[nodiscard]] bool read_on();
  // ahead() is all that is left.
  [[nodiscard]] bool ended() const { return ended_; }
  // Goes past the first `size_bytes` of ahead(), which are `lines` whole lines. Only between lines.
  void take(std::size_t size_bytes, std::size_t lines);
  // Lines end at LF here, and none has begun.
  [[nodiscard]] bool between_lines() const { return line_end_ == '\n' && !continued_; }
  [[nodiscard]] bool failed() const { return failure_.has_value(); }
  [[nodiscard]] Fail failure() const { return *failure_; }
  [[nodiscard]] const std::string& charset() const { return decoder_.charset(); }

 private:
  void fill();
  void make_room(std::size_t size_bytes);
  [[nodiscard]] std::size_t piece_end() const;
  [[nodiscard]] std::string_view text() const { return {text_.get(), size_}; }
  Input& input_;
  TextDecoder decoder_;
  // Plain memory: a string would write noughts into each block before it is read.
  std::unique_ptr<char[]> text_;
  std::size_t size_ = 0, capacity_ = 0;
  std::string raw_, decoded_, mended_;
  std::size_t from_ = 0, number_;
  bool ended_ = false, continued_ = false, started_ = false, moved_ = false;
  char line_end_ = '\n';
  std::optional<Fail> failure_;
};

// The whole file as paragraphs, one a line; blank lines are left out.
[[nodiscard]] Result<DocumentInfo> read_text(Input& input, const DocumentOptions& options,
                                             DocumentSink& sink);

}  // namespace phonebook
