// doctor: is everything there that the job needs? One line a check, each with a cure where it fails.
//
//   for (const Check& check : doctor({})) print(check);
//
// Thread rule: that of the Engine; writes nothing but what opening the book writes.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/engine.h"

namespace phonebook {

struct Check {
  std::string name;   // stable word: "book", "key", "region", "route:adb-program", "phone:folder:/x",
                      // "plugin", "handler"
  std::string title;  // for a person, translated
  bool ok = false;
  bool note =
      false;  // not as it could be, but nothing is amiss: a route this version lacks while a phone is ready
  std::string sentence, cure;
};
[[nodiscard]] std::vector<Check> doctor(const EngineOptions& options);

// The chat plugin's own counter: the time its message handler took, as last reported. Kept in state_folder().
struct HandlerTimes {
  std::int64_t count = 0;
  double p50_us = 0, p99_us = 0, max_us = 0;  // microseconds
  double mark_p50_ms = 0, mark_p99_ms = 0;    // from message to mark, milliseconds
  std::string host;                           // "Pidgin 2.14.12"
};
[[nodiscard]] Result<void> save_handler_times(const HandlerTimes& times);
[[nodiscard]] std::optional<HandlerTimes> load_handler_times();

}  // namespace phonebook
