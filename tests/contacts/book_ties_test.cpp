// What hangs on a contact goes to the one that it was joined into.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "contacts/book.h"
#include "tests/contacts/temporary_folder.h"

namespace phonebook {
namespace {

class BookTies : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* uid : {"one", "two"}) {
      Contact contact;
      contact.uid = contact.formatted_name = uid;
      ASSERT_TRUE(book_.save(contact));
    }
  }
  // What the file says of itself, beside the Book.
  int number_of(const char* query) {
    sqlite3* db = nullptr;
    sqlite3_stmt* row = nullptr;
    EXPECT_EQ(sqlite3_open(book_.path().c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_prepare_v2(db, query, -1, &row, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    EXPECT_EQ(sqlite3_step(row), SQLITE_ROW);
    const int number = sqlite3_column_int(row, 0);
    sqlite3_finalize(row);
    sqlite3_close(db);
    return number;
  }
  testing::TemporaryFolder folder_;
  Book book_ = *Book::open({.path = folder_.path() / "private" / "book.sqlite", .key_folder = {}});
  const Buddy bob_{"prpl-jabber", "alice@localhost", "bob@localhost"};
};

TEST_F(BookTies, BuddiesFollow) {
  ASSERT_TRUE(book_.link(bob_, "two"));
  ASSERT_TRUE(book_.move_ties("two", "one"));
  ASSERT_TRUE(book_.remove("two"));
  const auto linked = book_.linked(bob_);
  ASSERT_TRUE(linked && *linked);
  EXPECT_EQ((*linked)->uid, "one");
  EXPECT_EQ(*book_.buddies_of("one"), std::vector<Buddy>{bob_});
}

TEST_F(BookTies, WhatPhonesHoldFollowsAndWhatTheyHoldOfTheOneThatStaysWins) {
  ASSERT_TRUE(book_.remember_held("folder:/a", Held{"two", "7.vcf", "d", true}));
  ASSERT_TRUE(book_.remember_held("folder:/b", Held{"one", "1.vcf", "d1", false}));
  ASSERT_TRUE(book_.remember_held("folder:/b", Held{"two", "2.vcf", "d2", false}));
  ASSERT_TRUE(book_.move_ties("two", "one"));
  ASSERT_TRUE(book_.remove("two"));
  const auto a = book_.held_by("folder:/a"), b = book_.held_by("folder:/b");
  ASSERT_TRUE(a && b);
  ASSERT_EQ(a->size(), 1U);
  EXPECT_EQ((*a)[0].uid, "one");
  EXPECT_EQ((*a)[0].id, "7.vcf");
  EXPECT_TRUE((*a)[0].unsure);
  ASSERT_EQ(b->size(), 1U);
  EXPECT_EQ((*b)[0].id, "1.vcf");
}

TEST_F(BookTies, KeptFindingsFollow) {
  KeptFinding said;
  said.kind = "phone";
  said.value = "+8613800001234";
  said.mine = true;
  const auto kept = book_.record(bob_, said, {1000, false, "bob@localhost", "bob@localhost", "call me"});
  ASSERT_TRUE(kept);
  ASSERT_TRUE(book_.set_state(kept->id, FindingState::kept, "two"));
  ASSERT_TRUE(book_.move_ties("two", "one"));
  ASSERT_TRUE(book_.remove("two"));
  EXPECT_EQ(number_of("SELECT count(*) FROM finding f JOIN contact c ON c.id = f.contact_id"), 1);
  const auto still = book_.finding(kept->id);
  ASSERT_TRUE(still && *still);
  EXPECT_EQ((*still)->state, FindingState::kept);
}

TEST_F(BookTies, ToItselfStayAsTheyAre) {
  ASSERT_TRUE(book_.link(bob_, "one"));
  ASSERT_TRUE(book_.remember_held("folder:/a", Held{"one", "1.vcf", "d", false}));
  ASSERT_TRUE(book_.move_ties("one", "one"));
  EXPECT_EQ((*book_.linked(bob_))->uid, "one");
  EXPECT_EQ(book_.held_by("folder:/a")->size(), 1U);
}

TEST_F(BookTies, OfSomebodyUnknownAreAnErrorAndNothingMoves) {
  ASSERT_TRUE(book_.link(bob_, "two"));
  EXPECT_EQ(book_.move_ties("two", "nobody").error().code, Code::not_found);
  EXPECT_EQ(book_.move_ties("nobody", "one").error().code, Code::not_found);
  EXPECT_EQ((*book_.linked(bob_))->uid, "two");
}

}  // namespace
}  // namespace phonebook
