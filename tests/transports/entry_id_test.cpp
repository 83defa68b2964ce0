#include "transports/folder/entry_id.h"

#include <gtest/gtest.h>

namespace phonebook {
namespace {

TEST(EntryId, ComesBackFromItsText) {
  for (const char* file :
       {"a.vcf", "A B.VCF", "anna#1.vcf", "\xff\xfe.vcf", "100%.vcf", "..vcf.vcf", "ü\n.vcf"}) {
    if (file[0] == '.') continue;
    const EntryId id{file, 12};
    const std::string text = to_text(id);
    EXPECT_EQ(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.%#"),
              std::string::npos);
    EXPECT_EQ(parse_entry_id(text), id) << text;
  }
  EXPECT_TRUE(parse_entry_id(to_text({std::string(251, '\x01') + ".vcf", 1}))) << "the longest name there is";
}

TEST(EntryId, ThatReachesOutOfTheFolderIsNone) {
  for (const char* text : {"",
                           "#",
                           "#1",
                           "a.vcf",
                           "a.vcf#",
                           "a.vcf#0",
                           "a.vcf#x",
                           "a.vcf#1x",
                           "a.vcf#-1",
                           "a.vcf#+1",
                           "a.vcf# 1",
                           "a.vcf#01",
                           "../a.vcf#1",
                           "%2E%2E%2Fa.vcf#1",
                           "..%2Fa.vcf#1",
                           "/etc/a.vcf#1",
                           "%2Fetc%2Fa.vcf#1",
                           "..#1",
                           ".#1",
                           ".hidden.vcf#1",
                           "a.txt#1",
                           "a%00.vcf#1",
                           "a%2.vcf#1",
                           "a%zz.vcf#1",
                           "a%2f.vcf#1",
                           "%61.vcf#1",
                           "a.vcf#99999999999999999999999",
                           "a b.vcf#1"})
    EXPECT_FALSE(parse_entry_id(text)) << text;
  EXPECT_FALSE(parse_entry_id(std::string(100'000, 'a') + ".vcf#1"));
}

TEST(EntryId, OnlyVcfFilesAreCardFiles) {
  EXPECT_TRUE(is_card_file("x.vcf"));
  EXPECT_TRUE(is_card_file("X.VCF"));
  for (const char* name : {"", ".", "..", ".vcf", "._x.vcf", "x.vcf.tmp", "x.csv", "vcf"})
    EXPECT_FALSE(is_card_file(name)) << name;
}

}  // namespace
}  // namespace phonebook
