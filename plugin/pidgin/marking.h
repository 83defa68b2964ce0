// Findings marked in the text that a conversation window already shows.
//
//   Marking marking{api};                  // at load: marks what is in the open conversations
//   marking.found(conversation, message, partner, findings, count);
//
// A message's place is taken by two text marks between "displaying-…-msg" and "displayed-…-msg";
// "wrote-…-msg", which libpurple emits after that, ties it to the message's number. Messages that are
// displayed but not written are a tab that Pidgin fills again: they are looked up once more. Marks are
// GtkTextTags of our own with names of our own; what a peer sends cannot make one, and a click is looked up
// by the tag itself, never by text or name. Main thread only. The destructor takes every tag, mark and
// handler away.
#pragma once
#include <deque>
#include <map>
#include <memory>
#include <string>

#include "plugin/pidgin/pidgin_headers.h"
#include "plugin/pidgin/shown_text.h"
#include "plugin/purple/handles.h"
#include "plugin/purple/phonebook_api.h"

namespace phonebook {

class Marking {
 public:
  explicit Marking(const PhonebookApi& api);
  ~Marking();
  Marking(const Marking&) = delete;
  Marking& operator=(const Marking&) = delete;

  // Pidgin's signals.
  void displaying(PurpleConversation* conversation, PurpleMessageFlags flags);
  void displayed(PurpleConversation* conversation, const char* who, const char* message,
                 PurpleMessageFlags flags);
  // The listener's.
  void message(PurpleConversation* conversation, guint64 number);
  void found(PurpleConversation* conversation, guint64 number, const char* partner,
             const PhonebookFinding* findings, int count);
  void lost(guint64 number);
  void put_aside(const char* finding);

  // The preference, and conversations that were open before.
  void mark_all_open();
  void unmark_all();

 private:
  struct Mark {
    std::string finding;
    std::string kind;
    std::string value;
    std::string partner;
    GtkTextTag* tag = nullptr;  // owned by the buffer's table
  };
  struct View {
    GtkWidget* imhtml = nullptr;
    GtkTextBuffer* buffer = nullptr;  // a reference of our own
    gulong press_handler = 0;
    gulong expose_handler = 0;
    gulong menu_handler = 0;
    gulong destroy_handler = 0;
    std::map<std::string, Mark> marks;            // by finding
    std::map<GtkTextTag*, std::string> findings;  // by tag
    std::deque<std::string> order;                // oldest first
  };
  // A message's place; the text marks belong to the view's buffer.
  struct Region {
    GtkWidget* imhtml = nullptr;
    GtkTextMark* start = nullptr;
    GtkTextMark* end = nullptr;
  };
  struct Shown {
    PurpleConversation* conversation = nullptr;
    std::string who;
    std::string text;
    PurpleMessageFlags flags{};
    Region region;
  };

  View* view_of(PidginConversation* gtkconv);
  View* view_of(GtkWidget* imhtml);
  void mark_history(PurpleConversation* conversation);
  void mark(View& view, const ShownRange& range, int slice_start, const PhonebookFinding& finding,
            const char* partner);
  const Mark* mark_at(const View& view, const GtkTextIter& place) const;
  void remove_mark(View& view, const std::string& finding);
  void close_view(GtkWidget* imhtml, bool destroyed);
  void drop(Region& region);
  void draw(const View& view, GdkEventExpose* event) const;
  void show_menu(View& view, const Mark& mark, GdkEventButton* event);
  static gboolean on_event(GtkWidget* imhtml, GdkEvent* event, gpointer self) noexcept;
  static gboolean on_expose(GtkWidget* imhtml, GdkEventExpose* event, gpointer self) noexcept;
  static gboolean on_popup_menu(GtkWidget* imhtml, gpointer self) noexcept;
  static void on_view_destroyed(GtkWidget* imhtml, gpointer self) noexcept;
  static gboolean on_rewritten(gpointer self) noexcept;

  const PhonebookApi& api_;
  std::map<GtkWidget*, View> views_;
  std::map<guint64, Region> waiting_;
  Shown open_;  // between displaying and displayed
  std::deque<Shown> unclaimed_;
  Source rewritten_;
  unsigned long last_tag_ = 0;
  GtkWidget* menu_ = nullptr;
};

}  // namespace phonebook
