#include <gtest/gtest.h>

#include <string>

#include "tests/extractor/found.h"

namespace phonebook::testing {
namespace {

// "sender", "third_party Anna", "recipient", "unknown"; then label and change where there are.
std::string told(std::string_view text, std::string_view region = "US", std::size_t which = 0) {
  const auto findings = find(text, region);
  if (which >= findings.size()) return "absent";
  const Finding& f = findings[which];
  std::string out = f.recipient ? "recipient" : to_string(f.owner);
  if (f.owner_name) out += " " + *f.owner_name;
  if (f.label) out += " " + *f.label;
  if (f.change) out += std::string(" ") + to_string(*f.change);
  return out;
}

TEST(Owner, IsTheSenderInTheFirstPerson) {
  EXPECT_EQ(told("my number is 212-958-0142"), "sender");
  EXPECT_EQ(told("call me at 212-958-0142"), "sender");
  EXPECT_EQ(told("hi, this is Anna, 212-958-0142"), "sender");
  EXPECT_EQ(told("加我13800001234", "CN"), "sender");
  EXPECT_EQ(told("мой номер +7 916 000 77 88", "RU"), "sender");
  EXPECT_EQ(told("رقمي 0500001234", "SA"), "sender");
}

TEST(Owner, IsTheOneWhoIsNamed) {
  EXPECT_EQ(told("call Anna at 212-958-0142"), "third_party Anna");
  EXPECT_EQ(told("Dave's on 212-958-0142"), "third_party Dave");
  EXPECT_EQ(told("212-958-0142, ask for Priya"), "third_party Priya");
  EXPECT_EQ(told("my sister: 212-958-0142"), "third_party my sister");
  EXPECT_EQ(told("小陈的电话13800001234", "CN"), "third_party 小陈");
  EXPECT_EQ(told("联系人：张伟 13800001234", "CN"), "third_party 张伟");
  EXPECT_EQ(told("025-52006000 找王工", "CN"), "third_party 王工");
  EXPECT_EQ(told("田中さんの電話：080-1000-1234", "JP"), "third_party 田中さん");
  EXPECT_EQ(told("die Nummer von Anna: 0171 1234567", "DE"), "third_party Anna");
  EXPECT_EQ(told("رقم أحمد +966 55 000 5678", "SA"), "third_party أحمد");
}

TEST(Owner, IsNeverTheSenderWhereSomebodyElseIsNamedNearer) {
  EXPECT_EQ(told("my landlord's number is 212-958-0142"), "third_party my landlord");
  EXPECT_EQ(told("I'm out, call my mom 212-958-0142"), "third_party my mom");
  EXPECT_EQ(told("我的房东13800001234", "CN").substr(0, 11), "third_party");
  EXPECT_EQ(told("ich geb dir mal Toms Nummer: 0171 1234567", "DE"), "third_party Tom");
  EXPECT_EQ(told("у меня есть номер Саши: 8 916 123-45-67", "RU"), "third_party Саши");
  EXPECT_EQ(told("I lost it but her number is 212-958-0142"), "third_party");
}

TEST(Owner, OfEachOfTwoIsTheirOwn) {
  const std::string_view text = "Dave's on 212-958-0142, I'm on 212-958-0143";
  EXPECT_EQ(told(text), "third_party Dave");
  EXPECT_EQ(told(text, "US", 1), "sender");
  EXPECT_EQ(told("mom 2489580187 dad 2489590187"), "third_party mom");
  EXPECT_EQ(told("mom 2489580187 dad 2489590187", "US", 1), "third_party dad");
}

TEST(Owner, IsNotWhoIsOnlyAddressed) {
  EXPECT_EQ(told("Mum, my number is 212-958-0142"), "sender");
  EXPECT_EQ(told("Hi Anna, 212-958-0142"), "unknown");
}

TEST(Owner, MayBeTheReader) {
  EXPECT_EQ(told("is your number still 212-958-0142?"), "recipient");
  EXPECT_EQ(told("你的电话是13800001234吗", "CN"), "recipient");
}

TEST(Owner, IsUnknownWhereNobodySays) {
  EXPECT_EQ(told("212-958-0142"), "unknown");
  EXPECT_EQ(told("电话13800001234", "CN"), "unknown");
}

TEST(Label, IsWhatTheTextSays) {
  EXPECT_EQ(told("home 0151 496 0456", "GB"), "unknown home");
  EXPECT_EQ(told("cell: 212-958-0142"), "unknown mobile");
  EXPECT_EQ(told("fax it to 212-958-0142"), "unknown fax");
  EXPECT_EQ(told("公司电话0755-26001234", "CN"), "unknown work");
  EXPECT_EQ(told("212-958-0142 (work)"), "unknown work");
  EXPECT_EQ(told("privat 030 1234567", "DE"), "unknown home");
  const std::string_view two = "212-958-0142 (cell), 212-958-0143 (home)";
  EXPECT_EQ(told(two), "unknown mobile");
  EXPECT_EQ(told(two, "US", 1), "unknown home");
}

TEST(Label, IsAbsentWhereTheWordsSpeakOfSomethingElse) {
  EXPECT_EQ(told("I'm home now, call 212-958-0142"), "sender");
  EXPECT_EQ(told("when I get home I will call 212-958-0142"), "sender");
}

TEST(Change, TellsNewFromOld) {
  const std::string_view text = "旧号13800001234停用，新号13900005678";
  EXPECT_EQ(told(text, "CN"), "unknown old");
  EXPECT_EQ(told(text, "CN", 1), "unknown new");
  EXPECT_EQ(told("my new number is 212-958-0142"), "sender new");
  EXPECT_EQ(told("New number! 212-958-0142"), "unknown new");
  EXPECT_EQ(told("сменил номер: теперь +7 916 000 77 88", "RU"), "sender new");
}

TEST(Change, IsAbsentWhereNothingChanged) {
  EXPECT_EQ(told("我号没变，还是13600002020", "CN"), "sender");
  EXPECT_EQ(told("my old friend Tom: 212-958-0142"), "third_party Tom");
}

TEST(Owner, IsNamedInManyLanguages) {
  EXPECT_EQ(told("Kasia ma nowy numer: 601 234 118", "PL"), "third_party Kasia new");
  EXPECT_EQ(told("Pak Budi: 0812 4118 2440", "ID"), "third_party Pak Budi");
  EXPECT_EQ(told("चाचा 98410 41182", "IN"), "third_party चाचा");
  EXPECT_EQ(told("김민수 팀장님 010-7118-2440", "KR"), "third_party 김민수 팀장님");
  EXPECT_EQ(told("voici le 77 501 28 36 de Mamadou", "SN"), "third_party Mamadou");
  EXPECT_EQ(told("numaram 0532 118 24 40", "TR"), "sender");
}

TEST(Owner, IsNotTheOneWhoSpeaksInQuotes) {
  EXPECT_EQ(told("She goes \"text me\" and gives me 951.555.0171"), "third_party");
}

TEST(Owner, IsWhoseTheWordsSayAndNotWhoIsMerelyMentioned) {
  EXPECT_EQ(told("Ich geb dir Toms Nummer, aber du hast sie nicht von mir: 0171 1234567", "DE"),
            "third_party Tom");
}

}  // namespace
}  // namespace phonebook::testing
