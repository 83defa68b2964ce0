// Contacts as an address book to print (PDF): two columns, index letters with tabs on the outer edge and in
// the outline, photos, page numbers.
//
//   auto writer = make_pdf_writer(to, print);
//
// Sorted by name_index.h, whatever the order of add(); nothing is written before finish(). A contact is never
// parted between columns unless it is longer than one. Fonts are the system's (fontconfig), embedded as
// subsets; letters that no font has are told, as are photos that cannot be drawn. Without any font:
// Code::unsupported. Memory holds the contacts' text. One thread.
#pragma once
#include <memory>

#include "exporters/print_options.h"
#include "exporters/transcoder.h"

namespace phonebook {

[[nodiscard]] Result<std::unique_ptr<ContactWriter>> make_pdf_writer(WriteBytes to,
                                                                     const PrintOptions& print);

}  // namespace phonebook
