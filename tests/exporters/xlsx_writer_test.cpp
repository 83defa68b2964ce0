#include "exporters/xlsx_writer.h"

#include <gmock/gmock.h>

#include <map>

#include "documents/document.h"
#include "exporters/contact_table.h"
#include "tests/exporters/written.h"

namespace phonebook {
namespace {
using testing::bob;
using ::testing::ElementsAre;
using testing::written;

// Heading → cell, of each contact, as our own reader of documents sees it.
std::vector<std::map<std::string, std::string>> read_back(const std::string& workbook) {
  Input input = Input::memory(workbook, "a.xlsx");
  const auto document = read_whole_document(input);
  EXPECT_TRUE(document) << (document ? "" : document.error().text());
  std::vector<std::map<std::string, std::string>> out;
  if (!document || document->blocks.empty()) return out;
  EXPECT_EQ(document->info.type, FileType::xlsx);
  const auto& headings = document->blocks.front().cells;
  for (std::size_t i = 1; i < document->blocks.size(); ++i) {
    auto& row = out.emplace_back();
    const auto& cells = document->blocks[i].cells;
    for (std::size_t j = 0; j < cells.size() && j < headings.size(); ++j)
      if (!cells[j].empty()) row[headings[j]] = cells[j];
  }
  return out;
}

TEST(XlsxWriter, GivesEachKindOfValueAColumnOfItsOwn) {
  Contact ann;
  ann.formatted_name = "Ann";
  ann.mails = {{"ann@example.org", {"work"}, "", false}};
  const auto rows = read_back(written(make_xlsx_writer, {bob(), ann}).bytes);
  ASSERT_EQ(rows.size(), 2u);
  const std::map<std::string, std::string> expected{{"Name", "Bob Builder"},
                                                    {"First name", "Bob"},
                                                    {"Last name", "Builder"},
                                                    {"Nickname", "Bobby"},
                                                    {"Organisation", "Acme"},
                                                    {"Department", "Sales"},
                                                    {"Department 2", "East"},
                                                    {"Job title", "Buyer"},
                                                    {"Mobile", "+8613800001234"},
                                                    {"Mobile 2", "+8613800005678"},
                                                    {"Work phone", "+493012345;ext=12"},
                                                    {"Home fax", "0301"},
                                                    {"Phone (Boat: one)", "4711"},
                                                    {"Home e-mail", "bob@example.org"},
                                                    {"E-mail", "b@example.com"},
                                                    {"QQ", "12345678"},
                                                    {"Chat (mumble)", "bob"},
                                                    {"Home street", "1 High St\nRow 2"},
                                                    {"Home city", "Ely"},
                                                    {"Home postcode", "CB6 1AA"},
                                                    {"Home country", "UK"},
                                                    {"Work PO box", "PO 5"},
                                                    {"Work city", "Reno"},
                                                    {"Work state or province", "NV"},
                                                    {"Work postcode", "89501"},
                                                    {"Website", "https://example.org/bob"},
                                                    {"Birthday", "1985-06-14"},
                                                    {"Anniversary", "--02-29"},
                                                    {"Groups", "friends, work"},
                                                    {"Note", "first line\n\nthird line"}};
  EXPECT_EQ(rows[0], expected);
  EXPECT_EQ(rows[1],
            (std::map<std::string, std::string>{{"Name", "Ann"}, {"Work e-mail", "ann@example.org"}}));
}

TEST(XlsxWriter, KeepsWhatExcelWouldTakeForAFormulaOrANumber) {
  std::vector<Contact> contacts;
  for (const char* name : {"=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "007", "1e5", "_x000D_", "\tx",
                           " padded ", "TRUE", "漢字 😀", "=HYPERLINK(\"http://x\")"}) {
    Contact c;
    c.formatted_name = name;
    contacts.push_back(c);
  }
  const auto rows = read_back(written(make_xlsx_writer, contacts).bytes);
  ASSERT_EQ(rows.size(), contacts.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::string expected = contacts[i].formatted_name;
    if (expected == "\tx") expected = " x";
    EXPECT_EQ(rows[i].at("Name"), expected);
  }
}

TEST(XlsxWriter, CutsAndTellsATextLongerThanACell) {
  Contact c = bob();
  c.note.assign(40000, 'x');
  const auto out = written(make_xlsx_writer, {c});
  EXPECT_EQ(read_back(out.bytes).at(0).at("Note").size(), 32767u);
  ASSERT_EQ(out.told.size(), 1u);
  EXPECT_THAT(out.told[0].found, ::testing::HasSubstr("32767"));
  // An emoji is two of Excel's characters, and is never halved.
  c.note.clear();
  for (int i = 0; i < 20000; ++i) c.note += "😀";
  EXPECT_EQ(read_back(written(make_xlsx_writer, {c}).bytes).at(0).at("Note").size(), 16383u * 4);
}

TEST(XlsxWriter, OfNobodyHasHeadingsAlone) {
  EXPECT_TRUE(read_back(written(make_xlsx_writer, {}).bytes).empty());
}

TEST(XlsxWriter, HandsOnThatItCannotWrite) { testing::expect_handed_on(make_xlsx_writer, bob()); }

TEST(ContactTable, BoundsItsColumnsAndLosesNothing) {
  Contact c;
  c.formatted_name = "Eve";
  for (int i = 0; i < 5000; ++i) {
    c.numbers.push_back({std::to_string(10000 + i), "", {"cell"}, "", false});
    c.numbers.push_back({std::to_string(20000 + i), "", {}, "label " + std::to_string(i), false});
  }
  ContactTable table;
  ASSERT_TRUE(table.add(c));
  EXPECT_LE(table.columns().size(), ContactTable::kMaxColumns + 30);
  std::string all;
  ASSERT_TRUE(table.each_row([&](const std::vector<std::string>& cells) -> Result<void> {
    for (const std::string& cell : cells) all += cell + "\n";
    return {};
  }));
  std::size_t missing = 0;
  for (const ContactNumber& number : c.numbers)
    if (all.find(number.number) == std::string::npos) ++missing;
  EXPECT_EQ(missing, 0u);
  EXPECT_THAT(all, ::testing::HasSubstr("Phone (label 4999): 24999"));
}

TEST(ContactTable, OrdersColumnsAsAPersonWould) {
  Contact first, second;
  first.formatted_name = "A";
  first.note = "n";
  first.numbers = {{"1", "", {"work"}, "", false}, {"2", "", {}, "Boat", false}};
  second.formatted_name = "B";
  second.name.family = "B";
  second.numbers = {{"3", "", {"cell"}, "", false}};
  ContactTable table;
  ASSERT_TRUE(table.add(first));
  ASSERT_TRUE(table.add(second));
  std::vector<std::string> headings;
  for (const auto& column : table.columns()) headings.push_back(column.heading);
  EXPECT_THAT(headings,
              ElementsAre("Name", "First name", "Last name", "Mobile", "Work phone", "Phone (Boat)", "Note"));
}

}  // namespace
}  // namespace phonebook
