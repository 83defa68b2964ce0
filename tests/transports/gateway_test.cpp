// The gateway that the person set up: what is kept, what is refused, and who can read it.
#include "transports/wap/gateway.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/transports/sandbox.h"

namespace phonebook {
namespace {

using testing::content_of;
using testing::put;
using testing::Sandbox;

Gateway kannel() {
  return {.url = "http://localhost:13013/cgi-bin/sendsms",
          .user = "pidgin",
          .password = "se\"cret",
          .from = "+4915112345678",
          .parts = 4,
          .reports = ReportsAddress{},
          .consent = Consent::each};
}

class GatewayFile : public ::testing::Test {
 protected:
  Sandbox sandbox_;
};

TEST_F(GatewayFile, ComesBackAsItWasSaved) {
  EXPECT_EQ(*load_gateway(), std::nullopt);
  Gateway gateway = kannel();
  ASSERT_TRUE(save_gateway(gateway));
  EXPECT_EQ(*load_gateway(), gateway);
  gateway.reports.reset();
  gateway.consent = Consent::given;
  gateway.from.clear();
  ASSERT_TRUE(save_gateway(gateway));
  EXPECT_EQ(*load_gateway(), gateway);
  ASSERT_TRUE(remove_gateway());
  EXPECT_EQ(*load_gateway(), std::nullopt);
  EXPECT_EQ(remove_gateway().error().code, Code::not_found);
}

TEST_F(GatewayFile, IsForItsOwnerAlone) {
  ::umask(0);
  ASSERT_TRUE(save_gateway(kannel()));
  struct stat status {};
  ASSERT_EQ(::stat(gateway_file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);

  ASSERT_EQ(::chmod(gateway_file().c_str(), 0640), 0);
  const auto open_to_others = load_gateway();
  ASSERT_FALSE(open_to_others);
  EXPECT_EQ(open_to_others.error().code, Code::denied);
  EXPECT_NE(open_to_others.error().sentence.find("chmod 600"), std::string::npos);
}

TEST_F(GatewayFile, IsNeverWrittenOverWhenItCannotBeUnderstood) {
  ASSERT_TRUE(save_gateway(kannel()));
  const std::string good = content_of(gateway_file());
  for (const auto& [from, to] :
       std::initializer_list<std::pair<std::string, std::string>>{{"\"version\": 1", "\"version\": 2"},
                                                                  {"\"version\": 1", "\"version\": \"1\""},
                                                                  {"{", "["},
                                                                  {"\"parts\": 4", "\"parts\": 0"},
                                                                  {"\"parts\": 4", "\"parts\": -4"},
                                                                  {"\"parts\": 4", "\"parts\": 1e300"},
                                                                  {"\"each\"", "\"always\""},
                                                                  {"127.0.0.1:0", "example.org:0"},
                                                                  {"http:", "file:"}}) {
    std::string bad = good;
    ASSERT_NE(bad.find(from), std::string::npos) << from;
    bad.replace(bad.find(from), from.size(), to);
    put(gateway_file(), bad);
    const auto loaded = load_gateway();
    ASSERT_FALSE(loaded) << to;
    EXPECT_EQ(loaded.error().code, Code::invalid_input);
    EXPECT_EQ(loaded.error().where, gateway_file().string());
    EXPECT_FALSE(save_gateway(kannel()));
    EXPECT_EQ(content_of(gateway_file()), bad);
  }
  EXPECT_TRUE(remove_gateway());
}

TEST_F(GatewayFile, NoSentenceHoldsThePassword) {
  Gateway gateway = kannel();
  gateway.password = "tell-nobody";
  ASSERT_TRUE(save_gateway(gateway));
  std::string bad = content_of(gateway_file());
  bad.replace(bad.find("\"version\": 1"), 12, "\"version\": 9");
  put(gateway_file(), bad);
  EXPECT_EQ(load_gateway().error().text().find("tell-nobody"), std::string::npos);
  gateway.password = "tell-nobody\n";
  EXPECT_EQ(checked_gateway(gateway).error().text().find("tell-nobody"), std::string::npos);
}

TEST(Gateway, WithoutAPathIsKannels) {
  Gateway gateway = kannel();
  gateway.url = " http://sms.example.org:13013 ";
  EXPECT_EQ(checked_gateway(gateway)->url, "http://sms.example.org:13013/cgi-bin/sendsms");
  gateway.url = "https://sms.example.org/send";
  EXPECT_EQ(checked_gateway(gateway)->url, "https://sms.example.org/send");
}

TEST(Gateway, IsRefusedWhereItCouldNotWorkOrWouldShowItsPassword) {
  const auto refused = [](auto change) {
    Gateway gateway = kannel();
    change(gateway);
    const auto checked = checked_gateway(gateway);
    return !checked && checked.error().code == Code::invalid_input && !checked.error().sentence.empty();
  };
  for (const char* url :
       {"", "localhost:13013", "ftp://example.org/", "file:///etc/passwd", "http://", "http://u:p@h/",
        "http://u@h/", "http://h/x?to=1", "http://h/#x", "http://h:99999/", "http://h /"})
    EXPECT_TRUE(refused([&](Gateway& g) { g.url = url; })) << url;
  for (const char* user : {"", " pidgin", "pid\ngin", "pid\rgin"})
    EXPECT_TRUE(refused([&](Gateway& g) { g.user = user; })) << user;
  for (const char* password : {"", "secret ", "a\nX-Kannel-To: +1234"})
    EXPECT_TRUE(refused([&](Gateway& g) { g.password = password; })) << password;
  for (const char* from : {"+", "+49151123456789012", "twelve chars", "a\nb", "Müller"})
    EXPECT_TRUE(refused([&](Gateway& g) { g.from = from; })) << from;
  for (const std::size_t parts : {0U, 256U}) EXPECT_TRUE(refused([&](Gateway& g) { g.parts = parts; }));
  for (const char* from : {"", "+4915112345678", "5551", "Pidgin"})
    EXPECT_FALSE(refused([&](Gateway& g) { g.from = from; })) << from;
}

TEST(Gateway, KnowsWhetherItIsOnThisMachine) {
  const auto here = [](const char* url) { return is_on_this_machine({.url = url}); };
  for (const char* url : {"http://localhost:1/", "http://LOCALHOST/", "https://127.0.0.1/",
                          "http://127.9.9.9/", "http://[::1]:5/"})
    EXPECT_TRUE(here(url)) << url;
  for (const char* url : {"http://example.org/", "http://127.0.0.1.example.org/", "http://192.168.1.5/",
                          "http://localhost.example.org/"})
    EXPECT_FALSE(here(url)) << url;
}

TEST(ReportsAddress, IsAnAddressInDigitsAndPerhapsAPort) {
  EXPECT_EQ(parse_reports_address("127.0.0.1:13099")->text(), "127.0.0.1:13099");
  EXPECT_EQ(parse_reports_address("192.168.1.5")->text(), "192.168.1.5:0");
  EXPECT_EQ(parse_reports_address("[::1]:80")->text(), "[::1]:80");
  EXPECT_EQ(parse_reports_address("[fe80::1]")->text(), "[fe80::1]:0");
  for (const char* bad :
       {"", ":80", "localhost:80", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:8x", "[::1",
        "[::1]80", "[127.0.0.1]:80", "::1:80", "300.1.1.1:1", "0.0.0.0:1", "[::]:1"})
    EXPECT_EQ(parse_reports_address(bad), std::nullopt) << bad;
}

}  // namespace
}  // namespace phonebook
