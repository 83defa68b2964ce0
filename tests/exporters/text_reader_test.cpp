#include "exporters/text_reader.h"

#include <gtest/gtest.h>

#include "tests/exporters/describe_contact.h"

namespace phonebook {
namespace {

struct Read {
  std::string contacts, told;
};
Read read_as(std::string_view bytes, Format format) {
  const auto read = read_contacts(bytes, format);
  EXPECT_TRUE(read) << (read ? "" : read.error().text());
  Read out;
  if (!read) return out;
  for (const Contact& c : read->contacts) out.contacts += testing::describe(c);
  for (const Diagnostic& d : read->diagnostics)
    out.told += std::to_string(d.line) + ": " + d.found + " " + d.done + "\n";
  return out;
}
Read read_text(std::string_view bytes) { return read_as(bytes, Format::text); }

TEST(TextReader, ReadsLabelledLinesAndGoesOnWithAValueBehindABlank) {
  const Read read = read_text(
      "Name:          Bob Builder\n"
      "Mobile:        +8613800001234\n"
      "Work fax:      +493000002\n"
      "Phone (Boat):  +493000003\n"
      "E-mail:        bob@example.org\n"
      "Home address:  1 Road\n"
      "               12345 Town\n"
      "XMPP:          bob@jabber.example\n"
      "Birthday:      1985-03-07\n"
      "Groups:        Friends, Choir\n"
      "Note:          first line\n"
      "\n"
      "               third line\n"
      "\n"
      "Name:    Ann Lee\n"
      "Phone:   +12025550001\n");
  EXPECT_EQ(read.contacts,
            "contact\nshown: Bob Builder\nnumber: +8613800001234 [cell]\nnumber: +493000002 [work fax]\n"
            "number: +493000003 (Boat)\nmail: bob@example.org\nim: xmpp bob@jabber.example\n"
            "address: ||1 Road\\n12345 Town|||| [home]\nbirthday: 1985-03-07\n"
            "note: first line\\n\\nthird line\ngroup: Friends\ngroup: Choir\n"
            "contact\nshown: Ann Lee\nnumber: +12025550001\n");
  EXPECT_EQ(read.told, "");
}

TEST(TextReader, ReadsLabelsOfOtherLanguagesAndWideColons) {
  EXPECT_EQ(read_text("姓名：张三\n手机：13800000001\n邮箱：zs@example.cn\n\n姓名：李四\n手机：13900000002\n")
                .contacts,
            "contact\nshown: 张三\nnumber: 13800000001 [cell]\nmail: zs@example.cn\n"
            "contact\nshown: 李四\nnumber: 13900000002 [cell]\n");
  EXPECT_EQ(read_text("Vorname: Jutta\nNachname: Müßig\nTelefon privat: 030 0000001\n").contacts,
            "contact\ngiven: Jutta\nfamily: Müßig\nnumber: 030 0000001 [home]\n");
}

TEST(TextReader, BeginsTheNextContactWhereTheNameComesOnceMore) {
  EXPECT_EQ(read_text("Name: A\nPhone: 2025550001\nName: B\nPhone: 2025550002\n").contacts,
            "contact\nshown: A\nnumber: 2025550001\ncontact\nshown: B\nnumber: 2025550002\n");
}

TEST(TextReader, KeepsALabelThatNobodyKnowsWithinABlock) {
  const Read read = read_text("Name: A\nPhone: 2025550001\nShoe colour: red\n");
  EXPECT_EQ(read.contacts, "contact\nshown: A\nnumber: 2025550001\nother: X-FIELD;X-LABEL=Shoe colour red\n");
  EXPECT_NE(read.told.find("Shoe colour"), std::string::npos);
}

TEST(TextReader, ReadsListsOfNamesWithNumbersOrAddresses) {
  EXPECT_EQ(read_text("Ann Lee <ann@example.org>\n"
                      "\"Ray, Bob\" <bob@example.org>\n"
                      "Cyd Fox 0171 1234567\n"
                      "Dan: +49 30 1234567\n"
                      "+1 202 555 0001 Eve Moss\n"
                      "Flo Gray, flo@example.org, mobile +1 202 555 0002\n")
                .contacts,
            "contact\nshown: Ann Lee\nmail: ann@example.org\n"
            "contact\nshown: Ray, Bob\nmail: bob@example.org\n"
            "contact\nshown: Cyd Fox\nnumber: 0171 1234567\n"
            "contact\nshown: Dan\nnumber: +49 30 1234567\n"
            "contact\nshown: Eve Moss\nnumber: +1 202 555 0001\n"
            "contact\nshown: Flo Gray\nnumber: +1 202 555 0002 [cell]\nmail: flo@example.org\n");
}

TEST(TextReader, ReadsTheHeadOfAMailAndTellsWhatHoldsNoContact) {
  const Read read = read_text(
      "From: Ann Lee <ann@example.org>\nTo: \"Ray, Bob\" <bob@example.org>, cyd@example.org\n"
      "Subject: hello\n\nThe text of the mail, which holds no contact.\n");
  EXPECT_EQ(
      read.contacts,
      "contact\nshown: Ann Lee\nmail: ann@example.org\ncontact\nshown: Ray, Bob\nmail: bob@example.org\n"
      "contact\nmail: cyd@example.org\n");
  EXPECT_NE(read.told.find("5: A line holds no contact."), std::string::npos) << read.told;
}

TEST(TextReader, ReadsACardOfLines) {
  EXPECT_EQ(
      read_text("Ann Lee\nSales Manager\nTel. +1 202 555 0001\nMobile +1 202 555 0002\nann@example.org\n"
                "www.acme.example\n\nBob Ray\nbob@example.org\n")
          .contacts,
      "contact\nshown: Ann Lee\nnumber: +1 202 555 0001\nnumber: +1 202 555 0002 [cell]\n"
      "mail: ann@example.org\nurl: www.acme.example\nnote: Sales Manager\n"
      "contact\nshown: Bob Ray\nmail: bob@example.org\n");
}

TEST(TextReader, TellsEveryLineThatBecomesNoPartOfAContact) {
  const std::string passed = ": A line holds no contact. It was passed over.\n";
  EXPECT_EQ(read_text("Ann Lee\nann@example.org\n\nwww.acme.example\n").told, "4" + passed);
  // A card that the next one ends.
  const Read read = read_text("Sales people\nof all the world\nwww.acme.example\nBob Ray bob@example.org\n");
  EXPECT_EQ(read.contacts, "contact\nshown: Bob Ray\nmail: bob@example.org\n");
  EXPECT_EQ(read.told, "1" + passed + "2" + passed + "3" + passed);
}

TEST(TextReader, FindsNoContactInProse) {
  const Read read = read_text("It was a dark and stormy night; the rain fell.\nIn 1984 it was the same.\n");
  EXPECT_EQ(read.contacts, "");
  EXPECT_NE(read.told.find("The text holds no contact."), std::string::npos);
}

TEST(TextReader, IsChosenForTextThatHoldsContactsOnly) {
  EXPECT_EQ(sniff_format("Ann Lee <ann@example.org>\n", "x"), Format::text);
  EXPECT_EQ(sniff_format("Name,Phone\nAnn,2025550001\n", "x"), Format::csv);
  EXPECT_EQ(sniff_format("<html><table><tr><td>Name</td></tr></table></html>", "x.xls"), Format::html);
  EXPECT_EQ(sniff_format("Nothing to see here.\n", "x"), std::nullopt);
}

TEST(DocumentContacts, ReadsTablesByTheirHeadingsAndFormsByTheirLabels) {
  const Read read = read_as(
      "<html><body><h1>People</h1><table><tr><th>Name</th><th>Phone</th><th>Work e-mail</th></tr>"
      "<tr><td>Ann Lee</td><td>+1 202 555 0001</td><td>ann@example.org</td></tr>"
      "<tr><td>Bob</td><td>0171 1234567</td><td></td></tr></table>"
      "<table><tr><td>Name</td><td>Cyd</td></tr><tr><td>Mobile</td><td>0172 1234567</td></tr>"
      "<tr><td>Notes</td><td>hi<br>there</td></tr></table></body></html>",
      Format::html);
  EXPECT_EQ(read.contacts,
            "contact\nshown: Ann Lee\nnumber: +1 202 555 0001\nmail: ann@example.org [work]\n"
            "contact\nshown: Bob\nnumber: 0171 1234567\n"
            "contact\nshown: Cyd\nnumber: 0172 1234567 [cell]\nnote: hi\\nthere\n");
}

}  // namespace
}  // namespace phonebook
