// month_names: the months as the world's languages name them, from ICU.
//
//   month_named("25 ноя 2026 10:30:00")      // 11
//
// Thread-safe.
#pragma once
#include <string_view>

namespace phonebook {

// The last word that is a month's name or the beginning of one (three letters or more), in any of the
// languages of data/cues; 0 without one. Valid UTF-8, at most 256 bytes are looked at.
[[nodiscard]] int month_named(std::string_view text);

}  // namespace phonebook
