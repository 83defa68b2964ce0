// Sending through the real adb program and its real server to a stand-in for a phone (tests/lab/android.py).
#include "transports/usb/adb_phone.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "tests/lab/android_phone.h"
#include "tests/transports/sandbox.h"
#include "transports/plan.h"
#include "transports/routes.h"
#include "transports/usb/adb_form.h"
#include "transports/usb/android_answers.h"
#include "transports/usb/device_shell.h"

namespace phonebook {
namespace {

using namespace std::chrono_literals;
using testing::AdbServer;
using testing::AndroidPhone;
using testing::AndroidStandIn;
using ::testing::HasSubstr;
using testing::Sandbox;

Contact person(const std::string& name, const std::string& number) {
  Contact contact = new_contact();
  contact.formatted_name = name;
  contact.numbers = {{.number = number, .types = {"cell"}}};
  return contact;
}

// With more than the form takes.
Contact full(const std::string& name = "Dr. Anna Maria Schmidt") {
  Contact contact = person(name, "+49301234");
  contact.name = {.family = "Schmidt", .given = "Anna", .middle = "Maria", .prefix = "Dr."};
  contact.numbers.push_back({.number = "+49305678", .extension = "12", .types = {"work"}});
  contact.mails = {{.address = "anna@example.org", .types = {"work"}}, {.address = "a@example.org"}};
  contact.organisation = {"ACME; Söhne, KG", "Unit"};
  contact.title = "Leiterin";
  contact.addresses = {
      {.street = "Weg 1", .city = "Köln", .postcode = "50667", .country = "DE", .types = {"home"}}};
  contact.urls = {"https://example.org/?a=1;b=2,c"};
  contact.birthday = Date{1980, 2, 29};
  contact.nicknames = {"Annie", "Änn"};
  contact.im_addresses = {{"xmpp", "anna@localhost", {}}, {"qq", "10000121", {}}};
  contact.note = "Zeile 1\nZeile 2; mit, Zeichen \\ und 😀";
  contact.photo = Photo{.bytes = "\x89PNG\r\n\x1a\n and more", .media_type = "image/png"};
  return contact;
}

const Task kPatient{.patience = 30s};
const Task kShort{.patience = 1500ms};

class AdbPhoneTest : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    if (!find_program("adb")) FAIL() << "adb is not installed; ./test installs it";
    start({"--android", std::to_string(GetParam())});
  }
  void start(std::vector<std::string> options) {
    phone_.reset();
    stand_in_.reset();
    if (!server_) server_ = std::make_unique<AdbServer>(sandbox_);
    stand_in_ = std::make_unique<AndroidStandIn>(sandbox_ / ("phone" + std::to_string(++phones_)),
                                                 std::move(options));
    auto opened = find_route("adb")->open(stand_in_->serial());
    ASSERT_TRUE(opened) << opened.error().text();
    phone_ = std::move(*opened);
  }
  std::vector<std::string> pushed() const {
    std::vector<std::string> names;
    const auto files = stand_in_->state()["files"];
    for (const auto& [path, content] : files.items())
      if (path.find("purple-phonebook") != std::string::npos) names.push_back(path);
    return names;
  }
  std::size_t handovers() const { return stand_in_->state()["handovers"]; }

  Sandbox sandbox_;
  int phones_ = 0;
  std::unique_ptr<AdbServer> server_;
  std::unique_ptr<AndroidStandIn> stand_in_;
  std::unique_ptr<Phone> phone_;
};

void expect_code(const Result<std::string>& result, Code code) {
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, code) << result.error().text();
  EXPECT_TRUE(result.error().sentence.ends_with('.')) << result.error().sentence;
}

// What is the same on every Android.
class AdbTraps : public AdbPhoneTest {};

TEST_P(AdbPhoneTest, IsFoundReady) {
  const KnownPhone known{{"adb", stand_in_->serial()}, "Mine"};
  const auto found = find_route("adb")->discover({&known, 1}, {});
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0].address, known.address);
  EXPECT_EQ(found[0].state, PhoneState::ready) << found[0].reason;
}

TEST_P(AdbPhoneTest, ASimpleContactComesAsAFormWithOneTap) {
  const Contact bob = person("Bob Builder", "+8613800001234");
  const auto id = phone_->add(bob, kPatient);
  ASSERT_TRUE(id) << id.error().text();
  EXPECT_THAT(phone_->next_tap(1), HasSubstr("Save"));
  EXPECT_TRUE(stand_in_->contacts().empty()) << "not before the person has tapped";
  EXPECT_EQ(stand_in_->tell({"tap"}), 1);
  const auto there = stand_in_->contacts();
  ASSERT_EQ(there.size(), 1U);
  EXPECT_EQ(there[0].formatted_name, "Bob Builder");
  ASSERT_EQ(there[0].numbers.size(), 1U);
  EXPECT_EQ(there[0].numbers[0].number, "+8613800001234");
  EXPECT_EQ(there[0].numbers[0].types, std::vector<std::string>{"cell"});
  EXPECT_TRUE(pushed().empty()) << "a form needs no file";
}

TEST_P(AdbPhoneTest, AContactThatTheFormWouldCutComesAsACardAndIsKeptAsItSays) {
  const Contact sent = full();
  ASSERT_TRUE(phone_->add(sent, kPatient));
  EXPECT_THAT(phone_->next_tap(1), HasSubstr("Import"));
  EXPECT_EQ(stand_in_->tell({"tap"}), 1);
  const auto there = stand_in_->contacts();
  ASSERT_EQ(there.size(), 1U);
  const Contact kept = phone_->kept(sent);
  const Contact& back = there[0];
  EXPECT_EQ(back.formatted_name, kept.formatted_name);
  EXPECT_EQ(back.name, kept.name);
  ASSERT_EQ(back.numbers.size(), 2U);
  EXPECT_EQ(back.numbers[0].number, "+49301234");
  EXPECT_EQ(back.numbers[1].number, "+49305678,12") << "Android's pause, then the extension";
  ASSERT_EQ(back.mails.size(), 2U);
  EXPECT_EQ(back.mails[0].types, kept.mails[0].types);
  EXPECT_EQ(back.mails[0].label, "");
  EXPECT_EQ(back.mails[1].address, "a@example.org");
  EXPECT_TRUE(back.mails[1].types.empty());
  EXPECT_EQ(back.organisation, kept.organisation);
  EXPECT_EQ(back.title, kept.title);
  ASSERT_EQ(back.addresses.size(), 1U);
  EXPECT_EQ(back.addresses[0].city, "Köln");
  EXPECT_EQ(back.urls, kept.urls);
  EXPECT_EQ(back.birthday, kept.birthday);
  EXPECT_EQ(back.nicknames, kept.nicknames);
  ASSERT_EQ(back.im_addresses.size(), 2U);
  EXPECT_EQ(back.note, kept.note);
  ASSERT_TRUE(back.photo);
  EXPECT_EQ(back.photo->bytes, sent.photo->bytes);
  EXPECT_TRUE(stand_in_->state()["failures"].empty());
}

TEST_P(AdbPhoneTest, ThreeContactsComeInOneFileAndOneTap) {
  const std::vector<Contact> sent{person("Bob Builder", "+491"), full("Zoë Müller"),
                                  person("王小明", "+86138")};
  const auto done = phone_->add_all(sent, kPatient);
  ASSERT_EQ(done.size(), 3U);
  for (const auto& one : done) EXPECT_TRUE(one) << one.error().text();
  EXPECT_THAT(phone_->next_tap(3), HasSubstr("3"));
  EXPECT_EQ(handovers(), 1U);
  EXPECT_EQ(pushed().size(), 1U);
  EXPECT_EQ(stand_in_->tell({"tap"}), 1);
  const auto there = stand_in_->contacts();
  ASSERT_EQ(there.size(), 3U);
  for (std::size_t n = 0; n < 3; ++n) EXPECT_EQ(fold(shown_name(there[n])), fold(shown_name(sent[n])));
}

TEST_P(AdbPhoneTest, ARefusalIsToldAndLeavesNoFile) {
  stand_in_->tell({"set", "refuse", "yes"});
  expect_code(phone_->add(person("Bob", "+491"), kPatient), Code::denied);
  expect_code(phone_->add(full(), kPatient), Code::denied);
  EXPECT_EQ(stand_in_->tell({"tap"}), 0);
  EXPECT_TRUE(pushed().empty());
}

TEST_P(AdbTraps, AFileThatCannotBePutThereIsToldAndShowsNothing) {
  stand_in_->tell({"set", "readonly", "yes"});
  expect_code(phone_->add(full(), kPatient), Code::denied);
  stand_in_->tell({"set", "readonly", "no"});
  stand_in_->tell({"set", "full", "yes"});
  expect_code(phone_->add(full(), kPatient), Code::io);
  EXPECT_EQ(handovers(), 0U);
}

TEST_P(AdbTraps, WithoutAFormTheCardIsTaken) {
  stand_in_->tell({"set", "editor", "no"});
  ASSERT_TRUE(phone_->add(person("Bob", "+491"), kPatient));
  EXPECT_EQ(pushed().size(), 1U);
  EXPECT_EQ(stand_in_->tell({"tap"}), 1);
  EXPECT_EQ(stand_in_->contacts().size(), 1U);
}

TEST_P(AdbTraps, WithoutAnAppForContactsNothingIsPutThere) {
  stand_in_->tell({"set", "importer", "no"});
  expect_code(phone_->add(full(), kPatient), Code::unsupported);
  EXPECT_TRUE(pushed().empty());
}

TEST_P(AdbTraps, AMediaStoreThatTakesNothingIsToldAndLeavesNoFile) {
  stand_in_->tell({"set", "scanner", "no"});
  stand_in_->tell({"set", "insert", "no"});
  expect_code(phone_->add(full(), kPatient), Code::io);
  EXPECT_EQ(handovers(), 0U);
  EXPECT_TRUE(pushed().empty());
}

TEST_P(AdbPhoneTest, WhereTheMediaStoreTakesNoRowsTheScannerIsAsked) {
  stand_in_->tell({"set", "insert", "no"});
  ASSERT_TRUE(phone_->add(full(), kPatient));
  EXPECT_EQ(stand_in_->tell({"tap"}), 1);
  EXPECT_EQ(stand_in_->contacts().size(), 1U);
}

TEST_P(AdbTraps, APresentScreenThatIsKeptIsUncertain) {
  stand_in_->tell({"set", "keeps_screen", "yes"});
  expect_code(phone_->add(person("Bob", "+491"), kPatient), Code::uncertain);
}

TEST_P(AdbPhoneTest, SilenceEndsInBoundedTime) {
  stand_in_->tell({"set", "silent", "yes"});
  const auto begin = std::chrono::steady_clock::now();
  expect_code(phone_->add(full(), kShort), Code::unreachable);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 20s) << "not forever";
}

TEST_P(AdbPhoneTest, AnUnpluggedPhoneIsUnreachable) {
  ASSERT_TRUE(phone_->add(person("Bob", "+491"), kPatient));
  stand_in_->tell({"away"});
  expect_code(phone_->add(person("Eve", "+492"), kPatient), Code::unreachable);
  expect_code(phone_->add(full(), kPatient), Code::unreachable);
}

TEST_P(AdbTraps, AuthorizationWithdrawnIsUnreachableAndSaysWhatToTap) {
  stand_in_->tell({"set", "authorized", "no"});
  const auto added = phone_->add(full(), kPatient);
  expect_code(added, Code::unreachable);
}

TEST_P(AdbPhoneTest, GoneWhileTheFileIsUnderWayIsSurelyNotThere) {
  stand_in_->tell({"vanish", "push"});
  expect_code(phone_->add(full(), kPatient), Code::unreachable);
  EXPECT_EQ(stand_in_->tell({"tap"}), 0);
}

TEST_P(AdbPhoneTest, GoneOnceItWasToldToOpenIsUncertainWhetherItDidOrNot) {
  stand_in_->tell({"vanish", "open"});
  expect_code(phone_->add(full(), kPatient), Code::uncertain);
  EXPECT_EQ(stand_in_->tell({"tap"}), 0);
  stand_in_->tell({"back"});
  stand_in_->tell({"vanish", "opened"});
  auto again = find_route("adb")->open(stand_in_->serial());
  ASSERT_TRUE(again);
  expect_code((*again)->add(full(), kPatient), Code::uncertain);
  EXPECT_EQ(stand_in_->tell({"tap"}), 1) << "it is there, and nobody could know";
}

TEST_P(AdbTraps, OldFilesOfOursGoAndNobodyElses) {
  const std::int64_t now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
          .count();
  const std::string folder = "/sdcard/Download/";
  const std::string old = handover_name(now - 3600);
  const std::string recent = handover_name(now - 60);
  for (const std::string& name :
       {old, recent, std::string("purple-phonebook-notes.vcf"), std::string("mine.vcf")})
    stand_in_->tell({"put", folder + name, "x"});
  ASSERT_TRUE(phone_->add(full(), kPatient));
  const auto files = stand_in_->state()["files"];
  const std::string stored = "/storage/emulated/0/Download/";
  EXPECT_FALSE(files.contains(stored + old));
  EXPECT_TRUE(files.contains(stored + recent)) << "its contacts may still wait for the tap";
  EXPECT_TRUE(files.contains(stored + "purple-phonebook-notes.vcf"));
  EXPECT_TRUE(files.contains(stored + "mine.vcf"));
  EXPECT_TRUE(files.contains(stored + "holiday.txt"));
}

TEST_P(AdbTraps, HostileValuesArriveAsTheyAreWhicheverWayTheyGo) {
  const std::vector<std::string> hostile{"Bob \"the\" 'Builder'",
                                         "$(touch /sdcard/pwned)`touch /sdcard/pwned`",
                                         "'; touch /sdcard/pwned; '",
                                         "semi;colon, comma\\back",
                                         "-e phone +1",
                                         "END:VCARD",
                                         "a && b | c > /sdcard/pwned",
                                         "emoji 😀 𠮷野家",
                                         "~ * ? [a] {b}",
                                         "#!% =41",
                                         "../../pwned"};
  std::size_t count = 0;
  for (const std::string& text : hostile) {
    Contact form = person(text, "+491");
    form.organisation = {text};
    form.title = text;
    form.note = text;
    ASSERT_TRUE(form_words(form)) << text;
    Contact card = form;
    card.nicknames = {text};
    for (const Contact& contact : {form, card}) {
      const auto added = phone_->add(contact, kPatient);
      ASSERT_TRUE(added) << text << added.error().text();
      EXPECT_EQ(stand_in_->tell({"tap"}), 1);
      const auto there = stand_in_->contacts();
      ASSERT_EQ(there.size(), ++count) << text;
      EXPECT_EQ(there.back().formatted_name, text);
      EXPECT_EQ(there.back().organisation, std::vector<std::string>{text});
      EXPECT_EQ(there.back().title, text);
      EXPECT_EQ(there.back().note, text);
    }
  }
  const auto files = stand_in_->state()["files"];
  for (const auto& [path, content] : files.items())
    EXPECT_EQ(path.find("pwned"), std::string::npos) << "a text was run as a command";
}

TEST_P(AdbTraps, ACancelledTaskShowsNothing) {
  std::size_t asked = 0;
  const Task soon{.cancelled_by_person = [&] { return ++asked > 6; }};
  expect_code(phone_->add(full(), soon), Code::cancelled);
  EXPECT_EQ(handovers(), 0U);
}

TEST_P(AdbTraps, AContactThatIsTooLargeStaysAndTheOthersGo) {
  Contact huge = full("Huge");
  huge.note = std::string(300 * 1024, 'n');
  const std::vector<Contact> sent{huge, full(), Contact{}};
  const auto done = phone_->add_all(sent, kPatient);
  ASSERT_EQ(done.size(), 3U);
  expect_code(done[0], Code::invalid_input);
  EXPECT_TRUE(done[1]);
  expect_code(done[2], Code::invalid_input);
  EXPECT_EQ(stand_in_->tell({"tap"}), 1);
  EXPECT_EQ(stand_in_->contacts().size(), 1U);
}

TEST_P(AdbTraps, AnAdbdOfBeforeAndroid7SpeaksTheOldShell) {
  start({"--set", "shell=v1"});
  ASSERT_TRUE(phone_->add(full(), kPatient));
  ASSERT_TRUE(phone_->add(person("Bob", "+491"), kPatient));
  EXPECT_EQ(stand_in_->tell({"tap"}), 2);
  EXPECT_EQ(stand_in_->contacts().size(), 2U);
}

TEST_P(AdbTraps, AFormThatStillStandsOpenDoesNotSwallowTheNext) {
  ASSERT_TRUE(phone_->add(person("Bob", "+491"), kPatient));
  ASSERT_TRUE(phone_->add(person("Eve", "+492"), kPatient));
  EXPECT_EQ(stand_in_->tell({"tap"}), 2);
  const auto there = stand_in_->contacts();
  ASSERT_EQ(there.size(), 2U);
  EXPECT_NE(there[0].formatted_name, there[1].formatted_name);
}

// The stand-in refuses what a phone refuses; else the tests above would show nothing.
TEST_P(AdbTraps, TheStandInRefusesWhatPhonesRefuse) {
  const AdbClient adb;
  const auto run = [&](const std::vector<std::string>& words) {
    DeviceScript script;
    script.run(words);
    const auto ran = adb.shell(stand_in_->serial(), script.text(), 10s, {}, true);
    EXPECT_TRUE(ran);
    const auto answers = ran ? script.answers(ran->output) : std::vector<DeviceAnswer>{};
    return answers.empty() ? std::string("(nothing)") : answers[0].output;
  };
  stand_in_->tell({"put", "/sdcard/Download/x.vcf", "BEGIN:VCARD\nVERSION:3.0\nFN:X\nTEL:1\nEND:VCARD\n"});
  const std::vector<std::string> view{"am", "start",        "-a", "android.intent.action.VIEW",
                                      "-t", "text/x-vcard", "-d"};
  const auto with = [&](const std::string& uri, bool grant) {
    std::vector<std::string> words = view;
    words.push_back(uri);
    if (grant) words.emplace_back("--grant-read-uri-permission");
    return words;
  };
  EXPECT_THAT(run(with("file:///sdcard/Download/x.vcf", true)), HasSubstr("Starting"));
  EXPECT_EQ(stand_in_->tell({"tap"}), 0) << "file:// comes up and reads nothing";
  EXPECT_THAT(run(with("content://media/external/file/999", true)), HasSubstr("SecurityException"));
  run({"content", "call", "--uri", "content://media", "--method", "scan_file", "--arg",
       "/sdcard/Download/x.vcf"});
  const auto id = media_id(run({"content", "query", "--uri", "content://media/external/file", "--projection",
                                "_id", "--where", "_data='/storage/emulated/0/Download/x.vcf'"}));
  ASSERT_TRUE(id);
  const std::string uri = "content://media/external/file/" + std::to_string(*id);
  run(with(uri, false));
  EXPECT_EQ(stand_in_->tell({"tap"}), 0) << "without a grant it reads nothing";
  run(with(uri, true));
  EXPECT_EQ(stand_in_->tell({"tap"}), 1);
  EXPECT_EQ(stand_in_->contacts().size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Android, AdbPhoneTest, ::testing::Values(10, 11, 14, 16));
INSTANTIATE_TEST_SUITE_P(Android, AdbTraps, ::testing::Values(14));

}  // namespace
}  // namespace phonebook
