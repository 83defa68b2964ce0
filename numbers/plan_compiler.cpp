#include "numbers/plan_compiler.h"

#include <algorithm>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "numbers/numbering_plan.h"
#include "numbers/plan_automaton.h"
#include "numbers/plan_regex.h"
#include "numbers/plan_tables.h"

namespace phonebook::plan_build {
namespace {

using i18n::phonenumbers::PhoneMetadata;
using i18n::phonenumbers::PhoneNumberDesc;

constexpr std::size_t kMaxRegionsOfCode = 40;
constexpr const char* kWorld = "001";

// The machines of all expressions, each built once.
class Machines {
 public:
  // Absent for the empty expression, which matches nothing.
  Result<SetMachine*> machine(const std::string& expression, SetMachine::Whole whole) {
    if (expression.empty()) return nullptr;
    auto& slot = known_[{expression, whole == SetMachine::Whole::yes}];
    if (!slot) {
      const Result<Pattern> pattern = parse_pattern(expression);
      if (!pattern) return pattern.failure();
      if (pattern->has_end) return fail(Code::unsupported, "An end where none is expected.", expression);
      slot = std::make_unique<SetMachine>(*pattern, whole);
    }
    return slot.get();
  }

 private:
  std::map<std::pair<std::string, bool>, std::unique_ptr<SetMachine>> known_;
};

Result<std::uint32_t> length_set(const google::protobuf::RepeatedField<int>& lengths) {
  std::uint32_t set = 0;
  for (const int length : lengths) {
    if (length == -1 && lengths.size() == 1) return 0U;
    if (length < 1 || length > 31) return fail(Code::unsupported, "A possible length beyond 31 digits.");
    set |= 1U << length;
  }
  return set;
}

// One kind of number of one region: an expression and the lengths it holds for.
struct Kind {
  std::size_t machine = 0;
  std::uint32_t lengths = 0;
  bool any_length = true;  // the lengths are those of the general description, which was asked before
  bool present = false;
  NumberType type = NumberType::unknown;
};

struct RegionPlan {
  Kind general;
  std::vector<Kind> special;  // in libphonenumber's order of preference
  Kind fixed_line, mobile;
  bool same = false;  // of fixed line and mobile nobody can tell the difference
  bool has_leading = false;
  std::size_t leading = 0;
};

// All regions of one calling code, read in step.
class CodePlan {
 public:
  CodePlan(Machines& machines, Automaton& automaton,
           std::map<std::vector<std::uint8_t>, std::uint32_t>& outcomes, std::vector<std::uint8_t>& pool)
      : machines_(machines), automaton_(automaton), outcomes_(outcomes), pool_(pool) {}

  Result<void> add(const PhoneMetadata& metadata) {
    RegionPlan plan;
    using Member = std::pair<const PhoneNumberDesc&, NumberType>;
    const Member special[] = {{metadata.premium_rate(), NumberType::premium_rate},
                              {metadata.toll_free(), NumberType::toll_free},
                              {metadata.shared_cost(), NumberType::shared_cost},
                              {metadata.voip(), NumberType::voip},
                              {metadata.personal_number(), NumberType::personal},
                              {metadata.pager(), NumberType::pager},
                              {metadata.uan(), NumberType::uan},
                              {metadata.voicemail(), NumberType::voicemail}};
    for (const auto& [description, type] : special) {
      Kind kind;
      if (auto made = make(description, type, kind); !made) return made;
      if (kind.present) plan.special.push_back(kind);
    }
    if (auto made = make(metadata.general_desc(), NumberType::unknown, plan.general); !made) return made;
    if (auto made = make(metadata.fixed_line(), NumberType::fixed_line, plan.fixed_line); !made) return made;
    if (auto made = make(metadata.mobile(), NumberType::mobile, plan.mobile); !made) return made;
    plan.same = metadata.same_mobile_and_fixed_line_pattern();
    if (metadata.has_leading_digits()) {
      const auto machine = machines_.machine(metadata.leading_digits(), SetMachine::Whole::no);
      if (!machine) return machine.failure();
      if (*machine == nullptr) return fail(Code::invalid_input, "Empty leading digits.");
      plan.has_leading = true;
      plan.leading = index_of(*machine);
    }
    regions_.push_back(std::move(plan));
    return {};
  }

  std::uint32_t build() {
    std::vector<int> states;
    for (const SetMachine* machine : used_) states.push_back(machine->start());
    return build_from(states, 0);
  }

 private:
  Result<void> make(const PhoneNumberDesc& description, NumberType type, Kind& kind) {
    const auto machine = machines_.machine(description.national_number_pattern(), SetMachine::Whole::yes);
    if (!machine) return machine.failure();
    const auto lengths = length_set(description.possible_length());
    if (!lengths) return lengths.failure();
    kind.type = type;
    kind.any_length = description.possible_length_size() == 0;
    kind.lengths = *lengths;
    kind.present = *machine != nullptr;
    if (kind.present) kind.machine = index_of(*machine);
    return {};
  }

  std::size_t index_of(SetMachine* machine) {
    const auto found = std::find(used_.begin(), used_.end(), machine);
    if (found != used_.end()) return static_cast<std::size_t>(found - used_.begin());
    used_.push_back(machine);
    return used_.size() - 1;
  }

  [[nodiscard]] bool matches(const Kind& kind, const std::vector<int>& states, int digits) const {
    return kind.present && (kind.any_length || (kind.lengths >> digits & 1) != 0) &&
           used_[kind.machine]->accepts(states[kind.machine]);
  }

  [[nodiscard]] NumberType type(const RegionPlan& plan, const std::vector<int>& states, int digits) const {
    if (!matches(plan.general, states, digits)) return NumberType::unknown;
    for (const Kind& kind : plan.special)
      if (matches(kind, states, digits)) return kind.type;
    const bool mobile = matches(plan.mobile, states, digits);
    if (matches(plan.fixed_line, states, digits))
      return plan.same || mobile ? NumberType::fixed_line_or_mobile : NumberType::fixed_line;
    return mobile && !plan.same ? NumberType::mobile : NumberType::unknown;
  }

  // What the digits read so far are: the bytes of plan_tables.h.
  [[nodiscard]] std::vector<std::uint8_t> outcome(const std::vector<int>& states, int digits) const {
    std::vector<std::uint8_t> out = {static_cast<std::uint8_t>(NumberType::unknown), plan_tables::kNoRegion};
    for (std::size_t i = 0; i < regions_.size(); ++i) {
      const RegionPlan& plan = regions_[i];
      const auto own = static_cast<std::uint8_t>(type(plan, states, digits));
      const bool general =
          plan.general.present && used_[plan.general.machine]->accepts(states[plan.general.machine]);
      out.push_back(static_cast<std::uint8_t>(own | (general ? plan_tables::kGeneral : 0)));
      if (regions_.size() == 1) {
        out[0] = own;
      } else if (out[1] == plan_tables::kNoRegion) {
        const bool here = plan.has_leading ? used_[plan.leading]->accepts(states[plan.leading])
                                           : own != static_cast<std::uint8_t>(NumberType::unknown);
        if (!here) continue;
        out[0] = own;
        out[1] = static_cast<std::uint8_t>(i);
      }
    }
    return out;
  }

  std::uint32_t label(const std::vector<std::uint8_t>& bytes) {
    const bool nothing = bytes[1] == plan_tables::kNoRegion &&
                         std::all_of(bytes.begin() + 2, bytes.end(), [](std::uint8_t byte) {
                           return byte == static_cast<std::uint8_t>(NumberType::unknown);
                         });
    if (nothing) return 0;
    const auto [found, fresh] = outcomes_.try_emplace(bytes, static_cast<std::uint32_t>(pool_.size()));
    if (fresh) pool_.insert(pool_.end(), bytes.begin(), bytes.end());
    return found->second;
  }

  std::uint32_t build_from(const std::vector<int>& states, int digits) {
    const auto key = std::pair(states, digits);
    if (const auto found = built_.find(key); found != built_.end()) return found->second;
    const bool settled = std::all_of(regions_.begin(), regions_.end(), [&](const RegionPlan& plan) {
      // Every kind asks the general expression first.
      return (!plan.general.present || used_[plan.general.machine]->dead(states[plan.general.machine])) &&
             (!plan.has_leading || used_[plan.leading]->settled(states[plan.leading]));
    });
    const std::uint32_t own = label(outcome(states, digits));
    std::uint32_t result = 0;
    if (settled) {
      result = automaton_.loop(own);
    } else {
      Automaton::Next next;
      for (int digit = 0; digit < 10; ++digit) {
        std::vector<int> stepped(states.size());
        for (std::size_t i = 0; i < states.size(); ++i) stepped[i] = used_[i]->step(states[i], digit);
        next[static_cast<std::size_t>(digit)] = build_from(stepped, digits + 1);
      }
      result = automaton_.state(next, own);
    }
    built_.emplace(key, result);
    return result;
  }

  Machines& machines_;
  Automaton& automaton_;
  std::map<std::vector<std::uint8_t>, std::uint32_t>& outcomes_;
  std::vector<std::uint8_t>& pool_;
  std::vector<SetMachine*> used_;
  std::vector<RegionPlan> regions_;
  std::map<std::pair<std::vector<int>, int>, std::uint32_t> built_;
};

// The international and national prefixes.
class Prefixes {
 public:
  explicit Prefixes(Tables& tables) : matches_(tables.prefix_matches), rows_(tables.prefix_rows) {}
  Automaton automaton;

  Result<std::uint32_t> add(const std::string& expression, int* groups) {
    if (const auto known = roots_.find(expression); known != roots_.end()) {
      if (groups != nullptr) *groups = known->second.second;
      return known->second.first;
    }
    const Result<Pattern> pattern = parse_pattern(expression);
    if (!pattern) return pattern.failure();
    std::map<std::pair<OrderedThreads, int>, std::uint32_t> built;
    const std::uint32_t root = build(OrderedThreads(*pattern), 0, built);
    roots_[expression] = {root, pattern->groups};
    if (groups != nullptr) *groups = pattern->groups;
    if (too_long_) return fail(Code::unsupported, "A prefix of more than 200 digits.", expression);
    return root;
  }

 private:
  using Built = std::map<std::pair<OrderedThreads, int>, std::uint32_t>;

  std::uint32_t build(const OrderedThreads& threads, int position, Built& built) {
    if (threads.dead()) return Automaton::kDead;
    if (position > 200) {
      too_long_ = true;
      return Automaton::kDead;
    }
    const auto key = std::pair(threads, position);
    if (const auto found = built.find(key); found != built.end()) return found->second;
    Match match, at_end;
    const bool matched = threads.match(position, false, match);
    bool matched_at_end = threads.match(position, true, at_end);
    if (matched && matched_at_end && match == at_end) matched_at_end = false;
    const std::uint32_t label = row(matched ? match_row(match) : 0, matched_at_end ? match_row(at_end) : 0);
    Automaton::Next next;
    for (int digit = 0; digit < 10; ++digit)
      next[static_cast<std::size_t>(digit)] = build(threads.step(position, digit), position + 1, built);
    const std::uint32_t result = automaton.state(next, label);
    built.emplace(key, result);
    return result;
  }

  std::uint32_t row(std::size_t match, std::size_t at_end) {
    const Tables::PrefixRow made{match, at_end};
    const auto found = std::find(rows_.begin(), rows_.end(), made);
    if (found != rows_.end()) return static_cast<std::uint32_t>(found - rows_.begin());
    rows_.push_back(made);
    return static_cast<std::uint32_t>(rows_.size() - 1);
  }

  std::size_t match_row(const Match& match) {
    Tables::PrefixMatch made;
    made.length = match.length;
    for (std::size_t group = 0; group < 2; ++group) {
      const int begin = match.slots[2 * group], end = match.slots[2 * group + 1];
      if (begin < 0 || end < begin) continue;
      made.begin[group] = begin;
      made.end[group] = end;
    }
    const auto found = std::find(matches_.begin() + 1, matches_.end(), made);
    if (found != matches_.end()) return static_cast<std::size_t>(found - matches_.begin());
    matches_.push_back(made);
    return matches_.size() - 1;
  }

  std::vector<Tables::PrefixMatch>& matches_;
  std::vector<Tables::PrefixRow>& rows_;
  std::map<std::string, std::pair<std::uint32_t, int>> roots_;
  bool too_long_ = false;
};

// "268$1" → 2 6 8 [group 0] [end]; where it begins.
Result<std::size_t> add_rewrite(const std::string& rule, int groups, std::vector<std::uint8_t>& out) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t i = 0; i < rule.size(); ++i) {
    const bool group = rule[i] == '$';
    if (group) ++i;
    if (i >= rule.size() || rule[i] < '0' || rule[i] > '9')
      return fail(Code::unsupported, "A rule for prefixes that is not understood.", rule);
    const int value = rule[i] - '0';
    if (group && (value < 1 || value > groups || value > 2))
      return fail(Code::unsupported, "A rule for prefixes names a group that is none.", rule);
    // Two digits behind "$" could be one group to libphonenumber's engine.
    if (group && i + 1 < rule.size() && rule[i + 1] != '$')
      return fail(Code::unsupported, "A rule for prefixes goes on behind a group.", rule);
    bytes.push_back(static_cast<std::uint8_t>(group ? plan_tables::kGroupMark | (value - 1) : value));
  }
  bytes.push_back(plan_tables::kRewriteEnd);
  const auto found = std::search(out.begin() + 1, out.end(), bytes.begin(), bytes.end());
  if (found != out.end()) return static_cast<std::size_t>(found - out.begin());
  out.insert(out.end(), bytes.begin(), bytes.end());
  return out.size() - bytes.size();
}

bool region_name(const std::string& name) {
  return name == kWorld ||
         (name.size() == 2 && name[0] >= 'A' && name[0] <= 'Z' && name[1] >= 'A' && name[1] <= 'Z');
}

}  // namespace

Result<Tables> compile(const Metadata& metadata) {
  // The regions of each calling code, the main one first.
  std::map<int, std::list<const PhoneMetadata*>> codes;
  std::set<std::string> names;
  for (const PhoneMetadata& region : metadata.metadata()) {
    if (region.id() == "ZZ") continue;
    if (!region_name(region.id()) || region.country_code() < 1 || region.country_code() > 999 ||
        (region.id() != kWorld && !names.insert(region.id()).second))
      return fail(Code::invalid_input, "A region that is none, or twice there.", region.id());
    auto& list = codes[region.country_code()];
    if (region.main_country_for_code()) {
      list.push_front(&region);
    } else {
      list.push_back(&region);
    }
  }

  Tables tables;
  tables.regions.emplace_back();
  tables.prefix_matches.emplace_back();
  tables.prefix_rows.emplace_back();
  tables.rewrites.push_back(plan_tables::kRewriteEnd);
  tables.outcomes.assign(2 + kMaxRegionsOfCode, static_cast<std::uint8_t>(NumberType::unknown));
  tables.outcomes[1] = plan_tables::kNoRegion;

  Machines machines;
  Automaton plan;
  Prefixes prefixes(tables);
  Formats formats;
  std::map<std::vector<std::uint8_t>, std::uint32_t> outcomes;
  for (const auto& [code, regions] : codes) {
    Tables::CallingCode row;
    row.code = code;
    row.first_region = tables.regions.size();
    row.regions = regions.size();
    if (regions.size() > kMaxRegionsOfCode)
      return fail(Code::unsupported, "Too many regions share a calling code.", std::to_string(code));
    CodePlan code_plan(machines, plan, outcomes, tables.outcomes);
    for (const PhoneMetadata* region : regions) {
      const std::string where = region->id() + " +" + std::to_string(code);
      const auto at = [&](const auto& result) {
        return fail(result.error().code, result.error().text(), where);
      };
      if (region->id() == kWorld && regions.size() > 1)
        return fail(Code::unsupported, "The world shares a calling code with a region.", where);
      if (const auto added = code_plan.add(*region); !added) return at(added);

      Tables::Region made;
      made.name = region->id();
      made.calling_code = tables.calling_codes.size();
      const auto lengths = length_set(region->general_desc().possible_length());
      const auto local_lengths = length_set(region->general_desc().possible_length_local_only());
      if (!lengths) return at(lengths);
      if (!local_lengths) return at(local_lengths);
      if (region->general_desc().possible_length_size() == 0)
        return fail(Code::invalid_input, "No possible length.", where);
      made.lengths = *lengths;
      made.local_lengths = *local_lengths;
      if (region->id() != kWorld) {
        const auto idd = prefixes.add(region->international_prefix(), nullptr);
        if (!idd) return at(idd);
        made.idd = *idd;
      }
      if (const std::string& prefix = region->national_prefix_for_parsing(); !prefix.empty()) {
        int groups = 0;
        const auto root = prefixes.add(prefix, &groups);
        if (!root) return at(root);
        made.prefix = *root;
        const std::string& rule = region->national_prefix_transform_rule();
        if (!rule.empty() && groups > 0) {
          if (groups > 2) return fail(Code::unsupported, "A national prefix of more than two groups.", where);
          const auto rewrite = add_rewrite(rule, groups, tables.rewrites);
          if (!rewrite) return at(rewrite);
          made.rewrite = *rewrite;
          made.captured = groups;
        }
      }
      tables.regions.push_back(std::move(made));
    }
    row.root = code_plan.build();
    const auto format = formats.add(*regions.front());
    if (!format) return fail(format.error().code, format.error().text(), "+" + std::to_string(code));
    row.format = *format;
    tables.calling_codes.push_back(row);
  }
  std::vector<Automaton::Id> roots;
  for (const Tables::CallingCode& code : tables.calling_codes) roots.push_back(code.root);
  Result<Packed> packed_plan = pack(plan, roots);
  if (!packed_plan) return packed_plan.failure();
  for (Tables::CallingCode& code : tables.calling_codes) code.root = packed_plan->offset[code.root];
  tables.plan = std::move(packed_plan->cells);

  roots.clear();
  for (const Tables::Region& region : tables.regions) {
    roots.push_back(region.idd);
    roots.push_back(region.prefix);
  }
  Result<Packed> packed_prefixes = pack(prefixes.automaton, roots);
  if (!packed_prefixes) return packed_prefixes.failure();
  for (Tables::Region& region : tables.regions) {
    region.idd = packed_prefixes->offset[region.idd];
    region.prefix = packed_prefixes->offset[region.prefix];
  }
  tables.prefixes = std::move(packed_prefixes->cells);

  roots.clear();
  for (const Tables::CallingCode& code : tables.calling_codes) roots.push_back(code.format);
  Result<Packed> packed_formats = pack(formats.automaton, roots);
  if (!packed_formats) return packed_formats.failure();
  for (Tables::CallingCode& code : tables.calling_codes) code.format = packed_formats->offset[code.format];
  tables.formats = std::move(packed_formats->cells);
  tables.format_sets = formats.choices();
  tables.format_templates = formats.templates();

  if (tables.regions.size() > 1000 || tables.calling_codes.size() > 254 ||
      tables.outcomes.size() > plan_tables::kLabelMask || tables.rewrites.size() > 0xFFFF ||
      tables.format_templates.size() > 0xFFFF || tables.format_sets.size() > 3000 ||
      tables.prefix_matches.size() > 255)
    return fail(Code::unsupported, "The metadata does not fit the tables.");
  return tables;
}

}  // namespace phonebook::plan_build
