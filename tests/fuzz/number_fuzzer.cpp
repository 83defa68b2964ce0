// Any bytes as a telephone number: nothing may crash, and what parses is E.164 that parses again. (Not always
// to itself: libphonenumber may take another zero off "+32 00…".)
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "numbers/telephone_number.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const std::string_view region : {"CN", "US", "DE", "IT", ""}) {
    const auto number = phonebook::parse_number(text, region);
    if (!number) continue;
    if (number->e164.size() < 3 || number->e164[0] != '+') std::abort();
    (void)phonebook::display(*number, region);
    if (phonebook::validity(*number) == phonebook::Validity::valid &&
        !phonebook::parse_number(number->text(), ""))
      std::abort();
    (void)phonebook::same_number(text, number->e164, region);
  }
  return 0;
}
