#include "engine/transfer.h"
#include "engine/import.h"

#include <fstream>

#include "tests/contacts/full_contact.h"
#include "tests/engine/engine_fixture.h"

namespace phonebook {
namespace {
using TransferTest = testing::EngineTest;

Contact person(const std::string& name, const std::string& number) {
  Contact c = new_contact();
  c.formatted_name = name;
  c.numbers = {{.number = number, .extension = {}, .types = {"cell"}, .label = {}}};
  return c;
}

TEST_F(TransferTest, ImportingTwiceDoublesNothing) {
  const std::vector<Contact> people{person("Ann Lee", "+8613800000001"), person("Ben Wu", "+8613800000002")};
  EXPECT_EQ(import(engine(), people, Accept::yes, ConflictAnswer::ask, host_)->added, 2u);
  const auto again = import(engine(), people, Accept::yes, ConflictAnswer::ask, host_);
  EXPECT_EQ(again->unchanged, 2u) << again->sentence;
  EXPECT_EQ(engine().book().contacts()->size(), 2u);
}

TEST_F(TransferTest, ADryRunChangesNothing) {
  const std::vector<Contact> people{person("Ann Lee", "+8613800000001")};
  const auto plan = import(engine(), people, Accept::no, ConflictAnswer::ask, host_);
  EXPECT_EQ(plan->items[0].decision, Decision::add);
  EXPECT_TRUE(engine().book().contacts()->empty());
}

TEST_F(TransferTest, ANewValueCompletesTheKnownContact) {
  const std::vector<Contact> first{person("Ann Lee", "+8613800000001")};
  ASSERT_TRUE(import(engine(), first, Accept::yes, ConflictAnswer::ask, host_));
  std::vector<Contact> second{first[0]};
  second[0].mails = {{.address = "ann@example.com", .types = {}, .label = {}}};
  EXPECT_EQ(import(engine(), second, Accept::yes, ConflictAnswer::ask, host_)->merged, 1u);
  ASSERT_EQ(engine().book().contacts()->size(), 1u);
  EXPECT_EQ(engine().book().contacts()->front().mails.size(), 1u);
  EXPECT_EQ(engine().book().contacts()->front().numbers.size(), 1u);
}

TEST_F(TransferTest, NamesakesOfOneFileAreAskedAboutAndNeverLost) {
  std::vector<Contact> two{person("John Smith", "+8613800000001"), person("John Smith", "+8613900000002")};
  two[1].mails = {{.address = "john@example.org", .types = {}, .label = {}}};
  const auto left = import(engine(), two, Accept::yes, ConflictAnswer::ask, host_);
  EXPECT_EQ(left->added, 1u);
  EXPECT_EQ(left->left, 1u) << left->sentence;
  EXPECT_EQ(import(engine(), two, Accept::yes, ConflictAnswer::add, host_)->added, 1u);
  EXPECT_EQ(engine().book().contacts()->size(), 2u);
}

TEST_F(TransferTest, NamesakesOfOneFileAreJoinedWhenTheAnswerIsMerge) {
  std::vector<Contact> two{person("John Smith", "+8613800000001"), person("John Smith", "+8613900000002")};
  ASSERT_TRUE(import(engine(), two, Accept::yes, ConflictAnswer::merge, host_));
  ASSERT_EQ(engine().book().contacts()->size(), 1u);
  EXPECT_EQ(engine().book().contacts()->front().numbers.size(), 2u);
}

TEST_F(TransferTest, ACardThatStandsTwiceInAFileIsAddedBesideANamesakeOnce) {
  const std::vector<Contact> known{person("John Smith", "+8613800000001")};
  ASSERT_TRUE(import(engine(), known, Accept::yes, ConflictAnswer::ask, host_));
  Contact other = person("John Smith", "+8613900000002"), again = other;
  again.uid = new_contact().uid;
  const std::vector<Contact> twice{other, again};
  ASSERT_TRUE(import(engine(), twice, Accept::yes, ConflictAnswer::add, host_));
  EXPECT_EQ(engine().book().contacts()->size(), 2u);
}

TEST_F(TransferTest, TheBookIsNotLockedWhileThePersonIsAskedAndWhatCameMeanwhileIsNotDoubled) {
  struct Slow : Host {
    std::filesystem::path path;
    Contact meanwhile;
    std::optional<ConflictAnswer> ask(const ConflictQuestion&) override {
      auto book = Book::open({.path = path, .key_folder = {}});
      EXPECT_TRUE(book->save(meanwhile));
      return ConflictAnswer::add;
    }
  } slow;
  const std::vector<Contact> three{person("John Smith", "+8613800000001"),
                                   person("John Smith", "+8613900000002"),
                                   person("Ann Lee", "+8613700000003")};
  slow.path = engine().book().path();
  slow.meanwhile = three[2];
  ASSERT_TRUE(import(engine(), three, Accept::yes, ConflictAnswer::ask, slow));
  std::size_t anns = 0;
  const auto all = engine().book().contacts();
  for (const Contact& c : *all) anns += c.formatted_name == "Ann Lee";
  EXPECT_EQ(anns, 1u);
  EXPECT_EQ(engine().book().contacts()->size(), 3u);
}

TEST_F(TransferTest, AReusedUidOfAnotherPersonOverwritesNobody) {
  std::vector<Contact> ann{person("Ann Lee", "+8613800000001")}, ben{person("Ben Wu", "+8613900000002")};
  ben[0].uid = ann[0].uid;
  ASSERT_TRUE(import(engine(), ann, Accept::yes, ConflictAnswer::ask, host_));
  const auto report = import(engine(), ben, Accept::yes, ConflictAnswer::keep, host_);
  ASSERT_TRUE(report);
  const auto ann_now = engine().book().contact(ann[0].uid);
  EXPECT_EQ((**ann_now).formatted_name, "Ann Lee");
  EXPECT_EQ((**ann_now).numbers.size(), 1u);
}

TEST_F(TransferTest, FilesAreReadWholeOrNotAtAll) {
  const auto good = folder_.path() / "good.vcf", bad = folder_.path() / "bad.bin";
  ASSERT_TRUE(
      write_contacts_file(std::vector<Contact>{testing::full_contact()}, Format::vcard3, good, false));
  std::ofstream(bad) << std::string("\0\1\2\3", 4);
  const std::vector<std::string> both{good.string(), bad.string()};
  const auto read = read_files(both);
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().where.find("bad.bin"), std::string::npos);
  EXPECT_EQ(read_files(std::vector<std::string>{good.string()})->contacts.size(), 1u);
  EXPECT_FALSE(read_files(std::vector<std::string>{(folder_.path() / "missing.vcf").string()}));
}

TEST_F(TransferTest, AnExistingFileIsNotOverwrittenUnasked) {
  const auto path = folder_.path() / "out.vcf";
  const std::vector<Contact> people{person("Ann Lee", "+8613800000001")};
  ASSERT_TRUE(write_contacts_file(people, Format::vcard3, path, false));
  EXPECT_EQ(write_contacts_file(people, Format::vcard3, path, false).error().code, Code::conflict);
  EXPECT_TRUE(write_contacts_file(people, Format::vcard3, path, true));
}

TEST_F(TransferTest, SearchLooksIntoNamesNumbersAndMails) {
  std::vector<Contact> people{person("Änn Lee", "+8613800000001"), person("王小明", "+8613900000002")};
  people[1].mails = {{.address = "ming@example.com", .types = {}, .label = {}}};
  ASSERT_TRUE(import(engine(), people, Accept::yes, ConflictAnswer::ask, host_));
  EXPECT_EQ(search(engine(), "ann")->contacts.size(), 1u);
  EXPECT_EQ(search(engine(), "小明")->contacts.size(), 1u);
  EXPECT_EQ(search(engine(), "139 0000")->contacts.size(), 1u);
  EXPECT_EQ(search(engine(), "MING@")->contacts.size(), 1u);
  EXPECT_EQ(search(engine(), "")->contacts.size(), 2u);
  EXPECT_EQ(search(engine(), "nobody")->contacts.size(), 0u);
  EXPECT_EQ(one_contact(engine(), "zzz").error().code, Code::not_found);
  EXPECT_EQ(search(engine(), "0086 139 0000 0002")->contacts.size(), 1u);
  EXPECT_EQ(one_contact(engine(), "138")->formatted_name, "Änn Lee");
}

}  // namespace
}  // namespace phonebook
