// Business cards through a real Kannel: its bearerbox and smsbox, with a centre behind them that delivers,
// refuses, forgets. What arrived is put together again by a reader that knows nothing of us
// (tests/lab/short_messages.py).
#include <gtest/gtest.h>

#include <thread>

#include "tests/lab/kannel_gateway.h"
#include "tests/transports/sandbox.h"
#include "transports/wap/delivery_reports.h"
#include "transports/wap/sendsms.h"
#include "transports/wap/sms_card.h"
#include "transports/wap/wap_phone.h"
#include "transports/wap/wap_route.h"

namespace phonebook {
namespace {

using namespace std::chrono_literals;
using testing::KannelGateway;
using testing::Sandbox;

constexpr const char* kNumber = "+4915112345678";

Contact person(const std::string& name, const std::string& number = "+8613800001234") {
  Contact c = new_contact();
  c.formatted_name = name;
  c.numbers = {{.number = number, .types = {"cell"}}};
  c.mails = {{.address = "bob@example.com"}};
  return c;
}
// Three messages: two numbers, two mails and names that are not ASCII.
Contact long_person() {
  Contact c = person("Мария Ивановна Кузнецова");
  c.numbers.push_back({.number = "+74951234567", .types = {"work"}});
  c.mails.push_back({.address = "maria.ivanovna.kuznetsova@example.org"});
  c.organisation = {"Общество"};
  return c;
}

class Kannel : public ::testing::Test {
 protected:
  explicit Kannel(const char* centre = "smpp") : kannel_(centre) {
    EXPECT_TRUE(save_gateway(kannel_.gateway()));
  }

  std::unique_ptr<Phone> open() {
    auto phone = WapRoute().open(kNumber);
    EXPECT_TRUE(phone) << phone.error().text();
    return *std::move(phone);
  }
  std::vector<Result<std::string>> send(const std::vector<Contact>& contacts,
                                        const Task& task = {.patience = 20s}) {
    return open()->add_all(contacts, task);
  }
  std::vector<std::string> arrived() { return kannel_.ask("cards"); }

  Sandbox sandbox_;
  KannelGateway kannel_;
};

class KannelWithItsOwnCentre : public Kannel {
 protected:
  KannelWithItsOwnCentre() : Kannel("fake") {}
};

TEST_F(Kannel, ACardInOneMessageArrivesOctetForOctet) {
  const Contact bob = person("Bob Builder");
  const auto sent = send({bob});
  ASSERT_TRUE(sent.at(0)) << sent[0].error().text();
  EXPECT_EQ(*sent[0], bob.uid);
  EXPECT_EQ(arrived(), std::vector{write_sms_card(bob)});
  EXPECT_EQ(kannel_.ask("messages").size(), 1U);
}

TEST_F(Kannel, ACardInSeveralMessagesArrivesOctetForOctetWhereTheAccountAllowsOneAtATime) {
  const Contact maria = long_person();
  const std::string card = write_sms_card(maria);
  ASSERT_GT(count_sms(card.size()), 2U);
  ASSERT_TRUE(send({maria}).at(0));
  EXPECT_EQ(arrived(), std::vector{card});
  EXPECT_EQ(kannel_.ask("messages").size(), count_sms(card.size()));
}

TEST_F(KannelWithItsOwnCentre, TheSameThroughKannelsOwnCentre) {
  const std::vector<Contact> both = {person("Bob Builder"), long_person()};
  for (const auto& sent : send(both)) EXPECT_TRUE(sent) << sent.error().text();
  EXPECT_EQ(arrived(), (std::vector{write_sms_card(both[0]), write_sms_card(both[1])}));
}

TEST_F(Kannel, ThreeContactsAreThreeCardsInOrder) {
  const std::vector<Contact> people = {long_person(), person("Bob"), long_person()};
  const auto sent = send(people);
  ASSERT_EQ(sent.size(), 3U);
  std::vector<std::string> cards;
  for (std::size_t i = 0; i < 3; ++i) {
    ASSERT_TRUE(sent[i]) << sent[i].error().text();
    EXPECT_EQ(*sent[i], people[i].uid);
    cards.push_back(write_sms_card(people[i]));
  }
  EXPECT_EQ(arrived(), cards);
}

TEST_F(Kannel, WhatThePersonIsToldBeforehandIsWhatGoesOut) {
  const std::vector<Contact> people = {long_person(), person("Bob")};
  const auto phone = open();
  const auto toll = phone->toll(people);
  ASSERT_TRUE(toll && *toll);
  EXPECT_TRUE((*toll)->in_clear);
  EXPECT_FALSE((*toll)->agreed);
  EXPECT_EQ((*toll)->through, "127.0.0.1");
  static_cast<void>(phone->add_all(people, {.patience = 20s}));
  EXPECT_EQ(kannel_.ask("messages").size(), (*toll)->messages);
}

TEST_F(Kannel, ACardOverTheLimitIsRefusedWithTheNumberAndCostsNothing) {
  Gateway gateway = kannel_.gateway();
  gateway.parts = 2;
  ASSERT_TRUE(save_gateway(gateway));
  const std::vector<Contact> people = {long_person(), person("Bob")};
  const auto phone = open();
  EXPECT_EQ((**phone->toll(people)).messages, 1U);
  EXPECT_EQ(*phone->toll({people.data(), 1}), std::nullopt);
  const auto sent = phone->add_all(people, {.patience = 20s});
  ASSERT_FALSE(sent.at(0));
  EXPECT_EQ(sent[0].error().code, Code::unsupported);
  EXPECT_NE(sent[0].error().sentence.find(std::to_string(count_sms(write_sms_card(people[0]).size()))),
            std::string::npos);
  EXPECT_TRUE(sent.at(1));
  EXPECT_EQ(arrived(), std::vector{write_sms_card(people[1])});
}

TEST_F(Kannel, ANetworkThatRefusesIsDeniedInItsWordsAndTheRestIsNotSent) {
  kannel_.tell("mode refuse");
  const auto sent = send({person("Bob"), person("Ann")});
  EXPECT_EQ(sent.at(0).error().code, Code::denied);
  EXPECT_NE(sent[0].error().sentence.find("Invalid Destination Address"), std::string::npos)
      << sent[0].error().sentence;
  EXPECT_EQ(sent.at(1).error().code, Code::denied);
  EXPECT_TRUE(arrived().empty());
}

TEST_F(Kannel, ANetworkThatGivesUpIsUnreachableAndTheRestIsNotSent) {
  for (const auto& [mode, words] : {std::pair("fail", "UNDELIV"), std::pair("reject", "REJECTD")}) {
    const std::size_t before = kannel_.ask("messages").size();
    kannel_.tell(std::string("mode ") + mode);
    const auto sent = send({person("Bob"), person("Ann")});
    EXPECT_EQ(sent.at(0).error().code, Code::unreachable);
    EXPECT_NE(sent[0].error().sentence.find(words), std::string::npos) << sent[0].error().sentence;
    EXPECT_EQ(sent.at(1).error().code, Code::unreachable);
    EXPECT_EQ(kannel_.ask("messages").size(), before + 1);
  }
}

TEST_F(Kannel, NoWordMeansNobodyKnowsAndTheRestIsNotSent) {
  kannel_.tell("mode silent");
  const auto sent = send({person("Bob"), person("Ann")}, {.patience = 1s});
  EXPECT_EQ(sent.at(0).error().code, Code::uncertain);
  EXPECT_NE(sent[0].error().sentence.find("no word"), std::string::npos);
  EXPECT_EQ(sent.at(1).error().code, Code::unreachable);
  EXPECT_EQ(arrived().size(), 1U);
}

TEST_F(Kannel, APhoneThatIsOffIsToldAsSuch) {
  kannel_.tell("mode buffer");
  const auto sent = send({person("Bob")}, {.patience = 1500ms});
  EXPECT_EQ(sent.at(0).error().code, Code::uncertain);
  EXPECT_NE(sent[0].error().sentence.find("phone is on"), std::string::npos) << sent[0].error().sentence;
}

TEST_F(Kannel, ReportsInTheWrongOrderAreStillAllOfThem) {
  kannel_.tell("mode hold");
  std::thread network([this] {
    while (kannel_.ask("messages").size() < 3) std::this_thread::sleep_for(20ms);
    std::this_thread::sleep_for(100ms);
    kannel_.tell("release DELIVRD");  // the last message's first
  });
  const auto sent = send({long_person()}, {.patience = 30s});
  network.join();
  EXPECT_TRUE(sent.at(0)) << sent[0].error().text();
}

TEST_F(Kannel, OnePartThatIsLostIsTheWholeCard) {
  // Kannel would tell of the first part alone, had it split the card.
  kannel_.tell("mode hold");
  std::thread network([this] {
    while (kannel_.ask("messages").size() < 3) std::this_thread::sleep_for(20ms);
    std::this_thread::sleep_for(100ms);
    kannel_.tell("release_one DELIVRD");
    kannel_.tell("release UNDELIV");
  });
  const auto sent = send({long_person()}, {.patience = 30s});
  network.join();
  ASSERT_FALSE(sent.at(0));
  EXPECT_EQ(sent[0].error().code, Code::unreachable);
}

TEST_F(Kannel, ANumberThatItMayNotSendToIsDeniedInItsWords) {
  const auto phone = WapRoute().open("+8881234567");
  ASSERT_TRUE(phone);
  const auto sent = (*phone)->add(person("Bob"), {.patience = 20s});
  EXPECT_EQ(sent.error().code, Code::denied);
  EXPECT_NE(sent.error().sentence.find("Not routable"), std::string::npos) << sent.error().sentence;
}

TEST_F(Kannel, AWrongPasswordIsDeniedAndNeverRepeated) {
  Gateway gateway = kannel_.gateway();
  gateway.password = "tell-nobody";
  ASSERT_TRUE(save_gateway(gateway));
  const auto sent = send({person("Bob"), person("Ann")});
  for (const auto& one : sent) {
    EXPECT_EQ(one.error().code, Code::denied);
    EXPECT_EQ(one.error().text().find("tell-nobody"), std::string::npos);
  }
  EXPECT_EQ(check_gateway(gateway).error().code, Code::denied);
  EXPECT_TRUE(arrived().empty());
}

TEST_F(Kannel, CheckingSendsNothing) {
  EXPECT_TRUE(check_gateway(kannel_.gateway()));
  Gateway elsewhere = kannel_.gateway();
  elsewhere.url += "/elsewhere";
  EXPECT_EQ(check_gateway(elsewhere).error().code, Code::denied);
  EXPECT_TRUE(arrived().empty());
}

TEST_F(Kannel, AGatewayThatIsGoneIsUnreachableAndDiscoverySaysWhatToDo) {
  const std::vector<KnownPhone> known = {{{"wap", kNumber}, "Old Nokia"}};
  EXPECT_EQ(WapRoute().discover(known, {}).at(0).state, PhoneState::ready);
  kannel_.tell("stop");
  const auto found = WapRoute().discover(known, {});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].state, PhoneState::passed_over);
  EXPECT_FALSE(found[0].reason.empty() || found[0].cure.empty());
  EXPECT_EQ(send({person("Bob")}).at(0).error().code, Code::unreachable);
}

TEST_F(Kannel, AGatewayThatFallsSilentMayHaveTakenTheLastMessageOnly) {
  kannel_.tell("freeze");
  EXPECT_EQ(send({person("Bob")}, {.patience = 500ms}).at(0).error().code, Code::uncertain);
  const auto sent = send({long_person()}, {.patience = 500ms});
  EXPECT_EQ(sent.at(0).error().code, Code::unreachable) << sent[0].error().text();
}

TEST_F(Kannel, AGatewayThatDiesAfterItTookTheCardLeavesItOpen) {
  kannel_.tell("mode vanish");
  const auto sent = send({person("Bob")}, {.patience = 2s});
  ASSERT_FALSE(sent.at(0));
  EXPECT_EQ(sent[0].error().code, Code::uncertain) << sent[0].error().text();
}

TEST_F(Kannel, WithoutReportsNothingIsEverCertain) {
  Gateway gateway = kannel_.gateway();
  gateway.reports.reset();
  ASSERT_TRUE(save_gateway(gateway));
  EXPECT_EQ(send({person("Bob")}).at(0).error().code, Code::uncertain);
  while (arrived().empty()) std::this_thread::sleep_for(20ms);
}

TEST_F(Kannel, ACancelledTaskHandsNothingOver) {
  const auto sent = send({person("Bob"), person("Ann")}, {.cancelled_by_person = [] { return true; }});
  for (const auto& one : sent) EXPECT_EQ(one.error().code, Code::cancelled);
  EXPECT_TRUE(arrived().empty());
}

TEST_F(Kannel, CancellingBetweenMessagesSendsNoMoreAndTheCardIsSurelyNotThere) {
  int asked = 0;
  const Task task{
      .cancelled_by_person = [&] { return ++asked > 2; }};  // once at the card, then at each message
  const auto sent = send({long_person(), person("Bob")}, task);
  EXPECT_EQ(sent.at(0).error().code, Code::cancelled) << sent[0].error().text();
  EXPECT_EQ(sent.at(1).error().code, Code::cancelled);
  EXPECT_TRUE(arrived().empty());
}

TEST_F(Kannel, CancellingTheWaitLeavesItOpen) {
  kannel_.tell("mode silent");
  int asked = 0;
  const Task task{.cancelled_by_person = [&] { return ++asked > 2; }, .patience = 1h};
  EXPECT_EQ(send({person("Bob")}, task).at(0).error().code, Code::uncertain);
}

TEST_F(Kannel, APortForReportsThatIsTakenSendsNothing) {
  Gateway gateway = kannel_.gateway();
  auto other = DeliveryReports::listen({});
  ASSERT_TRUE(other);
  const std::string url = (*other)->url("");
  gateway.reports = parse_reports_address(url.substr(7, url.find('/', 7) - 7));
  ASSERT_TRUE(gateway.reports && save_gateway(gateway));
  EXPECT_EQ(send({person("Bob")}).at(0).error().code, Code::unreachable);
  EXPECT_TRUE(arrived().empty());
}

}  // namespace
}  // namespace phonebook
