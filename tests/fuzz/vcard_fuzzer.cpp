// Any bytes as a file of cards.
#include "tests/fuzz/check_contact.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace phonebook;
  const auto read =
      read_contacts({reinterpret_cast<const char*>(data), size}, Format::vcard3, {.max_contacts = 1000});
  fuzz::require(read.has_value(), "a file of cards is never refused as a whole");
  fuzz::check_all(read->contacts);
  return 0;
}
