// Contacts as one web page for a quick look: needs nothing else, loads nothing, runs nothing (a content
// security policy says so too), light or dark as the desktop is, and prints well.
//
// Streams. Photos are inside it as data: URIs where their octets are a picture that browsers know, up to 4 MB
// each; a photo elsewhere on the web is not fetched and told.
#pragma once
#include <memory>

#include "exporters/print_options.h"
#include "exporters/transcoder.h"

namespace phonebook {

[[nodiscard]] Result<std::unique_ptr<ContactWriter>> make_html_writer(WriteBytes to,
                                                                      const PrintOptions& print);

}  // namespace phonebook
