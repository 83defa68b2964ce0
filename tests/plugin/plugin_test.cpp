// The core plugin in a libpurple host without a user interface, against a scripted engine that can misbehave.
#include <dirent.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "plugin/purple/phonebook_api.h"
#include "tests/plugin/host.h"

namespace phonebook::test {
namespace {

using Json = nlohmann::json;

int open_descriptors() {
  int count = 0;
  DIR* folder = opendir("/proc/self/fd");
  while (readdir(folder) != nullptr) ++count;
  closedir(folder);
  return count;
}

int living_children() {
  int count = 0;
  std::ifstream file("/proc/self/task/" + std::to_string(getpid()) + "/children");
  for (std::string pid; file >> pid;) ++count;
  return count;
}

class PluginTest : public testing::Test {
 protected:
  Host& host = Host::get();
  std::filesystem::path folder;
  PurpleAccount* alice = nullptr;

  void SetUp() override {
    static int number = 0;
    std::string pattern = (std::filesystem::temp_directory_path() / "phonebook-fake-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    setenv("FAKE_SERVE_DIR", folder.c_str(), 1);
    host.forget_sentences();
    host.found.clear();
    host.show_dialogs(true);
    alice = host.account("alice" + std::to_string(++number) + "@fake/home");
    host.load(PHONEBOOK_FAKE_SERVE);
  }
  void TearDown() override {
    host.unload();
    while (GList* item = purple_get_conversations()) {
      purple_conversation_destroy(static_cast<PurpleConversation*>(item->data));
    }
    while (PurpleGroup* group = purple_find_group("Friends")) {
      while (PurpleBlistNode* contact = purple_blist_node_get_first_child(PURPLE_BLIST_NODE(group))) {
        purple_blist_remove_contact(PURPLE_CONTACT(contact));
      }
      purple_blist_remove_group(group);
    }
    host.run_until([] { return living_children() == 0; });
    std::filesystem::remove_all(folder);
  }

  void behave(const Json& behaviour) {
    std::ofstream(folder / "behaviour.new") << behaviour.dump();
    std::filesystem::rename(folder / "behaviour.new", folder / "behaviour.json");
  }
  // What the engine was sent, whole messages.
  std::vector<Json> log(const std::string& method = {}) const {
    std::vector<Json> messages;
    std::ifstream file(folder / "log.jsonl");
    for (std::string line; std::getline(file, line);) {
      Json message = Json::parse(line, nullptr, false);
      if (message.is_discarded()) continue;
      if (method.empty() || message.value("method", "") == method) messages.push_back(std::move(message));
    }
    return messages;
  }
  bool wait_for(const std::string& method, std::size_t count = 1) {
    return host.run_until([&] { return log(method).size() >= count; });
  }
  std::vector<long> children_started() const {
    std::vector<long> pids;
    for (const Json& line : log()) {
      if (line.contains("started")) pids.push_back(line["started"]);
    }
    return pids;
  }
  Json params(const std::string& method, std::size_t index = 0) const {
    return log(method).at(index).at("params");
  }
  const PhonebookApi* core_api() {
    gpointer getter = nullptr;
    g_module_symbol(static_cast<GModule*>(host.plugin()->handle), "purple_phonebook_api", &getter);
    return reinterpret_cast<const PhonebookApi* (*)()>(getter)();
  }
  // Everything up to the point where the card dialog is open.
  PurpleConversation* until_dialog(const std::string& who = "bob@fake") {
    host.receive(alice, who, "call me on +8613800001234");
    EXPECT_TRUE(host.run_until([&] { return !host.found.empty(); }));
    PurpleConversation* conversation = host.conversation(alice, who);
    EXPECT_TRUE(host.command(conversation, "addtophone"));
    EXPECT_TRUE(host.run_until([&] { return !host.dialogs().empty(); }));
    return conversation;
  }
};

TEST_F(PluginTest, FirstMessageIsLookedAtAndAnnounced) {
  host.buddy(alice, "bob@fake", "Bob Builder");
  host.receive(alice, "Bob@Fake/phone", "call me on +8613800001234", PURPLE_MESSAGE_RECV, 1700000000);
  ASSERT_TRUE(host.run_until([&] { return host.found.size() == 1; }));
  const Json sent = params("find");
  EXPECT_EQ(sent["text"], "call me on +8613800001234");
  EXPECT_EQ(sent["sent"], false);
  EXPECT_EQ(sent["delayed"], false);
  EXPECT_EQ(sent["off_record"], false);
  EXPECT_EQ(sent["time"], 1700000000);
  EXPECT_EQ(sent["partner"]["protocol"], "prpl-fake");
  EXPECT_EQ(sent["partner"]["name"], "bob@fake");
  EXPECT_EQ(sent["partner"]["shown"], "Bob Builder");
  EXPECT_EQ(sent["partner"]["account"].get<std::string>().find('/'), std::string::npos);
  EXPECT_EQ(Json::parse(host.found[0])["value"], "+8613800001234");
  EXPECT_EQ(params("initialize")["protocol"], 1);
}

TEST_F(PluginTest, ReplayedMessageIsMarkedDelayedWithItsOwnTime) {
  host.receive(alice, "bob@fake", "+8613800001234",
               static_cast<PurpleMessageFlags>(PURPLE_MESSAGE_RECV | PURPLE_MESSAGE_DELAYED), 1600000000);
  ASSERT_TRUE(wait_for("find"));
  EXPECT_EQ(params("find")["delayed"], true);
  EXPECT_EQ(params("find")["time"], 1600000000);
}

TEST_F(PluginTest, SentMessageIsLookedAtAsSent) {
  PurpleConversation* conversation = host.conversation(alice, "bob@fake");
  host.send(conversation, "mine is +8613800009999");
  ASSERT_TRUE(wait_for("find"));
  EXPECT_EQ(params("find")["sent"], true);
  EXPECT_EQ(params("find")["partner"]["name"], "bob@fake");
}

TEST_F(PluginTest, SystemErrorAndNoticeLinesArePassedOver) {
  PurpleConversation* conversation = host.conversation(alice, "bob@fake");
  for (const auto flag : {PURPLE_MESSAGE_SYSTEM, PURPLE_MESSAGE_ERROR, PURPLE_MESSAGE_NOTIFY}) {
    purple_conversation_write(conversation, "bob@fake", "+8613800001111",
                              static_cast<PurpleMessageFlags>(flag | PURPLE_MESSAGE_RECV), time(nullptr));
  }
  host.receive(alice, "bob@fake", "the one");
  ASSERT_TRUE(wait_for("find"));
  host.run_for(50);
  ASSERT_EQ(log("find").size(), 1U);
  EXPECT_EQ(params("find")["text"], "the one");
}

TEST_F(PluginTest, StrangerIsAPartnerWithoutAlias) {
  host.receive(alice, "stranger@fake", "+8613800001234");
  ASSERT_TRUE(wait_for("find"));
  EXPECT_EQ(params("find")["partner"]["name"], "stranger@fake");
  EXPECT_EQ(params("find")["partner"]["shown"], "");
  EXPECT_FALSE(params("find")["partner"].contains("others"));
}

TEST_F(PluginTest, MetacontactNamesTheOtherBuddies) {
  PurpleBuddy* first = host.buddy(alice, "bob@fake", "Bob");
  PurpleBuddy* second = host.buddy(alice, "bob@work", "Bob at work");
  purple_blist_merge_contact(purple_buddy_get_contact(second), PURPLE_BLIST_NODE(first));
  host.receive(alice, "bob@fake", "+8613800001234");
  ASSERT_TRUE(wait_for("find"));
  ASSERT_EQ(params("find")["partner"]["others"].size(), 1U);
  EXPECT_EQ(params("find")["partner"]["others"][0]["name"], "bob@work");
}

TEST_F(PluginTest, RenamedBuddyIsReported) {
  PurpleBuddy* buddy = host.buddy(alice, "bob@fake", "Bob");
  host.receive(alice, "bob@fake", "one");
  ASSERT_TRUE(wait_for("find"));
  purple_blist_rename_buddy(buddy, "robert@fake");
  host.receive(alice, "robert@fake", "two");
  ASSERT_TRUE(wait_for("rename"));
  EXPECT_EQ(params("rename")["from"]["name"], "bob@fake");
  EXPECT_EQ(params("rename")["to"]["name"], "robert@fake");
}

TEST_F(PluginTest, SeveralAccountsStayApart) {
  PurpleAccount* carol = host.account("carol@fake");
  host.receive(alice, "bob@fake", "+8613800001111");
  host.receive(carol, "bob@fake", "+8613800002222");
  ASSERT_TRUE(wait_for("find", 2));
  EXPECT_NE(params("find", 0)["partner"]["account"], params("find", 1)["partner"]["account"]);
  EXPECT_EQ(params("find", 1)["partner"]["account"], "carol@fake");
}

TEST_F(PluginTest, ChatParticipantWithARealNameIsTheBuddyOthersAreOffRecord) {
  host.buddy(alice, "bob@fake", "Bob");
  host.join_chat(alice, 7, "room@fake");
  host.receive_in_chat(alice, 7, "robert", "+8613800001111");
  host.receive_in_chat(alice, 7, "nobody", "+8613800002222");
  ASSERT_TRUE(wait_for("find", 2));
  EXPECT_EQ(params("find", 0)["partner"]["name"], "bob@fake");
  EXPECT_EQ(params("find", 0)["off_record"], false);
  EXPECT_EQ(params("find", 1)["partner"]["name"], "room@fake/nobody");
  EXPECT_EQ(params("find", 1)["off_record"], true);
}

TEST_F(PluginTest, UnloggedAndOtrConversationsAreOffRecord) {
  PurpleConversation* conversation = host.conversation(alice, "bob@fake");
  purple_conversation_set_logging(conversation, FALSE);
  host.receive(alice, "bob@fake", "+8613800001111");
  purple_conversation_set_logging(conversation, TRUE);
  purple_conversation_set_data(conversation, "otr-private", conversation);
  host.receive(alice, "bob@fake", "+8613800002222");
  purple_conversation_set_data(conversation, "otr-private", nullptr);
  host.receive(alice, "bob@fake", "+8613800003333");
  ASSERT_TRUE(wait_for("find", 3));
  EXPECT_EQ(params("find", 0)["off_record"], true);
  EXPECT_EQ(params("find", 1)["off_record"], true);
  EXPECT_EQ(params("find", 2)["off_record"], false);
}

TEST_F(PluginTest, LookingBackStoresNothingThatWasPrivateWhenItWasSaid) {
  PurpleConversation* conversation = host.conversation(alice, "bob@fake");
  purple_conversation_set_data(conversation, "otr-private", conversation);
  host.receive(alice, "bob@fake", "+8613800001111", PURPLE_MESSAGE_RECV, 1700000000);
  purple_conversation_set_data(conversation, "otr-private", nullptr);
  host.receive(alice, "bob@fake", "+8613800002222", PURPLE_MESSAGE_RECV, 1700000001);
  ASSERT_TRUE(wait_for("find", 2));
  // The tab is built again while the conversation is not private any more.
  const PhonebookApi* api = core_api();
  api->find_again(conversation, "bob@fake", "+8613800001111", PURPLE_MESSAGE_RECV, 1700000000);
  api->find_again(conversation, "bob@fake", "+8613800002222", PURPLE_MESSAGE_RECV, 1700000001);
  ASSERT_TRUE(wait_for("find", 4));
  EXPECT_EQ(params("find", 2)["off_record"], true);
  EXPECT_EQ(params("find", 3)["off_record"], false);
  // After a restart nobody knows which was which.
  host.unload();
  host.load(PHONEBOOK_FAKE_SERVE);
  ASSERT_TRUE(wait_for("find", 6));
  EXPECT_EQ(params("find", 4)["off_record"], true);
  EXPECT_EQ(params("find", 5)["off_record"], true);
}

TEST_F(PluginTest, MessageThatIsNotToBeLoggedIsOffRecord) {
  host.receive(alice, "bob@fake", "+8613800001111",
               static_cast<PurpleMessageFlags>(PURPLE_MESSAGE_RECV | PURPLE_MESSAGE_NO_LOG));
  ASSERT_TRUE(wait_for("find"));
  EXPECT_EQ(params("find")["off_record"], true);
}

TEST_F(PluginTest, ListenerMayUnloadThePluginThatCallsIt) {
  static Host* the_host = &host;
  static int heard = 0;
  heard = 0;
  static int handle;
  purple_signal_connect(host.plugin(), "phonebook-found", &handle,
                        PURPLE_CALLBACK(+[](PurpleAccount*, PurpleConversation*, const char*, gpointer) {
                          if (++heard == 1) the_host->unload();
                        }),
                        nullptr);
  host.receive(alice, "bob@fake", "+8613800001111 or +8613800002222");
  ASSERT_TRUE(host.run_until([] { return heard > 0; }));
  host.run_for(50);
  EXPECT_EQ(heard, 1);
  purple_signals_disconnect_by_handle(&handle);
  host.load(PHONEBOOK_FAKE_SERVE);
  host.found.clear();
  host.receive(alice, "bob@fake", "+8613800003333");
  EXPECT_TRUE(host.run_until([&] { return host.found.size() == 1; }));
}

TEST_F(PluginTest, OpenConversationsOfTheSamePersonAreAskedAgain) {
  PurpleBuddy* first = host.buddy(alice, "bob@fake", "Bob");
  PurpleBuddy* second = host.buddy(alice, "bob@work", "Bob at work");
  purple_blist_merge_contact(purple_buddy_get_contact(second), PURPLE_BLIST_NODE(first));
  host.conversation(alice, "bob@work");
  ASSERT_TRUE(wait_for("suggest"));
  host.receive(alice, "bob@fake", "+8613800001234");
  const auto asked_for = [&](const std::string& name) {
    int count = 0;
    for (const Json& line : log("suggest")) count += line["params"]["partner"]["name"] == name ? 1 : 0;
    return count;
  };
  EXPECT_TRUE(host.run_until([&] { return asked_for("bob@work") == 2; }));
}

TEST_F(PluginTest, RenameThatMeetsNoChildIsSaidLater) {
  PurpleBuddy* buddy = host.buddy(alice, "bob@fake", "Bob");
  host.receive(alice, "bob@fake", "one");
  ASSERT_TRUE(wait_for("find"));
  host.unload();
  host.load("/nowhere/purple-phonebook");
  purple_blist_rename_buddy(buddy, "robert@fake");
  host.receive(alice, "robert@fake", "two");
  ASSERT_TRUE(host.run_until([&] { return host.was_told("is not a program"); }));
  EXPECT_TRUE(log("rename").empty());
  purple_prefs_set_string("/plugins/core/purple-phonebook/program", PHONEBOOK_FAKE_SERVE);
  host.receive(alice, "robert@fake", "three");
  ASSERT_TRUE(wait_for("rename"));
  EXPECT_EQ(params("rename")["from"]["name"], "bob@fake");
  host.receive(alice, "robert@fake", "four");
  ASSERT_TRUE(wait_for("find", 3));
  EXPECT_EQ(log("rename").size(), 1U);
}

TEST_F(PluginTest, ChatParticipantIsTheBuddyByNameOrByTheOnlyAlias) {
  host.buddy(alice, "carl", "Carl C.");
  PurpleConversation* chat = host.join_chat(alice, 11, "room-irc@fake");
  purple_conv_chat_add_user(PURPLE_CONV_CHAT(chat), "carl", nullptr, PURPLE_CBFLAGS_NONE, FALSE);
  purple_conv_chat_add_user(PURPLE_CONV_CHAT(chat), "Stranger", nullptr, PURPLE_CBFLAGS_NONE, FALSE);
  const auto say = [&](const char* who, const char* text) {
    purple_signal_emit(purple_conversations_get_handle(), "wrote-chat-msg", alice, who, text, chat,
                       PURPLE_MESSAGE_RECV);
  };
  say("carl", "+8613800001111");
  say("Carl C.", "+8613800002222");
  say("Stranger", "+8613800003333");
  host.buddy(alice, "doris", "Stranger");  // her alias is somebody else's name here
  say("Stranger", "+8613800004444");
  ASSERT_TRUE(wait_for("find", 4));
  EXPECT_EQ(params("find", 0)["partner"]["name"], "carl");
  EXPECT_EQ(params("find", 1)["partner"]["name"], "carl");
  EXPECT_EQ(params("find", 2)["partner"]["name"], "room-irc@fake/stranger");
  EXPECT_EQ(params("find", 3)["partner"]["name"], "room-irc@fake/stranger");
}

TEST_F(PluginTest, BrokenUtf8And64KibArriveWhole) {
  host.receive(alice, "bob@fake", "broken \xff\xfe\xc3 end");
  host.receive(alice, "bob@fake", std::string(64 * 1024, 'x') + " +8613800001234");
  ASSERT_TRUE(host.run_until([&] { return host.found.size() == 1; }));
  ASSERT_EQ(log("find").size(), 2U);
  EXPECT_NE(params("find", 0)["text"].get<std::string>().find("end"), std::string::npos);
  EXPECT_EQ(params("find", 1)["text"].get<std::string>().size(), 64U * 1024 + 15);
}

TEST_F(PluginTest, ThousandMessagesAreAllAnswered) {
  for (int i = 0; i < 1000; ++i) host.receive(alice, "bob@fake", "+86138" + std::to_string(10000000 + i));
  EXPECT_TRUE(host.run_until([&] { return host.found.size() == 1000; }));
  EXPECT_EQ(children_started().size(), 1U);
}

TEST_F(PluginTest, FloodThatNobodyAnswersDropsTheOldestAndSaysSoOnce) {
  behave({{"find", {{"do", "never"}}}});
  const std::string big(512 * 1024, 'y');
  for (int i = 0; i < 100; ++i) host.receive(alice, "bob@fake", big);
  EXPECT_TRUE(host.run_until([&] { return host.was_told("faster than they can be looked at"); }));
  host.run_for(100);
  EXPECT_EQ(host.times_told("faster than they can be looked at"), 1);
}

TEST_F(PluginTest, ChildKilledWhileItLooksIsAskedAgain) {
  behave({{"find", {{"do", "die"}, {"times", 1}}}});
  host.receive(alice, "bob@fake", "+8613800001234");
  EXPECT_TRUE(host.run_until([&] { return host.found.size() == 1; }));
  EXPECT_EQ(children_started().size(), 2U);
  EXPECT_EQ(log("find").size(), 2U);
}

TEST_F(PluginTest, ChildThatAlwaysDiesIsGivenUpWithASentenceAndTriedAgainByThePerson) {
  behave({{"initialize", {{"do", "die"}}}});
  host.receive(alice, "bob@fake", "+8613800001234");
  ASSERT_TRUE(host.run_until([&] { return host.was_told("ended again and again"); }));
  EXPECT_EQ(children_started().size(), 4U);
  host.receive(alice, "bob@fake", "+8613800001235");
  host.run_for(100);
  EXPECT_EQ(children_started().size(), 4U);
  EXPECT_EQ(host.times_told("ended again and again"), 1);
  behave(Json::object());
  EXPECT_TRUE(host.command(host.conversation(alice, "bob@fake"), "phonebook"));
  EXPECT_TRUE(host.run_until([&] { return host.was_told("Folder is ready"); }));
}

TEST_F(PluginTest, MissingProgramIsSaidOnce) {
  purple_prefs_set_string("/plugins/core/purple-phonebook/program", "/nowhere/purple-phonebook");
  host.receive(alice, "bob@fake", "one");
  host.receive(alice, "bob@fake", "two");
  ASSERT_TRUE(host.run_until([&] { return host.was_told("/nowhere/purple-phonebook is not a program"); }));
  host.run_for(50);
  EXPECT_EQ(host.times_told("is not a program"), 1);
  EXPECT_TRUE(host.command(host.conversation(alice, "bob@fake"), "addtophone"));
  EXPECT_TRUE(host.run_until([&] { return host.times_told("is not a program") == 2; }));
  // Put right, it works without a restart of the host.
  purple_prefs_set_string("/plugins/core/purple-phonebook/program", PHONEBOOK_FAKE_SERVE);
  host.receive(alice, "bob@fake", "+8613800001234");
  EXPECT_TRUE(host.run_until([&] { return host.found.size() == 1; }));
}

TEST_F(PluginTest, GarbageWrongIdsAndHugeLinesChangeNothing) {
  behave({{"find", {{"do", "garbage"}, {"times", 1}}}});
  host.receive(alice, "bob@fake", "one");
  ASSERT_TRUE(wait_for("find", 1));
  host.run_for(50);
  std::filesystem::remove(folder / "count-find");
  behave({{"find", {{"do", "wrong_id"}, {"times", 1}}}});
  host.receive(alice, "bob@fake", "two");
  ASSERT_TRUE(wait_for("find", 2));
  host.run_for(50);
  std::filesystem::remove(folder / "count-find");
  behave({{"find", {{"do", "huge"}, {"times", 1}}}});
  host.receive(alice, "bob@fake", "+8613800001234");
  EXPECT_TRUE(host.run_until([&] { return host.found.size() == 1; }));
  EXPECT_EQ(children_started().size(), 1U);
}

TEST_F(PluginTest, AnswersOfWrongTypesAreHarmless) {
  behave(
      {{"find",
        {{"result",
          {{"findings", {1, "two", nullptr, {{"id", 3}}, {{"id", "9"}, {"shown", 5}, {"nth_from_end", "x"}}}},
           {"pending", "many"}}}}}});
  host.receive(alice, "bob@fake", "one");
  EXPECT_TRUE(host.run_until([&] { return host.found.size() == 5; }));
  behave({{"card", {{"result", {{"numbers", 7}, {"phone", "x"}}}}}});
  EXPECT_TRUE(host.command(host.conversation(alice, "bob@fake"), "addtophone"));
  EXPECT_TRUE(host.run_until([&] { return host.was_told("There is no number and no address"); }));
}

TEST_F(PluginTest, ChildThatClosesItsOutputIsReplaced) {
  behave({{"find", {{"do", "close"}, {"times", 1}}}});
  host.receive(alice, "bob@fake", "+8613800001234");
  EXPECT_TRUE(host.run_until([&] { return host.found.size() == 1; }));
  EXPECT_EQ(children_started().size(), 2U);
}

TEST_F(PluginTest, FirstCardIsShownAndSentAsChosen) {
  host.buddy(alice, "bob@fake", "Bob Builder");
  host.receive(alice, "bob@fake", "+8613800001111 or +8613800002222");
  ASSERT_TRUE(host.run_until([&] { return host.found.size() == 2; }));
  PurpleConversation* conversation = host.conversation(alice, "bob@fake");
  ASSERT_TRUE(host.command(conversation, "addtophone"));
  ASSERT_TRUE(host.run_until([&] { return host.dialogs().size() == 1; }));
  EXPECT_TRUE(log("send").empty());
  PurpleRequestFields* fields = host.dialogs()[0].fields;
  EXPECT_STREQ(purple_request_fields_get_string(fields, "name"), "Bob Builder");
  purple_request_field_string_set_value(purple_request_fields_get_field(fields, "name"), "Robert");
  purple_request_field_bool_set_value(purple_request_fields_get_field(fields, "finding-1"), FALSE);
  host.accept();
  ASSERT_TRUE(host.run_until([&] { return host.was_told("It is on the phone."); }));
  const Json sent = params("send");
  EXPECT_EQ(sent["name"], "Robert");
  EXPECT_EQ(sent["leave_out"], Json::array({"2"}));
  EXPECT_EQ(sent["on_conflict"], "ask");
  EXPECT_EQ(sent["again"], false);
  EXPECT_EQ(sent["request"].get<std::string>().size(), 36U);
  // The second card of the same person goes without a look.
  host.receive(alice, "bob@fake", "+8613800003333");
  ASSERT_TRUE(host.run_until([&] { return host.found.size() == 3; }));
  ASSERT_TRUE(host.command(conversation, "addtophone"));
  ASSERT_TRUE(host.run_until([&] { return host.times_told("It is on the phone.") == 2; }));
  EXPECT_TRUE(host.dialogs().empty());
  EXPECT_NE(params("send", 0)["request"], params("send", 1)["request"]);
}

TEST_F(PluginTest, CancelledLookSendsNothingAndCanBeAskedForAgain) {
  PurpleConversation* conversation = until_dialog();
  host.cancel();
  host.run_for(50);
  EXPECT_TRUE(log("send").empty());
  ASSERT_TRUE(host.command(conversation, "addtophone"));
  EXPECT_TRUE(host.run_until([&] { return host.dialogs().size() == 1; }));
}

TEST_F(PluginTest, ClickingTwiceQuicklySendsOnce) {
  behave({{"send", {{"delay", 0.3}}}});
  PurpleConversation* conversation = until_dialog();
  host.command(conversation, "addtophone");
  host.run_for(50);
  ASSERT_EQ(host.dialogs().size(), 1U);
  host.accept();
  host.command(conversation, "addtophone");
  ASSERT_TRUE(host.run_until([&] { return host.was_told("It is on the phone."); }));
  host.run_for(400);
  EXPECT_EQ(log("send").size(), 1U);
}

TEST_F(PluginTest, SecondClickWhileTheLookIsOpenSaysWhereItIs) {
  PurpleConversation* conversation = until_dialog();
  host.command(conversation, "addtophone");
  EXPECT_TRUE(host.was_told("The card of bob@fake waits for your answer in its window."));
  host.run_for(50);
  EXPECT_EQ(host.dialogs().size(), 1U);
}

TEST_F(PluginTest, CancelledBeforeItWasWrittenNeverGoes) {
  PurpleConversation* conversation = until_dialog();
  host.accept();
  host.command(conversation, "phonebook cancel");
  ASSERT_TRUE(host.run_until([&] { return host.was_told("It was cancelled."); }));
  host.run_for(200);
  EXPECT_TRUE(log("send").empty());
}

TEST_F(PluginTest, CancelTellsOfTheCardsThatWaited) {
  behave({{"send", {{"do", "never"}}}});
  until_dialog();
  PurpleConversation* conversation = until_dialog("carol@fake");
  ASSERT_TRUE(host.run_until([&] { return host.dialogs().size() == 2; }));
  host.accept();
  host.accept();
  ASSERT_TRUE(wait_for("send"));
  host.command(conversation, "phonebook cancel");
  EXPECT_TRUE(host.was_told("The card of carol@fake was not sent."));
  EXPECT_TRUE(wait_for("$/cancel"));
}

TEST_F(PluginTest, SecondCancelEndsAChildThatIsSilent) {
  behave({{"send", {{"do", "never"}}}});
  PurpleConversation* conversation = until_dialog();
  host.accept();
  ASSERT_TRUE(wait_for("send"));
  kill(static_cast<pid_t>(children_started().back()), SIGSTOP);
  host.command(conversation, "phonebook cancel");
  host.run_for(50);
  EXPECT_EQ(children_started().size(), 1U);
  host.command(conversation, "phonebook cancel");
  ASSERT_TRUE(host.run_until([&] { return host.was_told("It was not sent again"); }));
  EXPECT_EQ(log("send").size(), 1U);
  EXPECT_EQ(children_started().size(), 2U);
}

TEST_F(PluginTest, StoppedChildIsSaidAndReplaced) {
  PurpleConversation* conversation = until_dialog("carol@fake");
  host.cancel();
  kill(static_cast<pid_t>(children_started().back()), SIGSTOP);
  host.command(conversation, "addtophone");
  ASSERT_TRUE(host.run_until([&] { return host.was_told("slow to answer"); }));
  ASSERT_TRUE(host.run_until([&] { return host.was_told("does not answer"); }, 40000));
  host.receive(alice, "bob@fake", "+8613800001234");
  EXPECT_TRUE(host.run_until([&] { return host.found.size() == 2; }));
  EXPECT_EQ(children_started().size(), 2U);
}

TEST_F(PluginTest, MessageThatKillsChildrenTakesNoOtherWithIt) {
  behave({{"find", {{"die_on", "poison"}}}});
  for (int i = 0; i < 5; ++i) host.receive(alice, "bob@fake", "before +861380000111" + std::to_string(i));
  host.receive(alice, "bob@fake", "poison +8613800002222");
  for (int i = 0; i < 5; ++i) host.receive(alice, "bob@fake", "after +861380000333" + std::to_string(i));
  EXPECT_TRUE(host.run_until([&] { return host.found.size() == 10; }));
  EXPECT_EQ(host.times_told("ended again and again"), 0);
}

TEST_F(PluginTest, ProgramPathIsReadWhenItIsTyped) {
  host.receive(alice, "bob@fake", "one");
  ASSERT_TRUE(wait_for("find"));
  const char* name = "/plugins/core/purple-phonebook/program";
  purple_prefs_set_string(name, "/nowhere/purple");
  host.run_for(100);
  purple_prefs_set_string(name, PHONEBOOK_FAKE_SERVE);
  host.run_for(1700);
  EXPECT_EQ(living_children(), 1);
  host.receive(alice, "bob@fake", "two");
  ASSERT_TRUE(wait_for("find", 2));
  EXPECT_EQ(children_started().size(), 1U);
}

TEST_F(PluginTest, CountryIsSentAsTheEngineKnowsIt) {
  purple_prefs_set_string("/plugins/core/purple-phonebook/region", " De ");
  host.receive(alice, "bob@fake", "one");
  PurpleConversation* conversation = host.conversation(alice, "bob@fake");
  host.command(conversation, "addtophone +8613800003333");
  EXPECT_TRUE(wait_for("find", 2));
  purple_prefs_set_string("/plugins/core/purple-phonebook/region", "");
  EXPECT_EQ(params("initialize")["region"], "DE");
  EXPECT_EQ(params("find", 0)["region"], "DE");
  EXPECT_EQ(params("find", 1)["region"], "DE");
}

TEST_F(PluginTest, TypedMailAddressIsAnotherOneWithAnotherDot) {
  host.receive(alice, "bob@fake", "write to a.b@example.com");
  ASSERT_TRUE(host.run_until([&] { return !host.found.empty(); }));
  PurpleConversation* conversation = host.conversation(alice, "bob@fake");
  host.command(conversation, "addtophone A.B@Example.com");
  ASSERT_TRUE(wait_for("card"));
  EXPECT_EQ(params("card", 0)["findings"], Json::array({"1"}));
  host.command(conversation, "addtophone ab@example.com");
  ASSERT_TRUE(wait_for("card", 2));
  EXPECT_EQ(params("card", 1)["findings"], Json::array({"2"}));
}

TEST_F(PluginTest, SeveralCardsGoOneAfterTheOther) {
  behave({{"send", {{"delay", 0.2}}}});
  for (const char* who : {"bob@fake", "carol@fake", "dan@fake"}) {
    host.receive(alice, who, "+8613800001234");
  }
  ASSERT_TRUE(host.run_until([&] { return host.found.size() == 3; }));
  for (const char* who : {"bob@fake", "carol@fake", "dan@fake"}) {
    ASSERT_TRUE(host.command(host.conversation(alice, who), "addtophone"));
  }
  ASSERT_TRUE(host.run_until([&] { return host.dialogs().size() == 3; }));
  for (int i = 0; i < 3; ++i) host.accept();
  ASSERT_TRUE(wait_for("send"));
  host.run_for(50);
  EXPECT_EQ(log("send").size(), 1U);
  EXPECT_TRUE(host.run_until([&] { return host.times_told("It is on the phone.") == 3; }));
}

TEST_F(PluginTest, ChildKilledInTheMiddleOfASendIsSaidAndNotRepeated) {
  behave({{"send", {{"do", "never"}}}});
  until_dialog();
  host.accept();
  ASSERT_TRUE(wait_for("send"));
  kill(static_cast<pid_t>(children_started().back()), SIGKILL);
  ASSERT_TRUE(host.run_until([&] { return host.was_told("It was not sent again"); }));
  EXPECT_EQ(log("send").size(), 1U);
  ASSERT_EQ(log("send/status").size(), 1U);
  EXPECT_EQ(params("send/status")["request"], params("send")["request"]);
  EXPECT_EQ(children_started().size(), 2U);
}

TEST_F(PluginTest, SendThatWasDoneBeforeTheChildDiedIsReportedAsDone) {
  behave({{"send", {{"do", "die"}}},
          {"send/status",
           {{"result",
             {{"state", "done"},
              {"sentence", ""},
              {"result", {{"sentence", "Bob is on the phone."}, {"pending", 0}}}}}}}});
  until_dialog();
  host.accept();
  EXPECT_TRUE(host.run_until([&] { return host.was_told("Bob is on the phone."); }));
  EXPECT_EQ(log("send").size(), 1U);
  EXPECT_FALSE(host.was_told("not sent again"));
}

TEST_F(PluginTest, NoPhoneSaysWhyAndHow) {
  behave({{"card",
           {{"result",
             {{"name", "Bob"},
              {"first", true},
              {"linked", true},
              {"numbers", {{{"finding", "1"}, {"value", "+86"}}}},
              {"mails", Json::array()},
              {"ims", Json::array()},
              {"phone", nullptr},
              {"sentence", "No phone was reached."},
              {"passed_over",
               {{{"route", "usb"},
                 {"phone", "Cable"},
                 {"reason", "It is locked."},
                 {"cure", "Unlock it."}}}}}}}}});
  host.command(host.conversation(alice, "bob@fake"), "addtophone");
  ASSERT_TRUE(host.run_until([&] { return host.was_told("No phone was reached."); }));
  EXPECT_TRUE(host.was_told("Cable: It is locked. Unlock it."));
}

TEST_F(PluginTest, SlowSendSaysHowFarItIsOnce) {
  behave({{"send", {{"delay", 1.5}}}});
  until_dialog();
  host.accept();
  ASSERT_TRUE(host.run_until([&] { return host.was_told("It is on the phone."); }));
  EXPECT_EQ(host.times_told("on its way to the phone"), 1);
}

TEST_F(PluginTest, QuestionIsAskedAndAnswered) {
  behave({{"send",
           {{"first",
             {{{"jsonrpc", "2.0"},
               {"id", "q1"},
               {"method", "$/question"},
               {"params",
                {{"kind", "conflict"},
                 {"sentence", "The phone has another number."},
                 {"name", "Bob"},
                 {"fields",
                  {{{"field", "name"}, {"theirs", "Bobby"}, {"ours", "Bob"}},
                   {{"field", "im"}, {"theirs", "bob@a"}, {"ours", "bob@b"}}}},
                 {"answers",
                  {{{"answer", "overwrite"}, {"label", "_Overwrite"}},
                   {{"answer", "keep"}, {"label", "_Keep"}}}}}}}}},
            {"delay", 0.5}}}});
  until_dialog();
  host.accept();
  ASSERT_TRUE(host.run_until([&] { return !host.dialogs().empty(); }));
  EXPECT_EQ(host.dialogs()[0].primary, "The phone has another number.");
  EXPECT_NE(host.dialogs()[0].secondary.find("chat address: on the phone “bob@a”"), std::string::npos)
      << host.dialogs()[0].secondary;
  EXPECT_EQ(purple_request_fields_get_choice(host.dialogs()[0].fields, "answer"), 1);
  host.accept();
  EXPECT_TRUE(host.run_until([&] {
    for (const Json& line : log()) {
      if (line.value("id", Json()) == "q1") return line["result"]["answer"] == "keep";
    }
    return false;
  }));
}

TEST_F(PluginTest, WhatMessagesCostIsAskedInTheEnginesWords) {
  behave({{"send",
           {{"first",
             {{{"jsonrpc", "2.0"},
               {"id", "q1"},
               {"method", "$/question"},
               {"params",
                {{"kind", "toll"},
                 {"sentence", "Sending takes 2 short messages. It goes in clear."},
                 {"name", "Old phone"},
                 {"fields", Json::array()},
                 {"answers",
                  {{{"answer", "once"}, {"label", "_Send it"}},
                   {{"answer", "always"}, {"label", "Do not _ask again"}},
                   {{"answer", "no"}, {"label", "_No"}}}}}}}}},
            {"delay", 0.5}}}});
  until_dialog();
  host.accept();
  ASSERT_TRUE(host.run_until([&] { return !host.dialogs().empty(); }));
  EXPECT_EQ(host.dialogs()[0].primary, "Sending takes 2 short messages. It goes in clear.");
  EXPECT_EQ(host.dialogs()[0].secondary, "");
  PurpleRequestField* choice = purple_request_fields_get_field(host.dialogs()[0].fields, "answer");
  EXPECT_EQ(g_list_length(purple_request_field_choice_get_labels(choice)), 3U);
  purple_request_field_choice_set_value(choice, 1);
  host.accept();
  EXPECT_TRUE(host.run_until([&] {
    for (const Json& line : log()) {
      if (line.value("id", Json()) == "q1") return line["result"]["answer"] == "always";
    }
    return false;
  }));
}

// Runs the action of this name in the Tools menu.
void run_action(Host& host, const std::string& name) {
  GList* actions = PURPLE_PLUGIN_ACTIONS(host.plugin(), nullptr);
  bool found = false;
  for (GList* item = actions; item != nullptr; item = item->next) {
    auto* action = static_cast<PurplePluginAction*>(item->data);
    action->plugin = host.plugin();
    if (name == action->label) {
      found = true;
      action->callback(action);
    }
    purple_plugin_action_free(action);
  }
  g_list_free(actions);
  ASSERT_TRUE(found) << name;
}

TEST_F(PluginTest, SeveralWaysAreNamedAsOnePhone) {
  behave({{"phones",
           {{"result",
             {{"phones",
               {{{"phone", "adb:1"}, {"name", "Pixel"}, {"route", "adb"}, {"state", "ready"}},
                {{"phone", "bluetooth:AA"}, {"name", "Pixel"}, {"route", "bluetooth"}, {"state", "ready"}},
                {{"phone", "folder:/x (1)"}, {"name", "Card"}, {"route", "folder"}, {"state", "ready"}}}},
              {"passed_over", Json::array()}}}}}});
  run_action(host, "One phone by several ways…");
  ASSERT_TRUE(host.run_until([&] { return !host.dialogs().empty(); }));
  PurpleRequestFields* fields = host.dialogs()[0].fields;
  PurpleRequestField* list = purple_request_fields_get_field(fields, "ways");
  EXPECT_EQ(g_list_length(purple_request_field_list_get_items(list)), 3U);
  purple_request_field_list_add_selected(list, "Pixel (adb:1)");
  purple_request_field_list_add_selected(list, "Card (folder:/x (1))");
  purple_request_field_string_set_value(purple_request_fields_get_field(fields, "name"), "My phone");
  host.accept();
  ASSERT_TRUE(wait_for("phones/same"));
  Json ways = params("phones/same")["phones"];
  std::sort(ways.begin(), ways.end());
  EXPECT_EQ(ways, Json::array({"adb:1", "folder:/x (1)"}));
  EXPECT_EQ(params("phones/same")["name"], "My phone");
  EXPECT_TRUE(host.run_until([&] { return host.was_told("They are one phone"); }));

  // One alone is no choice.
  host.forget_sentences();
  run_action(host, "One phone by several ways…");
  ASSERT_TRUE(host.run_until([&] { return !host.dialogs().empty(); }));
  host.accept();
  EXPECT_TRUE(host.was_told("nothing was changed"));
}

TEST_F(PluginTest, HostWithoutDialogsSaysSo) {
  host.show_dialogs(false);
  host.receive(alice, "bob@fake", "+8613800001234");
  ASSERT_TRUE(host.run_until([&] { return !host.found.empty(); }));
  host.command(host.conversation(alice, "bob@fake"), "addtophone");
  EXPECT_TRUE(host.run_until([&] { return host.was_told("cannot show it"); }));
}

TEST_F(PluginTest, NamedFindingAndTypedNumberGo) {
  host.receive(alice, "bob@fake", "+8613800001111 or +8613800002222");
  ASSERT_TRUE(host.run_until([&] { return host.found.size() == 2; }));
  PurpleConversation* conversation = host.conversation(alice, "bob@fake");
  host.command(conversation, "addtophone +86 138 0000 2222");
  ASSERT_TRUE(wait_for("card"));
  EXPECT_EQ(params("card")["findings"], Json::array({"2"}));
  host.command(conversation, "addtophone +8613800003333");
  ASSERT_TRUE(wait_for("card", 2));
  EXPECT_EQ(params("card", 1)["findings"], Json::array({"3"}));
  host.command(conversation, "addtophone no number at all");
  EXPECT_TRUE(host.run_until([&] { return host.was_told("is no telephone number"); }));
}

struct SeenCode {
  int count = 0, size = 0, dark = 0;
  std::string id, name, sentence, remark;
  PurpleConversation* conversation = nullptr;
};

void see_code(void* user_data, const PhonebookCode* code) {
  auto* seen = static_cast<SeenCode*>(user_data);
  ++seen->count;
  seen->size = code->size;
  seen->dark = 0;
  for (int i = 0; i < code->size * code->size; ++i) seen->dark += code->modules[i];
  seen->id = code->id;
  seen->name = code->name;
  seen->sentence = code->sentence;
  seen->remark = code->remark;
  seen->conversation = code->conversation;
}

TEST_F(PluginTest, ACodeIsShownAsTextWhereNobodyDrawsIt) {
  PurpleConversation* conversation = host.conversation(alice, "bob@fake");
  host.command(conversation, "phonebook qr");
  ASSERT_TRUE(wait_for("qr"));
  EXPECT_EQ(params("qr")["smallest"], true);
  EXPECT_EQ(params("qr")["invert"], false);
  EXPECT_TRUE(host.run_until([&] { return host.was_told("█▀▄\u00A0&lt;<br>"); }));
  EXPECT_TRUE(host.was_told("Without the note."));
  host.command(conversation, "phonebook qr invert");
  ASSERT_TRUE(wait_for("qr", 2));
  EXPECT_EQ(params("qr", 1)["invert"], true);
}

TEST_F(PluginTest, ACodeIsDrawnByTheOneWhoOffersTo) {
  const PhonebookApi* api = core_api();
  SeenCode seen;
  ASSERT_TRUE(api->show_codes_with(see_code, &seen));
  EXPECT_FALSE(api->show_codes_with(see_code, &seen));
  PurpleConversation* conversation = host.conversation(alice, "bob@fake");
  host.command(conversation, "phonebook qr");
  ASSERT_TRUE(host.run_until([&] { return seen.count == 1; }));
  EXPECT_EQ(seen.size, 21);
  EXPECT_EQ(seen.dark, 21 * 11);
  EXPECT_EQ(seen.sentence, "Point it.");
  EXPECT_EQ(seen.remark, "Without the note.");
  EXPECT_EQ(seen.conversation, conversation);
  const std::string id = seen.id;
  api->show_code(conversation, nullptr, nullptr);
  ASSERT_TRUE(host.run_until([&] { return seen.count == 2; }));
  EXPECT_EQ(seen.id, id);
  api->show_code(conversation, nullptr, "7");
  ASSERT_TRUE(host.run_until([&] { return seen.count == 3; }));
  EXPECT_NE(seen.id, id);
  EXPECT_EQ(params("qr", 2)["findings"], Json::array({"7"}));
  // Asked for in a conversation that is closed before the answer.
  behave({{"qr", {{"delay", 0.3}}}});
  api->show_code(conversation, nullptr, nullptr);
  purple_conversation_destroy(conversation);
  ASSERT_TRUE(host.run_until([&] { return seen.count == 4; }));
  EXPECT_EQ(seen.conversation, nullptr);
  EXPECT_TRUE(api->show_codes_with(nullptr, nullptr));
}

TEST_F(PluginTest, ACodeThatIsNoneIsASentence) {
  SeenCode seen;
  ASSERT_TRUE(core_api()->show_codes_with(see_code, &seen));
  PurpleConversation* conversation = host.conversation(alice, "bob@fake");
  int asked = 0;
  for (const Json& result : {Json{{"size", 21}, {"rows", {"101"}}}, Json{{"size", 2}, {"rows", {"10", 7}}},
                             Json{{"size", 1000000}, {"rows", Json::array()}}, Json{{"rows", "1"}}}) {
    host.forget_sentences();
    behave({{"qr", {{"result", result}}}});
    host.command(conversation, "phonebook qr");
    ASSERT_TRUE(wait_for("qr", static_cast<std::size_t>(++asked)));
    EXPECT_TRUE(host.run_until([&] { return host.was_told("cannot be shown"); })) << result.dump();
  }
  host.forget_sentences();
  behave({{"qr", {{"error", {{"code", -32000}, {"message", "There is no number."}}}}}});
  host.command(conversation, "phonebook qr");
  EXPECT_TRUE(host.run_until([&] { return host.was_told("There is no number."); }));
  EXPECT_EQ(seen.count, 0);
  std::string error;
  EXPECT_FALSE(host.command(host.join_chat(alice, 11, "room3@fake"), "phonebook qr", &error));
  EXPECT_NE(error.find("no one person"), std::string::npos);
}

TEST_F(PluginTest, CommandsInAChatSayWhatIsPossible) {
  PurpleConversation* chat = host.join_chat(alice, 9, "room2@fake");
  std::string error;
  EXPECT_FALSE(host.command(chat, "addtophone", &error));
  EXPECT_NE(error.find("Open a conversation with the person"), std::string::npos);
  EXPECT_TRUE(host.command(chat, "phonebook"));
  EXPECT_TRUE(host.run_until([&] { return host.was_told("Unlock it."); }));
}

TEST_F(PluginTest, BuddyMenuAndPluginActionsWork) {
  PurpleBuddy* buddy = host.buddy(alice, "bob@fake", "Bob");
  GList* menu = purple_blist_node_get_extended_menu(PURPLE_BLIST_NODE(buddy));
  int run = 0;
  for (GList* item = menu; item != nullptr; item = item->next) {
    auto* action = static_cast<PurpleMenuAction*>(item->data);
    EXPECT_EQ(std::string(action->label).find('_'), std::string::npos) << action->label;
    reinterpret_cast<void (*)(void*, void*)>(action->callback)(buddy, action->data);
    ++run;
    purple_menu_action_free(action);
  }
  g_list_free(menu);
  EXPECT_EQ(run, 3);
  EXPECT_TRUE(wait_for("card"));
  EXPECT_TRUE(wait_for("qr"));
  EXPECT_TRUE(host.run_until([&] { return host.was_told("Forgotten."); }));
  GList* actions = PURPLE_PLUGIN_ACTIONS(host.plugin(), nullptr);
  ASSERT_EQ(g_list_length(actions), 4U);
  for (GList* item = actions; item != nullptr; item = item->next) {
    auto* action = static_cast<PurplePluginAction*>(item->data);
    action->plugin = host.plugin();
    action->callback(action);
    purple_plugin_action_free(action);
  }
  g_list_free(actions);
  EXPECT_TRUE(
      host.run_until([&] { return host.was_told("It is there.") && host.was_told("It is locked."); }));
}

TEST_F(PluginTest, ConversationClosedBeforeTheAnswer) {
  behave({{"find", {{"delay", 0.2}}}, {"card", {{"delay", 0.2}}}});
  host.receive(alice, "bob@fake", "+8613800001234");
  PurpleConversation* conversation = host.conversation(alice, "bob@fake");
  host.command(conversation, "addtophone");
  purple_conversation_destroy(conversation);
  EXPECT_TRUE(host.run_until([&] { return !host.dialogs().empty(); }));
  EXPECT_TRUE(host.found.empty());
  host.accept();
  // Said as a notice, since there is no conversation any more.
  EXPECT_TRUE(host.run_until([&] { return host.was_told("It is on the phone."); }));
}

TEST_F(PluginTest, ConversationsOpenBeforeLoadAreLookedAtAsReplayed) {
  host.unload();
  host.receive(alice, "bob@fake", "+8613800001234", PURPLE_MESSAGE_RECV, 1650000000);
  host.load(PHONEBOOK_FAKE_SERVE);
  ASSERT_TRUE(wait_for("find"));
  EXPECT_EQ(params("find")["delayed"], true);
  EXPECT_EQ(params("find")["time"], 1650000000);
  EXPECT_TRUE(wait_for("suggest"));
  EXPECT_TRUE(host.found.empty());
}

TEST_F(PluginTest, FiftyReloadsLeaveNothingBehind) {
  host.receive(alice, "bob@fake", "+8613800001234");
  ASSERT_TRUE(host.run_until([&] { return host.found.size() == 1; }));
  host.unload();
  ASSERT_TRUE(host.run_until([] { return living_children() == 0; }));
  const int before = open_descriptors();
  for (int i = 0; i < 50; ++i) {
    host.load(PHONEBOOK_FAKE_SERVE);
    host.receive(alice, "bob@fake", "+8613800001234");
    if (i % 2 == 0) host.run_for(20);  // now and then the child is in the middle of its start
    host.unload();
  }
  EXPECT_TRUE(host.run_until([] { return living_children() == 0; }, 30000));
  EXPECT_EQ(open_descriptors(), before);
  GList* commands = purple_cmd_list(nullptr);
  for (GList* item = commands; item != nullptr; item = item->next) {
    EXPECT_STRNE(static_cast<char*>(item->data), "phonebook");
    EXPECT_STRNE(static_cast<char*>(item->data), "addtophone");
  }
  g_list_free(commands);
  // One handler, not fifty: one message makes one find.
  host.load(PHONEBOOK_FAKE_SERVE);
  ASSERT_TRUE(host.run_until([&] { return !log("suggest").empty(); }));
  host.found.clear();
  host.receive(alice, "bob@fake", "+8613800005555");
  ASSERT_TRUE(host.run_until([&] { return !host.found.empty(); }));
  host.run_for(50);
  EXPECT_EQ(host.found.size(), 1U);
  EXPECT_TRUE(host.command(host.conversation(alice, "bob@fake"), "phonebook"));
  EXPECT_TRUE(host.run_until([&] { return host.was_told("Folder is ready"); }));
  EXPECT_EQ(host.times_told("Folder is ready"), 1);
}

TEST_F(PluginTest, UnloadWithAnOpenDialogAndACardUnderWay) {
  behave({{"send", {{"delay", 0.5}}}});
  until_dialog();
  host.accept();
  until_dialog("carol@fake");
  host.unload();
  EXPECT_TRUE(host.dialogs().empty());
  EXPECT_TRUE(host.run_until([] { return living_children() == 0; }));
  const auto lines = log();
  EXPECT_TRUE(lines.back().contains("ended")) << lines.back();  // by itself, not by a signal
}

TEST_F(PluginTest, UnloadEndsAChildThatDoesNotListen) {
  behave({{"find", {{"delay", 30}}}});
  host.receive(alice, "bob@fake", "one");
  ASSERT_TRUE(wait_for("find"));
  host.unload();
  EXPECT_TRUE(host.run_until([] { return living_children() == 0; }, 10000));
}

TEST_F(PluginTest, HandlerTimesAreReportedAtUnload) {
  for (int i = 0; i < 20; ++i) host.receive(alice, "bob@fake", "hello");
  ASSERT_TRUE(wait_for("find", 20));
  host.unload();
  ASSERT_TRUE(wait_for("host/handler_times"));
  EXPECT_EQ(params("host/handler_times")["count"], 20);
  EXPECT_TRUE(wait_for("shutdown"));
}

TEST_F(PluginTest, ApiServesAUserInterfacePlugin) {
  gpointer getter = nullptr;
  ASSERT_TRUE(g_module_symbol(static_cast<GModule*>(host.plugin()->handle), "purple_phonebook_api", &getter));
  const PhonebookApi* api = reinterpret_cast<const PhonebookApi* (*)()>(getter)();
  ASSERT_EQ(api->version, static_cast<guint32>(PHONEBOOK_API_VERSION));
  struct Heard {
    std::vector<guint64> messages;
    std::vector<guint64> found;
    std::string partner;
    std::string value;
    int pending = -1;
    std::string aside;
  } heard;
  PhonebookListener listener{};
  listener.user_data = &heard;
  listener.message = [](void* data, PurpleConversation*, guint64 message) {
    static_cast<Heard*>(data)->messages.push_back(message);
  };
  listener.found = [](void* data, PurpleConversation*, guint64 message, const char* partner,
                      const PhonebookFinding* findings, int count) {
    auto* into = static_cast<Heard*>(data);
    into->found.push_back(message);
    into->partner = partner;
    if (count > 0) into->value = findings[0].value;
  };
  listener.pending = [](void* data, PurpleConversation*, int pending) {
    static_cast<Heard*>(data)->pending = pending;
  };
  listener.put_aside = [](void* data, const char* finding) { static_cast<Heard*>(data)->aside = finding; };
  ASSERT_TRUE(api->listen(&listener));
  EXPECT_FALSE(api->listen(&listener));
  host.receive(alice, "bob@fake", "+8613800001234");
  ASSERT_TRUE(host.run_until([&] { return heard.pending == 1; }));
  EXPECT_EQ(heard.messages, heard.found);
  EXPECT_EQ(heard.value, "+8613800001234");
  PurpleConversation* conversation = host.conversation(alice, "bob@fake");
  EXPECT_EQ(api->pending(conversation), 1);
  EXPECT_NE(api->find_again(conversation, "bob@fake", "+8613800001234", PURPLE_MESSAGE_RECV, 5), 0U);
  ASSERT_TRUE(host.run_until([&] { return heard.found.size() == 2; }));
  api->put_aside(conversation, "1", "ignored");
  EXPECT_TRUE(host.run_until([&] { return heard.aside == "1"; }));
  EXPECT_EQ(params("ignore")["as"], "ignored");
  api->add_to_phone(conversation, heard.partner.c_str(), "1");
  ASSERT_TRUE(wait_for("card"));
  EXPECT_EQ(params("card")["findings"], Json::array({"1"}));
  EXPECT_TRUE(api->listen(nullptr));
  host.unload();
  EXPECT_EQ(api->pending(conversation), 0);
}

}  // namespace
}  // namespace phonebook::test
