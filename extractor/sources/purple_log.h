// purple_log: what libpurple 2.x writes under ~/.purple/logs: HTML and plain text, and the single files of
// its forerunner.
//
//   if (auto log = purple_log(head, path)) read_purple_log(input, *log, sink);
//
// A log's lines carry the time of day in the writer's locale (12 or 24 hours, AM/PM in many languages), and a
// date only where the message came late; the day comes from the file's name, else its header, and goes on at
// midnight. Plain text does not say which of two names is the user's: names that are neither the account's
// nor the buddy's are told apart by the aliases in the profile that the log lies in, else where the other one
// is known, and else are `unknown`.
#pragma once
#include <filesystem>
#include <optional>

#include "extractor/sources/source.h"

namespace phonebook {

struct PurpleLog {
  Conversation conversation;
  bool html = false;
  bool one_conversation = false;  // the file is named as libpurple names one: no other log's header is in it
  std::filesystem::path profile;  // that it lies in; "": in none
  std::string day;                // "2026-11-25" in the writer's zone; "" unknown
  int second_of_day = 0;          // when it began
  std::optional<int> offset_s;    // the writer's zone, seconds east of UTC; absent: this machine's
};

// Absent: no log of libpurple. `head`: the first bytes of the file.
[[nodiscard]] std::optional<PurpleLog> purple_log(std::string_view head, const std::filesystem::path& path);

[[nodiscard]] Result<void> read_purple_log(Input& input, const PurpleLog& log, MessageSink& sink);

// "a%2fb" → "a/b", as libpurple escapes names for its folders.
[[nodiscard]] std::string unescape_purple_name(std::string_view name);

}  // namespace phonebook
