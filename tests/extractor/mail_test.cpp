#include "extractor/mail.h"

#include <gtest/gtest.h>

#include "tests/extractor/found.h"

namespace phonebook::testing {
namespace {

TEST(Mail, IsFoundAsWritten) {
  EXPECT_EQ(found("write to Jane.Roe@Example.COM!"), "email jane.roe@example.com");
  EXPECT_EQ(found("(first.last@example.edu)"), "email first.last@example.edu");
  EXPECT_EQ(found("o'brien@example.org"), "email o'brien@example.org");
  EXPECT_EQ(found("team+news@sub.example.co.uk."), "email team+news@sub.example.co.uk");
  EXPECT_EQ(found("a@example.com,b@example.com"), "email a@example.com, email b@example.com");
}

TEST(Mail, EndsWhereGluedTextBegins) {
  EXPECT_EQ(found("メールはken@example.co.jpまで", "JP"), "email ken@example.co.jp");
  EXPECT_EQ(found("邮箱li@example.com谢谢", "CN"), "email li@example.com");
  EXPECT_EQ(found("see a@example.com.Thanks"), "email a@example.com");
}

TEST(Mail, HasInternationalNames) {
  EXPECT_EQ(found("jörg.müller@example.de", "DE"), "email jörg.müller@example.de");
  EXPECT_EQ(found("info@müller.example"), "email info@müller.example");
  EXPECT_EQ(found("info@xn--mller-kva.example"), "email info@müller.example");
  EXPECT_EQ(found("иван@пример.рф", "RU"), "email иван@пример.рф");
  EXPECT_EQ(found("邮箱是张三@例子.公司哦", "CN"), "email 张三@例子.公司");
}

TEST(Mail, IsFoundWhenSpelled) {
  for (const std::string_view text :
       {"sara [at] example [dot] org", "sara(at)example(dot)org", "sara at example dot org",
        "sara arroba example punto org", "sara собака example точка org", "sara arobase example point org",
        "sara＠example.org", "sara（at）example。org", "sara艾特example点org", "sara@\nexample.org",
        "sara (@) example.org", "sara@example dot org"})
    EXPECT_EQ(found(text), "email sara@example.org") << text;
  EXPECT_EQ(found("john dot smith at example dot com is me"), "email john.smith@example.com");
  EXPECT_EQ(found("max underscore moe at example dot com"), "email max_moe@example.com");
}

TEST(Mail, IsNotReadFromOtherThings) {
  for (const std::string_view text : {"git@github.com:acme/tool.git",
                                      "npm i foo@1.2.3",
                                      "actions/checkout@v4.1.1",
                                      "app@sha256:958014",
                                      "ssh root@host.example.com",
                                      "root@10.0.0.12",
                                      "@user@example.social",
                                      "icon@2x.png",
                                      "https://user:secret@example.com/x",
                                      "look at example dot com",
                                      "meet me at example.com",
                                      "foo@bar",
                                      "j***e@example.com",
                                      "a@b@example.com",
                                      "@",
                                      "@@@@",
                                      "x@",
                                      "@example.com",
                                      "jabber: jan@example.org",
                                      "2 @ $5.00"})
    EXPECT_EQ(found(text), "") << text;
}

TEST(Mail, IsReadFromLinks) {
  EXPECT_EQ(found("<a href=\"mailto:dana@example.com?subject=x\">mail me</a>", "US", true),
            "email dana@example.com");
  EXPECT_EQ(found("<a href=\"mailto:dana@example.com\">dana@example.com</a>", "US", true),
            "email dana@example.com");
  EXPECT_EQ(mail_address("Dana@Example.com?subject=1"), "dana@example.com");
  EXPECT_EQ(mail_address("no address"), "");
}

}  // namespace
}  // namespace phonebook::testing
