// Contacts as a Word document (ECMA-376): one table over the whole page, one row a contact.
//
//   auto writer = make_docx_writer(to, print);
//
// The heading row stands again on each page, and no row is parted between pages. Columns that no contact
// fills are left out. Several values of a cell stand on lines of their own, each with its label: "Work phone:
// +493012345". Photos, uid and unknown properties are not in it. Memory holds the contacts' text. One thread.
#pragma once
#include <memory>

#include "exporters/print_options.h"
#include "exporters/transcoder.h"

namespace phonebook {

[[nodiscard]] Result<std::unique_ptr<ContactWriter>> make_docx_writer(WriteBytes to,
                                                                      const PrintOptions& print);

}  // namespace phonebook
