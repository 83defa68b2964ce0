// A phone that takes cards over Bluetooth: BlueZ's two daemons on a bus of their own
// (tests/lab/bluez_mock.py).
#include "exporters/transcoder.h"
#include "tests/conformance/handover_conformance.h"
#include "tests/lab/bluez_lab.h"

namespace phonebook::testing {
namespace {

class BluetoothUnderTest final : public HandoverUnderTest {
 public:
  explicit BluetoothUnderTest(const Sandbox& sandbox) : lab_(sandbox / "bluez") {}
  PhoneAddress address() const override { return {"bluetooth", BluezLab::kPhone}; }
  std::vector<Contact> arrived() override {
    std::vector<Contact> contacts;
    for (const std::string& file : lab_.inbox()) {
      auto cards = read_contacts(file, Format::vcard2_1);
      EXPECT_TRUE(cards) << file;
      if (cards) std::move(cards->contacts.begin(), cards->contacts.end(), std::back_inserter(contacts));
    }
    return contacts;
  }
  std::size_t handovers() override { return lab_.inbox().size(); }
  void refuse() override { lab_.phone("refuse"); }
  void fall_silent() override { lab_.phone("silent"); }
  void take_away() override {
    lab_.state()["devices"] = nlohmann::json::array();
    lab_.phone("away");
  }
  void vanish_midway() override { lab_.phone("vanish"); }

 private:
  BluezLab lab_;
};

}  // namespace

std::unique_ptr<HandoverUnderTest> bluetooth_under_test(const Sandbox& sandbox) {
  return std::make_unique<BluetoothUnderTest>(sandbox);
}

}  // namespace phonebook::testing
