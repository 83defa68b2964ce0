// The sections of data/cues/*.txt and their bits: read by the generator at build time and by the extractor.
#pragma once
#include <cstdint>

namespace phonebook::cue {

// One bit each, so that a word may stand in several sections ("office": a label and an organisation).
enum : std::uint64_t {
  kLabelMobile = 1ULL << 0,
  kLabelHome = 1ULL << 1,
  kLabelWork = 1ULL << 2,
  kLabelFax = 1ULL << 3,
  kLabelMain = 1ULL << 4,
  kLabelPager = 1ULL << 5,
  kPhone = 1ULL << 6,
  kNotNumber = 1ULL << 7,
  kUnit = 1ULL << 8,
  kExtension = 1ULL << 9,
  kQq = 1ULL << 10,
  kWechat = 1ULL << 11,
  kSkype = 1ULL << 12,
  kTelegram = 1ULL << 13,
  kXmpp = 1ULL << 14,
  kMatrix = 1ULL << 15,
  kLine = 1ULL << 16,
  kSignal = 1ULL << 17,
  kWhatsapp = 1ULL << 18,
  kEmail = 1ULL << 19,
  kFiller = 1ULL << 20,
  kNotId = 1ULL << 21,
  kGroup = 1ULL << 22,
  kSender = 1ULL << 23,
  kSenderWeak = 1ULL << 24,
  kRecipient = 1ULL << 25,
  kThird = 1ULL << 26,
  kIntroduction = 1ULL << 27,
  kPerson = 1ULL << 28,
  kOrganisation = 1ULL << 29,
  kHonorific = 1ULL << 30,
  kSurname = 1ULL << 31,
  kNameFollows = 1ULL << 32,
  kNotName = 1ULL << 33,
  kNew = 1ULL << 34,
  kOld = 1ULL << 35,
  kUnchanged = 1ULL << 36,
  kMailAt = 1ULL << 37,
  kMailDot = 1ULL << 38,
  kMailDash = 1ULL << 39,
  kMailUnderscore = 1ULL << 40,
  kNotLocal = 1ULL << 41,
  kDouble = 1ULL << 42,
  kNickname = 1ULL << 43,
  kDigit0 = 1ULL << 44,  // kDigit0 << n is the digit n
};
constexpr std::uint64_t kAnyDigit = 0x3FFULL << 44;
constexpr std::uint64_t kAnyLabel =
    kLabelMobile | kLabelHome | kLabelWork | kLabelFax | kLabelMain | kLabelPager;
constexpr std::uint64_t kAnyMessenger =
    kQq | kWechat | kSkype | kTelegram | kXmpp | kMatrix | kLine | kSignal | kWhatsapp;

struct Section {
  const char* name;
  std::uint64_t bit;
};
inline constexpr Section kSections[] = {
    {"label mobile", kLabelMobile},
    {"label home", kLabelHome},
    {"label work", kLabelWork},
    {"label fax", kLabelFax},
    {"label main", kLabelMain},
    {"label pager", kLabelPager},
    {"phone", kPhone},
    {"not a number", kNotNumber},
    {"unit", kUnit},
    {"extension", kExtension},
    {"qq", kQq},
    {"wechat", kWechat},
    {"skype", kSkype},
    {"telegram", kTelegram},
    {"xmpp", kXmpp},
    {"matrix", kMatrix},
    {"line", kLine},
    {"signal", kSignal},
    {"whatsapp", kWhatsapp},
    {"email", kEmail},
    {"filler", kFiller},
    {"not an id", kNotId},
    {"group", kGroup},
    {"sender", kSender},
    {"sender weak", kSenderWeak},
    {"recipient", kRecipient},
    {"third party", kThird},
    {"introduction", kIntroduction},
    {"person", kPerson},
    {"organisation", kOrganisation},
    {"honorific", kHonorific},
    {"surname", kSurname},
    {"nickname", kNickname},
    {"name follows", kNameFollows},
    {"not a name", kNotName},
    {"new", kNew},
    {"old", kOld},
    {"unchanged", kUnchanged},
    {"mail at", kMailAt},
    {"mail dot", kMailDot},
    {"mail dash", kMailDash},
    {"mail underscore", kMailUnderscore},
    {"not a mail name", kNotLocal},
    {"double", kDouble},
    {"digit 0", kDigit0},
    {"digit 1", kDigit0 << 1},
    {"digit 2", kDigit0 << 2},
    {"digit 3", kDigit0 << 3},
    {"digit 4", kDigit0 << 4},
    {"digit 5", kDigit0 << 5},
    {"digit 6", kDigit0 << 6},
    {"digit 7", kDigit0 << 7},
    {"digit 8", kDigit0 << 8},
    {"digit 9", kDigit0 << 9},
};

}  // namespace phonebook::cue
