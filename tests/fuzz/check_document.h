// What every document reader promises, whatever the bytes: valid text in bounded pieces, and an error that
// names the file and says something.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>

#include "base/text.h"
#include "documents/document.h"

namespace phonebook::fuzz {

class CheckingSink : public DocumentSink {
 public:
  bool paragraph(const Paragraph& p) override {
    check(!p.text.empty() && p.text.size() <= 16 * kMaxPiece + 64 && is_valid_utf8(p.text));
    return true;
  }
  bool row(const Row& r) override {
    check(!r.cells.empty() && r.cells.size() <= kMaxCells && r.table > 0);
    for (const std::string& cell : r.cells) check(is_valid_utf8(cell));
    return true;
  }
  bool mail(const MailHeader& m) override {
    check(is_valid_utf8(m.from_name) && is_valid_utf8(m.from_address) && is_valid_utf8(m.subject));
    return true;
  }
  void remark(const Remark& r) override { check(!r.sentence.empty()); }
  static void check(bool holds) {
    if (!holds) std::abort();
  }
};

// Twice: from memory at once, and through small reads as a pipe gives them.
inline int check_document(const std::uint8_t* data, std::size_t size, std::optional<FileType> type) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  CheckingSink sink;
  Input whole = Input::memory(bytes, "whole");
  const auto done = read_document(whole, {.type = type}, sink);
  CheckingSink::check(done || (!done.error().sentence.empty() && done.error().where.starts_with("whole")));
  std::size_t at = 0;
  Input pieces = Input::pulled(
      [&](std::span<char> into) -> Result<std::size_t> {
        const std::size_t n = std::min({into.size(), bytes.size() - at, std::size_t{13}});
        std::copy_n(bytes.data() + at, n, into.data());
        at += n;
        return n;
      },
      "pieces");
  const auto again = read_document(pieces, {.type = type}, sink);
  CheckingSink::check(done.has_value() == again.has_value());
  return 0;
}

}  // namespace phonebook::fuzz
