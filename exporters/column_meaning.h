// From the atoms of a heading to a column.
#pragma once
#include <string_view>

#include "exporters/heading_words.h"
#include "exporters/table_columns.h"

namespace phonebook {

[[nodiscard]] Column column_of(const heading::Meaning& meaning, std::string_view heading);
// Whether one of its words is for names, whatever else stands there.
[[nodiscard]] bool heading_says_name(std::string_view heading);

// The types and the own label that a text in a "Type" or "Label" column stands for: "Work Fax" → work, fax.
struct LabelMeaning {
  std::vector<std::string> types;
  std::string label;
  bool preferred = false;
};
[[nodiscard]] LabelMeaning read_label(std::string_view text);

}  // namespace phonebook
