// Joining contacts of the book: what hangs on them follows, all or nothing.
#include "engine/duplicates.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include "tests/engine/engine_fixture.h"

namespace phonebook {
namespace {
using ::testing::ElementsAre;
using testing::kBob;

const std::string kFirst = "0b9c2f5e-6a3d-4c1e-9f7a-2d4e6f8a0b1c",
                  kSecond = "0b9c2f5e-6a3d-4c1e-9f7a-2d4e6f8a0b1d";

class DuplicatesTest : public testing::EngineTest {
 protected:
  Contact keep(const std::string& uid, const std::string& name, const std::string& kind = {}) {
    Contact contact;
    contact.uid = uid;
    contact.formatted_name = name;
    contact.kind = kind;
    return save(contact);
  }
  Contact save(const Contact& contact) {
    auto saved = engine().book().save(contact);
    if (!saved) throw std::runtime_error(saved.error().text());
    return *std::move(saved);
  }
  Contact stored(const std::string& uid) { return engine().book().contact(uid)->value(); }
  Result<Contact> join(std::vector<std::string> uids, bool dry_run = false) {
    return join_in_book(engine(), uids, dry_run);
  }
  void damage(const std::string& sql) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(engine().book().path().c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    sqlite3_close(db);
  }
};

TEST_F(DuplicatesTest, GroupsAndRelationsNameTheOneThatIsLeft) {
  keep(kFirst, "Ola Hart");
  keep(kSecond, "Hart, Ola");
  Contact group = keep("g", "Chess", "group"), friend_of = keep("f", "Zoe Quist");
  group.members = {"urn:uuid:" + kSecond, "urn:uuid:" + kFirst, "other"};
  save(group);
  friend_of.related = {
      {"friend", kSecond}, {"child", "URN:UUID:0B9C2F5E-6A3D-4C1E-9F7A-2D4E6F8A0B1D"}, {"", "Bob"}};
  save(friend_of);
  const auto untouched = keep("u", "Ben Cray");
  ASSERT_TRUE(join({kFirst, kSecond}));
  EXPECT_THAT(stored("g").members, ElementsAre("urn:uuid:" + kFirst, "other"));
  EXPECT_THAT(stored("f").related, ElementsAre(Related{"friend", kFirst},
                                               Related{"child", "urn:uuid:" + kFirst}, Related{"", "Bob"}));
  EXPECT_EQ(stored("u").revision, untouched.revision);
}

TEST_F(DuplicatesTest, TheOneThatIsLeftIsNoRelationOfItsOwn) {
  Contact first = keep("one", "Ola Hart"), second = keep("two", "Hart, Ola");
  first.related = {{"", "two"}, {"spouse", "Kai"}};
  save(first);
  second.related = {{"contact", "one"}};
  save(second);
  ASSERT_TRUE(join({"one", "two"}));
  EXPECT_THAT(stored("one").related, ElementsAre(Related{"spouse", "Kai"}));
}

TEST_F(DuplicatesTest, BuddiesAndWhatPhonesHoldFollow) {
  keep("one", "Ola Hart");
  keep("two", "Hart, Ola");
  Book& book = engine().book();
  ASSERT_TRUE(book.link(kBob.buddy, "two"));
  ASSERT_TRUE(book.remember_held("folder:/a", Held{"two", "7.vcf", "d", false}));
  ASSERT_TRUE(join({"one", "two"}));
  EXPECT_EQ((*book.linked(kBob.buddy))->uid, "one");
  EXPECT_EQ((*book.held_by("folder:/a"))[0].uid, "one");
  EXPECT_FALSE(*book.contact("two"));
}

TEST_F(DuplicatesTest, WhatFailsHalfwayChangesNothing) {
  Contact first = keep("one", "Ola Hart"), second = keep("two", "Hart, Ola");
  second.note = "plays chess";
  save(second);
  ASSERT_TRUE(engine().book().link(kBob.buddy, "two"));
  ASSERT_TRUE(engine().book().remember_held("folder:/a", Held{"two", "7.vcf", "d", false}));
  damage("UPDATE held SET sealed = x'00'");
  EXPECT_FALSE(join({"one", "two"}));
  EXPECT_EQ(stored("one"), first);
  EXPECT_EQ(stored("two").note, "plays chess");
  EXPECT_EQ((*engine().book().linked(kBob.buddy))->uid, "two");
}

TEST_F(DuplicatesTest, ADryRunWritesNothingAndWaitsForNobody) {
  keep("one", "Ola Hart");
  keep("two", "Hart, Ola");
  auto other = Book::open({.path = engine().book().path(), .key_folder = {}});
  ASSERT_TRUE(other);
  auto busy = other->begin();
  ASSERT_TRUE(busy) << "somebody else is writing";
  const auto would_be = join({"one", "two"}, true);
  ASSERT_TRUE(would_be) << would_be.error().text();
  EXPECT_EQ(would_be->uid, "one");
  EXPECT_EQ(engine().book().contacts()->size(), 2U);
}

}  // namespace
}  // namespace phonebook
