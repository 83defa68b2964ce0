#include "contacts/contact_json.h"

#include <gtest/gtest.h>

#include "tests/contacts/full_contact.h"

namespace phonebook {
namespace {

TEST(ContactJson, EveryFieldComesBack) {
  const Contact contact = testing::full_contact();
  auto read = contact_from_json(contact_to_json(contact));
  ASSERT_TRUE(read);
  read->revision = contact.revision;  // a column of its own
  EXPECT_EQ(*read, contact);
}

TEST(ContactJson, AnEmptyContactStaysEmpty) {
  const auto read = contact_from_json(contact_to_json(Contact{}));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, Contact{});
}

TEST(ContactJson, DamageIsAnErrorNotACrash) {
  for (const char* bytes : {"", "{", "[]", "{\"numbers\":3}", "{\"fn\":{}}", "null"}) {
    const auto read = contact_from_json(bytes);
    if (read) {
      EXPECT_EQ(*read, Contact{}) << bytes;
    }
  }
  EXPECT_FALSE(contact_from_json("{\"fn\":{}}"));
}

}  // namespace
}  // namespace phonebook
