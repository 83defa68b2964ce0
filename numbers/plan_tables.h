// The layout of the tables that plan_generator.cpp writes and numbering_plan.cpp reads. Constant data:
// nothing is computed when the program starts.
//
// Automata over the ten digits, packed as plan_walk.h says:
// - The plan, entered at CallingCode::root, reads a national significant number. Its label is an offset into
//   kOutcomes: [type] [region] [one byte for each region of the calling code]. `type` is the number type as
//   libphonenumber gives it (NumberType), `region` the position of the number's region among those of the
//   calling code or kNoRegion; a region's own byte holds the type under that region's plan and kGeneral where
//   the region's general pattern matches, whatever the length.
// - The prefixes, entered at RegionRow::idd and RegionRow::prefix, read international and national prefixes.
// A
//   label is a row of kPrefixRows. The last match on the way is the one that a backtracking expression would
//   choose; where the digits end, the match at the end (through "$") goes before it.
// - The formats, entered at CallingCode::format, read a national significant number too. A label is a row of
//   kFormatSets: where the choices begin in kFormatChoices, one for each length, the last followed by length
//   0. A choice names templates in kFormatTemplates, 0 for the bare digits: characters, and groups of the
//   number's digits as kGroupMark + the first digit's place, then their count; 0 ends it.
#pragma once
#include <cstdint>

#include "numbers/numbering_plan.h"
#include "numbers/plan_walk.h"

namespace phonebook::plan_tables {

inline constexpr std::uint8_t kGeneral = 0x80;
inline constexpr std::uint8_t kTypeMask = 0x0F;
inline constexpr std::uint8_t kNoRegion = 0xFF;
inline constexpr std::uint8_t kGroupMark = 0x80;  // in kRewrites and kFormatTemplates: a group
inline constexpr std::uint8_t kRewriteEnd = 0xFF;

struct CallingCode {
  std::uint16_t code;
  std::uint16_t root;          // of the plan
  std::uint16_t format;        // root of the formats
  std::uint16_t first_region;  // the main one; the others follow it in kRegions, in libphonenumber's order
  std::uint8_t regions;
};

struct RegionRow {
  char name[4];
  std::uint8_t calling_code;  // its row in kCallingCodes
  std::uint8_t captured;      // the group that must not be empty for a rewrite; 0: none
  std::uint16_t idd;
  std::uint16_t prefix;
  std::uint16_t rewrite;        // where its rule begins in kRewrites; 0: none, the prefix is only cut off
  std::uint32_t lengths;        // bit n: n digits are possible
  std::uint32_t local_lengths;  // bit n: n digits are possible locally
};

struct FormatChoice {
  std::uint8_t length;
  std::uint16_t national, international;
};

struct PrefixMatch {
  std::uint8_t length;
  std::uint8_t begin[2], end[2];  // of the groups; empty where a group took no part
};

// Rows of kPrefixMatches; 0: none.
struct PrefixRow {
  std::uint8_t match, at_end;
};

// Row 0 of kRegions, kPrefixRows and kPrefixMatches is nobody's.
extern const RegionRow kRegions[];
extern const std::uint16_t kRegionOfCode[26 * 26];
extern const CallingCode kCallingCodes[];
extern const std::uint8_t kRowOfCallingCode[1000];  // 0xFF: no such code

extern const std::uint16_t kPlanCells[];
extern const std::uint8_t kOutcomes[];

extern const std::uint16_t kPrefixCells[];
extern const PrefixRow kPrefixRows[];
extern const PrefixMatch kPrefixMatches[];
extern const std::uint8_t kRewrites[];

extern const std::uint16_t kFormatCells[];
extern const std::uint16_t kFormatSets[];
extern const FormatChoice kFormatChoices[];
extern const std::uint8_t kFormatTemplates[];

// Unicode's decimal digits: the zero of each run of ten, ascending.
extern const std::uint32_t kDigitZeros[];
extern const std::uint16_t kDigitZeroCount;
// Letters and numbers (Unicode's L and N) beyond ASCII: first and last of each range, ascending.
struct CodePointRange {
  std::uint32_t first, last;
};
extern const CodePointRange kLettersAndNumbers[];
extern const std::uint16_t kLettersAndNumbersCount;

}  // namespace phonebook::plan_tables
