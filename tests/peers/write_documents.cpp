// Writes documents for a peer to read: people.xlsx, people.docx, people.pdf.
//   peers_write_documents FOLDER
#include <cstdio>
#include <filesystem>

#include "base/atomic_file.h"
#include "exporters/transcoder.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  using namespace phonebook;
  Contact bob, li, formula;
  bob.formatted_name = "Bob Builder";
  bob.numbers = {{"+491711234567", "", {"cell"}, "", false}, {"007", "", {"work"}, "", false}};
  bob.mails = {{"bob@example.org", {}, "", false}};
  bob.note = "first line\nsecond line";
  li.formatted_name = "李雷";
  li.numbers = {{"+8613800001234", "", {"cell"}, "", false}};
  formula.formatted_name = "=1+1";
  formula.numbers = {{"-2", "", {"cell"}, "", false}};
  formula.note = "@SUM(A1)";
  for (const Format format : {Format::xlsx, Format::docx, Format::pdf}) {
    const std::vector<Contact> contacts{bob, li, formula};
    const auto written = write_contacts(contacts, format);
    const std::string name = std::string("people.") + format_row(format).ending;
    const auto done = written ? write_file_atomically(std::filesystem::path(argv[1]) / name, *written)
                              : Result<void>(written.failure());
    if (done) continue;
    std::fprintf(stderr, "%s\n", done.error().text().c_str());
    return 1;
  }
  return 0;
}
