// The numbering plan beside libphonenumber, which it must agree with in everything: outcome of parsing,
// E.164, extension, validity, validity for a region, possibility, type, region, and how it is shown at home
// and abroad.
//
//   plan_differential [COUNT [SEED [STRIDE]]]
//
// COUNT numbers (200,000 unless told otherwise), and every STRIDEth character of Unicode's first two planes
// (101; all of those that numbers are written with) in places where characters matter. Exit code 1 when there
// is a disagreement (all are counted, the first twenty shown), when fewer than 40 % of the numbers are valid,
// or when one of the cells of region, type and length was never met.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "tests/numbers/libphonenumber_says.h"
#include "tests/numbers/number_samples.h"

namespace {

using namespace phonebook;

struct Tally {
  std::size_t inputs = 0, valid = 0;
};

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7F && c != '"') {
      out += c;
    } else {
      char hex[8];
      std::snprintf(hex, sizeof hex, "\\x%02X", byte);
      out += hex;
    }
  }
  return out + "\"";
}

struct Comparison {
  std::size_t mismatches = 0;

  // What libphonenumber says, compared.
  Verdict of(const std::string& text, const std::string& region, const std::string& other_region,
             const std::string& what) {
    Verdict theirs = libphonenumber_says(text, region, other_region);
    const Verdict ours = plan_says(text, region, other_region);
    if (ours != theirs && ++mismatches <= 20)
      std::printf("%s under %s, and for %s (%s)\n  libphonenumber: %s\n  plan:           %s\n",
                  quoted(text).c_str(), region.c_str(), other_region.c_str(), what.c_str(),
                  theirs.text().c_str(), ours.text().c_str());
    return theirs;
  }
};

// One character where a number may begin and end, between digits, instead of letters, and around extensions.
std::size_t compare_characters(Comparison& comparison, char32_t stride) {
  constexpr std::string_view kPlaces[] = {"@03012345678",
                                          "03012345678@",
                                          "030@1234@5678",
                                          "1@2345678",
                                          "+@493012345678",
                                          "800 @bc 12345",
                                          "+493012345678@12",
                                          "03012345678 @12#",
                                          "03012345678 e@t 12",
                                          "03012345678 ex@ 12",
                                          "03012345678 ext@12",
                                          "03012345678 d\u043E@7",
                                          "03012345678 @\u043E\u0431 7",
                                          "03012345678 extensi@n 7",
                                          "03012345678 extensio@ 7",
                                          "030 12345678/@x30",
                                          "030\n12345678@1/x3",
                                          "03012345678,@12",
                                          "tel:301234567@8;phone-context=+49",
                                          "@x12345678@#9"};
  std::size_t inputs = 0;
  for (char32_t c = 1; c < 0x20000; ++c) {
    const auto among = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
    const bool common = among(1, 0x24F) || among(0x300, 0x310) || among(0x400, 0x45F) ||
                        among(0x660, 0x6FF) || among(0x1C80, 0x1C8F) || among(0x2000, 0x206F) ||
                        among(0x2100, 0x212F) || among(0x2200, 0x223F) || among(0x3000, 0x300F) ||
                        among(0xFE50, 0x10000);
    if (among(0xD800, 0xDFFF) || (!common && c % stride != 0)) continue;
    std::string character;
    append_utf8(character, c);
    for (const std::string_view place : kPlaces) {
      std::string text;
      for (const char one : place) text += one == '@' ? character : std::string(1, one);
      comparison.of(text, "DE", "DE", "a character");
      ++inputs;
    }
  }
  return inputs;
}

}  // namespace

int main(int count, char** arguments) {
  const auto argument = [&](int at, std::uint64_t otherwise) {
    return count > at ? std::strtoull(arguments[at], nullptr, 10) : otherwise;
  };
  const std::size_t wanted = argument(1, 200'000);
  const auto metadata = plan_build::installed_metadata();
  if (!metadata) {
    std::fprintf(stderr, "%s\n", metadata.error().text().c_str());
    return 1;
  }
  Samples samples(*metadata, argument(2, 20261125));
  std::map<std::string, Tally> writings;
  std::vector<Tally> cells(samples.cells().size());
  Tally all;
  Comparison comparison;
  for (; all.inputs < wanted; ++all.inputs) {
    const Sample sample = samples.next();
    const Verdict theirs = comparison.of(sample.text, sample.region, sample.other_region,
                                         sample.writing + std::string("; ") + samples.cell_name(sample.cell));
    const std::size_t valid = theirs.valid ? 1 : 0;
    all.valid += valid;
    for (Tally* tally : {&writings[sample.writing], &cells[sample.cell]}) {
      ++tally->inputs;
      tally->valid += valid;
    }
  }
  const std::size_t characters =
      compare_characters(comparison, static_cast<char32_t>(std::max<std::uint64_t>(1, argument(3, 101))));
  std::size_t met = 0;
  for (const Tally& cell : cells) met += cell.inputs > 0 ? 1 : 0;
  const double share =
      100.0 * static_cast<double>(all.valid) / static_cast<double>(std::max<std::size_t>(1, all.inputs));
  for (const auto& [name, tally] : writings)
    std::printf("%-42s %9zu numbers, %5.1f %% valid\n", name.c_str(), tally.inputs,
                100.0 * static_cast<double>(tally.valid) / static_cast<double>(tally.inputs));
  std::printf(
      "%zu numbers, %.1f %% valid, %zu of %zu cells of region, type and length; %zu texts with one strange "
      "character; %zu mismatches\n",
      all.inputs, share, met, cells.size(), characters, comparison.mismatches);
  return comparison.mismatches == 0 && share >= 40 && met == cells.size() ? 0 : 1;
}
