// Any bytes as a telephone number: nothing may crash, what parses is E.164 that parses again (not always to
// itself: libphonenumber may take another zero off "+32 00…"), and the numbering plan says what
// libphonenumber says. The first byte chooses the region.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <string>
#include <string_view>

#include "numbers/numbering_plan.h"
#include "numbers/telephone_number.h"
#include "tests/numbers/libphonenumber_says.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static constexpr const char* kRegions[] = {"CN", "US", "DE", "IT", "ZZ", "AR", "BR", "AG",
                                             "GB", "GG", "RU", "AU", "CC", "JP", "SM", "HU",
                                             "MX", "CL", "CV", "WS", "HK", "KR", "FI", "BY"};
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  for (const std::string_view region : {"CN", "US", "DE", "IT", ""}) {
    const auto number = phonebook::parse_number(all, region);
    if (!number) continue;
    if (number->e164.size() < 3 || number->e164[0] != '+') std::abort();
    (void)phonebook::display(*number, region);
    if (phonebook::validity(*number) == phonebook::Validity::valid &&
        !phonebook::parse_number(number->text(), ""))
      std::abort();
    (void)phonebook::same_number(all, number->e164, region);
  }
  if (size < 2 || size - 1 > phonebook::numbering::kMaxText) return 0;
  const std::string region = kRegions[data[0] % std::size(kRegions)];
  const std::string text(all.substr(1));
  const phonebook::Verdict theirs = phonebook::libphonenumber_says(text, region, "US");
  const phonebook::Verdict ours = phonebook::plan_says(text, region, "US");
  if (ours == theirs) return 0;
  std::fprintf(stderr, "under %s libphonenumber: %s\nplan: %s\n", region.c_str(), theirs.text().c_str(),
               ours.text().c_str());
  std::abort();
}
