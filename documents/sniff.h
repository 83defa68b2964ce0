// sniff: what a file is, by what is in it; its name only decides between kinds of plain text.
//
//   const Sniffed what = sniff(*input.head(), "report.txt");     // → FileType::pdf, if that is what it is
//
// Thread rule: functions only.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace phonebook {

enum class FileType { text, csv, html, vcard, mail, mbox, docx, xlsx, odf, zip, pdf, empty, unreadable };
[[nodiscard]] const char* to_string(FileType type) noexcept;

struct Sniffed {
  FileType type = FileType::text;
  std::string sentence;  // of `unreadable`: what it is and what would help
};

// `head`: the first bytes, at most Input::kHead. `zip`: office documents and archives, which documents/office
// tells apart by their index.
[[nodiscard]] Sniffed sniff(std::string_view head, std::string_view name);

}  // namespace phonebook
