#include "numbers/numbering_plan.h"

#include <algorithm>
#include <span>

#include "numbers/number_text.h"
#include "numbers/plan_tables.h"

namespace phonebook::numbering {
namespace {

using plan_tables::CallingCode;
using plan_tables::RegionRow;
using DigitSpan = std::span<const std::uint8_t>;

constexpr std::uint8_t kUnknownType = static_cast<std::uint8_t>(NumberType::unknown);
constexpr std::size_t kMinNational = 2;

const RegionRow* row_of(Region region) {
  return region == Region::none ? nullptr : &plan_tables::kRegions[static_cast<std::size_t>(region)];
}

const CallingCode* calling_code_of(unsigned code) {
  if (code > 999) return nullptr;
  const std::uint8_t row = plan_tables::kRowOfCallingCode[code];
  return row == 0xFF ? nullptr : &plan_tables::kCallingCodes[row];
}

const RegionRow& main_region(const CallingCode& code) { return plan_tables::kRegions[code.first_region]; }

// What kOutcomes says of a national number.
const std::uint8_t* outcome(const CallingCode& code, DigitSpan digits) {
  return &plan_tables::kOutcomes[plan_tables::walk(plan_tables::kPlanCells, code.root, digits)];
}

std::size_t position(const CallingCode& code, const RegionRow& region) {
  return static_cast<std::size_t>(&region - &plan_tables::kRegions[code.first_region]);
}

// Whether the general pattern of the region matches, whatever the length.
bool general_match(const RegionRow& region, DigitSpan digits) {
  const CallingCode& code = plan_tables::kCallingCodes[region.calling_code];
  return (outcome(code, digits)[2 + position(code, region)] & plan_tables::kGeneral) != 0;
}

Possibility test_length(const RegionRow& region, std::size_t digits) {
  if (region.lengths == 0) return Possibility::invalid_length;
  const std::uint32_t bit = digits < 32 ? 1U << digits : 0;
  if ((region.local_lengths & bit) != 0) return Possibility::local_only;
  if ((region.lengths & bit) != 0) return Possibility::possible;
  if (bit != 0 && bit < (region.lengths & -region.lengths)) return Possibility::too_short;
  if (bit == 0 || bit > region.lengths) return Possibility::too_long;
  return Possibility::invalid_length;
}

// The match of a prefix expression at the first digit; row 0 for none.
const plan_tables::PrefixMatch& match_prefix(std::size_t state, DigitSpan digits) {
  std::size_t best = 0;
  for (std::size_t at = 0; state != 0;) {
    const plan_tables::PrefixRow& row =
        plan_tables::kPrefixRows[plan_tables::label(plan_tables::kPrefixCells, state)];
    if (row.match != 0) best = row.match;
    if (at == digits.size()) {
      if (row.at_end != 0) best = row.at_end;
      break;
    }
    state = plan_tables::step(plan_tables::kPrefixCells, state, digits, at);
  }
  return plan_tables::kPrefixMatches[best];
}

bool matched(const plan_tables::PrefixMatch& match) { return &match != &plan_tables::kPrefixMatches[0]; }

// Takes the national prefix (and a carrier code) off, where the region knows one and the number is none the
// worse for it; otherwise the digits come back as they are. `buffer` holds a rewritten number.
DigitSpan strip_national_prefix(const RegionRow& region, DigitSpan digits, Digits& buffer) {
  if (digits.empty() || region.prefix == 0) return digits;
  const plan_tables::PrefixMatch& match = match_prefix(region.prefix, digits);
  if (!matched(match)) return digits;
  DigitSpan stripped = digits.subspan(match.length);
  if (region.captured != 0 && match.end[region.captured - 1] > match.begin[region.captured - 1]) {
    std::size_t size = 0;
    const auto append = [&](DigitSpan part) {
      std::copy(part.begin(), part.end(), buffer.values.begin() + static_cast<std::ptrdiff_t>(size));
      size += part.size();
    };
    for (const std::uint8_t* rule = &plan_tables::kRewrites[region.rewrite];
         *rule != plan_tables::kRewriteEnd; ++rule) {
      if ((*rule & plan_tables::kGroupMark) == 0) {
        append({rule, 1});
      } else {
        const std::size_t group = *rule & 1U;
        append(digits.subspan(match.begin[group], match.end[group] - std::size_t{match.begin[group]}));
      }
    }
    append(stripped);
    stripped = {buffer.values.data(), size};
  } else if (match.length == 0) {
    return digits;
  }
  if (general_match(region, digits) && !general_match(region, stripped)) return digits;
  return stripped;
}

struct Extracted {
  Outcome outcome = Outcome::number;
  const CallingCode* code = nullptr;  // null: none was written
  DigitSpan national;
};

// The calling code, by '+', by the region's international prefix, or written without either.
Extracted extract_calling_code(DigitSpan digits, bool plus, const RegionRow* region, Digits& buffer) {
  bool international = plus;
  if (!plus && region != nullptr) {
    const plan_tables::PrefixMatch& idd = match_prefix(region->idd, digits);
    // No calling code begins with a zero.
    if (matched(idd) && (digits.size() == idd.length || digits[idd.length] != 0)) {
      international = true;
      digits = digits.subspan(idd.length);
    }
  }
  if (international) {
    if (digits.size() <= kMinNational) return {Outcome::too_short_after_idd, nullptr, digits};
    unsigned value = 0;
    for (std::size_t i = 0; i < 3 && digits[0] != 0; ++i) {
      value = value * 10 + digits[i];
      if (const CallingCode* code = calling_code_of(value))
        return {Outcome::number, code, digits.subspan(i + 1)};
    }
    return {Outcome::invalid_country_code, nullptr, digits};
  }
  if (region == nullptr) return {Outcome::number, nullptr, digits};
  const CallingCode& code = plan_tables::kCallingCodes[region->calling_code];
  const std::size_t code_digits = code.code > 99 ? 3 : code.code > 9 ? 2 : 1;
  unsigned value = 0;
  for (std::size_t i = 0; i < code_digits && i < digits.size(); ++i) value = value * 10 + digits[i];
  if (digits.size() < code_digits || value != code.code) return {Outcome::number, nullptr, digits};
  const DigitSpan national = strip_national_prefix(*region, digits.subspan(code_digits), buffer);
  if ((!general_match(*region, digits) && general_match(*region, national)) ||
      test_length(*region, digits.size()) == Possibility::too_long)
    return {Outcome::number, &code, national};
  return {Outcome::number, nullptr, digits};
}

Outcome parse_national(DigitSpan digits, bool plus, Region default_region, Number& out) {
  const RegionRow* region = row_of(default_region);
  Digits first_buffer, second_buffer;
  Extracted extracted = extract_calling_code(digits, plus, region, first_buffer);
  if (extracted.outcome == Outcome::invalid_country_code && plus) {
    // Some write a '+' before an international prefix, or before a national number.
    extracted = extract_calling_code(digits, false, region, first_buffer);
    if (extracted.code == nullptr) return Outcome::invalid_country_code;
  }
  if (extracted.outcome != Outcome::number) return extracted.outcome;
  const CallingCode* code = extracted.code;
  if (code != nullptr) {
    // A number with a calling code is read under the code's main region, whoever dials it.
    region = &main_region(*code);
  } else if (region != nullptr) {
    code = &plan_tables::kCallingCodes[region->calling_code];
  } else {
    return Outcome::invalid_country_code;
  }
  DigitSpan national = extracted.national;
  if (national.size() < kMinNational) return Outcome::too_short;
  const DigitSpan stripped = strip_national_prefix(*region, national, second_buffer);
  const Possibility length = test_length(*region, stripped.size());
  if (length == Possibility::possible || length == Possibility::too_long) national = stripped;
  if (national.size() < kMinNational) return Outcome::too_short;
  if (national.size() > kMaxNational) return Outcome::too_long;
  out.country_code = code->code;
  out.national_size = static_cast<std::uint8_t>(national.size());
  std::transform(national.begin(), national.end(), out.national_digits.begin(),
                 [](std::uint8_t digit) { return static_cast<char>('0' + digit); });
  return Outcome::number;
}

struct National {
  std::array<std::uint8_t, kMaxNational> values;
  std::size_t size = 0;
  explicit National(const Number& number) : size(std::min<std::size_t>(number.national_size, kMaxNational)) {
    for (std::size_t i = 0; i < size; ++i) {
      const unsigned value = static_cast<unsigned char>(number.national_digits[i]) - unsigned{'0'};
      values[i] = static_cast<std::uint8_t>(value > 9 ? 0 : value);  // whatever a caller has put there
    }
  }
  [[nodiscard]] DigitSpan span() const { return {values.data(), size}; }
};

Region region_in(const CallingCode& code, const std::uint8_t* bytes) {
  if (code.regions == 1) return static_cast<Region>(code.first_region);
  return bytes[1] == plan_tables::kNoRegion ? Region::none
                                            : static_cast<Region>(code.first_region + bytes[1]);
}

}  // namespace

Region region(std::string_view code) noexcept {
  if (code.size() != 2 || code[0] < 'A' || code[0] > 'Z' || code[1] < 'A' || code[1] > 'Z')
    return Region::none;
  return static_cast<Region>(
      plan_tables::kRegionOfCode[static_cast<std::size_t>((code[0] - 'A') * 26 + (code[1] - 'A'))]);
}

std::string_view code(Region region) noexcept {
  const RegionRow* row = row_of(region);
  return row == nullptr ? std::string_view() : std::string_view(row->name);
}

int calling_code(Region region) noexcept {
  const RegionRow* row = row_of(region);
  return row == nullptr ? 0 : plan_tables::kCallingCodes[row->calling_code].code;
}

std::size_t Number::write_e164(std::array<char, kMaxE164>& out) const noexcept {
  std::size_t size = 0;
  out[size++] = '+';
  const unsigned code = country_code % 1000U;
  if (code > 99) out[size++] = static_cast<char>('0' + code / 100);
  if (code > 9) out[size++] = static_cast<char>('0' + code / 10 % 10);
  out[size++] = static_cast<char>('0' + code % 10);
  return size + national().copy(out.data() + size, kMaxNational);
}

std::string Number::e164() const {
  std::array<char, kMaxE164> out;
  const std::size_t size = write_e164(out);
  return {out.data(), size};
}

Outcome parse(std::string_view text, Region region, Number& out) noexcept {
  // Most numbers that are asked for are digits already.
  if (const Outcome outcome = parse_digits(text, region, out); outcome != Outcome::not_a_number)
    return outcome;
  NumberText read;
  if (const Outcome outcome = read_text(text, region != Region::none, read); outcome != Outcome::number)
    return outcome;
  const DigitSpan digits(read.digits.values.data(), static_cast<std::size_t>(read.digits.size));
  const Outcome outcome = parse_national(digits, read.plus, region, out);
  if (outcome != Outcome::number) return outcome;
  out.extension_size = read.extension_size;
  std::copy_n(read.extension.begin(), read.extension_size, out.extension_digits.begin());
  return outcome;
}

Outcome parse_digits(std::string_view digits, Region region, Number& out) noexcept {
  if (digits.size() > kMaxText) return Outcome::too_long;
  const bool plus = digits.starts_with('+');
  if (plus) digits.remove_prefix(1);
  if (digits.size() < (plus ? 3 : 2)) return Outcome::not_a_number;
  std::array<std::uint8_t, kMaxText> values;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const unsigned value = static_cast<unsigned char>(digits[i]) - unsigned{'0'};
    if (value > 9) return Outcome::not_a_number;
    values[i] = static_cast<std::uint8_t>(value);
  }
  if (!plus && region == Region::none) return Outcome::invalid_country_code;
  const Outcome outcome = parse_national({values.data(), digits.size()}, plus, region, out);
  if (outcome == Outcome::number) out.extension_size = 0;
  return outcome;
}

Judgement judge(const Number& number) noexcept {
  Judgement judgement;
  const CallingCode* code = calling_code_of(number.country_code);
  if (code == nullptr) return judgement;
  const National national(number);
  const std::uint8_t* bytes = outcome(*code, national.span());
  judgement.type = static_cast<NumberType>(bytes[0]);
  judgement.valid = bytes[0] != kUnknownType;
  judgement.region = region_in(*code, bytes);
  judgement.possibility = test_length(main_region(*code), national.size);
  return judgement;
}

bool is_valid(const Number& number) noexcept { return type(number) != NumberType::unknown; }

bool is_valid_for(const Number& number, Region region) noexcept {
  const RegionRow* row = row_of(region);
  if (row == nullptr) return false;
  const CallingCode& code = plan_tables::kCallingCodes[row->calling_code];
  if (code.code != number.country_code) return false;
  const std::uint8_t byte = outcome(code, National(number).span())[2 + position(code, *row)];
  return (byte & plan_tables::kTypeMask) != kUnknownType;
}

NumberType type(const Number& number) noexcept {
  const CallingCode* code = calling_code_of(number.country_code);
  if (code == nullptr) return NumberType::unknown;
  return static_cast<NumberType>(outcome(*code, National(number).span())[0]);
}

Region region_of(const Number& number) noexcept {
  const CallingCode* code = calling_code_of(number.country_code);
  if (code == nullptr) return Region::none;
  return region_in(*code, outcome(*code, National(number).span()));
}

Possibility possibility(const Number& number) noexcept {
  const CallingCode* code = calling_code_of(number.country_code);
  if (code == nullptr) return Possibility::invalid_country_code;
  return test_length(main_region(*code), std::min<std::size_t>(number.national_size, kMaxNational));
}

}  // namespace phonebook::numbering
