#include "tests/numbers/libphonenumber_says.h"

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumberutil.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "numbers/format.h"
#include "numbers/numbering_plan.h"

namespace phonebook {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

class SilentLogger : public i18n::phonenumbers::Logger {
 public:
  void WriteMessage(const std::string&) override {}
};

PhoneNumberUtil& util() {
  static PhoneNumberUtil* const instance = [] {
    PhoneNumberUtil* made = PhoneNumberUtil::GetInstance();
    made->SetLogger(new SilentLogger);  // adopted
    return made;
  }();
  return *instance;
}

numbering::Outcome outcome_of(PhoneNumberUtil::ErrorType error) {
  switch (error) {
    case PhoneNumberUtil::NO_PARSING_ERROR:
      return numbering::Outcome::number;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
      return numbering::Outcome::invalid_country_code;
    case PhoneNumberUtil::NOT_A_NUMBER:
      return numbering::Outcome::not_a_number;
    case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
      return numbering::Outcome::too_short_after_idd;
    case PhoneNumberUtil::TOO_SHORT_NSN:
      return numbering::Outcome::too_short;
    case PhoneNumberUtil::TOO_LONG_NSN:
      return numbering::Outcome::too_long;
  }
  return numbering::Outcome::not_a_number;
}

numbering::Possibility possibility_of(PhoneNumberUtil::ValidationResult result) {
  switch (result) {
    case PhoneNumberUtil::IS_POSSIBLE:
      return numbering::Possibility::possible;
    case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY:
      return numbering::Possibility::local_only;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE:
      return numbering::Possibility::invalid_country_code;
    case PhoneNumberUtil::TOO_SHORT:
      return numbering::Possibility::too_short;
    case PhoneNumberUtil::INVALID_LENGTH:
      return numbering::Possibility::invalid_length;
    case PhoneNumberUtil::TOO_LONG:
      return numbering::Possibility::too_long;
  }
  return numbering::Possibility::invalid_length;
}

NumberType type_of(PhoneNumberUtil::PhoneNumberType type) {
  switch (type) {
    case PhoneNumberUtil::FIXED_LINE:
      return NumberType::fixed_line;
    case PhoneNumberUtil::MOBILE:
      return NumberType::mobile;
    case PhoneNumberUtil::FIXED_LINE_OR_MOBILE:
      return NumberType::fixed_line_or_mobile;
    case PhoneNumberUtil::TOLL_FREE:
      return NumberType::toll_free;
    case PhoneNumberUtil::PREMIUM_RATE:
      return NumberType::premium_rate;
    case PhoneNumberUtil::SHARED_COST:
      return NumberType::shared_cost;
    case PhoneNumberUtil::VOIP:
      return NumberType::voip;
    case PhoneNumberUtil::PERSONAL_NUMBER:
      return NumberType::personal;
    case PhoneNumberUtil::PAGER:
      return NumberType::pager;
    case PhoneNumberUtil::UAN:
      return NumberType::uan;
    case PhoneNumberUtil::VOICEMAIL:
      return NumberType::voicemail;
    case PhoneNumberUtil::UNKNOWN:
      return NumberType::unknown;
  }
  return NumberType::unknown;
}

// libphonenumber hands the extension on in the script it was written in; the plan in ASCII.
std::string ascii_digits(const std::string& text) {
  std::string out;
  const auto length = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT(text.data(), i, length, c);
    const int value = c < 0 ? -1 : u_charDigitValue(c);
    out += value < 0 ? '?' : static_cast<char>('0' + value);
  }
  return out;
}

}  // namespace

std::string Verdict::text() const {
  return "outcome " + std::to_string(outcome) + ", " + e164 + " ext " + extension + ", possibility " +
         std::to_string(possibility) + ", valid " + std::to_string(int{valid}) + ", there " +
         std::to_string(int{valid_for_other}) + ", type " + std::to_string(type) + ", region " + region +
         ", " + national + ", " + international;
}

Verdict libphonenumber_says(const std::string& text, const std::string& region,
                            const std::string& other_region) {
  Verdict verdict;
  PhoneNumber number;
  verdict.outcome = static_cast<int>(outcome_of(util().Parse(text, region, &number)));
  if (verdict.outcome != static_cast<int>(numbering::Outcome::number)) return verdict;
  util().Format(number, PhoneNumberUtil::E164, &verdict.e164);
  verdict.extension = ascii_digits(number.extension());
  verdict.possibility = static_cast<int>(possibility_of(util().IsPossibleNumberWithReason(number)));
  verdict.valid = util().IsValidNumber(number);
  verdict.valid_for_other = other_region != "001" && util().IsValidNumberForRegion(number, other_region);
  verdict.type = static_cast<int>(type_of(util().GetNumberType(number)));
  util().GetRegionCodeForNumber(number, &verdict.region);
  if (verdict.region == "ZZ") verdict.region.clear();
  number.clear_extension();
  util().Format(number, PhoneNumberUtil::NATIONAL, &verdict.national);
  util().Format(number, PhoneNumberUtil::INTERNATIONAL, &verdict.international);
  return verdict;
}

Verdict plan_says(const std::string& text, const std::string& region, const std::string& other_region) {
  Verdict verdict;
  numbering::Number number;
  verdict.outcome = static_cast<int>(numbering::parse(text, numbering::region(region), number));
  if (verdict.outcome != static_cast<int>(numbering::Outcome::number)) return verdict;
  verdict.e164 = number.e164();
  verdict.extension = number.extension();
  const numbering::Judgement judgement = numbering::judge(number);
  verdict.possibility = static_cast<int>(judgement.possibility);
  verdict.valid = judgement.valid;
  verdict.valid_for_other = numbering::is_valid_for(number, numbering::region(other_region));
  verdict.type = static_cast<int>(judgement.type);
  verdict.region = numbering::code(judgement.region);
  verdict.national = numbering::format(number, numbering::Style::national);
  verdict.international = numbering::format(number, numbering::Style::international);
  return verdict;
}

}  // namespace phonebook
