# Install rules beyond the targets' own, and the Debian package (cmake/packaging.cmake).
find_program(GZIP_PROGRAM gzip REQUIRED)

# The manual page, compressed as Debian wants it (without a time stamp: the same input gives the same bytes).
set(manual ${PROJECT_SOURCE_DIR}/docs/purple-phonebook.1)
if(EXISTS ${manual})
  set(compressed_manual ${PROJECT_BINARY_DIR}/purple-phonebook.1.gz)
  add_custom_command(OUTPUT ${compressed_manual}
    COMMAND ${GZIP_PROGRAM} -9nc ${manual} > ${compressed_manual}
    DEPENDS ${manual} VERBATIM)
  add_custom_target(manual ALL DEPENDS ${compressed_manual})
  install(FILES ${compressed_manual} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endif()

set(completion ${PROJECT_SOURCE_DIR}/data/completion/purple-phonebook.bash)
if(EXISTS ${completion})
  install(FILES ${completion} DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME purple-phonebook)
endif()

install(FILES README.md docs/serve-protocol.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

include(cmake/packaging.cmake)
