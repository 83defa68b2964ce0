#include "extractor/handles.h"

#include <gtest/gtest.h>

#include "tests/extractor/found.h"

namespace phonebook::testing {
namespace {

TEST(Ids, AreFoundBehindTheServicesName) {
  EXPECT_EQ(found("QQ：2345678901，备注来意", "CN"), "qq 2345678901");
  EXPECT_EQ(found("Q Q ： 5 5 6 6 7 7 8 8 9", "CN"), "qq 556677889");
  EXPECT_EQ(found("加微信：lucky_cat2020", "CN"), "wechat lucky_cat2020");
  EXPECT_EQ(found("我微信号wxid_a1b2c3d4", "CN"), "wechat wxid_a1b2c3d4");
  EXPECT_EQ(found("my Skype name: the_real_ivy"), "skype the_real_ivy");
  EXPECT_EQ(found("skype：live:.cid.9f8e7d6c"), "skype live:.cid.9f8e7d6c");
  EXPECT_EQ(found("TG @otter99 / wechat otter-99-sg"), "telegram otter99, wechat otter-99-sg");
  EXPECT_EQ(found("мой тг misha_dev7", "RU"), "telegram misha_dev7");
}

TEST(Ids, AreFoundBeforeTheServicesNameAndInLinks) {
  EXPECT_EQ(found("@desert_fox on telegram"), "telegram desert_fox");
  EXPECT_EQ(found("https://t.me/beijing_dev"), "telegram beijing_dev");
  EXPECT_EQ(found("飞机t.me/beijing_dev", "CN"), "telegram beijing_dev");
  EXPECT_EQ(found("<a href=\"skype:jane.roe?chat\">me</a>", "US", true), "skype jane.roe");
}

TEST(Ids, OfGroupsChannelsBotsAndOfficialAccountsAreLeftOut) {
  for (const std::string_view text :
       {"QQ群：123456789", "Q群 556677889 已满", "微信公众号：lvxing_daily", "telegram channel @daily_deals",
        "电报频道 @news_daily", "t.me/joinchat/AAAA", "t.me/helper_bot", "t.me/some_channel/123",
        "@helper_bot on telegram"})
    EXPECT_EQ(found(text, "CN"), "") << text;
}

TEST(Ids, AreNotReadFromTalkAboutTheService) {
  for (const std::string_view text :
       {"my wechat is broken since update 8.0.33", "Telegram 9.6.1 is out", "skype meeting tomorrow",
        "微信支付138.00元", "微信步数23580", "QQ音乐会员到2024年", "QQ空间访问量1234567",
        "Q1营收13.8亿，Q2 15.9亿", "NI number QQ 12 34 56 C", "telegram price is up, the @handle closed"})
    EXPECT_EQ(found(text, "CN"), "") << text;
}

TEST(Ids, OfOtherServicesAreFoundWhenAskedFor) {
  EXPECT_EQ(found("jabber: jan@example.org", "US", false, {Kind::xmpp}), "xmpp jan@example.org");
  EXPECT_EQ(found("matrix: @jan:example.org", "US", false, {Kind::matrix}), "matrix @jan:example.org");
  EXPECT_EQ(found("LINE ID: jan.line9", "US", false, {Kind::line}), "line jan.line9");
  EXPECT_EQ(found("signal: jan_roe.42", "US", false, {Kind::signal}), "signal jan_roe.42");
  EXPECT_EQ(found("whatsapp +1 212 958 0142", "US", false, {Kind::whatsapp}), "whatsapp +12129580142");
  EXPECT_EQ(found("jabber: jan@example.org"), "");
}

TEST(Ids, ThatAreNumbersStandBesideTheNumber) {
  EXPECT_EQ(found("微信：13688880000", "CN"), "wechat 13688880000, phone +8613688880000");
}

TEST(Handles, AreFoundSomeWordsBehindTheNameOfTheService) {
  EXPECT_EQ(found("我换Q了，新的是2890137746", "CN"), "qq 2890137746");
  EXPECT_EQ(found("大陸同事用QQ，號碼280174466", "TW"), "qq 280174466");
  EXPECT_EQ(found("o skype da professora é ines.m.aulas", "PT"), "skype ines.m.aulas");
  EXPECT_EQ(found("su telegram mi trovi come @vale_trekking", "IT"), "telegram vale_trekking");
  EXPECT_EQ(found("unser Skype für alle: live:huette_team_4", "DE"), "skype live:huette_team_4");
}

TEST(Handles, AreFoundInOneWordWithTheNameOfTheService) {
  EXPECT_EQ(found("skypelive:chen.hao_31，周四三点", "CN"), "skype live:chen.hao_31");
  EXPECT_EQ(found("wechatlin_NZ88可视频", "CN"), "wechat lin_NZ88");
  EXPECT_EQ(found("我的微信IDmei_mei_0412", "CN"), "wechat mei_mei_0412");
  EXPECT_EQ(found("telegraph poles, skypers and wechats"), "");
}

TEST(Handles, AreFoundInTheNextSentenceAndInTheNextLine) {
  EXPECT_EQ(found("加个微信呗。lily_88", "CN"), "wechat lily_88");
  EXPECT_EQ(found("this is my wechat, take it\nlily_88"), "wechat lily_88");
  EXPECT_EQ(found("my old skype frosty_moose got hacked, new one: live:moose.reborn"),
            "skype frosty_moose, skype live:moose.reborn");
  EXPECT_EQ(found("加个微信呗。lily_88说的", "CN"), "");
}

TEST(Handles, OfAnotherServiceOrOfAGroupAreNone) {
  EXPECT_EQ(found("on telegram soon, until then insta @vale_trekking"), "");
  EXPECT_EQ(found("telegram channel @dailydeals_rio"), "");
  EXPECT_EQ(found("QQ群 741182440 欢迎加入", "CN"), "");
  EXPECT_EQ(found("2. 唐雨薇 15208317749", "CN"), "phone +8615208317749");  // 薇 is no service in a name
}

TEST(Handles, AreReadInEveryWritingForm) {
  EXPECT_EQ(found("企鹅一二三四五六七八九", "CN"), "qq 123456789");
  EXPECT_EQ(found("QQ：1234 5678 90", "CN"), "qq 1234567890");
  EXPECT_EQ(found("1234567890是我QQ", "CN"), "qq 1234567890");
  EXPECT_EQ(found("私我，vxtt_lanlan520", "CN"), "wechat tt_lanlan520");
  EXPECT_EQ(found("im on skype, anna.schmidt77"), "skype anna.schmidt77");
}

}  // namespace
}  // namespace phonebook::testing
