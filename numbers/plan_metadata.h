// Build tool: where the numbering plans come from. All three forms hold the same; XML is what
// libphonenumber's project edits, the binary form is what its releases carry.
#pragma once
#include <phonenumbers/phonemetadata.pb.h>

#include <string>

#include "base/result.h"

namespace phonebook::plan_build {

using Metadata = i18n::phonenumbers::PhoneMetadataCollection;

// What the installed libphonenumber has compiled in.
[[nodiscard]] Result<Metadata> installed_metadata();
// A PhoneMetadataCollection in protocol buffer form, or a PhoneNumberMetadata.xml; told apart by content.
[[nodiscard]] Result<Metadata> metadata_from_file(const std::string& path);

}  // namespace phonebook::plan_build
