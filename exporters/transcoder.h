// The transcoder: contact ⇄ bytes in the form that a phone or a document takes. One row a format, both
// directions.
//
//   auto read = read_contacts(bytes, Format::vcard3);
//   for (const Diagnostic& d : read->diagnostics) warn(d);
//   auto out = write_contacts(read->contacts, Format::jscontact);
//
// Thread-safe. Reading never gives up on a file for one card: what was mended is a diagnostic, never dropped
// silently.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "contacts/contact.h"

namespace phonebook {

enum class Format { vcard2_1, vcard3, vcard4, jscontact };

struct FormatRow {
  Format format;
  const char* name;  // the word of `convert --to`: vcard2.1 vcard3 vcard4 jscontact
  const char* media_type;
  const char* ending;  // "vcf", "json"
  bool reads, writes;
};
[[nodiscard]] std::span<const FormatRow> formats();
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
  std::size_t max_bytes = std::size_t{256} << 20;  // a larger input: Code::invalid_input, the limit named
};
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
};
[[nodiscard]] Result<std::string> write_contacts(std::span<const Contact> contacts, Format format,
                                                 const WriteProfile& profile = {});

}  // namespace phonebook
