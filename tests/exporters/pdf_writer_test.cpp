#include "exporters/pdf_writer.h"

#include <gmock/gmock.h>

#include <map>

#include "base/text.h"
#include "documents/document.h"
#include "exporters/photo_thumbnail.h"
#include "tests/exporters/pictures.h"
#include "tests/exporters/written.h"

namespace phonebook {
namespace {
using testing::bob;
using ::testing::HasSubstr;
using testing::jpeg;
using testing::png;
using testing::written;

// The text of each page.
std::vector<std::string> pages(const std::string& pdf) {
  EXPECT_TRUE(pdf.starts_with("%PDF-"));
  Input input = Input::memory(pdf, "a.pdf");
  const auto document = read_whole_document(input);
  EXPECT_TRUE(document) << (document ? "" : document.error().text());
  std::vector<std::string> out;
  if (document)
    for (const auto& block : document->blocks) {
      if (out.size() < block.page) out.resize(block.page);
      if (block.page > 0) out[block.page - 1] += block.cells.at(0) + "\n";
    }
  return out;
}

Contact named(const std::string& name, const std::string& number = "") {
  Contact c;
  c.formatted_name = name;
  if (!number.empty()) c.numbers = {{number, "", {"cell"}, "", false}};
  return c;
}

std::string nth_name(int i) { return "Name" + std::to_string(1000 + i); }
std::string nth_mail(int i, int j) {
  return "m" + std::to_string(1000 + i) + "." + std::to_string(j) + "@example.org";
}

TEST(PdfWriter, HasNamesNumbersAndTheRestAsText) {
  const auto out =
      written(make_pdf_writer, {bob(), named("李雷", "+8613912345678"), named("Юрий"), named("김철수")});
  EXPECT_TRUE(out.told.empty());
  const auto text = pages(out.bytes);
  ASSERT_EQ(text.size(), 1u);
  for (const char* part :
       {"Bob Builder", "+86 138 0000 1234", "bob@example.org", "1 High St", "CB6 1AA Ely, UK", "Buyer · Acme",
        "third line", "李雷", "+86 139 1234 5678", "Юрий", "김철수", "Address book"})
    EXPECT_THAT(text[0], HasSubstr(part));
  EXPECT_LT(text[0].find("Bob Builder"), text[0].find("李雷"));
  EXPECT_LT(text[0].find("李雷"), text[0].find("Юрий"));
}

TEST(PdfWriter, TakesThePaperAskedFor) {
  for (const auto& [paper, box] :
       std::map<Paper, const char*>{{Paper::a4, "595.275591 841.889764"}, {Paper::letter, "612 792"}}) {
    PrintOptions print;
    print.paper = paper;
    const std::string pdf = written(make_pdf_writer, {bob()}, print).bytes;
    EXPECT_THAT(pdf, HasSubstr("/MediaBox [ 0 0 " + std::string(box) + " ]"));
  }
  EXPECT_EQ(find_paper("LETTER"), Paper::letter);
  EXPECT_EQ(find_paper("A5"), std::nullopt);
}

TEST(PdfWriter, OrdersByFamilyWhenAsked) {
  Contact ann = named("Ann Zimmer");
  ann.name = {"Zimmer", "Ann", "", "", ""};
  PrintOptions print;
  print.by_family = true;
  const std::string text = pages(written(make_pdf_writer, {ann, bob()}, print).bytes).at(0);
  EXPECT_LT(text.find("Builder, Bob"), text.find("Zimmer, Ann"));
  EXPECT_NE(text.find("Zimmer, Ann"), std::string::npos);
}

TEST(PdfWriter, NeverPartsAContactThatFitsIntoAColumn) {
  std::vector<Contact> contacts;
  for (int i = 0; i < 200; ++i) {
    Contact c = named(nth_name(i));
    for (int j = 0; j <= i % 7; ++j) c.mails.push_back({nth_mail(i, j), {}, "", false});
    contacts.push_back(c);
  }
  const auto text = pages(written(make_pdf_writer, contacts).bytes);
  ASSERT_GT(text.size(), 5u);
  std::size_t whole = 0;
  for (int i = 0; i < 200; ++i)
    for (const std::string& page : text) {
      if (page.find(nth_name(i)) == std::string::npos) continue;
      std::size_t here = 0;
      for (int j = 0; j <= i % 7; ++j) here += page.find(nth_mail(i, j)) != std::string::npos ? 1 : 0;
      EXPECT_EQ(here, static_cast<std::size_t>(i % 7 + 1)) << i;
      ++whole;
    }
  EXPECT_EQ(whole, 200u);
}

TEST(PdfWriter, NumbersItsPagesAndSaysWhatLettersTheyHold) {
  std::vector<Contact> contacts;
  for (char letter = 'A'; letter <= 'Z'; ++letter)
    for (int i = 0; i < 9; ++i)
      contacts.push_back(named(std::string(1, letter) + "n " + std::to_string(i), "+4930123456"));
  const auto text = pages(written(make_pdf_writer, contacts).bytes);
  ASSERT_GE(text.size(), 3u);
  for (std::size_t i = 0; i < text.size(); ++i)
    EXPECT_THAT(text[i], HasSubstr("\n" + std::to_string(i + 1) + "\n"));
  EXPECT_THAT(text.back(), ::testing::ContainsRegex("– ?Z"));
}

TEST(PdfWriter, PartsOnlyWhatIsLongerThanAColumnAndSaysSo) {
  Contact many = named("Many Mike"), long_note = named("Long Lisa");
  for (int i = 0; i < 500; ++i) many.numbers.push_back({std::to_string(1000000 + i), "", {}, "", false});
  for (int i = 0; i < 3000; ++i) long_note.note += "word" + std::to_string(i) + " ";
  const auto text = pages(written(make_pdf_writer, {many, long_note}).bytes);
  std::string all;
  for (const std::string& page : text) all += page;
  for (int i = 0; i < 500; ++i) EXPECT_THAT(all, HasSubstr(std::to_string(1000000 + i)));
  for (int i = 0; i < 3000; i += 7) EXPECT_THAT(all, HasSubstr("word" + std::to_string(i)));
  EXPECT_THAT(all, HasSubstr("Many Mike (continued)"));
}

TEST(PdfWriter, CarriesPhotosSmall) {
  Contact c = bob();
  const auto without = written(make_pdf_writer, {c});
  c.photo = Photo{jpeg(800, 600), "image/jpeg", ""};
  const auto with = written(make_pdf_writer, {c});
  EXPECT_TRUE(with.told.empty());
  EXPECT_THAT(with.bytes, HasSubstr("/DCTDecode"));
  EXPECT_EQ(without.bytes.find("/DCTDecode"), std::string::npos);
  EXPECT_LT(with.bytes.size(), without.bytes.size() + 20000);
  c.photo = Photo{"GIF89a", "image/gif", ""};
  EXPECT_EQ(written(make_pdf_writer, {c}).told.size(), 1u);
}

TEST(PdfWriter, TellsLettersThatNoFontHas) {
  // A private use character: by its nature in no font.
  const auto out = written(make_pdf_writer, {named("Ann \xF3\xB0\x80\x81")});
  ASSERT_EQ(out.told.size(), 1u);
  EXPECT_THAT(out.told[0].found, HasSubstr("1 character"));
}

TEST(PdfWriter, TakesHostileText) {
  Contact c;
  for (const char* text : {"\xE2\x80\xAE"
                           "evil",
                           "a\nb\r\nc", "\x01\x02", "\xEF\xBF\xBF", "((\\)<>%", "é́́́́́́́́"}) {
    c.formatted_name += text;
    c.nicknames.emplace_back(text);
  }
  c.note.assign(300000, 'x');
  const auto out = written(make_pdf_writer, {c, Contact{}});
  EXPECT_EQ(out.told.size(), 1u);  // the note
  EXPECT_FALSE(pages(out.bytes).empty());
}

// One layout of all of it would take minutes.
TEST(PdfWriter, CutsLabelsNamesAndFirmsAndSaysSo) {
  const std::string end = " the end";
  Contact label = bob(), name = bob(), firm = bob();
  label.numbers[0].label.assign(200'000, 'l');
  label.numbers[0].label += end;
  name.formatted_name.assign(40'000, 'n');
  name.formatted_name += end;
  firm.organisation.assign(20, std::string(2'000, 'o'));
  firm.organisation.back() += end;
  for (const Contact& contact : {label, name, firm}) {
    const auto out = written(make_pdf_writer, {contact});
    ASSERT_EQ(out.told.size(), 1u);
    EXPECT_THAT(out.told[0].done, HasSubstr("cut"));
    std::string all;
    for (const std::string& page : pages(out.bytes)) all += page;
    EXPECT_EQ(all.find("the end"), std::string::npos);
    EXPECT_THAT(all, HasSubstr("bob@example.org"));
  }
}

TEST(PdfWriter, OfNobodyIsAPageToo) { EXPECT_EQ(pages(written(make_pdf_writer, {}).bytes).size(), 1u); }

TEST(PdfWriter, HandsOnThatItCannotWrite) { testing::expect_handed_on(make_pdf_writer, bob()); }

TEST(PhotoThumbnail, IsASmallSquareOfPngAndJpeg) {
  for (const std::string& picture : {jpeg(800, 600), jpeg(3000, 200), png(400, 700)}) {
    const auto small = photo_thumbnail(picture, 160);
    ASSERT_TRUE(small);
    EXPECT_EQ(small->side, 160);
    EXPECT_TRUE(small->jpeg.starts_with("\xFF\xD8\xFF"));
    EXPECT_LT(small->jpeg.size(), 20000u);
  }
  EXPECT_EQ(photo_thumbnail(png(48, 90), 160)->side, 48);
}

TEST(PhotoThumbnail, RefusesWhatIsDamagedOrClaimsToBeHuge) {
  EXPECT_FALSE(photo_thumbnail("", 160));
  EXPECT_FALSE(photo_thumbnail("\xFF\xD8\xFF\xE0 no picture", 160));
  EXPECT_FALSE(photo_thumbnail(std::string("\x89PNG\r\n\x1a\n", 8), 160));
  std::string whole = png(100, 100);
  EXPECT_FALSE(photo_thumbnail(std::string_view(whole).substr(0, whole.size() / 2), 160));
  // Width and height stand at fixed places: IHDR at 16, SOF0 after its marker.
  std::string bomb = png(100, 100);
  bomb.replace(16, 8, std::string("\x00\x00\xFF\xFF\x00\x00\xFF\xFF", 8));
  EXPECT_FALSE(photo_thumbnail(bomb, 160));
  std::string huge = jpeg(100, 100);
  const std::size_t frame = huge.find("\xFF\xC0");
  ASSERT_NE(frame, std::string::npos);
  huge.replace(frame + 5, 4, "\xFF\xDC\xFF\xDC");
  EXPECT_FALSE(photo_thumbnail(huge, 160));
}

}  // namespace
}  // namespace phonebook
