#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "contacts/contact.h"
#include "tests/transports/sandbox.h"
#include "transports/folder/folder_phone.h"
#include "transports/routes.h"

namespace phonebook {
namespace {

using testing::content_of;
using testing::put;
namespace fs = std::filesystem;

std::string card(const std::string& name, const std::string& number) {
  return "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:" + name + "\r\nN:" + name + ";;;;\r\nTEL:" + number +
         "\r\nEND:VCARD\r\n";
}

Contact contact(const std::string& name, const std::string& number) {
  Contact made = new_contact();
  made.formatted_name = name;
  made.numbers = {{.number = number}};
  return made;
}

class Folder : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directory(folder_); }
  Phone::Contents read() {
    auto contents = phone_.read({});
    EXPECT_TRUE(contents) << (contents ? "" : contents.error().text());
    return contents ? std::move(*contents) : Phone::Contents{};
  }
  std::vector<std::string> names() {
    std::vector<std::string> names;
    for (const PhoneEntry& entry : read().entries) names.push_back(shown_name(entry.contact));
    return names;
  }
  // Runs in a child, as an ordinary user when we are root; true when it says so.
  template <class Work>
  static bool in_a_child(Work work) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(work() ? 0 : 1);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
  static bool become_nobody() { return ::geteuid() != 0 || (::setgid(65534) == 0 && ::setuid(65534) == 0); }

  testing::Sandbox sandbox_;
  fs::path folder_ = sandbox_ / "card";
  FolderPhone phone_{folder_};
};

using Names = std::vector<std::string>;

TEST_F(Folder, ReadsEveryCardOfEveryVcfFileAndNothingElse) {
  put(folder_ / "a.vcf", card("A1", "+491") + card("A2", "+492"));
  put(folder_ / "B.VCF", card("B", "+493"));
  put(folder_ / "c.txt", card("C", "+494"));
  put(folder_ / ".hidden.vcf", card("D", "+495"));
  put(folder_ / "empty.vcf", "");
  fs::create_directory(folder_ / "below");
  put(folder_ / "below/e.vcf", card("E", "+496"));
  EXPECT_EQ(names(), (Names{"B", "A1", "A2"}));
  EXPECT_TRUE(read().unreadable.empty());
}

TEST_F(Folder, LinksAndDevicesArePassedOverAndNamed) {
  put(sandbox_ / "secret.vcf", card("Secret", "+491"));
  fs::create_symlink(sandbox_ / "secret.vcf", folder_ / "link.vcf");
  fs::create_symlink("/no/such/file", folder_ / "dangling.vcf");
  ASSERT_EQ(::mkfifo((folder_ / "fifo.vcf").c_str(), 0600), 0);
  fs::create_directory(folder_ / "folder.vcf");
  put(folder_ / "good.vcf", card("Good", "+492"));

  const Phone::Contents contents = read();
  ASSERT_EQ(contents.entries.size(), 1U);
  Names unreadable;
  for (const Error& error : contents.unreadable) {
    unreadable.push_back(fs::path(error.where).filename());
    EXPECT_FALSE(error.sentence.empty());
  }
  std::sort(unreadable.begin(), unreadable.end());
  EXPECT_EQ(unreadable, (Names{"dangling.vcf", "fifo.vcf", "folder.vcf", "link.vcf"}));

  // Nor is anything written through a link.
  const auto updated = phone_.update({.id = "link.vcf#1", .version = "x"}, contact("X", "+1"), {});
  ASSERT_FALSE(updated);
  EXPECT_EQ(content_of(sandbox_ / "secret.vcf"), card("Secret", "+491"));
}

TEST_F(Folder, UpdateLeavesTheNeighboursByteForByte) {
  const std::string before = "\xEF\xBB\xBFsome words\n" + card("First", "+491") + "\n\n";
  const std::string after = "\nbegin:vcard\nversion:2.1\nfn:Third\ntel;x-odd=1:+493\nend:vcard\n\n\ntrailing";
  put(folder_ / "many.vcf", before + card("Second", "+492") + after);
  const Phone::Contents contents = read();
  ASSERT_EQ(contents.entries.size(), 3U);
  const PhoneEntry& second = contents.entries[1];
  Contact changed = second.contact;
  changed.numbers.push_back({.number = "+499"});
  const auto id = phone_.update(second, changed, {});
  ASSERT_TRUE(id) << id.error().text();
  EXPECT_EQ(*id, second.id);

  const std::string now = content_of(folder_ / "many.vcf");
  EXPECT_TRUE(now.starts_with(before));
  EXPECT_TRUE(now.ends_with(after));
  const Phone::Contents again = read();
  ASSERT_EQ(again.entries.size(), 3U);
  EXPECT_EQ(again.entries[1].contact.numbers.size(), 2U);
  EXPECT_EQ(again.entries[0].version, contents.entries[0].version);
  EXPECT_EQ(again.entries[2].version, contents.entries[2].version);
  EXPECT_NE(again.entries[1].version, contents.entries[1].version);
}

TEST_F(Folder, ACardThatMovedWithinItsFileIsAConflict) {
  put(folder_ / "many.vcf", card("First", "+491") + card("Second", "+492"));
  const Phone::Contents contents = read();
  put(folder_ / "many.vcf", card("New", "+490") + card("First", "+491") + card("Second", "+492"));
  const std::string before = content_of(folder_ / "many.vcf");
  const auto updated = phone_.update(contents.entries[1], contact("X", "+1"), {});
  ASSERT_FALSE(updated);
  EXPECT_EQ(updated.error().code, Code::conflict);
  EXPECT_EQ(content_of(folder_ / "many.vcf"), before);
}

TEST_F(Folder, ACardWhoseFileIsGoneIsAConflict) {
  put(folder_ / "a.vcf", card("A", "+491"));
  const Phone::Contents contents = read();
  fs::remove(folder_ / "a.vcf");
  const auto updated = phone_.update(contents.entries[0], contact("X", "+1"), {});
  ASSERT_FALSE(updated);
  EXPECT_EQ(updated.error().code, Code::conflict);
  EXPECT_TRUE(fs::is_empty(folder_));
}

TEST_F(Folder, ACardThatCannotBeUnderstoodIsNamedAndNeverOverwritten) {
  const std::string damaged = "BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n";
  put(folder_ / "a.vcf", damaged + card("Good", "+491"));
  put(folder_ / "b.vcf", "this is no card\n");
  const Phone::Contents contents = read();
  ASSERT_EQ(contents.entries.size(), 1U);
  EXPECT_EQ(contents.entries[0].id, "a.vcf#2");
  EXPECT_EQ(contents.unreadable.size(), 2U);
  ASSERT_TRUE(phone_.update(contents.entries[0], contact("Better", "+492"), {}));
  EXPECT_TRUE(content_of(folder_ / "a.vcf").starts_with(damaged));
  EXPECT_EQ(content_of(folder_ / "b.vcf"), "this is no card\n");
}

TEST_F(Folder, AFileInAnotherCharacterSetIsNotMixed) {
  const std::string latin = "BEGIN:VCARD\r\nVERSION:2.1\r\nFN:M\xFCller\r\nTEL:+491\r\nEND:VCARD\r\n";
  put(folder_ / "a.vcf", latin + card("Good", "+491"));
  const Phone::Contents contents = read();
  ASSERT_EQ(contents.entries.size(), 2U);
  const auto updated = phone_.update(contents.entries[1], contact("Ünï", "+492"), {});
  ASSERT_FALSE(updated);
  EXPECT_EQ(updated.error().code, Code::unsupported);
  EXPECT_EQ(content_of(folder_ / "a.vcf"), latin + card("Good", "+491"));
}

TEST_F(Folder, AddNamesTheFileByAPlainUuidAndNothingElseFromOutside) {
  Contact plain = contact("Anna", "+491");
  plain.uid = "6F9619FF-8B86-4D01-B42D-00CF4FC964FF";
  EXPECT_EQ(*phone_.add(plain, {}), "6f9619ff-8b86-4d01-b42d-00cf4fc964ff.vcf#1");
  for (const char* uid :
       {"../../../../tmp/x", "abcdefgh", "", "urn:uuid:6f9619ff-8b86-4d01-b42d-00cf4fc964ff", "x.vcf"}) {
    Contact odd = contact("Odd", "+492");
    odd.uid = uid;
    const auto id = phone_.add(odd, {});
    ASSERT_TRUE(id) << id.error().text();
    EXPECT_EQ(id->size(), std::string("6f9619ff-8b86-4d01-b42d-00cf4fc964ff.vcf#1").size());
    if (*uid) {
      EXPECT_FALSE(id->starts_with(uid)) << *id;
    }
  }
  EXPECT_EQ(read().entries.size(), 6U);
}

TEST_F(Folder, AddNeverOverwritesAFileThatIsThere) {
  Contact anna = contact("Anna", "+491");
  const fs::path taken = folder_ / (anna.uid + ".vcf");
  put(taken, card("Somebody else", "+499"));
  const auto id = phone_.add(anna, {});
  ASSERT_TRUE(id) << id.error().text();
  EXPECT_NE(*id, anna.uid + ".vcf#1");
  EXPECT_EQ(content_of(taken), card("Somebody else", "+499"));
  EXPECT_EQ(read().entries.size(), 2U);
}

TEST_F(Folder, ANewCardIsForItsOwnerAndAnOldOneKeepsItsMode) {
  const Contact anna = contact("Anna", "+491");
  ASSERT_TRUE(phone_.add(anna, {}));
  const fs::path file = folder_ / (anna.uid + ".vcf");
  EXPECT_EQ(fs::status(file).permissions(), fs::perms(0600));
  fs::permissions(file, fs::perms(0640));
  ASSERT_TRUE(phone_.update(read().entries[0], contact("Anna", "+492"), {}));
  EXPECT_EQ(fs::status(file).permissions(), fs::perms(0640));

  // On another disk than the home folder's others are to read it.
  struct stat here {
  }, memory{};
  if (::stat(folder_.c_str(), &here) != 0 || ::stat("/dev/shm", &memory) != 0 || here.st_dev == memory.st_dev)
    return;
  ::setenv("HOME", "/dev/shm", 1);
  const Contact bob = contact("Bob", "+493");
  ASSERT_TRUE(phone_.add(bob, {}));
  EXPECT_EQ(fs::status(folder_ / (bob.uid + ".vcf")).permissions() & fs::perms(0400), fs::perms(0400));
  EXPECT_NE(fs::status(folder_ / (bob.uid + ".vcf")).permissions(), fs::perms(0600));
}

TEST_F(Folder, LeavesNoTemporaryFile) {
  ASSERT_TRUE(phone_.add(contact("Anna", "+491"), {}));
  const Phone::Contents contents = read();
  ASSERT_TRUE(phone_.update(contents.entries[0], contact("Anna", "+492"), {}));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

TEST_F(Folder, TooManyOrTooLargeIsSaidAndNotHalfRead) {
  put(folder_ / "a.vcf", card("A", "+491") + card("B", "+492") + card("C", "+493"));
  put(folder_ / "b.vcf", card("D", "+494"));
  EXPECT_TRUE(FolderPhone(folder_, {.cards = 4}).read({}));
  const auto many = FolderPhone(folder_, {.cards = 3}).read({});
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().code, Code::invalid_input);
  const auto files = FolderPhone(folder_, {.cards = 1}).read({});
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().code, Code::invalid_input);
  const auto bytes = FolderPhone(folder_, {.all_bytes = 100}).read({});
  ASSERT_FALSE(bytes);
  EXPECT_EQ(bytes.error().code, Code::invalid_input);
  const auto one = FolderPhone(folder_, {.file_bytes = card("D", "+494").size()}).read({});
  ASSERT_TRUE(one);
  EXPECT_EQ(one->entries.size(), 1U);
  ASSERT_EQ(one->unreadable.size(), 1U);
  EXPECT_NE(one->unreadable[0].where.find("a.vcf"), std::string::npos);
}

TEST_F(Folder, ThatIsMissingOrAFileIsSaidWithItsName) {
  const Route* route = find_route("folder");
  const auto missing = route->open((sandbox_ / "nowhere").string());
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::unreachable);
  EXPECT_NE(missing.error().sentence.find("nowhere"), std::string::npos);
  put(sandbox_ / "plain-file", "x");
  const auto file = route->open((sandbox_ / "plain-file").string());
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, Code::invalid_input);
  EXPECT_NE(file.error().sentence.find("plain-file"), std::string::npos);
}

TEST_F(Folder, ThatIsReadOnlyIsPassedOverAndTakesNothing) {
  put(folder_ / "a.vcf", card("A", "+491"));
  fs::permissions(folder_, fs::perms(0555));
  EXPECT_TRUE(in_a_child([&] {
    if (!become_nobody()) return false;
    const auto added = phone_.add(contact("B", "+492"), {});
    const auto contents = phone_.read({});
    if (added || added.error().code != Code::denied || !contents) return false;
    const auto updated = phone_.update(contents->entries[0], contact("B", "+492"), {});
    const KnownPhone known{{"folder", folder_.string()}, ""};
    const auto found = find_route("folder")->discover({&known, 1}, {});
    return !updated && updated.error().code == Code::denied &&
           added.error().sentence.find(folder_.string()) != std::string::npos &&
           contents->entries.size() == 1 && found.size() == 1 && found[0].state == PhoneState::passed_over &&
           !found[0].cure.empty();
  }));
  fs::permissions(folder_, fs::perms(0755));
  EXPECT_EQ(names(), Names{"A"});
}

TEST_F(Folder, ThatMayNotBeReadIsDenied) {
  fs::permissions(folder_, fs::perms(0));
  EXPECT_TRUE(in_a_child([&] {
    if (!become_nobody()) return false;
    const auto contents = phone_.read({});
    return !contents && contents.error().code == Code::denied;
  }));
  fs::permissions(folder_, fs::perms(0755));
}

TEST_F(Folder, AWriteThatDoesNotFitLeavesEverythingAsItWas) {
  put(folder_ / "a.vcf", card("A", "+491"));
  const Phone::Contents contents = read();
  EXPECT_TRUE(in_a_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit tiny{10, 10};
    if (::setrlimit(RLIMIT_FSIZE, &tiny) != 0) return false;
    const auto added = phone_.add(contact("B", "+492"), {});
    const auto updated = phone_.update(contents.entries[0], contact("B", "+492"), {});
    return !added && added.error().code == Code::io && !updated && updated.error().code == Code::io &&
           added.error().sentence.find(folder_.string()) != std::string::npos;
  }));
  EXPECT_EQ(content_of(folder_ / "a.vcf"), card("A", "+491"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1) << "nothing half written stays";
}

TEST_F(Folder, TellsHowFarItIs) {
  for (int n = 0; n < 250; ++n) put(folder_ / (std::to_string(n) + ".vcf"), card("P", "+491"));
  std::vector<std::size_t> steps;
  const Task task{.progress = [&](std::size_t done, std::size_t total, const std::string& sentence) {
    EXPECT_EQ(total, 250U);
    EXPECT_FALSE(sentence.empty());
    steps.push_back(done);
  }};
  ASSERT_TRUE(phone_.read(task));
  EXPECT_EQ(steps, (std::vector<std::size_t>{0, 100, 200, 250}));
}

}  // namespace
}  // namespace phonebook
