// What a writer makes of contacts, whole.
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "exporters/print_options.h"
#include "exporters/transcoder.h"

namespace phonebook::testing {

using MakeWriter = Result<std::unique_ptr<ContactWriter>> (*)(WriteBytes, const PrintOptions&);

struct Written {
  std::string bytes;
  std::vector<Diagnostic> told;
};
inline Written written(MakeWriter make, const std::vector<Contact>& contacts, PrintOptions print = {}) {
  Written out;
  if (!print.tell) print.tell = [&out](Diagnostic&& d) { out.told.push_back(std::move(d)); };
  auto writer = make(
      [&out](std::string_view bytes) -> Result<void> {
        out.bytes += bytes;
        return {};
      },
      print);
  EXPECT_TRUE(writer);
  for (const Contact& contact : contacts) {
    const auto added = (*writer)->add(contact);
    EXPECT_TRUE(added) << (added ? "" : added.error().text());
  }
  const auto done = (*writer)->finish();
  EXPECT_TRUE(done) << (done ? "" : done.error().text());
  return out;
}

// A writer must hand on what the place it writes to says.
inline void expect_handed_on(MakeWriter make, const Contact& contact) {
  auto writer = make([](std::string_view) -> Result<void> { return fail(Code::io, "The disk is full."); },
                     PrintOptions{});
  ASSERT_TRUE(writer);
  auto done = (*writer)->add(contact);
  if (done) done = (*writer)->finish();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().sentence, "The disk is full.");
}

inline Contact bob() {
  Contact c;
  c.formatted_name = "Bob Builder";
  c.name.given = "Bob";
  c.name.family = "Builder";
  c.nicknames = {"Bobby"};
  c.organisation = {"Acme", "Sales", "East"};
  c.title = "Buyer";
  c.numbers = {{"+8613800001234", "", {"cell"}, "", true},
               {"+493012345", "12", {"work"}, "", false},
               {"+8613800005678", "", {"cell"}, "", false},
               {"0301", "", {"home", "fax"}, "", false},
               {"4711", "", {}, "Boat: one", false}};
  c.mails = {{"bob@example.org", {"home"}, "", false}, {"b@example.com", {}, "", false}};
  c.im_addresses = {{"qq", "12345678", {}}, {"mumble", "bob", {}}};
  c.addresses = {{"", "", "1 High St\nRow 2", "Ely", "", "CB6 1AA", "UK", {"home"}, "", false},
                 {"PO 5", "", "", "Reno", "NV", "89501", "", {"work"}, "", false}};
  c.urls = {"https://example.org/bob"};
  c.birthday = Date{1985, 6, 14};
  c.anniversary = Date{std::nullopt, 2, 29};
  c.categories = {"friends", "work"};
  c.note = "first line\n\nthird line";
  return c;
}

}  // namespace phonebook::testing
