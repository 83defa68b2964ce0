// Any bytes as a table of plain text.
#include "tests/fuzz/check_document.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return phonebook::fuzz::check_document(data, size, phonebook::FileType::csv);
}
