#include "transports/chain.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/transports/sandbox.h"

namespace phonebook {
namespace {

class Chain : public ::testing::Test {
 protected:
  KnownPhone folder(const char* name) const {
    std::filesystem::create_directory(sandbox_ / name);
    return {{"folder", (sandbox_ / name).string()}, name};
  }
  KnownPhone absent_folder(const char* name) const { return {{"folder", (sandbox_ / name).string()}, name}; }
  static void expect_all_speak(const std::vector<PassedOver>& passed_over) {
    for (const PassedOver& link : passed_over) {
      EXPECT_FALSE(link.route.empty());
      EXPECT_FALSE(link.reason.empty()) << link.route;
      EXPECT_FALSE(link.cure.empty()) << link.route;
    }
  }
  static std::vector<std::string> routes_of(const std::vector<PassedOver>& passed_over) {
    std::vector<std::string> names;
    for (const PassedOver& link : passed_over) names.push_back(link.route);
    return names;
  }
  testing::Sandbox sandbox_;
};

TEST_F(Chain, WithoutAnyPhoneEveryRouteSaysWhyAndWhatWouldHelp) {
  const ChainReport report = survey({}, {});
  EXPECT_FALSE(report.chosen);
  EXPECT_TRUE(report.phones.empty());
  expect_all_speak(report.passed_over);
  EXPECT_EQ(routes_of(report.passed_over),
            (std::vector<std::string>{"adb", "gammu", "folder", "bluetooth", "wap"}));
}

TEST_F(Chain, TakesAReadyFolderAndNamesOnlyWhatStoodBeforeIt) {
  const ChainReport report = survey({.known = {folder("card")}}, {});
  ASSERT_TRUE(report.chosen);
  EXPECT_EQ(report.chosen->address.address, (sandbox_ / "card").string());
  expect_all_speak(report.passed_over);
  const auto routes = routes_of(report.passed_over);
  EXPECT_EQ(std::count(routes.begin(), routes.end(), "bluetooth"), 0);
  EXPECT_EQ(std::count(routes.begin(), routes.end(), "wap"), 0);
  EXPECT_EQ(std::count(routes.begin(), routes.end(), "adb"), 1);
}

TEST_F(Chain, AMissingFolderIsPassedOverForThePresentOne) {
  const ChainReport report = survey({.known = {absent_folder("gone"), folder("card")}}, {});
  ASSERT_TRUE(report.chosen);
  EXPECT_EQ(report.chosen->name, "card");
  EXPECT_EQ(report.phones.size(), 2U);
  const auto gone = std::find_if(
      report.passed_over.begin(), report.passed_over.end(),
      [&](const PassedOver& link) { return link.phone == "folder:" + (sandbox_ / "gone").string(); });
  ASSERT_NE(gone, report.passed_over.end());
  EXPECT_NE(gone->reason.find("gone"), std::string::npos) << "the sentence names the folder";
}

TEST_F(Chain, TheLastUsedPhoneWinsAmongReadyOnes) {
  const KnownPhone first = folder("first");
  const KnownPhone second = folder("second");
  EXPECT_EQ(survey({.known = {first, second}}, {}).chosen->name, "first");
  EXPECT_EQ(survey({.known = {first, second}, .last_used = second.address}, {}).chosen->name, "second");
  // Another spelling of the same folder.
  const PhoneAddress typed{"folder", second.address.address + "/."};
  EXPECT_EQ(survey({.known = {first, second}, .last_used = typed}, {}).chosen->name, "second");
  std::filesystem::remove(sandbox_ / "second");
  EXPECT_EQ(survey({.known = {first, second}, .last_used = second.address}, {}).chosen->name, "first");
}

TEST_F(Chain, AnAddressByHandNeedNotBeKnown) {
  const KnownPhone unknown = folder("unknown");
  const ChainReport report = survey({.known = {folder("card")}, .only = unknown.address}, {});
  ASSERT_TRUE(report.chosen);
  EXPECT_EQ(report.chosen->address, unknown.address);
  EXPECT_TRUE(report.passed_over.empty());
}

TEST_F(Chain, AnAddressByHandThatIsNotThereFallsBackToNothing) {
  const ChainReport report = survey({.known = {folder("card")}, .only = absent_folder("gone").address}, {});
  EXPECT_FALSE(report.chosen);
  ASSERT_EQ(report.passed_over.size(), 1U);
  expect_all_speak(report.passed_over);
}

TEST_F(Chain, AnUnknownRouteIsNamedWithThoseThatExist) {
  for (const ChainRequest& request :
       {ChainRequest{.only = PhoneAddress{"pigeon", "x"}}, ChainRequest{.via = "pigeon"}}) {
    const ChainReport report = survey(request, {});
    EXPECT_FALSE(report.chosen);
    ASSERT_EQ(report.passed_over.size(), 1U);
    EXPECT_NE(report.passed_over.front().reason.find("pigeon"), std::string::npos);
    EXPECT_NE(report.passed_over.front().cure.find("folder"), std::string::npos);
  }
}

TEST_F(Chain, ViaKeepsToOneRouteOrLink) {
  const std::vector<KnownPhone> known = {folder("card")};
  EXPECT_TRUE(survey({.known = known, .via = "usb"}, {}).chosen);
  EXPECT_TRUE(survey({.known = known, .via = "folder"}, {}).chosen);
  const ChainReport bluetooth = survey({.known = known, .via = "bluetooth"}, {});
  EXPECT_FALSE(bluetooth.chosen);
  EXPECT_EQ(routes_of(bluetooth.passed_over), std::vector<std::string>{"bluetooth"});
  const ChainReport both = survey({.only = known.front().address, .via = "bluetooth"}, {});
  EXPECT_FALSE(both.chosen);
  ASSERT_EQ(both.passed_over.size(), 1U);
  expect_all_speak(both.passed_over);
}

TEST_F(Chain, AFoundGammurcDoesNotGoBeforeThePhoneThatThePersonSetUp) {
  std::filesystem::create_directory(sandbox_ / "device");
  testing::put(sandbox_ / "home/.gammurc", "[gammu]\nmodel = dummy\nconnection = none\ndevice = " +
                                               (sandbox_ / "device").string() + "\n");
  if (!find_route("gammu")->absence()) {
    const ChainReport alone = survey({}, {});
    ASSERT_TRUE(alone.chosen);
    EXPECT_EQ(alone.chosen->address.route, "gammu");
  }
  EXPECT_EQ(survey({.known = {folder("card")}}, {}).chosen->address.route, "folder");
}

TEST_F(Chain, AGammurcWhoseDeviceIsGoneIsPassedOver) {
  testing::put(sandbox_ / "home/.gammurc", "[gammu]\nconnection = at\ndevice = /dev/no-such-device\n");
  const ChainReport report = survey({.via = "gammu"}, {});
  EXPECT_FALSE(report.chosen);
  ASSERT_EQ(report.passed_over.size(), 1U);
  expect_all_speak(report.passed_over);
}

TEST_F(Chain, SurveyingWritesNothing) {
  const KnownPhone card = folder("card");
  const auto before = sandbox_.everything_but({});
  static_cast<void>(survey({.known = {card, absent_folder("gone")}, .only = card.address}, {}));
  static_cast<void>(survey({.known = {card, absent_folder("gone")}}, {}));
  EXPECT_EQ(sandbox_.everything_but({}), before);
}

}  // namespace
}  // namespace phonebook
