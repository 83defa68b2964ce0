#include "numbers/plan_metadata.h"

#include <fstream>
#include <iterator>

#include "numbers/plan_metadata_xml.h"

// libphonenumber exports these, and no header of it declares them.
namespace i18n::phonenumbers {
int metadata_size();
const void* metadata_get();
}  // namespace i18n::phonenumbers

namespace phonebook::plan_build {

Result<Metadata> installed_metadata() {
  Metadata metadata;
  if (!metadata.ParseFromArray(i18n::phonenumbers::metadata_get(), i18n::phonenumbers::metadata_size()) ||
      metadata.metadata_size() == 0)
    return fail(Code::invalid_input, "The metadata of the installed libphonenumber cannot be read.");
  return metadata;
}

Result<Metadata> metadata_from_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(Code::io, "The metadata file cannot be opened.", path);
  const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) return fail(Code::io, "The metadata file cannot be read.", path);
  // The binary form begins with the tag of its first region, 0x0A; a document with a bracket or a blank.
  const std::size_t bracket = bytes.find('<');
  if (bytes.find("<phoneNumberMetadata") != std::string::npos && bytes.find('\0') == std::string::npos &&
      bracket != std::string::npos)
    return metadata_from_xml(bytes, path);
  Metadata metadata;
  if (!metadata.ParseFromString(bytes) || metadata.metadata_size() == 0)
    return fail(Code::invalid_input, "The file is no metadata of libphonenumber, neither binary nor XML.",
                path);
  return metadata;
}

}  // namespace phonebook::plan_build
