// What the book remembers of a phone: which entry a contact is there, and, for phones that cannot be read,
// what was handed over. One phone by all its addresses.
//
//   auto remembered = Remembered::of(engine, reached.addresses);
//   remembered->state(contact)        // same, other, unsure, none
//
// Thread rule: that of the Engine.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "contacts/book.h"
#include "engine/engine.h"
#include "transports/phone.h"
#include "transports/plan.h"

namespace phonebook {

// The card as handed over, without its uid and the stamp of its last change: a file that gives no uids is the
// same file the next time too.
[[nodiscard]] std::string card_digest(const Contact& contact);

enum class HandedOver {
  nothing,  // never
  same,     // this very card
  other,    // a card of this contact that said something else
  unsure,   // a card of this contact, and it is not known whether it arrived
};

class Remembered {
 public:
  // `addresses`: all that lead to one phone, the one in use first.
  [[nodiscard]] static Result<Remembered> of(Engine& engine, std::span<const PhoneAddress> addresses);
  // The pairs that hold for the address in use: another address has ids of its own.
  [[nodiscard]] std::vector<HeldEntry> pairs() const;
  [[nodiscard]] HandedOver handed_over(const Contact& contact) const;

  // The contact is on the phone. A failure to note it costs a comparison next time, nothing else.
  void is_there(Engine& engine, const Contact& contact, const std::string& id) const;
  // Before they are handed over to a phone that cannot be read: should we die on the way, nobody sends them
  // again unasked. All or none; a failure means that nothing is handed over.
  [[nodiscard]] Result<void> set_out(Engine& engine, std::span<const Contact> contacts) const;
  // What became of them, by `arrived`: on the phone; absent: nobody knows, as it was written when they set
  // out. What surely did not arrive is as it was before.
  void settle(Engine& engine, std::span<const Contact> contacts,
              std::span<const std::optional<bool>> arrived) const;

 private:
  std::string address_;
  std::unordered_map<std::string, Held> here_;  // by uid
  std::unordered_multimap<std::string, Held> all_;
  std::unordered_set<std::string> surely_there_;  // digests
};

}  // namespace phonebook
