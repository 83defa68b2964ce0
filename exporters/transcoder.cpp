#include "exporters/transcoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "documents/input.h"
#include "documents/sniff.h"
#include "exporters/csv_reader.h"
#include "exporters/csv_writer.h"
#include "exporters/document_contacts.h"
#include "exporters/docx_writer.h"
#include "exporters/html_writer.h"
#include "exporters/jscontact.h"
#include "exporters/pdf_writer.h"
#include "exporters/text_reader.h"
#include "exporters/text_writer.h"
#include "exporters/vcard_reader.h"
#include "exporters/vcard_writer.h"
#include "exporters/xlsx_writer.h"

namespace phonebook {
namespace {

using Stream = Result<void> (*)(const ReadBytes&, const ReadOptions&, const TakeContact&,
                                const TakeDiagnostic&);
using MakeWriter = Result<std::unique_ptr<ContactWriter>> (*)(WriteBytes, const WriteProfile&);

template <vcard::Version version>
Result<std::unique_ptr<ContactWriter>> make_vcards(WriteBytes to, const WriteProfile& profile) {
  return make_vcard_writer(version, std::move(to), profile);
}

Result<std::unique_ptr<ContactWriter>> make_csv(WriteBytes to, const WriteProfile& profile) {
  const CsvDialectRow* dialect = find_csv_dialect(
      profile.csv_dialect.empty() ? kDefaultCsvDialect : std::string_view(profile.csv_dialect));
  if (dialect) return make_csv_writer(std::move(to), *dialect, profile.tell);
  std::string names;
  for (const CsvDialectRow& row : csv_dialects()) names += (names.empty() ? "" : " ") + row.name;
  return fail(Code::invalid_input,
              fmt::format(fmt::runtime(tr("There is no such kind of CSV; there are: {}.")), names),
              profile.csv_dialect);
}

using MakeDocument = Result<std::unique_ptr<ContactWriter>> (*)(WriteBytes, const PrintOptions&);
template <MakeDocument make>
Result<std::unique_ptr<ContactWriter>> make_document(WriteBytes to, const WriteProfile& profile) {
  PrintOptions print = profile.print;
  if (!print.tell) print.tell = profile.tell;
  return make(std::move(to), print);
}

// What each format is read and written with; null: it is not.
struct Row {
  FormatRow face;
  Stream stream = nullptr;
  MakeWriter make = nullptr;
};

// The table of formats: one row each, in the order of the enumeration.
constexpr std::array kTable{
    Row{{Format::vcard2_1, "vcard2.1", "text/x-vcard", "vcf"},
        stream_vcards,
        make_vcards<vcard::Version::v2_1>},
    Row{{Format::vcard3, "vcard3", "text/vcard", "vcf"}, stream_vcards, make_vcards<vcard::Version::v3>},
    Row{{Format::vcard4, "vcard4", "text/vcard", "vcf"}, stream_vcards, make_vcards<vcard::Version::v4>},
    Row{{Format::csv, "csv", "text/csv", "csv"}, stream_csv, make_csv},
    Row{{Format::jscontact, "jscontact", "application/jscontact+json", "json"},
        stream_jscontact,
        make_jscontact_writer},
    Row{{Format::xlsx, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
        stream_document,
        make_document<make_xlsx_writer>},
    Row{{Format::docx, "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
         "docx"},
        stream_document,
        make_document<make_docx_writer>},
    Row{{Format::pdf, "pdf", "application/pdf", "pdf"}, nullptr, make_document<make_pdf_writer>},
    Row{{Format::text, "text", "text/plain", "txt"}, stream_text, make_document<make_text_writer>},
    Row{{Format::html, "html", "text/html", "html"}, stream_document, make_document<make_html_writer>},
};

constexpr auto kFormats = [] {
  std::array<FormatRow, kTable.size()> rows{};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i] = kTable[i].face;
    rows[i].reads = kTable[i].stream != nullptr;
    rows[i].writes = kTable[i].make != nullptr;
  }
  return rows;
}();
constexpr bool is_in_order() {
  for (std::size_t i = 0; i < kFormats.size(); ++i)
    if (static_cast<std::size_t>(kFormats[i].format) != i) return false;
  return true;
}
static_assert(is_in_order());

const Row& row_of(Format format) { return kTable[static_cast<std::size_t>(format)]; }

}  // namespace

std::span<const FormatRow> formats() { return kFormats; }

const FormatRow& format_row(Format format) { return kFormats[static_cast<std::size_t>(format)]; }

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
  // Tables, documents and text, by what is in them; the ending decides where that says nothing.
  switch (sniff(bytes.substr(0, Input::kHead), file_name).type) {
    case FileType::zip:
      if (ending == "docx" || ending == "odt") return Format::docx;
      return ending == "zip" || ending == "jar" || ending == "apk" ? std::optional<Format>() : Format::xlsx;
    case FileType::html:
      return Format::html;
    case FileType::text:
    case FileType::csv:
    case FileType::mail:
      if (ending == "csv" || ending == "tsv" || looks_like_contacts_csv(bytes)) return Format::csv;
      if (looks_like_contacts_text(bytes)) return Format::text;
      break;
    default:
      break;
  }
  if (ending == "csv" || ending == "tsv") return Format::csv;
  return std::nullopt;
}

Result<void> stream_contacts(const ReadBytes& from, Format format, const ReadOptions& options,
                             const TakeContact& take, const TakeDiagnostic& tell) {
  const Row& row = row_of(format);
  if (row.stream) return row.stream(from, options, take, tell);
  return fail(Code::unsupported,
              fmt::format(fmt::runtime(tr("Contacts are not read from {}.")), row.face.name));
}

Result<ReadContacts> read_contacts(std::string_view bytes, Format format, const ReadOptions& options) {
  if (bytes.size() > options.max_bytes)
    return fail(Code::invalid_input,
                fmt::format(fmt::runtime(tr("The contacts are larger than the limit of {} bytes.")),
                            options.max_bytes));
  ReadContacts result;
  const auto from = [&bytes](char* to, std::size_t n) -> Result<std::size_t> {
    const std::size_t taken = std::min(n, bytes.size());
    std::copy_n(bytes.data(), taken, to);
    bytes.remove_prefix(taken);
    return taken;
  };
  const auto done = stream_contacts(
      from, format, options,
      [&](Contact&& contact) -> Result<void> {
        result.contacts.push_back(std::move(contact));
        return {};
      },
      [&](Diagnostic&& diagnostic) { result.diagnostics.push_back(std::move(diagnostic)); });
  if (!done) return done.failure();
  return result;
}

Result<std::unique_ptr<ContactWriter>> make_writer(Format format, WriteBytes to,
                                                   const WriteProfile& profile) {
  const Row& row = row_of(format);
  if (row.make) return row.make(std::move(to), profile);
  return fail(Code::unsupported,
              fmt::format(fmt::runtime(tr("Contacts are not written as {}.")), row.face.name));
}

Result<std::string> write_contacts(std::span<const Contact> contacts, Format format,
                                   const WriteProfile& profile) {
  std::string out;
  auto writer = make_writer(
      format,
      [&out](std::string_view bytes) -> Result<void> {
        out.append(bytes);
        return {};
      },
      profile);
  if (!writer) return writer.failure();
  for (const Contact& contact : contacts)
    if (auto added = (*writer)->add(contact); !added) return added.failure();
  if (auto finished = (*writer)->finish(); !finished) return finished.failure();
  return out;
}

}  // namespace phonebook
