// find: what a chat message holds, kept as findings with evidence; and what waits for a partner.
//
//   auto found = find(engine, {.text = raw, .html = true, .partner = partner, .time = when});
//   found->findings[0].kept.mine → counts for the button
//
// Thread rule: that of the Engine.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "contacts/book.h"
#include "engine/engine.h"
#include "extractor/extract.h"

namespace phonebook {

// Whom a conversation is with.
struct Partner {
  Buddy buddy;
  std::string shown;          // the alias; may be empty
  std::vector<Buddy> others;  // further buddies of the same metacontact
};

struct ChatMessage {
  std::string_view text;  // raw, as the chat client hands it over
  bool html = true;
  bool sent = false;        // written by the user
  std::int64_t time = 0;    // Unix seconds
  bool delayed = false;     // replayed by the server or a history
  bool off_record = false;  // keep nothing on disk
  Partner partner;
  // As typed, of the account; empty or no region: that of the partner's numbers in the book, else the
  // engine's.
  std::string region;
};

struct FoundFinding {
  KeptFinding kept;
  Finding seen;         // where and how it stands in this message
  std::string display;  // for a person's eyes
};
struct Found {
  std::vector<FoundFinding> findings;
  std::int64_t pending = 0;  // how many of the partner's findings wait
};

[[nodiscard]] Result<Found> find(Engine& engine, const ChatMessage& message);

// Those that wait and belong to the partner, metacontact siblings included, oldest first.
[[nodiscard]] Result<std::vector<KeptFinding>> suggest(Engine& engine, const Partner& partner);
[[nodiscard]] Result<std::int64_t> count_pending(Engine& engine, const Partner& partner);

// Puts findings aside, or back (FindingState::waiting). Ids that are gone are passed over.
[[nodiscard]] Result<void> set_aside(Engine& engine, std::span<const std::int64_t> ids, FindingState state);
[[nodiscard]] Result<std::optional<KeptFinding>> finding(Engine& engine, std::int64_t id);
// A finding of an off-record conversation or of the book.
[[nodiscard]] Result<std::int64_t> forget(Engine& engine, const Partner& partner);
[[nodiscard]] Result<void> rename(Engine& engine, const Buddy& from, const Buddy& to);

// "138 0000 1234" for a number, the value itself for all else.
[[nodiscard]] std::string display_value(const KeptFinding& finding, const std::string& region);
[[nodiscard]] const char* to_string(FindingState state) noexcept;  // new kept ignored not_a_number
[[nodiscard]] std::optional<FindingState> finding_state_from(std::string_view word) noexcept;

}  // namespace phonebook
