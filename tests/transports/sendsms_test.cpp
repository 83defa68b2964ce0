// The gateway's HTTP face against gateways that misbehave: what was asked, how often, and what is made of the
// answer.
#include "transports/wap/sendsms.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace phonebook {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;

// Hears whole requests on a loopback port and gives one prepared answer to each; "" hangs up, kMute says
// nothing.
class ScriptedGateway {
 public:
  static constexpr const char* kMute = "mute";

  explicit ScriptedGateway(std::string answer)
      : answer_(std::move(answer)), fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(fd_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(fd_, 8), 0);
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~ScriptedGateway() {
    ending_ = true;
    thread_.join();
    ::close(fd_);
  }
  ScriptedGateway(const ScriptedGateway&) = delete;
  ScriptedGateway& operator=(const ScriptedGateway&) = delete;

  [[nodiscard]] Gateway gateway() const {
    return {.url = "http://127.0.0.1:" + std::to_string(port_) + "/cgi-bin/sendsms",
            .user = "pidgin",
            .password = "tell-nobody",
            .from = "5551"};
  }
  [[nodiscard]] std::vector<std::string> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

 private:
  void serve() {
    while (!ending_) {
      pollfd waiting{fd_, POLLIN, 0};
      if (::poll(&waiting, 1, 20) <= 0) continue;
      const int client = ::accept(fd_, nullptr, nullptr);
      const timeval limit{5, 0};
      ::setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
      std::string request;
      char buffer[4096];
      while (!is_whole(request)) {
        const ssize_t got = ::recv(client, buffer, sizeof buffer, 0);
        if (got <= 0) break;
        request.append(buffer, static_cast<std::size_t>(got));
      }
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
      }
      if (answer_ == kMute) {
        while (!ending_ && ::recv(client, buffer, sizeof buffer, 0) < 0) continue;
      } else {
        ::send(client, answer_.data(), answer_.size(), MSG_NOSIGNAL);
      }
      ::close(client);
    }
  }
  static bool is_whole(const std::string& request) {
    const std::size_t end = request.find("\r\n\r\n"), length = request.find("Content-Length: ");
    return end != std::string::npos && length != std::string::npos &&
           request.size() >= end + 4 + std::stoul(request.substr(length + 16));
  }

  std::string answer_;
  int fd_;
  std::uint16_t port_ = 0;
  std::atomic<bool> ending_ = false;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

std::string answer(const std::string& status, const std::string& body, const std::string& more = "") {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more +
         "\r\n" + body;
}

SmsRequest request() {
  return {.to = "+4915112345678",
          .sms = {"\x06\x05\x04\x23\xF4\x00\x00"s, "BEGIN:VCARD\r\n\0\xFF"s},
          .report_url = "http://127.0.0.1:9/t?type=%d&answer=%A"};
}

Result<void> send_to(const ScriptedGateway& scripted, std::chrono::milliseconds limit = 10s) {
  return send_sms(scripted.gateway(), request(), limit);
}

TEST(SendSms, SaysAllInHeadersAndNothingOfItselfInTheUrl) {
  const ScriptedGateway scripted(answer("202 Accepted", "0: Accepted for delivery"));
  ASSERT_TRUE(send_to(scripted));
  const auto requests = scripted.requests();
  ASSERT_EQ(requests.size(), 1U);
  const std::string& r = requests[0];
  EXPECT_TRUE(r.starts_with("POST /cgi-bin/sendsms HTTP/1.1\r\n")) << r;
  for (const char* header :
       {"X-Kannel-Username: pidgin", "X-Kannel-Password: tell-nobody", "X-Kannel-To: +4915112345678",
        "X-Kannel-From: 5551", "X-Kannel-Coding: 1", "X-Kannel-UDH: 06050423F40000", "X-Kannel-DLR-Mask: 31",
        "X-Kannel-DLR-Url: http://127.0.0.1:9/t?type=%d&answer=%A", "Content-Type: application/octet-stream"})
    EXPECT_NE(r.find("\r\n"s + header + "\r\n"), std::string::npos) << header << "\n" << r;
  for (const char* header : {"User-Agent", "Accept", "Expect"})
    EXPECT_EQ(r.find(header), std::string::npos) << r;
  EXPECT_TRUE(r.ends_with("\r\n\r\nBEGIN:VCARD\r\n\0\xFF"s));
}

TEST(SendSms, WithoutReportsAsksForNone) {
  const ScriptedGateway scripted(answer("202 Accepted", ""));
  Gateway gateway = scripted.gateway();
  gateway.from.clear();
  SmsRequest quiet = request();
  quiet.report_url.clear();
  ASSERT_TRUE(send_sms(gateway, quiet, 10s));
  EXPECT_EQ(scripted.requests().at(0).find("DLR"), std::string::npos);
  EXPECT_EQ(scripted.requests().at(0).find("X-Kannel-From"), std::string::npos);
}

TEST(SendSms, ARefusalIsToldInTheGatewaysWords) {
  for (const char* status : {"403 Forbidden", "400 Bad Request", "404 Not Found"}) {
    const ScriptedGateway scripted(answer(status, "Not\nroutable.\x1b[31m Do not try again."));
    const auto refused = send_to(scripted);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::denied);
    EXPECT_NE(refused.error().sentence.find("Not routable. [31m Do not try again."), std::string::npos)
        << refused.error().sentence;
    EXPECT_NE(refused.error().sentence.find(std::string(status).substr(0, 3)), std::string::npos);
  }
}

TEST(SendSms, APageForBrowsersIsNotRepeated) {
  const ScriptedGateway scripted(answer("404 Not Found", "<html>" + std::string(1000, 'x')));
  EXPECT_EQ(send_to(scripted).error().sentence.find("html"), std::string::npos);
}

TEST(SendSms, TakesNoMessagesJustNowIsSurelyNotSent) {
  const ScriptedGateway scripted(answer("503 Service Unavailable", "Temporal failure, try again later."));
  EXPECT_EQ(send_to(scripted).error().code, Code::unreachable);
}

TEST(SendSms, OtherTroubleInsideTheGatewayLeavesItOpen) {
  for (const char* status : {"500 Internal Server Error", "502 Bad Gateway", "504 Gateway Timeout"}) {
    const ScriptedGateway scripted(answer(status, ""));
    EXPECT_EQ(send_to(scripted).error().code, Code::uncertain) << status;
  }
}

TEST(SendSms, ARedirectIsNotFollowed) {
  const ScriptedGateway elsewhere(answer("202 Accepted", ""));
  const ScriptedGateway scripted(answer("302 Found", "", "Location: " + elsewhere.gateway().url + "\r\n"));
  EXPECT_EQ(send_to(scripted).error().code, Code::denied);
  EXPECT_TRUE(elsewhere.requests().empty());
}

TEST(SendSms, AGatewayThatHangsUpMayHaveTakenItAndIsAskedOnce) {
  const ScriptedGateway scripted("");
  EXPECT_EQ(send_to(scripted).error().code, Code::uncertain);
  EXPECT_EQ(send_to(scripted).error().code, Code::uncertain);
  EXPECT_EQ(scripted.requests().size(), 2U);
}

TEST(SendSms, AGatewayThatSaysNothingMayHaveTakenIt) {
  const ScriptedGateway scripted(ScriptedGateway::kMute);
  EXPECT_EQ(send_to(scripted, 300ms).error().code, Code::uncertain);
  EXPECT_EQ(scripted.requests().size(), 1U);
}

TEST(SendSms, NobodyThereIsSurelyNotSent) {
  Gateway gateway;
  {
    const ScriptedGateway gone("");
    gateway = gone.gateway();
  }
  const auto sent = send_sms(gateway, request(), 5s);
  EXPECT_EQ(sent.error().code, Code::unreachable);
  EXPECT_NE(sent.error().sentence.find("gateway --check"), std::string::npos);
  EXPECT_EQ(reach_gateway(gateway).error().code, Code::unreachable);
  EXPECT_EQ(check_gateway(gateway).error().code, Code::unreachable);
}

TEST(SendSms, ACertificateIsLookedAtBeforeAnythingIsSaid) {
  const ScriptedGateway scripted(answer("202 Accepted", ""));  // speaks no TLS at all
  Gateway gateway = scripted.gateway();
  gateway.url.replace(0, 4, "https");
  EXPECT_EQ(send_sms(gateway, request(), 5s).error().code, Code::unreachable);
  for (const std::string& heard : scripted.requests())
    EXPECT_EQ(heard.find("tell-nobody"), std::string::npos);
}

TEST(SendSms, AnAnswerWithoutEndIsCutOffAndItsStatusCounts) {
  const ScriptedGateway refusing("HTTP/1.1 403 Forbidden\r\n\r\n" + std::string(200'000, 'x'));
  const auto refused = send_to(refusing);
  EXPECT_EQ(refused.error().code, Code::denied);
  EXPECT_LT(refused.error().sentence.size(), 400U);
  const ScriptedGateway taking("HTTP/1.1 202 Accepted\r\n\r\n" + std::string(200'000, 'x'));
  EXPECT_TRUE(send_to(taking));
  std::string headers = "HTTP/1.1 103 Early Hints\r\n";
  for (int i = 0; i < 5000; ++i) headers += "X-Filler: " + std::string(90, 'x') + "\r\n";
  const ScriptedGateway babbling(headers + "\r\n" + answer("202 Accepted", ""));
  EXPECT_EQ(send_to(babbling).error().code, Code::uncertain);
}

TEST(SendSms, AProxyIsNotAskedForThisMachine) {
  const ScriptedGateway proxy(answer("202 Accepted", "")), scripted(answer("202 Accepted", ""));
  ::setenv("http_proxy", proxy.gateway().url.c_str(), 1);
  EXPECT_TRUE(send_to(scripted));
  ::unsetenv("http_proxy");
  EXPECT_TRUE(proxy.requests().empty());
  EXPECT_EQ(scripted.requests().size(), 1U);
}

TEST(SendSms, ANumberThatIsNoneIsNeverSaid) {
  const ScriptedGateway scripted(answer("202 Accepted", ""));
  SmsRequest bad = request();
  bad.to = "+1234\r\nX-Kannel-SMSC: x";
  EXPECT_EQ(send_sms(scripted.gateway(), bad, 5s).error().code, Code::invalid_input);
  EXPECT_TRUE(scripted.requests().empty());
}

TEST(CheckGateway, AsksForAMessageToNobody) {
  const ScriptedGateway scripted(answer("400 Bad Request", "Missing receiver(s) number(s), rejected"));
  EXPECT_TRUE(check_gateway(scripted.gateway()));
  const std::string heard = scripted.requests().at(0);
  EXPECT_EQ(heard.find("X-Kannel-To"), std::string::npos);
  EXPECT_EQ(heard.find("UDH"), std::string::npos);
}

TEST(CheckGateway, TellsAWrongPasswordFromAWrongPath) {
  const ScriptedGateway closed(answer("403 Forbidden", "Authorization failed for sendsms"));
  const auto refused = check_gateway(closed.gateway());
  EXPECT_EQ(refused.error().code, Code::denied);
  EXPECT_NE(refused.error().sentence.find("Authorization failed for sendsms"), std::string::npos);
  EXPECT_EQ(refused.error().sentence.find("tell-nobody"), std::string::npos);
  for (const char* status : {"200 OK", "202 Accepted", "404 Not Found"}) {
    const ScriptedGateway other(answer(status, ""));
    const auto wrong = check_gateway(other.gateway());
    EXPECT_EQ(wrong.error().code, Code::denied) << status;
    EXPECT_NE(wrong.error().sentence.find("path"), std::string::npos) << wrong.error().sentence;
  }
}

TEST(ReachGateway, OnlyKnocks) {
  const ScriptedGateway scripted(answer("202 Accepted", ""));
  EXPECT_TRUE(reach_gateway(scripted.gateway()));
  while (scripted.requests().empty()) std::this_thread::sleep_for(1ms);
  for (const std::string& heard : scripted.requests()) EXPECT_EQ(heard, "");
}

}  // namespace
}  // namespace phonebook
