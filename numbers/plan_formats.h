// Build tool: how numbers of a calling code are written, from the formats of its main region.
#pragma once
#include <phonenumbers/phonemetadata.pb.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "numbers/plan_automaton.h"

namespace phonebook::plan_build {

class Formats {
 public:
  Formats();
  Automaton automaton;  // reads the leading digits; its label is a row of `choices`

  // Where the automaton is entered for numbers of this calling code.
  Result<Automaton::Id> add(const i18n::phonenumbers::PhoneMetadata& main_region);

  // One way to write numbers of one length: where its templates begin.
  struct Choice {
    int length = 0;
    std::size_t national = 0, international = 0;
    friend auto operator<=>(const Choice&, const Choice&) = default;
  };
  [[nodiscard]] const std::vector<std::vector<Choice>>& choices() const { return choices_; }
  // See plan_tables.h; place 0 is an empty template.
  [[nodiscard]] const std::vector<std::uint8_t>& templates() const { return templates_; }

 private:
  Result<std::size_t> add_template(const i18n::phonenumbers::NumberFormat& format, int length, bool national);

  std::vector<std::vector<Choice>> choices_;
  std::map<std::vector<Choice>, std::uint32_t> known_choices_;
  std::vector<std::uint8_t> templates_;
};

}  // namespace phonebook::plan_build
