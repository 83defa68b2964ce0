# Every target takes its warnings from here; -Werror is the dev preset's.
option(PHONEBOOK_WERROR "Treat warnings as errors" OFF)
add_library(phonebook_warnings INTERFACE)
target_compile_options(phonebook_warnings INTERFACE -Wall -Wextra -Wno-missing-field-initializers)
if(PHONEBOOK_WERROR)
  target_compile_options(phonebook_warnings INTERFACE -Werror)
endif()
