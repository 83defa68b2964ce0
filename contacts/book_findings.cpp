// Findings and their evidence: what was said in conversations and waits for the person, or was answered.
#include <algorithm>
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
// Nobody decides on more at once, and a flood from one buddy must not fill the card.
constexpr std::int64_t kWaitingEach = 200;

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

// What one message says of many findings: its key and its text are made once, however many those are.
class EvidenceWriter {
 public:
  EvidenceWriter(const Book::State& state, const Evidence& e)
      : state_(state),
        evidence_(e),
        key_(state.seal.lookup("message", std::to_string(e.author.size()) + ":" + e.author + e.text)),
        plain_(json{{"author", e.author},
                    {"conversation", e.conversation},
                    {"text", std::string(cut_utf8(e.text, kEvidenceTextBytes))}}
                   .dump(-1, ' ', false, json::error_handler_t::replace)) {}

  void add_to(std::int64_t finding) {
    const std::int64_t window = evidence_.delayed ? kReplayedMessageSeconds : kSameMessageSeconds;
    seen_.bind(1, finding)
        .bind_blob(2, key_)
        .bind(3, evidence_.seen_at - window)
        .bind(4, evidence_.seen_at + window);
    const bool known = seen_.step();
    seen_.reset();
    if (known) return;
    insert_.bind(1, finding).bind_blob(2, key_).bind(3, evidence_.seen_at).run();
    const std::int64_t row = state_.db.last_row_id();
    seal_.bind_blob(1, state_.close(plain_, "evidence", row, 1)).bind(2, row).run();
    shorten_.bind(1, finding).bind(2, kEvidenceEach).run();
  }

 private:
  const Book::State& state_;
  const Evidence& evidence_;
  const std::string key_, plain_;
  Statement seen_ = state_.db.prepare(
      "SELECT 1 FROM evidence WHERE finding_id = ? AND message_key = ? AND seen_at BETWEEN ? AND ?");
  Statement insert_ = state_.db.prepare(
      "INSERT INTO evidence (finding_id, message_key, seen_at, sealed) VALUES (?, ?, ?, x'')");
  Statement seal_ = state_.db.prepare("UPDATE evidence SET sealed = ? WHERE id = ?");
  Statement shorten_ = state_.db.prepare(
      "DELETE FROM evidence WHERE finding_id = ?1 AND id NOT IN (SELECT id FROM evidence WHERE "
      "finding_id = ?1 ORDER BY seen_at DESC, id DESC LIMIT ?2)");
};

// The findings of one message and partner.
class FindingWriter {
 public:
  FindingWriter(const Book::State& state, const Buddy& partner, const Evidence& evidence)
      : state_(state), buddy_(state.buddy_key(partner)), evidence_(state, evidence) {}

  KeptFinding put(const KeptFinding& finding) {
    KeptFinding stored = join(finding);
    evidence_.add_to(stored.id);
    return stored;
  }

 private:
  KeptFinding join(const KeptFinding& finding) {
    const std::string value = state_.value_key(finding.kind, finding.value),
                      whose = state_.seal.lookup("who", who(finding));
    find_.bind_blob(1, buddy_).bind_blob(2, value).bind_blob(3, whose);
    if (find_.step()) {
      KeptFinding stored = read_finding(state_, find_);
      const std::int64_t revision = find_.integer(1);
      find_.reset();
      if (!knows_more(finding, stored)) return stored;
      stored = joined(stored, finding);
      write(stored, revision + 1);
      return stored;
    }
    insert_.bind_blob(1, buddy_).bind_blob(2, value).bind_blob(3, whose).bind(4, finding.mine).run();
    KeptFinding stored = finding;
    stored.id = state_.db.last_row_id();
    stored.state = FindingState::waiting;
    write(stored, 1);
    return stored;
  }
  void write(const KeptFinding& f, std::int64_t revision) {
    update_.bind(1, revision)
        .bind_blob(2, state_.close(finding_json(f), "finding", f.id, revision))
        .bind(3, f.id)
        .run();
  }

  const Book::State& state_;
  const std::string buddy_;
  EvidenceWriter evidence_;
  Statement find_ = state_.db.prepare(
      "SELECT id, revision, sealed, mine, state FROM finding WHERE buddy_key = ? AND value_key = ? AND "
      "who_key = ?");
  Statement insert_ = state_.db.prepare(
      "INSERT INTO finding (buddy_key, value_key, who_key, mine, state, revision, sealed) VALUES (?, ?, ?, "
      "?, 0, 1, x'')");
  Statement update_ = state_.db.prepare("UPDATE finding SET revision = ?, sealed = ? WHERE id = ?");
};

}  // namespace

Result<std::vector<KeptFinding>> Book::record(const Buddy& partner, std::span<const KeptFinding> findings,
                                              const Evidence& evidence) {
  return in_book(path(), [&]() -> Result<std::vector<KeptFinding>> {
    std::vector<KeptFinding> out;
    if (findings.empty()) return out;
    Transaction t(state_->db);
    {
      FindingWriter writer(*state_, partner, evidence);
      for (const KeptFinding& finding : findings) out.push_back(writer.put(finding));
    }
    t.commit();
    return out;
  });
}

Result<KeptFinding> Book::record(const Buddy& partner, const KeptFinding& finding, const Evidence& evidence) {
  auto stored = record(partner, std::span(&finding, 1), evidence);
  if (!stored) return stored.failure();
  return std::move(stored->front());
}

Result<std::optional<KeptFinding>> Book::stored(const Buddy& partner, const KeptFinding& finding) {
  return in_book(path(), [&]() -> Result<std::optional<KeptFinding>> {
    Statement s = state_->db.prepare(
        "SELECT id, revision, sealed, mine, state FROM finding WHERE buddy_key = ? AND value_key = ? AND "
        "who_key = ?");
    s.bind_blob(1, state_->buddy_key(partner))
        .bind_blob(2, state_->value_key(finding.kind, finding.value))
        .bind_blob(3, state_->seal.lookup("who", who(finding)));
    if (!s.step()) return std::optional<KeptFinding>();
    return std::optional(read_finding(*state_, s));
  });
}

Result<std::vector<KeptFinding>> Book::waiting(const Buddy& partner) {
  return in_book(path(), [&]() -> Result<std::vector<KeptFinding>> {
    std::vector<KeptFinding> out;
    Statement s = state_->db.prepare(
        "SELECT id, revision, sealed, mine, state FROM finding WHERE buddy_key = ? AND state = 0 AND mine = "
        "1 ORDER BY id DESC LIMIT ?");
    s.bind_blob(1, state_->buddy_key(partner)).bind(2, kWaitingEach);
    while (s.step()) out.push_back(read_finding(*state_, s));
    std::reverse(out.begin(), out.end());
    return out;
  });
}

Result<std::int64_t> Book::count_waiting(const Buddy& partner) {
  return in_book(path(), [&]() -> Result<std::int64_t> {
    Statement s = state_->db.prepare(
        "SELECT count(*) FROM (SELECT 1 FROM finding WHERE buddy_key = ? AND state = 0 AND mine = 1 LIMIT "
        "?)");
    s.bind_blob(1, state_->buddy_key(partner)).bind(2, kWaitingEach);
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
