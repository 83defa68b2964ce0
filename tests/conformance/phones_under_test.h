// The phones that the suite runs against. A new route adds its fixture here.
#pragma once
#include <vector>

#include "tests/conformance/phone_conformance.h"

namespace phonebook::testing {

[[nodiscard]] std::vector<RouteUnderTest> routes_under_test();

}  // namespace phonebook::testing
