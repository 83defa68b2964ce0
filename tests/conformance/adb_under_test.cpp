// An Android phone behind the real adb, for the suite of phones that only take.
#include "tests/conformance/handover_conformance.h"
#include "tests/lab/android_phone.h"
#include "transports/program.h"

namespace phonebook::testing {
namespace {

class AdbUnderTest final : public HandoverUnderTest {
 public:
  explicit AdbUnderTest(const Sandbox& sandbox) : phone_(sandbox) {}
  PhoneAddress address() const override { return {"adb", phone_.serial()}; }
  // The person taps yes to all that is shown.
  std::vector<Contact> arrived() override {
    phone_.tell({"tap"});
    return phone_.contacts();
  }
  std::size_t handovers() override { return phone_.state()["handovers"]; }
  void refuse() override { phone_.tell({"set", "refuse", "yes"}); }
  void fall_silent() override { phone_.tell({"set", "silent", "yes"}); }
  void take_away() override { phone_.tell({"away"}); }
  void vanish_midway() override { phone_.tell({"vanish", "any"}); }

 private:
  AndroidPhone phone_;
};

}  // namespace

std::unique_ptr<HandoverUnderTest> adb_under_test(const Sandbox& sandbox);
std::unique_ptr<HandoverUnderTest> adb_under_test(const Sandbox& sandbox) {
  if (!find_program("adb")) return nullptr;
  return std::make_unique<AdbUnderTest>(sandbox);
}

}  // namespace phonebook::testing
