#include "contacts/book.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <thread>

#include "contacts/keyring.h"
#include "tests/contacts/full_contact.h"
#include "tests/contacts/temporary_folder.h"

namespace phonebook {
namespace {

const Buddy kBob{"prpl-jabber", "alice@localhost", "bob@localhost"};
const Buddy kEve{"prpl-jabber", "alice@localhost", "eve@localhost"};

KeptFinding number(const std::string& value, bool mine = true) {
  KeptFinding f;
  f.kind = "phone";
  f.value = value;
  f.owner = mine ? "sender" : "third_party";
  f.confidence = .9;
  f.mine = mine;
  return f;
}
Evidence said(std::int64_t at, const std::string& text = "call me on 13800001234", bool delayed = false) {
  return {at, delayed, "bob@localhost", "bob@localhost", text};
}

class BookTest : public ::testing::Test {
 protected:
  testing::TemporaryFolder folder_;
  std::filesystem::path path() const { return folder_.path() / "private" / "book.sqlite"; }
  Book open() {
    auto book = Book::open({.path = path(), .key_folder = {}});
    if (!book) throw std::runtime_error(book.error().text());
    return *std::move(book);
  }
  // Everything on disk, the write-ahead log included.
  std::string all_bytes() const {
    std::string out;
    for (const auto& entry : std::filesystem::directory_iterator(path().parent_path())) {
      if (entry.path() == key_file(path().parent_path())) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      out.append(std::istreambuf_iterator<char>(in), {});
    }
    return out;
  }
  void run_sql(const std::string& sql) const {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(path().c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    sqlite3_close(db);
  }
};

TEST_F(BookTest, AContactComesBackWholeFromASecondOpening) {
  Contact contact = testing::full_contact();
  {
    Book book = open();
    const auto saved = book.save(contact);
    ASSERT_TRUE(saved) << saved.error().text();
    EXPECT_EQ(saved->revision, 1);
    contact = *saved;
  }
  Book book = open();
  const auto read = book.contact(contact.uid);
  ASSERT_TRUE(read && *read);
  EXPECT_EQ(**read, contact);
}

TEST_F(BookTest, AnOlderRevisionIsAConflictAndChangesNothing) {
  Book book = open();
  Contact first = *book.save(testing::full_contact());
  Contact changed = first;
  changed.note = "newer";
  ASSERT_TRUE(book.save(changed));
  first.note = "older";
  const auto refused = book.save(first);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::conflict);
  EXPECT_EQ((**book.contact(first.uid)).note, "newer");
  Contact absent = testing::full_contact();
  absent.uid = "another";
  absent.revision = 4;
  EXPECT_EQ(book.save(absent).error().code, Code::conflict);
  EXPECT_FALSE(*book.contact("another"));
}

TEST_F(BookTest, ContactsAreFoundByNumberMailAndIdAfterEachChange) {
  Book book = open();
  Contact contact = *book.save(testing::full_contact());
  EXPECT_EQ(book.contacts_with("phone", "+34612345678;ext=12")->size(), 1u);
  EXPECT_EQ(book.contacts_with("email", "MARIA@example.com")->size(), 1u);
  EXPECT_EQ(book.contacts_with("xmpp", "maria@example.org")->size(), 1u);
  EXPECT_TRUE(book.contacts_with("phone", "+34612345678")->empty());
  contact.mails.clear();
  ASSERT_TRUE(book.save(contact));
  EXPECT_TRUE(book.contacts_with("email", "maria@example.com")->empty());
  ASSERT_TRUE(book.remove(contact.uid));
  EXPECT_TRUE(book.contacts_with("phone", "+34911234567")->empty());
  EXPECT_EQ(book.remove(contact.uid).error().code, Code::not_found);
}

TEST_F(BookTest, NothingOfAPersonCanBeReadOnDisk) {
  Book book = open();
  ASSERT_TRUE(book.save(testing::full_contact()));
  ASSERT_TRUE(book.link(kBob, testing::full_contact().uid));
  ASSERT_TRUE(book.record(kBob, number("+8613800001234"), said(1000, "call me on 13800001234 tonight")));
  ASSERT_TRUE(
      book.remember_held("folder:/media/alices-card", {testing::full_contact().uid, "bob.vcf#0", "d", false}));
  ASSERT_TRUE(book.mark_used({"folder:/media/alices-card", "Card"}));
  ASSERT_TRUE(book.journal_start("request-of-alice"));
  ASSERT_TRUE(book.journal_done("request-of-alice", "{\"sentence\":\"Bob Builder is now on CARD\"}"));
  const std::string disk = all_bytes();
  ASSERT_GT(disk.size(), 1000u);
  for (const char* plain :
       {"Núñez", "María", "34612345678", "example.com", "example.org", "13800001234", "bob@localhost",
        "alice", "prpl-jabber", "tonight", "Acme", "Amigos", "alices-card", "Bob Builder", "0b9c2f5e", "PNG"})
    EXPECT_EQ(disk.find(plain), std::string::npos) << plain;
}

TEST_F(BookTest, TheFilesAreForTheOwnerAlone) {
  Book book = open();
  ASSERT_TRUE(book.save(testing::full_contact()));
  struct stat status {};
  ASSERT_EQ(stat(path().parent_path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
  for (const auto& entry : std::filesystem::directory_iterator(path().parent_path())) {
    ASSERT_EQ(stat(entry.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0077, 0u) << entry.path();
  }
}

TEST_F(BookTest, SwappedRowsAndForeignKeysAreRefusedWithASentence) {
  {
    Book book = open();
    Contact a = testing::full_contact(), b = testing::full_contact();
    b.uid = "second";
    ASSERT_TRUE(book.save(a));
    ASSERT_TRUE(book.save(b));
  }
  run_sql("UPDATE contact SET sealed = (SELECT o.sealed FROM contact o WHERE o.id = 2) WHERE id = 1");
  {
    Book book = open();
    const auto read = book.contact(testing::full_contact().uid);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, Code::denied);
    EXPECT_TRUE(*book.contact("second"));
  }
  const auto key = key_file(path().parent_path());
  std::filesystem::rename(key, folder_.path() / "away");
  EXPECT_EQ(Book::open({.path = path(), .key_folder = {}}).error().code, Code::denied);
  EXPECT_FALSE(std::filesystem::exists(key));
  std::ofstream(key) << std::string(32, 'k');
  chmod(key.c_str(), 0600);
  EXPECT_EQ(Book::open({.path = path(), .key_folder = {}}).error().code, Code::denied);
  std::filesystem::rename(folder_.path() / "away", key);
  EXPECT_TRUE(Book::open({.path = path(), .key_folder = {}}));
}

TEST_F(BookTest, ANewerSchemaAndForeignFilesAreLeftAsTheyAre) {
  { Book book = open(); }
  run_sql("PRAGMA user_version = 99");
  EXPECT_EQ(Book::open({.path = path(), .key_folder = {}}).error().code, Code::unsupported);
  const auto other = path().parent_path() / "other.sqlite";
  std::ofstream(other) << std::string(5000, 'x');
  EXPECT_EQ(Book::open({.path = other, .key_folder = {}}).error().code, Code::invalid_input);
  EXPECT_EQ(std::filesystem::file_size(other), 5000u);
}

TEST_F(BookTest, AFindingIsOneHoweverOftenItIsSaidAndKeepsItsEvidence) {
  Book book = open();
  const auto first = book.record(kBob, number("+8613800001234"), said(1000));
  ASSERT_TRUE(first);
  const auto again = book.record(kBob, number("+8613800001234"), said(5000, "again: 13800001234"));
  EXPECT_EQ(again->id, first->id);
  EXPECT_EQ(book.evidence(first->id)->size(), 2u);
  EXPECT_EQ(*book.count_waiting(kBob), 1);
  EXPECT_EQ(*book.count_waiting(kEve), 0);
  EXPECT_EQ(book.waiting(kBob)->front().value, "+8613800001234");
}

TEST_F(BookTest, AReplayedMessageMakesNoSecondEvidence) {
  Book book = open();
  const auto id = book.record(kBob, number("+8613800001234"), said(1000))->id;
  ASSERT_TRUE(book.record(kBob, number("+8613800001234"), said(1003)));  // another resource
  ASSERT_TRUE(book.record(kBob, number("+8613800001234"),
                          said(1200, "call me on 13800001234", true)));  // history, clocks differ
  EXPECT_EQ(book.evidence(id)->size(), 1u);
  ASSERT_TRUE(book.record(kBob, number("+8613800001234"), said(1200)));  // said again, minutes later
  ASSERT_TRUE(book.record(kBob, number("+8613800001234"),
                          said(90'000, "call me on 13800001234", true)));  // another day
  EXPECT_EQ(book.evidence(id)->size(), 3u);
}

TEST_F(BookTest, EvidenceIsBoundedAndTheNewestStays) {
  Book book = open();
  std::int64_t id = 0;
  for (int i = 0; i < 80; ++i) id = book.record(kBob, number("+8613800001234"), said(1000 + 100 * i))->id;
  const auto kept = book.evidence(id);
  EXPECT_EQ(kept->size(), 50u);
  EXPECT_EQ(kept->back().seen_at, 1000 + 100 * 79);
}

TEST_F(BookTest, BetterKnowledgeReplacesPoorerButNeverTheAnswer) {
  Book book = open();
  KeptFinding poor = number("+8613800001234");
  poor.owner = "unknown";
  poor.confidence = .6;
  const auto id = book.record(kBob, poor, said(1000))->id;
  ASSERT_TRUE(book.set_state(id, FindingState::ignored));
  KeptFinding rich = number("+8613800001234");
  rich.label = "mobile";
  const auto joined = book.record(kBob, rich, said(2000));
  EXPECT_EQ(joined->label, "mobile");
  EXPECT_EQ(joined->owner, "sender");
  EXPECT_EQ(joined->state, FindingState::ignored);
  EXPECT_EQ(*book.count_waiting(kBob), 0);
}

TEST_F(BookTest, AThirdPartysNumberIsAnotherFindingThanThePartnersOwn) {
  Book book = open();
  KeptFinding toms = number("+8613800001234", false);
  toms.owner_name = "Tom";
  const auto a = book.record(kBob, toms, said(1000));
  const auto b = book.record(kBob, number("+8613800001234"), said(2000));
  EXPECT_NE(a->id, b->id);
  EXPECT_EQ(*book.count_waiting(kBob), 1);
}

TEST_F(BookTest, LinksAndFindingsFollowARenamedBuddy) {
  Book book = open();
  const Contact contact = *book.save(testing::full_contact());
  ASSERT_TRUE(book.link(kBob, contact.uid));
  const auto old_id = book.record(kBob, number("+8613800001234"), said(1000))->id;
  const Buddy renamed{"prpl-jabber", "alice@localhost", "robert@localhost"};
  const auto new_id = book.record(renamed, number("+8613800001234"), said(3000))->id;
  ASSERT_TRUE(book.rename(kBob, renamed));
  EXPECT_FALSE(*book.linked(kBob));
  ASSERT_TRUE(*book.linked(renamed));
  EXPECT_EQ((**book.linked(renamed)).uid, contact.uid);
  EXPECT_EQ(book.buddies_of(contact.uid)->front(), renamed);
  EXPECT_EQ(*book.count_waiting(kBob), 0);
  EXPECT_EQ(*book.count_waiting(renamed), 1);
  EXPECT_EQ(book.evidence(new_id)->size(), 2u) << "the evidence of both names";
  EXPECT_FALSE(*book.finding(old_id));
}

TEST_F(BookTest, ForgettingAPartnerTakesFindingsAndEvidenceAndKeepsTheContact) {
  Book book = open();
  const Contact contact = *book.save(testing::full_contact());
  ASSERT_TRUE(book.link(kBob, contact.uid));
  const auto id = book.record(kBob, number("+8613800001234"), said(1000))->id;
  ASSERT_TRUE(book.record(kEve, number("+8613800005678"), said(1000)));
  EXPECT_EQ(*book.forget(kBob), 1);
  EXPECT_TRUE(book.evidence(id)->empty());
  EXPECT_EQ(*book.count_waiting(kEve), 1);
  EXPECT_TRUE(*book.contact(contact.uid));
}

TEST_F(BookTest, ABatchThatIsNotCommittedNeverHappened) {
  Book book = open();
  {
    auto batch = book.begin();
    ASSERT_TRUE(batch);
    ASSERT_TRUE(book.save(testing::full_contact()));
  }
  EXPECT_TRUE(book.contacts()->empty());
  auto batch = book.begin();
  ASSERT_TRUE(book.save(testing::full_contact()));
  ASSERT_TRUE(batch->commit());
  EXPECT_EQ(book.contacts()->size(), 1u);
}

TEST_F(BookTest, ARequestIsStartedOnceAndItsAnswerIsKept) {
  Book book = open();
  EXPECT_TRUE(*book.journal_start("r1"));
  EXPECT_FALSE(*book.journal_start("r1"));
  EXPECT_FALSE((*book.journal("r1"))->done);
  ASSERT_TRUE(book.journal_done("r1", "{\"x\":1}"));
  EXPECT_FALSE(*book.journal_start("r1"));
  EXPECT_EQ((*book.journal("r1"))->result, "{\"x\":1}");
  ASSERT_TRUE(book.journal_forget("r1"));
  EXPECT_TRUE(*book.journal("r1")) << "what was done stays";
  EXPECT_TRUE(*book.journal_start("r2"));
  ASSERT_TRUE(book.journal_forget("r2"));
  EXPECT_TRUE(*book.journal_start("r2"));
  EXPECT_FALSE(*book.journal("r3"));
}

TEST_F(BookTest, WhatAPhoneHoldsIsRememberedPerPhone) {
  Book book = open();
  ASSERT_TRUE(book.remember_held("folder:/a", {"u1", "x", "d1", false}));
  ASSERT_TRUE(book.remember_held("folder:/a", {"u1", "y", "d2", false}));
  ASSERT_TRUE(book.remember_held("folder:/b", {"u1", "z", "d3", false}));
  const auto held = book.held_by("folder:/a");
  ASSERT_EQ(held->size(), 1u);
  EXPECT_EQ(held->front().id, "y");
  EXPECT_EQ(held->front().digest, "d2");
  EXPECT_FALSE(*book.last_used_phone());
  ASSERT_TRUE(book.mark_used({"folder:/a", "Card"}));
  ASSERT_TRUE(book.mark_used({"folder:/b", "Card"}));
  EXPECT_EQ((*book.last_used_phone())->address, "folder:/b");
  ASSERT_TRUE(book.mark_used({"folder:/a", "Card"}));
  EXPECT_EQ((*book.last_used_phone())->address, "folder:/a");
}

TEST_F(BookTest, TwoThatMakeTheSameBookAtOnceShareOneKey) {
  std::vector<std::thread> threads;
  std::atomic<int> failures{0};
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      auto book = Book::open({.path = path(), .key_folder = {}});
      if (!book) return void(++failures);
      for (int i = 0; i < 20; ++i) {
        Contact c = testing::full_contact();
        c.uid = std::to_string(t) + "-" + std::to_string(i);
        if (!book->save(c)) ++failures;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
  Book book = open();
  EXPECT_EQ(book.contacts()->size(), 80u);
}

TEST_F(BookTest, AnotherConnectionsCommitIsSeen) {
  Book one = open(), two = open();
  const auto before = *one.data_version();
  ASSERT_TRUE(two.save(testing::full_contact()));
  EXPECT_NE(*one.data_version(), before);
}

TEST_F(BookTest, AProcessKilledInTheMiddleOfABatchLeavesTheOldState) {
  {
    Book book = open();
    ASSERT_TRUE(book.save(testing::full_contact()));
  }
  const pid_t child = fork();
  if (child == 0) {
    auto book = Book::open({.path = path(), .key_folder = {}});
    auto batch = book->begin();
    for (int i = 0; i < 100; ++i) {
      Contact c = testing::full_contact();
      c.uid = "child" + std::to_string(i);
      static_cast<void>(book->save(c));
    }
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  Book book = open();
  EXPECT_EQ(book.contacts()->size(), 1u);
  EXPECT_TRUE(book.save([] {
    Contact c = testing::full_contact();
    c.uid = "after";
    return c;
  }()));
}

TEST_F(BookTest, TheFindingsOfOneMessageAreStoredTogetherAndOnce) {
  Book book = open();
  const std::vector<KeptFinding> both{number("+8613800001234"), number("+8613800001235"),
                                      number("+8613800001234")};
  const auto first = book.record(kBob, both, said(1000));
  ASSERT_TRUE(first && first->size() == 3);
  EXPECT_EQ((*first)[0].id, (*first)[2].id);
  EXPECT_NE((*first)[0].id, (*first)[1].id);
  const auto again = book.record(kBob, both, said(1001));
  ASSERT_TRUE(again && again->size() == 3);
  EXPECT_EQ((*again)[1].id, (*first)[1].id);
  EXPECT_EQ(book.waiting(kBob)->size(), 2u);
  EXPECT_EQ(book.evidence((*first)[0].id)->size(), 1u);
  EXPECT_EQ(book.record(kBob, std::span<const KeptFinding>(), said(1002))->size(), 0u);
}

TEST_F(BookTest, AFloodOfFindingsWaitsAsTheNewestTwoHundred) {
  Book book = open();
  std::vector<KeptFinding> flood;
  for (int i = 0; i < 250; ++i) flood.push_back(number("+86138000" + std::to_string(10000 + i)));
  ASSERT_TRUE(book.record(kBob, flood, said(1000)));
  const auto waiting = book.waiting(kBob);
  ASSERT_TRUE(waiting);
  ASSERT_EQ(waiting->size(), 200u);
  EXPECT_EQ(waiting->front().value, "+8613800010050");
  EXPECT_EQ(waiting->back().value, "+8613800010249");
  EXPECT_EQ(*book.count_waiting(kBob), 200);
}

TEST_F(BookTest, ADamagedContactIsCountedAndTheOthersCanBeLookedAt) {
  {
    Book book = open();
    for (const char* uid : {"one", "two", "three"}) {
      Contact c = testing::full_contact();
      c.uid = uid;
      ASSERT_TRUE(book.save(c));
    }
  }
  run_sql("UPDATE contact SET sealed = x'00' WHERE id = 2");
  Book book = open();
  const auto readable = book.readable_contacts();
  ASSERT_TRUE(readable) << readable.error().text();
  EXPECT_EQ(readable->unreadable, 1u);
  ASSERT_EQ(readable->contacts.size(), 2u);
  EXPECT_EQ(readable->contacts[1].uid, "three");
  EXPECT_FALSE(book.contacts());
}

}  // namespace
}  // namespace phonebook
