#include "numbers/plan_formats.h"

#include <algorithm>
#include <memory>

#include "numbers/numbering_plan.h"
#include "numbers/plan_regex.h"
#include "numbers/plan_tables.h"

namespace phonebook::plan_build {
namespace {

using i18n::phonenumbers::NumberFormat;
using i18n::phonenumbers::PhoneMetadata;

struct Group {
  int least = 1, most = 1;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "(\d{3})(\d{2,4})": all patterns of formats are runs of such groups.
Result<std::vector<Group>> groups_of(const std::string& pattern) {
  const auto refuse = [&] {
    return fail(Code::unsupported, "A format's pattern is not understood.", pattern);
  };
  std::vector<Group> groups;
  std::size_t at = 0;
  const auto number = [&](int& value) {
    const std::size_t from = at;
    value = 0;
    while (at < pattern.size() && is_digit(pattern[at]) && value < 100)
      value = value * 10 + (pattern[at++] - '0');
    return at > from;
  };
  while (at < pattern.size()) {
    if (pattern.compare(at, 3, "(\\d") != 0) return refuse();
    at += 3;
    Group group;
    if (at < pattern.size() && pattern[at] == '{') {
      ++at;
      if (!number(group.least)) return refuse();
      group.most = group.least;
      if (at < pattern.size() && pattern[at] == ',') {
        ++at;
        if (!number(group.most) || group.most < group.least) return refuse();
      }
      if (at >= pattern.size() || pattern[at++] != '}') return refuse();
    }
    if (at >= pattern.size() || pattern[at++] != ')') return refuse();
    groups.push_back(group);
  }
  if (groups.empty() || groups.size() > 9) return refuse();
  return groups;
}

// How many digits each group takes of a number, each as many as it can; empty where the number does not fit.
std::vector<int> split(const std::vector<Group>& groups, int length) {
  int least = 0;
  for (const Group& group : groups) least += group.least;
  std::vector<int> sizes;
  for (const Group& group : groups) {
    least -= group.least;
    const int size = std::min(group.most, length - least);
    if (size < group.least) return {};
    sizes.push_back(size);
    length -= size;
  }
  return length == 0 ? sizes : std::vector<int>();
}

// Where "$1" to "$9" begins; npos without one.
std::size_t find_group(const std::string& text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i)
    if (text[i] == '$' && is_digit(text[i + 1])) return i;
  return std::string::npos;
}

// The formats of one list, and the machines for their leading digits.
struct FormatList {
  struct Entry {
    const NumberFormat* format = nullptr;
    std::unique_ptr<SetMachine> leading;  // null: any number
    std::vector<Group> groups;
  };
  std::vector<Entry> entries;

  template <class Repeated>
  Result<void> read(const Repeated& formats) {
    for (const NumberFormat& format : formats) {
      Entry entry;
      entry.format = &format;
      auto groups = groups_of(format.pattern());
      if (!groups) return groups.failure();
      entry.groups = std::move(*groups);
      if (const int count = format.leading_digits_pattern_size(); count > 0) {
        // The last is the most precise one; those before it serve formatting while somebody types.
        const Result<Pattern> pattern = parse_pattern(format.leading_digits_pattern(count - 1));
        if (!pattern) return pattern.failure();
        if (pattern->has_end) return fail(Code::unsupported, "Leading digits with an end.", format.pattern());
        entry.leading = std::make_unique<SetMachine>(*pattern, SetMachine::Whole::no);
      }
      entries.push_back(std::move(entry));
    }
    return {};
  }
};

}  // namespace

Formats::Formats() : choices_(1), known_choices_{{{}, 0}}, templates_{0} {}

Result<std::size_t> Formats::add_template(const NumberFormat& format, int length, bool national) {
  std::string rule = format.format();
  if (const std::string& prefix_rule = format.national_prefix_formatting_rule();
      national && !prefix_rule.empty()) {
    // The rule stands for the first group, which it names "$1" whatever its number.
    const std::size_t first = find_group(rule);
    if (first != std::string::npos) {
      const std::string group = rule.substr(first, 2);
      std::string filled = prefix_rule;
      for (std::size_t at = 0; (at = filled.find("$1", at)) != std::string::npos; at += 2)
        filled.replace(at, 2, group);
      rule.replace(first, 2, filled);
    }
  }
  const auto groups = groups_of(format.pattern());
  if (!groups) return groups.failure();
  const std::vector<int> sizes = split(*groups, length);
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i < rule.size(); ++i) {
    const auto byte = static_cast<unsigned char>(rule[i]);
    if (rule[i] != '$') {
      if (byte < 0x20 || byte > 0x7E || rule[i] == '\\')
        return fail(Code::unsupported, "A format holds what is no plain text.", rule);
      bytes.push_back(byte);
      continue;
    }
    const std::size_t group =
        ++i < rule.size() && is_digit(rule[i]) ? static_cast<std::size_t>(rule[i] - '0') : 0;
    // Two digits behind "$" could be one group to libphonenumber's engine.
    if (group < 1 || group > sizes.size() || (i + 1 < rule.size() && is_digit(rule[i + 1])))
      return fail(Code::unsupported, "A format names a group that is none.", rule);
    int begin = 0;
    for (std::size_t before = 0; before + 1 < group; ++before) begin += sizes[before];
    bytes.push_back(static_cast<std::uint8_t>(plan_tables::kGroupMark | begin));
    bytes.push_back(static_cast<std::uint8_t>(sizes[group - 1]));
  }
  bytes.push_back(0);
  const auto found = std::search(templates_.begin() + 1, templates_.end(), bytes.begin(), bytes.end());
  // A size byte could look like the beginning of a text; so only whole templates are shared.
  for (auto at = found; at != templates_.end();
       at = std::search(at + 1, templates_.end(), bytes.begin(), bytes.end()))
    if (at[-1] == 0) return static_cast<std::size_t>(at - templates_.begin());
  templates_.insert(templates_.end(), bytes.begin(), bytes.end());
  return templates_.size() - bytes.size();
}

Result<Automaton::Id> Formats::add(const PhoneMetadata& main_region) {
  FormatList national, international;
  if (const auto read = national.read(main_region.number_format()); !read) return read.failure();
  if (const auto read =
          international.read(main_region.intl_number_format_size() > 0 ? main_region.intl_number_format()
                                                                       : main_region.number_format());
      !read)
    return read.failure();

  std::vector<SetMachine*> machines;
  for (FormatList* list : {&national, &international})
    for (FormatList::Entry& entry : list->entries) machines.push_back(entry.leading.get());

  std::map<std::vector<int>, Automaton::Id> built;
  std::string fault;
  // The choices for numbers that begin like this, by length.
  const auto label = [&](const std::vector<int>& states) -> Result<std::uint32_t> {
    std::vector<Choice> made;
    for (int length = 1; length <= static_cast<int>(numbering::kMaxNational); ++length) {
      Choice choice;
      choice.length = length;
      std::size_t machine = 0;
      for (const FormatList* list : {&national, &international}) {
        const bool at_home = list == &national;
        std::size_t& place = at_home ? choice.national : choice.international;
        for (const FormatList::Entry& entry : list->entries) {
          const std::size_t own = machine++;
          if (place != 0 || (entry.leading && !entry.leading->accepts(states[own])) ||
              split(entry.groups, length).empty())
            continue;
          const auto added = add_template(*entry.format, length, at_home);
          if (!added) return added.failure();
          place = *added;
        }
      }
      if (choice.national != 0 || choice.international != 0) made.push_back(choice);
    }
    const auto [found, fresh] = known_choices_.try_emplace(made, static_cast<std::uint32_t>(choices_.size()));
    if (fresh) choices_.push_back(made);
    return found->second;
  };
  const auto build = [&](const auto& self, const std::vector<int>& states) -> Result<Automaton::Id> {
    if (const auto found = built.find(states); found != built.end()) return found->second;
    const auto own = label(states);
    if (!own) return own.failure();
    bool settled = true;
    for (std::size_t i = 0; i < machines.size(); ++i)
      settled = settled && (machines[i] == nullptr || machines[i]->settled(states[i]));
    Automaton::Id id = 0;
    if (settled) {
      id = automaton.loop(*own);
    } else {
      Automaton::Next next;
      for (int digit = 0; digit < 10; ++digit) {
        std::vector<int> stepped(states.size());
        for (std::size_t i = 0; i < states.size(); ++i)
          stepped[i] = machines[i] == nullptr ? 0 : machines[i]->step(states[i], digit);
        const auto target = self(self, stepped);
        if (!target) return target;
        next[static_cast<std::size_t>(digit)] = *target;
      }
      id = automaton.state(next, *own);
    }
    built.emplace(states, id);
    return id;
  };
  std::vector<int> start;
  for (const SetMachine* machine : machines) start.push_back(machine == nullptr ? 0 : machine->start());
  return build(build, start);
}

}  // namespace phonebook::plan_build
