// A phone behind a real Kannel, for the conformance suite: its cards are taken from what arrives at the
// centre.
#include "exporters/transcoder.h"
#include "tests/conformance/handover_conformance.h"
#include "tests/lab/kannel_gateway.h"

namespace phonebook::testing {
namespace {

class WapUnderTest final : public HandoverUnderTest {
 public:
  WapUnderTest() { EXPECT_TRUE(save_gateway(kannel_.gateway())); }

  PhoneAddress address() const override { return {"wap", "+4915112345678"}; }
  std::vector<Contact> arrived() override {
    std::vector<Contact> out;
    for (const std::string card : kannel_.ask("cards")) {
      const auto read = read_contacts(card, Format::vcard2_1);
      EXPECT_TRUE(read && read->contacts.size() == 1) << card;
      if (read && read->contacts.size() == 1) out.push_back(read->contacts[0]);
    }
    return out;
  }
  std::size_t handovers() override { return kannel_.ask("cards").size(); }
  void refuse() override { kannel_.tell("mode refuse"); }
  void fall_silent() override { kannel_.tell("mode silent"); }
  void take_away() override { kannel_.tell("stop"); }
  void vanish_midway() override { kannel_.tell("mode vanish"); }

 private:
  KannelGateway kannel_;
};

}  // namespace

std::unique_ptr<HandoverUnderTest> wap_under_test(const Sandbox&) { return std::make_unique<WapUnderTest>(); }

}  // namespace phonebook::testing
