// What hangs on a contact goes to another when the two are joined.
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "contacts/book_state.h"

namespace phonebook {

Result<void> Book::move_ties(const std::string& from, const std::string& to) {
  return in_book(path(), [&]() -> Result<void> {
    Transaction t(state_->db);
    const auto old_row = state_->contact_row(from), new_row = state_->contact_row(to);
    if (!old_row || !new_row)
      return fail(Code::not_found, tr("The book has no such contact."), old_row ? to : from);
    if (*old_row == *new_row) return {};  // what a phone holds of it would be taken for the other's
    // The seal of a link or a finding does not name its contact.
    for (const char* table : {"link", "finding"})
      state_->db.prepare(std::string("UPDATE ") + table + " SET contact_id = ? WHERE contact_id = ?")
          .bind(1, *new_row)
          .bind(2, *old_row)
          .run();
    const std::string old_key = state_->seal.lookup("uid", from), new_key = state_->seal.lookup("uid", to);
    state_->db
        .prepare(
            "DELETE FROM held WHERE uid_key = ?1 AND phone_id IN (SELECT phone_id FROM held WHERE uid_key = "
            "?2)")
        .bind_blob(1, old_key)
        .bind_blob(2, new_key)
        .run();
    // What a held entry seals names the contact: sealed anew.
    Statement rows = state_->db.prepare("SELECT id, revision, sealed FROM held WHERE uid_key = ?");
    rows.bind_blob(1, old_key);
    struct Row {
      std::int64_t id, revision;
      std::string plain;
    };
    std::vector<Row> held;
    while (rows.step())
      held.push_back({rows.integer(0), rows.integer(1),
                      state_->open(rows.blob(2), "held", rows.integer(0), rows.integer(1))});
    rows.reset();
    for (const Row& row : held) {
      auto entry = nlohmann::json::parse(row.plain, nullptr, false);
      if (!entry.is_object()) {  // says nothing that could follow
        state_->db.prepare("DELETE FROM held WHERE id = ?").bind(1, row.id).run();
        continue;
      }
      entry["uid"] = to;
      state_->db.prepare("UPDATE held SET uid_key = ?, revision = ?, sealed = ? WHERE id = ?")
          .bind_blob(1, new_key)
          .bind(2, row.revision + 1)
          .bind_blob(3, state_->close(entry.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
                                      "held", row.id, row.revision + 1))
          .bind(4, row.id)
          .run();
    }
    t.commit();
    return {};
  });
}

}  // namespace phonebook
