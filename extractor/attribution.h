// Attribution: what the words around a finding say about it. Whose it is, which label it has, whether it
// replaces another.
#pragma once
#include <vector>

#include "extractor/extract.h"
#include "extractor/reading.h"

namespace phonebook {

// Fills label, owner, owner_name, recipient and change. `places` are the findings' places in `folded`, in the
// order of `findings`, by start. Never gives a finding to the sender where somebody else is named nearer.
void attribute(const Reading& reading, const std::vector<Span>& places, std::vector<Finding>& findings);

}  // namespace phonebook
