// Contacts as text for the eye, and for reading back: aligned "Label: value" lines, one contact a block, an
// empty line between.
//
//   Name:        Bob Builder
//   Mobile:      +8613800001234
//   Note:        first line
//                second line
//
// A line that begins with a blank goes on with the value above, also behind an empty line; a block begins
// with a line that does not. The labels are field_words(), in the person's language; labels of a person's own
// stand in brackets: "Phone (Boat)". Streams. Photos, uid and unknown properties are not in it.
#pragma once
#include <memory>

#include "exporters/print_options.h"
#include "exporters/transcoder.h"

namespace phonebook {

[[nodiscard]] Result<std::unique_ptr<ContactWriter>> make_text_writer(WriteBytes to,
                                                                      const PrintOptions& print);

}  // namespace phonebook
