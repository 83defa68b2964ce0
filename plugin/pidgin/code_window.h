// QR codes in windows of their own: black on white whatever the theme, each module a whole number of pixels.
//
//   CodeWindows windows{api};      // from now on the core plugin's codes come here
//
// Main thread only. One window a card: asked for again, it comes to the front with what the card is now. The
// destructor closes all.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "plugin/pidgin/pidgin_headers.h"
#include "plugin/purple/phonebook_api.h"

namespace phonebook {

class CodeWindows {
 public:
  explicit CodeWindows(const PhonebookApi& api);
  ~CodeWindows();
  CodeWindows(const CodeWindows&) = delete;
  CodeWindows& operator=(const CodeWindows&) = delete;

 private:
  struct Window {
    GtkWidget* dialog = nullptr;
    GtkWidget* picture = nullptr;
    GtkWidget* name = nullptr;
    GtkWidget* sentence = nullptr;
    GtkWidget* remark = nullptr;
    int size = 0, quiet_zone = 0;
    std::vector<unsigned char> modules;
    [[nodiscard]] int side() const noexcept { return size + 2 * quiet_zone; }
  };

  void show(const PhonebookCode& code);
  void build(Window& window);
  static void fill_in(Window& window, const PhonebookCode& code);
  static void choose_size(Window& window, PurpleConversation* conversation);
  static void draw(const Window& window, cairo_t* cairo, int width, int height);
  static void on_show(void* self, const PhonebookCode* code) noexcept;
  static gboolean on_expose(GtkWidget* picture, GdkEventExpose* event, gpointer window) noexcept;
  static void on_response(GtkDialog* dialog, int response, gpointer) noexcept;
  static void on_destroyed(GtkWidget* dialog, gpointer self) noexcept;

  const PhonebookApi& api_;
  std::map<std::string, Window> windows_;  // by PhonebookCode::id; an entry leaves with its dialog
};

}  // namespace phonebook
