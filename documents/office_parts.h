// office_parts: what the office readers share. For documents/ only.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "documents/document.h"
#include "documents/xml.h"
#include "documents/zip_archive.h"

namespace phonebook {

[[nodiscard]] Result<void> read_docx(ZipArchive& zip, DocumentSink& sink);
[[nodiscard]] Result<void> read_xlsx(ZipArchive& zip, DocumentSink& sink);
[[nodiscard]] Result<void> read_odf(ZipArchive& zip, DocumentSink& sink);

// A missing member is Code::not_found.
[[nodiscard]] Result<void> read_xml_part(ZipArchive& zip, const std::string& member, XmlEvents& events);

// Text of a paragraph or cell as it grows; sent in pieces when it is too long.
class PieceText {
 public:
  void add(std::string_view text);
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool full() const { return text_.size() >= kMaxPiece; }
  [[nodiscard]] std::string take() { return std::exchange(text_, {}); }
  // As paragraphs; empty afterwards.
  [[nodiscard]] bool send(DocumentSink& sink, const Place& place);

 private:
  std::string text_;
};

// "13088900001" for 1.3088900001E10, else as written. `zeros`: padded with zeros to so many digits.
[[nodiscard]] std::string typed_number(std::string_view written, std::size_t zeros = 0);
// A spreadsheet's day count as ISO 8601; absent for what is no date of theirs.
[[nodiscard]] std::optional<std::string> date_of_serial(double serial, bool since_1904);
// Whether a number format shows dates or times ("dd.mm.yyyy", "[h]:mm"); `zeros`: "0000000" pads to 7 digits.
struct NumberFormat {
  bool date = false;
  std::size_t zeros = 0;
};
[[nodiscard]] NumberFormat number_format(std::string_view code);
[[nodiscard]] NumberFormat builtin_number_format(int id);

}  // namespace phonebook
