// Delivery reports over real sockets: what Kannel says, in any order, and what others try.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "transports/wap/delivery_reports.h"

namespace phonebook {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using State = Delivery::State;

// A connection of another program's.
class Stranger {
 public:
  explicit Stranger(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval limit{20, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~Stranger() { ::close(fd_); }
  Stranger(const Stranger&) = delete;
  Stranger& operator=(const Stranger&) = delete;

  bool say(const std::string& bytes) const {
    return connected_ &&
           ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
  }
  // The answer's status; 0 when the other side hung up.
  int hear() const {
    char buffer[512];
    const ssize_t got = ::recv(fd_, buffer, sizeof buffer, 0);
    const std::string answer(buffer, got > 0 ? static_cast<std::size_t>(got) : 0);
    return answer.starts_with("HTTP/1.1 ") ? std::stoi(answer.substr(9, 3)) : 0;
  }

 private:
  int fd_;
  bool connected_ = false;
};

class Reports : public ::testing::Test {
 protected:
  void SetUp() override {
    auto listening = DeliveryReports::listen({});
    ASSERT_TRUE(listening) << listening.error().text();
    reports_ = *std::move(listening);
    one_ = reports_->expect();
    two_ = reports_->expect();
    const std::string url = reports_->url(one_);
    constexpr std::string_view kRoot = "http://127.0.0.1:";
    ASSERT_TRUE(url.starts_with(kRoot)) << url;
    port_ = static_cast<std::uint16_t>(std::stoi(url.substr(kRoot.size())));
  }

  int get(const std::string& path) const {
    const Stranger stranger(port_);
    return stranger.say("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n") ? stranger.hear() : 0;
  }
  int tell(const std::string& token, int type, const std::string& answer = "") const {
    return get("/" + token + "?type=" + std::to_string(type) + "&answer=" + answer);
  }
  Delivery look(std::initializer_list<std::string> tokens) const {
    return reports_->wait(std::vector<std::string>(tokens), steady_clock::now(), {});
  }

  std::unique_ptr<DeliveryReports> reports_;
  std::string one_, two_;
  std::uint16_t port_ = 0;
};

TEST_F(Reports, KannelIsToldWhereAndWhat) {
  EXPECT_NE(one_, two_);
  EXPECT_EQ(reports_->url(one_),
            "http://127.0.0.1:" + std::to_string(port_) + "/" + one_ + "?type=%d&answer=%A");
}

TEST_F(Reports, AllMessagesOfACardMustBeDelivered) {
  EXPECT_EQ(tell(one_, 1), 200);
  EXPECT_EQ(look({one_}).state, State::delivered);
  EXPECT_EQ(look({one_, two_}).state, State::open);
  EXPECT_EQ(tell(two_, 1), 200);
  EXPECT_EQ(look({one_, two_}).state, State::delivered);
}

TEST_F(Reports, OneThatFailedEndsTheCard) {
  tell(one_, 1);
  tell(two_, 2, "id:07+sub:001+dlvrd:000+stat:UNDELIV+err:027+text:");
  EXPECT_EQ(look({one_, two_}).state, State::failed);
  EXPECT_EQ(look({one_, two_}).words, "UNDELIV");
}

TEST_F(Reports, OneThatTheNetworkRefusedEndsTheCardWithItsWords) {
  tell(one_, 16, "NACK%2F0x0000000b%2FInvalid+Destination+Address");
  EXPECT_EQ(look({one_, two_}).state, State::refused);
  EXPECT_EQ(look({one_, two_}).words, "Invalid Destination Address");
}

TEST_F(Reports, HandedOverIsNotDelivered) {
  EXPECT_EQ(tell(one_, 8, "ACK%2F"), 200);
  EXPECT_EQ(look({one_}).state, State::open);
  EXPECT_TRUE(look({one_}).handed_over);
  EXPECT_FALSE(look({one_, two_}).handed_over);
}

TEST_F(Reports, KeptByTheNetworkIsStillWaitedFor) {
  tell(one_, 8);
  tell(one_, 4);
  EXPECT_EQ(look({one_}).state, State::open);
  EXPECT_TRUE(look({one_}).buffered);
  tell(one_, 1);
  EXPECT_EQ(look({one_}).state, State::delivered);
}

TEST_F(Reports, TheOrderDoesNotMatterAndTheFirstEndingStands) {
  tell(one_, 1);
  EXPECT_EQ(tell(one_, 8), 200);
  EXPECT_EQ(tell(one_, 2), 200);
  EXPECT_EQ(tell(one_, 1), 200);
  EXPECT_EQ(look({one_}).state, State::delivered);
  tell(two_, 2);
  tell(two_, 1);
  EXPECT_EQ(look({two_}).state, State::failed);
}

TEST_F(Reports, WhatNamesNoMessageOfOursChangesNothing) {
  const std::string foreign = "00000000-0000-4000-8000-000000000000";
  EXPECT_EQ(tell(foreign, 1), 404);
  for (const std::string& path :
       {std::string("/"), "/" + one_, "/" + one_ + "?type=3", "/" + one_ + "?type=", "/" + one_ + "?type=01",
        "/" + one_ + "?type=1%00", "/" + one_ + "/?type=1", "/" + one_ + "x?type=1", "//" + one_ + "?type=1",
        "/x?type=1&answer=" + one_, "/../" + one_ + "?type=1", "/" + one_.substr(0, 35) + "?type=1"})
    EXPECT_EQ(get(path), 404) << path;
  EXPECT_EQ(look({one_}).state, State::open);
  EXPECT_FALSE(look({one_}).handed_over);
}

TEST_F(Reports, OnlyGetIsHeard) {
  for (const char* method : {"POST", "PUT", "DELETE", "HEAD", "BREW"}) {
    const Stranger stranger(port_);
    ASSERT_TRUE(stranger.say(std::string(method) + " /" + one_ +
                             "?type=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"));
    EXPECT_EQ(stranger.hear(), 404) << method;
  }
  EXPECT_EQ(look({one_}).state, State::open);
}

TEST_F(Reports, NoiseEndlessHeadersAndManyConnectionsDoNotSilenceTheGateway) {
  {
    const Stranger noise(port_);
    noise.say(std::string("\x16\x03\x01\0\0garbage\r\n\r\n", 16));
    const Stranger endless(port_);
    endless.say("GET /" + std::string(100'000, 'a'));
    std::vector<std::unique_ptr<Stranger>> many;
    for (int i = 0; i < 100; ++i) many.push_back(std::make_unique<Stranger>(port_));
    for (const auto& stranger : many) stranger->say("GET /");
  }
  for (int tries = 0; tries < 200 && tell(one_, 1) != 200; ++tries) std::this_thread::sleep_for(50ms);
  EXPECT_EQ(look({one_}).state, State::delivered);
}

TEST_F(Reports, WaitingEndsWithTheReport) {
  std::thread gateway([&] {
    std::this_thread::sleep_for(50ms);
    tell(one_, 8);
    tell(one_, 1);
  });
  EXPECT_EQ(reports_->wait(std::vector{one_}, steady_clock::now() + 1min, {}).state, State::delivered);
  gateway.join();
}

TEST_F(Reports, WaitingEndsWhenThePersonSaysSo) {
  const Task task{.cancelled_by_person = [] { return true; }};
  EXPECT_EQ(reports_->wait(std::vector{one_}, steady_clock::now() + 1h, task).state, State::open);
}

TEST_F(Reports, APortThatIsTakenIsSaidWithACure) {
  const auto taken = DeliveryReports::listen({"127.0.0.1", port_});
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, Code::unreachable);
  EXPECT_NE(taken.error().sentence.find("--reports"), std::string::npos);
  EXPECT_NE(taken.error().sentence.find("in use"), std::string::npos) << taken.error().sentence;
  EXPECT_FALSE(DeliveryReports::listen({"203.0.113.7", 0}));  // TEST-NET-3, nobody's
}

TEST(ReportWords, AreCleanShortAndForAPerson) {
  EXPECT_EQ(words_of_report("NACK/no SMSC"), "no SMSC");
  EXPECT_EQ(words_of_report("NACK/0x00000058/Throttled"), "Throttled");
  EXPECT_EQ(words_of_report("ACK/"), "");
  EXPECT_EQ(words_of_report("id:1 stat:EXPIRED err:000"), "EXPIRED");
  EXPECT_EQ(words_of_report(""), "");
  const std::string wild = words_of_report("\x1b[31m\xff" + std::string(1'000'000, 'a'));
  EXPECT_LE(wild.size(), 100U);
  EXPECT_EQ(wild.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace phonebook
