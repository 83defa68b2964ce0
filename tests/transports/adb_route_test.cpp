#include "transports/usb/adb_route.h"

#include <gtest/gtest.h>

#include "tests/lab/android_phone.h"
#include "tests/transports/sandbox.h"

namespace phonebook {
namespace {

using testing::AdbServer;
using testing::AndroidPhone;
using testing::AndroidStandIn;
using testing::put;
using testing::Sandbox;
namespace fs = std::filesystem;

// A USB device as the kernel lists it.
void plug_in(const fs::path& devices, const std::string& name, const std::string& serial,
             const std::string& product, bool adb, bool files) {
  fs::create_directories(devices / name);
  put(devices / name / "serial", serial + "\n");
  put(devices / name / "product", product + "\n");
  const auto interface = [&](int number, const char* kind, const char* subclass, const char* protocol,
                             const char* called) {
    const fs::path folder = devices / name / (name + ":1." + std::to_string(number));
    fs::create_directories(folder);
    put(folder / "bInterfaceClass", std::string(kind) + "\n");
    put(folder / "bInterfaceSubClass", std::string(subclass) + "\n");
    put(folder / "bInterfaceProtocol", std::string(protocol) + "\n");
    if (*called) put(folder / "interface", std::string(called) + "\n");
  };
  if (files) interface(0, "06", "01", "01", "MTP");
  if (adb) interface(1, "ff", "42", "01", "ADB Interface");
  if (!adb && !files) interface(0, "03", "01", "02", "Mouse");
}

bool server_runs() { return AdbClient().server_runs(); }

void expect_told(const FoundPhone& phone) {
  EXPECT_EQ(phone.state, PhoneState::passed_over) << phone.address.text();
  EXPECT_TRUE(phone.reason.ends_with('.')) << phone.reason;
  EXPECT_TRUE(phone.cure.ends_with('.')) << phone.cure;
}

TEST(AdbUsb, SeesDebuggingAndFileTransferAndNothingElse) {
  const Sandbox sandbox;
  const fs::path usb = sandbox / "usb";
  EXPECT_TRUE(look_at_usb(usb).phones.empty());
  fs::create_directories(usb / "usb1");
  plug_in(usb, "1-1", "MOUSE", "Mouse", false, false);
  EXPECT_TRUE(look_at_usb(usb).phones.empty());
  plug_in(usb, "1-2", "R58M", "Galaxy", false, true);
  EXPECT_FALSE(look_at_usb(usb).has_adb());
  plug_in(usb, "1-3", "HT7B", "Pixel", true, true);
  const UsbLook look = look_at_usb(usb);
  EXPECT_TRUE(look.has_adb());
  ASSERT_EQ(look.phones.size(), 2U);
}

TEST(AdbRoute, StartsNoServerWhereThereIsNothingToAsk) {
  const Sandbox sandbox;
  const fs::path usb = sandbox / "usb";
  plug_in(usb, "1-1", "MOUSE", "Mouse", false, false);
  const std::string place = usb.string();
  const AdbRoute route(place.c_str());
  const auto before = sandbox.everything_but({});
  EXPECT_TRUE(route.discover({}, {}).empty());
  const KnownPhone other{{"folder", "/media/card"}, ""};
  EXPECT_TRUE(route.discover({&other, 1}, {}).empty());
  EXPECT_FALSE(server_runs());
  EXPECT_EQ(sandbox.everything_but({}), before);
}

TEST(AdbRoute, DoctorIsToldOfTheProgramAndOfPhonesThatTakeNothing) {
  const Sandbox sandbox;
  const fs::path usb = sandbox / "usb";
  plug_in(usb, "1-2", "R58M", "Galaxy", false, true);
  const std::string place = usb.string();
  const AdbRoute route(place.c_str());
  const auto checks = route.checks({});
  ASSERT_EQ(checks.size(), 2U);
  EXPECT_EQ(checks[0].name, "adb-program");
  EXPECT_TRUE(checks[0].ok);
  EXPECT_EQ(checks[1].name, "adb-phone");
  EXPECT_FALSE(checks[1].ok);
  EXPECT_NE(checks[1].sentence.find("Galaxy"), std::string::npos);
  EXPECT_TRUE(checks[1].cure.ends_with('.'));
  EXPECT_NE(route.why_no_phone({}).cure.find("USB debugging"), std::string::npos);
}

TEST(AdbRoute, APhoneWithoutUsbDebuggingIsToldHowToSwitchItOn) {
  const Sandbox sandbox;
  const fs::path usb = sandbox / "usb";
  plug_in(usb, "1-2", "R58M", "Galaxy", false, true);
  const std::string place = usb.string();
  const auto found = AdbRoute(place.c_str()).discover({}, {});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].address.text(), "adb:R58M");
  EXPECT_EQ(found[0].name, "Galaxy");
  expect_told(found[0]);
  EXPECT_NE(found[0].cure.find("USB debugging"), std::string::npos);
  EXPECT_FALSE(server_runs()) << "no server is needed to say so";
}

TEST(AdbRoute, WithoutTheProgramSaysHowToGetIt) {
  const Sandbox sandbox;
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", (sandbox / "here").c_str(), 1);
  const Route* route = find_route("adb");
  const auto absence = route->absence();
  const auto checks = route->checks({});
  const auto phone = route->open("R58M123");
  const KnownPhone known{{"adb", "R58M123"}, "Mine"};
  const auto found = route->discover({&known, 1}, {});
  ::setenv("PATH", path.c_str(), 1);
  ASSERT_TRUE(absence);
  ASSERT_EQ(checks.size(), 1U);
  EXPECT_FALSE(checks[0].ok);
  EXPECT_NE(absence->cure.find("apt install adb"), std::string::npos);
  ASSERT_FALSE(phone);
  EXPECT_EQ(phone.error().code, Code::unsupported);
  ASSERT_GE(found.size(), 1U);
  EXPECT_EQ(found[0].name, "Mine");
  expect_told(found[0]);
}

TEST(AdbRoute, AddressesAreWrittenOneWay) {
  const AdbRoute route;
  EXPECT_EQ(route.canonical("R58M123"), "R58M123");
  EXPECT_EQ(route.canonical(" 192.168.1.7 "), "192.168.1.7:5555");
  EXPECT_EQ(route.canonical("phone.local"), "phone.local:5555");
  EXPECT_EQ(route.canonical("192.168.1.7:37099"), "192.168.1.7:37099");
  EXPECT_EQ(route.canonical("emulator-5554"), "emulator-5554");
  EXPECT_EQ(route.canonical("adb-R58M-x1._adb-tls-connect._tcp"), "adb-R58M-x1._adb-tls-connect._tcp");
  for (const char* address : {"-s", "two words", "a\x01", ""}) {
    const auto phone = route.open(address);
    ASSERT_FALSE(phone) << address;
    EXPECT_EQ(phone.error().code, Code::invalid_input) << address;
  }
}

TEST(AdbRoute, AServerThatHangsEndsTheLookWithASentence) {
  const Sandbox sandbox;
  // Listens and never answers.
  const testing::LabProgram server(
      {"/usr/bin/python3", "-c",
       "import socket,sys,time; s=socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); "
       "s.listen(9); print('up', flush=True); time.sleep(600)",
       (sandbox / "adb.socket").string()},
      sandbox / "log");
  ASSERT_EQ(server.line(), "up");
  const KnownPhone known{{"adb", "R58M123"}, ""};
  const std::string no_usb = (sandbox / "usb").string();
  const auto found = AdbRoute(no_usb.c_str()).discover({&known, 1}, {});
  ASSERT_EQ(found.size(), 1U);
  expect_told(found[0]);
  EXPECT_NE(found[0].reason.find("adb"), std::string::npos);
}

class AdbRouteWithAPhone : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!find_program("adb")) FAIL() << "adb is not installed; ./test installs it";
    phone_ = std::make_unique<AndroidPhone>(sandbox_);
  }
  std::vector<FoundPhone> discover(std::vector<KnownPhone> known) const {
    auto found = AdbRoute(usb_.c_str()).discover(known, {});
    // The server is the real one and sees the cables of this machine; whoever hangs there is not part of the
    // test.
    std::erase_if(found, [&](const FoundPhone& phone) {
      const bool ours = phone.address.address.starts_with("127.0.0.1:");
      return !ours && std::none_of(known.begin(), known.end(),
                                   [&](const KnownPhone& mine) { return mine.address == phone.address; });
    });
    return found;
  }
  KnownPhone known() const { return {{"adb", phone_->serial()}, "My phone", "device-1"}; }

  Sandbox sandbox_;
  std::string usb_ = (sandbox_ / "usb").string();
  std::unique_ptr<AndroidPhone> phone_;
};

TEST_F(AdbRouteWithAPhone, APhoneThatWasSetUpIsConnectedToWhenItIsLookedFor) {
  const auto found = discover({known()});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].address, known().address);
  EXPECT_EQ(found[0].name, "My phone");
  EXPECT_EQ(found[0].device, "device-1");
  EXPECT_EQ(found[0].state, PhoneState::ready) << found[0].reason;
  // From now on everybody sees it, under its model's name.
  const auto by_itself = discover({});
  ASSERT_EQ(by_itself.size(), 1U);
  EXPECT_EQ(by_itself[0].name, "Pixel 7");
  EXPECT_EQ(by_itself[0].state, PhoneState::ready);
}

TEST_F(AdbRouteWithAPhone, EveryStateIsToldAndMendedStatesAreReady) {
  ASSERT_EQ(discover({known()}).at(0).state, PhoneState::ready);
  // The connection breaks and comes back with each change; the server sees it in its own time.
  const auto wait_for = [&](const std::string& words) {
    FoundPhone last;
    for (int tries = 0; tries < 200; ++tries) {
      last = discover({known()}).at(0);
      if (words.empty() ? last.state == PhoneState::ready : last.reason.find(words) != std::string::npos)
        return last;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    ADD_FAILURE() << "never “" << words << "” but “" << last.reason << "”";
    return last;
  };
  phone_->tell({"set", "authorized", "no"});
  const FoundPhone waiting = wait_for("not allowed");
  expect_told(waiting);
  EXPECT_NE(waiting.cure.find("Allow"), std::string::npos);
  for (int tries = 0; tries < 200 && phone_->tell({"allow"}) == 0; ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  wait_for("");
  for (const char* mode : {"recovery", "sideload"}) {
    phone_->tell({"set", "mode", mode});
    expect_told(wait_for("recovery"));
  }
  phone_->tell({"set", "mode", "device"});
  wait_for("");
  phone_->tell({"away"});
  expect_told(wait_for("does not answer"));
  phone_->tell({"back"});
  wait_for("");
}

TEST_F(AdbRouteWithAPhone, SeveralPhonesOfOneModelAreToldApart) {
  const AndroidStandIn second(sandbox_ / "second", {});
  const auto found = discover({known(), {{"adb", second.serial()}, ""}});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].state, PhoneState::ready);
  EXPECT_EQ(found[1].state, PhoneState::ready);
  const auto by_themselves = discover({});
  ASSERT_EQ(by_themselves.size(), 2U);
  EXPECT_NE(by_themselves[0].name, by_themselves[1].name);
  EXPECT_NE(by_themselves[0].name.find("Pixel 7"), std::string::npos);
}

TEST_F(AdbRouteWithAPhone, APhoneThatIsNotThereIsToldWithItsCure) {
  const auto found = discover({{{"adb", "R58M123"}, ""}, {{"adb", "127.0.0.1:1"}, ""}});
  ASSERT_EQ(found.size(), 2U);
  expect_told(found[0]);
  expect_told(found[1]);
  EXPECT_NE(found[0].cure.find("USB debugging"), std::string::npos);
  EXPECT_NE(found[1].reason.find("127.0.0.1:1"), std::string::npos);
}

}  // namespace
}  // namespace phonebook
