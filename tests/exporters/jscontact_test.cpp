#include "exporters/jscontact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace phonebook {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

json written(const Contact& contact) {
  return json::parse(*write_contacts(std::span(&contact, 1), Format::jscontact)).at(0);
}
ReadContacts read_all(std::string_view bytes) {
  auto read = read_contacts(bytes, Format::jscontact);
  EXPECT_TRUE(read) << read.error().text();
  return read ? *std::move(read) : ReadContacts{};
}

TEST(JSContact, WritesACardByTheStandardsMapping) {
  Contact bob;
  bob.uid = "u1";
  bob.formatted_name = "Bob Builder";
  bob.name = {"Builder", "Bob", "", "Dr.", "Jr."};
  bob.numbers = {{"+493012345", "12", {"cell", "home", "main"}, "Boat", true}};
  bob.mails = {{"bob@example.org", {"work"}, "", false}};
  bob.im_addresses = {{"xmpp", "bob@localhost", {}}};
  bob.organisation = {"Acme", "Sales"};
  bob.title = "Buyer";
  bob.birthday = Date{std::nullopt, 9, 27};
  bob.photo = Photo{"abc", "image/png", ""};
  bob.categories = {"friends"};
  bob.other = {{"item1", "X-FOO", {{"TYPE", "a"}, {"TYPE", "b"}}, "v\\,w"}};
  bob.members = {"urn:uuid:2"};
  EXPECT_EQ(written(bob),
            json::parse(R"({"@type":"Card","version":"1.0","uid":"u1","prodId":"-//purple-phonebook//EN",
    "name":{"full":"Bob Builder","components":[{"kind":"title","value":"Dr."},{"kind":"given","value":"Bob"},
      {"kind":"surname","value":"Builder"},{"kind":"credential","value":"Jr."}]},
    "organizations":{"o1":{"name":"Acme","units":[{"name":"Sales"}]}},"titles":{"t1":{"kind":"title","name":"Buyer"}},
    "phones":{"p1":{"number":"+493012345;ext=12","features":{"mobile":true},"contexts":{"private":true},
      "vCardParams":{"type":"main"},"label":"Boat","pref":1}},
    "emails":{"e1":{"address":"bob@example.org","contexts":{"work":true}}},
    "onlineServices":{"s1":{"uri":"xmpp:bob@localhost","user":"bob@localhost","service":"xmpp",
      "vCardName":"impp"}},
    "anniversaries":{"d1":{"kind":"birth","date":{"@type":"PartialDate","month":9,"day":27}}},
    "media":{"m1":{"kind":"photo","uri":"data:image/png;base64,YWJj","mediaType":"image/png"}},
    "keywords":{"friends":true},"members":{"urn:uuid:2":true},
    "vCardProps":[["x-foo",{"group":"item1","type":["a","b"]},"unknown","v\\,w"]]})"));
}

TEST(JSContact, ReadsWhatOthersWrite) {
  const Contact c =
      read_all(R"({"@type":"Card","uid":"u1","kind":"individual","updated":"2026-01-02T05:04:05+02:00",
    "name":{"components":[{"kind":"surname","value":"Vale"},{"kind":"surname2","value":"Roy"},{"kind":"generation","value":"Jr."}]},
    "phones":{"a":{"number":"tel:+4930;ext=5","features":{"fax":true,"voice":true},"pref":50},"b":{"number":"12"}},
    "onlineServices":{"a":{"uri":"xmpp:a%20b@x"},"b":{"service":"Mastodon","uri":"https://m.example/@a"},"c":{"service":"Google Talk","user":"g"}},
    "addresses":{"a":{"full":"Row 4, Ely"}},"anniversaries":{"x":{"kind":"birth","date":{"@type":"Timestamp","utc":"1953-10-15T23:10:00Z"}}},
    "notes":{"a":{"note":"one\r\ntwo"},"b":{"note":"three"}}})")
          .contacts.at(0);
  EXPECT_EQ(c.kind, "");
  EXPECT_EQ(c.updated, "2026-01-02T03:04:05Z");
  EXPECT_EQ(c.name, (NameParts{"Vale Roy", "", "", "", "Jr."}));
  EXPECT_EQ(c.numbers,
            (std::vector<ContactNumber>{{"+4930", "5", {"fax"}, "", true}, {"12", "", {}, "", false}}));
  EXPECT_EQ(c.im_addresses, (std::vector<ImAddress>{{"xmpp", "a b@x", {}}, {"googletalk", "g", {}}}));
  EXPECT_THAT(
      c.other,
      ::testing::Contains(OtherProperty{
          "", "SOCIALPROFILE", {{"SERVICE-TYPE", "Mastodon"}, {"PROP-ID", "b"}}, "https://m.example/@a"}));
  EXPECT_EQ(c.addresses.at(0).street, "Row 4, Ely");
  EXPECT_EQ(c.birthday, (Date{1953, 10, 15}));
  EXPECT_EQ(c.note, "one\ntwo\nthree");
}

TEST(JSContact, CarriesWhatVCardHasNoWordFor) {
  const std::string card =
      R"([{"@type":"Card","version":"1.0","uid":"u1","example.org:a/b~c":{"deep":[1,"two",null]},"language":"de"}])";
  const auto read = read_all(card);
  const auto through_vcard = read_contacts(*write_contacts(read.contacts, Format::vcard3), Format::vcard3);
  json back = written(through_vcard->contacts.at(0));
  back.erase("prodId");
  EXPECT_EQ(back, json::parse(card).at(0));
}

TEST(JSContact, ReadingsStandBesideTheNamesTheyBelongTo) {
  Contact c;
  c.name = {"能登", "", "", "", ""};
  c.reading = {"ノト", "ケイコ", ""};
  const json card = written(c);
  EXPECT_EQ(card["name"]["components"][0]["phonetic"], "ノト");
  EXPECT_EQ(card["vCardProps"][0][0], "x-phonetic-first-name")
      << "there is no name beside which it could stand";
  EXPECT_EQ(read_all(card.dump()).contacts.at(0).reading, c.reading);
}

TEST(JSContact, MembersOfAnEntryThatNoContactHoldsComeBackInTheirPlace) {
  const json card = json::parse(R"([{"@type":"Card","version":"1.0","uid":"u1",
    "name":{"full":"Ada","isOrdered":true,"components":[{"kind":"given","value":"Ada"}],"example.org:n":1},
    "phones":{"home-1":{"number":"+4930","pref":7,"example.org:x":[1,{"y":null}]},"p2":{"number":"+4931"}},
    "cryptoKeys":{"k":{"uri":"https://k.example/a,b","mediaType":"application/pgp","example.org:z":true}},
    "notes":{"a":{"note":"one"},"b":{"note":"two","created":"2020-01-01T00:00:00Z"}},
    "localizations":{"de":{"name/full":"Ada"}}}])")
                        .at(0);
  for (const Format format : {Format::vcard2_1, Format::vcard3, Format::vcard4}) {
    auto cards = read_all(card.dump()).contacts;
    cards = read_contacts(*write_contacts(cards, format), format)->contacts;
    json back = written(cards.at(0));
    back.erase("prodId");
    EXPECT_EQ(back, card) << json::diff(card, back);
    // Whoever takes the number away takes what belongs to it away.
    cards.at(0).numbers.erase(cards.at(0).numbers.begin());
    EXPECT_EQ(written(cards.at(0)).at("phones").size(), 1U);
  }
}

TEST(JSContact, ABrokenEntryIsPassedOverAndItsPlaceTold) {
  const auto read = read_all("[\n{\"uid\":\"1\"},\n {\"uid\": nope},{\"uid\":\"2\"}]");
  ASSERT_THAT(read.contacts, SizeIs(2));
  ASSERT_THAT(read.diagnostics, SizeIs(1));
  EXPECT_EQ(read.diagnostics[0].line, 3U);
  EXPECT_NE(read.diagnostics[0].found.find("11"), std::string::npos) << read.diagnostics[0].found;
  EXPECT_EQ(read_contacts("[{]", Format::jscontact).error().where, "line 1, column 3");
}

TEST(JSContact, ReadsLinesAndAnswersAndPiecesOfAnySize) {
  EXPECT_THAT(read_all("{\"uid\":\"1\"}\n{\"uid\":\"2\"}\n").contacts, SizeIs(2));
  const auto jmap =
      read_all(R"({"methodResponses":[["ContactCard/get",{"list":[{"uid":"1"},{"uid":"2"}]},"0"]]})");
  EXPECT_THAT(jmap.contacts, SizeIs(2));
  EXPECT_THAT(jmap.diagnostics, SizeIs(1));
  const std::string bytes = R"([{"uid":"a\"]}","name":{"full":"\u00fc"}},{"uid":"b"}])";
  std::size_t at = 0, count = 0;
  const auto done = stream_contacts(
      [&](char* to, std::size_t) -> Result<std::size_t> {
        if (at == bytes.size()) return std::size_t{0};
        *to = bytes[at++];
        return std::size_t{1};
      },
      Format::jscontact, {},
      [&](Contact&&) -> Result<void> {
        ++count;
        return {};
      },
      [](Diagnostic&&) {});
  EXPECT_TRUE(done);
  EXPECT_EQ(count, 2U);
}

TEST(JSContact, TheSameContactHasTheSameUid) {
  Contact c;
  c.formatted_name = "Bob";
  EXPECT_EQ(written(c).at("uid"), written(c).at("uid"));
}

TEST(JSContact, OrderSurvivesMoreThanNineEntries) {
  Contact c;
  for (int i = 0; i < 25; ++i) c.numbers.push_back({.number = std::to_string(100 + i)});
  EXPECT_EQ(read_all(written(c).dump()).contacts.at(0).numbers, c.numbers);
}

TEST(JSContact, EveryCardHasAUid) {
  EXPECT_EQ(written(Contact{}).at("uid").get<std::string>().size(), 36U);
  EXPECT_EQ(*write_contacts({}, Format::jscontact), "[]\n");
}

TEST(JSContact, WrongTypesAreAbsentAndWrongFilesAreErrors) {
  Contact c =
      read_all(R"([{"uid":5,"name":"x","phones":[1],"emails":{"a":7,"b":{"address":["x"]}},"kind":null,
    "anniversaries":{"a":{"kind":"birth","date":{"month":13,"day":"4"}}},"vCardProps":[1,["x"],["n","p",[],""]]}])")
          .contacts.at(0);
  c.other.clear();  // entries that say nothing to a Contact go along
  EXPECT_EQ(c, Contact{});
  EXPECT_THAT(read_all("[1,{}]").contacts, SizeIs(1));
  EXPECT_THAT(read_all("[1,{}]").diagnostics, SizeIs(1));
  EXPECT_THAT(read_all("").contacts, IsEmpty());
  for (const char* broken : {"{", "[", "5", "\"x\"", "nonsense", "[{]"}) {
    const auto read = read_contacts(broken, Format::jscontact);
    ASSERT_FALSE(read) << broken;
    EXPECT_EQ(read.error().code, Code::invalid_input);
  }
}

TEST(JSContact, DepthAndSizeEnd) {
  const std::string deep =
      R"([{"uid":"u","x":)" + std::string(200'000, '[') + std::string(200'000, ']') + "}]";
  ASSERT_FALSE(read_contacts(deep, Format::jscontact));
  EXPECT_EQ(read_contacts(deep, Format::jscontact).error().code, Code::invalid_input);
  EXPECT_TRUE(
      read_contacts(R"({"uid":"\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["})",
                    Format::jscontact));
  Contact many;
  for (int i = 0; i < 50'000; ++i) {
    many.numbers.push_back({.number = std::to_string(i)});
    many.categories.push_back(std::to_string(i));
  }
  EXPECT_THAT(read_all(*write_contacts(std::span(&many, 1), Format::jscontact)).contacts.at(0).numbers,
              SizeIs(50'000));
}

}  // namespace
}  // namespace phonebook
