// import: contacts into the book. The book is looked at as a phone would be: plan, decide, write, all or
// none.
//
//   auto report = import(engine, read->contacts, Accept::yes, ConflictAnswer::ask, host);
//
// Thread rule: that of the Engine. Nothing of the book is locked while a person is asked.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "contacts/contact.h"
#include "engine/engine.h"
#include "engine/host.h"
#include "engine/send.h"

namespace phonebook {

enum class Accept { no, yes };
struct ImportReport {
  std::vector<PlannedItem> items;  // one a contact, in order; target: the book's uid
  std::size_t added = 0, merged = 0, unchanged = 0, left = 0;
  std::string sentence;
};

// In one transaction: add, identical, merge; a conflict is left and counted unless `on_conflict` or the
// person answers it. Accept::no writes nothing and asks nobody. What another program changed in the book
// meanwhile is merged with, never overwritten.
[[nodiscard]] Result<ImportReport> import(Engine& engine, std::span<const Contact> contacts, Accept accept,
                                          ConflictAnswer on_conflict, Host& host);

}  // namespace phonebook
