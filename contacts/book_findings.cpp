// Findings and their evidence: what was said in conversations and waits for the person, or was answered.
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "contacts/book_state.h"

namespace phonebook {
namespace {
using nlohmann::json;

// The same message may come again: from another resource or another client on the same book within seconds,
// and from a server's history with a stamp that differs by as much as clocks and queues do.
constexpr std::int64_t kSameMessageSeconds = 10;
constexpr std::int64_t kReplayedMessageSeconds = 300;
// Evidence kept for one finding; the newest. A flood from one buddy stays small.
constexpr std::int64_t kEvidenceEach = 50;
constexpr std::size_t kEvidenceTextBytes = 2000;

std::string finding_json(const KeptFinding& f) {
  return json{{"kind", f.kind},           {"value", f.value},          {"label", f.label},
              {"owner", f.owner},         {"name", f.owner_name},      {"change", f.change},
              {"recipient", f.recipient}, {"confidence", f.confidence}}
      .dump(-1, ' ', false, json::error_handler_t::replace);
}

// Columns: id, revision, sealed, mine, state.
KeptFinding read_finding(const Book::State& state, const Statement& row) {
  KeptFinding f;
  f.id = row.integer(0);
  const json in = json::parse(state.open(row.blob(2), "finding", f.id, row.integer(1)), nullptr, false);
  if (!in.is_object())
    throw SealError{
        {Code::invalid_input, tr("A finding of the book cannot be read; its row is damaged."), {}}};
  f.kind = in.value("kind", "");
  f.value = in.value("value", "");
  f.label = in.value("label", "");
  f.owner = in.value("owner", "unknown");
  f.owner_name = in.value("name", "");
  f.change = in.value("change", "");
  f.recipient = in.value("recipient", false);
  f.confidence = in.value("confidence", 0.0);
  f.mine = row.integer(3) != 0;
  f.state = static_cast<FindingState>(row.integer(4));
  return f;
}

// The partner's own findings are one person's, whether the words said so or not; everybody else has a name or
// none.
std::string who(const KeptFinding& f) {
  if (f.mine) return "partner";
  if (f.owner == "third_party" && !f.recipient) return "other:" + fold(f.owner_name);
  return "else";
}

bool knows_more(const KeptFinding& fresh, const KeptFinding& stored) {
  return fresh.confidence > stored.confidence || (stored.label.empty() && !fresh.label.empty()) ||
         (stored.owner == "unknown" && fresh.owner != "unknown") ||
         (stored.change.empty() && !fresh.change.empty());
}

KeptFinding joined(const KeptFinding& stored, const KeptFinding& fresh) {
  KeptFinding out = stored;
  if (!fresh.label.empty()) out.label = fresh.label;
  if (fresh.owner != "unknown") out.owner = fresh.owner;
  if (!fresh.owner_name.empty()) out.owner_name = fresh.owner_name;
  if (!fresh.change.empty()) out.change = fresh.change;
  out.confidence = std::max(stored.confidence, fresh.confidence);
  return out;
}

void write_finding(const Book::State& state, std::int64_t row, std::int64_t revision, const KeptFinding& f) {
  state.db.prepare("UPDATE finding SET revision = ?, sealed = ? WHERE id = ?")
      .bind(1, revision)
      .bind_blob(2, state.close(finding_json(f), "finding", row, revision))
      .bind(3, row)
      .run();
}

void add_evidence(const Book::State& state, std::int64_t finding, const Evidence& e) {
  const std::string key =
      state.seal.lookup("message", std::to_string(e.author.size()) + ":" + e.author + e.text);
  const std::int64_t window = e.delayed ? kReplayedMessageSeconds : kSameMessageSeconds;
  Statement seen = state.db.prepare(
      "SELECT 1 FROM evidence WHERE finding_id = ? AND message_key = ? AND seen_at BETWEEN ? AND ?");
  seen.bind(1, finding).bind_blob(2, key).bind(3, e.seen_at - window).bind(4, e.seen_at + window);
  if (seen.step()) return;
  state.db.prepare("INSERT INTO evidence (finding_id, message_key, seen_at, sealed) VALUES (?, ?, ?, x'')")
      .bind(1, finding)
      .bind_blob(2, key)
      .bind(3, e.seen_at)
      .run();
  const std::int64_t row = state.db.last_row_id();
  const json plain{{"author", e.author},
                   {"conversation", e.conversation},
                   {"text", std::string(cut_utf8(e.text, kEvidenceTextBytes))}};
  state.db.prepare("UPDATE evidence SET sealed = ? WHERE id = ?")
      .bind_blob(1,
                 state.close(plain.dump(-1, ' ', false, json::error_handler_t::replace), "evidence", row, 1))
      .bind(2, row)
      .run();
  state.db
      .prepare(
          "DELETE FROM evidence WHERE finding_id = ?1 AND id NOT IN (SELECT id FROM evidence WHERE "
          "finding_id = ?1 ORDER BY seen_at DESC, id DESC LIMIT ?2)")
      .bind(1, finding)
      .bind(2, kEvidenceEach)
      .run();
}

}  // namespace

Result<KeptFinding> Book::record(const Buddy& partner, const KeptFinding& finding, const Evidence& evidence) {
  return in_book(path(), [&]() -> Result<KeptFinding> {
    Transaction t(state_->db);
    const std::string buddy = state_->buddy_key(partner),
                      value = state_->value_key(finding.kind, finding.value),
                      whose = state_->seal.lookup("who", who(finding));
    KeptFinding stored;
    Statement s = state_->db.prepare(
        "SELECT id, revision, sealed, mine, state FROM finding WHERE buddy_key = ? AND value_key = ? AND "
        "who_key = ?");
    s.bind_blob(1, buddy).bind_blob(2, value).bind_blob(3, whose);
    if (s.step()) {
      stored = read_finding(*state_, s);
      const std::int64_t revision = s.integer(1);
      s.reset();
      if (knows_more(finding, stored)) {
        stored = joined(stored, finding);
        write_finding(*state_, stored.id, revision + 1, stored);
      }
    } else {
      state_->db
          .prepare(
              "INSERT INTO finding (buddy_key, value_key, who_key, mine, state, revision, sealed) VALUES (?, "
              "?, ?, ?, 0, 1, x'')")
          .bind_blob(1, buddy)
          .bind_blob(2, value)
          .bind_blob(3, whose)
          .bind(4, finding.mine)
          .run();
      stored = finding;
      stored.id = state_->db.last_row_id();
      stored.state = FindingState::waiting;
      write_finding(*state_, stored.id, 1, stored);
    }
    add_evidence(*state_, stored.id, evidence);
    t.commit();
    return stored;
  });
}

Result<std::vector<KeptFinding>> Book::waiting(const Buddy& partner) {
  return in_book(path(), [&]() -> Result<std::vector<KeptFinding>> {
    std::vector<KeptFinding> out;
    Statement s = state_->db.prepare(
        "SELECT id, revision, sealed, mine, state FROM finding WHERE buddy_key = ? AND state = 0 AND mine = "
        "1 ORDER BY id");
    s.bind_blob(1, state_->buddy_key(partner));
    while (s.step()) out.push_back(read_finding(*state_, s));
    return out;
  });
}

Result<std::int64_t> Book::count_waiting(const Buddy& partner) {
  return in_book(path(), [&]() -> Result<std::int64_t> {
    Statement s =
        state_->db.prepare("SELECT count(*) FROM finding WHERE buddy_key = ? AND state = 0 AND mine = 1");
    s.bind_blob(1, state_->buddy_key(partner));
    return s.step() ? s.integer(0) : 0;
  });
}

Result<std::optional<KeptFinding>> Book::finding(std::int64_t id) {
  return in_book(path(), [&]() -> Result<std::optional<KeptFinding>> {
    Statement s = state_->db.prepare("SELECT id, revision, sealed, mine, state FROM finding WHERE id = ?");
    s.bind(1, id);
    if (!s.step()) return std::optional<KeptFinding>();
    return std::optional(read_finding(*state_, s));
  });
}

Result<std::vector<Evidence>> Book::evidence(std::int64_t finding_id) {
  return in_book(path(), [&]() -> Result<std::vector<Evidence>> {
    std::vector<Evidence> out;
    Statement s = state_->db.prepare(
        "SELECT id, seen_at, sealed FROM evidence WHERE finding_id = ? ORDER BY seen_at, id");
    s.bind(1, finding_id);
    while (s.step()) {
      const json in = json::parse(state_->open(s.blob(2), "evidence", s.integer(0), 1), nullptr, false);
      if (in.is_object())
        out.push_back({s.integer(1), false, in.value("author", ""), in.value("conversation", ""),
                       in.value("text", "")});
    }
    return out;
  });
}

Result<void> Book::set_state(std::int64_t finding_id, FindingState state, const std::string& uid) {
  return in_book(path(), [&]() -> Result<void> {
    Transaction t(state_->db);
    const auto contact = uid.empty() ? std::nullopt : state_->contact_row(uid);
    Statement s = state_->db.prepare("UPDATE finding SET state = ?, contact_id = ? WHERE id = ?");
    s.bind(1, static_cast<std::int64_t>(state)).bind(3, finding_id);
    if (contact)
      s.bind(2, *contact);
    else
      s.bind_null(2);
    s.run();
    if (state_->db.changes() == 0)
      return fail(Code::not_found, tr("The book has no such finding any more."), std::to_string(finding_id));
    t.commit();
    return {};
  });
}

Result<std::int64_t> Book::forget(const Buddy& partner) {
  return in_book(path(), [&]() -> Result<std::int64_t> {
    Transaction t(state_->db);
    state_->db.prepare("DELETE FROM finding WHERE buddy_key = ?")
        .bind_blob(1, state_->buddy_key(partner))
        .run();
    const std::int64_t gone = state_->db.changes();
    t.commit();
    return gone;
  });
}

}  // namespace phonebook
