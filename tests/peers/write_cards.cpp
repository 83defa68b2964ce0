// Writes cards for a peer to read: FILE.vcf, and FILE.json with what it should find in them.
//   peers_write_cards FOLDER
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "exporters/transcoder.h"
#include "tests/exporters/random_contacts.h"

namespace {

using namespace phonebook;

Contact bob() {
  Contact c;
  c.uid = "0b9c2f5e-6a3d-4c1e-9f7a-2d4e6f8a0b1c";
  c.updated = "2026-01-02T03:04:05Z";
  c.formatted_name = "Bob \"the\" Builder; Jr., 建筑 é 😀";
  c.name = {"Builder, Jr.", "Bob;by", "Мид", "Dr.", "PhD"};
  c.nicknames = {"Bobby", "B, uilder"};
  c.numbers = {{"+8613800001234", "", {"cell"}, "", true}, {"+493012345", "12", {"work"}, "Boat", false}};
  c.mails = {{"bob@example.org", {"home"}, "", false}};
  c.im_addresses = {{"xmpp", "bob@localhost", {}}};
  c.organisation = {"Acme; & Sons, Ltd", "Sales"};
  c.title = "Buyer, chief";
  c.addresses = {
      {"PO 5", "2nd, floor", "1 High St\nRow; 2", "Ely", "CA", "CB6 1AA", "UK", {"home"}, "", false}};
  c.urls = {"https://example.org/bob"};
  c.birthday = Date{1985, 6, 14};
  c.note = "first line\nsecond; line, with \\ and a very long tail: " + std::string(200, 'x') +
           "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字";
  c.photo = Photo{std::string("\x89PNG\r\n\x1a\n\0\xff", 10) + std::string(3000, '\x42'), "image/png", ""};
  c.categories = {"friends", "a, b"};
  return c;
}

nlohmann::json expected(const Contact& c) {
  nlohmann::json out{{"uid", c.uid}, {"fn", shown_name(c)}, {"note", c.note}};
  out["n"] = {c.name.family, c.name.given, c.name.middle, c.name.prefix, c.name.suffix};
  out["derived"] = c.name.empty();
  out["numbers"] = out["mails"] = nlohmann::json::array();
  for (const auto& number : c.numbers)
    out["numbers"].push_back(number.number + (number.extension.empty() ? "" : ";ext=" + number.extension));
  for (const auto& mail : c.mails) out["mails"].push_back(mail.address);
  out["org"] = c.organisation;
  out["photo"] = c.photo && c.photo->uri.empty() ? c.photo->bytes.size() : 0;
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::vector<phonebook::Contact> contacts{bob()};
  phonebook::testing::RandomContacts random(9);
  for (int i = 0; i < 200; ++i) contacts.push_back(random.next());
  nlohmann::json all = nlohmann::json::array();
  for (const auto& contact : contacts) all.push_back(expected(contact));
  const auto written = phonebook::write_contacts(contacts, phonebook::Format::vcard3);
  const std::filesystem::path folder = argv[1];
  const auto cards = written ? phonebook::write_file_atomically(folder / "cards.vcf", *written)
                             : phonebook::Result<void>(written.failure());
  const auto facts = phonebook::write_file_atomically(folder / "cards.json", all.dump());
  if (cards && facts) return 0;
  std::fprintf(stderr, "%s\n", (cards ? facts : cards).error().text().c_str());
  return 1;
}
