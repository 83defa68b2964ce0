#include "plugin/pidgin/marking.h"

#include <ctime>
#include <utility>

#include "plugin/pidgin/dotted_line.h"
#include "plugin/pidgin/mark_menu.h"
#include "plugin/purple/guarded.h"
#include "plugin/purple/words.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxMarksInView = 2000;
constexpr std::size_t kMaxUnclaimed = 500;  // of a tab that is filled again: the newest
constexpr std::size_t kMaxWaiting = 20000;
constexpr int kMaxLookBack = 200;
constexpr std::size_t kMaxHistoryMessageBytes = 16 * 1024;
constexpr int kMaxShownBytes = 1000;

bool is_said_by_a_person(PurpleMessageFlags flags) {
  constexpr unsigned kSaid = PURPLE_MESSAGE_SEND | PURPLE_MESSAGE_RECV | PURPLE_MESSAGE_REMOTE_SEND;
  constexpr unsigned kNot = PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_ERROR | PURPLE_MESSAGE_NOTIFY;
  return (flags & kSaid) != 0 && (flags & kNot) == 0;
}

bool is_open(PurpleConversation* conversation) {
  return g_list_find(purple_get_conversations(), conversation) != nullptr;
}

PidginConversation* gtkconv_of(PurpleConversation* conversation) {
  if (conversation == nullptr || !PIDGIN_IS_PIDGIN_CONVERSATION(conversation)) return nullptr;
  PidginConversation* gtkconv = PIDGIN_CONVERSATION(conversation);
  return gtkconv != nullptr && gtkconv->imhtml != nullptr ? gtkconv : nullptr;
}

// The time of a message that is shown again; now, when the history does not know it any more.
time_t time_of(PurpleConversation* conversation, const std::string& text) {
  for (GList* item = purple_conversation_get_message_history(conversation); item != nullptr;
       item = item->next) {
    auto* message = static_cast<PurpleConvMessage*>(item->data);
    if (text == purple_conversation_message_get_message(message)) {
      return purple_conversation_message_get_timestamp(message);
    }
  }
  return std::time(nullptr);
}

bool has_dark_theme(GtkWidget* widget) {
  const GdkColor& base = gtk_widget_get_style(widget)->base[GTK_STATE_NORMAL];
  return base.red * 0.30 + base.green * 0.59 + base.blue * 0.11 < 0.5 * 65535;
}

}  // namespace

Marking::Marking(const PhonebookApi& api) : api_(api) { mark_all_open(); }

Marking::~Marking() {
  rewritten_.reset();
  if (menu_ != nullptr) gtk_widget_destroy(menu_);
  drop(open_.region);
  for (Shown& shown : unclaimed_) drop(shown.region);
  for (auto& [number, region] : waiting_) drop(region);
  while (!views_.empty()) close_view(views_.begin()->first, false);
}

Marking::View* Marking::view_of(GtkWidget* imhtml) {
  const auto found = views_.find(imhtml);
  return found == views_.end() ? nullptr : &found->second;
}

Marking::View* Marking::view_of(PidginConversation* gtkconv) {
  if (View* known = view_of(gtkconv->imhtml)) return known;
  View& view = views_[gtkconv->imhtml];
  view.imhtml = gtkconv->imhtml;
  view.buffer = gtk_text_view_get_buffer(GTK_TEXT_VIEW(view.imhtml));
  g_object_ref(view.buffer);
  // Before "button-press-event": a link (libpurple makes one of a mail address) takes the press there.
  view.press_handler = g_signal_connect(view.imhtml, "event", G_CALLBACK(on_event), this);
  view.expose_handler = g_signal_connect_after(view.imhtml, "expose-event", G_CALLBACK(on_expose), this);
  view.menu_handler = g_signal_connect(view.imhtml, "popup-menu", G_CALLBACK(on_popup_menu), this);
  view.destroy_handler = g_signal_connect(view.imhtml, "destroy", G_CALLBACK(on_view_destroyed), this);
  return &view;
}

void Marking::close_view(GtkWidget* imhtml, bool destroyed) {
  const auto found = views_.find(imhtml);
  if (found == views_.end()) return;
  View& view = found->second;
  const auto forget = [&](Region& region) {
    if (region.imhtml == imhtml) drop(region);
  };
  forget(open_.region);
  for (Shown& shown : unclaimed_) forget(shown.region);
  for (auto& [number, region] : waiting_) forget(region);
  std::erase_if(waiting_, [](const auto& entry) { return entry.second.imhtml == nullptr; });
  std::erase_if(unclaimed_, [](const Shown& shown) { return shown.region.imhtml == nullptr; });
  if (!destroyed) {
    while (!view.marks.empty()) remove_mark(view, std::string(view.marks.begin()->first));
    g_signal_handler_disconnect(imhtml, view.press_handler);
    g_signal_handler_disconnect(imhtml, view.expose_handler);
    g_signal_handler_disconnect(imhtml, view.menu_handler);
    g_signal_handler_disconnect(imhtml, view.destroy_handler);
  }
  g_object_unref(view.buffer);
  views_.erase(found);
}

void Marking::drop(Region& region) {
  if (View* view = region.imhtml != nullptr ? view_of(region.imhtml) : nullptr) {
    if (region.start != nullptr) gtk_text_buffer_delete_mark(view->buffer, region.start);
    if (region.end != nullptr) gtk_text_buffer_delete_mark(view->buffer, region.end);
  }
  region = {};
}

void Marking::displaying(PurpleConversation* conversation, PurpleMessageFlags flags) {
  drop(open_.region);  // one that another plugin swallowed
  PidginConversation* gtkconv = gtkconv_of(conversation);
  if (gtkconv == nullptr || !is_said_by_a_person(flags) || !purple_prefs_get_bool(PHONEBOOK_PREF_MARK))
    return;
  View* view = view_of(gtkconv);
  GtkTextIter end;
  gtk_text_buffer_get_end_iter(view->buffer, &end);
  open_.conversation = conversation;
  open_.region = {view->imhtml, gtk_text_buffer_create_mark(view->buffer, nullptr, &end, TRUE), nullptr};
}

void Marking::displayed(PurpleConversation* conversation, const char* who, const char* message,
                        PurpleMessageFlags flags) {
  if (open_.region.imhtml == nullptr || open_.conversation != conversation || message == nullptr) return;
  View* view = view_of(open_.region.imhtml);
  Shown shown = std::exchange(open_, {});
  if (view == nullptr) return;
  GtkTextIter end;
  gtk_text_buffer_get_end_iter(view->buffer, &end);
  shown.region.end = gtk_text_buffer_create_mark(view->buffer, nullptr, &end, TRUE);
  shown.who = who != nullptr ? who : "";
  shown.text = message;
  shown.flags = flags;
  unclaimed_.push_back(std::move(shown));
  if (unclaimed_.size() > kMaxUnclaimed) {
    drop(unclaimed_.front().region);
    unclaimed_.pop_front();
  }
  if (!rewritten_) rewritten_ = Source{g_idle_add(on_rewritten, this)};
}

void Marking::message(PurpleConversation* conversation, guint64 number) {
  // While Pidgin fills a tab again it shows a written message only later.
  PidginConversation* gtkconv = gtkconv_of(conversation);
  if (gtkconv == nullptr || gtkconv->attach.timer != 0) return;
  if (unclaimed_.empty() || unclaimed_.back().conversation != conversation) return;
  if (waiting_.size() >= kMaxWaiting) lost(waiting_.begin()->first);
  waiting_[number] = unclaimed_.back().region;
  unclaimed_.pop_back();
}

gboolean Marking::on_rewritten(gpointer self) noexcept {
  return guarded("rewritten", static_cast<gboolean>(G_SOURCE_REMOVE), [&]() -> gboolean {
    auto* marking = static_cast<Marking*>(self);
    marking->rewritten_.forget();
    for (Shown& shown : std::exchange(marking->unclaimed_, {})) {
      guint64 number = 0;
      if (is_open(shown.conversation)) {
        number = marking->api_.find_again(shown.conversation, shown.who.c_str(), shown.text.c_str(),
                                          shown.flags, time_of(shown.conversation, shown.text));
      }
      if (number != 0) {
        marking->waiting_[number] = shown.region;
      } else {
        marking->drop(shown.region);
      }
    }
    return G_SOURCE_REMOVE;
  });
}

void Marking::lost(guint64 number) {
  const auto found = waiting_.find(number);
  if (found == waiting_.end()) return;
  drop(found->second);
  waiting_.erase(found);
}

void Marking::found(PurpleConversation*, guint64 number, const char* partner,
                    const PhonebookFinding* findings, int count) {
  const auto entry = waiting_.find(number);
  if (entry == waiting_.end()) return;
  Region region = entry->second;
  waiting_.erase(entry);
  View* view = view_of(region.imhtml);
  if (view != nullptr && count > 0 && purple_prefs_get_bool(PHONEBOOK_PREF_MARK)) {
    GtkTextIter start;
    GtkTextIter end;
    gtk_text_buffer_get_iter_at_mark(view->buffer, &start, region.start);
    gtk_text_buffer_get_iter_at_mark(view->buffer, &end, region.end);
    const int slice_start = gtk_text_iter_get_offset(&start);
    const OwnedText slice{gtk_text_buffer_get_slice(view->buffer, &start, &end, TRUE)};
    const FoldedText folded{slice.get()};
    for (int i = 0; i < count; ++i) {
      const PhonebookFinding& finding = findings[i];
      const std::string_view shown = finding.shown;
      const std::string_view state = finding.state;
      if (state == "ignored" || state == "not_a_number" || shown.size() > kMaxShownBytes) continue;
      if (const auto range = nth_from_end(folded, shown, finding.nth_from_end)) {
        mark(*view, *range, slice_start, finding, partner);
      }
    }
  }
  drop(region);
}

void Marking::mark(View& view, const ShownRange& range, int slice_start, const PhonebookFinding& finding,
                   const char* partner) {
  auto [entry, is_new] = view.marks.try_emplace(finding.id);
  Mark& mark = entry->second;
  if (is_new) {
    mark = {finding.id, finding.kind, finding.value, partner, nullptr};
    // Named, because GtkIMHtml compares the names of all tags. No name that it makes from a message begins
    // like ours, and nothing is ever looked up by it.
    const std::string name = "phonebook-finding-" + std::to_string(++last_tag_);
    const bool dark = has_dark_theme(view.imhtml);
    mark.tag = gtk_text_buffer_create_tag(view.buffer, name.c_str(), "underline", PANGO_UNDERLINE_NONE,
                                          "background", dark ? "#4d4419" : "#fff3bf", "foreground",
                                          dark ? "#ffffff" : "#1a1a1a", nullptr);
    if (mark.tag == nullptr) {
      view.marks.erase(entry);
      return;
    }
    view.findings.emplace(mark.tag, finding.id);
    view.order.emplace_back(finding.id);
  }
  GtkTextTagTable* table = gtk_text_buffer_get_tag_table(view.buffer);
  gtk_text_tag_set_priority(mark.tag, gtk_text_tag_table_get_size(table) - 1);
  GtkTextIter start;
  GtkTextIter end;
  gtk_text_buffer_get_iter_at_offset(view.buffer, &start, slice_start + range.start);
  gtk_text_buffer_get_iter_at_offset(view.buffer, &end, slice_start + range.end);
  gtk_text_buffer_apply_tag(view.buffer, mark.tag, &start, &end);
  while (view.order.size() > kMaxMarksInView) remove_mark(view, std::string(view.order.front()));
}

void Marking::remove_mark(View& view, const std::string& finding) {
  const auto found = view.marks.find(finding);
  if (found == view.marks.end()) return;
  view.findings.erase(found->second.tag);
  gtk_text_tag_table_remove(gtk_text_buffer_get_tag_table(view.buffer), found->second.tag);
  view.marks.erase(found);
  std::erase(view.order, finding);
}

void Marking::put_aside(const char* finding) {
  const std::string id = finding;
  for (auto& [imhtml, view] : views_) remove_mark(view, id);
}

void Marking::unmark_all() {
  for (auto& [imhtml, view] : views_) {
    while (!view.marks.empty()) remove_mark(view, std::string(view.marks.begin()->first));
  }
}

void Marking::mark_all_open() {
  if (!purple_prefs_get_bool(PHONEBOOK_PREF_MARK)) return;
  for (GList* item = purple_get_conversations(); item != nullptr; item = item->next) {
    mark_history(static_cast<PurpleConversation*>(item->data));
  }
}

// The window says nothing about where a message begins: from the newest on, each is searched before the one
// after it.
void Marking::mark_history(PurpleConversation* conversation) {
  PidginConversation* gtkconv = gtkconv_of(conversation);
  if (gtkconv == nullptr) return;
  View* view = view_of(gtkconv);
  GtkTextIter start;
  GtkTextIter end;
  gtk_text_buffer_get_bounds(view->buffer, &start, &end);
  const OwnedText slice{gtk_text_buffer_get_slice(view->buffer, &start, &end, TRUE)};
  const FoldedText folded{slice.get()};
  std::size_t limit = folded.text().size();
  int looked_at = 0;
  for (GList* item = purple_conversation_get_message_history(conversation);
       item != nullptr && looked_at < kMaxLookBack; item = item->next) {
    auto* message = static_cast<PurpleConvMessage*>(item->data);
    const char* text = purple_conversation_message_get_message(message);
    const PurpleMessageFlags flags = purple_conversation_message_get_flags(message);
    if (text == nullptr || !is_said_by_a_person(flags)) continue;
    ++looked_at;
    const OwnedText plain{purple_markup_strip_html(text)};
    const std::string_view shown = plain ? plain.get() : "";
    if (shown.size() > kMaxHistoryMessageBytes) continue;
    const auto range = last_before(folded, shown, limit);
    if (!range) continue;
    const guint64 number = api_.find_again(conversation, purple_conversation_message_get_sender(message),
                                           text, flags, purple_conversation_message_get_timestamp(message));
    if (number == 0) continue;
    gtk_text_buffer_get_iter_at_offset(view->buffer, &start, range->start);
    gtk_text_buffer_get_iter_at_offset(view->buffer, &end, range->end);
    waiting_[number] = {view->imhtml, gtk_text_buffer_create_mark(view->buffer, nullptr, &start, TRUE),
                        gtk_text_buffer_create_mark(view->buffer, nullptr, &end, TRUE)};
  }
}

const Marking::Mark* Marking::mark_at(const View& view, const GtkTextIter& place) const {
  const Mark* mark = nullptr;
  GSList* tags = gtk_text_iter_get_tags(&place);
  for (GSList* item = tags; item != nullptr && mark == nullptr; item = item->next) {
    const auto found = view.findings.find(static_cast<GtkTextTag*>(item->data));
    if (found != view.findings.end()) mark = &view.marks.at(found->second);
  }
  g_slist_free(tags);
  return mark;
}

void Marking::draw(const View& view, GdkEventExpose* event) const {
  auto* text_view = GTK_TEXT_VIEW(view.imhtml);
  if (view.marks.empty() || event->window != gtk_text_view_get_window(text_view, GTK_TEXT_WINDOW_TEXT))
    return;
  GdkRectangle seen;
  gtk_text_view_get_visible_rect(text_view, &seen);
  GtkTextIter place;
  GtkTextIter bottom;
  gtk_text_view_get_iter_at_location(text_view, &place, seen.x, seen.y);
  gtk_text_view_get_iter_at_location(text_view, &bottom, seen.x + seen.width, seen.y + seen.height);
  cairo_t* cairo = gdk_cairo_create(event->window);
  gdk_cairo_region(cairo, event->region);
  cairo_clip(cairo);
  const double dashes[] = {1, 1};
  cairo_set_dash(cairo, dashes, 2, 0);
  cairo_set_line_width(cairo, 1);
  const double grey = has_dark_theme(view.imhtml) ? 1.0 : 0.1;
  cairo_set_source_rgb(cairo, grey, grey, grey);
  while (gtk_text_iter_compare(&place, &bottom) < 0) {
    GtkTextIter next = place;
    const Mark* mark = mark_at(view, place);
    gtk_text_iter_forward_to_tag_toggle(&next, mark != nullptr ? mark->tag : nullptr);
    if (gtk_text_iter_compare(&next, &place) <= 0) break;  // GTK stays where it is at the end of a text
    if (mark != nullptr) draw_dotted_line(text_view, cairo, place, next);
    place = next;
  }
  cairo_destroy(cairo);
}

gboolean Marking::on_expose(GtkWidget* imhtml, GdkEventExpose* event, gpointer self) noexcept {
  guarded("expose", [&] {
    auto* marking = static_cast<Marking*>(self);
    if (const View* view = marking->view_of(imhtml)) marking->draw(*view, event);
  });
  return FALSE;
}

void Marking::show_menu(View& view, const Mark& mark, GdkEventButton* event) {
  if (menu_ != nullptr) gtk_widget_destroy(menu_);
  menu_ = new_mark_menu(api_, {mark.finding, mark.kind, mark.value, mark.partner, view.imhtml});
  g_signal_connect(menu_, "destroy", G_CALLBACK(gtk_widget_destroyed), &menu_);
  gtk_menu_popup(GTK_MENU(menu_), nullptr, nullptr, nullptr, nullptr, event != nullptr ? event->button : 0,
                 event != nullptr ? event->time : gtk_get_current_event_time());
}

gboolean Marking::on_event(GtkWidget* imhtml, GdkEvent* any, gpointer self) noexcept {
  if (any->type != GDK_BUTTON_PRESS || any->button.button != 3) return FALSE;
  return guarded("press", static_cast<gboolean>(FALSE), [&]() -> gboolean {
    GdkEventButton* event = &any->button;
    auto* marking = static_cast<Marking*>(self);
    View* view = marking->view_of(imhtml);
    if (view == nullptr) return FALSE;
    auto* text_view = GTK_TEXT_VIEW(imhtml);
    if (event->window != gtk_text_view_get_window(text_view, GTK_TEXT_WINDOW_TEXT)) return FALSE;
    int x = 0;
    int y = 0;
    gtk_text_view_window_to_buffer_coords(text_view, GTK_TEXT_WINDOW_TEXT, static_cast<int>(event->x),
                                          static_cast<int>(event->y), &x, &y);
    GtkTextIter place;
    gtk_text_view_get_iter_at_location(text_view, &place, x, y);
    // Beyond a line's end GTK answers with its last place.
    GdkRectangle area;
    gtk_text_view_get_iter_location(text_view, &place, &area);
    if (y < area.y || y > area.y + area.height) return FALSE;
    const Mark* mark = marking->mark_at(*view, place);
    if (mark == nullptr) return FALSE;
    marking->show_menu(*view, *mark, event);
    return TRUE;
  });
}

gboolean Marking::on_popup_menu(GtkWidget* imhtml, gpointer self) noexcept {
  return guarded("popup-menu", static_cast<gboolean>(FALSE), [&]() -> gboolean {
    auto* marking = static_cast<Marking*>(self);
    View* view = marking->view_of(imhtml);
    if (view == nullptr) return FALSE;
    GtkTextIter place;
    gtk_text_buffer_get_iter_at_mark(view->buffer, &place, gtk_text_buffer_get_insert(view->buffer));
    const Mark* mark = marking->mark_at(*view, place);
    if (mark == nullptr && gtk_text_iter_backward_char(&place)) mark = marking->mark_at(*view, place);
    if (mark == nullptr) return FALSE;
    marking->show_menu(*view, *mark, nullptr);
    return TRUE;
  });
}

void Marking::on_view_destroyed(GtkWidget* imhtml, gpointer self) noexcept {
  guarded("view destroyed", [&] { static_cast<Marking*>(self)->close_view(imhtml, true); });
}

}  // namespace phonebook
