#include "numbers/plan_automaton.h"

#include <algorithm>

#include "numbers/plan_walk.h"

namespace phonebook::plan_build {
namespace {

// A state as it is written: its kind, where it leads, and how many digits that takes.
struct Shape {
  plan_tables::CellKind kind = plan_tables::CellKind::all;
  std::vector<Automaton::Id> targets;
  std::uint16_t second = 0,
                third = 0;  // masks of the digits that lead to the second target or third, and the third
  std::uint16_t run = 0;
};

bool all_alike(const Automaton::Next& next) {
  return std::all_of(next.begin(), next.end(), [&](Automaton::Id id) { return id == next[0]; });
}

Shape shape_of(const Automaton& automaton, Automaton::Id id) {
  Shape shape;
  const Automaton::Next& next = automaton.next(id);
  if (all_alike(next)) {
    // Any digit, then any digit again, with nothing to say in between: one run.
    shape.kind = plan_tables::CellKind::run;
    shape.run = 1;
    Automaton::Id at = next[0];
    while (at != id && automaton.label(at) == 0 && all_alike(automaton.next(at)) &&
           automaton.next(at)[0] != at && shape.run < 1000) {
      at = automaton.next(at)[0];
      ++shape.run;
    }
    shape.targets = {at};
    return shape;
  }
  for (std::size_t digit = 0; digit < 10; ++digit) {
    const auto found = std::find(shape.targets.begin(), shape.targets.end(), next[digit]);
    const auto place = found - shape.targets.begin();
    if (place == 3) {
      shape.kind = plan_tables::CellKind::all;
      shape.targets.assign(next.begin(), next.end());
      return shape;
    }
    if (found == shape.targets.end()) shape.targets.push_back(next[digit]);
    if (place >= 1) shape.second = static_cast<std::uint16_t>(shape.second | 1U << digit);
    if (place >= 2) shape.third = static_cast<std::uint16_t>(shape.third | 1U << digit);
  }
  shape.kind = shape.targets.size() == 2 ? plan_tables::CellKind::two : plan_tables::CellKind::three;
  return shape;
}

std::size_t cells_of(const Shape& shape) {
  switch (shape.kind) {
    case plan_tables::CellKind::two:
      return 2 + 2;
    case plan_tables::CellKind::three:
      return 3 + 3;
    case plan_tables::CellKind::run:
      return 3;
    case plan_tables::CellKind::all:
      break;
  }
  return 1 + 10;
}

}  // namespace

Automaton::Automaton() { add({}, 0, true); }

Automaton::Next Automaton::filled(Id id) {
  Next next;
  next.fill(id);
  return next;
}

void Automaton::add(const Next& next, Label label, bool loop) {
  next_.push_back(next);
  labels_.push_back(label);
  loops_.push_back(loop);
}

Automaton::Id Automaton::state(const Next& next, Label label) {
  if (all_alike(next) && loops_[next[0]] && labels_[next[0]] == label) return next[0];
  const auto [found, fresh] = known_.try_emplace({next, label}, static_cast<Id>(labels_.size()));
  if (fresh) add(next, label, false);
  return found->second;
}

Automaton::Id Automaton::loop(Label label) {
  if (label == 0) return kDead;
  const auto [found, fresh] = known_loops_.try_emplace(label, static_cast<Id>(labels_.size()));
  if (fresh) add(filled(found->second), label, true);
  return found->second;
}

Result<Packed> pack(const Automaton& automaton, const std::vector<Automaton::Id>& roots) {
  // What is reached from the roots, in that order: neighbours are read together.
  std::map<Automaton::Id, Shape> shapes;
  std::vector<Automaton::Id> order = {Automaton::kDead};
  shapes[Automaton::kDead] = shape_of(automaton, Automaton::kDead);
  std::vector<Automaton::Id> stack(roots.rbegin(), roots.rend());
  while (!stack.empty()) {
    const Automaton::Id id = stack.back();
    stack.pop_back();
    const auto [found, fresh] = shapes.try_emplace(id);
    if (!fresh) continue;
    order.push_back(id);
    found->second = shape_of(automaton, id);
    stack.insert(stack.end(), found->second.targets.rbegin(), found->second.targets.rend());
  }

  Packed packed;
  std::size_t size = 0;
  for (const Automaton::Id id : order) {
    if (size > 0xFFFF || automaton.label(id) > plan_tables::kLabelMask)
      return fail(Code::unsupported, "An automaton does not fit 16-bit cells.");
    packed.offset[id] = static_cast<std::uint16_t>(size);
    size += cells_of(shapes[id]);
  }
  for (const Automaton::Id id : order) {
    const Shape& shape = shapes[id];
    const auto kind = static_cast<std::uint32_t>(shape.kind) << plan_tables::kKindShift;
    packed.cells.push_back(static_cast<std::uint16_t>(kind | automaton.label(id)));
    if (shape.kind == plan_tables::CellKind::run) packed.cells.push_back(shape.run);
    if (shape.kind == plan_tables::CellKind::two || shape.kind == plan_tables::CellKind::three)
      packed.cells.push_back(shape.second);
    if (shape.kind == plan_tables::CellKind::three) packed.cells.push_back(shape.third);
    for (const Automaton::Id target : shape.targets) packed.cells.push_back(packed.offset[target]);
  }
  return packed;
}

}  // namespace phonebook::plan_build
