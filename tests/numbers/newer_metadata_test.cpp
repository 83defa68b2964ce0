// The numbering plan built from newer metadata than the installed one (newer_metadata.cpp).
#include <gtest/gtest.h>

#include "numbers/format.h"
#include "numbers/numbering_plan.h"

namespace phonebook::numbering {
namespace {

TEST(NewerMetadata, BringsNewRanges) {
  Number number;
  ASSERT_EQ(parse("0139 12345678", region("DE"), number), Outcome::number);
  EXPECT_EQ(number.e164(), "+4913912345678");
  EXPECT_EQ(type(number), NumberType::mobile);
}

TEST(NewerMetadata, BringsNewRegions) {
  Number number;
  ASSERT_EQ(parse("00 999 234 5678", region("DE"), number), Outcome::number);
  EXPECT_EQ(code(region_of(number)), "XQ");
  EXPECT_TRUE(is_valid(number));
  ASSERT_EQ(parse("0 234 5678", region("XQ"), number), Outcome::number);
  EXPECT_EQ(number.e164(), "+9992345678");
  EXPECT_EQ(format(number, Style::international), "+999 2345678");
}

TEST(NewerMetadata, KeepsWhatWasThere) {
  Number number;
  ASSERT_EQ(parse("(650) 253-0000", region("US"), number), Outcome::number);
  EXPECT_TRUE(is_valid(number));
  EXPECT_EQ(format(number, Style::national), "(650) 253-0000");
}

}  // namespace
}  // namespace phonebook::numbering
