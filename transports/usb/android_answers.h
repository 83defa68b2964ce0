// android_answers: what Android's own commands (am, cmd package, content) say, which end with 0 whatever
// happened. Pure functions on outputs of any shape; thread-safe.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace phonebook {

// `cmd package query-activities`: whether anybody handles the intent. Absent: the command is not known there.
[[nodiscard]] std::optional<bool> some_activity(std::string_view output);

// `am start`. Success: the screen was opened. denied: the phone refuses; unsupported: no app for it;
// uncertain: it may come up later; busy: another screen came up instead; io: anything else, in am's words.
[[nodiscard]] Result<void> activity_started(std::string_view output);

// `content query --projection _id`: the first row's id. Absent: no row, or an error.
[[nodiscard]] std::optional<std::uint64_t> media_id(std::string_view output);

// The names among `ls`' lines that are cards of ours and older than `age_seconds` before `now` (Unix
// seconds). What one of ours is called is handover_name()'s secret; nobody else's file is ever in the list.
[[nodiscard]] bool is_old_handover(std::string_view name, std::int64_t now, std::int64_t age_seconds);
// "purple-phonebook-1764042000-1b9d6bcd.vcf": made of a time and chance, of nothing from outside.
[[nodiscard]] std::string handover_name(std::int64_t now);

}  // namespace phonebook
