// lab-control: a libpurple plugin for the tests only. It loads and unloads other plugins while the client runs, which
// D-Bus cannot. PHONEBOOK_LAB_CONTROL names a FIFO; one command a line: "probe", "load ID", "unload ID". What happened is
// told in the debug log: "lab-control: load core-purple-phonebook: done".
#include <fcntl.h>
#include <purple.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace {

int fifo = -1;
guint watch = 0;
std::string unread;

void obey(const std::string& line) {
  const std::size_t blank = line.find(' ');
  const std::string verb = line.substr(0, blank);
  const std::string id = blank == std::string::npos ? "" : line.substr(blank + 1);
  gboolean done = FALSE;
  purple_plugins_probe(G_MODULE_SUFFIX);
  if (PurplePlugin* plugin = purple_plugins_find_with_id(id.c_str()); plugin != nullptr) {
    if (verb == "load") done = purple_plugin_load(plugin);
    if (verb == "unload") done = purple_plugin_unload(plugin);
  }
  purple_debug_info("lab-control", "%s: %s\n", line.c_str(), done || verb == "probe" ? "done" : "failed");
}

void on_readable(gpointer, gint from, PurpleInputCondition) {
  char bytes[512];
  for (ssize_t got = 0; (got = read(from, bytes, sizeof bytes)) > 0;) unread.append(bytes, static_cast<std::size_t>(got));
  for (std::size_t end = 0; (end = unread.find('\n')) != std::string::npos;) {
    const std::string line = unread.substr(0, end);
    unread.erase(0, end + 1);
    obey(line);
  }
}

gboolean load(PurplePlugin*) {
  const char* path = std::getenv("PHONEBOOK_LAB_CONTROL");
  if (path == nullptr) return FALSE;
  fifo = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  if (fifo < 0) return FALSE;
  watch = purple_input_add(fifo, PURPLE_INPUT_READ, on_readable, nullptr);
  return TRUE;
}

gboolean unload(PurplePlugin*) {
  purple_input_remove(watch);
  close(fifo);
  return TRUE;
}

char* text(const char* constant) { return const_cast<char*>(constant); }

PurplePluginInfo info = {
    .magic = PURPLE_PLUGIN_MAGIC, .major_version = PURPLE_MAJOR_VERSION, .minor_version = 0,
    .type = PURPLE_PLUGIN_STANDARD, .priority = PURPLE_PRIORITY_DEFAULT, .id = text("core-lab-control"),
    .name = text("Lab control"), .version = text("1"), .summary = text("Tests only"), .description = text("Tests only"),
    .author = text("purple-phonebook"), .homepage = text("http://127.0.0.1/"), .load = load, .unload = unload};

void init(PurplePlugin*) {}

}  // namespace

extern "C" {
PURPLE_INIT_PLUGIN(lab_control, init, info)
}
