#include "plugin/purple/partners.h"

#include <cstring>

#include "plugin/purple/handles.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxOthers = 32;
constexpr std::size_t kMaxPictureBytes = 1024 * 1024;

std::string text(const char* from) { return from != nullptr ? from : ""; }

// XMPP's own normalising keeps the nick of a chat room's participant, which is right: it is another person.
std::string normalised(PurpleAccount* account, const char* name) {
  const char* clean = purple_normalize(account, name);
  return text(clean != nullptr ? clean : name);
}

std::string account_name(PurpleAccount* account) {
  std::string name = normalised(account, purple_account_get_username(account));
  const std::size_t slash = name.find('/');
  const bool xmpp = std::strcmp(purple_account_get_protocol_id(account), "prpl-jabber") == 0;
  if (xmpp && slash != std::string::npos) name.resize(slash);  // not online yet: normalising left it
  return name;
}

Json identity(PurpleAccount* account, const char* name) {
  return {{"protocol", text(purple_account_get_protocol_id(account))},
          {"account", account_name(account)},
          {"name", normalised(account, name)}};
}

Json other_buddies(PurpleBuddy* buddy) {
  Json others = Json::array();
  PurpleContact* contact = purple_buddy_get_contact(buddy);
  if (contact == nullptr) return others;
  for (PurpleBlistNode* node = purple_blist_node_get_first_child(PURPLE_BLIST_NODE(contact));
       node != nullptr && others.size() < kMaxOthers; node = purple_blist_node_get_sibling_next(node)) {
    if (!PURPLE_BLIST_NODE_IS_BUDDY(node) || node == PURPLE_BLIST_NODE(buddy)) continue;
    auto* other = PURPLE_BUDDY(node);
    others.push_back(identity(purple_buddy_get_account(other), purple_buddy_get_name(other)));
  }
  return others;
}

Partner complete(PurpleAccount* account, const char* name, PurpleBuddy* buddy) {
  Partner partner;
  partner.json = identity(account, name);
  partner.protocol = text_in(partner.json, "protocol");
  partner.username = text(purple_account_get_username(account));
  partner.name = text_in(partner.json, "name");
  partner.key = dump_json(Json::array({partner.protocol, text_in(partner.json, "account"), partner.name}));
  std::string alias;
  if (buddy != nullptr) {
    partner.is_buddy = true;
    alias = text(purple_buddy_get_contact_alias(buddy));
    if (alias == text(purple_buddy_get_name(buddy))) alias.clear();
    Json others = other_buddies(buddy);
    if (!others.empty()) partner.json["others"] = std::move(others);
  }
  partner.json["shown"] = alias;
  partner.shown = alias.empty() ? partner.name : alias;
  return partner;
}

// Rooms where people are called as in the buddy list (IRC): libpurple may give a buddy's alias for the name.
// Only who is in the room under the own name counts, so a stranger who takes a buddy's alias is not taken for
// the buddy.
PurpleBuddy* buddy_in_room(PurpleConversation* chat, const char* who) {
  PurpleAccount* account = purple_conversation_get_account(chat);
  PurplePlugin* plugin = purple_find_prpl(purple_account_get_protocol_id(account));
  const auto* protocol = plugin != nullptr ? PURPLE_PLUGIN_PROTOCOL_INFO(plugin) : nullptr;
  if (protocol == nullptr || (protocol->options & OPT_PROTO_UNIQUE_CHATNAME) != 0) return nullptr;
  PurpleConvChat* room = PURPLE_CONV_CHAT(chat);
  if (purple_conv_chat_find_user(room, who)) return purple_find_buddy(account, who);
  PurpleBuddy* only = nullptr;
  const Owned<GSList, g_slist_free> buddies{purple_find_buddies(account, nullptr)};
  for (GSList* item = buddies.get(); item != nullptr; item = item->next) {
    auto* buddy = static_cast<PurpleBuddy*>(item->data);
    if (!purple_strequal(purple_buddy_get_contact_alias(buddy), who)) continue;
    if (only != nullptr) return nullptr;
    only = buddy;
  }
  return only != nullptr && purple_conv_chat_find_user(room, purple_buddy_get_name(only)) ? only : nullptr;
}

}  // namespace

Partner partner_of(PurpleAccount* account, const char* name) {
  return complete(account, name, purple_find_buddy(account, name));
}

Partner partner_of(PurpleBuddy* buddy) {
  return complete(purple_buddy_get_account(buddy), purple_buddy_get_name(buddy), buddy);
}

Partner partner_in_chat(PurpleConversation* chat, const char* who) {
  PurpleAccount* account = purple_conversation_get_account(chat);
  PurpleConnection* connection = purple_account_get_connection(account);
  if (connection != nullptr) {
    const auto* protocol = PURPLE_PLUGIN_PROTOCOL_INFO(purple_connection_get_prpl(connection));
    if (protocol != nullptr && PURPLE_PROTOCOL_PLUGIN_HAS_FUNC(protocol, get_cb_real_name)) {
      const OwnedText real{
          protocol->get_cb_real_name(connection, purple_conv_chat_get_id(PURPLE_CONV_CHAT(chat)), who)};
      // A room that hides who its people are gives "room@server/nick" or the bare nick back.
      if (real && *real && purple_find_buddy(account, real.get()) != nullptr) {
        return partner_of(account, real.get());
      }
    }
  }
  if (PurpleBuddy* buddy = buddy_in_room(chat, who)) return partner_of(buddy);
  const std::string stranger = text(purple_conversation_get_name(chat)) + "/" + who;
  Partner partner = complete(account, stranger.c_str(), nullptr);
  partner.json["shown"] = who;
  partner.shown = who;
  return partner;
}

std::optional<Partner> partner_from(const std::string& json) {
  const Json object = parse_json(json);
  const std::string protocol = text_in(object, "protocol");
  const std::string account_wanted = text_in(object, "account");
  const std::string name = text_in(object, "name");
  if (protocol.empty() || name.empty()) return std::nullopt;
  for (GList* item = purple_accounts_get_all(); item != nullptr; item = item->next) {
    auto* account = static_cast<PurpleAccount*>(item->data);
    if (protocol != purple_account_get_protocol_id(account) || account_wanted != account_name(account))
      continue;
    Partner partner = partner_of(account, name.c_str());
    if (!partner.is_buddy) {
      partner.json["shown"] = text_in(object, "shown");
      if (!text_in(object, "shown").empty()) partner.shown = text_in(object, "shown");
    }
    return partner;
  }
  return std::nullopt;
}

const char* picture_type(const unsigned char* bytes, std::size_t size_bytes) {
  const auto starts_with = [&](const char* magic, std::size_t length, std::size_t at = 0) {
    return size_bytes >= at + length && std::memcmp(bytes + at, magic, length) == 0;
  };
  if (starts_with("\x89PNG\r\n\x1a\n", 8)) return "image/png";
  if (starts_with("\xff\xd8\xff", 3)) return "image/jpeg";
  if (starts_with("GIF87a", 6) || starts_with("GIF89a", 6)) return "image/gif";
  if (starts_with("RIFF", 4) && starts_with("WEBP", 4, 8)) return "image/webp";
  if (starts_with("BM", 2)) return "image/bmp";
  return nullptr;
}

std::optional<Json> icon_of(const Partner& partner) {
  PurpleAccount* account = purple_accounts_find(partner.username.c_str(), partner.protocol.c_str());
  if (account == nullptr) return std::nullopt;
  const void* bytes = nullptr;
  std::size_t size_bytes = 0;
  PurpleStoredImage* custom = nullptr;
  PurpleBuddy* buddy = purple_find_buddy(account, partner.name.c_str());
  if (buddy != nullptr && purple_buddy_get_contact(buddy) != nullptr) {
    custom = purple_buddy_icons_node_find_custom_icon(PURPLE_BLIST_NODE(purple_buddy_get_contact(buddy)));
  }
  PurpleBuddyIcon* icon = nullptr;
  if (custom != nullptr) {  // the person's own choice of a picture for this buddy
    bytes = purple_imgstore_get_data(custom);
    size_bytes = purple_imgstore_get_size(custom);
  } else if ((icon = purple_buddy_icons_find(account, partner.name.c_str())) != nullptr) {
    bytes = purple_buddy_icon_get_data(icon, &size_bytes);
  }
  std::optional<Json> result;
  if (bytes != nullptr && size_bytes > 0 && size_bytes <= kMaxPictureBytes) {
    const auto* octets = static_cast<const unsigned char*>(bytes);
    if (const char* type = picture_type(octets, size_bytes)) {
      const OwnedText encoded{g_base64_encode(octets, size_bytes)};
      result = Json{{"type", type}, {"data", encoded.get()}};
    }
  }
  if (custom != nullptr) purple_imgstore_unref(custom);
  if (icon != nullptr) purple_buddy_icon_unref(icon);
  return result;
}

void Renames::check(PurpleBuddy* buddy) {
  PurpleAccount* account = purple_buddy_get_account(buddy);
  if (account == nullptr || purple_buddy_get_name(buddy) == nullptr) return;
  Json now = identity(account, purple_buddy_get_name(buddy));
  Names& before = names_[buddy];
  if (before.known.is_null()) {
    before.known = std::move(now);
  } else if (before.known != now && before.asked != now) {
    const Json from = before.known;
    before.asked = now;
    renamed_(buddy, from, now);
  }
}

void Renames::answered(PurpleBuddy* buddy, const Json& to, bool done) {
  const auto found = names_.find(buddy);
  if (found == names_.end() || found->second.asked != to) return;
  if (done) found->second.known = to;
  found->second.asked = nullptr;
}

void Renames::check(PurpleAccount* account, const char* name) {
  if (PurpleBuddy* buddy = purple_find_buddy(account, name)) check(buddy);
}

void Renames::check_all() {
  for (PurpleBlistNode* node = purple_blist_get_root(); node != nullptr;
       node = purple_blist_node_next(node, TRUE)) {
    if (PURPLE_BLIST_NODE_IS_BUDDY(node)) check(PURPLE_BUDDY(node));
  }
}

}  // namespace phonebook
