// pdf_pages: the text of a PDF's pages, through poppler. Not in our own process: this belongs to the program
// purple-phonebook-read-pdf (read_pdf.cpp), which documents/pdf.h starts, and to its fuzzer.
//
//   const PdfEnd end = pdf_pages_of_file("/proc/self/fd/0", write);      // the exit status
//
// What is written: "pages N\n", then page by page its lines, each page ended by a form feed; a page that is
// damaged is CAN and form feed. The text is poppler's and may be anything.
#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace phonebook {

inline constexpr int kMostPdfPages = 20'000;
inline constexpr char kDamagedPage = '\x18';

// Exit statuses of the program. Others, and signals, are poppler's own ends.
enum class PdfEnd : int { done = 0, damaged = 3, encrypted = 4, out_of_memory = 5, wrong_use = 6 };

// False: nobody reads on; that is PdfEnd::done too.
using WritePdfText = std::function<bool(std::string_view)>;

[[nodiscard]] PdfEnd pdf_pages_of_file(const std::string& path, const WritePdfText& write);
[[nodiscard]] PdfEnd pdf_pages_of_bytes(std::string_view bytes, const WritePdfText& write);

}  // namespace phonebook
