#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "contacts/contact_json.h"
#include "exporters/transcoder.h"
#include "tests/exporters/random_contacts.h"

namespace phonebook {
namespace {

constexpr int kContacts = 2000;

std::vector<Contact> there_and_back(const std::vector<Contact>& contacts, Format format) {
  const auto written = write_contacts(contacts, format);
  EXPECT_TRUE(written) << written.error().text();
  auto read = read_contacts(*written, format);
  EXPECT_TRUE(read) << read.error().text();
  EXPECT_THAT(read->diagnostics, ::testing::IsEmpty()) << read->diagnostics.front().found;
  return std::move(read->contacts);
}

std::string described(const Contact& contact) {
  return nlohmann::json::parse(contact_to_json(contact)).dump(1);
}

void expect_equal(const std::vector<Contact>& read, const std::vector<Contact>& written) {
  ASSERT_EQ(read.size(), written.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (read[i] == written[i]) continue;
    const auto difference = nlohmann::json::diff(nlohmann::json::parse(contact_to_json(written[i])),
                                                 nlohmann::json::parse(contact_to_json(read[i])));
    FAIL() << "contact " << i << ": " << difference.dump(1) << "\nwritten: " << described(written[i]);
  }
}

std::vector<Contact> random_contacts(unsigned seed) {
  testing::RandomContacts random(seed);
  std::vector<Contact> contacts;
  for (int i = 0; i < kContacts; ++i) contacts.push_back(random.next());
  return contacts;
}

// What is a set in JSContact, in one order.
Contact in_order(Contact contact) {
  const auto sort_types = [](auto& entries) {
    for (auto& entry : entries) std::sort(entry.types.begin(), entry.types.end());
  };
  sort_types(contact.numbers);
  sort_types(contact.mails);
  sort_types(contact.im_addresses);
  sort_types(contact.addresses);
  std::sort(contact.categories.begin(), contact.categories.end());
  std::sort(contact.members.begin(), contact.members.end());
  std::sort(contact.other.begin(), contact.other.end(), [](const OtherProperty& a, const OtherProperty& b) {
    return std::tie(a.name, a.value) < std::tie(b.name, b.value);
  });
  return contact;
}
std::vector<Contact> in_order(std::vector<Contact> contacts) {
  for (Contact& contact : contacts) contact = in_order(std::move(contact));
  return contacts;
}

TEST(RoundTrip, VCard3GivesEveryContactBackAsItWas) {
  const auto contacts = random_contacts(3);
  expect_equal(there_and_back(contacts, Format::vcard3), contacts);
}

TEST(RoundTrip, VCard4GivesEveryContactBackAsItWas) {
  auto contacts = random_contacts(4);
  // 4.0 tells the type of a picture only inside a data: URI.
  for (Contact& contact : contacts)
    if (contact.photo && !contact.photo->uri.empty()) contact.photo->media_type.clear();
  expect_equal(there_and_back(contacts, Format::vcard4), contacts);
}

TEST(RoundTrip, VCard21GivesEveryContactBackAsItWas) {
  const auto contacts = random_contacts(21);
  expect_equal(there_and_back(contacts, Format::vcard2_1), contacts);
}

TEST(RoundTrip, ASexThatIsNoneIsAnIdentityAndNeverALine) {
  testing::RandomContacts random(8);
  std::vector<Contact> contacts = random_contacts(9);
  for (Contact& contact : contacts) contact.gender = {random.text(), random.text()};
  std::vector<Contact> expected = contacts;
  for (Contact& contact : expected)
    contact.gender = {"", contact.gender.sex + ", " + contact.gender.identity};
  for (const Format format : {Format::vcard2_1, Format::vcard3})
    expect_equal(there_and_back(contacts, format), expected);
}

TEST(RoundTrip, JSContactGivesEveryContactBackAsItWas) {
  const auto contacts = in_order(random_contacts(5));
  expect_equal(in_order(there_and_back(contacts, Format::jscontact)), contacts);
}

TEST(RoundTrip, ThroughJSContactAndBackACardHoldsTheSame) {
  const auto contacts = in_order(random_contacts(6));
  const auto cards = there_and_back(contacts, Format::vcard3);
  expect_equal(in_order(there_and_back(there_and_back(cards, Format::jscontact), Format::vcard3)), contacts);
}

TEST(RoundTrip, WritingWhatWasReadGivesTheSameBytes) {
  for (const FormatRow& row : formats()) {
    if (!std::string_view(row.name).starts_with("vcard") && row.format != Format::jscontact) continue;
    const auto again = [&](const std::string& bytes) {
      return *write_contacts(read_contacts(bytes, row.format)->contacts, row.format);
    };
    const std::string once = again(*write_contacts(random_contacts(7), row.format));
    EXPECT_TRUE(again(once) == once) << row.name;
  }
}

}  // namespace
}  // namespace phonebook
