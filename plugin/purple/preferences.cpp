#include "plugin/purple/preferences.h"

#include "plugin/purple/guarded.h"
#include "plugin/purple/handles.h"
#include "plugin/purple/state.h"
#include "plugin/purple/words.h"

namespace phonebook {
namespace {

constexpr const char* kProgram = PHONEBOOK_PREFS "/program";
constexpr const char* kRegion = PHONEBOOK_PREFS "/region";
constexpr const char* kLookAlways = PHONEBOOK_PREFS "/look_always";
constexpr long kLineCharacters = 40;
constexpr guint kTypingMs = 1500;
constexpr const char* kProgramName = "purple-phonebook";

std::string text_preference(const char* name) {
  const char* value = purple_prefs_get_string(name);
  return value != nullptr ? value : "";
}

bool is_program(const char* path) {
  return g_file_test(path, G_FILE_TEST_IS_EXECUTABLE) && !g_file_test(path, G_FILE_TEST_IS_DIR);
}

// For a narrow window: broken at blanks, a long word (a path) anywhere.
std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::string line;
  long line_characters = 0;
  const OwnedText valid{purple_utf8_salvage(text.c_str())};
  for (const char* c = valid.get(); *c != '\0'; c = g_utf8_next_char(c)) {
    const bool blank = *c == ' ' || *c == '\n';
    if (blank && line_characters >= kLineCharacters * 3 / 4) {
      lines.push_back(std::exchange(line, {}));
      line_characters = 0;
      continue;
    }
    if (line_characters >= kLineCharacters) {
      lines.push_back(std::exchange(line, {}));
      line_characters = 0;
    }
    if (blank) {
      line += ' ';
    } else {
      line.append(c, static_cast<std::size_t>(g_utf8_next_char(c) - c));
    }
    ++line_characters;
  }
  if (!line.empty()) lines.push_back(line);
  return lines;
}

gboolean on_program_settled(gpointer) noexcept {
  return guarded("program settled", static_cast<gboolean>(G_SOURCE_REMOVE), []() -> gboolean {
    State* state = State::loaded();
    if (state == nullptr) return G_SOURCE_REMOVE;
    if (state->sending.under_way() > 0) return G_SOURCE_CONTINUE;  // a card is not cut off
    state->program_changed.forget();
    if (find_program().path != state->client.program()) state->client.restart();
    return G_SOURCE_REMOVE;
  });
}

void on_program_changed(const char*, PurplePrefType, gconstpointer, gpointer) noexcept {
  guarded("program changed", [] {
    // Pidgin tells every key of a path that is being typed.
    if (State* state = State::loaded()) {
      state->program_changed = Source{g_timeout_add(kTypingMs, on_program_settled, nullptr)};
    }
  });
}

}  // namespace

void add_preferences() {
  purple_prefs_add_none("/plugins/core");
  purple_prefs_add_none(PHONEBOOK_PREFS);
  purple_prefs_add_string(kProgram, "");
  purple_prefs_add_string(kRegion, "");
  purple_prefs_add_bool(PHONEBOOK_PREF_SHOW_BUTTON, TRUE);
  purple_prefs_add_bool(PHONEBOOK_PREF_MARK, TRUE);
  purple_prefs_add_bool(kLookAlways, FALSE);
}

void watch_preferences(PurplePlugin* plugin) {
  purple_prefs_connect_callback(plugin, kProgram, on_program_changed, nullptr);
}

PurplePluginPrefFrame* preference_frame(PurplePlugin*) noexcept {
  return guarded("preferences", static_cast<PurplePluginPrefFrame*>(nullptr), [] {
    PurplePluginPrefFrame* frame = purple_plugin_pref_frame_new();
    const auto add = [&](const char* name, const char* label) {
      purple_plugin_pref_frame_add(frame, purple_plugin_pref_new_with_name_and_label(name, label));
    };
    // What is wrong is said here too, not only once in a conversation.
    std::string status = tr("The phone book program has not been started yet.");
    if (const State* state = State::loaded()) {
      if (!state->client.trouble().empty()) {
        status = state->client.trouble();
      } else if (state->client.ready()) {
        status = fill(tr("The phone book program, version {}, is running."), state->client.version());
      }
    }
    // The clients cut off what is wider than their window.
    for (const std::string& line : lines_of(status)) {
      purple_plugin_pref_frame_add(frame, purple_plugin_pref_new_with_label(line.c_str()));
    }
    add(kProgram, tr("Program"));
    add(kRegion, tr("Country (for example DE)"));
    add(PHONEBOOK_PREF_SHOW_BUTTON, tr("Show the button Add to phone"));
    add(PHONEBOOK_PREF_MARK, tr("Mark numbers and addresses"));
    add(kLookAlways, tr("Show every card before it goes"));
    return frame;
  });
}

FoundProgram find_program() {
  const std::string named = text_preference(kProgram);
  if (!named.empty()) {
    if (is_program(named.c_str())) return {named, {}};
    return {"",
            fill(tr("{} is not a program; correct it in the preferences of the plugin Phone book."), named)};
  }
  const std::string folder = own_folder();
  if (!folder.empty()) {
    const OwnedText beside{g_build_filename(folder.c_str(), kProgramName, nullptr)};
    if (is_program(beside.get())) return {beside.get(), {}};
  }
  if (is_program(PHONEBOOK_PROGRAM)) return {PHONEBOOK_PROGRAM, {}};
  const OwnedText in_path{g_find_program_in_path(kProgramName)};
  if (in_path) return {in_path.get(), {}};
  return {"", tr("The program purple-phonebook was not found. Install it, or name it in the preferences of "
                 "the plugin "
                 "Phone book.")};
}

std::string default_region() {
  const OwnedText trimmed{g_strstrip(g_strdup(text_preference(kRegion).c_str()))};
  const OwnedText upper{g_ascii_strup(trimmed.get(), -1)};
  return upper.get();
}

}  // namespace phonebook
