// Bytes → the properties of vCards, one after the other: line ends, folding, soft line breaks, group, name,
// parameters and value, still encoded. What the property means is the reader's business.
//
//   VcardLines lines(bytes);
//   for (VcardLine line; lines.next(line);) if (ascii_equal(line.name, "FN")) …
//
// Linear in the bytes. Views point into the input or into the VcardLines, and hold until the next call.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

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
  std::vector<Param> params;     // without ENCODING and CHARSET
  Encoding encoding = Encoding::plain;
  std::string_view charset;  // as declared; empty: nothing was
  std::string_view value;    // folding and soft breaks removed; white space inside base64 left
  bool complete = false;     // false: no colon, or no name before it
};

class VcardLines {
 public:
  explicit VcardLines(std::string_view bytes) : bytes_(bytes), feed_(bytes.find('\n')) {}
  // The next line that is not blank; false at the end.
  [[nodiscard]] bool next(VcardLine& line);
  // What has not been read yet, from the start of a line.
  [[nodiscard]] std::size_t lines_taken() const noexcept { return number_; }
  [[nodiscard]] std::string_view rest() const noexcept { return bytes_.substr(position_); }

 private:
  struct Physical {
    std::string_view text;  // without its end
    std::size_t length;     // with its end
  };
  static constexpr std::size_t kNone = std::string_view::npos;
  [[nodiscard]] Physical peek() noexcept;
  [[nodiscard]] bool at_end() const noexcept { return position_ >= bytes_.size(); }
  std::string_view take(const Physical& line) noexcept;
  void join(std::string_view text);
  std::size_t join_header();
  void join_base64(std::size_t colon);
  void join_quoted_printable(std::size_t colon);
  void join_folded();
  static void split_header(VcardLine& line);

  std::string_view bytes_;
  std::size_t position_ = 0;
  std::size_t feed_;          // of the line feed at or after position_
  std::size_t number_ = 0;    // lines taken
  std::string_view logical_;  // in the input, or in joined_ once something was joined
  std::string joined_;
  bool is_joined_ = false;
};

// Whether a line begins with the name of a property that cards really hold, in capitals, and goes on as one
// does.
[[nodiscard]] bool looks_like_property(std::string_view line) noexcept;

}  // namespace phonebook::vcard
