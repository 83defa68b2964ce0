// Any bytes as JSContact.
#include "tests/fuzz/check_contact.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace phonebook;
  const auto read =
      read_contacts({reinterpret_cast<const char*>(data), size}, Format::jscontact, {.max_contacts = 1000});
  if (read) fuzz::check_all(read->contacts);
  return 0;
}
