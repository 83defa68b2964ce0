// What the end of a transfer means, from obexd's signals alone, and small things beside it.
#include <gtest/gtest.h>

#include "tests/transports/sandbox.h"
#include "transports/bluetooth/bluetooth_address.h"
#include "transports/bluetooth/bluez.h"
#include "transports/bluetooth/transfer_watch.h"

namespace phonebook {
namespace {

using namespace std::chrono_literals;
using Outcome = TransferWatch::Outcome;

class TransferWatchTest : public ::testing::Test {
 protected:
  TransferWatch::Clock::time_point after(std::chrono::milliseconds time) const { return begin_ + time; }
  void status(const char* word, std::chrono::milliseconds when) {
    watch_.changed(word, std::nullopt, after(when));
  }
  void bytes(std::uint64_t count, std::chrono::milliseconds when) {
    watch_.changed(std::nullopt, count, after(when));
  }

  TransferWatch::Clock::time_point begin_{};
  TransferWatch watch_{begin_};
};

TEST_F(TransferWatchTest, CompleteIsDeliveredWhateverBecomesOfTheSession) {
  status("complete", 500ms);
  watch_.removed();
  EXPECT_EQ(watch_.outcome(false), Outcome::delivered);
}

TEST_F(TransferWatchTest, NothingSaidAfterTheEndChangesIt) {
  status("error", 500ms);
  status("complete", 600ms);
  EXPECT_EQ(watch_.outcome(true), Outcome::refused);
}

TEST_F(TransferWatchTest, AnErrorWithTheSessionStillThereIsARefusal) {
  status("active", 1s);
  bytes(60'000, 1s);  // the first packet, which waits for the person
  status("error", 30s);
  EXPECT_EQ(watch_.outcome(true), Outcome::refused);
}

TEST_F(TransferWatchTest, AnErrorWithoutTheSessionIsABrokenLink) {
  status("error", 500ms);
  EXPECT_EQ(watch_.outcome(false), Outcome::broken);
}

TEST_F(TransferWatchTest, AnErrorAtObexdsOwnLimitIsNoAnswer) {
  status("error", 60s);
  EXPECT_EQ(watch_.outcome(true), Outcome::unanswered);
}

TEST_F(TransferWatchTest, AnErrorTenSecondsAfterTheLastByteIsNoAnswer) {
  bytes(60'000, 1s);
  bytes(90'000, 2s);
  EXPECT_FALSE(watch_.waits_for_answer());
  status("error", 12s);
  EXPECT_EQ(watch_.outcome(true), Outcome::unanswered);
}

TEST_F(TransferWatchTest, AnErrorRightAfterAByteIsARefusal) {
  bytes(60'000, 1s);
  bytes(90'000, 2s);
  status("error", 4s);
  EXPECT_EQ(watch_.outcome(true), Outcome::refused);
}

TEST_F(TransferWatchTest, TheLastCountOfANewerObexdIsNoProgress) {
  watch_.changed("error", 90'000, after(59s));
  EXPECT_TRUE(watch_.waits_for_answer());
  EXPECT_EQ(watch_.outcome(true), Outcome::unanswered);
}

TEST_F(TransferWatchTest, RemovedWithoutAWordIsNeverASuccess) {
  bytes(90'000, 1s);
  watch_.removed();
  EXPECT_TRUE(watch_.ended());
  EXPECT_EQ(watch_.outcome(true), Outcome::broken);
}

TEST(BluetoothAddressTest, IsWrittenInOneWay) {
  EXPECT_EQ(bluetooth_address("aa-bb-cc-dd-ee-0f"), "AA:BB:CC:DD:EE:0F");
  EXPECT_EQ(bluetooth_address(" AA:BB:CC:DD:EE:0F "), "AA:BB:CC:DD:EE:0F");
  for (const char* wrong :
       {"", "AA:BB:CC:DD:EE", "AA:BB-CC:DD:EE:FF", "AABBCCDDEEFF", "AA:BB:CC:DD:EE:GG", "AA:BB:CC:DD:EE:F "})
    EXPECT_FALSE(bluetooth_address(wrong)) << wrong;
}

TEST(BluetoothSwitchTest, IsSeenForTheAdapterItTurnsOff) {
  const testing::Sandbox sandbox;
  const auto make = [&](const char* folder, const char* name, const char* soft, const char* hard) {
    const auto place = sandbox / "rfkill" / folder;
    std::filesystem::create_directories(place);
    testing::put(place / "name", std::string(name) + "\n");
    testing::put(place / "soft", std::string(soft) + "\n");
    testing::put(place / "hard", std::string(hard) + "\n");
  };
  make("rfkill0", "phy0", "1", "1");
  make("rfkill1", "hci0", "0", "0");
  make("rfkill2", "hci1", "1", "0");
  make("rfkill3", "hci2", "0", "1");
  EXPECT_FALSE(is_blocked_by_switch(sandbox / "rfkill", "hci0"));
  EXPECT_TRUE(is_blocked_by_switch(sandbox / "rfkill", "hci1"));
  EXPECT_TRUE(is_blocked_by_switch(sandbox / "rfkill", "hci2"));
  EXPECT_FALSE(is_blocked_by_switch(sandbox / "nothing", "hci1"));
}

}  // namespace
}  // namespace phonebook
