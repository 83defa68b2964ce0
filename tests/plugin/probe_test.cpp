// Both modules as libpurple and Pidgin take them: found by the real probe, and nothing exported that need not
// be.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <sstream>

#include "tests/plugin/host.h"

namespace phonebook::test {
namespace {

std::vector<std::string> exported(const std::string& file) {
  std::vector<std::string> names;
  FILE* pipe = popen(("nm -D --defined-only '" + file + "'").c_str(), "r");
  char line[512];
  while (pipe != nullptr && fgets(line, sizeof line, pipe) != nullptr) {
    std::istringstream words(line);
    std::string address;
    std::string kind;
    std::string name;
    words >> address >> kind >> name;
    names.push_back(name);
  }
  if (pipe != nullptr) pclose(pipe);
  std::sort(names.begin(), names.end());
  return names;
}

TEST(Probe, LibpurpleTakesTheCorePlugin) {
  Host::get();
  PurplePlugin* plugin = purple_plugin_probe(PHONEBOOK_CORE_PLUGIN);
  ASSERT_NE(plugin, nullptr);
  EXPECT_FALSE(plugin->unloadable) << plugin->error;
  EXPECT_STREQ(plugin->info->id, "core-purple-phonebook");
  EXPECT_EQ(plugin->info->ui_requirement, nullptr);
  ASSERT_TRUE(purple_plugin_load(plugin)) << plugin->error;
  EXPECT_TRUE(purple_plugin_unload(plugin));
}

TEST(Probe, OnlyWhatMustBeIsExported) {
  EXPECT_EQ(exported(PHONEBOOK_CORE_PLUGIN),
            (std::vector<std::string>{"purple_init_plugin", "purple_phonebook_api"}));
  EXPECT_EQ(exported(PHONEBOOK_PIDGIN_PLUGIN), (std::vector<std::string>{"purple_init_plugin"}));
}

// Pidgin's own functions live in its executable, so a load with all symbols bound is for the end-to-end
// tests.
TEST(Probe, PidginPluginDescribesItself) {
  Host::get();
  void* module = dlopen(PHONEBOOK_PIDGIN_PLUGIN, RTLD_LAZY | RTLD_LOCAL);
  ASSERT_NE(module, nullptr) << dlerror();
  auto* init = reinterpret_cast<gboolean (*)(PurplePlugin*)>(dlsym(module, "purple_init_plugin"));
  ASSERT_NE(init, nullptr);
  PurplePlugin* plugin = purple_plugin_new(TRUE, PHONEBOOK_PIDGIN_PLUGIN);
  EXPECT_TRUE(init(plugin));
  ASSERT_NE(plugin->info, nullptr);
  EXPECT_EQ(plugin->info->magic, static_cast<unsigned>(PURPLE_PLUGIN_MAGIC));
  EXPECT_EQ(plugin->info->major_version, static_cast<unsigned>(PURPLE_MAJOR_VERSION));
  EXPECT_STREQ(plugin->info->id, "gtk-pidgin-phonebook");
  EXPECT_STREQ(plugin->info->ui_requirement, "gtk-gaim");
  ASSERT_EQ(g_list_length(plugin->info->dependencies), 1U);
  EXPECT_STREQ(static_cast<char*>(plugin->info->dependencies->data), "core-purple-phonebook");
}

}  // namespace
}  // namespace phonebook::test
