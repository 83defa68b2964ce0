// What a host asks about phones: which there are, which are the person's, which are one.
#pragma once
#include "command/serve_methods.h"

namespace phonebook::command {

[[nodiscard]] Result<nlohmann::json> phones_call(const Call& call);
[[nodiscard]] Result<nlohmann::json> phones_add_call(const Call& call);
[[nodiscard]] Result<nlohmann::json> phones_remove_call(const Call& call);
[[nodiscard]] Result<nlohmann::json> phones_same_call(const Call& call);
[[nodiscard]] Result<nlohmann::json> phones_apart_call(const Call& call);

}  // namespace phonebook::command
