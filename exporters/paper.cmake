# Documents for people.
set(PHONEBOOK_PAPER_SOURCES
  field_words.cpp shown_fields.cpp print_options.cpp contact_table.cpp name_index.cpp photo_thumbnail.cpp
  text_writer.cpp html_writer.cpp xlsx_writer.cpp docx_writer.cpp pdf_canvas.cpp pdf_writer.cpp)
set(PHONEBOOK_PAPER_LIBRARIES
  ICU::i18n ICU::uc PkgConfig::XLSXWRITER PkgConfig::ZIP PkgConfig::PANGOCAIRO PkgConfig::CAIRO_PDF PkgConfig::TURBOJPEG
  PkgConfig::PNG)
