#include "plugin/pidgin/dotted_line.h"

#include <algorithm>

namespace phonebook {
namespace {

constexpr int kMaxLines = 50;

}  // namespace

void draw_dotted_line(GtkTextView* view, cairo_t* cairo, const GtkTextIter& start, const GtkTextIter& end) {
  GtkTextIter from = start;
  for (int line = 0; line < kMaxLines && gtk_text_iter_compare(&from, &end) < 0; ++line) {
    GtkTextIter to = from;
    gtk_text_view_forward_display_line_end(view, &to);
    if (gtk_text_iter_compare(&to, &end) > 0) to = end;
    if (gtk_text_iter_compare(&to, &from) <= 0) {  // between two lines
      gtk_text_iter_forward_char(&from);
      continue;
    }
    GtkTextIter last = to;
    gtk_text_iter_backward_char(&last);
    GdkRectangle first_area;
    GdkRectangle last_area;
    gtk_text_view_get_iter_location(view, &from, &first_area);
    gtk_text_view_get_iter_location(view, &last, &last_area);
    int left =
        std::min({first_area.x, first_area.x + first_area.width, last_area.x, last_area.x + last_area.width});
    int right =
        std::max({first_area.x, first_area.x + first_area.width, last_area.x, last_area.x + last_area.width});
    int y = first_area.y + first_area.height - 1;
    int same_y = y;
    gtk_text_view_buffer_to_window_coords(view, GTK_TEXT_WINDOW_TEXT, left, y, &left, &y);
    gtk_text_view_buffer_to_window_coords(view, GTK_TEXT_WINDOW_TEXT, right, same_y, &right, &same_y);
    cairo_move_to(cairo, left, y + 0.5);
    cairo_line_to(cairo, right, y + 0.5);
    from = to;
  }
  cairo_stroke(cairo);
}

}  // namespace phonebook
