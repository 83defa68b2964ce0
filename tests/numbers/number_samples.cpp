#include "tests/numbers/number_samples.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string_view>

namespace phonebook {
namespace {

using i18n::phonenumbers::PhoneMetadata;
using i18n::phonenumbers::PhoneNumberDesc;

template <class Type, std::size_t count>
const Type& any(Random& random, const Type (&choices)[count]) {
  return choices[random.below(count)];
}

plan_build::Pattern parsed(const std::string& expression) {
  auto pattern = plan_build::parse_pattern(expression);
  if (!pattern) {
    std::fprintf(stderr, "%s\n", pattern.error().text().c_str());
    std::exit(1);
  }
  return *pattern;
}

constexpr std::string_view kZeros[] = {"\uFF10", "\u0660", "\u06F0", "\u0966", "\U0001D7D8"};

// The character `value` places behind a zero of at most three or four bytes.
std::string digit_behind(std::string_view zero, int value) {
  std::string out(zero);
  out.back() = static_cast<char>(static_cast<unsigned char>(out.back()) + value);
  return out;
}

}  // namespace

Samples::Samples(const plan_build::Metadata& metadata, std::uint64_t seed) : random_(seed) {
  patterns_.emplace_back();
  for (const PhoneMetadata& region : metadata.metadata()) {
    RegionData data;
    data.id = region.id();
    data.country_code = region.country_code();
    data.national_prefix = region.national_prefix();
    data.idd = pattern(region.international_prefix());
    data.prefix = pattern(region.national_prefix_for_parsing());
    for (const int length : region.general_desc().possible_length_local_only())
      data.local_lengths.push_back(length);
    regions_.push_back(std::move(data));
    const std::size_t at = regions_.size() - 1;
    const PhoneNumberDesc& general = region.general_desc();
    add_cells(at, "any", general, general);
    add_cells(at, "fixed line", region.fixed_line(), general);
    add_cells(at, "mobile", region.mobile(), general);
    add_cells(at, "toll free", region.toll_free(), general);
    add_cells(at, "premium rate", region.premium_rate(), general);
    add_cells(at, "shared cost", region.shared_cost(), general);
    add_cells(at, "personal", region.personal_number(), general);
    add_cells(at, "voip", region.voip(), general);
    add_cells(at, "pager", region.pager(), general);
    add_cells(at, "uan", region.uan(), general);
    add_cells(at, "voicemail", region.voicemail(), general);
  }
  for (std::size_t part = 0; part < 3; ++part)
    for (std::size_t i = 0; i < cells_.size(); ++i)
      if (part == 0 || (!cells_[i].boundary && std::string_view(cells_[i].type) != "any"))
        round_.push_back(i);
}

std::string Samples::cell_name(std::size_t cell) const {
  const Cell& one = cells_[cell];
  return regions_[one.region].id + " +" + std::to_string(regions_[one.region].country_code) + " " + one.type +
         ", " + std::to_string(one.length) + " digits";
}

void Samples::add_cells(std::size_t region, const char* type, const PhoneNumberDesc& description,
                        const PhoneNumberDesc& general) {
  const std::string& expression = description.national_number_pattern();
  if (expression.empty()) return;
  const auto [found, fresh] = machine_of_.try_emplace(expression, machines_.size());
  if (fresh)
    machines_.push_back(
        {std::make_unique<plan_build::SetMachine>(parsed(expression), plan_build::SetMachine::Whole::yes),
         {}});
  const auto& lengths =
      description.possible_length_size() > 0 ? description.possible_length() : general.possible_length();
  std::set<int> inside(lengths.begin(), lengths.end()), beside;
  for (const int length : inside)
    for (const int other : {length - 1, length + 1})
      if (other >= 2 && !inside.contains(other)) beside.insert(other);
  for (const int length : inside)
    if (length > 0) cells_.push_back({region, type, found->second, length, false});
  for (const int length : beside) cells_.push_back({region, type, found->second, length, true});
}

std::size_t Samples::pattern(const std::string& expression) {
  if (expression.empty()) return 0;
  const auto [found, fresh] = pattern_of_.try_emplace(expression, patterns_.size());
  if (fresh) patterns_.push_back(parsed(expression));
  return found->second;
}

double Samples::ways(Machine& machine, int state, int left) {
  if (machine.machine->dead(state)) return 0;
  if (left == 0) return machine.machine->accepts(state) ? 1 : 0;
  const auto key = std::pair(state, left);
  if (const auto found = machine.ways.find(key); found != machine.ways.end()) return found->second;
  double sum = 0;
  for (int digit = 0; digit < 10; ++digit)
    sum += ways(machine, machine.machine->step(state, digit), left - 1);
  machine.ways[key] = sum;
  return sum;
}

// A number of the cell's expression and length, rare branches as likely as common ones; where there is none,
// one that begins like it.
std::string Samples::national_number(const Cell& cell) {
  Machine& machine = machines_[cell.machine];
  std::string out;
  int state = machine.machine->start();
  while (static_cast<int>(out.size()) < cell.length) {
    const int left = cell.length - static_cast<int>(out.size());
    int live[10], count = 0;
    for (int digit = 0; digit < 10; ++digit)
      if (ways(machine, machine.machine->step(state, digit), left - 1) > 0) live[count++] = digit;
    if (count == 0)
      for (int digit = 0; digit < 10; ++digit)
        if (!machine.machine->dead(machine.machine->step(state, digit))) live[count++] = digit;
    const int digit = count > 0 ? live[random_.below(static_cast<std::size_t>(count))]
                                : static_cast<int>(random_.below(10));
    out += static_cast<char>('0' + digit);
    state = machine.machine->step(state, digit);
  }
  return out;
}

// Digits that the expression matches.
std::string Samples::prefix_of(std::size_t pattern) {
  std::string out;
  if (pattern == 0) return out;
  const plan_build::Pattern& program = patterns_[pattern];
  for (int at = program.start;;) {
    const plan_build::Step& step = program.steps[static_cast<std::size_t>(at)];
    if (step.kind == plan_build::Step::Kind::match) return out;
    if (step.kind == plan_build::Step::Kind::digits) {
      int digit = static_cast<int>(random_.below(10));
      while ((step.digits >> digit & 1) == 0) digit = (digit + 1) % 10;
      out += static_cast<char>('0' + digit);
    }
    at = step.next[random_.below(step.next.size())];
  }
}

std::string Samples::random_digits(std::size_t count) {
  std::string out;
  while (out.size() < count) out += static_cast<char>('0' + random_.below(10));
  return out;
}

void Samples::mutate(std::string& digits) {
  const char digit = static_cast<char>('0' + random_.below(10));
  const std::size_t at = random_.below(digits.size());
  switch (random_.below(6)) {
    case 0:
      digits.insert(at, 1, digit);
      break;
    case 1:
      if (digits.size() > 2) digits.erase(at, 1);
      break;
    case 2:
      digits.resize(std::max<std::size_t>(1, at));
      break;
    case 3:
      digits += random_digits(1 + random_.below(6));
      break;
    default:
      digits[at] = digit;
  }
}

std::string Samples::separated(const std::string& digits) {
  static constexpr std::string_view kCommon[] = {" ", "-", ".", "/", " - ", "  "};
  static constexpr std::string_view kRare[] = {
      "\u00A0", "\u200B", "\u2060", "\uFF0D", "\u3000", "\u2013", "\u30FC", "~",   "*", "[", "]",
      "\uFF08", "\uFF09", "\u00AD", "\u2212", "\u2053", "\u223C", "x",      "(0)", "_", ","};
  const std::string_view usual = any(random_, kCommon);
  std::string out;
  const bool bracket = digits.size() > 5 && random_.one_in(4);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (bracket && i == 0) out += "(";
    if (bracket && i == 3) out += ") ";
    if (i > 0 && random_.one_in(4)) out += random_.one_in(30) ? any(random_, kRare) : usual;
    out += digits[i];
  }
  return out;
}

std::string Samples::in_other_script(const std::string& text) {
  const std::string_view zero = any(random_, kZeros);
  std::string out;
  for (const char c : text) {
    if (c >= '0' && c <= '9' && !random_.one_in(20)) {
      out += digit_behind(zero, c - '0');
    } else {
      out += c == '+' && random_.one_in(2) ? std::string("\uFF0B") : std::string(1, c);
    }
  }
  return out;
}

std::string Samples::with_letters(std::string digits) {
  static constexpr std::string_view kKeys[] = {"0",      "1",      "abcABC",   "defDEF", "ghiGHI",
                                               "jklJKL", "mnoMNO", "pqrsPQRS", "tuvTUV", "wxyzWXYZ"};
  const std::size_t from = 2 + random_.below(digits.size());
  for (std::size_t i = from; i < digits.size(); ++i) {
    const std::string_view keys = kKeys[digits[i] >= '0' && digits[i] <= '9' ? digits[i] - '0' : 0];
    digits[i] = keys[random_.below(keys.size())];
  }
  return digits;
}

std::string Samples::extension() {
  static constexpr std::string_view kWords[] = {" ext. ",
                                                ";ext=",
                                                " x",
                                                "x",
                                                "#",
                                                " # ",
                                                ",,",
                                                ";",
                                                ", ext ",
                                                " extn ",
                                                "xtn",
                                                " extension ",
                                                " Extensi\u00F3n ",
                                                " extensio\u0301n:",
                                                " \u0434\u043E\u0431. ",
                                                " \u0414\u041E\u0411",
                                                " anexo ",
                                                " int ",
                                                " INT:",
                                                "~",
                                                "\uFF5E",
                                                "\uFF58",
                                                " \uFF45\uFF58\uFF54\uFF4E ",
                                                ",",
                                                ",,,",
                                                " ,, ",
                                                "; ",
                                                " ;ext=",
                                                "\uFF03",
                                                "\text\t",
                                                " ext\uFF0E ",
                                                ":",
                                                " EXT=",
                                                " xt-",
                                                " e ",
                                                " durchwahl ",
                                                ";EXT=",
                                                " ex ",
                                                " extensi ",
                                                ",;",
                                                ",.",
                                                ";:"};
  std::string out(any(random_, kWords));
  out += random_.one_in(12) ? in_other_script(random_digits(3))
                            : random_digits(1 + random_.below(random_.one_in(4) ? 22 : 5));
  if (random_.one_in(8)) out += "#";
  return out;
}

// What stands beside numbers and inside them when text is not clean.
std::string Samples::noise() {
  static constexpr std::string_view kPieces[] = {"0",      "1",
                                                 "2",      "3",
                                                 "5",      "8",
                                                 "9",      "00",
                                                 "+",      "\uFF0B",
                                                 "-",      " ",
                                                 "(",      ")",
                                                 "/",      "\\",
                                                 "x",      "X",
                                                 "ext",    "#",
                                                 ",",      ";",
                                                 ";ext=",  "tel:",
                                                 ";isub=", ";phone-context=",
                                                 "+1",     "+49",
                                                 "\n",     "\r",
                                                 "\t",     "\f",
                                                 "\u2028", "a",
                                                 "abc",    "\u017F",
                                                 "\u212A", "\uFF11",
                                                 "\u0663", "\u00A0",
                                                 "*",      "~",
                                                 "=",      ".",
                                                 ":",      "\xFF",
                                                 "\xC3",   "\xE2\x82",
                                                 "\x01",   "\u0085",
                                                 "\uFFFE", "\uFDD0",
                                                 "\u00E9", "\u4E2D",
                                                 "\u2460", "\U0001F600",
                                                 "\u0301", "\u1C81\u1C82\u0431",
                                                 "int",    "anexo",
                                                 "12#",    "/x",
                                                 " / x",   "\u00DF",
                                                 "\u0130", "\u00B2",
                                                 "\u00BD"};
  std::string out;
  const std::size_t count = 1 + random_.below(14);
  for (std::size_t i = 0; i < count; ++i) out += any(random_, kPieces);
  return out;
}

void Samples::write(const Cell& cell, std::string national, Sample& out) {
  const RegionData& region = regions_[cell.region];
  const std::string code = std::to_string(region.country_code);
  const RegionData& caller = regions_[random_.below(regions_.size())];
  const std::size_t writing = random_.below(100);
  std::string& text = out.text;
  if (region.id == "001" && writing < 44) {
    out.writing = "world, internationally";
    text = "+" + code + national;
    out.region = caller.id;
    if (random_.one_in(2)) text = "+" + code + separated(national);
  } else if (writing < 14) {
    out.writing = "national";
    text = (random_.one_in(2) ? region.national_prefix : "") + national;
  } else if (writing < 24) {
    out.writing = "national, separated";
    text = separated((random_.one_in(2) ? region.national_prefix : "") + national);
  } else if (writing < 36) {
    out.writing = "international";
    text = "+" + code + national;
    out.region = random_.one_in(3) ? caller.id : region.id;
    if (random_.one_in(8)) out.region = "ZZ";
  } else if (writing < 44) {
    out.writing = "international, separated";
    text = "+" + code + " " + separated(national);
    out.region = caller.id;
  } else if (writing < 50) {
    out.writing = "international prefix";
    text = prefix_of(caller.idd) + (random_.one_in(3) ? " " : "") + code + national;
    out.region = caller.id;
  } else if (writing < 54) {
    out.writing = "00";
    text = "00" + code + national;
    out.region = caller.id;
  } else if (writing < 58) {
    out.writing = "calling code without +";
    text = code + (random_.one_in(3) ? region.national_prefix : "") + national;
    if (random_.one_in(4)) text = separated(text);
  } else if (writing < 63) {
    out.writing = "prefix or carrier code";
    text = prefix_of(region.prefix) + national;
  } else if (writing < 67) {
    out.writing = "national prefix behind the calling code";
    text = "+" + code + (random_.one_in(2) ? " (0)" : region.national_prefix) + national;
    if (random_.one_in(2)) text = "+" + code + prefix_of(region.prefix) + national;
    out.region = caller.id;
  } else if (writing < 75) {
    out.writing = "extension";
    text = (random_.one_in(2) ? "+" + code : region.national_prefix) +
           (random_.one_in(2) ? separated(national) : national) + extension();
    if (random_.one_in(20)) text += extension();
  } else if (writing < 79) {
    out.writing = "other scripts";
    text = in_other_script((random_.one_in(2) ? "+" + code : "") +
                           (random_.one_in(2) ? separated(national) : national));
  } else if (writing < 82) {
    out.writing = "letters";
    text = with_letters((random_.one_in(2) ? "+" + code : region.national_prefix) + national);
    if (random_.one_in(4)) text = separated(text);
  } else if (writing < 86) {
    out.writing = "RFC 3966";
    switch (random_.below(5)) {
      case 0:
        text = "tel:+" + code + separated(national);
        break;
      case 1:
        text = "tel:" + national + ";phone-context=+" + code;
        break;
      case 2:
        text = "tel:" + national + ";phone-context=example.com";
        break;
      case 3:
        text = "tel:+" + code + "-" + national + ";isub=12345;ext=9";
        break;
      default:
        text =
            national + extension() + ";phone-context=+" + code + ";a=b" + (random_.one_in(4) ? "tel:" : "");
    }
    if (random_.one_in(3)) out.region = caller.id;
  } else if (writing < 89) {
    out.writing = "wrong region";
    text = region.national_prefix + national;
    out.region = caller.id;
  } else if (writing < 92) {
    out.writing = "a + before anything";
    text = "+" +
           (random_.one_in(2)   ? prefix_of(caller.idd) + code
            : random_.one_in(2) ? "0"
                                : "+") +
           national;
    out.region = random_.one_in(2) ? caller.id : region.id;
  } else if (writing < 94) {
    out.writing = "in a text";
    static constexpr std::string_view kBefore[] = {"Tel: ", "call ", "(", "\u7535\u8BDD", "\n", "Tel.:+"};
    static constexpr std::string_view kBehind[] = {".",           " home", ")",      "/x302",
                                                   " /x12 or so", "\n",    "\u4E2D", " \\ x3"};
    text = std::string(any(random_, kBefore)) + separated(national) + std::string(any(random_, kBehind));
  } else if (writing < 97) {
    out.writing = "a local number";
    const auto& lengths = region.local_lengths;
    const std::size_t length =
        lengths.empty() ? national.size() : static_cast<std::size_t>(lengths[random_.below(lengths.size())]);
    text = national.size() > length ? national.substr(national.size() - length) : national;
    if (random_.one_in(3)) text = region.national_prefix + text;
    if (random_.one_in(3)) text = "+" + code + text;
  } else if (writing < 98) {
    out.writing = "digits";
    text = random_digits(1 + random_.below(24));
    if (random_.one_in(2)) text = "+" + text;
  } else {
    out.writing = "noise";
    text =
        random_.one_in(2) ? noise() : national.substr(0, random_.below(national.size())) + noise() + national;
  }
}

Sample Samples::next() {
  Sample out;
  out.cell = round_[turn_++ % round_.size()];
  const Cell& cell = cells_[out.cell];
  std::string national = national_number(cell);
  if (random_.one_in(12)) mutate(national);
  out.region = regions_[cell.region].id;
  out.other_region = regions_[random_.below(regions_.size())].id;
  if (random_.one_in(2)) {
    // One that shares the calling code, where there is one: they lie anywhere in the table.
    std::size_t at = random_.below(regions_.size());
    for (std::size_t i = 0; i < regions_.size(); ++i, at = (at + 1) % regions_.size())
      if (regions_[at].country_code == regions_[cell.region].country_code) break;
    out.other_region = regions_[at].id;
  }
  write(cell, std::move(national), out);
  // What more than kMaxText bytes are is said by the plan alone.
  if (out.text.size() > 250) out.text.resize(250);
  return out;
}

}  // namespace phonebook
