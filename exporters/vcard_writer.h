// Contacts out as vCard 3.0 (RFC 2426), 4.0 (RFC 6350) or 2.1.
#pragma once
#include <memory>
#include <string>

#include "exporters/transcoder.h"
#include "exporters/vcard_syntax.h"

namespace phonebook {

// Appends one card, BEGIN to END. N and FN are always there: one that the contact lacks is made from the
// other and marked X-DERIVED, so that reading it back gives the contact as it was.
void append_vcard(std::string& out, const Contact& contact, vcard::Version version,
                  const WriteProfile& profile);

// One card after the other.
[[nodiscard]] Result<std::unique_ptr<ContactWriter>> make_vcard_writer(vcard::Version version, WriteBytes to,
                                                                       const WriteProfile& profile);

}  // namespace phonebook
