// The transcoder: contact ⇄ bytes in the form that a phone or a document takes. One row a format, both
// directions.
//
//   auto read = read_contacts(bytes, Format::vcard3);
//   for (const Diagnostic& d : read->diagnostics) warn(d);
//   auto out = write_contacts(read->contacts, Format::jscontact);
//
// Or in a stream, of any length:
//
//   auto writer = make_writer(Format::csv, to, {});
//   stream_contacts(from, Format::vcard3, {}, [&](Contact&& c) { return (*writer)->add(c); }, warn);
//   (*writer)->finish();
//
// Thread-safe. The callbacks of a stream run on the calling thread, one after the other, in the order of the
// input. Reading never gives up on a file for one card: what was mended is a diagnostic, never dropped
// silently.
#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "contacts/contact.h"
#include "exporters/print_options.h"

namespace phonebook {

enum class Format { vcard2_1, vcard3, vcard4, csv, jscontact, xlsx, docx, pdf, text, html };

struct FormatRow {
  Format format;
  const char*
      name;  // the word of `convert --to`: vcard2.1 vcard3 vcard4 csv jscontact xlsx docx pdf text html
  const char* media_type;
  const char* ending;  // "vcf", "json"
  bool reads = false, writes = false;
};
[[nodiscard]] std::span<const FormatRow> formats();
[[nodiscard]] const FormatRow& format_row(Format format);
[[nodiscard]] const FormatRow* find_format(std::string_view name);
// By content first (BEGIN:VCARD, a JSON array or object), then by the file name's ending. Absent: no contacts
// file.
[[nodiscard]] std::optional<Format> sniff_format(std::string_view bytes, std::string_view file_name);

struct Diagnostic {
  std::size_t line = 0;     // from 1; 0 = the whole file
  std::string found, done;  // sentences for a person: what was there, what was made of it
};

struct ReadOptions {
  std::size_t max_contacts = 1'000'000;
  // The most that is held of the input at once: all of it by read_contacts and by formats that are read
  // whole, one contact by those that are read in a stream. More: Code::invalid_input, the limit named.
  std::size_t max_bytes = std::size_t{256} << 20;
};

// Where bytes come from: up to n octets into `to`, 0 at the end, never more.
using ReadBytes = std::function<Result<std::size_t>(char* to, std::size_t n)>;
// Where bytes go: all of them, or an error.
using WriteBytes = std::function<Result<void>(std::string_view)>;
// An error stops the reading and is what the reading returns.
using TakeContact = std::function<Result<void>(Contact&&)>;
using TakeDiagnostic = std::function<void(Diagnostic&&)>;

// Every contact of the input, as it is read. In bounded memory where the format allows (vCard, CSV,
// JSContact, text). Code::unsupported: the format is not read.
[[nodiscard]] Result<void> stream_contacts(const ReadBytes& from, Format format, const ReadOptions& options,
                                           const TakeContact& take, const TakeDiagnostic& tell);

struct ReadContacts {
  std::vector<Contact> contacts;
  std::vector<Diagnostic> diagnostics;
};
// An input without any contact is a success with none, and a diagnostic when it was not empty.
[[nodiscard]] Result<ReadContacts> read_contacts(std::string_view bytes, Format format,
                                                 const ReadOptions& options = {});

struct WriteProfile {
  std::string product_id = "-//purple-phonebook//EN";  // PRODID; empty: none is written
  bool photos = true;
  std::size_t photo_limit_bytes = 0;  // 0: none; a larger photo is left out
  bool internet_mails =
      true;  // EMAIL;TYPE=INTERNET (2.1, 3.0); Android takes the word for a label of the person's own
  std::string csv_dialect{};  // csv: the name of one of data/csv/dialects; empty: google
  PrintOptions print{};       // text, html, xlsx, docx and pdf; where its `tell` is empty, this one is told
  TakeDiagnostic tell{};      // csv: what of a contact has no place, its number as the line; may be empty
};

// Writes contacts one after the other. Destroyed before finish(), the output is not complete.
class ContactWriter {
 public:
  virtual ~ContactWriter() = default;
  [[nodiscard]] virtual Result<void> add(const Contact& contact) = 0;
  // Once, after the last contact.
  [[nodiscard]] virtual Result<void> finish() = 0;
};
// `profile` is copied. Code::unsupported: the format is not written.
[[nodiscard]] Result<std::unique_ptr<ContactWriter>> make_writer(Format format, WriteBytes to,
                                                                 const WriteProfile& profile);

[[nodiscard]] Result<std::string> write_contacts(std::span<const Contact> contacts, Format format,
                                                 const WriteProfile& profile = {});

}  // namespace phonebook
