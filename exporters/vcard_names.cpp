#include "exporters/vcard_names.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text.h"

namespace phonebook::vcard {
namespace {

struct Row {
  std::string_view name;
  Property property;
};

constexpr std::array kRows{
    Row{"BEGIN", Property::begin},
    Row{"END", Property::end},
    Row{"VERSION", Property::version},
    Row{"PRODID", Property::product_id},
    Row{"N", Property::name},
    Row{"FN", Property::formatted_name},
    Row{"NICKNAME", Property::nickname},
    Row{"X-NICKNAME", Property::nickname},
    Row{"X-EPOCSECONDNAME", Property::nickname},
    Row{"PHOTO", Property::photo},
    Row{"BDAY", Property::birthday},
    Row{"ANNIVERSARY", Property::anniversary},
    Row{"X-ANNIVERSARY", Property::anniversary},
    Row{"X-EVOLUTION-ANNIVERSARY", Property::anniversary},
    Row{"X-KADDRESSBOOK-X-ANNIVERSARY", Property::anniversary},
    Row{"X-MS-ANNIVERSARY", Property::anniversary},
    Row{"X-WAB-WEDDING_ANNIVERSARY", Property::anniversary},
    Row{"ADR", Property::address},
    Row{"LABEL", Property::address_label},
    Row{"TEL", Property::number},
    Row{"EMAIL", Property::mail},
    Row{"TITLE", Property::title},
    Row{"ROLE", Property::role},
    Row{"X-KADDRESSBOOK-X-PROFESSION", Property::role},
    Row{"ORG", Property::organisation},
    Row{"AGENT", Property::agent},
    Row{"CATEGORIES", Property::categories},
    Row{"CATEGORY", Property::categories},
    Row{"X-CATEGORIES", Property::categories},
    Row{"X-GN", Property::category},
    Row{"NOTE", Property::note},
    Row{"REV", Property::revision},
    Row{"SOUND", Property::sound},
    Row{"URL", Property::url},
    Row{"X-EVOLUTION-BLOG-URL", Property::url},
    Row{"X-KADDRESSBOOK-BLOGFEED", Property::url},
    Row{"UID", Property::uid},
    Row{"IMPP", Property::im_address},
    Row{"X-IMPP", Property::im_address},
    Row{"KIND", Property::kind},
    Row{"X-ADDRESSBOOKSERVER-KIND", Property::kind},
    Row{"X-KIND", Property::kind},
    Row{"X-ABSHOWAS", Property::show_as},
    Row{"MEMBER", Property::member},
    Row{"X-ADDRESSBOOKSERVER-MEMBER", Property::member},
    Row{"GENDER", Property::gender},
    Row{"X-GENDER", Property::gender},
    Row{"X-SEX", Property::gender},
    Row{"LANG", Property::language},
    Row{"RELATED", Property::related},
    Row{"X-RELATED", Property::related},
    Row{"X-ABRELATEDNAMES", Property::related_name},
    Row{"X-SPOUSE", Property::spouse},
    Row{"X-EVOLUTION-SPOUSE", Property::spouse},
    Row{"X-KADDRESSBOOK-X-SPOUSESNAME", Property::spouse},
    Row{"X-MS-SPOUSE", Property::spouse},
    Row{"X-ASSISTANT", Property::assistant},
    Row{"X-EVOLUTION-ASSISTANT", Property::assistant},
    Row{"X-KADDRESSBOOK-X-ASSISTANTSNAME", Property::assistant},
    Row{"X-MS-ASSISTANT", Property::assistant},
    Row{"X-MANAGER", Property::manager},
    Row{"X-EVOLUTION-MANAGER", Property::manager},
    Row{"X-KADDRESSBOOK-X-MANAGERSNAME", Property::manager},
    Row{"X-MS-MANAGER", Property::manager},
    Row{"X-PHONETIC-LAST-NAME", Property::reading_family},
    Row{"X-PHONETIC-FIRST-NAME", Property::reading_given},
    Row{"X-PHONETIC-MIDDLE-NAME", Property::reading_middle},
    Row{"X-ABLABEL", Property::label},
    Row{"X-ABDATE", Property::labelled_date},
    Row{"X-ANDROID-CUSTOM", Property::android},
    Row{"KEY", Property::known},
    Row{"LOGO", Property::known},
    Row{"GEO", Property::known},
    Row{"TZ", Property::known},
    Row{"CLASS", Property::known},
    Row{"MAILER", Property::known},
    Row{"SOURCE", Property::known},
    Row{"NAME", Property::known},
    Row{"PROFILE", Property::known},
    Row{"SORT-STRING", Property::known},
    Row{"FBURL", Property::known},
    Row{"CALURI", Property::known},
    Row{"CALADRURI", Property::known},
    Row{"CLIENTPIDMAP", Property::known},
    Row{"XML", Property::known},
    Row{"HOBBY", Property::known},
    Row{"INTEREST", Property::known},
    Row{"EXPERTISE", Property::known},
    Row{"BIRTHPLACE", Property::known},
    Row{"DEATHPLACE", Property::known},
    Row{"DEATHDATE", Property::known},
    Row{"SOCIALPROFILE", Property::known},
    Row{"ORG-DIRECTORY", Property::known},
    Row{"CONTACT-URI", Property::known},
};

constexpr char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }

// FNV-1a over the name in capitals. A collision only costs a step.
constexpr std::uint32_t hash(std::string_view name) noexcept {
  std::uint32_t value = 2166136261U;
  for (const char c : name) value = (value ^ static_cast<unsigned char>(upper(c))) * 16777619U;
  return value ^ value >> 15;
}

constexpr std::size_t kSlots = 512;
constexpr std::uint8_t kFree = 0xFF;
static_assert(kRows.size() < kFree);
constexpr std::array<std::uint8_t, kSlots> kTable = [] {
  std::array<std::uint8_t, kSlots> table{};
  table.fill(kFree);
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    std::size_t slot = hash(kRows[i].name) % kSlots;
    while (table[slot] != kFree) slot = (slot + 1) % kSlots;
    table[slot] = static_cast<std::uint8_t>(i);
  }
  return table;
}();

}  // namespace

Property property_named(std::string_view name) noexcept {
  constexpr std::size_t kLongest = 32;
  if (name.size() > kLongest) return Property::unknown;
  for (std::size_t slot = hash(name) % kSlots; kTable[slot] != kFree; slot = (slot + 1) % kSlots)
    if (const Row& row = kRows[kTable[slot]]; ascii_equal(row.name, name)) return row.property;
  return Property::unknown;
}

bool looks_like_property(std::string_view line) noexcept {
  const std::size_t end = line.find_first_of(":;");
  if (end == std::string_view::npos || line.find(':', end) == std::string_view::npos) return false;
  std::string_view name = line.substr(0, end);
  if (const std::size_t dot = name.find('.'); dot != std::string_view::npos) name.remove_prefix(dot + 1);
  if (name.empty()) return false;
  if (name.size() > 2 && name[0] == 'X' && name[1] == '-')
    return std::all_of(name.begin(), name.end(), [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
             c == '_';
    });
  const Property property = property_named(name);
  // "note:" within a text is a word of it.
  return property == Property::begin || property == Property::end ||
         (property != Property::unknown &&
          std::none_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; }));
}

}  // namespace phonebook::vcard
