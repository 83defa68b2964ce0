// lab-observer: a Pidgin plugin for the tests only. It does and tells what D-Bus cannot: loads and unloads other plugins,
// and reads from the windows what is marked there.
//
// PHONEBOOK_LAB names a FIFO; one command a line: "load ID", "unload ID", "marks". Each is answered by one line in the file
// FIFO.answers: "done", "failed", or for "marks" every marked piece of text in all conversations, in base64, with blanks
// between them. tests/lab/observer.py is the other side.
#include <fcntl.h>
#include <gtk/gtk.h>
#include <purple.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

extern "C" {
#include <gtkconv.h>
#include <gtkimhtml.h>
}

namespace {

constexpr const char* kMarkPrefix = "phonebook-finding-";

int fifo = -1;
int answers = -1;
guint watch = 0;
std::string unread;

bool is_mark(GtkTextTag* tag) {
  gchar* name = nullptr;
  g_object_get(tag, "name", &name, nullptr);
  const bool is = name != nullptr && g_str_has_prefix(name, kMarkPrefix);
  g_free(name);
  return is;
}

void add_marks_of(GtkTextBuffer* buffer, GtkTextTag* tag, std::string& out) {
  GtkTextIter start;
  gtk_text_buffer_get_start_iter(buffer, &start);
  while (gtk_text_iter_has_tag(&start, tag) || gtk_text_iter_forward_to_tag_toggle(&start, tag)) {
    GtkTextIter end = start;
    gtk_text_iter_forward_to_tag_toggle(&end, tag);
    if (gtk_text_iter_equal(&start, &end)) break;
    gchar* text = gtk_text_buffer_get_slice(buffer, &start, &end, TRUE);
    gchar* encoded = g_base64_encode(reinterpret_cast<const guchar*>(text), strlen(text));
    if (!out.empty()) out += ' ';
    out += encoded;
    g_free(encoded);
    g_free(text);
    start = end;
  }
}

std::string all_marks() {
  struct Walk {
    GtkTextBuffer* buffer;
    std::string marks;
  } walk{};
  for (GList* item = purple_get_conversations(); item != nullptr; item = item->next) {
    auto* conversation = static_cast<PurpleConversation*>(item->data);
    if (!PIDGIN_IS_PIDGIN_CONVERSATION(conversation)) continue;
    walk.buffer = gtk_text_view_get_buffer(GTK_TEXT_VIEW(PIDGIN_CONVERSATION(conversation)->imhtml));
    gtk_text_tag_table_foreach(
        gtk_text_buffer_get_tag_table(walk.buffer),
        [](GtkTextTag* tag, gpointer data) {
          auto* to = static_cast<Walk*>(data);
          if (is_mark(tag)) add_marks_of(to->buffer, tag, to->marks);
        },
        &walk);
  }
  return walk.marks;
}

std::string obey(const std::string& line) {
  if (line == "marks") return all_marks();
  const std::size_t blank = line.find(' ');
  const std::string verb = line.substr(0, blank);
  const std::string id = blank == std::string::npos ? "" : line.substr(blank + 1);
  purple_plugins_probe(G_MODULE_SUFFIX);
  PurplePlugin* plugin = purple_plugins_find_with_id(id.c_str());
  const bool done = plugin != nullptr && (verb == "load" ? purple_plugin_load(plugin) : purple_plugin_unload(plugin));
  return done ? "done" : "failed";
}

void on_readable(gpointer, gint from, PurpleInputCondition) {
  char bytes[512];
  for (ssize_t got = 0; (got = read(from, bytes, sizeof bytes)) > 0;) unread.append(bytes, static_cast<std::size_t>(got));
  for (std::size_t end = 0; (end = unread.find('\n')) != std::string::npos;) {
    const std::string line = unread.substr(0, end);
    unread.erase(0, end + 1);
    const std::string answer = obey(line) + '\n';
    if (write(answers, answer.data(), answer.size()) < 0) purple_debug_error("lab-observer", "cannot answer\n");
  }
}

gboolean load(PurplePlugin*) {
  const char* path = std::getenv("PHONEBOOK_LAB");
  if (path == nullptr) return FALSE;
  fifo = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  answers = open((std::string(path) + ".answers").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fifo < 0 || answers < 0) return FALSE;
  watch = purple_input_add(fifo, PURPLE_INPUT_READ, on_readable, nullptr);
  return TRUE;
}

gboolean unload(PurplePlugin*) {
  purple_input_remove(watch);
  close(fifo);
  close(answers);
  return TRUE;
}

char* text(const char* constant) { return const_cast<char*>(constant); }

PurplePluginInfo info = {
    .magic = PURPLE_PLUGIN_MAGIC, .major_version = PURPLE_MAJOR_VERSION, .minor_version = 0,
    .type = PURPLE_PLUGIN_STANDARD, .ui_requirement = text("gtk-gaim"), .priority = PURPLE_PRIORITY_DEFAULT,
    .id = text("gtk-lab-observer"), .name = text("Lab observer"), .version = text("1"), .summary = text("Tests only"),
    .description = text("Tests only"), .author = text("purple-phonebook"), .homepage = text("http://127.0.0.1/"),
    .load = load, .unload = unload};

void init(PurplePlugin*) {}

}  // namespace

extern "C" {
PURPLE_INIT_PLUGIN(lab_observer, init, info)
}
