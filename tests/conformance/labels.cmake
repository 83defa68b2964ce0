# Read by ctest, after the tests were discovered.
if(phone_conformance_tests)
  set_tests_properties(${phone_conformance_tests} PROPERTIES LABELS "conformance;unit")
endif()
