// kept_finding: a finding as the book keeps it; the same for messages as they come (find) and for old ones
// (scan).
#pragma once
#include "contacts/book.h"
#include "extractor/extract.h"

namespace phonebook {

// `sent`: the user wrote the message. Whether the finding is the partner's own is decided here.
[[nodiscard]] KeptFinding kept_from(const Finding& finding, bool sent);

}  // namespace phonebook
