// JSON as the plugin uses it: what came from the child is read with fallbacks, nothing throws for a wrong
// type.
//
//   const Json answer = parse_json(line);             // is_discarded() for anything that is not JSON
//   std::string name = text_in(answer, "name");       // "" when absent or no string
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace phonebook {

using Json = nlohmann::json;

[[nodiscard]] inline Json parse_json(std::string_view line) {
  return Json::parse(line.begin(), line.end(), nullptr, /*allow_exceptions=*/false);
}
// One line without a line feed; broken UTF-8 becomes U+FFFD.
[[nodiscard]] inline std::string dump_json(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// The member, or a null that lives for ever.
[[nodiscard]] inline const Json& member_of(const Json& object, const char* key) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}
[[nodiscard]] inline std::string text_in(const Json& object, const char* key, const char* fallback = "") {
  const Json& value = member_of(object, key);
  return value.is_string() ? value.get<std::string>() : std::string(fallback);
}
[[nodiscard]] inline bool flag_in(const Json& object, const char* key, bool fallback = false) {
  const Json& value = member_of(object, key);
  return value.is_boolean() ? value.get<bool>() : fallback;
}
// Out of the range of an int: the fallback.
[[nodiscard]] inline int number_in(const Json& object, const char* key, int fallback = 0) {
  const Json& value = member_of(object, key);
  if (!value.is_number_integer()) return fallback;
  const auto number = value.get<long long>();
  return number >= -2147483647 && number <= 2147483647 ? static_cast<int>(number) : fallback;
}
// An array, else an empty one.
[[nodiscard]] inline const Json& list_in(const Json& object, const char* key) {
  static const Json kEmpty = Json::array();
  const Json& value = member_of(object, key);
  return value.is_array() ? value : kEmpty;
}

}  // namespace phonebook
