#include "engine/find.h"

#include <algorithm>

#include "base/text.h"
#include "engine/card.h"
#include "numbers/telephone_number.h"

namespace phonebook {
namespace {

// Whose is it, seen from the conversation? In a received message the partner wrote: what is said without an
// owner is most likely the partner's own. In a sent one the user wrote: only what the words give to the
// recipient is the partner's.
bool belongs_to_partner(const Finding& finding, bool sent) {
  if (sent) return finding.owner == Owner::third_party && finding.recipient;
  return finding.owner == Owner::sender || finding.owner == Owner::unknown;
}

KeptFinding kept_from(const Finding& finding, bool sent) {
  KeptFinding out;
  out.kind = to_string(finding.kind);
  out.value = finding.value;
  out.label = finding.label.value_or("");
  out.owner = to_string(finding.owner);
  out.owner_name = finding.owner_name.value_or("");
  out.change = finding.change ? to_string(*finding.change) : "";
  out.recipient = finding.recipient;
  out.confidence = finding.confidence;
  out.mine = belongs_to_partner(finding, sent);
  return out;
}

std::vector<Buddy> all_buddies(const Partner& partner) {
  std::vector<Buddy> out{partner.buddy};
  for (const Buddy& other : partner.others)
    if (std::find(out.begin(), out.end(), other) == out.end()) out.push_back(other);
  return out;
}

}  // namespace

const char* to_string(FindingState state) noexcept {
  switch (state) {
    case FindingState::waiting:
      return "new";
    case FindingState::kept:
      return "kept";
    case FindingState::ignored:
      return "ignored";
    case FindingState::not_a_number:
      return "not_a_number";
  }
  return "new";
}
std::optional<FindingState> finding_state_from(std::string_view word) noexcept {
  for (const auto state :
       {FindingState::waiting, FindingState::kept, FindingState::ignored, FindingState::not_a_number})
    if (word == to_string(state)) return state;
  return std::nullopt;
}

std::string display_value(const KeptFinding& finding, const std::string& region) {
  return finding.kind == "phone" ? display_text(finding.value, region) : finding.value;
}

Result<Found> find(Engine& engine, const ChatMessage& message) {
  const std::string& region = message.region.empty() ? engine.region() : message.region;
  Found out;
  const std::vector<Finding> seen = engine.extractor().find({.text = message.text,
                                                             .html = message.html,
                                                             .sent = message.sent,
                                                             .region = region,
                                                             .sender = message.partner.shown});
  if (!seen.empty()) {
    Evidence evidence{.seen_at = message.time, .delayed = message.delayed};
    evidence.author = message.sent ? message.partner.buddy.account : message.partner.buddy.name;
    evidence.conversation = message.partner.buddy.name;
    if (!message.off_record) evidence.text = shown_text(message.text, message.html);
    std::optional<Book::Batch> batch;
    std::optional<Contact> linked;
    if (!message.off_record) {
      auto begun = engine.book().begin();
      if (!begun) return begun.failure();
      batch.emplace(*std::move(begun));
      auto contact = engine.book().linked(message.partner.buddy);
      if (!contact) return contact.failure();
      linked = *std::move(contact);
    }
    for (const Finding& finding : seen) {
      FoundFinding found{kept_from(finding, message.sent), finding, {}};
      if (message.off_record) {
        found.kept = engine.off_record().record(message.partner.buddy, found.kept);
      } else {
        auto stored = engine.book().record(message.partner.buddy, found.kept, evidence);
        if (!stored) return stored.failure();
        found.kept = *std::move(stored);
        // What the contact has already waits for nobody.
        if (linked && found.kept.mine && found.kept.state == FindingState::waiting &&
            holds(*linked, found.kept)) {
          if (auto done = engine.book().set_state(found.kept.id, FindingState::kept, linked->uid); !done)
            return done.failure();
          found.kept.state = FindingState::kept;
        }
      }
      found.display = display_value(found.kept, region);
      out.findings.push_back(std::move(found));
    }
    if (batch)
      if (auto done = batch->commit(); !done) return done.failure();
  }
  auto pending = count_pending(engine, message.partner);
  if (!pending) return pending.failure();
  out.pending = *pending;
  return out;
}

Result<std::vector<KeptFinding>> suggest(Engine& engine, const Partner& partner) {
  std::vector<KeptFinding> out;
  for (const Buddy& buddy : all_buddies(partner)) {
    auto waiting = engine.book().waiting(buddy);
    if (!waiting) return waiting.failure();
    for (auto&& rows : {*std::move(waiting), engine.off_record().waiting(buddy)})
      for (const KeptFinding& f : rows) {
        const bool known = std::any_of(out.begin(), out.end(), [&](const KeptFinding& o) {
          return o.kind == f.kind && o.value == f.value;
        });
        if (!known) out.push_back(f);
      }
  }
  return out;
}

Result<std::int64_t> count_pending(Engine& engine, const Partner& partner) {
  if (partner.others.empty()) {  // the common case, asked after every message: no row is opened
    auto count = engine.book().count_waiting(partner.buddy);
    if (!count) return count;
    const auto unstored = engine.off_record().waiting(partner.buddy);
    if (unstored.empty()) return count;
  }
  auto waiting = suggest(engine, partner);
  if (!waiting) return waiting.failure();
  return static_cast<std::int64_t>(waiting->size());
}

Result<void> set_aside(Engine& engine, std::span<const std::int64_t> ids, FindingState state) {
  for (const std::int64_t id : ids) {
    if (id < 0) {
      engine.off_record().set_state(id, state);
      continue;
    }
    if (auto done = engine.book().set_state(id, state); !done && done.error().code != Code::not_found)
      return done;
  }
  return {};
}

Result<std::optional<KeptFinding>> finding(Engine& engine, std::int64_t id) {
  if (id < 0) return engine.off_record().finding(id);
  return engine.book().finding(id);
}

Result<std::int64_t> forget(Engine& engine, const Partner& partner) {
  std::int64_t gone = 0;
  for (const Buddy& buddy : all_buddies(partner)) {
    auto stored = engine.book().forget(buddy);
    if (!stored) return stored;
    gone += *stored + static_cast<std::int64_t>(engine.off_record().forget(buddy));
  }
  return gone;
}

Result<void> rename(Engine& engine, const Buddy& from, const Buddy& to) {
  engine.off_record().rename(from, to);
  return engine.book().rename(from, to);
}

}  // namespace phonebook
