#include "documents/office.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zip.h>

#include "documents/office_parts.h"
#include "documents/zip_archive.h"
#include "tests/documents/taken.h"

namespace phonebook {
namespace {
using test::Rows;
using test::Taken;
using test::TemporaryFolder;
using test::Texts;

using Members = std::vector<std::pair<std::string, std::string>>;

std::filesystem::path zipped(const TemporaryFolder& folder, const std::string& name, const Members& members) {
  const auto path = folder.path() / name;
  int error = 0;
  zip_t* zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
  EXPECT_NE(zip, nullptr);
  for (const auto& [member, bytes] : members)
    EXPECT_GE(zip_file_add(zip, member.c_str(), zip_source_buffer(zip, bytes.data(), bytes.size(), 0), 0), 0);
  EXPECT_EQ(zip_close(zip), 0);
  return path;
}

Result<DocumentInfo> read_file(const std::filesystem::path& path, Taken& taken) {
  auto input = Input::open(path);
  if (!input) return input.failure();
  return read_document(*input, {}, taken);
}

Members workbook(const std::string& sheet, const std::string& shared = "",
                 const std::string& properties = "") {
  return {{"xl/workbook.xml", "<workbook xmlns=\"m\" xmlns:r=\"r\">" + properties +
                                  "<sheets><sheet name=\"People\" r:id=\"rId1\"/></sheets></workbook>"},
          {"xl/_rels/workbook.xml.rels",
           "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"},
          {"xl/styles.xml",
           "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"dd.mm.yyyy\"/><numFmt "
           "numFmtId=\"165\" formatCode=\"00000000000\"/>"
           "<numFmt numFmtId=\"166\" formatCode=\"&quot;day&quot; 0\"/></numFmts>"
           "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf "
           "numFmtId=\"165\"/><xf numFmtId=\"22\"/><xf "
           "numFmtId=\"166\"/></cellXfs></styleSheet>"},
          {"xl/sharedStrings.xml", "<sst>" + shared + "</sst>"},
          {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + sheet + "</sheetData></worksheet>"}};
}

TEST(Xlsx, ReadsSharedAndInlineTextsNumbersAndGaps) {
  const TemporaryFolder folder;
  Taken taken;
  const auto info = read_file(
      zipped(folder, "a.xlsx",
             workbook("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row>"
                      "<row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t>in </t><r><t>line</t></r></is></c><c "
                      "r=\"B4\"><v>1.3088900001E10</v></c>"
                      "<c r=\"C4\" t=\"b\"><v>1</v></c><c r=\"D4\" t=\"str\"><f>A1</f><v>shown</v></c><c "
                      "r=\"E4\" s=\"3\"><v>1711234567</v></c></row>",
                      "<si><t>Name</t></si><si><r><t>Te</t></r><r><t>l</t></r><rPh><t>no</t></rPh></si>")),
      taken);
  ASSERT_TRUE(info) << info.error().text();
  EXPECT_EQ(info->type, FileType::xlsx);
  EXPECT_EQ(taken.rows,
            (Rows{{"Name", "", "Tel"}, {"in line", "13088900001", "TRUE", "shown", "01711234567"}}));
  EXPECT_EQ(taken.row_lines, (std::vector<std::size_t>{1, 4}));
}

TEST(Xlsx, ReadsCharactersThatXmlCannotHold) {
  const TemporaryFolder folder;
  Taken taken;
  const auto info =
      read_file(zipped(folder, "a.xlsx",
                       workbook("<row r=\"1\"><c t=\"s\"><v>0</v></c><c t=\"inlineStr\"><is><t>_x005F_x000A_ "
                                "_x00e9_</t></is></c>"
                                "<c t=\"inlineStr\"><is><t>_xD83D_ _x0000_ _x12_ _x123</t></is></c></row>",
                                "<si><t>a_x000A_b_x</t></si>")),
                taken);
  ASSERT_TRUE(info) << info.error().text();
  EXPECT_EQ(taken.rows, (Rows{{"a\nb_x", "_x000A_ é", "\uFFFD \uFFFD _x12_ _x123"}}));
}

TEST(Xlsx, ShowsDatesAsDatesInBothCalendars) {
  const TemporaryFolder folder;
  const std::string row =
      "<row><c s=\"1\"><v>46351</v></c><c s=\"2\"><v>1</v></c><c s=\"4\"><v>46351.4375</v></c><c "
      "s=\"5\"><v>46351</v></c><c><v>46351</v></c></row>";
  Taken taken, mac;
  ASSERT_TRUE(read_file(zipped(folder, "a.xlsx", workbook(row)), taken));
  EXPECT_EQ(taken.rows, (Rows{{"2026-11-25", "1900-01-01", "2026-11-25T10:30:00", "46351", "46351"}}));
  ASSERT_TRUE(read_file(zipped(folder, "b.xlsx", workbook(row, "", "<workbookPr date1904=\"1\"/>")), mac));
  EXPECT_EQ(mac.rows[0][0], "2030-11-26");
}

TEST(OfficeNumbers, AreAsTheyWereTyped) {
  EXPECT_EQ(typed_number("1.3088900001E10"), "13088900001");
  EXPECT_EQ(typed_number("8613088900001"), "8613088900001");
  EXPECT_EQ(typed_number("0.10000000000000001"), "0.1");
  EXPECT_EQ(typed_number("-3"), "-3");
  EXPECT_EQ(typed_number("1E300"), "1E300");
  EXPECT_EQ(typed_number("x"), "x");
  EXPECT_EQ(date_of_serial(59, false), "1900-02-28");  // 60 is 29 February, which never was
  EXPECT_EQ(date_of_serial(61, false), "1900-03-01");
  EXPECT_EQ(date_of_serial(0.5, false), "12:00:00");
  EXPECT_FALSE(date_of_serial(1e9, false));
  for (const char* code : {"yyyy-mm-dd", "[h]:mm", "d/m/yy;@", "[$-407]d. mmmm yyyy"})
    EXPECT_TRUE(number_format(code).date) << code;
  for (const char* code : {"General", "0.00", "[Red]0", "\"dmy\"0", "#,##0\\d", "0.00E+00"})
    EXPECT_FALSE(number_format(code).date) << code;
  EXPECT_EQ(number_format("0000000").zeros, 7U);
}

TEST(Docx, ReadsParagraphsTablesLinksAndNotes) {
  const TemporaryFolder folder;
  Taken taken;
  const std::string w = " xmlns:w=\"w\" xmlns:r=\"r\" xmlns:mc=\"mc\"";
  const auto info = read_file(
      zipped(folder, "a.docx",
             {{"word/document.xml",
               "<w:document" + w +
                   "><w:body><w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>Call "
                   "</w:t></w:r><w:r><w:t>0171</w:t><w:tab/><w:t>12</w:t><w:br/><w:t>34</w:t></w:r>"
                   "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
                   "<w:p><w:hyperlink r:id=\"rId7\"><w:r><w:t>write</w:t></w:r></w:hyperlink></w:p>"
                   "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Name</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Bob</"
                   "w:t></w:r></w:p><w:p><w:r><w:t>Builder</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
                   "<mc:AlternateContent><mc:Fallback><w:p><w:r><w:t>twice</w:t></w:r></w:p></mc:Fallback></"
                   "mc:AlternateContent></w:body></w:document>"},
              {"word/_rels/document.xml.rels",
               "<Relationships><Relationship Id=\"rId7\" Target=\"mailto:bob@example.com\" "
               "TargetMode=\"External\"/></Relationships>"},
              {"word/footer1.xml", "<w:ftr" + w + "><w:p><w:r><w:t>at the foot</w:t></w:r></w:p></w:ftr>"}}),
      taken);
  ASSERT_TRUE(info) << info.error().text();
  EXPECT_EQ(taken.texts, (Texts{"Call 0171\t12\n34", "write <mailto:bob@example.com>", "at the foot"}));
  EXPECT_EQ(taken.rows, (Rows{{"Name", "Bob\nBuilder"}}));
}

TEST(Odf, ReadsTextAndTables) {
  const TemporaryFolder folder;
  Taken taken;
  const auto info = read_file(
      zipped(folder, "a.odt",
             {{"mimetype", "application/vnd.oasis.opendocument.text"},
              {"content.xml",
               "<o:c xmlns:o=\"o\" xmlns:text=\"t\" xmlns:table=\"b\" xmlns:office=\"f\" "
               "xmlns:xlink=\"x\"><text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
               "<text:h>Head</text:h><text:p>a<text:s text:c=\"2\"/>b<text:tab/>c<text:line-break/><text:a "
               "xlink:href=\"tel:+49171\">call</text:a></text:p>"
               "<table:table "
               "table:name=\"T\"><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell>"
               "<table:table-cell table:number-columns-repeated=\"2\"/><table:table-cell "
               "office:value-type=\"float\" "
               "office:value=\"13088900001\"><text:p>1.31E+10</text:p></table:table-cell>"
               "<table:table-cell office:value-type=\"date\" "
               "office:date-value=\"2026-11-25\"><text:p>25.11.26</text:p></table:table-cell>"
               "<table:table-cell table:number-columns-repeated=\"1000000\"/></table:table-row>"
               "<table:table-row "
               "table:number-rows-repeated=\"1000000\"><table:table-cell/></table:table-row></table:table></"
               "o:c>"}}),
      taken);
  ASSERT_TRUE(info) << info.error().text();
  EXPECT_EQ(taken.texts, (Texts{"Head", "a  b\tc\ncall <tel:+49171>"}));
  EXPECT_EQ(taken.rows, (Rows{{"x", "", "", "13088900001", "2026-11-25"}}));
}

TEST(Office, ABombAnArchiveAndADamagedFileAreOneClearLineEach) {
  const TemporaryFolder folder;
  Taken taken;
  std::string document = "<w:document xmlns:w=\"w\"><w:body>";
  for (int i = 0; i < 3'000'000; ++i) document += "<w:p></w:p>";
  const auto bomb = read_file(zipped(folder, "bomb.docx", {{"word/document.xml", document}}), taken);
  ASSERT_FALSE(bomb);
  EXPECT_THAT(bomb.error().sentence, testing::HasSubstr("zip bomb"));
  EXPECT_THAT(bomb.error().where, testing::HasSubstr("bomb.docx"));

  const auto archive =
      read_file(zipped(folder, "a.zip", {{"inner.zip", "PK\x03\x04"}, {"b.txt", "x"}}), taken);
  EXPECT_THAT(archive.error().sentence, testing::HasSubstr("unpack"));
  EXPECT_EQ(archive.error().code, Code::unsupported);

  const auto whole =
      zipped(folder, "cut.docx", {{"word/document.xml", "<a>" + std::string(10'000, 'x') + "</a>"}});
  std::filesystem::resize_file(whole, std::filesystem::file_size(whole) / 2);
  const auto cut = read_file(whole, taken);
  ASSERT_FALSE(cut);
  EXPECT_THAT(cut.error().sentence, testing::HasSubstr("damaged"));

  const auto broken = read_file(zipped(folder, "xml.docx", {{"word/document.xml", "<a><b></a>"}}), taken);
  EXPECT_THAT(broken.error().sentence, testing::HasSubstr("XML is damaged in line 1"));
}

TEST(Office, ExpandsNoEntitiesAndRefusesDeepNesting) {
  const TemporaryFolder folder;
  Taken taken;
  const auto laughs = read_file(zipped(folder, "a.docx",
                                       {{"word/document.xml",
                                         "<?xml version=\"1.0\"?><!DOCTYPE w [<!ENTITY a \"ha\"><!ENTITY b "
                                         "\"&a;&a;&a;&a;\">]><w><p><t>&b;</t></p></w>"}}),
                                taken);
  ASSERT_FALSE(laughs);
  EXPECT_THAT(laughs.error().sentence, testing::HasSubstr("entities"));
  EXPECT_TRUE(taken.texts.empty());
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "<a>";
  const auto nested = read_file(zipped(folder, "b.docx", {{"word/document.xml", deep}}), taken);
  EXPECT_THAT(nested.error().sentence, testing::HasSubstr("nested"));
  const auto token = read_file(zipped(folder, "c.docx",
                                      {{"word/document.xml", "<a b=\"" + std::string(900'000, 'x') +
                                                                 std::string(900'000, 'y') + "\"/>"}}),
                               taken);
  EXPECT_FALSE(token);
}

TEST(Office, AnEncryptedMemberIsTold) {
  const TemporaryFolder folder;
  const auto path = zipped(folder, "a.docx", {{"word/document.xml", "<a/>"}});
  int error = 0;
  zip_t* zip = zip_open(path.c_str(), 0, &error);
  ASSERT_EQ(zip_file_set_encryption(zip, 0, ZIP_EM_AES_256, "secret"), 0);
  ASSERT_EQ(zip_close(zip), 0);
  Taken taken;
  const auto done = read_file(path, taken);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Code::denied);
  EXPECT_THAT(done.error().sentence, testing::HasSubstr("encrypted"));
}

TEST(Office, IsReadFromAPipeToo) {
  const TemporaryFolder folder;
  std::ifstream file(zipped(folder, "a.xlsx", workbook("<row><c><v>7</v></c></row>")), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  Taken taken;
  ASSERT_TRUE(test::read(bytes, taken));
  EXPECT_EQ(taken.rows, (Rows{{"7"}}));
}

}  // namespace
}  // namespace phonebook
