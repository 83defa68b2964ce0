// The phones that only take. A route adds its fixture in a file of its own, and a line here.
#include "tests/conformance/handover_conformance.h"

namespace phonebook::testing {

std::unique_ptr<HandoverUnderTest> adb_under_test(const Sandbox& sandbox);  // adb_under_test.cpp
std::unique_ptr<HandoverUnderTest> bluetooth_under_test(const Sandbox& sandbox);  // bluetooth_under_test.cpp
std::unique_ptr<HandoverUnderTest> wap_under_test(const Sandbox& sandbox);  // wap_under_test.cpp

std::vector<HandoverRoute> handovers_under_test() {
  return {
      {"adb", adb_under_test},
      {"bluetooth", bluetooth_under_test},
      {"wap", wap_under_test},
  };
}

}  // namespace phonebook::testing
