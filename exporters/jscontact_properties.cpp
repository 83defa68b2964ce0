#include "exporters/jscontact_properties.h"

#include <algorithm>

#include "base/text.h"
#include "exporters/vcard_syntax.h"

namespace phonebook::jscontact {
namespace {

constexpr std::array kRows{
    Row{"ORG-DIRECTORY", "directories", "directory", "uri"},
    Row{"SOURCE", "directories", "entry", "uri"},
    Row{"CALURI", "calendars", "calendar", "uri"},
    Row{"FBURL", "calendars", "freeBusy", "uri"},
    Row{"CALADRURI", "schedulingAddresses", "", "uri"},
    Row{"KEY", "cryptoKeys", "", "uri"},
    Row{"LOGO", "media", "logo", "uri"},
    Row{"SOUND", "media", "sound", "uri"},
    Row{"PHOTO", "media", "photo", "uri"},
    Row{"CONTACT-URI", "links", "contact", "uri"},
    Row{"SOCIALPROFILE", "onlineServices", "", "uri"},
    Row{"EXPERTISE", "personalInfo", "expertise", "value", false},
    Row{"HOBBY", "personalInfo", "hobby", "value", false},
    Row{"INTEREST", "personalInfo", "interest", "value", false},
    Row{"TITLE", "titles", "title", "name", false},
    Row{"ROLE", "titles", "role", "name", false},
};

constexpr std::array kParams{Param{"MEDIATYPE", "mediaType"},  Param{"LABEL", "label"},
                             Param{"LEVEL", "level"},          Param{"INDEX", "listAs"},
                             Param{"SERVICE-TYPE", "service"}, Param{"USERNAME", "user"}};

constexpr std::array<std::string_view, 33> kKnown{"@type",        "version",
                                                  "uid",          "kind",
                                                  "updated",      "created",
                                                  "language",     "prodId",
                                                  "name",         "nicknames",
                                                  "titles",       "organizations",
                                                  "phones",       "links",
                                                  "emails",       "notes",
                                                  "keywords",     "onlineServices",
                                                  "addresses",    "anniversaries",
                                                  "members",      "vCardProps",
                                                  "media",        "vCardName",
                                                  "relatedTo",    "speakToAs",
                                                  "directories",  "calendars",
                                                  "cryptoKeys",   "schedulingAddresses",
                                                  "personalInfo", "preferredLanguages",
                                                  "vCardParams"};

}  // namespace

std::span<const Row> rows() { return kRows; }

const Row* row_of(std::string_view property) noexcept {
  for (const Row& row : kRows)
    if (row.property == property) return &row;
  return nullptr;
}

const Row* row_of(std::string_view family, std::string_view kind) noexcept {
  for (const Row& row : kRows)
    if (row.family == family && row.kind == kind) return &row;
  return nullptr;
}

std::span<const Param> params() { return kParams; }

std::string plain_value(std::string_view raw, bool is_uri) {
  if (!is_uri) return vcard::unescape(raw, vcard::Version::v3);
  // A URI is no text: only what would break the line is escaped in it.
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char next = i + 1 < raw.size() ? raw[i + 1] : '\0';
    if (raw[i] == '\\' && (next == '\\' || next == 'n')) {
      out += next == 'n' ? '\n' : '\\';
      ++i;
    } else {
      out += raw[i];
    }
  }
  return out;
}

std::string raw_value(std::string_view plain, bool is_uri) {
  if (!is_uri) return vcard::escape(plain, vcard::Version::v3);
  std::string out;
  out.reserve(plain.size());
  for (const char c : plain) {
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)) {
      out += c;
    }
  }
  return out;
}

bool is_exact(std::string_view raw, bool is_uri) {
  return !raw.empty() && raw_value(plain_value(raw, is_uri), is_uri) == raw;
}

std::string entry_id(char prefix, std::size_t number, std::size_t count) {
  const std::string digits = std::to_string(number);
  const std::size_t width = std::max(std::to_string(count).size(), digits.size());
  return prefix + std::string(width - digits.size(), '0') + digits;
}

char id_prefix(std::string_view family) noexcept {
  if (family == "nicknames") return 'k';
  if (family == "onlineServices") return 's';
  if (family == "anniversaries") return 'd';
  if (family == "cryptoKeys") return 'y';
  if (family == "preferredLanguages") return 'g';
  return family.empty() ? 'x' : family[0];
}

bool is_id(std::string_view text) noexcept {
  return !text.empty() && text.size() <= 255 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool is_known_member(std::string_view name) noexcept {
  return std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end();
}

std::string pointer_part(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::string from_pointer_part(std::string_view part) {
  std::string out;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const char next = i + 1 < part.size() ? part[i + 1] : '\0';
    if (part[i] == '~' && (next == '0' || next == '1')) {
      out += next == '0' ? '~' : '/';
      ++i;
    } else {
      out += part[i];
    }
  }
  return out;
}

std::string hash_text(std::uint64_t hash) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out(16, '0');
  for (std::size_t i = 16; i-- > 0; hash >>= 4) out[i] = kHex[hash & 15];
  return out;
}

}  // namespace phonebook::jscontact
