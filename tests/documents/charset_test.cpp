#include "documents/charset.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace phonebook {
namespace {

std::string decoded(std::string_view bytes, std::size_t piece, std::string_view declared = {},
                    std::string* charset = nullptr) {
  TextDecoder decoder(declared);
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += piece)
    decoder.decode(bytes.substr(i, piece), i + piece >= bytes.size(), out);
  if (charset) *charset = decoder.charset();
  return out;
}

constexpr std::size_t kPieces[] = {1, 2, 3, 5, 7, 64, 100'000};

TEST(TextDecoder, PassesUtf8OnWhereverItIsCut) {
  const std::string text = "Grüße, 电话 13800001234 😀 ende";
  for (const std::size_t piece : kPieces) EXPECT_EQ(decoded(text, piece), text) << piece;
}

TEST(TextDecoder, ReadsByteOrderMarksAndTakesThemAway) {
  using namespace std::string_view_literals;
  for (const std::size_t piece : kPieces) {
    EXPECT_EQ(decoded("\xEF\xBB\xBF\x41"sv, piece), "A");
    EXPECT_EQ(decoded("\xFF\xFE\x41\0\x35\x75"sv, piece), "A电");
    EXPECT_EQ(decoded("\xFE\xFF\0\x41\x75\x35"sv, piece), "A电");
    EXPECT_EQ(decoded("\xFF\xFE\0\0\x41\0\0\0"sv, piece), "A");
  }
  // A mark wins over what was declared.
  EXPECT_EQ(decoded("\xEF\xBB\xBF\xC3\xBC"sv, 100, "iso-8859-1"), "ü");
}

TEST(TextDecoder, ReadsADeclaredCharsetAcrossPieces) {
  const std::string gbk = "\xB5\xE7\xBB\xB0 13800001234";  // 电话
  for (const std::size_t piece : kPieces) EXPECT_EQ(decoded(gbk, piece, "gb2312"), "电话 13800001234");
  EXPECT_EQ(decoded("\x93Hi\x94 \x80 5", 100, "latin1"), "“Hi” € 5");
}

TEST(TextDecoder, GuessesWhatIsUndeclaredFromTheFirstByteThatIsNoUtf8) {
  std::string gbk;
  for (int i = 0; i < 40; ++i)
    gbk +=
        "\xCE\xD2\xB5\xC4\xB5\xE7\xBB\xB0\xCA\xC7\xD0\xC2\xB5\xC4\xA3\xAC\xC7\xEB\xC4\xE3\xBC\xC7\xD2\xBB\xCF"
        "\xC2\xA1\xA3\n";
  std::string charset;
  EXPECT_EQ(decoded(gbk, 1000, {}, &charset).substr(0, 42), "我的电话是新的，请你记一下。");
  EXPECT_TRUE(ascii_equal(charset.substr(0, 2), "gb")) << charset;
  // Long after a front that is ASCII.
  const std::string late = std::string(300'000, 'a') + "\n" + gbk;
  EXPECT_NE(decoded(late, 65536).find("我的电话是新的"), std::string::npos);
}

TEST(TextDecoder, ReplacesStrayBytesInATextThatIsUtf8) {
  const std::string text =
      "Grüße\n"
      "broken \xFF here\n"
      "Grüße\n";
  for (const std::size_t piece : kPieces)
    EXPECT_EQ(decoded(text, piece), "Grüße\nbroken \xEF\xBF\xBD here\nGrüße\n") << piece;
}

TEST(TextDecoder, TakesAnUnknownCharsetForNone) { EXPECT_EQ(decoded("ü", 10, "x-nonsense"), "ü"); }

TEST(DeclaredCharset, IsFoundInMetaTagsAndXmlDeclarations) {
  EXPECT_EQ(declared_charset("<html><head><meta charset=GBK>"), "gbk");
  EXPECT_EQ(declared_charset("<META http-equiv='content-type' CONTENT='text/html; charset=Shift_JIS'>"),
            "shift_jis");
  EXPECT_EQ(declared_charset("<?xml version='1.0' encoding=\"windows-1251\"?><html/>"), "windows-1251");
  EXPECT_EQ(declared_charset("<html><body>charset=gbk"), "");
  EXPECT_EQ(declared_charset("<meta charset=utf-16>"), "utf-8");
}

}  // namespace
}  // namespace phonebook
