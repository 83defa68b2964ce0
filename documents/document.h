// document: any file as text and tables, handed over piece by piece, so that a file of any size needs little
// memory. The scan and the transcoder read through this one door.
//
//   auto input = Input::open("people.xlsx");
//   auto done = read_document(*input, {}, sink);          // sink.row(…), sink.paragraph(…), in their order
//   auto whole = read_whole_document(*input);             // a small file at once, for who needs it in memory
//
// All text is valid UTF-8. Thread rule: no state; different inputs may be read on different threads.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/input.h"
#include "documents/sniff.h"

namespace phonebook {

// A paragraph or cell is cut into pieces of this size, at a blank where there is one.
inline constexpr std::size_t kMaxPiece = std::size_t{64} << 10;
inline constexpr std::size_t kMaxCells = 16384;  // of a row; what spreadsheets allow

// Where something stands. Zero: this kind of file has no such thing.
struct Place {
  std::size_t line = 0;      // of the file; in a document without lines the paragraph; in a sheet the row
  std::size_t page = 0;      // pdf
  std::string_view table{};  // the sheet's name
};

struct Paragraph {
  std::string_view text;  // not empty; may hold '\n'
  Place place;
};

struct Row {
  std::span<const std::string> cells;  // as a person sees them; dates as ISO 8601, numbers without exponent
  Place place;
  std::size_t table = 0;  // counts the tables of the document, from 1
};

// What comes next was written by somebody at some time: a mail.
struct MailHeader {
  std::string from_name, from_address, to, subject;
  std::optional<std::int64_t> time;  // Unix seconds
};

// Something that was passed over, repaired or guessed.
struct Remark {
  std::size_t line = 0;  // 0: of the whole file
  std::string sentence;
};

// Who takes it. The text is gone after each call. False: enough, stop reading (which is no error).
class DocumentSink {
 public:
  virtual ~DocumentSink() = default;
  [[nodiscard]] virtual bool paragraph(const Paragraph& paragraph) = 0;
  [[nodiscard]] virtual bool row(const Row& row) = 0;
  [[nodiscard]] virtual bool mail(const MailHeader&) { return true; }
  virtual void remark(const Remark&) {}
};

struct DocumentOptions {
  std::optional<FileType> type{};  // absent: by content
  std::string charset{};           // absent: by mark, declaration or guess
  int depth = 0;                   // of attachments in attachments
};

struct DocumentInfo {
  FileType type = FileType::text;
  std::string charset;  // of text, "" where it has none of its own
  char delimiter = 0;   // of csv
};

// Errors name the file. What was handed over before an error is right.
[[nodiscard]] Result<DocumentInfo> read_document(Input& input, const DocumentOptions& options,
                                                 DocumentSink& sink);

// A document in memory.
struct Document {
  struct Block {
    std::size_t table = 0;           // 0: a paragraph, cells[0]
    std::vector<std::string> cells;  // of a row
    std::size_t line = 0, page = 0;
  };
  DocumentInfo info;
  std::vector<Block> blocks;
  std::vector<Remark> remarks;
};
// Over `limit_bytes` of text: Code::invalid_input.
[[nodiscard]] Result<Document> read_whole_document(Input& input, const DocumentOptions& options = {},
                                                   std::size_t limit_bytes = std::size_t{64} << 20);

}  // namespace phonebook
