// An engine on a book of its own, a folder that is a phone, and people who talk.
#pragma once
#include <gtest/gtest.h>

#include <cstdlib>

#include "engine/add_to_phone.h"
#include "engine/engine.h"
#include "engine/find.h"
#include "engine/send.h"
#include "tests/contacts/temporary_folder.h"

namespace phonebook::testing {

inline const Partner kBob{{"prpl-jabber", "alice@localhost", "bob@localhost"}, "Bob Builder", {}};
inline const Partner kEve{{"prpl-jabber", "alice@localhost", "eve@localhost"}, "Eve", {}};

class EngineTest : public ::testing::Test {
 protected:
  EngineTest() {
    for (const char* name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "HOME"})
      setenv(name, (folder_.path() / name).c_str(), 1);
    // No adb server, and no phone at a cable of this machine.
    setenv("ADB_SERVER_SOCKET", ("localfilesystem:" + (folder_.path() / "adb.socket").string()).c_str(), 1);
    setenv("PURPLE_PHONEBOOK_USB", (folder_.path() / "usb").c_str(), 1);
    std::filesystem::create_directories(folder_.path() / "XDG_RUNTIME_DIR");
    std::filesystem::create_directories(phone_folder());
    auto opened = Engine::open({.book = folder_.path() / "book.sqlite", .region = "CN"});
    if (!opened) throw std::runtime_error(opened.error().text());
    engine_ = std::make_unique<Engine>(*std::move(opened));
  }
  [[nodiscard]] std::filesystem::path phone_folder() const { return folder_.path() / "phone"; }
  [[nodiscard]] PhoneChoice phone() const {
    return {.phone = PhoneAddress{"folder", phone_folder().string()}, .via = std::nullopt};
  }
  Engine& engine() { return *engine_; }

  Found says(const Partner& partner, const std::string& text, bool sent = false, bool off_record = false,
             std::int64_t time = 1000) {
    auto found = find(engine(), {.text = text,
                                 .html = false,
                                 .sent = sent,
                                 .time = time,
                                 .delayed = false,
                                 .off_record = off_record,
                                 .partner = partner,
                                 .region = ""});
    if (!found) throw std::runtime_error(found.error().text());
    return *std::move(found);
  }
  Added add(const AddRequest& request) {
    auto added = add_to_phone(engine(), request, host_);
    if (!added) throw std::runtime_error(added.error().text());
    return *std::move(added);
  }
  AddRequest click(const Partner& partner) const {
    AddRequest request;
    request.card.partner = partner;
    request.options.choice = phone();
    return request;
  }
  std::vector<Contact> on_the_phone() {
    auto opened = find_route("folder")->open(phone_folder().string());
    auto contents = (*opened)->read({});
    std::vector<Contact> out;
    for (const PhoneEntry& entry : contents->entries) out.push_back(entry.contact);
    return out;
  }

  struct Answering : Host {
    std::optional<ConflictAnswer> answer;
    int asked = 0;
    bool stop = false;
    std::optional<ConflictAnswer> ask(const ConflictQuestion&) override {
      ++asked;
      return answer;
    }
    bool cancelled() override { return stop; }
  };
  TemporaryFolder folder_;
  Answering host_;

 private:
  std::unique_ptr<Engine> engine_;
};

}  // namespace phonebook::testing
