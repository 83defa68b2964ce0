// Any bytes as a PDF, as the program that reads PDFs sees it.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "documents/pdf_pages.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text;
  const auto end =
      phonebook::pdf_pages_of_bytes({reinterpret_cast<const char*>(data), size}, [&](std::string_view more) {
        text += more;
        return text.size() < (std::size_t{1} << 20);
      });
  // What is said is what was agreed: the count first, and every page ended.
  if (end != phonebook::PdfEnd::done ? !text.empty() : !text.starts_with("pages ")) std::abort();
  if (!text.empty() && text.back() != '\f' && text.find('\n') + 1 != text.size()) std::abort();
  return 0;
}
