// Bytes → the properties of vCards, one after the other: line ends, folding, soft line breaks, group, name,
// parameters and value, still encoded. What the property means is the reader's business.
//
//   VcardLines lines(bytes);
//   for (VcardLine line; lines.next(line);) if (line.property == Property::formatted_name) …
//
// Linear in the bytes, and without a copy where nothing is folded. Views point into the input or into the
// VcardLines, and hold until the next call.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/vcard_names.h"

namespace phonebook::vcard {

struct Param {
  std::string_view name;   // empty for a word alone ("CELL")
  std::string_view value;  // as written: perhaps quoted, perhaps a list
};

enum class Encoding { plain, quoted_printable, base64 };

struct VcardLine {
  std::size_t number = 0;        // of its first line, from 1
  std::string_view header;       // everything before the colon; the whole line where there is none
  std::string_view group, name;  // as written
  Property property = Property::unknown;
  std::vector<Param> params;  // without ENCODING and CHARSET
  Encoding encoding = Encoding::plain;
  std::string_view charset;  // as declared; empty: nothing was
  std::string_view value;    // folding and soft breaks removed; white space inside base64 left
  bool complete = false;     // false: no colon, or no name before it
  bool cut_params = false;   // there were more parameters than anybody needs
};

class VcardLines {
 public:
  explicit VcardLines(std::string_view bytes) : bytes_(bytes) {}
  // The next line that is not blank; false at the end.
  [[nodiscard]] bool next(VcardLine& line);
  // What has not been read yet, from the start of a line.
  [[nodiscard]] std::string_view rest() const noexcept { return bytes_.substr(position_); }
  [[nodiscard]] std::size_t lines_taken() const noexcept { return number_; }

 private:
  struct Physical {
    std::string_view text;  // without its end
    std::size_t length;     // with its end
  };
  [[nodiscard]] Physical peek() const noexcept;
  [[nodiscard]] bool at_end() const noexcept { return position_ >= bytes_.size(); }
  [[nodiscard]] bool fold_follows() const noexcept {
    return !at_end() && (bytes_[position_] == ' ' || bytes_[position_] == '\t');
  }
  std::string_view take(const Physical& line) noexcept;
  void join(std::string_view text);
  [[nodiscard]] std::size_t join_header(std::string_view& text);
  void join_base64();
  void join_quoted_printable();
  void join_folded(const VcardLine& line);
  static void split_header(VcardLine& line);

  std::string_view bytes_;
  std::size_t position_ = 0;
  std::size_t number_ = 0;  // lines taken
  std::string_view value_;  // in the input, or in joined_ once something was joined
  std::string joined_, header_;
  bool is_joined_ = false, indented_ = false;
};

}  // namespace phonebook::vcard
