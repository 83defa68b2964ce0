// Build tool: a minimal deterministic automaton over the ten digits, built from its ends backwards, and how
// it is packed for plan_walk.h. Equal states are one state from the start.
//
//   Automaton automaton;
//   auto end = automaton.state(Automaton::dead_ends(), kValid);
//   auto six = automaton.state({…, end, …}, 0);
//   Packed packed = pack(automaton, {six});           // packed.offset[six] is where to enter
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "base/result.h"

namespace phonebook::plan_build {

class Automaton {
 public:
  using Id = std::uint32_t;
  using Label = std::uint32_t;
  using Next = std::array<Id, 10>;
  static constexpr Id kDead = 0;  // leads to itself, label 0

  Automaton();
  static Next dead_ends() { return {}; }

  // The state with these next states and this label: an old one where there is one.
  Id state(const Next& next, Label label);
  // A state that every digit leads back to.
  Id loop(Label label);

  [[nodiscard]] std::size_t size() const { return labels_.size(); }
  [[nodiscard]] const Next& next(Id id) const { return next_[id]; }
  [[nodiscard]] Label label(Id id) const { return labels_[id]; }

 private:
  static Next filled(Id id);
  void add(const Next& next, Label label, bool loop);

  std::vector<Next> next_;
  std::vector<Label> labels_;
  std::vector<bool> loops_;
  std::map<std::pair<Next, Label>, Id> known_;
  std::map<Label, Id> known_loops_;
};

struct Packed {
  std::vector<std::uint16_t> cells;
  std::map<Automaton::Id, std::uint16_t> offset;  // of the roots and of the states that are left
};
// Fails where the states or labels do not fit 16-bit cells.
[[nodiscard]] Result<Packed> pack(const Automaton& automaton, const std::vector<Automaton::Id>& roots);

}  // namespace phonebook::plan_build
