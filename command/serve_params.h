// What a host sends, taken apart. Thrown WrongParams become error −32602 with its sentence.
#pragma once
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/add_to_phone.h"
#include "engine/find.h"

namespace phonebook::command {

struct WrongParams : std::runtime_error {
  using std::runtime_error::runtime_error;
};

[[nodiscard]] std::string text_param(const nlohmann::json& params, const char* name,
                                     const std::string& otherwise = {});
[[nodiscard]] std::string needed_text(const nlohmann::json& params, const char* name);
[[nodiscard]] bool flag_param(const nlohmann::json& params, const char* name, bool otherwise = false);
[[nodiscard]] Partner partner_param(const nlohmann::json& params, const char* name = "partner");
// Absent when the key is; ids are decimal text.
[[nodiscard]] std::optional<std::vector<std::int64_t>> ids_param(const nlohmann::json& params,
                                                                 const char* name);
[[nodiscard]] PhoneChoice choice_param(const nlohmann::json& params);
[[nodiscard]] CardRequest card_param(const nlohmann::json& params);
[[nodiscard]] ChatMessage message_param(const nlohmann::json& params, std::string& text_storage);

}  // namespace phonebook::command
