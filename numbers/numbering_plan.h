// The world's numbering plans, compiled at build time from libphonenumber's metadata (plan_generator.cpp)
// into constant tables. Answers what libphonenumber's Parse, IsValidNumber, IsPossibleNumberWithReason,
// GetNumberType and GetRegionCodeForNumber answer, bit for bit (tests/numbers/plan_differential.cpp), without
// allocating, in nanoseconds.
//
//   numbering::Number number;
//   if (numbering::parse("0171 1234567", numbering::region("DE"), number) == numbering::Outcome::number &&
//       numbering::is_valid(number)) use(number.e164());           // +491711234567
//
// This is the floor under telephone_number.h, which most callers want: it also reads what people write and
// libphonenumber does not ("转12", 00 abroad). All functions are pure, noexcept and thread-safe.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace phonebook {

enum class NumberType : std::uint8_t {
  fixed_line,
  mobile,
  fixed_line_or_mobile,
  toll_free,
  premium_rate,
  shared_cost,
  voip,
  personal,
  pager,
  uan,
  voicemail,
  unknown
};

namespace numbering {

// A region of the tables; 0 is none. Cheap to copy; look it up once, not for every number.
enum class Region : std::uint16_t { none = 0 };

// "DE" → its region; none for what is no region of the plan, also "001", "ZZ" and lower case.
[[nodiscard]] Region region(std::string_view code) noexcept;
// "DE", "001" for a number that belongs to no country (+800 …), empty for none.
[[nodiscard]] std::string_view code(Region region) noexcept;
// The calling code numbers of the region have (49); 0 for none.
[[nodiscard]] int calling_code(Region region) noexcept;

inline constexpr std::size_t kMaxNational = 17;   // digits; ITU-T E.164 allows 15, libphonenumber 17
inline constexpr std::size_t kMaxExtension = 20;  // digits
inline constexpr std::size_t kMaxE164 = 1 + 3 + kMaxNational;
inline constexpr std::size_t kMaxText = 250;  // bytes that parse() looks at

// A parsed number: what it is, not whether it is valid.
struct Number {
  std::uint16_t country_code = 0;                      // 1 to 999 once parsed
  std::uint8_t national_size = 0;                      // 2 to kMaxNational once parsed
  std::uint8_t extension_size = 0;                     // 0: no extension
  std::array<char, kMaxNational> national_digits{};    // ASCII; zeros in front belong to the number (Italy)
  std::array<char, kMaxExtension> extension_digits{};  // ASCII

  [[nodiscard]] std::string_view national() const noexcept { return {national_digits.data(), national_size}; }
  [[nodiscard]] std::string_view extension() const noexcept {
    return {extension_digits.data(), extension_size};
  }
  // "+491711234567" into `out`; returns the length.
  std::size_t write_e164(std::array<char, kMaxE164>& out) const noexcept;
  [[nodiscard]] std::string e164() const;  // allocates where the small string does not hold it
};

// Why a text is no number, in libphonenumber's distinctions.
enum class Outcome : std::uint8_t {
  number,
  invalid_country_code,  // no region and no '+', or a '+' before what is no calling code
  not_a_number,
  too_short_after_idd,  // nothing left behind the international prefix
  too_short,            // fewer than two digits of a national number
  too_long,             // more than kMaxNational digits; also a text of more than kMaxText bytes
};

// Any text that may be one number: digits of every script, separators, '+' or an international prefix,
// national prefix, carrier code, extension, letters for digits, RFC 3966 ("tel:", phone-context, ext, isub).
// UTF-8; broken UTF-8 is not_a_number. `out` is written on Outcome::number only.
[[nodiscard]] Outcome parse(std::string_view text, Region region, Number& out) noexcept;
// The same for ASCII digits with an optional '+' before them; anything else is not_a_number.
[[nodiscard]] Outcome parse_digits(std::string_view digits, Region region, Number& out) noexcept;

enum class Possibility : std::uint8_t {
  possible,
  local_only,  // complete only with the area code that people leave out at home
  too_short,
  too_long,
  invalid_length,        // shorter and longer ones exist, none of this length
  invalid_country_code,  // no such calling code
};

// Everything that can be asked of a number, in one walk over its digits.
struct Judgement {
  bool valid = false;
  NumberType type = NumberType::unknown;  // unknown unless valid
  Possibility possibility = Possibility::invalid_country_code;
  // The region whose plan the number fits; of a calling code with one region always that one, also where the
  // number is not valid.
  Region region = Region::none;
};
[[nodiscard]] Judgement judge(const Number& number) noexcept;

[[nodiscard]] bool is_valid(const Number& number) noexcept;
// Whether the number is one of this region's; false where the region has another calling code.
[[nodiscard]] bool is_valid_for(const Number& number, Region region) noexcept;
[[nodiscard]] NumberType type(const Number& number) noexcept;
[[nodiscard]] Region region_of(const Number& number) noexcept;
[[nodiscard]] Possibility possibility(const Number& number) noexcept;

}  // namespace numbering
}  // namespace phonebook
