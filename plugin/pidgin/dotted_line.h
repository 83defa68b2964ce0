// The dotted line under a marked finding. GTK 2 has no such underline, and a message's own formatting cannot
// draw it.
#pragma once
#include <gtk/gtk.h>

namespace phonebook {

// Draws into the view's text window, which is being exposed. The place may run over several lines.
void draw_dotted_line(GtkTextView* view, cairo_t* cairo, const GtkTextIter& start, const GtkTextIter& end);

}  // namespace phonebook
