// Children that were told to end: their output is read and thrown away until they do, SIGTERM follows after a
// grace, SIGKILL two seconds later, and they are reaped.
//
//   say_farewell(pid, stdout_fd, 2000);
//   finish_farewells();                  // before the plugin's code goes away: no timer or watch of ours is
//   left
#pragma once
#include <glib.h>

#include "plugin/purple/handles.h"

namespace phonebook {

void say_farewell(GPid pid, Descriptor output, guint grace_ms);
// Takes all watches and timers away. A child that has not ended within a tenth of a second gets SIGTERM,
// unless its grace is long (a card is on its way to a phone): that one ends by itself at the end of its
// stdin.
void finish_farewells() noexcept;

}  // namespace phonebook
