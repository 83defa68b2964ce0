// The ties between contacts and buddies, and what happens to them when a buddy or an account gets another
// name.
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "contacts/book_state.h"

namespace phonebook {
namespace {

std::string buddy_json(const Buddy& buddy) {
  return nlohmann::json{{"protocol", buddy.protocol}, {"account", buddy.account}, {"name", buddy.name}}.dump(
      -1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

Result<std::optional<Contact>> Book::linked(const Buddy& buddy) {
  return in_book(path(), [&]() -> Result<std::optional<Contact>> {
    Statement s = state_->db.prepare(
        "SELECT c.id, c.revision, c.sealed FROM link l JOIN contact c ON c.id = l.contact_id WHERE "
        "l.buddy_key = ?");
    s.bind_blob(1, state_->buddy_key(buddy));
    if (!s.step()) return std::optional<Contact>();
    return std::optional(state_->read_contact(s));
  });
}

Result<void> Book::link(const Buddy& buddy, const std::string& uid) {
  return in_book(path(), [&]() -> Result<void> {
    Transaction t(state_->db);
    const auto contact = state_->contact_row(uid);
    if (!contact) return fail(Code::not_found, tr("The book has no such contact."), uid);
    const std::string key = state_->buddy_key(buddy);
    // A new row each time: what was sealed for the old one opens nowhere else.
    state_->db.prepare("DELETE FROM link WHERE buddy_key = ?").bind_blob(1, key).run();
    state_->db.prepare("INSERT INTO link (buddy_key, contact_id, revision, sealed) VALUES (?, ?, 1, x'')")
        .bind_blob(1, key)
        .bind(2, *contact)
        .run();
    const std::int64_t row = state_->db.last_row_id();
    state_->db.prepare("UPDATE link SET sealed = ? WHERE id = ?")
        .bind_blob(1, state_->close(buddy_json(buddy), "link", row, 1))
        .bind(2, row)
        .run();
    t.commit();
    return {};
  });
}

Result<std::vector<Buddy>> Book::buddies_of(const std::string& uid) {
  return in_book(path(), [&]() -> Result<std::vector<Buddy>> {
    std::vector<Buddy> out;
    const auto contact = state_->contact_row(uid);
    if (!contact) return out;
    Statement s =
        state_->db.prepare("SELECT id, revision, sealed FROM link WHERE contact_id = ? ORDER BY id");
    s.bind(1, *contact);
    while (s.step()) {
      const auto json =
          nlohmann::json::parse(state_->open(s.blob(2), "link", s.integer(0), s.integer(1)), nullptr, false);
      if (json.is_object())
        out.push_back({json.value("protocol", ""), json.value("account", ""), json.value("name", "")});
    }
    return out;
  });
}

Result<void> Book::rename(const Buddy& from, const Buddy& to) {
  if (from == to) return {};
  return in_book(path(), [&]() -> Result<void> {
    Transaction t(state_->db);
    const std::string old_key = state_->buddy_key(from), new_key = state_->buddy_key(to);
    Statement linked = state_->db.prepare(
        "SELECT (SELECT c.id FROM link l JOIN contact c ON c.id = l.contact_id WHERE l.buddy_key = ?1), "
        "EXISTS (SELECT 1 FROM link WHERE buddy_key = ?2)");
    linked.bind_blob(1, old_key).bind_blob(2, new_key);
    // A link that the new name has already is the person's own and stays.
    if (linked.step() && !linked.is_null(0) && linked.integer(1) == 0) {
      Statement s = state_->db.prepare("SELECT id, revision, sealed FROM contact WHERE id = ?");
      s.bind(1, linked.integer(0));
      if (s.step()) {
        const std::string uid = state_->read_contact(s).uid;
        s.reset();
        if (auto done = link(to, uid); !done) return done;
      }
    }
    linked.reset();
    state_->db.prepare("DELETE FROM link WHERE buddy_key = ?").bind_blob(1, old_key).run();
    // Where both names hold the same finding, its evidence goes to the one that stays.
    state_->db
        .prepare(
            "UPDATE evidence SET finding_id = (SELECT n.id FROM finding o JOIN finding n ON n.buddy_key = ?2 "
            "AND n.value_key = o.value_key AND "
            "n.who_key = o.who_key WHERE o.id = evidence.finding_id) WHERE finding_id IN (SELECT o.id FROM "
            "finding o JOIN finding n ON "
            "n.buddy_key = ?2 AND n.value_key = o.value_key AND n.who_key = o.who_key WHERE o.buddy_key = "
            "?1)")
        .bind_blob(1, old_key)
        .bind_blob(2, new_key)
        .run();
    state_->db.prepare("UPDATE OR IGNORE finding SET buddy_key = ?2 WHERE buddy_key = ?1")
        .bind_blob(1, old_key)
        .bind_blob(2, new_key)
        .run();
    state_->db.prepare("DELETE FROM finding WHERE buddy_key = ?").bind_blob(1, old_key).run();
    t.commit();
    return {};
  });
}

}  // namespace phonebook
