// The book: the local store of contacts, links to buddies, findings with their evidence, what each phone
// holds, and the journal of sends. Rows are sealed (contacts/seal.h); the schema carries a version from its
// first day.
//
//   auto book = Book::open({.path = default_book_path()});
//   auto saved = book->save(contact);                       // revision 0 → 1
//   auto again = book->save(changed_elsewhere);             // an older revision: Code::conflict, nothing
//   written
//
// Thread rule: one Book belongs to one thread. Any number of Books, in threads or processes, may be open on
// one file; data_version() tells when another has committed. Errors: denied (key), busy, io, conflict,
// invalid_input.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "contacts/contact.h"

namespace phonebook {

// A buddy as libpurple names one: all three normalised by the protocol, without a resource.
struct Buddy {
  std::string protocol, account, name;
  friend bool operator==(const Buddy&, const Buddy&) = default;
};

enum class FindingState { waiting = 0, kept = 1, ignored = 2, not_a_number = 3 };

// What was said. Plain words, as `extract --json` writes them, so that this room needs none above it.
struct KeptFinding {
  std::int64_t id = 0;                           // 0: not stored yet
  std::string kind, value;                       // "phone", "+8613800001234;ext=2"
  std::string label, owner, owner_name, change;  // "" where absent
  bool recipient = false;
  double confidence = 0;
  bool mine = false;  // belongs to the partner of the conversation
  FindingState state = FindingState::waiting;
};

struct Evidence {
  std::int64_t seen_at = 0;  // Unix seconds, as the message is stamped
  bool delayed = false;      // replayed by a server or a history: may have been seen before
  std::string author;        // who wrote it, any stable name
  std::string conversation;
  std::string text;  // the sentence, as shown
};

// A phone's entry as last written or read.
struct Held {
  std::string uid, id;
  std::string digest;   // of what was handed over, for phones that cannot be read
  bool unsure = false;  // handed over, and it is not known whether it arrived
};
// The phone that took contacts last.
struct UsedPhone {
  std::string address, name;  // the name as it was shown then
};

struct ReadableContacts {
  std::vector<Contact> contacts;
  std::size_t unreadable = 0;  // rows that do not open or parse
};

struct BookOptions {
  std::filesystem::path path;        // the SQLite file; its folder is made with mode 0700
  std::filesystem::path key_folder;  // empty: beside the book
};

// PURPLE_PHONEBOOK_BOOK, else data_folder()/book.sqlite.
[[nodiscard]] std::filesystem::path default_book_path();

class Book {
 public:
  [[nodiscard]] static Result<Book> open(const BookOptions& options);
  Book(Book&&) noexcept;
  Book& operator=(Book&&) noexcept;
  ~Book();

  [[nodiscard]] const std::filesystem::path& path() const;
  [[nodiscard]] const std::string& key_source() const;
  [[nodiscard]] Result<std::int64_t> data_version() const;

  // A group of changes that is kept whole or not at all: unless commit() is reached, nothing happened.
  class Batch {
   public:
    explicit Batch(Book& book);
    ~Batch();
    Batch(Batch&&) noexcept;
    [[nodiscard]] Result<void> commit();

   private:
    struct State;
    std::unique_ptr<State> state_;
  };
  [[nodiscard]] Result<Batch> begin();

  // --- contacts
  // By uid: added (revision 0) or rewritten. The revision must be the stored one. Returns it as stored now.
  [[nodiscard]] Result<Contact> save(const Contact& contact);
  [[nodiscard]] Result<std::optional<Contact>> contact(const std::string& uid);
  [[nodiscard]] Result<std::vector<Contact>> contacts();
  // The same for looking at: a damaged row is counted and does not lock the others.
  [[nodiscard]] Result<ReadableContacts> readable_contacts();
  // Those that hold the number (E.164 with ";ext="), mail or id. `kind` as in KeptFinding.
  [[nodiscard]] Result<std::vector<Contact>> contacts_with(const std::string& kind, const std::string& value);
  [[nodiscard]] Result<void> remove(const std::string& uid);

  // --- joining two contacts
  // Links, kept findings and what phones hold of `from` are those of `to` now. Where a phone holds both, what
  // it holds of `to` stays. Neither contact is changed. From one to itself: nothing. Unknown:
  // Code::not_found.
  [[nodiscard]] Result<void> move_ties(const std::string& from, const std::string& to);

  // --- links
  [[nodiscard]] Result<std::optional<Contact>> linked(const Buddy& buddy);
  [[nodiscard]] Result<void> link(const Buddy& buddy, const std::string& uid);
  [[nodiscard]] Result<std::vector<Buddy>> buddies_of(const std::string& uid);

  // --- findings
  // Stores a finding of `partner`'s conversation, or finds the stored one with that value and person, and
  // adds the evidence unless this message was seen before. A kept or ignored one stays so. Better knowledge
  // (label, owner, name, confidence) replaces poorer. Returns it as stored.
  [[nodiscard]] Result<KeptFinding> record(const Buddy& partner, const KeptFinding& finding,
                                           const Evidence& evidence);
  // All findings of one message: all are stored, or none; in their order. Linear in findings and text.
  [[nodiscard]] Result<std::vector<KeptFinding>> record(const Buddy& partner,
                                                        std::span<const KeptFinding> findings,
                                                        const Evidence& evidence);
  // The stored finding of that value and person, if there is one; stores nothing.
  [[nodiscard]] Result<std::optional<KeptFinding>> stored(const Buddy& partner, const KeptFinding& finding);
  // Those that wait for the person and belong to the partner, oldest first. Of more than 200 the newest 200;
  // the others come when these are decided.
  [[nodiscard]] Result<std::vector<KeptFinding>> waiting(const Buddy& partner);
  // As many as waiting() gives.
  [[nodiscard]] Result<std::int64_t> count_waiting(const Buddy& partner);
  [[nodiscard]] Result<std::optional<KeptFinding>> finding(std::int64_t id);
  [[nodiscard]] Result<std::vector<Evidence>> evidence(std::int64_t finding_id);
  // `uid`: the contact that it went to; only with FindingState::kept.
  [[nodiscard]] Result<void> set_state(std::int64_t finding_id, FindingState state,
                                       const std::string& uid = {});
  // Findings and evidence of this partner are gone; the contact stays. Returns how many findings.
  [[nodiscard]] Result<std::int64_t> forget(const Buddy& partner);
  // The buddy or its account has another name now: links and findings follow it.
  [[nodiscard]] Result<void> rename(const Buddy& from, const Buddy& to);

  // --- phones
  [[nodiscard]] Result<std::vector<Held>> held_by(const std::string& phone);
  [[nodiscard]] Result<void> remember_held(const std::string& phone, const Held& held);
  // All or none, in one transaction.
  [[nodiscard]] Result<void> remember_held(const std::string& phone, std::span<const Held> held);
  // Nothing is known of the contact on this phone any more. What was not remembered stays so.
  [[nodiscard]] Result<void> forget_held(const std::string& phone, const std::string& uid);
  [[nodiscard]] Result<void> mark_used(const UsedPhone& phone);
  [[nodiscard]] Result<std::optional<UsedPhone>> last_used_phone();

  // --- journal of sends
  struct JournalEntry {
    bool done = false;
    std::string result;  // JSON text of the answer, when done
  };
  // False when the request is there already; it is never carried out twice.
  [[nodiscard]] Result<bool> journal_start(const std::string& request);
  [[nodiscard]] Result<void> journal_done(const std::string& request, const std::string& result);
  // Takes a start back: nothing was written to any phone, so the request may be tried again.
  [[nodiscard]] Result<void> journal_forget(const std::string& request);
  [[nodiscard]] Result<std::optional<JournalEntry>> journal(const std::string& request);

  struct State;  // contacts/book_state.h, for this room only

 private:
  explicit Book(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace phonebook
