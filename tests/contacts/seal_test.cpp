#include "contacts/seal.h"

#include <gtest/gtest.h>

namespace phonebook {
namespace {

TEST(Seal, WhatWasSealedOpensInItsPlace) {
  const Seal seal(SecretKey::random());
  const SealedPlace place{"contact", "sealed", 7, 3};
  for (const std::string& plain :
       {std::string(), std::string("Bob"), std::string("a\0b", 3), std::string(100'000, 'x')}) {
    const auto opened = seal.open(seal.close(plain, place), place);
    ASSERT_TRUE(opened);
    EXPECT_EQ(*opened, plain);
  }
}

TEST(Seal, AValueMovedToAnotherTableColumnRowOrRevisionDoesNotOpen) {
  const Seal seal(SecretKey::random());
  const std::string sealed = seal.close("Bob", {"contact", "sealed", 7, 3});
  for (const SealedPlace& other :
       {SealedPlace{"finding", "sealed", 7, 3}, SealedPlace{"contact", "other", 7, 3},
        SealedPlace{"contact", "sealed", 8, 3}, SealedPlace{"contact", "sealed", 7, 4},
        SealedPlace{"contact", "sealed", 73, 0}})
    EXPECT_EQ(seal.open(sealed, other).error().code, Code::denied);
}

TEST(Seal, AnyChangedOctetIsNoticed) {
  const Seal seal(SecretKey::random());
  const SealedPlace place{"t", "c", 1, 1};
  const std::string sealed = seal.close("13800001234", place);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(seal.open(changed, place)) << "octet " << i;
  }
  for (std::size_t length = 0; length < sealed.size(); ++length)
    EXPECT_FALSE(seal.open(sealed.substr(0, length), place));
}

TEST(Seal, AnotherKeyDoesNotOpen) {
  const SealedPlace place{"t", "c", 1, 1};
  EXPECT_FALSE(Seal(SecretKey::random()).open(Seal(SecretKey::random()).close("Bob", place), place));
}

TEST(Seal, TheSameValueIsSealedDifferentlyEachTime) {
  const Seal seal(SecretKey::random());
  EXPECT_NE(seal.close("Bob", {"t", "c", 1, 1}), seal.close("Bob", {"t", "c", 1, 1}));
}

TEST(Seal, LookUpKeysAgreeForEqualValuesAndDifferByDomainAndKey) {
  const auto key = SecretKey::random();
  const Seal seal(key), again(key), other(SecretKey::random());
  EXPECT_EQ(seal.lookup("phone", "+491711234567"), again.lookup("phone", "+491711234567"));
  EXPECT_NE(seal.lookup("phone", "+491711234567"), seal.lookup("email", "+491711234567"));
  EXPECT_NE(seal.lookup("phone", "+491711234567"), other.lookup("phone", "+491711234567"));
  EXPECT_NE(seal.lookup("ab", "c"), seal.lookup("a", "bc"));
}

TEST(SecretKey, OnlyTheRightLengthIsAKey) {
  EXPECT_FALSE(SecretKey::from(std::string(31, 'k')));
  EXPECT_FALSE(SecretKey::from(std::string(33, 'k')));
  const auto key = SecretKey::from(std::string(32, 'k'));
  ASSERT_TRUE(key);
  EXPECT_EQ(key->octets(), std::string(32, 'k'));
}

}  // namespace
}  // namespace phonebook
