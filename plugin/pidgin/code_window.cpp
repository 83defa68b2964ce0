#include "plugin/pidgin/code_window.h"

#include <algorithm>

#include "plugin/purple/guarded.h"
#include "plugin/purple/handles.h"
#include "plugin/purple/words.h"

namespace phonebook {
namespace {

constexpr int kUsualSide = 400;    // pixels; fills a phone's view from a hand's length away
constexpr int kLeastPixels = 3;    // a module, below which cameras fail
constexpr int kUsualPixels = 4;    // about a millimetre on an ordinary screen
constexpr int kOtherHeight = 220;  // what the window holds beside the code, and the desktop's bars
constexpr int kTextWidth = 320;    // where sentences are broken
constexpr int kSpace = 12;

// How large the code may be on the screen where the person is looking.
int room_on_screen(PurpleConversation* conversation) {
  GdkScreen* screen = gdk_screen_get_default();
  int monitor = 0;
  if (conversation != nullptr && PIDGIN_IS_PIDGIN_CONVERSATION(conversation)) {
    const PidginConversation* gtkconv = PIDGIN_CONVERSATION(conversation);
    if (gtkconv != nullptr && gtk_widget_get_window(gtkconv->imhtml) != nullptr) {
      screen = gtk_widget_get_screen(gtkconv->imhtml);
      monitor = gdk_screen_get_monitor_at_window(screen, gtk_widget_get_window(gtkconv->imhtml));
    }
  }
  GdkRectangle geometry{};
  gdk_screen_get_monitor_geometry(screen, monitor, &geometry);
  return std::min(geometry.width - 40, geometry.height - kOtherHeight);
}

GtkWidget* new_text(GtkWidget* box) {
  GtkWidget* label = gtk_label_new(nullptr);
  gtk_label_set_line_wrap(GTK_LABEL(label), TRUE);
  gtk_label_set_justify(GTK_LABEL(label), GTK_JUSTIFY_CENTER);
  gtk_box_pack_start(GTK_BOX(box), label, FALSE, FALSE, 0);
  return label;
}

}  // namespace

CodeWindows::CodeWindows(const PhonebookApi& api) : api_(api) { api_.show_codes_with(on_show, this); }

CodeWindows::~CodeWindows() {
  api_.show_codes_with(nullptr, nullptr);
  while (!windows_.empty()) gtk_widget_destroy(windows_.begin()->second.dialog);
}

void CodeWindows::show(const PhonebookCode& code) {
  Window& window = windows_[code.id];
  const bool is_new = window.dialog == nullptr;
  if (is_new) build(window);
  fill_in(window, code);
  if (is_new) choose_size(window, code.conversation);
  gtk_window_present(GTK_WINDOW(window.dialog));
}

void CodeWindows::build(Window& window) {
  window.dialog = gtk_dialog_new();
  // It may lie behind others: it is looked at, and answers nothing.
  gtk_window_set_type_hint(GTK_WINDOW(window.dialog), GDK_WINDOW_TYPE_HINT_NORMAL);
  gtk_window_set_role(GTK_WINDOW(window.dialog), "phonebook-qr");
  gtk_container_set_border_width(GTK_CONTAINER(window.dialog), kSpace / 2);
  gtk_dialog_add_button(GTK_DIALOG(window.dialog), GTK_STOCK_CLOSE, GTK_RESPONSE_CLOSE);
  gtk_dialog_set_default_response(GTK_DIALOG(window.dialog), GTK_RESPONSE_CLOSE);

  GtkWidget* box = gtk_vbox_new(FALSE, kSpace);
  gtk_container_set_border_width(GTK_CONTAINER(box), kSpace / 2);
  gtk_box_pack_start(GTK_BOX(gtk_dialog_get_content_area(GTK_DIALOG(window.dialog))), box, TRUE, TRUE, 0);
  window.name = gtk_label_new(nullptr);
  gtk_label_set_ellipsize(GTK_LABEL(window.name), PANGO_ELLIPSIZE_END);
  gtk_box_pack_start(GTK_BOX(box), window.name, FALSE, FALSE, 0);
  window.picture = gtk_drawing_area_new();
  gtk_box_pack_start(GTK_BOX(box), window.picture, TRUE, TRUE, 0);
  window.sentence = new_text(box);
  window.remark = new_text(box);

  g_signal_connect(window.picture, "expose-event", G_CALLBACK(on_expose), &window);
  g_signal_connect(window.dialog, "response", G_CALLBACK(on_response), nullptr);
  g_signal_connect(window.dialog, "destroy", G_CALLBACK(on_destroyed), this);
}

void CodeWindows::fill_in(Window& window, const PhonebookCode& code) {
  window.size = code.size;
  window.quiet_zone = code.quiet_zone;
  const auto count = static_cast<std::size_t>(code.size) * static_cast<std::size_t>(code.size);
  window.modules.assign(code.modules, code.modules + count);

  const OwnedText line{g_strdelimit(g_strdup(code.name), "\n\t", ' ')};
  gtk_window_set_title(GTK_WINDOW(window.dialog), fill(tr("QR code: {}"), line.get()).c_str());
  const OwnedText name{g_markup_printf_escaped("<b><big>%s</big></b>", line.get())};
  gtk_label_set_markup(GTK_LABEL(window.name), name.get());
  gtk_label_set_text(GTK_LABEL(window.sentence), code.sentence);
  const OwnedText remark{g_markup_printf_escaped("<small>%s</small>", code.remark)};
  gtk_label_set_markup(GTK_LABEL(window.remark), remark.get());
  gtk_widget_show_all(gtk_dialog_get_content_area(GTK_DIALOG(window.dialog)));
  gtk_widget_set_visible(window.remark, *code.remark != '\0');
  if (AtkObject* accessible = gtk_widget_get_accessible(window.picture)) {
    atk_object_set_role(accessible, ATK_ROLE_IMAGE);
    atk_object_set_name(accessible, fill(tr("QR code with the card of {}"), code.name).c_str());
    const std::string said = std::string(code.sentence) + (*code.remark != '\0' ? " " : "") + code.remark;
    atk_object_set_description(accessible, said.c_str());
  }
  gtk_widget_queue_draw(window.picture);
}

// It opens at the size that is good for a camera, and can be made smaller down to the one that just is.
void CodeWindows::choose_size(Window& window, PurpleConversation* conversation) {
  const int side = window.side(), room = room_on_screen(conversation);
  const int pixels = std::max(1, std::min(std::max(kUsualPixels, kUsualSide / side), room / side));
  const int width = std::max(side * pixels, kTextWidth);
  for (GtkWidget* text : {window.sentence, window.remark}) gtk_widget_set_size_request(text, kTextWidth, -1);
  gtk_widget_set_size_request(window.picture, width, side * pixels);
  GtkRequisition wanted{};
  gtk_widget_size_request(window.dialog, &wanted);
  gtk_window_set_default_size(GTK_WINDOW(window.dialog), wanted.width, wanted.height);
  const int least = side * std::min(kLeastPixels, pixels);
  gtk_widget_set_size_request(window.picture, least, least);
}

void CodeWindows::draw(const Window& window, cairo_t* cairo, int width, int height) {
  cairo_set_source_rgb(cairo, 1, 1, 1);
  cairo_paint(cairo);
  const int pixels = std::max(1, std::min(width, height) / window.side());
  cairo_translate(cairo, (width - pixels * window.side()) / 2 + pixels * window.quiet_zone,
                  (height - pixels * window.side()) / 2 + pixels * window.quiet_zone);
  cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE);
  cairo_set_source_rgb(cairo, 0, 0, 0);
  for (int y = 0; y < window.size; ++y)
    for (int x = 0; x < window.size; ++x)
      if (window.modules[static_cast<std::size_t>(y) * static_cast<std::size_t>(window.size) +
                         static_cast<std::size_t>(x)] != 0)
        cairo_rectangle(cairo, x * pixels, y * pixels, pixels, pixels);
  cairo_fill(cairo);
}

void CodeWindows::on_show(void* self, const PhonebookCode* code) noexcept {
  guarded("show code", [&] { static_cast<CodeWindows*>(self)->show(*code); });
}

gboolean CodeWindows::on_expose(GtkWidget* picture, GdkEventExpose* event, gpointer window) noexcept {
  return guarded("expose", static_cast<gboolean>(FALSE), [&]() -> gboolean {
    cairo_t* cairo = gdk_cairo_create(gtk_widget_get_window(picture));
    gdk_cairo_region(cairo, event->region);
    cairo_clip(cairo);
    GtkAllocation place{};
    gtk_widget_get_allocation(picture, &place);
    draw(*static_cast<const Window*>(window), cairo, place.width, place.height);
    cairo_destroy(cairo);
    return TRUE;
  });
}

void CodeWindows::on_response(GtkDialog* dialog, int, gpointer) noexcept {
  gtk_widget_destroy(GTK_WIDGET(dialog));
}

void CodeWindows::on_destroyed(GtkWidget* dialog, gpointer self) noexcept {
  std::erase_if(static_cast<CodeWindows*>(self)->windows_,
                [&](const auto& entry) { return entry.second.dialog == dialog; });
}

}  // namespace phonebook
