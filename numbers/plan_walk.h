// How an automaton over the ten digits lies in 16-bit cells, and how it is walked. A state is named by the
// place of its first cell; place 0 is the dead state. Most states ask only whether a digit is in a set, or
// take any digit, so that most need three to six cells instead of eleven.
//
//   first cell   kind and label
//   all          ten next states, by digit
//   two          mask of the digits that lead to the second state; two states
//   three        mask of those to the second or third; mask of those to the third; three states
//   run          how many digits, whatever they are; the state behind them. A number that ends inside a run
//   has
//                label 0.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace phonebook::plan_tables {

enum class CellKind : std::uint16_t { all, two, three, run };
inline constexpr unsigned kKindShift = 14;
inline constexpr unsigned kLabelMask = (1U << kKindShift) - 1;

inline unsigned label(const std::uint16_t* cells, std::size_t state) { return cells[state] & kLabelMask; }

// One step from `state` over the digits from `at` on; 0 when the automaton dies or the digits end inside a
// run. `at` must be below their number.
inline std::size_t step(const std::uint16_t* cells, std::size_t state, std::span<const std::uint8_t> digits,
                        std::size_t& at) {
  const std::uint16_t* const cell = cells + state;
  switch (static_cast<CellKind>(cell[0] >> kKindShift)) {
    case CellKind::all:
      return cell[1U + digits[at++]];
    case CellKind::two:
      return cell[2U + (cell[1] >> digits[at++] & 1U)];
    case CellKind::three: {
      const unsigned digit = digits[at++];
      return cell[3U + (cell[1] >> digit & 1U) + (cell[2] >> digit & 1U)];
    }
    case CellKind::run:
      break;
  }
  if (digits.size() - at < cell[1]) return 0;
  at += cell[1];
  return cell[2];
}

// The label behind all digits; 0 where the automaton dies.
inline unsigned walk(const std::uint16_t* cells, std::size_t state, std::span<const std::uint8_t> digits) {
  for (std::size_t at = 0; at < digits.size();) {
    state = step(cells, state, digits, at);
    if (state == 0) return 0;
  }
  return label(cells, state);
}

}  // namespace phonebook::plan_tables
