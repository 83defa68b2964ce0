#include "numbers/plan_metadata_xml.h"

#include <expat.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <type_traits>
#include <vector>

namespace phonebook::plan_build {
namespace {

using i18n::phonenumbers::NumberFormat;
using i18n::phonenumbers::PhoneMetadata;
using i18n::phonenumbers::PhoneNumberDesc;
using Attributes = std::map<std::string, std::string, std::less<>>;

struct Lengths {
  std::set<int> national, local;
};

struct FormatElement {
  Attributes attributes;
  std::vector<std::string> leading_digits, international;
  std::string format;
};

// One territory as the document writes it.
struct Territory {
  Attributes attributes;
  std::vector<FormatElement> formats;
  std::map<std::string, PhoneNumberDesc, std::less<>> descriptions;
  std::map<std::string, Lengths, std::less<>> lengths;
};

std::string without_space(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '\n' && c != '\t' && c != '\r') out += c;
  return out;
}

bool number(std::string_view text, int& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value >= 0 && value < 1000;
}

// "7,[9-11]" → 7, 9, 10, 11.
bool read_lengths(std::string_view text, std::set<int>& out) {
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    int first = 0, last = 0;
    if (part.size() > 2 && part.front() == '[' && part.back() == ']') {
      const std::size_t dash = part.find('-');
      if (dash == std::string_view::npos || !number(part.substr(1, dash - 1), first) ||
          !number(part.substr(dash + 1, part.size() - dash - 2), last))
        return false;
    } else {
      if (!number(part, first)) return false;
      last = first;
    }
    if (last < first || last > 30) return false;
    for (int length = first; length <= last; ++length) out.insert(length);
  }
  return !out.empty();
}

void replace_first(std::string& text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  if (at != std::string::npos) text.replace(at, what.size(), with);
}

class Reader {
 public:
  std::vector<Territory> territories;
  std::string fault;

  void begin(const char* name, const char** pairs) {
    Attributes attributes;
    for (const char** pair = pairs; *pair != nullptr; pair += 2) attributes[pair[0]] = pair[1];
    path_.emplace_back(name);
    text_.clear();
    const std::string_view element = name;
    if (element == "territory") {
      territories.emplace_back().attributes = std::move(attributes);
    } else if (territories.empty()) {
      return;
    } else if (element == "numberFormat") {
      territories.back().formats.emplace_back().attributes = std::move(attributes);
    } else if (element == "possibleLengths" && path_.size() >= 2) {
      Lengths& lengths = territories.back().lengths[path_[path_.size() - 2]];
      if (!read_lengths(attributes["national"], lengths.national) ||
          (attributes.contains("localOnly") && !read_lengths(attributes["localOnly"], lengths.local)))
        fault = "A possible length that is none: " + attributes["national"] + " " + attributes["localOnly"];
    } else if (path_.size() >= 2 && path_[path_.size() - 2] == "territory") {
      territories.back().descriptions[element.data()];  // there, even when it stays empty
    }
  }

  void end() {
    const std::string element = path_.back();
    path_.pop_back();
    if (path_.empty() || territories.empty()) return;
    Territory& territory = territories.back();
    if (element == "nationalNumberPattern") {
      territory.descriptions[path_.back()].set_national_number_pattern(without_space(text_));
    } else if (path_.back() == "numberFormat" && !territory.formats.empty()) {
      FormatElement& format = territory.formats.back();
      if (element == "leadingDigits") format.leading_digits.push_back(without_space(text_));
      if (element == "format") format.format = text_;
      if (element == "intlFormat") format.international.push_back(text_);
    }
    text_.clear();
  }

  void characters(std::string_view text) { text_.append(text); }

 private:
  std::vector<std::string> path_;
  std::string text_;
};

PhoneNumberDesc description(const Territory& territory, std::string_view name,
                            const PhoneNumberDesc& general) {
  PhoneNumberDesc result;
  const auto found = territory.descriptions.find(name);
  if (found == territory.descriptions.end()) {
    result.add_possible_length(-1);  // no numbers of this kind
    return result;
  }
  result = found->second;
  const auto lengths = territory.lengths.find(name);
  if (lengths == territory.lengths.end()) return result;
  const std::set<int> all(general.possible_length().begin(), general.possible_length().end());
  if (lengths->second.national != all)
    for (const int length : lengths->second.national) result.add_possible_length(length);
  for (const int length : lengths->second.local)
    if (!lengths->second.national.contains(length)) result.add_possible_length_local_only(length);
  return result;
}

PhoneNumberDesc general_description(const Territory& territory) {
  PhoneNumberDesc general;
  if (const auto found = territory.descriptions.find("generalDesc"); found != territory.descriptions.end())
    general = found->second;
  Lengths all;
  for (const auto& [name, lengths] : territory.lengths) {
    if (name == "noInternationalDialling") continue;  // says how numbers are dialled, not what kind they are
    all.national.insert(lengths.national.begin(), lengths.national.end());
    all.local.insert(lengths.local.begin(), lengths.local.end());
  }
  for (const int length : all.national) general.add_possible_length(length);
  for (const int length : all.local)
    if (!all.national.contains(length)) general.add_possible_length_local_only(length);
  return general;
}

std::string formatting_rule(const Attributes& attributes, const std::string& national_prefix) {
  const auto found = attributes.find("nationalPrefixFormattingRule");
  if (found == attributes.end()) return {};
  std::string rule = found->second;
  replace_first(rule, "$NP", national_prefix);
  replace_first(rule, "$FG", "$1");
  return rule;
}

// False where a format of the document contradicts itself.
bool add_formats(const Territory& territory, const std::string& national_prefix, PhoneMetadata& out) {
  const std::string inherited = formatting_rule(territory.attributes, national_prefix);
  bool any_international = false;
  for (const FormatElement& element : territory.formats) {
    const auto pattern = element.attributes.find("pattern");
    if (pattern == element.attributes.end() || element.format.empty() || element.international.size() > 1)
      return false;
    NumberFormat format;
    format.set_pattern(pattern->second);
    for (const std::string& leading : element.leading_digits) format.add_leading_digits_pattern(leading);
    NumberFormat international = format;
    format.set_format(element.format);
    const std::string own = formatting_rule(element.attributes, national_prefix);
    if (element.attributes.contains("nationalPrefixFormattingRule") || !inherited.empty())
      format.set_national_prefix_formatting_rule(
          element.attributes.contains("nationalPrefixFormattingRule") ? own : inherited);
    *out.add_number_format() = format;
    if (element.international.empty()) {
      *out.add_intl_number_format() = format;
      continue;
    }
    any_international = true;
    if (element.international[0] == "NA") continue;
    international.set_format(element.international[0]);
    *out.add_intl_number_format() = international;
  }
  if (!any_international) out.clear_intl_number_format();
  return true;
}

bool convert(const Territory& territory, PhoneMetadata& out) {
  const auto attribute = [&](std::string_view name) -> const std::string* {
    const auto found = territory.attributes.find(name);
    return found == territory.attributes.end() ? nullptr : &found->second;
  };
  int country_code = 0;
  const std::string* id = attribute("id");
  if (id == nullptr || attribute("countryCode") == nullptr ||
      !number(*attribute("countryCode"), country_code))
    return false;
  out.set_id(*id);
  out.set_country_code(country_code);
  if (const auto* text = attribute("leadingDigits")) out.set_leading_digits(without_space(*text));
  if (const auto* text = attribute("internationalPrefix")) out.set_international_prefix(without_space(*text));
  const std::string national_prefix =
      attribute("nationalPrefix") != nullptr ? *attribute("nationalPrefix") : std::string();
  if (const auto* text = attribute("nationalPrefixForParsing")) {
    out.set_national_prefix_for_parsing(without_space(*text));
    if (const auto* rule = attribute("nationalPrefixTransformRule"))
      out.set_national_prefix_transform_rule(*rule);
  }
  if (!national_prefix.empty()) {
    out.set_national_prefix(national_prefix);
    if (!out.has_national_prefix_for_parsing()) out.set_national_prefix_for_parsing(national_prefix);
  }
  if (attribute("mainCountryForCode") != nullptr) out.set_main_country_for_code(true);
  if (!add_formats(territory, national_prefix, out)) return false;

  const PhoneNumberDesc general = general_description(territory);
  *out.mutable_general_desc() = general;
  *out.mutable_fixed_line() = description(territory, "fixedLine", general);
  *out.mutable_mobile() = description(territory, "mobile", general);
  *out.mutable_toll_free() = description(territory, "tollFree", general);
  *out.mutable_premium_rate() = description(territory, "premiumRate", general);
  *out.mutable_shared_cost() = description(territory, "sharedCost", general);
  *out.mutable_personal_number() = description(territory, "personalNumber", general);
  *out.mutable_voip() = description(territory, "voip", general);
  *out.mutable_pager() = description(territory, "pager", general);
  *out.mutable_uan() = description(territory, "uan", general);
  *out.mutable_voicemail() = description(territory, "voicemail", general);
  if (out.mobile().national_number_pattern() == out.fixed_line().national_number_pattern())
    out.set_same_mobile_and_fixed_line_pattern(true);
  return true;
}

}  // namespace

Result<Metadata> metadata_from_xml(const std::string& document, const std::string& path) {
  const std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> parser(
      XML_ParserCreate(nullptr), &XML_ParserFree);
  Reader reader;
  XML_SetUserData(parser.get(), &reader);
  XML_SetElementHandler(
      parser.get(),
      [](void* data, const char* name, const char** pairs) {
        static_cast<Reader*>(data)->begin(name, pairs);
      },
      [](void* data, const char*) { static_cast<Reader*>(data)->end(); });
  XML_SetCharacterDataHandler(parser.get(), [](void* data, const char* text, int size) {
    static_cast<Reader*>(data)->characters({text, static_cast<std::size_t>(size)});
  });
  if (XML_Parse(parser.get(), document.data(), static_cast<int>(document.size()), 1) != XML_STATUS_OK)
    return fail(Code::invalid_input, XML_ErrorString(XML_GetErrorCode(parser.get())),
                path + ":" + std::to_string(XML_GetCurrentLineNumber(parser.get())));
  if (!reader.fault.empty()) return fail(Code::invalid_input, reader.fault, path);
  Metadata metadata;
  for (const Territory& territory : reader.territories) {
    const auto id = territory.attributes.find("id");
    if (!convert(territory, *metadata.add_metadata()))
      return fail(Code::invalid_input, "A territory that is not understood.",
                  path + " " + (id == territory.attributes.end() ? "" : id->second));
  }
  if (metadata.metadata_size() == 0) return fail(Code::invalid_input, "The file names no territory.", path);
  return metadata;
}

}  // namespace phonebook::plan_build
