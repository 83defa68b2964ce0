#include "exporters/transcoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "exporters/jscontact.h"
#include "exporters/vcard_reader.h"
#include "exporters/vcard_writer.h"

namespace phonebook {
namespace {

// The table of formats: one row each, in the order of the enumeration.
constexpr std::array kFormats{
    FormatRow{Format::vcard2_1, "vcard2.1", "text/x-vcard", "vcf", true, true},
    FormatRow{Format::vcard3, "vcard3", "text/vcard", "vcf", true, true},
    FormatRow{Format::vcard4, "vcard4", "text/vcard", "vcf", true, true},
    FormatRow{Format::jscontact, "jscontact", "application/jscontact+json", "json", true, true},
};

std::string write_vcards(std::span<const Contact> contacts, vcard::Version version,
                         const WriteProfile& profile) {
  std::string out;
  for (const Contact& contact : contacts) append_vcard(out, contact, version, profile);
  return out;
}

}  // namespace

std::span<const FormatRow> formats() { return kFormats; }

const FormatRow* find_format(std::string_view name) {
  const auto found = std::find_if(kFormats.begin(), kFormats.end(),
                                  [&](const FormatRow& row) { return ascii_equal(row.name, name); });
  return found == kFormats.end() ? nullptr : &*found;
}

std::optional<Format> sniff_format(std::string_view bytes, std::string_view file_name) {
  // UTF-16 is told by its ASCII letters alone.
  std::string start(bytes.substr(0, 1024));
  std::erase(start, '\0');
  std::string_view text = start;
  for (const std::string_view mark : {"\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF"})
    if (text.starts_with(mark)) text.remove_prefix(mark.size());
  text = trim(text);
  const std::string head = ascii_lower(text);
  if (head.starts_with("begin:vcard") || head.find("\nbegin:vcard") != std::string::npos) {
    if (head.find("\nversion:2") != std::string::npos) return Format::vcard2_1;
    return head.find("\nversion:4") != std::string::npos ? Format::vcard4 : Format::vcard3;
  }
  if (text.starts_with('{') || text.starts_with('[')) return Format::jscontact;
  const std::size_t dot = file_name.rfind('.');
  const std::string ending =
      dot == std::string_view::npos ? std::string() : ascii_lower(file_name.substr(dot + 1));
  if (ending == "vcf" || ending == "vcard" || ending == "vct") return Format::vcard3;
  if (ending == "json" || ending == "jscontact") return Format::jscontact;
  return std::nullopt;
}

Result<ReadContacts> read_contacts(std::string_view bytes, Format format, const ReadOptions& options) {
  if (bytes.size() > options.max_bytes)
    return fail(Code::invalid_input,
                fmt::format(fmt::runtime(tr("The contacts are larger than the limit of {} bytes.")),
                            options.max_bytes));
  return format == Format::jscontact ? read_jscontact(bytes, options) : read_vcards(bytes, options);
}

Result<std::string> write_contacts(std::span<const Contact> contacts, Format format,
                                   const WriteProfile& profile) {
  switch (format) {
    case Format::vcard2_1:
      return write_vcards(contacts, vcard::Version::v2_1, profile);
    case Format::vcard3:
      return write_vcards(contacts, vcard::Version::v3, profile);
    case Format::vcard4:
      return write_vcards(contacts, vcard::Version::v4, profile);
    case Format::jscontact:
      return write_jscontact(contacts, profile);
  }
  return fail(Code::unsupported, tr("This format cannot be written."));
}

}  // namespace phonebook
