#include "exporters/sim_alpha.h"

#include <gtest/gtest.h>

#include <random>

#include "base/text.h"
#include "exporters/characters.h"

namespace phonebook {
namespace {

std::string hex(std::string_view octets) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : octets) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}
std::string octets(std::string_view digits) {
  std::string out;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    out += static_cast<char>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16));
  return out;
}

TEST(SimAlpha, GoldenOctets) {
  // The default alphabet, unused octets FF.
  EXPECT_EQ(hex(encode_sim_alpha("Bob", 6).octets), "426F62FFFFFF");
  EXPECT_EQ(hex(encode_sim_alpha("@£$¥_ßà", 8).octets), "00010203111E7FFF");
  EXPECT_EQ(hex(encode_sim_alpha("[€]", 6).octets), "1B3C1B651B3E");
  // 81: length, then the half page 0400 as its number 08.
  EXPECT_EQ(hex(encode_sim_alpha("Анна 2", 14).octets), "81060890BDBDB02032FFFFFFFFFF");
  // 82: a base where no half page holds all: U+00E1 and U+0159 are 120 apart.
  EXPECT_EQ(hex(encode_sim_alpha("Dvořák Jan", 14).octets), "820A00E144766FF8806B204A616E");
  // 80: what lies further apart.
  EXPECT_EQ(hex(encode_sim_alpha("中é가", 14).octets), "804E2D00E9AC00FFFFFFFFFFFFFF");
}

TEST(SimAlpha, TheCodingThatLosesLeastIsTaken) {
  const auto kept = [](std::string_view text) { return encode_sim_alpha(text, 14).kept; };
  EXPECT_EQ(kept("ABCDEFGHIJKLMNOP"), "ABCDEFGHIJKLMN") << "14 of the GSM alphabet";
  EXPECT_EQ(kept("Александра Иванова"), "Александра ") << "11 of one half page";
  EXPECT_EQ(kept("АлександраИванова"), "АлександраИ");
  EXPECT_EQ(kept("Dvořák Janáček"), "Dvořák Jan") << "10 of 128 in a row";
  EXPECT_EQ(kept("王小明和李四光"), "王小明和李四") << "6 of any";
  EXPECT_EQ(encode_sim_alpha("Bob", 14).coding, SimCoding::gsm);
  EXPECT_EQ(encode_sim_alpha("Müller Анна", 14).coding, SimCoding::ucs2_81);
  EXPECT_EQ(kept("Bob 😀!"), "Bob !") << "no coding has it";
  EXPECT_EQ(kept("e\u0301te\u0301"), "été");
  EXPECT_EQ(kept("{}{}{}{}"), "{}{}{}{}") << "16 octets by GSM";
}

TEST(SimAlpha, EveryCharacterOfGsmComesBack) {
  std::string all;
  for (int code = 0; code < 128; ++code) {
    const std::string one(1, static_cast<char>(code));
    const auto text = decode_sim_alpha(one);
    ASSERT_TRUE(text) << code;
    if (code == 0x0A || code == 0x0D || code == 0x1B) continue;  // no part of a name
    EXPECT_EQ(gsm_length(*text), 1U) << code;
    EXPECT_EQ(hex(encode_sim_alpha(*text + "x", 2).octets), hex(one + "x")) << code;
    all += *text;
  }
  EXPECT_EQ(decode_sim_alpha(encode_sim_alpha(all, 200).octets), all);
  EXPECT_EQ(encode_sim_alpha(all, 200).coding, SimCoding::gsm);
  const std::string extension = "^{}\\[~]|€";
  EXPECT_EQ(gsm_length(extension), 18U);
  EXPECT_EQ(decode_sim_alpha(encode_sim_alpha(extension, 18).octets), extension);
  EXPECT_EQ(encode_sim_alpha(extension, 18).coding, SimCoding::gsm);
  EXPECT_FALSE(gsm_length("č"));
}

TEST(SimAlpha, WhatIsKeptIsWhatComesBack) {
  std::mt19937 random(7);
  static const std::vector<std::pair<char32_t, char32_t>> kRanges{
      {0x20, 0x7E},     {0xA0, 0xFF},     {0x100, 0x17F},     {0x370, 0x3FF},
      {0x400, 0x4FF},   {0x5D0, 0x5EA},   {0x600, 0x6FF},     {0x900, 0x97F},
      {0xE00, 0xE7F},   {0x3040, 0x30FF}, {0x4E00, 0x9FFF},   {0xAC00, 0xD7A3},
      {0xFF01, 0xFF5E}, {0x300, 0x36F},   {0x1F300, 0x1F6FF}, {0x0, 0x1F}};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    const auto& main = kRanges[random() % kRanges.size()];
    for (std::size_t n = random() % 24; n > 0; --n) {
      const auto& range = random() % 4 == 0 ? kRanges[random() % kRanges.size()] : main;
      append_utf8(text, range.first + random() % (range.second - range.first + 1));
    }
    const std::size_t size = random() % 30;
    const SimAlpha alpha = encode_sim_alpha(text, size);
    ASSERT_EQ(alpha.octets.size(), size) << text;
    ASSERT_EQ(decode_sim_alpha(alpha.octets).value_or("none"), alpha.kept)
        << text << " " << hex(alpha.octets);
    ASSERT_EQ(encode_sim_alpha(alpha.kept, size).kept, alpha.kept) << text;
  }
}

TEST(SimAlpha, ReadsWhatCardsHold) {
  EXPECT_EQ(decode_sim_alpha(""), "");
  EXPECT_EQ(decode_sim_alpha(octets("FFFFFF")), "");
  EXPECT_EQ(decode_sim_alpha(octets("810A0890BDBDB02032FFFF")), std::nullopt) << "longer than the field";
  EXPECT_EQ(decode_sim_alpha(octets("81")), std::nullopt);
  EXPECT_EQ(decode_sim_alpha(octets("4290FF")), std::nullopt) << "no octet of the GSM alphabet";
  EXPECT_EQ(decode_sim_alpha(octets("80D83DDE00FFFF")), "😀");
  EXPECT_EQ(decode_sim_alpha(octets("80D83D0041")), "\uFFFDA");
  EXPECT_EQ(decode_sim_alpha(octets("80004100")), "A") << "half a character at the end";
  EXPECT_EQ(decode_sim_alpha(octets("411B")), "A ");
  EXPECT_EQ(decode_sim_alpha(octets("1B411B65")), "A€")
      << "an extension that is not known is its plain letter";
  EXPECT_EQ(decode_sim_alpha(octets("8203053041C2426A")),
            "A\u0572"
            "B")
      << "a base in the middle of a half page";
}

}  // namespace
}  // namespace phonebook
