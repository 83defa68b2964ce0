// Windows that only tell something.
#pragma once
#include <string>

#include "plugin/purple/guarded.h"
#include "plugin/purple/state.h"
#include "plugin/purple/words.h"

namespace phonebook {

// Text as it may stand in the markup of show().
[[nodiscard]] inline std::string escaped(const std::string& text) {
  const OwnedText valid{purple_utf8_salvage(text.c_str())};
  const OwnedText html{g_markup_escape_text(valid.get(), -1)};
  return html.get();
}

inline void show(const char* title, const std::string& html) {
  State* state = State::loaded();
  if (state != nullptr) {
    purple_notify_formatted(state->plugin, title, title, nullptr, html.c_str(), nullptr, nullptr);
  }
}

inline void show_sentence(const char* title, const std::string& sentence) {
  State* state = State::loaded();
  if (state != nullptr) purple_notify_info(state->plugin, title, sentence.c_str(), nullptr);
}

}  // namespace phonebook
