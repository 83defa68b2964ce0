#include "exporters/docx_writer.h"

#include <gmock/gmock.h>

#include "documents/document.h"
#include "documents/zip_archive.h"
#include "tests/exporters/written.h"

namespace phonebook {
namespace {
using testing::bob;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::written;

std::vector<std::vector<std::string>> rows(const std::string& docx) {
  Input input = Input::memory(docx, "a.docx");
  const auto document = read_whole_document(input);
  EXPECT_TRUE(document) << (document ? "" : document.error().text());
  std::vector<std::vector<std::string>> out;
  if (!document) return out;
  EXPECT_EQ(document->info.type, FileType::docx);
  for (const auto& block : document->blocks)
    if (block.table > 0) out.push_back(block.cells);
  return out;
}

std::string part(const std::string& docx, const std::string& name) {
  Input input = Input::memory(docx, "a.docx");
  auto zip = ZipArchive::open(input);
  std::string out;
  EXPECT_TRUE(zip && zip->read(name, [&](std::string_view piece, bool) -> Result<bool> {
    out += piece;
    return true;
  }));
  return out;
}

TEST(DocxWriter, IsATableOfOneRowAContact) {
  Contact li;
  li.formatted_name = "李雷 & <co>";
  const auto table = rows(written(make_docx_writer, {bob(), li}).bytes);
  ASSERT_EQ(table.size(), 3u);
  EXPECT_THAT(table[0], ElementsAre("Name", "Organisation", "Phone", "E-mail", "Address", "Note"));
  EXPECT_THAT(
      table[1],
      ElementsAre("Bob Builder\nNickname: Bobby", "Acme\nDepartment: Sales, East\nJob title: Buyer",
                  "Mobile: +8613800001234\nWork phone: +493012345;ext=12\nMobile: +8613800005678\nHome fax: "
                  "0301\nPhone (Boat: one): 4711",
                  "Home e-mail: bob@example.org\nb@example.com\nQQ: 12345678\nChat (mumble): bob",
                  "Home address: 1 High St\nRow 2\nCB6 1AA Ely\nUK\nWork address: PO 5\nReno, NV 89501",
                  "Website: https://example.org/bob\nBirthday: 1985-06-14\nAnniversary: --02-29\nGroups: "
                  "friends, work\nfirst line\n\nthird line"));
  EXPECT_EQ(table[2].at(0), "李雷 & <co>");
}

TEST(DocxWriter, LeavesOutColumnsThatNobodyFills) {
  Contact c;
  c.formatted_name = "Ann";
  c.numbers = {{"110", "", {}, "", false}};
  const auto table = rows(written(make_docx_writer, {c}).bytes);
  ASSERT_EQ(table.size(), 2u);
  EXPECT_THAT(table[0], ElementsAre("Name", "Phone"));
  EXPECT_THAT(table[1], ElementsAre("Ann", "110"));
}

TEST(DocxWriter, RepeatsItsHeadingRowOnThePaperAskedFor) {
  PrintOptions print;
  print.paper = Paper::letter;
  const std::string document = part(written(make_docx_writer, {bob()}, print).bytes, "word/document.xml");
  EXPECT_THAT(document, HasSubstr("<w:tblHeader/>"));
  EXPECT_THAT(document, HasSubstr("<w:pgSz w:w=\"15840\" w:h=\"12240\" w:orient=\"landscape\"/>"));
  print.paper = Paper::a4;
  EXPECT_THAT(part(written(make_docx_writer, {bob()}, print).bytes, "word/document.xml"),
              HasSubstr("<w:pgSz w:w=\"16838\" w:h=\"11906\""));
}

TEST(DocxWriter, MarksTextThatRunsFromTheRight) {
  Contact c;
  c.formatted_name = "دوד";
  EXPECT_THAT(part(written(make_docx_writer, {c}).bytes, "word/document.xml"), HasSubstr("<w:bidi/>"));
}

TEST(DocxWriter, WritesNothingThatXmlForbids) {
  Contact c;
  c.formatted_name =
      "a\x01"
      "b\xEF\xBF\xBE"
      "c ]]> \"q\"";
  const auto table = rows(written(make_docx_writer, {c}).bytes);
  EXPECT_EQ(table.at(1).at(0),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD"
            "c ]]> \"q\"");
}

TEST(DocxWriter, HandsOnThatItCannotWrite) { testing::expect_handed_on(make_docx_writer, bob()); }

}  // namespace
}  // namespace phonebook
