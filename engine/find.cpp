#include "engine/find.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "engine/kept_finding.h"
#include "numbers/telephone_number.h"

namespace phonebook {
namespace {

// Of one message; a list of hundreds is a document, and no person answers that many.
constexpr std::size_t kMostFindings = 200;

// Whose is it, seen from the conversation? In a received message the partner wrote: what is said without an
// owner is most likely the partner's own. In a sent one the user wrote: only what the words give to the
// recipient is the partner's.
bool belongs_to_partner(const Finding& finding, bool sent) {
  if (sent) return finding.owner == Owner::third_party && finding.recipient;
  return finding.owner == Owner::sender || finding.owner == Owner::unknown;
}

std::vector<Buddy> all_buddies(const Partner& partner) {
  std::vector<Buddy> out{partner.buddy};
  for (const Buddy& other : partner.others)
    if (std::find(out.begin(), out.end(), other) == out.end()) out.push_back(other);
  return out;
}

// Where the partner's numbers are: the region of the first one that the book has under the link.
std::string region_of_partner(Engine& engine, const Partner& partner) {
  for (const Buddy& buddy : all_buddies(partner)) {
    const auto contact = engine.book().linked(buddy);
    if (!contact || !*contact) continue;
    for (const ContactNumber& number : (*contact)->numbers) {
      if (!number.number.starts_with('+')) continue;
      const auto parsed = parse_number(number.number, {});
      if (!parsed) continue;
      std::string region = region_of(*parsed);
      if (!region.empty()) return region;
    }
  }
  return {};
}

// Nothing is stored; what the book knows from before is recognised, with the person's answer to it.
Result<std::vector<KeptFinding>> in_memory(Engine& engine, const ChatMessage& message,
                                           const std::vector<KeptFinding>& fresh) {
  std::vector<KeptFinding> out;
  for (const KeptFinding& f : fresh) {
    auto stored = engine.book().stored(message.partner.buddy, f);
    if (!stored) return stored.failure();
    out.push_back(*stored ? **stored : engine.off_record().record(message.partner.buddy, f));
  }
  return out;
}

Result<std::vector<KeptFinding>> in_the_book(Engine& engine, const ChatMessage& message,
                                             const std::vector<KeptFinding>& fresh) {
  const Buddy& partner = message.partner.buddy;
  const Evidence evidence{.seen_at = message.time,
                          .delayed = message.delayed,
                          .author = message.sent ? partner.account : partner.name,
                          .conversation = partner.name,
                          .text = shown_text(message.text, message.html)};
  return engine.book().record(partner, fresh, evidence);
}

}  // namespace

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
  // The account's region, else that of the partner's known numbers, else the desktop's. The extractor looks
  // at the message itself first. The book is asked only where something may be found.
  std::string region = region_from(message.region);
  const bool asked = region.empty();
  const bool may_hold = !asked || engine.extractor().may_hold(message.text, message.html);
  if (asked && may_hold) region = region_of_partner(engine, message.partner);
  if (region.empty()) region = engine.region();
  std::vector<Finding> seen;
  if (may_hold)
    seen = engine.extractor().find({.text = message.text,
                                    .html = message.html,
                                    .sent = message.sent,
                                    .region = region,
                                    .asked = asked,
                                    .sender = message.partner.shown});
  if (seen.size() > kMostFindings) seen.resize(kMostFindings);
  Found out;
  if (!seen.empty()) {
    std::vector<KeptFinding> fresh;
    for (const Finding& finding : seen) fresh.push_back(kept_from(finding, message.sent));
    auto kept = message.off_record ? in_memory(engine, message, fresh) : in_the_book(engine, message, fresh);
    if (!kept) return kept.failure();
    for (std::size_t i = 0; i < seen.size(); ++i) {
      std::string display = display_value((*kept)[i], region);
      out.findings.push_back({std::move((*kept)[i]), std::move(seen[i]), std::move(display)});
    }
  }
  auto pending = count_pending(engine, message.partner);
  if (!pending) return pending.failure();
  out.pending = *pending;
  return out;
}

Result<std::vector<KeptFinding>> suggest(Engine& engine, const Partner& partner) {
  std::vector<KeptFinding> out;
  std::set<std::pair<std::string, std::string>> known;
  for (const Buddy& buddy : all_buddies(partner)) {
    auto waiting = engine.book().waiting(buddy);
    if (!waiting) return waiting.failure();
    for (auto&& rows : {*std::move(waiting), engine.off_record().waiting(buddy)})
      for (const KeptFinding& f : rows)
        if (known.emplace(f.kind, f.value).second) out.push_back(f);
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
