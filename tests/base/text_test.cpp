#include "base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

namespace phonebook {
namespace {

using ::testing::ElementsAre;

TEST(Utf8, TellsValidFromBroken) {
  for (const char* valid :
       {"", "abc", "ü中😀", "\xEF\xBF\xBD", "\xF4\x8F\xBF\xBF", "plain ascii that is longer than eight"})
    EXPECT_TRUE(is_valid_utf8(valid)) << valid;
  for (const char* broken : {"\x80", "\xC3", "\xC0\xAF", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                             "\xF8\x88\x80\x80", "long enough to take the fast way \xFF", "\xE4\xB8"})
    EXPECT_FALSE(is_valid_utf8(broken));
  EXPECT_TRUE(is_valid_utf8(std::string_view("a\0b", 3)));
}

TEST(Utf8, ReplacesEveryBrokenByteAndNothingElse) {
  EXPECT_EQ(valid_utf8("aüb"), "aüb");
  EXPECT_EQ(valid_utf8("a\xFF\xC3z"), "a\uFFFD\uFFFDz");
  EXPECT_TRUE(is_valid_utf8(valid_utf8("\xED\xA0\x80\xF4\x90\x80\x80\xE4")));
}

TEST(Utf8, DecodesWhatItEncodes) {
  for (const char32_t c : {U'a', U'\u07FF', U'\u0800', U'\uFFFF', U'\U00010000', U'\U0010FFFF'}) {
    std::string text;
    append_utf8(text, c);
    EXPECT_EQ(decode_utf8(text).value, c);
    EXPECT_EQ(decode_utf8(text).length, text.size());
  }
  std::string text;
  append_utf8(text, 0xD800);
  EXPECT_EQ(text, "\uFFFD");
  EXPECT_EQ(count_code_points("aü中😀\xFF"), 5U);
}

TEST(Utf8, CutsBetweenCharacters) {
  EXPECT_EQ(cut_utf8("aü中😀", 100), "aü中😀");
  EXPECT_EQ(cut_utf8("aü中😀", 9), "aü中");
  EXPECT_EQ(cut_utf8("aü中😀", 5), "aü");
  EXPECT_EQ(cut_utf8("aü中😀", 2), "a");
  EXPECT_EQ(cut_utf8("aü", 0), "");
  EXPECT_EQ(cut_utf8("aü中", 6), "aü中");
}

TEST(Ascii, KnowsItsLettersOnly) {
  EXPECT_EQ(ascii_lower("TEL;Ä"), "tel;Ä");
  EXPECT_TRUE(ascii_equal("Begin", "bEGIN"));
  EXPECT_FALSE(ascii_equal("Begin", "Begin "));
  EXPECT_EQ(trim(" \t\r\n a b \n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_THAT(split("a;;b;", ';'), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(split("", ';'), ElementsAre(""));
}

TEST(Fold, MakesOneOfWhatLooksTheSame) {
  EXPECT_EQ(fold("  Müller \t Anna "), fold("ｍüller\u3000anna"));
  EXPECT_EQ(fold("Mu\u0308ller"), fold("MÜLLER"));
  EXPECT_EQ(fold("a\u200Bb\u200E\uFEFF"), "ab");
  EXPECT_EQ(fold("Straße"), "strasse");
  EXPECT_EQ(fold("１２"), "12");
  EXPECT_EQ(fold("A  B"), "a b");
  EXPECT_EQ(fold(""), "");
  EXPECT_NE(fold("Müller"), fold("Muller"));
  EXPECT_TRUE(is_valid_utf8(fold("a\xFF B")));
}

TEST(FoldAccents, LeavesOutWhatPeopleLeaveOut) {
  EXPECT_EQ(fold_accents("Müller"), "muller");
  EXPECT_EQ(fold_accents("Łukasz Søren Đorđe"), "lukasz soren dorde");
  EXPECT_EQ(fold_accents("שָׁלוֹם"), "שלום");
  EXPECT_NE(fold_accents("か"), fold_accents("が")) << "a mark that makes another letter";
}

TEST(HasCjk, SeesHanKanaAndHangul) {
  for (const char* text : {"陈", "a あ", "カ", "김"}) EXPECT_TRUE(has_cjk(text)) << text;
  for (const char* text : {"", "Müller", "Анна", "שלום", "😀", "\xE9\x99"})
    EXPECT_FALSE(has_cjk(text)) << text;
}

TEST(Charset, DecodesByName) {
  EXPECT_EQ(decode_charset("\xC5\xE1\xC4\xFE", "gbk"), "裴宁");
  EXPECT_EQ(decode_charset("\x94\x5C", "Shift_JIS"), "能");
  EXPECT_EQ(decode_charset("\x80", "ISO-8859-1"), "€") << "what is written under that name is windows-1252";
  EXPECT_EQ(decode_charset(std::string_view("=\xD8\x00\xDE", 4), "UTF-16LE"), "😀");
  EXPECT_EQ(decode_charset("a\xFF", "gbk"), "a\uFFFD");
  EXPECT_EQ(decode_charset("", "gbk"), "");
  for (const char* name : {"", "no-such-charset", "../../etc/passwd", "a b"})
    EXPECT_FALSE(decode_charset("a", name)) << name;
  EXPECT_EQ(decode_charset(std::string(10'000, 'a'), "windows-1252")->size(), 10'000U);
}

TEST(Charset, GuessesWhatUndeclaredBytesAre) {
  EXPECT_EQ(guess_charset("Müller"), "UTF-8");
  EXPECT_EQ(guess_charset("abc"), "UTF-8");
  EXPECT_EQ(guess_charset(std::string_view("B\0E\0G\0I\0N\0", 10)), "UTF-16LE");
  EXPECT_EQ(guess_charset(std::string_view("\0B\0E\0G\0I\0N", 10)), "UTF-16BE");
  EXPECT_EQ(guess_charset("\xC5\xE1\xC4\xFE\xD7\xE6 \xB7\xA2\xBB\xF5\xB5\xBD\xB6\xAB\xC3\xC5"), "GB18030");
}

TEST(Uuid, IsRandomAndOfVersion4) {
  static const std::regex kForm("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  EXPECT_TRUE(std::regex_match(new_uuid(), kForm));
  EXPECT_NE(new_uuid(), new_uuid());
}

TEST(Base64, IsRfc4648s) {
  EXPECT_EQ(base64_encode(""), "");
  EXPECT_EQ(base64_encode("f"), "Zg==");
  EXPECT_EQ(base64_encode("fo"), "Zm8=");
  EXPECT_EQ(base64_encode("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64_decode("Zm9v\r\n YmFy"), "foobar");
  EXPECT_EQ(base64_decode("Zg=="), "f");
  EXPECT_EQ(base64_decode("Zg"), "f") << "some phones leave the padding out";
  for (const char* broken : {"Z", "Zg=", "Zg===", "Z=g=", "Zm9v!", "====", "Zm9vYmFy="})
    EXPECT_FALSE(base64_decode(broken)) << broken;
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes += static_cast<char>(i);
    EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
  }
}

TEST(Tr, GivesTheEnglishTextWithoutACatalogue) {
  EXPECT_STREQ(tr("The file holds no card."), "The file holds no card.");
  EXPECT_STREQ(tr(""), "");
  EXPECT_STREQ(tr_n("%d number", "%d numbers", 1), "%d number");
  EXPECT_STREQ(tr_n("%d number", "%d numbers", 2), "%d numbers");
}

}  // namespace
}  // namespace phonebook
