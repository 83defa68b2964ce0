// Whom a conversation is with, as the engine knows people: names normalised by the protocol, without a
// resource, and the further buddies of the same metacontact.
//
//   Partner partner = partner_of(account, purple_conversation_get_name(conversation));
//   client.request("suggest", {{"partner", partner.json}}, …);
//
// Main thread only. Accounts and buddies are looked up again after every wait: a Partner holds no libpurple
// pointer.
#pragma once
#include <purple.h>

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "plugin/purple/json.h"

namespace phonebook {

struct Partner {
  Json json;             // PARTNER of docs/serve-protocol.md
  std::string key;       // the same for the same account and name
  std::string protocol;  // with `username` and `name`: what libpurple looks them up by
  std::string username;
  std::string name;
  std::string shown;  // for a person: the alias, else the name
  bool is_buddy = false;
};

// `name` as libpurple has it: with or without a resource; never null.
[[nodiscard]] Partner partner_of(PurpleAccount* account, const char* name);
[[nodiscard]] Partner partner_of(PurpleBuddy* buddy);
// The participant `who` of a chat: by the real name where the protocol gives one, else the stranger
// "room/nick".
[[nodiscard]] Partner partner_in_chat(PurpleConversation* chat, const char* who);
// A partner that came back from another plugin as JSON; absent when its account is gone or it is none.
[[nodiscard]] std::optional<Partner> partner_from(const std::string& json);

// The buddy's picture: ICON of docs/serve-protocol.md; absent without one, when it is over 1 MiB or no
// picture.
[[nodiscard]] std::optional<Json> icon_of(const Partner& partner);
[[nodiscard]] const char* picture_type(const unsigned char* bytes,
                                       std::size_t size_bytes);  // nullptr: no picture

// libpurple says nothing when a buddy or an account gets another name; so names are remembered and compared
// when they are used and when an account signs on.
class Renames {
 public:
  // To be answered with `answered`.
  using Renamed = std::function<void(PurpleBuddy* buddy, const Json& from, const Json& to)>;
  explicit Renames(Renamed renamed) : renamed_(std::move(renamed)) {}
  void check_all();
  void check(PurpleAccount* account, const char* name);
  // Not done: it is asked again when the buddy is next used.
  void answered(PurpleBuddy* buddy, const Json& to, bool done);
  void removed(PurpleBuddy* buddy) { names_.erase(buddy); }

 private:
  void check(PurpleBuddy* buddy);
  Renamed renamed_;
  struct Names {
    Json known;  // by the engine
    Json asked;  // under way to it
  };
  std::map<PurpleBuddy*, Names> names_;  // entries leave with "buddy-removed"
};

}  // namespace phonebook
