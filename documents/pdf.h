// pdf: the text of each page, line by line as it is laid out. An encrypted file is Code::denied; one that
// holds pictures only says so in a remark.
//
//   read_pdf(input, {}, sink);
//
// Poppler runs in a process of its own, purple-phonebook-read-pdf, one a file: a PDF that crashes it, hangs
// it or wants too much memory is an error of that file. What comes out of that process is as little trusted
// as the PDF. The program is looked for beside the running one (a build folder, the folder of plugins), then
// where it was installed; without it a PDF is Code::unsupported.
#pragma once
#include <chrono>
#include <cstddef>
#include <filesystem>

#include "documents/document.h"

namespace phonebook {

struct PdfLimits {
  std::filesystem::path reader{};                 // empty: pdf_reader()
  std::size_t memory_mib = 512;                   // of addresses
  std::chrono::seconds cpu{900};                  // for all of it
  std::chrono::milliseconds cpu_between{20'000};  // spent without a word; a machine under load is no fault
  std::chrono::milliseconds silence{300'000};     // by the clock: a file system that does not answer
  std::size_t text_bytes = std::size_t{1} << 30;  // more text than this is left out, with a remark
};

// Where the program is; empty where it is not.
[[nodiscard]] std::filesystem::path pdf_reader();

[[nodiscard]] Result<DocumentInfo> read_pdf(Input& input, const DocumentOptions& options, DocumentSink& sink,
                                            const PdfLimits& limits = {});

}  // namespace phonebook
