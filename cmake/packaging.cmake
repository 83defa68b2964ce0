# The Debian package: cpack -G DEB in a build folder of the release preset (tests/end_to_end/package.py looks inside).
configure_file(cmake/debian-copyright.in ${PROJECT_BINARY_DIR}/copyright @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME purple-phonebook)
set(CPACK_PACKAGE_VENDOR "purple-phonebook")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Telephone numbers from Pidgin conversations, on the phone")
set(CPACK_PACKAGE_DESCRIPTION
  "A number, mail address or messenger id that a buddy writes in Pidgin, Finch or
another libpurple client is marked in the conversation, and one click puts it
on the phone, under the right name, once.
.
This package holds the plugins for libpurple and Pidgin and the command
purple-phonebook, which does the same from a terminal or a script.")
# The plugins know where the program is by the prefix of the configuration: -DCMAKE_INSTALL_PREFIX=/usr, as ./run and ./test say it.
set(CPACK_PACKAGING_INSTALL_PREFIX ${CMAKE_INSTALL_PREFIX})
set(CPACK_STRIP_FILES ON)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "The purple-phonebook maintainers <maintainers@purple-phonebook.invalid>")
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
# The libraries' packages and versions are read from the binaries; what is started as a program is named here.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The fonts are for printed address books: names of any script, and emoji.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "pidgin | finch, fonts-noto-core, fonts-noto-cjk, fonts-noto-color-emoji")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "gammu, adb, android-sdk-platform-tools-common, bluez-obexd")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
