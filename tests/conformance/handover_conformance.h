// What every phone must do that only takes: contacts are handed over, and its person says yes or no to them.
// A route takes part by one fixture and one line in handovers_under_test.cpp.
#pragma once
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "contacts/contact.h"
#include "tests/transports/sandbox.h"
#include "transports/phone.h"
#include "transports/routes.h"

namespace phonebook::testing {

// One phone, and the real program or daemon on the way to it, for one test.
class HandoverUnderTest {
 public:
  virtual ~HandoverUnderTest() = default;
  [[nodiscard]] virtual PhoneAddress address() const = 0;
  // What the phone has got by now, in order, as seen from its side; what came twice stands here twice.
  [[nodiscard]] virtual std::vector<Contact> arrived() = 0;
  // In how many goes: files, forms, cards by message.
  [[nodiscard]] virtual std::size_t handovers() = 0;
  virtual void refuse() = 0;         // the phone or its person says no from now on
  virtual void fall_silent() = 0;    // it never answers from now on
  virtual void take_away() = 0;      // it is gone
  virtual void vanish_midway() = 0;  // it will be gone while the next card is under way
  // How many of the hostile names may be refused, and which of a contact's values never fit through.
  [[nodiscard]] virtual std::size_t refused_names() const { return 0; }
};

struct HandoverRoute {
  const char* name;
  // Null: the machine lacks what the route needs; the test fails and says so.
  std::function<std::unique_ptr<HandoverUnderTest>(const Sandbox&)> make;
};
inline void PrintTo(const HandoverRoute& route, std::ostream* out) { *out << route.name; }

// The routes that take part; handovers_under_test.cpp.
[[nodiscard]] std::vector<HandoverRoute> handovers_under_test();

class HandoverConformance : public ::testing::TestWithParam<HandoverRoute> {
 protected:
  void SetUp() override;
  [[nodiscard]] std::unique_ptr<Phone> open() const;

  Sandbox sandbox_;
  std::unique_ptr<HandoverUnderTest> under_test_;
};

}  // namespace phonebook::testing
