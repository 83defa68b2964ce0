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
constexpr const char* kProgramName = "purple-phonebook";

std::string text_preference(const char* name) {
  const char* value = purple_prefs_get_string(name);
  return value != nullptr ? value : "";
}

bool is_program(const char* path) {
  return g_file_test(path, G_FILE_TEST_IS_EXECUTABLE) && !g_file_test(path, G_FILE_TEST_IS_DIR);
}

void on_program_changed(const char*, PurplePrefType, gconstpointer, gpointer) noexcept {
  guarded("program changed", [] {
    if (State* state = State::loaded()) state->client.restart();
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
    std::string status = tr("The program purple-phonebook has not been started yet.");
    if (const State* state = State::loaded()) {
      if (!state->client.trouble().empty()) {
        status = state->client.trouble();
      } else if (state->client.ready()) {
        status = fill(tr("{0}, version {1}, is running."), state->client.program(), state->client.version());
      }
    }
    purple_plugin_pref_frame_add(frame, purple_plugin_pref_new_with_label(status.c_str()));
    add(kProgram, tr("Program (empty: found by itself)"));
    add(kRegion,
        tr("Country of numbers without a country code, two letters (empty: from the language settings)"));
    add(PHONEBOOK_PREF_SHOW_BUTTON, tr("Show the button Add to phone in conversations"));
    add(PHONEBOOK_PREF_MARK, tr("Mark numbers and addresses in conversations"));
    add(kLookAlways, tr("Show every card before it goes, not only a person's first"));
    return frame;
  });
}

FoundProgram find_program() {
  const std::string named = text_preference(kProgram);
  if (!named.empty()) {
    if (is_program(named.c_str())) return {named, {}};
    return {"",
            fill(tr("{} is not a program; correct it in the preferences of the plug-in Phone book."), named)};
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
                 "the plug-in "
                 "Phone book.")};
}

std::string default_region() { return text_preference(kRegion); }

}  // namespace phonebook
