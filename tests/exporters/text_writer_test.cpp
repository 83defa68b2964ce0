#include "exporters/text_writer.h"

#include "exporters/shown_fields.h"
#include "tests/exporters/written.h"

namespace phonebook {
namespace {
using testing::bob;
using testing::written;

TEST(TextWriter, AlignsValuesAndContinuesThemOnIndentedLines) {
  EXPECT_EQ(written(make_text_writer, {bob()}).bytes,
            "Name:              Bob Builder\n"
            "Nickname:          Bobby\n"
            "Organisation:      Acme\n"
            "Department:        Sales, East\n"
            "Job title:         Buyer\n"
            "Mobile:            +8613800001234\n"
            "Work phone:        +493012345;ext=12\n"
            "Mobile:            +8613800005678\n"
            "Home fax:          0301\n"
            "Phone (Boat  one): 4711\n"
            "Home e-mail:       bob@example.org\n"
            "E-mail:            b@example.com\n"
            "QQ:                12345678\n"
            "Chat (mumble):     bob\n"
            "Home address:      1 High St\n"
            "                   Row 2\n"
            "                   CB6 1AA Ely\n"
            "                   UK\n"
            "Work address:      PO 5\n"
            "                   Reno, NV 89501\n"
            "Website:           https://example.org/bob\n"
            "Birthday:          1985-06-14\n"
            "Anniversary:       --02-29\n"
            "Groups:            friends, work\n"
            "Note:              first line\n"
            "                   \n"
            "                   third line\n");
}

TEST(TextWriter, PutsAnEmptyLineBetweenContactsAndCountsWideLettersTwice) {
  Contact li, ann;
  li.formatted_name = "李雷";
  li.numbers = {{"10086", "", {}, "船", false}};
  ann.formatted_name = "Ann";
  EXPECT_EQ(written(make_text_writer, {li, ann, Contact{}}).bytes,
            "Name:       李雷\n"
            "Phone (船): 10086\n"
            "\n"
            "Name: Ann\n");
}

TEST(TextWriter, LeavesNoLineThatAValueCouldForge) {
  Contact c;
  c.formatted_name = "Eve\r\nMobile: 110\x1b[31m";
  c.note = "\nName: Mallory";
  const std::string text = written(make_text_writer, {c}).bytes;
  EXPECT_EQ(text,
            "Name: Eve\n"
            "      Mobile: 110\xEF\xBF\xBD[31m\n"
            "Note: \n"
            "      Name: Mallory\n");
}

TEST(TextWriter, HandsOnThatItCannotWrite) { testing::expect_handed_on(make_text_writer, bob()); }

TEST(FieldWords, EachWordMeansOneThing) {
  std::vector<std::string> seen;
  for (const FieldWord& word : field_words()) {
    EXPECT_EQ(std::count(seen.begin(), seen.end(), word.english), 0) << word.english;
    seen.emplace_back(word.english);
    EXPECT_EQ(field_word(word.field, word.types), word.english);
  }
  EXPECT_GT(seen.size(), 50u);
}

TEST(FieldWords, SayTheMostTellingTypes) {
  EXPECT_EQ(number_word({"work", "cell", "x-odd"}, ""), "Work mobile");
  EXPECT_EQ(number_word({"fax", "cell"}, ""), "Fax");
  EXPECT_EQ(number_word({"home", "work"}, ""), "Phone");
  EXPECT_EQ(number_word({"pager", "home"}, ""), "Pager");
  EXPECT_EQ(mail_word({"work"}, ""), "Work e-mail");
  EXPECT_EQ(mail_word({"work"}, "Club"), "E-mail (Club)");
  EXPECT_EQ(im_word("wechat"), "WeChat");
}

TEST(ShownFields, SpellForTheEye) {
  const auto fields = shown_fields(bob(), {.for_the_eye = true, .region = "DE"});
  const auto value = [&](Field field) {
    for (const ShownField& f : fields)
      if (f.field == field) return f.text;
    return std::string();
  };
  EXPECT_EQ(value(Field::number), "+86 138 0000 1234");
  EXPECT_NE(value(Field::birthday).find("June"), std::string::npos) << value(Field::birthday);
  EXPECT_NE(value(Field::anniversary).find("29"), std::string::npos);
  EXPECT_EQ(spoken_date({1500, 3, 1}).find("March"), 0u) << spoken_date({1500, 3, 1});
}

TEST(ShownFields, WriteEastAsianAddressesFromTheLargeToTheSmall) {
  PostalAddress address;
  address.street = "中关村大街1号";
  address.city = "北京市";
  address.postcode = "100080";
  address.country = "中国";
  EXPECT_EQ(address_text(address), "100080 中国\n北京市中关村大街1号");
}

}  // namespace
}  // namespace phonebook
