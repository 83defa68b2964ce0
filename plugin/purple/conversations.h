// Conversations by a number of ours, so that an answer that comes later never touches one that was closed,
// and the one way to say something to the person.
//
//   Where where = conversations.where(conversation);
//   …later…
//   conversations.tell(where, tr("It is on the phone."));
//
// Main thread only.
#pragma once
#include <purple.h>

#include <functional>
#include <map>
#include <string>

#include "plugin/purple/partners.h"

namespace phonebook {

// Where a sentence belongs: a conversation while it is open, else anywhere the person sees it.
struct Where {
  guint64 conversation = 0;
  std::string protocol;
  std::string username;
  std::string name;
};

class Conversations {
 public:
  explicit Conversations(PurplePlugin* plugin) : plugin_(plugin) {}
  [[nodiscard]] Where where(PurpleConversation* conversation);
  [[nodiscard]] Where where(const Partner& partner) const;
  // The open conversation, or nullptr.
  [[nodiscard]] PurpleConversation* find(const Where& where) const;
  [[nodiscard]] PurpleConversation* find(guint64 number) const;
  [[nodiscard]] guint64 number_of(PurpleConversation* conversation);
  void closed(PurpleConversation* conversation);
  // Plain text, one or more lines; into the conversation (not into its log), else as a notice.
  void tell(const Where& where, const std::string& sentence) const;
  // Says there that the engine is slow; for Asking::slow, and not to be kept longer than this object.
  [[nodiscard]] std::function<void()> slow_sayer(const Where& where) const;

 private:
  PurplePlugin* plugin_;
  std::map<PurpleConversation*, guint64> numbers_;
  std::map<guint64, PurpleConversation*> open_;
  guint64 last_ = 0;
};

}  // namespace phonebook
