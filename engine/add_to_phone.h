// add_to_phone: the click. Findings become a card, the card goes into the book and to the phone, the findings
// are settled.
//
//   auto added = add_to_phone(engine, {.card = {.partner = partner}, .name = "Bob Builder"}, host);
//   tell(added->report.sentence);
//
// Thread rule: that of the Engine; blocks as long as the phone takes. Asked twice it changes nothing the
// second time: the phone is read and the plan says so. The journal of request ids is the caller's (serve),
// who knows its answers.
#pragma once
#include <string>

#include "base/result.h"
#include "engine/card.h"
#include "engine/send.h"

namespace phonebook {

struct AddRequest {
  CardRequest card;
  std::string name;  // as the person left it; empty: the card's own
  SendOptions options;
};
struct Added {
  Contact contact;  // as the book keeps it now
  SendReport report;
};

// Nothing reachable: the contact is in the book, report.phone is absent, the findings wait on.
[[nodiscard]] Result<Added> add_to_phone(Engine& engine, const AddRequest& request, Host& host);

}  // namespace phonebook
