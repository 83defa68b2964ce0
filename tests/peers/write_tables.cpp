// Contacts as CSV of one dialect on standard output, for a reader of somebody else; on standard error the
// numbers.
//
//   write_tables google
#include <iostream>

#include "exporters/csv_dialects.h"
#include "exporters/transcoder.h"
#include "tests/exporters/random_contacts.h"

int main(int argc, char** argv) {
  using namespace phonebook;
  if (argc == 1) {
    for (const CsvDialectRow& row : csv_dialects()) std::cout << row.name << ' ' << row.charset << '\n';
    return 0;
  }
  testing::RandomContacts random(11);
  std::vector<Contact> contacts;
  for (int i = 0; i < 100; ++i) {
    contacts.push_back(random.next());
    contacts.back().numbers.insert(contacts.back().numbers.begin(),
                                   {"+49301000" + std::to_string(i), "", {"work"}, "", false});
  }
  const auto written = write_contacts(contacts, Format::csv, {.csv_dialect = argv[1]});
  if (!written) return 1;
  std::cout << *written;
  for (const Contact& c : contacts) std::cerr << c.numbers[0].number << '\n';
  return 0;
}
