// What adb and Android's commands say, read. The outputs are those of adb 29 and of Android's sources; what
// the stand-in (tests/lab/android.py) can show through the real adb is in adb_route_test.cpp and
// adb_phone_test.cpp.
#include <gtest/gtest.h>

#include "transports/usb/adb_client.h"
#include "transports/usb/adb_devices.h"
#include "transports/usb/android_answers.h"

namespace phonebook {
namespace {

TEST(AdbDevices, EveryStateHasAReasonAndACure) {
  // "no permissions" comes only from a USB device that this user may not open, which no test can have: it is
  // adb's own text, in the wording of 29 and of later ones.
  const auto devices = parse_adb_devices(
      "* daemon not running; starting now at tcp:5037\n"
      "* daemon started successfully\n"
      "List of devices attached\n"
      "R58M123ABC             device usb:1-2 product:beyond1 model:SM_G973F device:beyond1 transport_id:3\n"
      "0123456789ABCDEF       unauthorized usb:1-3 transport_id:4\n"
      "emulator-5554          offline transport_id:5\n"
      "HT7B1                  no permissions (user in plugdev group; are your udev rules wrong?); see "
      "[http://developer.android.com/tools/device.html] usb:1-4 transport_id:6\n"
      "HT7B2\tno permissions (missing udev rules? user is in the plugdev group); see [https://x.test/a] "
      "usb:1-5\n"
      "SIDE                   sideload usb:1-6 product:x model:y device:z transport_id:7\n"
      "REC                    recovery transport_id:8\n"
      "BOOT                   bootloader transport_id:9\n"
      "AUTH                   authorizing transport_id:10\n"
      "CONN                   connecting transport_id:11\n"
      "192.168.1.7:5555       device product:panther model:Pixel_7 device:panther transport_id:12\n"
      "192.168.1.8:5555       offline transport_id:13\n"
      "NEW                    quantum transport_id:14\n"
      "\n");
  ASSERT_EQ(devices.size(), 13U);
  EXPECT_EQ(devices[0].serial, "R58M123ABC");
  EXPECT_EQ(devices[0].model, "SM G973F");
  EXPECT_FALSE(why_not_ready(devices[0]));
  EXPECT_EQ(devices[10].serial, "192.168.1.7:5555");
  EXPECT_EQ(devices[10].model, "Pixel 7");
  EXPECT_FALSE(why_not_ready(devices[10]));
  const std::vector<AdbState> states{
      AdbState::device,         AdbState::unauthorized, AdbState::offline,  AdbState::no_permissions,
      AdbState::no_permissions, AdbState::recovery,     AdbState::recovery, AdbState::bootloader,
      AdbState::authorizing,    AdbState::authorizing,  AdbState::device,   AdbState::offline,
      AdbState::unknown};
  for (std::size_t n = 0; n < devices.size(); ++n) {
    EXPECT_EQ(devices[n].state, states[n]) << devices[n].serial;
    if (states[n] == AdbState::device) continue;
    const auto why = why_not_ready(devices[n]);
    ASSERT_TRUE(why) << devices[n].serial;
    EXPECT_TRUE(why->reason.ends_with('.')) << why->reason;
    EXPECT_TRUE(why->cure.ends_with('.')) << why->cure;
  }
  EXPECT_NE(why_not_ready(devices[1])->cure.find("Allow"), std::string::npos);
  EXPECT_NE(why_not_ready(devices[3])->cure.find("android-sdk-platform-tools-common"), std::string::npos);
  EXPECT_NE(why_not_ready(devices[12])->reason.find("quantum"), std::string::npos);
  EXPECT_NE(why_not_ready(devices[11])->reason.find("192.168.1.8:5555"), std::string::npos);
}

TEST(AdbDevices, WhatIsNoDeviceIsPassedOver) {
  EXPECT_TRUE(parse_adb_devices("").empty());
  EXPECT_TRUE(parse_adb_devices("List of devices attached\n\n").empty());
  EXPECT_TRUE(
      parse_adb_devices("adb server version (39) doesn't match this client (41); killing...\n").empty());
  EXPECT_TRUE(parse_adb_devices("(no serial number)     device usb:1-2\n").empty()) << "nobody could name it";
  EXPECT_TRUE(parse_adb_devices("-s                     device\n").empty())
      << "adb would take it for an option";
  EXPECT_TRUE(parse_adb_devices("a\x1b[31m              device\n").empty());
  EXPECT_TRUE(parse_adb_devices(std::string(300, 'a') + " device\n").empty());
  EXPECT_TRUE(parse_adb_devices("lonely\n").empty());
  EXPECT_EQ(parse_adb_devices("twice device\ntwice offline\n").size(), 1U);
  std::string flood;
  for (int n = 0; n < 5000; ++n) flood += "d" + std::to_string(n) + " device\n";
  EXPECT_EQ(parse_adb_devices(flood).size(), 1000U);
}

TEST(AdbDevices, ANetworkSerialHasAPort) {
  for (const char* serial : {"192.168.1.7:5555", "phone.local:1", "[::1]:5555"})
    EXPECT_TRUE(is_network_serial(serial));
  for (const char* serial :
       {"R58M123", "emulator-5554", ":5555", "a:", "a:b", "a:123456", "adb-R58M-x1._adb-tls-connect._tcp."})
    EXPECT_FALSE(is_network_serial(serial)) << serial;
}

TEST(AdbFailure, SaysWhatWouldMendTheLink) {
  const auto failure = [](const char* messages) {
    return adb_failure({.exit_status = 1, .messages = messages}, "R58M").error;
  };
  for (const char* words :
       {"error: device 'R58M' not found\n", "error: device offline\n",
        "error: device unauthorized.\nThis adb server's $ADB_VENDOR_KEYS is not set\nTry 'adb kill-server' "
        "if that "
        "seems wrong.\nOtherwise check for a confirmation dialog on your device.\n",
        "error: insufficient permissions for device: user in plugdev group; are your udev rules wrong?\nSee "
        "[http://developer.android.com/tools/device.html] for more information\n",
        "error: closed\n", "error: protocol fault (couldn't read status): Success\n", "",
        "adb: error: failed to read copy response: EOF\n", "error: cannot connect to daemon\n"}) {
    EXPECT_EQ(failure(words).code, Code::unreachable) << words;
    EXPECT_TRUE(failure(words).sentence.ends_with('.')) << words;
  }
  EXPECT_NE(failure("error: device unauthorized.\n").sentence.find("Allow"), std::string::npos);
  EXPECT_EQ(failure("adb: error: something new\n").code, Code::io);
  EXPECT_TRUE(never_began({.messages = "error: device offline\n"}));
  EXPECT_FALSE(never_began({.output = "Starting: Intent", .messages = "error: device offline\n"}));
  EXPECT_FALSE(never_began({.messages = "error: closed\n"}));
}

TEST(AndroidAnswers, AmEndsWithZeroAndMeansItInWords) {
  const std::string starting =
      "Starting: Intent { act=android.intent.action.VIEW typ=text/x-vcard flg=0x1 }\n";
  EXPECT_TRUE(activity_started(starting));
  EXPECT_TRUE(activity_started(
      starting +
      "Warning: Activity not started, intent has been delivered to currently running top-most "
      "instance.\n"));
  const auto code = [&](const std::string& more) {
    const auto started = activity_started(starting + more);
    if (started) return std::string("started");
    EXPECT_TRUE(started.error().sentence.ends_with('.')) << started.error().sentence;
    return std::string(to_string(started.error().code));
  };
  EXPECT_EQ(code("Error: Activity not started, unable to resolve Intent { act=x }\n"), "unsupported");
  EXPECT_EQ(code("Error type 3\nError: Activity class {a/b} does not exist.\n"), "unsupported");
  EXPECT_EQ(code("Error: Activity not started, you do not have permission to access it.\n"), "denied");
  EXPECT_EQ(code("\nException occurred while executing 'start':\njava.lang.SecurityException: Permission "
                 "Denial: x\n"),
            "denied");
  EXPECT_EQ(code("Warning: Activity not started, its current task has been brought to the front\n"), "busy");
  EXPECT_EQ(code("Warning: Activity not started because the  current activity is being kept for the user.\n"),
            "uncertain");
  EXPECT_EQ(code("Error: Activity not started, unknown error code 102\n"), "io");
  EXPECT_EQ(
      code("\nException occurred while executing:\njava.lang.IllegalArgumentException: Unknown option: -x\n"),
      "io");
  EXPECT_FALSE(activity_started("/system/bin/sh: am: inaccessible or not found\n"));
  EXPECT_FALSE(activity_started(""));
}

TEST(AndroidAnswers, IdsAndActivitiesAreReadOrAbsent) {
  EXPECT_EQ(media_id("Row: 0 _id=31\n"), 31U);
  EXPECT_EQ(media_id("Row: 0 _id=31, _data=/storage/emulated/0/Download/x.vcf\nRow: 1 _id=32\n"), 31U);
  for (const char* words : {"", "No result found.\n", "Row: 0 _id=NULL\n", "Row: 0 _id=-1\n",
                            "Row: 0 _id=1; rm\n", "Row: 0 _id=99999999999999999999999\n", "_id=31\n",
                            "Error while accessing provider:media\njava.lang.NullPointerException\n"})
    EXPECT_FALSE(media_id(words)) << words;
  EXPECT_EQ(some_activity("1 activities found:\n  Activity #0:\n    priority=0\n    a/b\n"), true);
  EXPECT_EQ(some_activity("No activities found\n"), false);
  EXPECT_FALSE(some_activity("cmd: Can't find service: package\n"));
}

TEST(AndroidAnswers, OnlyOldFilesOfOursAreCalledSo) {
  constexpr std::int64_t kNow = 1764042000;
  const std::string name = handover_name(kNow - 1000);
  EXPECT_TRUE(is_old_handover(name, kNow, 900)) << name;
  EXPECT_FALSE(is_old_handover(handover_name(kNow - 800), kNow, 900))
      << "its contacts may still wait for the tap";
  EXPECT_FALSE(is_old_handover(handover_name(kNow + 5000), kNow, 900));
  EXPECT_NE(handover_name(kNow), handover_name(kNow));
  for (const char* other :
       {"", "purple-phonebook-.vcf", "purple-phonebook-notes.vcf", "purple-phonebook-1-2.vcf", "holiday.vcf",
        "purple-phonebook-1764000000-1b9d6bcd.txt", "purple-phonebook-1764000000-1B9D6BCD.vcf",
        "purple-phonebook-1764000000-1b9d6bcde.vcf", "purple-phonebook--5-1b9d6bcd.vcf",
        "purple-phonebook-1764000000-1b9d6bcd.vcf.vcf", "../purple-phonebook-1764000000-1b9d6bcd.vcf",
        "purple-phonebook-99999999999999-1b9d6bcd.vcf", "purple-phonebook-17 ;rm-1b9d6bcd.vcf"})
    EXPECT_FALSE(is_old_handover(other, kNow, 900)) << other;
}

}  // namespace
}  // namespace phonebook
