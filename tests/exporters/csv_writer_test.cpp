#include "exporters/csv_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>

#include "base/text.h"
#include "exporters/csv_cells.h"
#include "exporters/losses.h"
#include "tests/exporters/describe_contact.h"
#include "tests/exporters/random_contacts.h"

namespace phonebook {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

long peak_kilobytes() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return used.ru_maxrss;
}

std::string write(std::span<const Contact> contacts, const std::string& dialect,
                  std::string* told = nullptr) {
  WriteProfile profile{.csv_dialect = dialect};
  if (told)
    profile.tell = [told](Diagnostic&& d) {
      *told += std::to_string(d.line) + " " + d.found + " " + d.done + "\n";
    };
  const auto written = write_contacts(contacts, Format::csv, profile);
  EXPECT_TRUE(written) << dialect;
  return written ? *written : std::string();
}
ReadContacts read(const std::string& bytes) {
  auto out = read_contacts(bytes, Format::csv);
  EXPECT_TRUE(out);
  return out ? *std::move(out) : ReadContacts{};
}
// Columns have an order of their own.
std::string in_any_order(const Contact& contact) {
  const std::string text = testing::describe(contact);
  std::vector<std::string> lines;
  for (const std::string_view line : split(text, '\n')) {
    std::string one(line);
    // Of types only which they are.
    if (const std::size_t open = one.find(" ["); open != std::string::npos)
      if (const std::size_t close = one.find(']', open); close != std::string::npos)
        std::sort(one.begin() + static_cast<long>(open), one.begin() + static_cast<long>(close));
    lines.push_back(std::move(one));
  }
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

Contact for_google() {
  Contact c;
  c.name = {"Kos", "Mira", "Ana", "Dr.", "Jr."};
  c.reading = {"Koss", "Meera", ""};
  c.nicknames = {"Mimi", "M"};
  c.numbers = {{"+386 40 000 401", "", {"cell"}, "", false},
               {"+386 40 000 402", "", {"cell"}, "", false},
               {"01 000 04 03", "", {}, "Boathouse", false},
               {"01 000 04 04", "", {"work", "fax"}, "", true},
               {"01 000 04 05", "7", {}, "", false}};
  c.mails = {{"mira@example.com", {"home"}, "", true},
             {"x@example.com", {}, "", false},
             {"y@example.com", {}, "Choir, old", false}};
  c.im_addresses = {{"skype", "mira.kos", {}}, {"qq", "10001", {}}};
  c.organisation = {"Lipa d.o.o.", "Lab"};
  c.title = "Lead";
  c.role = "Chemist";
  c.addresses = {{"", "", "Glavna 1\nStairs", "Ljubljana", "", "1000", "Slovenia", {"home"}, "", false},
                 {"12", "Flat 2", "Cesta 3", "Kranj", "Gorenjska", "4000", "", {"work"}, "", false}};
  c.urls = {"http://mira.example", "http://lipa.example"};
  c.birthday = Date{std::nullopt, 3, 9};
  c.anniversary = Date{2012, 5, 5};
  c.related = {{"spouse", "Ivo"}, {"friend", "Eva"}};
  c.note = "two\nlines, \"quoted\" = + - @";
  c.photo = Photo{.uri = "https://mira.example/p.jpg"};
  c.categories = {"Choir", "myContacts"};
  return c;
}

TEST(CsvWriter, WritesEveryColumnOfADialectInItsOrder) {
  ASSERT_GE(csv_dialects().size(), 9U);
  for (const CsvDialectRow& row : csv_dialects()) {
    if (row.charset != "UTF-8") continue;
    std::string expected = row.byte_order_mark ? "\xEF\xBB\xBF" : "";
    for (const Column& column : row.columns)
      expected += (&column == row.columns.data() ? "" : ",") + column.heading;
    EXPECT_EQ(write({}, row.name), expected + "\r\n") << row.name;
  }
}

TEST(CsvWriter, WritesGoogleByDefaultAndLeavesTheRestBlank) {
  Contact c;
  c.name.given = "Ann";
  c.numbers = {{"+1 202", "", {"cell"}, "", false}};
  const std::string text = write(std::span(&c, 1), "");
  EXPECT_THAT(text, ::testing::StartsWith("First Name,Middle Name,Last Name,Phonetic First Name,"));
  EXPECT_THAT(text,
              ::testing::EndsWith("\r\nAnn,,,,,,,,,,,,,,,,,,,,,Mobile,+1 202,,,,,,,,,,,,,,,,,,,,,\r\n"));
}

TEST(CsvWriter, GivesBackAllOfAContactThatGoogleCanHold) {
  for (const char* dialect : {"google", "google-old"}) {
    const Contact c = for_google();
    std::string told;
    const ReadContacts again = read(write(std::span(&c, 1), dialect, &told));
    ASSERT_EQ(again.contacts.size(), 1U);
    EXPECT_EQ(in_any_order(again.contacts[0]), in_any_order(c)) << dialect;
    EXPECT_EQ(told, "") << dialect;
    EXPECT_TRUE(again.diagnostics.empty()) << dialect;
  }
}

TEST(CsvWriter, GivesBackWhatColumnsWithFixedMeaningsHold) {
  Contact c;
  c.name = {"Brandt", "Ines", "", "Dr.", ""};
  c.numbers = {{"1000001", "", {"home"}, "", false},
               {"1000002", "", {"home"}, "", false},
               {"1000003", "", {"work"}, "", false},
               {"1000004", "", {"cell"}, "", false},
               {"1000005", "", {"fax", "work"}, "", false}};
  c.mails = {{"a@example.com", {}, "", false}};
  c.organisation = {"Acme", "Sales"};
  c.title = "Boss";
  c.addresses = {{"", "", "1 Road", "Town", "NY", "12345", "USA", {"home"}, "", false}};
  c.urls = {"http://acme.example"};
  c.birthday = Date{1984, 7, 2};
  c.anniversary = Date{2011, 12, 3};
  c.note = "n";
  for (const char* dialect : {"outlook", "outlook.com", "google-outlook", "outlook-chinese"}) {
    const ReadContacts again = read(write(std::span(&c, 1), dialect));
    ASSERT_EQ(again.contacts.size(), 1U) << dialect;
    EXPECT_EQ(in_any_order(again.contacts[0]), in_any_order(c)) << dialect;
  }
}

TEST(CsvWriter, PutsWhatHasNoColumnIntoTheNotesAndTellsSo) {
  Contact c;
  c.name.given = "Ann";
  for (int i = 0; i < 6; ++i) c.numbers.push_back({"100000" + std::to_string(i), "", {"cell"}, "", false});
  c.im_addresses = {{"xmpp", "ann@jabber.example", {}}};
  std::string told;
  const ReadContacts again = read(write(std::span(&c, 1), "outlook", &told));
  ASSERT_EQ(again.contacts.size(), 1U);
  EXPECT_THAT(again.contacts[0].note, HasSubstr("Jabber: ann@jabber.example"));
  EXPECT_THAT(again.contacts[0].note, HasSubstr("Phone (Mobile): 1000005"));
  EXPECT_THAT(told, HasSubstr("1000005"));
  EXPECT_THAT(told, HasSubstr("stands in the notes"));
}

TEST(CsvWriter, TheLabelOfADateIsNoLossWhereTheTableHoldsIt) {
  Contact c;
  c.name.given = "Ann";
  c.other = {{"Item1", "X-ABLABEL", {}, "Boat bought"},
             {"item1", "X-ABDATE", {}, "2001-02-03"},
             {"item2", "X-ABDATE", {}, "2002-03-04"},
             {"", "X-ABDATE", {}, "2003-04-05"},
             {"item3", "X-ABLABEL", {}, "of nothing"}};
  std::string told;
  const ReadContacts again = read(write(std::span(&c, 1), "google", &told));
  ASSERT_EQ(again.contacts.size(), 1U);
  EXPECT_THAT(testing::describe(again.contacts[0]), HasSubstr("Boat bought"));
  EXPECT_THAT(told, Not(HasSubstr("Boat bought")));
  EXPECT_THAT(told, Not(HasSubstr("X-ABDATE")));
  EXPECT_THAT(told, HasSubstr("of nothing"));
}

// Quadratic, it would take half a minute here.
TEST(CsvWriter, TakesTensOfThousandsOfLabelledDates) {
  constexpr int kDates = 25'000;
  Contact c;
  c.name.given = "Ann";
  for (int i = 0; i < kDates; ++i) {
    const std::string group = "item" + std::to_string(i);
    c.other.push_back({group, "X-ABDATE", {}, "2001-02-03"});
    c.other.push_back({group, "X-ABLABEL", {}, "Day " + std::to_string(i)});
  }
  std::string told;
  const std::string text = write(std::span(&c, 1), "google", &told);
  EXPECT_THAT(text, HasSubstr("Day 24999"));
  EXPECT_EQ(told, "");
}

// Each address once took two copies of the whole row along.
TEST(CsvWriter, ManyAddressesBesideALongNoteStaySmall) {
  Contact c;
  c.name.given = "Ann";
  c.note.assign(100'000, 'x');
  for (int i = 0; i < 10'000; ++i)
    c.addresses.push_back(
        {"", "", "Road " + std::to_string(i), "Town", "", "", "", {"home"}, i % 2 ? "Boat" : "", false});
  CsvCells cells(*find_csv_dialect("google"));
  const long before = peak_kilobytes();
  const std::vector<std::string>& row = cells.fill(c);
  EXPECT_LT(peak_kilobytes() - before, 200'000);
  const auto street = std::find_if(row.begin(), row.end(), [](const std::string& cell) {
    return cell.starts_with("Road 0 ::: Road 1 ::: ") && cell.ends_with(" ::: Road 9999");
  });
  EXPECT_NE(street, row.end());
}

TEST(CsvWriter, LeavesCellsThatLookLikeFormulasAsTheyAre) {
  Contact c;
  c.name.given = "=HYPERLINK(\"http://example.com\",\"x\")";
  c.numbers = {{"+12025550001", "", {}, "", false}};
  c.note = "@home";
  const ReadContacts again = read(write(std::span(&c, 1), "google"));
  ASSERT_EQ(again.contacts.size(), 1U);
  EXPECT_EQ(again.contacts[0].name.given, c.name.given);
  EXPECT_EQ(again.contacts[0].numbers[0].number, "+12025550001");
  EXPECT_EQ(again.contacts[0].note, "@home");
}

TEST(CsvWriter, NamesTheDialectsWhereThereIsNoSuchOne) {
  const auto written = write_contacts({}, Format::csv, {.csv_dialect = "nobody"});
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().sentence, HasSubstr("google"));
}

// Word by word through the other, this would take a minute.
TEST(CsvReader, TakesALongStreetBesideALongWholeAddress) {
  std::string bytes = "First Name,Address 1 - Formatted,Address 1 - Street,Address 1 - City\nAnn,\"";
  for (int i = 0; i < 60'000; ++i) bytes += "ab ";
  bytes += "\"," + std::string(200'000, 'a') + "b,Ely\nBob,\"1 High St, Ely\",1 High St,Ely\n";
  const ReadContacts all = read(bytes);
  ASSERT_EQ(all.contacts.size(), 2U);
  // The end of a word is not that word.
  ASSERT_EQ(all.contacts[0].other.size(), 1U);
  EXPECT_EQ(all.contacts[0].other[0].name, "LABEL");
  EXPECT_TRUE(all.contacts[1].other.empty());
}

// Quadratic, it would take minutes here.
TEST(CsvReader, TakesAHundredThousandNumbersInOneCell) {
  std::string bytes = "Name,Phone,Groups\nAnn,\"";
  for (int i = 0; i < 100'000; ++i) bytes += (i > 0 ? ";+49171" : "+49171") + std::to_string(1'000'000 + i);
  bytes += "\",x\n";
  const ReadContacts all = read(bytes);
  ASSERT_EQ(all.contacts.size(), 1U);
  EXPECT_EQ(all.contacts[0].numbers.size(), 100'000U);
  EXPECT_EQ(all.contacts[0].numbers[99'999].number, "+491711099999");
}

// What stands in the bytes is what was foretold, for any text.
TEST(CsvWriter, ReadsAgainWhatItSaidItWouldKeep) {
  testing::RandomContacts random(7);
  std::vector<Contact> contacts;
  for (int i = 0; i < 60; ++i) contacts.push_back(random.next());
  for (const CsvDialectRow& row : csv_dialects()) {
    CsvCells cells(row);
    std::vector<std::string> expected;
    for (const Contact& c : contacts)
      if (const Contact kept = cells.kept(c); kept != Contact{}) expected.push_back(testing::describe(kept));
    const ReadContacts again = read(write(contacts, row.name));
    ASSERT_EQ(again.contacts.size(), expected.size()) << row.name;
    for (std::size_t i = 0; i < expected.size(); ++i)
      ASSERT_EQ(testing::describe(again.contacts[i]), expected[i]) << row.name << " " << i;
  }
}

}  // namespace
}  // namespace phonebook
