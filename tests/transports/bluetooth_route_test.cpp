// Discovery and the errors of Object Push, against BlueZ's names, errors and order of signals
// (bluez_mock.py).
#include <gmock/gmock.h>

#include <algorithm>
#include <memory>

#include "exporters/transcoder.h"
#include "tests/lab/bluez_lab.h"
#include "transports/bluetooth/bluetooth_phone.h"
#include "transports/bluetooth/bluetooth_route.h"

namespace phonebook {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::BluezLab;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::Sandbox;
using ::testing::SizeIs;

constexpr const char* kObjectPush = "00001105-0000-1000-8000-00805f9b34fb";
constexpr const char* kPhoneBookAccess = "0000112f-0000-1000-8000-00805f9b34fb";
constexpr const char* kAudioSink = "0000110b-0000-1000-8000-00805f9b34fb";
constexpr const char* kApple = "00000000-deca-fade-deca-deafdecacafe";

json device(const char* address, std::initializer_list<const char*> uuids, bool paired = true) {
  return {{"address", address},
          {"alias", "A phone"},
          {"adapter", "hci7"},
          {"paired", paired},
          {"uuids", std::vector<std::string>(uuids.begin(), uuids.end())}};
}
json adapter(bool powered) {
  return {{"name", "hci7"}, {"address", "00:AA:01:00:00:00"}, {"powered", powered}};
}

Contact person(const std::string& name) {
  Contact contact = new_contact();
  contact.formatted_name = name;
  contact.name.given = name;
  contact.numbers.push_back({.number = "+493012345678", .types = {"cell"}});
  return contact;
}

class BluetoothRouteTest : public ::testing::Test {
 protected:
  BluezLab& lab(json state = json::object()) {
    lab_ = std::make_unique<BluezLab>(sandbox_ / "bluez", std::move(state));
    return *lab_;
  }
  FoundPhone only_phone(std::vector<KnownPhone> known = {}) {
    const auto found = route_.discover(known, {});
    EXPECT_THAT(found, SizeIs(1));
    return found.empty() ? FoundPhone{} : found.front();
  }
  std::unique_ptr<Phone> open() {
    auto phone = route_.open(BluezLab::kPhone);
    EXPECT_TRUE(phone) << (phone ? "" : phone.error().text());
    return phone ? *std::move(phone) : nullptr;
  }
  // What becomes of one card when the phone behaves so.
  Result<std::string> send(const char* behaviour, const Task& task = {}) {
    auto phone = open();
    lab_->phone(behaviour);
    return phone->add(person("Bob"), task);
  }

  Sandbox sandbox_;
  BluetoothRoute route_;
  std::unique_ptr<BluezLab> lab_;
};

// --- discovery ---

TEST_F(BluetoothRouteTest, APairedPhoneThatTakesFilesIsReady) {
  lab();
  const FoundPhone phone = only_phone();
  EXPECT_EQ(phone.address.text(), "bluetooth:00:AA:01:01:00:01");
  EXPECT_EQ(phone.state, PhoneState::ready) << phone.reason;
  EXPECT_EQ(phone.name, "Emulated “Phone”");
}

TEST_F(BluetoothRouteTest, AKnownPhoneKeepsThePersonsNameAndItsDeviceAndIsListedOnce) {
  lab();
  const FoundPhone phone =
      only_phone({{.address = {"bluetooth", "00-aa-01-01-00-01"}, .name = "Mine", .device = "d1"}});
  EXPECT_EQ(phone.address.address, BluezLab::kPhone);
  EXPECT_EQ(phone.name, "Mine");
  EXPECT_EQ(phone.device, "d1");
  EXPECT_EQ(phone.state, PhoneState::ready) << phone.reason;
}

TEST_F(BluetoothRouteTest, ServicesDecideAndNotTheKindOfDevice) {
  lab({{"devices",
        {device("11:22:33:44:55:66", {kPhoneBookAccess}), device("11:22:33:44:55:77", {kAudioSink}),
         device("11:22:33:44:55:88", {kObjectPush}, false)}}});
  // The headset is no phone; what is not paired was not set up by anybody.
  const FoundPhone phone = only_phone();
  EXPECT_EQ(phone.address.address, "11:22:33:44:55:66");
  EXPECT_EQ(phone.state, PhoneState::passed_over);
  EXPECT_THAT(phone.reason, HasSubstr("does not offer"));
  EXPECT_FALSE(phone.cure.empty());
}

TEST_F(BluetoothRouteTest, AnIPhoneIsToldToUseTheQrCode) {
  lab({{"devices", {device("11:22:33:44:55:66", {kApple, kPhoneBookAccess})}}});
  const FoundPhone phone = only_phone();
  EXPECT_EQ(phone.state, PhoneState::passed_over);
  EXPECT_THAT(phone.reason, HasSubstr("iPhone"));
  EXPECT_THAT(phone.cure, HasSubstr("QR code"));
}

TEST_F(BluetoothRouteTest, APhoneThatWasSetUpAndIsNotPairedSaysSo) {
  lab({{"devices", {device("11:22:33:44:55:88", {}, false)}}});
  for (const char* address : {"11:22:33:44:55:88", "11:22:33:44:55:99"}) {
    const FoundPhone phone = only_phone({{.address = {"bluetooth", address}, .name = "Mine"}});
    EXPECT_EQ(phone.state, PhoneState::passed_over);
    EXPECT_THAT(phone.reason, HasSubstr("not paired"));
    EXPECT_THAT(phone.cure, HasSubstr("Pair it"));
  }
}

TEST_F(BluetoothRouteTest, OfTwoAdaptersTheOneThatWorksCounts) {
  json off = device(BluezLab::kPhone, {kObjectPush});
  off["adapter"] = "hci8";
  lab({{"adapters",
        {{{"name", "hci8"}, {"address", "00:AA:01:00:00:09"}, {"powered", false}}, adapter(true)}},
       {"devices", {off, device(BluezLab::kPhone, {kObjectPush})}}});
  EXPECT_EQ(only_phone().state, PhoneState::ready);
  EXPECT_TRUE(open()->add(person("Bob"), {}));
}

TEST_F(BluetoothRouteTest, ANameFromTheAirIsOneShortLine) {
  json named = device(BluezLab::kPhone, {kObjectPush});
  named["alias"] = "Evil\n\x1B[2J" + std::string(300, 'x');
  lab({{"devices", {named}}});
  const std::string name = only_phone().name;
  EXPECT_LE(name.size(), 100U);
  EXPECT_EQ(name.find_first_of("\n\x1B"), std::string::npos);
}

struct Away {
  const char* what;
  json state;
  const char* reason;
};
void PrintTo(const Away& away, std::ostream* out) { *out << away.what; }
class BluetoothAwayTest : public BluetoothRouteTest, public ::testing::WithParamInterface<Away> {};

TEST_P(BluetoothAwayTest, SaysWhyAndWhatWouldMendIt) {
  lab(GetParam().state);
  const FoundPhone phone = only_phone({{.address = {"bluetooth", BluezLab::kPhone}, .name = "Mine"}});
  EXPECT_EQ(phone.state, PhoneState::passed_over);
  EXPECT_THAT(phone.reason, HasSubstr(GetParam().reason));
  EXPECT_FALSE(phone.cure.empty());
  const Route::Absence why = route_.why_no_phone({});
  EXPECT_EQ(why.reason, phone.reason);
  const auto opened = route_.open(BluezLab::kPhone);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::unreachable);
  const auto checks = route_.checks({});
  EXPECT_TRUE(std::any_of(checks.begin(), checks.end(), [&](const Route::Check& check) {
    return !check.ok && check.sentence == phone.reason && !check.cure.empty();
  }));
}

INSTANTIATE_TEST_SUITE_P(
    All, BluetoothAwayTest,
    ::testing::Values(
        Away{"no_bluetoothd", {{"bluetoothd", false}}, "bluetoothd"},
        Away{"no_adapter", {{"adapters", json::array()}, {"devices", json::array()}}, "no Bluetooth adapter"},
        Away{"switched_off", {{"adapters", {adapter(false)}}}, "switched off"},
        Away{"no_obexd", {{"obexd", false}}, "obexd"}),
    [](const auto& info) { return std::string(info.param.what); });

TEST_F(BluetoothRouteTest, WithoutASystemBusItSaysSo) {
  lab();
  ::setenv("DBUS_SYSTEM_BUS_ADDRESS", ("unix:path=" + (sandbox_ / "nothing").string()).c_str(), 1);
  const auto absence = route_.absence();
  ASSERT_TRUE(absence);
  EXPECT_THAT(absence->reason, HasSubstr("system bus"));
  EXPECT_THAT(route_.discover({}, {}), IsEmpty());
}

TEST_F(BluetoothRouteTest, WithoutASessionBusItSaysSoAndStartsNone) {
  lab();
  for (const char* address : {"", "autolaunch:"}) {
    ::setenv("DBUS_SESSION_BUS_ADDRESS", address, 1);
    const FoundPhone phone = only_phone();
    EXPECT_EQ(phone.state, PhoneState::passed_over);
    EXPECT_THAT(phone.reason, HasSubstr("session bus"));
  }
}

TEST_F(BluetoothRouteTest, AllIsWellWhereAllIsThere) {
  lab();
  EXPECT_FALSE(route_.absence());
  const auto checks = route_.checks({});
  EXPECT_THAT(checks, SizeIs(3));
  for (const Route::Check& check : checks) EXPECT_TRUE(check.ok) << check.sentence;
}

TEST_F(BluetoothRouteTest, LookingStartsNothingAndWritesNothing) {
  lab();
  only_phone();
  const auto before = sandbox_.everything_but(sandbox_ / "bluez");
  const std::string log = testing::content_of(sandbox_ / "bluez/bus.log");
  EXPECT_EQ(log.find("Activating"), std::string::npos) << log;
  static_cast<void>(route_.discover({}, {}));
  static_cast<void>(route_.absence());
  EXPECT_EQ(sandbox_.everything_but(sandbox_ / "bluez"), before);
}

TEST_F(BluetoothRouteTest, WhatIsNoAddressIsRefused) {
  lab();
  for (const char* address :
       {"", "my phone", "AA:BB:CC:DD:EE", "AA:BB:CC:DD:EE:FG", "AA:BB:CC:DD:EE:FF:00", "../../x"}) {
    const auto opened = route_.open(address);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Code::invalid_input) << address;
    EXPECT_EQ(route_.canonical(address), address);
  }
  EXPECT_EQ(route_.canonical("aa-bb-cc-dd-ee-ff"), "AA:BB:CC:DD:EE:FF");
}

// --- sending ---

TEST_F(BluetoothRouteTest, SeveralContactsArriveInOneFileThatIsACardByItsName) {
  lab();
  const std::vector<Contact> contacts = {person("Anna"), person("Jürgen"), person("王小明")};
  const auto results = open()->add_all(contacts, {});
  ASSERT_THAT(results, SizeIs(3));
  for (std::size_t i = 0; i < results.size(); ++i) {
    ASSERT_TRUE(results[i]) << results[i].error().text();
    EXPECT_EQ(*results[i], contacts[i].uid);
  }
  ASSERT_THAT(lab_->inbox(), SizeIs(1));
  EXPECT_THAT(lab_->names(), ElementsAre("contacts.vcf"));
  const auto arrived = read_contacts(lab_->inbox()[0], Format::vcard2_1);
  ASSERT_TRUE(arrived);
  ASSERT_THAT(arrived->contacts, SizeIs(3));
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(shown_name(arrived->contacts[i]), shown_name(contacts[i]));
    EXPECT_EQ(arrived->contacts[i].numbers, contacts[i].numbers);
  }
}

TEST_F(BluetoothRouteTest, NothingOfTheCardStaysOnThisComputer) {
  lab();
  ASSERT_TRUE(send("accept"));
  for (const std::string& path : sandbox_.everything_but(sandbox_ / "bluez"))
    EXPECT_EQ(path.find(".vcf"), std::string::npos) << path;
}

TEST_F(BluetoothRouteTest, ProgressIsToldAndSaysWhereToTap) {
  lab();
  std::vector<std::string> told;
  Task task;
  task.progress = [&](std::size_t, std::size_t, const std::string& sentence) { told.push_back(sentence); };
  ASSERT_TRUE(send("slow", task));
  EXPECT_THAT(told, ::testing::Contains(HasSubstr("Connecting")));
  EXPECT_THAT(told, ::testing::Contains(HasSubstr("Accept")));
  EXPECT_THAT(told, ::testing::Contains(HasSubstr("%")));
}

TEST_F(BluetoothRouteTest, ARefusalIsDenied) {
  lab();
  const auto sent = send("refuse");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Code::denied) << sent.error().text();
  EXPECT_THAT(lab_->inbox(), IsEmpty());
}

TEST_F(BluetoothRouteTest, ARefusedConnectionIsDenied) {
  lab();
  const auto sent = send("forbidden");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Code::denied) << sent.error().text();
}

TEST_F(BluetoothRouteTest, APhoneThatIsAwayIsUnreachable) {
  lab();
  for (const char* behaviour : {"away", "no-service"}) {
    const auto sent = send(behaviour);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code, Code::unreachable) << sent.error().text();
  }
}

TEST_F(BluetoothRouteTest, APhoneThatNeverConnectsIsUnreachableWhenPatienceEnds) {
  lab();
  const auto sent = send("deaf", {.patience = 300ms});
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Code::unreachable) << sent.error().text();
}

TEST_F(BluetoothRouteTest, APersonWhoNeverTapsLeavesItUncertainAndTheComputersObexdAlive) {
  lab();
  const auto sent = send("silent", {.patience = 300ms});
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Code::uncertain) << sent.error().text();
  EXPECT_THAT(lab_->inbox(), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(lab_->folder() / "obexd-died"));
  EXPECT_TRUE(send("accept"));
}

TEST_F(BluetoothRouteTest, ALinkThatBreaksMidwayIsUncertainWhetherOrNotItArrived) {
  lab();
  for (const char* behaviour : {"vanish", "vanish-after"}) {
    const auto sent = send(behaviour);
    ASSERT_FALSE(sent);
    EXPECT_EQ(sent.error().code, Code::uncertain) << sent.error().text();
  }
  EXPECT_THAT(lab_->inbox(), SizeIs(1));
}

TEST_F(BluetoothRouteTest, ATransferThatGoesWithoutAWordIsUncertain) {
  lab();
  const auto sent = send("removed");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Code::uncertain) << sent.error().text();
}

TEST_F(BluetoothRouteTest, ObexdDyingMidwayEndsAtOnceUncertainAndTheNextSendStartsItAnew) {
  lab();
  const auto sent = send("obexd-dies");  // without patience of the task: a time-out would take minutes
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Code::uncertain) << sent.error().text();
  EXPECT_THAT(sent.error().sentence, HasSubstr("obexd"));
  EXPECT_TRUE(send("accept"));
}

TEST_F(BluetoothRouteTest, ObexdDyingWhileItConnectsIsUnreachable) {
  lab();
  const auto sent = send("obexd-dies-connecting");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Code::unreachable) << sent.error().text();
}

TEST_F(BluetoothRouteTest, CancellingTakesTheCardBack) {
  lab();
  bool asked = false;
  Task task;
  task.progress = [&](std::size_t, std::size_t, const std::string& sentence) {
    asked = asked || sentence.find("Accept") != std::string::npos;
  };
  task.cancelled_by_person = [&] { return asked; };
  const auto sent = send("silent", task);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Code::cancelled) << sent.error().text();
  EXPECT_TRUE(send("accept"));
  EXPECT_THAT(lab_->inbox(), SizeIs(1));
}

TEST_F(BluetoothRouteTest, ACancelledTaskTouchesNothing) {
  lab();
  const auto sent = send("accept", {.cancelled_by_person = [] { return true; }});
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().code, Code::cancelled);
  EXPECT_THAT(lab_->inbox(), IsEmpty());
}

TEST_F(BluetoothRouteTest, SessionsAreRemovedHoweverItEnds) {
  lab();
  for (const char* behaviour : {"accept", "refuse", "removed", "slow"}) static_cast<void>(send(behaviour));
  static_cast<void>(send("silent", {.patience = 100ms}));
  EXPECT_EQ(testing::content_of(lab_->folder() / "sessions"), "0");
}

// --- what travels ---

TEST(BluetoothPhoneTest, ALargePhotoStaysAtHomeAndASmallOneTravels) {
  const BluetoothPhone phone(BluezLab::kPhone, "");
  Contact contact = person("Bob");
  contact.photo =
      Photo{.bytes = std::string(kBluetoothPhotoBytes, 'p'), .media_type = "image/png", .uri = ""};
  EXPECT_TRUE(phone.kept(contact).photo);
  contact.photo->bytes += 'p';
  EXPECT_FALSE(phone.kept(contact).photo);
}

TEST(BluetoothPhoneTest, WhatIsKeptIsWhatTheCardSays) {
  const BluetoothPhone phone(BluezLab::kPhone, "");
  Contact contact = person("Jürgen 王");
  contact.mails.push_back({.address = "j@example.org", .types = {"home"}});
  const Contact kept = phone.kept(contact);
  EXPECT_EQ(kept.uid, contact.uid);
  EXPECT_EQ(kept.formatted_name, contact.formatted_name);
  EXPECT_EQ(kept.numbers, contact.numbers);
  EXPECT_EQ(kept.mails, contact.mails);
  EXPECT_EQ(phone.kept(kept), kept);
}

TEST(BluetoothPhoneTest, ItOnlyTakes) {
  BluetoothPhone phone(BluezLab::kPhone, "");
  EXPECT_FALSE(phone.capabilities().reads);
  EXPECT_TRUE(phone.capabilities().takes_many);
  EXPECT_EQ(phone.read({}).error().code, Code::unsupported);
  EXPECT_EQ(phone.update({}, person("Bob"), {}).error().code, Code::unsupported);
  EXPECT_NE(phone.next_tap(1), phone.next_tap(3));
}

}  // namespace
}  // namespace phonebook
