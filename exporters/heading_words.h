// The words of data/csv/headings, and what a whole heading says by them.
//
//   heading::Meaning m = heading::read("Téléphone (bureau) 2");   // atoms work, number; ordinal 2
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporters/heading_atoms.h"

namespace phonebook::heading {

[[nodiscard]] std::span<const Word> words();  // sorted by text; made at build time

struct Meaning {
  std::vector<Atom> atoms;   // in their order, each once
  int ordinal = 0;           // the number in it; 0 = none
  bool number_last = false;  // nothing stands behind the number
  bool leftover = false;     // it holds words that nobody knows
  [[nodiscard]] bool has(Atom atom) const {
    for (const Atom a : atoms)
      if (a == atom) return true;
    return false;
  }
};
// Any UTF-8. No atom: nothing of it is known.
[[nodiscard]] Meaning read(std::string_view heading);

}  // namespace phonebook::heading
