// What each phone holds of the book, which phone was used last, and the journal of sends.
#include <ctime>
#include <nlohmann/json.hpp>
#include <span>

#include "base/text.h"
#include "contacts/book_state.h"

namespace phonebook {
namespace {
using nlohmann::json;

// Requests older than this are no longer asked about by any host.
constexpr std::int64_t kJournalSeconds = 30L * 24 * 60 * 60;

std::string dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

// The phone's row, made when it is missing.
std::int64_t phone_row(const Book::State& state, const std::string& phone) {
  const std::string key = state.seal.lookup("phone-address", phone);
  Statement s = state.db.prepare("SELECT id FROM phone WHERE phone_key = ?");
  s.bind_blob(1, key);
  if (s.step()) return s.integer(0);
  state.db.prepare("INSERT INTO phone (phone_key, last_used, revision, sealed) VALUES (?, 0, 1, x'')")
      .bind_blob(1, key)
      .run();
  const std::int64_t row = state.db.last_row_id();
  state.db.prepare("UPDATE phone SET sealed = ? WHERE id = ?")
      .bind_blob(1, state.close(dump({{"address", phone}}), "phone", row, 1))
      .bind(2, row)
      .run();
  return row;
}

void put_held(const Book::State& state, std::int64_t phone_id, const Held& held) {
  const std::string uid_key = state.seal.lookup("uid", held.uid);
  Statement s = state.db.prepare("SELECT id, revision FROM held WHERE phone_id = ? AND uid_key = ?");
  s.bind(1, phone_id).bind_blob(2, uid_key);
  std::int64_t row = 0, revision = 0;
  if (s.step()) {
    row = s.integer(0);
    revision = s.integer(1);
    s.reset();
  } else {
    state.db.prepare("INSERT INTO held (phone_id, uid_key, revision, sealed) VALUES (?, ?, 0, x'')")
        .bind(1, phone_id)
        .bind_blob(2, uid_key)
        .run();
    row = state.db.last_row_id();
  }
  const json sealed{{"uid", held.uid}, {"id", held.id}, {"digest", held.digest}, {"unsure", held.unsure}};
  state.db.prepare("UPDATE held SET revision = ?, sealed = ? WHERE id = ?")
      .bind(1, revision + 1)
      .bind_blob(2, state.close(dump(sealed), "held", row, revision + 1))
      .bind(3, row)
      .run();
}

}  // namespace

Result<std::vector<Held>> Book::held_by(const std::string& phone) {
  return in_book(path(), [&]() -> Result<std::vector<Held>> {
    std::vector<Held> out;
    Statement s = state_->db.prepare(
        "SELECT h.id, h.revision, h.sealed FROM held h JOIN phone p ON p.id = h.phone_id WHERE p.phone_key = "
        "? ORDER BY h.id");
    s.bind_blob(1, state_->seal.lookup("phone-address", phone));
    while (s.step()) {
      const json in =
          json::parse(state_->open(s.blob(2), "held", s.integer(0), s.integer(1)), nullptr, false);
      if (in.is_object())
        out.push_back(
            {in.value("uid", ""), in.value("id", ""), in.value("digest", ""), in.value("unsure", false)});
    }
    return out;
  });
}

Result<void> Book::remember_held(const std::string& phone, const Held& held) {
  return remember_held(phone, std::span(&held, 1));
}

Result<void> Book::remember_held(const std::string& phone, std::span<const Held> held) {
  return in_book(path(), [&]() -> Result<void> {
    Transaction t(state_->db);
    const std::int64_t phone_id = phone_row(*state_, phone);
    for (const Held& one : held) put_held(*state_, phone_id, one);
    t.commit();
    return {};
  });
}

Result<void> Book::forget_held(const std::string& phone, const std::string& uid) {
  return in_book(path(), [&]() -> Result<void> {
    state_->db
        .prepare(
            "DELETE FROM held WHERE uid_key = ? AND phone_id IN (SELECT id FROM phone WHERE phone_key = ?)")
        .bind_blob(1, state_->seal.lookup("uid", uid))
        .bind_blob(2, state_->seal.lookup("phone-address", phone))
        .run();
    return {};
  });
}

Result<void> Book::mark_used(const UsedPhone& phone) {
  return in_book(path(), [&]() -> Result<void> {
    Transaction t(state_->db);
    const std::int64_t row = phone_row(*state_, phone.address);
    Statement s = state_->db.prepare("SELECT revision FROM phone WHERE id = ?");
    const std::int64_t revision = s.bind(1, row).step() ? s.integer(0) + 1 : 1;
    s.reset();
    // A counter, not a clock: two sends within one second have an order too.
    state_->db
        .prepare(
            "UPDATE phone SET last_used = (SELECT max(last_used) FROM phone) + 1, revision = ?, sealed = ? "
            "WHERE id = ?")
        .bind(1, revision)
        .bind_blob(2, state_->close(dump({{"address", phone.address}, {"name", phone.name}}), "phone", row,
                                    revision))
        .bind(3, row)
        .run();
    t.commit();
    return {};
  });
}

Result<std::optional<UsedPhone>> Book::last_used_phone() {
  return in_book(path(), [&]() -> Result<std::optional<UsedPhone>> {
    Statement s = state_->db.prepare(
        "SELECT id, revision, sealed FROM phone WHERE last_used > 0 ORDER BY last_used DESC LIMIT 1");
    if (!s.step()) return std::optional<UsedPhone>();
    const json in = json::parse(state_->open(s.blob(2), "phone", s.integer(0), s.integer(1)), nullptr, false);
    if (!in.is_object()) return std::optional<UsedPhone>();
    return std::optional(UsedPhone{in.value("address", ""), in.value("name", "")});
  });
}

Result<bool> Book::journal_start(const std::string& request) {
  return in_book(path(), [&]() -> Result<bool> {
    Transaction t(state_->db);
    const std::int64_t now = std::time(nullptr);
    state_->db.prepare("DELETE FROM journal WHERE started_at < ?").bind(1, now - kJournalSeconds).run();
    state_->db
        .prepare(
            "INSERT OR IGNORE INTO journal (request_key, started_at, done, revision, sealed) VALUES (?, ?, "
            "0, 0, x'')")
        .bind_blob(1, state_->seal.lookup("request", request))
        .bind(2, now)
        .run();
    const bool fresh = state_->db.changes() > 0;
    t.commit();
    return fresh;
  });
}

Result<void> Book::journal_done(const std::string& request, const std::string& result) {
  return in_book(path(), [&]() -> Result<void> {
    Transaction t(state_->db);
    Statement s = state_->db.prepare("SELECT id FROM journal WHERE request_key = ?");
    s.bind_blob(1, state_->seal.lookup("request", request));
    if (!s.step()) return fail(Code::not_found, tr("The book has no such request."));
    const std::int64_t row = s.integer(0);
    s.reset();
    state_->db.prepare("UPDATE journal SET done = 1, revision = 1, sealed = ? WHERE id = ?")
        .bind_blob(1, state_->close(result, "journal", row, 1))
        .bind(2, row)
        .run();
    t.commit();
    return {};
  });
}

Result<void> Book::journal_forget(const std::string& request) {
  return in_book(path(), [&]() -> Result<void> {
    state_->db.prepare("DELETE FROM journal WHERE request_key = ? AND done = 0")
        .bind_blob(1, state_->seal.lookup("request", request))
        .run();
    return {};
  });
}

Result<std::optional<Book::JournalEntry>> Book::journal(const std::string& request) {
  return in_book(path(), [&]() -> Result<std::optional<JournalEntry>> {
    Statement s = state_->db.prepare("SELECT id, done, revision, sealed FROM journal WHERE request_key = ?");
    s.bind_blob(1, state_->seal.lookup("request", request));
    if (!s.step()) return std::optional<JournalEntry>();
    JournalEntry entry{s.integer(1) != 0, {}};
    if (entry.done) entry.result = state_->open(s.blob(3), "journal", s.integer(0), s.integer(2));
    return std::optional(entry);
  });
}

}  // namespace phonebook
