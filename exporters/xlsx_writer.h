// Contacts as an Excel workbook (ECMA-376): one sheet, one row a contact, headings frozen and filtered.
//
//   auto writer = make_xlsx_writer(to, print);
//   for (const Contact& c : contacts) if (auto added = writer->add(c); !added) …
//   if (auto done = writer->finish(); !done) …          // only now are bytes written
//
// Every cell is text, whatever it begins with: numbers keep their zeros and their plus, and nothing ever
// becomes a formula. Photos, uid and unknown properties are not in it. A text longer than a cell is cut and
// told. Over 1,048,575 contacts: Code::invalid_input. Memory does not grow with the contacts. One thread.
#pragma once
#include <memory>

#include "exporters/print_options.h"
#include "exporters/transcoder.h"

namespace phonebook {

[[nodiscard]] Result<std::unique_ptr<ContactWriter>> make_xlsx_writer(WriteBytes to,
                                                                      const PrintOptions& print);

}  // namespace phonebook
