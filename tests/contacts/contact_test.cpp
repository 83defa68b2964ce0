#include "contacts/contact.h"

#include <gtest/gtest.h>

namespace phonebook {
namespace {

TEST(NewContact, HasAUidOfItsOwn) {
  EXPECT_EQ(new_contact().uid.size(), 36U);
  EXPECT_NE(new_contact().uid, new_contact().uid);
}

TEST(NameFromParts, PutsTheFamilyLastExceptInCjk) {
  EXPECT_EQ(name_from_parts({"Vale", "Corin", "James", "Dr.", "PhD"}), "Dr. Corin James Vale PhD");
  EXPECT_EQ(name_from_parts({"裴", "宁祖", "", "", ""}), "裴宁祖");
  EXPECT_EQ(name_from_parts({"", "Bob", "", "", ""}), "Bob");
  EXPECT_EQ(name_from_parts({}), "");
}

TEST(ShownName, TakesTheFirstThatIsThere) {
  Contact contact;
  EXPECT_EQ(shown_name(contact), "");
  contact.im_addresses = {{"xmpp", "bob@localhost", {}}};
  EXPECT_EQ(shown_name(contact), "bob@localhost");
  contact.numbers = {{.number = "+8613800001234"}};
  EXPECT_EQ(shown_name(contact), "+8613800001234");
  contact.mails = {{.address = "bob@example.org"}};
  EXPECT_EQ(shown_name(contact), "bob@example.org");
  contact.organisation = {"", "Sales"};
  EXPECT_EQ(shown_name(contact), "Sales");
  contact.nicknames = {"", "Bobby"};
  EXPECT_EQ(shown_name(contact), "Bobby");
  contact.name.given = "Bob";
  EXPECT_EQ(shown_name(contact), "Bob");
  contact.formatted_name = "Bob Builder";
  EXPECT_EQ(shown_name(contact), "Bob Builder");
}

}  // namespace
}  // namespace phonebook
