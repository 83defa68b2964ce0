// What every phone must do, whatever the route to it. A route takes part by one small fixture and one line in
// phone_conformance.cpp.
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "tests/transports/sandbox.h"
#include "transports/phone.h"
#include "transports/routes.h"

namespace phonebook::testing {

// One phone that exists for one test.
class PhoneUnderTest {
 public:
  virtual ~PhoneUnderTest() = default;
  [[nodiscard]] virtual PhoneAddress address() const = 0;
  // Where the phone keeps its contacts: nothing else in the sandbox may change.
  [[nodiscard]] virtual std::filesystem::path inside() const = 0;
  // Somebody else rewrites the card on the phone, which is the only one there.
  virtual void change_number_elsewhere(const std::string& from, const std::string& to) = 0;
  // The phone is unplugged.
  virtual void take_away() = 0;
  // How many of the hostile names may be refused.
  [[nodiscard]] virtual std::size_t refused_names() const { return 0; }
  // How many contacts are "many" here.
  [[nodiscard]] virtual std::size_t many() const = 0;
};

struct RouteUnderTest {
  const char* name;
  // Absent: the machine lacks what the route needs; the test is skipped and says so.
  std::function<std::unique_ptr<PhoneUnderTest>(const Sandbox&)> make;
};

// How GoogleTest and ctest name the case.
inline void PrintTo(const RouteUnderTest& route, std::ostream* out) { *out << route.name; }

class PhoneConformance : public ::testing::TestWithParam<RouteUnderTest> {
 protected:
  void SetUp() override;
  [[nodiscard]] std::unique_ptr<Phone> open() const;

  Sandbox sandbox_;
  std::unique_ptr<PhoneUnderTest> under_test_;
  std::unique_ptr<Phone> phone_;
};

}  // namespace phonebook::testing
