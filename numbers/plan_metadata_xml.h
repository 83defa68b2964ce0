// Build tool: PhoneNumberMetadata.xml, as libphonenumber's project publishes it, into the form that its
// releases carry: inherited values are filled in, possible lengths of the general description are gathered
// from the number types.
#pragma once
#include <string>

#include "numbers/plan_metadata.h"

namespace phonebook::plan_build {

[[nodiscard]] Result<Metadata> metadata_from_xml(const std::string& document, const std::string& path);

}  // namespace phonebook::plan_build
