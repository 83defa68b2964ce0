#include "plugin/purple/conversations.h"

#include <ctime>

#include "plugin/purple/handles.h"
#include "plugin/purple/words.h"

namespace phonebook {

guint64 Conversations::number_of(PurpleConversation* conversation) {
  const auto [entry, is_new] = numbers_.try_emplace(conversation, last_ + 1);
  if (is_new) open_.emplace(++last_, conversation);
  return entry->second;
}

Where Conversations::where(PurpleConversation* conversation) {
  PurpleAccount* account = purple_conversation_get_account(conversation);
  Where where;
  where.conversation = number_of(conversation);
  where.protocol = purple_account_get_protocol_id(account);
  where.username = purple_account_get_username(account);
  where.name = purple_conversation_get_name(conversation);
  return where;
}

Where Conversations::where(const Partner& partner) const {
  return {0, partner.protocol, partner.username, partner.name};
}

PurpleConversation* Conversations::find(guint64 number) const {
  const auto found = open_.find(number);
  return found == open_.end() ? nullptr : found->second;
}

PurpleConversation* Conversations::find(const Where& where) const {
  if (PurpleConversation* conversation = find(where.conversation)) return conversation;
  PurpleAccount* account = purple_accounts_find(where.username.c_str(), where.protocol.c_str());
  if (account == nullptr) return nullptr;
  return purple_find_conversation_with_account(PURPLE_CONV_TYPE_IM, where.name.c_str(), account);
}

void Conversations::closed(PurpleConversation* conversation) {
  const auto found = numbers_.find(conversation);
  if (found == numbers_.end()) return;
  open_.erase(found->second);
  numbers_.erase(found);
}

std::function<void()> Conversations::slow_sayer(const Where& where) const {
  return [this, where] { tell(where, tr("The phone book program is slow to answer.")); };
}

void Conversations::tell(const Where& where, const std::string& sentence) const {
  if (sentence.empty()) return;
  PurpleConversation* conversation = find(where);
  const OwnedText valid{purple_utf8_salvage(sentence.c_str())};
  if (conversation == nullptr) {
    purple_notify_info(plugin_, tr("Phone book"), valid.get(), nullptr);
    return;
  }
  const OwnedText escaped{g_markup_escape_text(valid.get(), -1)};
  const OwnedText html{purple_strreplace(escaped.get(), "\n", "<BR>")};
  const auto flags = static_cast<PurpleMessageFlags>(PURPLE_MESSAGE_SYSTEM | PURPLE_MESSAGE_NO_LOG |
                                                     PURPLE_MESSAGE_NO_LINKIFY);
  purple_conversation_write(conversation, nullptr, html.get(), flags, std::time(nullptr));
}

}  // namespace phonebook
