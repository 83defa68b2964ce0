// The core plugin with the real program behind it: what was said is found, kept, and goes to a folder phone
// once.
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/plugin/host.h"

namespace phonebook::test {
namespace {

using Json = nlohmann::json;

class RealEngineTest : public testing::Test {
 protected:
  Host& host = Host::get();
  std::filesystem::path phone;
  PurpleAccount* alice = nullptr;

  void SetUp() override {
    unsetenv("PURPLE_PHONEBOOK_BOOK");
    std::string pattern = (std::filesystem::temp_directory_path() / "phonebook-phone-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    phone = pattern;
    host.forget_sentences();
    host.found.clear();
    static int number = 0;
    alice = host.account("alice" + std::to_string(++number) + "@real");
    host.load(PHONEBOOK_REAL_PROGRAM);
    purple_prefs_set_string("/plugins/core/purple-phonebook/region", "CN");  // the plugin's probe has made it
    use_folder();
  }
  void TearDown() override {
    host.unload();
    while (GList* item = purple_get_conversations()) {
      purple_conversation_destroy(static_cast<PurpleConversation*>(item->data));
    }
    host.run_for(300);  // the child ends
    std::filesystem::remove_all(phone);
  }
  // Tools, "Use a folder as phone…".
  void use_folder() {
    host.folder_to_choose = phone.string();
    GList* actions = PURPLE_PLUGIN_ACTIONS(host.plugin(), nullptr);
    for (GList* item = actions; item != nullptr; item = item->next) {
      auto* action = static_cast<PurplePluginAction*>(item->data);
      action->plugin = host.plugin();
      if (g_list_position(actions, item) == 1) action->callback(action);
      purple_plugin_action_free(action);
    }
    g_list_free(actions);
    ASSERT_TRUE(host.run_until([&] { return host.was_told(phone.string()); }));
  }
  std::string cards() const {
    std::ostringstream all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(phone)) {
      if (entry.path().extension() == ".vcf") all << std::ifstream(entry.path()).rdbuf();
    }
    return all.str();
  }
  bool wait_found(std::size_t count) {
    return host.run_until([&] { return host.found.size() >= count; });
  }
};

TEST_F(RealEngineTest, SaidNumberIsOnThePhoneOnceUnderTheRightName) {
  host.buddy(alice, "bob@real", "Bob Builder");
  host.receive(alice, "bob@real", "call me on 138 0013 8000 or bob.builder@example.com, order 40123456");
  ASSERT_TRUE(wait_found(2));
  PurpleConversation* conversation = host.conversation(alice, "bob@real");
  ASSERT_TRUE(host.command(conversation, "addtophone"));
  ASSERT_TRUE(host.run_until([&] { return !host.dialogs().empty(); }));
  host.accept();
  ASSERT_TRUE(host.run_until([&] { return cards().find("END:VCARD") != std::string::npos; }));
  EXPECT_NE(cards().find("Bob Builder"), std::string::npos);
  EXPECT_NE(cards().find("+8613800138000"), std::string::npos);
  EXPECT_NE(cards().find("bob.builder@example.com"), std::string::npos);
  const auto told = host.sentences().size();
  ASSERT_TRUE(host.run_until([&] { return host.was_told("Bob Builder"); }));
  const std::string before = cards();
  ASSERT_TRUE(host.command(conversation, "addtophone"));
  ASSERT_TRUE(host.run_until([&] { return host.sentences().size() > told; }));
  EXPECT_EQ(cards(), before);
}

TEST_F(RealEngineTest, ReplayedMessageMakesNoSecondFinding) {
  const std::string text = "my number: +86 138 0013 8111";
  host.receive(alice, "dan@real", text, PURPLE_MESSAGE_RECV, 1700000000);
  ASSERT_TRUE(wait_found(1));
  host.receive(alice, "dan@real", text,
               static_cast<PurpleMessageFlags>(PURPLE_MESSAGE_RECV | PURPLE_MESSAGE_DELAYED), 1700000000);
  ASSERT_TRUE(wait_found(2));
  EXPECT_EQ(Json::parse(host.found[0])["id"], Json::parse(host.found[1])["id"]);
}

TEST_F(RealEngineTest, OwnNumberInASentMessageIsNotThePartners) {
  host.send(host.conversation(alice, "eve@real"), "my number is +86 138 0013 8222");
  ASSERT_TRUE(wait_found(1));
  EXPECT_EQ(Json::parse(host.found[0])["mine"], false);
}

TEST_F(RealEngineTest, HostileMessagesLeaveItRunning) {
  for (const std::string& text : {std::string(64 * 1024, '1'), std::string("\xff\xfe\xc3"),
                                  std::string("<a href='x'><b><i>&#0;&#x110000;"), std::string(5000, '<'),
                                  std::string("{\"jsonrpc\":\"2.0\",\"method\":\"send\"}\n{\"id\":1}")}) {
    host.receive(alice, "mallory@real", text);
  }
  host.receive(alice, "mallory@real", "+86 138 0013 8333");
  EXPECT_TRUE(wait_found(1));
  EXPECT_TRUE(cards().empty());
}

}  // namespace
}  // namespace phonebook::test
