// Contacts from office documents that hold more than one thing.
#include "exporters/document_contacts.h"

#include <gtest/gtest.h>
#include <zip.h>

#include <utility>

#include "tests/exporters/describe_contact.h"

namespace phonebook {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

// Members whose names begin with '=' are stored as they are, as pictures and archives within are.
std::string zipped(const Members& members) {
  zip_error_t error;
  zip_source_t* source = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(source);
  zip_t* zip = zip_open_from_source(source, ZIP_TRUNCATE, &error);
  EXPECT_NE(zip, nullptr);
  for (const auto& [member, bytes] : members) {
    const bool stored = member.starts_with('=');
    const auto at = zip_file_add(zip, member.c_str() + (stored ? 1 : 0),
                                 zip_source_buffer(zip, bytes.data(), bytes.size(), 0), 0);
    EXPECT_GE(at, 0);
    if (stored) {
      EXPECT_EQ(zip_set_file_compression(zip, static_cast<zip_uint64_t>(at), ZIP_CM_STORE, 0), 0);
    }
  }
  EXPECT_EQ(zip_close(zip), 0);
  EXPECT_EQ(zip_source_open(source), 0);
  zip_source_seek(source, 0, SEEK_END);
  std::string out(static_cast<std::size_t>(zip_source_tell(source)), '\0');
  zip_source_seek(source, 0, SEEK_SET);
  EXPECT_EQ(zip_source_read(source, out.data(), out.size()), static_cast<zip_int64_t>(out.size()));
  zip_source_close(source);
  zip_source_free(source);
  return out;
}

struct Read {
  std::string contacts, told;
  std::size_t count = 0;
};
Read read_as(const std::string& bytes, Format format) {
  const auto read = read_contacts(bytes, format);
  EXPECT_TRUE(read) << (read ? "" : read.error().text());
  Read out;
  if (!read) return out;
  out.count = read->contacts.size();
  for (const Contact& c : read->contacts) out.contacts += testing::describe(c);
  for (const Diagnostic& d : read->diagnostics)
    out.told += std::to_string(d.line) + ": " + d.found + " " + d.done + "\n";
  return out;
}

std::string workbook() {
  return zipped(
      {{"xl/workbook.xml",
        "<workbook xmlns:r=\"r\"><sheets><sheet name=\"People\" r:id=\"rId1\"/></sheets></workbook>"},
       {"xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"},
       {"xl/worksheets/_rels/sheet1.xml.rels",
        "<Relationships><Relationship Id=\"l1\" Target=\"mailto:other@example.org\"/></Relationships>"},
       {"xl/worksheets/sheet1.xml",
        "<worksheet xmlns:r=\"r\"><sheetData>"
        "<row><c t=\"inlineStr\"><is><t>Name</t></is></c><c t=\"inlineStr\"><is><t>Phone</t></is></c></row>"
        "<row><c t=\"inlineStr\"><is><t>Cyd</t></is></c><c><v>2025550003</v></c></row></sheetData>"
        "<hyperlinks><hyperlink ref=\"A2\" r:id=\"l1\"/></hyperlinks></worksheet>"}});
}

TEST(DocumentContacts, ALetterWithAWorkbookInItKeepsTheContactsOfItsParagraphs) {
  const Read docx = read_as(
      zipped({{"word/document.xml",
               "<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>Ann Lee +1 202 555 0001</w:t></w:r></w:p>"
               "</w:body></w:document>"},
              {"=word/embeddings/Sheet1.xlsx", workbook()}}),
      Format::docx);
  EXPECT_EQ(docx.contacts, "contact\nshown: Ann Lee\nnumber: +1 202 555 0001\n");
  const Read odt =
      read_as(zipped({{"=mimetype", "application/vnd.oasis.opendocument.text"},
                      {"content.xml",
                       "<office:document-content xmlns:office=\"o\" "
                       "xmlns:text=\"t\"><office:body><office:text><text:p>Bob Ray bob@example.org</text:p>"
                       "</office:text></office:body></office:document-content>"},
                      {"=Object 1/mimetype", "application/vnd.oasis.opendocument.spreadsheet"}}),
              Format::docx);
  EXPECT_EQ(odt.contacts, "contact\nshown: Bob Ray\nmail: bob@example.org\n");
}

TEST(DocumentContacts, WhereASheetsCellsPointToMakesNoContact) {
  EXPECT_EQ(read_as(workbook(), Format::xlsx).contacts, "contact\nshown: Cyd\nnumber: 2025550003\n");
}

TEST(DocumentContacts, AFormOfAnyLengthIsReadAsAForm) {
  for (const std::size_t rows_each : {3U, 4U}) {
    std::string html = "<html><body><table>", expected;
    for (int i = 0; i < 40; ++i) {
      const std::string n = std::to_string(1000 + i);
      html +=
          "<tr><td>Name</td><td>Ann " + n + "</td></tr><tr><td>Mobile</td><td>+1 202 555 " + n + "</td></tr>";
      html += "<tr><td>Notes</td><td>first " + n + "<br>second</td></tr>";
      if (rows_each == 4) html += "<tr><td>Email</td><td>a" + n + "@example.org</td></tr>";
      expected += "contact\nshown: Ann " + n + "\nnumber: +1 202 555 " + n + " [cell]\n";
      if (rows_each == 4) expected += "mail: a" + n + "@example.org\n";
      expected += "note: first " + n + "\\nsecond\n";
    }
    html += "</table><p>Bob Ray bob@example.org</p></body></html>";
    const Read read = read_as(html, Format::html);
    EXPECT_EQ(read.contacts, expected + "contact\nshown: Bob Ray\nmail: bob@example.org\n") << rows_each;
    EXPECT_EQ(read.told, "");
  }
}

}  // namespace
}  // namespace phonebook
