// Any bytes as the XML inside of an office document, which mutated archives seldom reach: the first byte
// chooses the part.
#include <zip.h>

#include "tests/fuzz/check_document.h"

namespace {

std::string zipped(std::initializer_list<std::pair<const char*, std::string_view>> members) {
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  zip_source_keep(target);
  zip_t* zip = zip_open_from_source(target, ZIP_TRUNCATE, nullptr);
  for (const auto& [name, bytes] : members) {
    const zip_int64_t index =
        zip_file_add(zip, name, zip_source_buffer(zip, bytes.data(), bytes.size(), 0), 0);
    zip_set_file_compression(zip, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
  }
  zip_close(zip);
  zip_source_open(target);
  zip_source_seek(target, 0, SEEK_END);
  std::string out(static_cast<std::size_t>(zip_source_tell(target)), '\0');
  zip_source_seek(target, 0, SEEK_SET);
  zip_source_read(target, out.data(), out.size());
  zip_source_close(target);
  zip_source_free(target);
  return out;
}

constexpr std::string_view kBook =
    "<workbook><workbookPr date1904=\"0\"/><sheets><sheet name=\"a\" id=\"r\"/></sheets></workbook>";
constexpr std::string_view kRels = "<Relationships><Relationship Id=\"r\" Target=\"s.xml\"/></Relationships>";
constexpr std::string_view kSheet =
    "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c "
    "s=\"1\"><v>46351.5</v></c></row></sheetData></worksheet>";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view xml(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::string archive;
  switch (data[0] % 7) {
    case 0:
      archive = zipped({{"word/document.xml", xml}});
      break;
    case 1:
      archive = zipped({{"content.xml", xml}, {"mimetype", "x"}});
      break;
    case 2:
      archive =
          zipped({{"xl/workbook.xml", kBook}, {"xl/_rels/workbook.xml.rels", kRels}, {"xl/s.xml", xml}});
      break;
    case 3:
      archive = zipped({{"xl/workbook.xml", kBook},
                        {"xl/_rels/workbook.xml.rels", kRels},
                        {"xl/s.xml", kSheet},
                        {"xl/styles.xml", xml}});
      break;
    case 4:
      archive = zipped({{"xl/workbook.xml", kBook},
                        {"xl/_rels/workbook.xml.rels", kRels},
                        {"xl/s.xml", kSheet},
                        {"xl/sharedStrings.xml", xml}});
      break;
    case 5:
      archive =
          zipped({{"xl/workbook.xml", xml}, {"xl/_rels/workbook.xml.rels", kRels}, {"xl/s.xml", kSheet}});
      break;
    default:
      archive = zipped(
          {{"word/document.xml", "<document><p><hyperlink id=\"r\"><t>x</t></hyperlink></p></document>"},
           {"word/_rels/document.xml.rels", xml}});
      break;
  }
  return phonebook::fuzz::check_document(reinterpret_cast<const std::uint8_t*>(archive.data()),
                                         archive.size(), phonebook::FileType::zip);
}
