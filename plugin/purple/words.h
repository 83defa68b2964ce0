// Sentences for a person, through gettext's own domain of the project; the host's default domain is never
// touched.
//
//   fill(tr("{} is not a folder."), path)      // a translation with broken braces comes back as it is, never
//   throws
#pragma once
#include <dlfcn.h>
#include <fmt/format.h>
#include <libintl.h>
#include <purple.h>

#include <string>
#include <utility>

namespace phonebook {

inline constexpr const char* kTextDomain = "purple-phonebook";

// The folder of the shared object that this is compiled into, "" when it cannot be told.
[[nodiscard]] inline std::string own_folder() {
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&own_folder), &info) == 0 || info.dli_fname == nullptr) return {};
  char* folder = g_path_get_dirname(info.dli_fname);
  std::string path = folder;
  g_free(folder);
  return path;
}

// The catalogues: beside this .so for a user's own installation, else where the package put them.
inline void bind_texts() {
  const std::string beside = own_folder() + "/purple-phonebook-locale";
  const bool own = g_path_is_absolute(beside.c_str()) && g_file_test(beside.c_str(), G_FILE_TEST_IS_DIR);
  bindtextdomain(kTextDomain, own ? beside.c_str() : PHONEBOOK_LOCALEDIR);
  bind_textdomain_codeset(kTextDomain, "UTF-8");
}

[[nodiscard]] inline const char* tr(const char* text) noexcept { return dgettext(kTextDomain, text); }
[[nodiscard]] inline const char* tr_n(const char* one, const char* many, unsigned long count) noexcept {
  return dngettext(kTextDomain, one, many, count);
}

template <class... Arguments>
[[nodiscard]] std::string fill(const char* pattern, Arguments&&... arguments) {
  try {
    return fmt::format(fmt::runtime(pattern), std::forward<Arguments>(arguments)...);
  } catch (const fmt::format_error&) {
    return pattern;
  }
}

// A label with "_" before its key, for clients that show it as an underline; the others get it without.
[[nodiscard]] inline bool shows_mnemonics() noexcept {
  return purple_strequal(purple_core_get_ui(), "gtk-gaim");
}
[[nodiscard]] inline std::string label(const char* with_mnemonic) {
  std::string text = with_mnemonic;
  if (!shows_mnemonics()) std::erase(text, '_');
  return text;
}

}  // namespace phonebook
