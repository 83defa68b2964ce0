// send: plan, decide, write, read back. Contacts go to the phone that the chain chooses, each once.
//
//   auto report = send(engine, contacts, {.on_conflict = ConflictAnswer::ask}, host);
//   if (!report->phone) → tell report->passed_over;  else → report->items say what became of each contact
//
// Thread rule: that of the Engine; blocks as long as the phone takes. Two sends to one phone never run at
// once (phone_lock).
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "contacts/contact.h"
#include "engine/engine.h"
#include "engine/host.h"
#include "transports/chain.h"
#include "transports/plan.h"

namespace phonebook {

struct PhoneChoice {
  std::optional<PhoneAddress> phone;  // --phone
  std::optional<std::string> via;     // --via
  // The name that the person gave a phone: any way to it. Not with `phone`.
  std::string name = {};
};

// What --phone says: ROUTE:ADDRESS, or the name that the person gave a phone. Neither: Code::invalid_input.
[[nodiscard]] Result<PhoneChoice> choose_phone(const std::string& text);

struct SendOptions {
  PhoneChoice choice;
  ConflictAnswer on_conflict = ConflictAnswer::ask;
  bool again = false;  // to a phone that cannot be read: also what was handed over before
  TollAnswer toll = TollAnswer::ask;
};

enum class Outcome { written, unchanged, skipped, failed };
[[nodiscard]] const char* to_string(Outcome outcome) noexcept;

struct PlannedItem {
  std::string uid, name;
  Decision decision = Decision::add;
  std::string target;  // the phone's id; "" when there is none
  std::string reason;
  std::vector<FieldDifference> fields;
};
struct PlanReport {
  std::optional<FoundPhone> phone;
  std::vector<PassedOver> passed_over;
  std::vector<PlannedItem> items;
  std::vector<Error> unreadable;  // entries of the phone that were left alone
};

struct SentItem {
  std::string uid, name;
  Decision decision = Decision::add;
  Outcome outcome = Outcome::failed;
  std::string sentence;
  std::string phone = {};  // the name of the phone that had its turn; "" when none had
  bool uncertain = false;  // failed, and it may be on the phone all the same: it is not sent again by itself
};
struct SendReport {
  // The last one that had its turn; absent: nothing was reachable, and nothing was written.
  std::optional<FoundPhone> phone;
  std::vector<PassedOver> passed_over;
  std::vector<SentItem> items;  // one a contact, in order
  std::vector<Error> unreadable;
  std::string sentence;    // the whole in one sentence, for a person
  bool cancelled = false;  // stopped in the middle; items say how far it went
};

// A phone that goes away in the middle gives the contacts that it surely has not got to the next one of the
// chain. What it may have got is failed and `uncertain`, and goes nowhere else.

// What sending would do; writes nothing.
[[nodiscard]] Result<PlanReport> plan(Engine& engine, std::span<const Contact> contacts,
                                      const PhoneChoice& choice, Host& host);
[[nodiscard]] Result<SendReport> send(Engine& engine, std::span<const Contact> contacts,
                                      const SendOptions& options, Host& host);
// The phones there are, and why the chain passes each over.
[[nodiscard]] Result<ChainReport> phones(Engine& engine, const PhoneChoice& choice, Host& host);

}  // namespace phonebook
