// Build tool: libphonenumber's metadata → one C++ file of constant tables (plan_tables.h).
//
//   plan_generator OUT.cpp                 what the installed libphonenumber has
//   plan_generator OUT.cpp METADATA        a newer one: binary, or PhoneNumberMetadata.xml
//
// What the tables cannot say exactly as libphonenumber would stops the build.
#include <unicode/uchar.h>

#include <cstdint>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include "numbers/plan_compiler.h"
#include "numbers/plan_metadata.h"

namespace {

using phonebook::plan_build::Tables;

template <class Value>
void array(std::ostream& out, const char* type, const char* name, const std::vector<Value>& values) {
  out << "const " << type << " " << name << "[" << values.size() << "] = {";
  std::size_t column = 0;
  for (const Value& value : values) out << (column++ % 24 == 0 ? "\n" : "") << +value << ",";
  out << "};\n";
}

// Unicode as ICU knows it, which is where libphonenumber asks too. False when a digit is out of line.
bool unicode(std::ostream& out) {
  std::vector<std::uint32_t> zeros;
  std::string ranges;
  std::size_t range_count = 0;
  UChar32 first = -1;
  for (UChar32 c = 0x80; c <= 0x110000; ++c) {
    const auto mask = c <= 0x10FFFF ? U_MASK(u_charType(c)) : 0;
    const bool kept = (mask & (U_GC_L_MASK | U_GC_N_MASK)) != 0;
    if (kept && first < 0) first = c;
    if (!kept && first >= 0) {
      ranges += "{" + std::to_string(first) + "," + std::to_string(c - 1) + "},\n";
      ++range_count;
      first = -1;
    }
    if ((mask & U_GC_ND_MASK) == 0) continue;
    if (u_charDigitValue(c) == 0) zeros.push_back(static_cast<std::uint32_t>(c));
    if (zeros.empty() || u_charDigitValue(c) != c - static_cast<UChar32>(zeros.back())) return false;
  }
  array(out, "std::uint32_t", "kDigitZeros", zeros);
  out << "const std::uint16_t kDigitZeroCount = " << zeros.size() << ";\n";
  out << "const CodePointRange kLettersAndNumbers[" << range_count << "] = {\n" << ranges << "};\n";
  out << "const std::uint16_t kLettersAndNumbersCount = " << range_count << ";\n";
  return true;
}

bool write(std::ostream& out, const Tables& tables) {
  out << "// Made by numbers/plan_generator.cpp; do not change.\n"
         "#include \"numbers/plan_tables.h\"\n\nnamespace phonebook::plan_tables {\n\n";
  std::vector<int> region_of_code(26 * 26, 0);
  out << "const RegionRow kRegions[" << tables.regions.size() << "] = {\n";
  for (std::size_t i = 0; i < tables.regions.size(); ++i) {
    const Tables::Region& region = tables.regions[i];
    out << "{\"" << region.name << "\"," << region.calling_code << "," << region.captured << "," << region.idd
        << "," << region.prefix << "," << region.rewrite << "," << region.lengths << ","
        << region.local_lengths << "},\n";
    if (region.name.size() == 2)
      region_of_code[static_cast<std::size_t>((region.name[0] - 'A') * 26 + region.name[1] - 'A')] =
          static_cast<int>(i);
  }
  out << "};\n";
  array(out, "std::uint16_t", "kRegionOfCode", region_of_code);

  std::vector<int> row_of_code(1000, 0xFF);
  out << "const CallingCode kCallingCodes[" << tables.calling_codes.size() << "] = {\n";
  for (std::size_t i = 0; i < tables.calling_codes.size(); ++i) {
    const Tables::CallingCode& code = tables.calling_codes[i];
    out << "{" << code.code << "," << code.root << "," << code.format << "," << code.first_region << ","
        << code.regions << "},\n";
    row_of_code[static_cast<std::size_t>(code.code)] = static_cast<int>(i);
  }
  out << "};\n";
  array(out, "std::uint8_t", "kRowOfCallingCode", row_of_code);

  array(out, "std::uint16_t", "kPlanCells", tables.plan);
  array(out, "std::uint8_t", "kOutcomes", tables.outcomes);
  array(out, "std::uint16_t", "kPrefixCells", tables.prefixes);
  out << "const PrefixRow kPrefixRows[" << tables.prefix_rows.size() << "] = {\n";
  for (const Tables::PrefixRow& row : tables.prefix_rows)
    out << "{" << row.match << "," << row.at_end << "},\n";
  out << "};\n";
  out << "const PrefixMatch kPrefixMatches[" << tables.prefix_matches.size() << "] = {\n";
  for (const Tables::PrefixMatch& match : tables.prefix_matches)
    out << "{" << match.length << ",{" << match.begin[0] << "," << match.begin[1] << "},{" << match.end[0]
        << "," << match.end[1] << "}},\n";
  out << "};\n";
  array(out, "std::uint8_t", "kRewrites", tables.rewrites);

  array(out, "std::uint16_t", "kFormatCells", tables.formats);
  std::vector<std::size_t> sets;
  std::size_t choices = 0;
  for (const auto& set : tables.format_sets) {
    sets.push_back(choices);
    choices += set.size() + 1;
  }
  array(out, "std::uint16_t", "kFormatSets", sets);
  out << "const FormatChoice kFormatChoices[" << choices << "] = {\n";
  for (const auto& set : tables.format_sets) {
    for (const auto& choice : set)
      out << "{" << choice.length << "," << choice.national << "," << choice.international << "},";
    out << "{0,0,0},\n";
  }
  out << "};\n";
  array(out, "std::uint8_t", "kFormatTemplates", tables.format_templates);
  const bool unicode_fits = unicode(out);
  out << "\n}  // namespace phonebook::plan_tables\n";
  return unicode_fits;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2 && count != 3) {
    std::cerr << "usage: plan_generator OUT.cpp [METADATA]\n";
    return 2;
  }
  const auto metadata = count == 3 ? phonebook::plan_build::metadata_from_file(arguments[2])
                                   : phonebook::plan_build::installed_metadata();
  if (!metadata) {
    std::cerr << "plan_generator: " << metadata.error().text() << "\n";
    return 1;
  }
  const auto tables = phonebook::plan_build::compile(*metadata);
  if (!tables) {
    std::cerr << "plan_generator: " << tables.error().text() << "\n";
    return 1;
  }
  std::ofstream out(arguments[1]);
  if (!write(out, *tables)) {
    std::cerr << "plan_generator: Unicode's digits do not come in runs of ten\n";
    return 1;
  }
  out.flush();
  std::cout << "Numbering plans: " << tables->regions.size() - 1 << " regions, "
            << tables->calling_codes.size() << " calling codes; " << (tables->plan.size() + 512) / 1024 * 2
            << " KB of plans, " << (tables->prefixes.size() + 512) / 1024 * 2 << " KB of prefixes, "
            << (tables->formats.size() + 512) / 1024 * 2 << " KB of formats\n";
  return out.good() ? 0 : 1;
}
