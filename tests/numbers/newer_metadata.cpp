// Writes the installed metadata with what a later release might bring, in binary form: a new range of German
// mobile numbers, and a region that is not there yet.
//
//   newer_metadata OUT.bin
#include <fstream>
#include <iostream>

#include "numbers/plan_metadata.h"

int main(int count, char** arguments) {
  auto metadata = phonebook::plan_build::installed_metadata();
  if (count != 2 || !metadata) return 2;
  constexpr const char* kRange = "|139\\d{8}";
  for (auto& region : *metadata->mutable_metadata()) {
    if (region.id() != "DE") continue;
    for (auto* description : {region.mutable_general_desc(), region.mutable_mobile()})
      description->set_national_number_pattern(description->national_number_pattern() + kRange);
  }
  auto& added = *metadata->add_metadata();
  added.set_id("XQ");
  added.set_country_code(999);
  added.set_international_prefix("00");
  added.set_national_prefix_for_parsing("0");
  for (auto* description : {added.mutable_general_desc(), added.mutable_fixed_line()}) {
    description->set_national_number_pattern("[2-9]\\d{6}");
    description->add_possible_length(7);
  }
  std::ofstream out(arguments[1], std::ios::binary);
  return metadata->SerializeToOstream(&out) && out.flush() ? 0 : 1;
}
