# The words of table headings and the dialects of CSV (data/csv), compiled in: change a word, build again.
file(GLOB PHONEBOOK_HEADING_FILES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/data/csv/headings/*.txt)
file(GLOB PHONEBOOK_DIALECT_FILES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/data/csv/dialects/*.txt)
add_executable(phonebook_heading_generator heading_generator.cpp heading_tokens.cpp)
target_include_directories(phonebook_heading_generator PRIVATE ${PROJECT_SOURCE_DIR})
target_link_libraries(phonebook_heading_generator PRIVATE phonebook::base ICU::uc phonebook_warnings)
add_custom_command(
  OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/heading_tables.cpp
  COMMAND phonebook_heading_generator ${CMAKE_CURRENT_BINARY_DIR}/heading_tables.cpp ${PHONEBOOK_HEADING_FILES}
          -- ${PHONEBOOK_DIALECT_FILES}
  DEPENDS phonebook_heading_generator ${PHONEBOOK_HEADING_FILES} ${PHONEBOOK_DIALECT_FILES}
  COMMENT "Compiling the words of table headings")

set(PHONEBOOK_TABLE_SOURCES
  heading_tokens.cpp heading_words.cpp column_meaning.cpp table_columns.cpp table_cells.cpp table_dates.cpp
  table_contacts.cpp csv_dialects.cpp csv_reader.cpp csv_cells.cpp csv_writer.cpp text_reader.cpp document_contacts.cpp ${CMAKE_CURRENT_BINARY_DIR}/heading_tables.cpp)
