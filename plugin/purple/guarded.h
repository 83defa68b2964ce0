// The edge to C: no exception crosses it.
//
//   void on_signal(PurpleConversation*, gpointer) noexcept { guarded("on_signal", [&] { … }); }
//   gboolean on_timer(gpointer) noexcept { return guarded("on_timer", G_SOURCE_REMOVE, [&] { …; return
//   G_SOURCE_REMOVE; }); }
//
// Every function that libpurple or GLib calls goes through here; what was thrown is written to the debug log
// and a neutral value is returned. Main thread only, as all of libpurple.
#pragma once
#include <purple.h>

#include <exception>
#include <type_traits>

namespace phonebook {

template <class R, class F>
R guarded(const char* where, R neutral, F&& body) noexcept {
  try {
    return body();
  } catch (const std::exception& error) {
    purple_debug_error("phonebook", "%s: %s\n", where, error.what());
  } catch (...) {
    purple_debug_error("phonebook", "%s: an unknown exception\n", where);
  }
  return neutral;
}

template <class F>
void guarded(const char* where, F&& body) noexcept {
  guarded(where, 0, [&] {
    body();
    return 0;
  });
}

}  // namespace phonebook
