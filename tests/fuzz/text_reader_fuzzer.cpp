// Any bytes as text that may hold contacts.
#include <algorithm>
#include <cstdint>

#include "exporters/text_reader.h"
#include "tests/fuzz/check_contact.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace phonebook;
  std::string_view left(reinterpret_cast<const char*>(data), size);
  const auto done = stream_text(
      [&](char* to, std::size_t n) -> Result<std::size_t> {
        n = std::min(n, left.size());
        std::copy_n(left.data(), n, to);
        left.remove_prefix(n);
        return n;
      },
      {.max_contacts = 1000},
      [&](Contact&& contact) -> Result<void> {
        fuzz::check_contact(contact);
        return {};
      },
      [](Diagnostic&& d) { fuzz::require(is_valid_utf8(d.found + d.done), "a diagnostic is UTF-8"); });
  fuzz::require(done.has_value(), "text is never refused as a whole");
  return 0;
}
