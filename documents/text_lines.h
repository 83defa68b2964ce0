// text_lines: any text file as lines of UTF-8, with little memory however large it is.
//
//   LineReader lines(input, declared_charset);
//   while (lines.next(line)) …
//   if (lines.failed()) return lines.failure();
//
// Lines end at LF, CR LF or (in files without any LF) CR. One over kMaxPiece comes in pieces.
#pragma once
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
  [[nodiscard]] bool failed() const { return failure_.has_value(); }
  [[nodiscard]] Fail failure() const { return *failure_; }
  [[nodiscard]] const std::string& charset() const { return decoder_.charset(); }

 private:
  void fill();
  [[nodiscard]] std::size_t piece_end() const;
  Input& input_;
  TextDecoder decoder_;
  std::string raw_, text_;
  std::size_t from_ = 0, number_;
  bool ended_ = false, continued_ = false, started_ = false;
  char line_end_ = '\n';
  std::optional<Fail> failure_;
};

// The whole file as paragraphs, one a line; blank lines are left out.
[[nodiscard]] Result<DocumentInfo> read_text(Input& input, const DocumentOptions& options,
                                             DocumentSink& sink);

}  // namespace phonebook
