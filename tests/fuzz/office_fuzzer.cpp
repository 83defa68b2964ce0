// Any bytes as an office document: the archive, its index and the XML inside.
#include "tests/fuzz/check_document.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return phonebook::fuzz::check_document(data, size, phonebook::FileType::zip);
}
