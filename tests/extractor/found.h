// What the tests of the extractor share: findings as short text.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "extractor/extract.h"

namespace phonebook::testing {

inline std::vector<Finding> find(std::string_view text, std::string_view region = "US", bool html = false,
                                 std::vector<Kind> kinds = {}) {
  return Extractor({.kinds = std::move(kinds)}).find({.text = text, .html = html, .region = region});
}

// "phone +14159580101, email a@b.example"; empty for none.
inline std::string found(std::string_view text, std::string_view region = "US", bool html = false,
                         std::vector<Kind> kinds = {}) {
  std::string out;
  for (const Finding& finding : find(text, region, html, std::move(kinds))) {
    if (!out.empty()) out += ", ";
    out += std::string(to_string(finding.kind)) + " " + finding.value;
  }
  return out;
}

}  // namespace phonebook::testing
