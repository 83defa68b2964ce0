# phonebook_room(NAME SOURCES … [USES rooms and libraries …]): one static library a room.
# The repository's root is the include directory: #include "contacts/contact.h".
function(phonebook_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;USES;PRIVATELY" ${ARGN})
  add_library(phonebook_${name} STATIC ${ROOM_SOURCES})
  add_library(phonebook::${name} ALIAS phonebook_${name})
  target_include_directories(phonebook_${name} PUBLIC ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
  target_link_libraries(phonebook_${name} PUBLIC ${ROOM_USES} PRIVATE phonebook_warnings ${ROOM_PRIVATELY})
endfunction()

# phonebook_test(NAME SOURCES … USES …): one GoogleTest program, its cases known to ctest, label "unit".
function(phonebook_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;USES" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${TEST_USES} GTest::gtest GTest::gmock GTest::gtest_main phonebook_warnings)
  gtest_discover_tests(${name} TEST_PREFIX "${name}." PROPERTIES LABELS unit DISCOVERY_TIMEOUT 60)
endfunction()
