// Build tool: metadata → the tables of plan_tables.h.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "numbers/plan_formats.h"
#include "numbers/plan_metadata.h"

namespace phonebook::plan_build {

struct Tables {
  struct CallingCode {
    int code = 0;
    std::uint32_t root = 0, format = 0;
    std::size_t first_region = 0, regions = 0;
  };
  struct Region {
    std::string name;
    std::size_t calling_code = 0;
    int captured = 0;
    std::uint32_t idd = 0, prefix = 0;
    std::size_t rewrite = 0;
    std::uint32_t lengths = 0, local_lengths = 0;
  };
  struct PrefixMatch {
    int length = 0;
    std::array<int, 2> begin{}, end{};
    friend bool operator==(const PrefixMatch&, const PrefixMatch&) = default;
  };
  struct PrefixRow {
    std::size_t match = 0, at_end = 0;
    friend bool operator==(const PrefixRow&, const PrefixRow&) = default;
  };

  std::vector<Region> regions;  // row 0 is nobody's
  std::vector<CallingCode> calling_codes;
  std::vector<std::uint16_t> plan, prefixes, formats;  // cells
  std::vector<std::uint8_t> outcomes, rewrites;
  std::vector<PrefixRow> prefix_rows;  // row 0 is nobody's
  std::vector<std::vector<Formats::Choice>> format_sets;
  std::vector<std::uint8_t> format_templates;
  std::vector<PrefixMatch> prefix_matches;  // row 0 is nobody's
};

// Fails on an expression outside the subset of plan_regex.h, on anything that does not fit the tables, and on
// metadata that libphonenumber itself could not use.
[[nodiscard]] Result<Tables> compile(const Metadata& metadata);

}  // namespace phonebook::plan_build
