#include "exporters/transcoder.h"

#include <gtest/gtest.h>

#include <set>

#include "exporters/dates.h"
#include "exporters/im_services.h"

namespace phonebook {
namespace {

TEST(Transcoder, TheTableNamesEveryFormatOnce) {
  std::set<std::string> names;
  for (const FormatRow& row : formats()) {
    EXPECT_TRUE(names.insert(row.name).second);
    EXPECT_EQ(find_format(row.name), &row);
    EXPECT_EQ(&format_row(row.format), &row);
    if (row.writes) {
      EXPECT_TRUE(make_writer(row.format, [](std::string_view) { return Result<void>(); }, {})) << row.name;
    } else {
      EXPECT_EQ(write_contacts({}, row.format).error().code, Code::unsupported) << row.name;
    }
    if (!row.reads) {
      EXPECT_EQ(read_contacts("x", row.format).error().code, Code::unsupported) << row.name;
    }
  }
  EXPECT_EQ(names, (std::set<std::string>{"csv", "docx", "html", "jscontact", "pdf", "text", "vcard2.1",
                                          "vcard3", "vcard4", "xlsx"}));
  EXPECT_EQ(find_format("VCARD3")->format, Format::vcard3);
  EXPECT_EQ(find_format("ods"), nullptr);
}

TEST(Transcoder, SniffsByContentBeforeTheName) {
  EXPECT_EQ(sniff_format("\xEF\xBB\xBF\r\nbegin:vcard\r\nVERSION:2.1\r\n", "a.json"), Format::vcard2_1);
  EXPECT_EQ(sniff_format("BEGIN:VCARD\nVERSION:4.0\n", ""), Format::vcard4);
  EXPECT_EQ(sniff_format("BEGIN:VCARD\nFN:x\n", ""), Format::vcard3);
  EXPECT_EQ(sniff_format(std::string_view("\xFF\xFE"
                                          "B\0E\0G\0I\0N\0:\0V\0C\0A\0R\0D\0",
                                          24),
                         ""),
            Format::vcard3);
  EXPECT_EQ(sniff_format(" [{}]", "a.vcf"), Format::jscontact);
  EXPECT_EQ(sniff_format("", "A.VCF"), Format::vcard3);
  EXPECT_EQ(sniff_format("name,number\n", "a.csv"), Format::csv);
}

TEST(Dates, AreReadInTheirForms) {
  EXPECT_EQ(parse_date("1985-04-12"), (Date{1985, 4, 12}));
  EXPECT_EQ(parse_date("19850412"), (Date{1985, 4, 12}));
  EXPECT_EQ(parse_date("1985-04-12T23:10:00Z"), (Date{1985, 4, 12}));
  EXPECT_EQ(parse_date("1985/04/12"), (Date{1985, 4, 12}));
  EXPECT_EQ(parse_date("--0412"), (Date{std::nullopt, 4, 12}));
  EXPECT_EQ(parse_date("--04-12"), (Date{std::nullopt, 4, 12}));
  EXPECT_EQ(parse_date("---12"), (Date{std::nullopt, std::nullopt, 12}));
  EXPECT_EQ(parse_date("--04"), (Date{std::nullopt, 4, std::nullopt}));
  EXPECT_EQ(parse_date("1985-04"), (Date{1985, 4, std::nullopt}));
  EXPECT_EQ(parse_date("1985"), (Date{1985, std::nullopt, std::nullopt}));
  for (const char* broken : {"", "x", "circa 1800", "1985-13-01", "1985-04-32", "198", "1985-4-1",
                             "12.04.1985", "1985-04-1x", "--"})
    EXPECT_FALSE(parse_date(broken)) << broken;
}

TEST(Timestamps, BecomeUtc) {
  EXPECT_EQ(parse_timestamp("20121012T210525Z"), "2012-10-12T21:05:25Z");
  EXPECT_EQ(parse_timestamp("2012-12-31T23:05:25-02:00"), "2013-01-01T01:05:25Z");
  EXPECT_EQ(parse_timestamp("2024-06-01T10:00:00.125Z"), "2024-06-01T10:00:00.125Z");
  EXPECT_EQ(parse_timestamp("20240601"), "2024-06-01T00:00:00Z");
  for (const char* broken :
       {"", "yesterday", "2024-02-30", "2024-06-01T25:00:00Z", "2024-06-01T10:00", "2024-06-01T10:00:00Zx"})
    EXPECT_FALSE(parse_timestamp(broken)) << broken;
}

TEST(ImServices, HaveOneWordEach) {
  EXPECT_EQ(service_from_word("Jabber"), "xmpp");
  EXPECT_EQ(service_from_word(" Google Talk "), "googletalk");
  EXPECT_EQ(service_from_word("Threema"), "threema");
  EXPECT_EQ(service_from_word(""), "");
  EXPECT_EQ(service_from_scheme("x-apple"), "");
  EXPECT_EQ(service_from_scheme("XMPP"), "xmpp");
  EXPECT_EQ(service_from_property("X-SKYPE-USERNAME"), "skype");
  EXPECT_EQ(service_from_property("X-FOO"), "");
  for (const ImService& row : im_services()) {
    EXPECT_EQ(service_from_word(row.apple), row.service);
    if (!row.property.empty()) {
      EXPECT_EQ(service_from_property(row.property), row.service);
    }
  }
}

}  // namespace
}  // namespace phonebook
