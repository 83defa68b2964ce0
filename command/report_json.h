// The engine's answers as the JSON of the stable faces: `--json` and `serve` say the same words.
#pragma once
#include <nlohmann/json.hpp>

#include "engine/doctor.h"
#include "engine/find.h"
#include "engine/send.h"
#include "engine/transfer.h"
#include "extractor/extract.h"

namespace phonebook::command {

[[nodiscard]] nlohmann::json to_json(const Finding& finding);  // an element of `extract --json`'s pred
[[nodiscard]] nlohmann::json to_json(
    const FoundFinding& finding);  // serve's FINDING, with its place in the message
[[nodiscard]] nlohmann::json to_json(const KeptFinding& finding, const std::string& region);
[[nodiscard]] nlohmann::json to_json(const FoundPhone& phone);
[[nodiscard]] nlohmann::json to_json(const PassedOver& passed_over);
[[nodiscard]] nlohmann::json to_json(const PlannedItem& item);
[[nodiscard]] nlohmann::json to_json(const SentItem& item);
[[nodiscard]] nlohmann::json to_json(const Check& check);
[[nodiscard]] nlohmann::json summary_json(const Contact& contact);  // {"uid","name","numbers":[],"mails":[]}

template <class T>
[[nodiscard]] nlohmann::json list_json(const std::vector<T>& values) {
  nlohmann::json out = nlohmann::json::array();
  for (const T& value : values) out.push_back(to_json(value));
  return out;
}
// One line, broken UTF-8 replaced.
[[nodiscard]] std::string dump(const nlohmann::json& value);

}  // namespace phonebook::command
