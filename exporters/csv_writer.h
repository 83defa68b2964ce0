// csv_writer: contacts as CSV of a dialect (data/csv/dialects), RFC 4180: a cell with a delimiter, a quote, a
// line break or a blank at its ends is quoted.
//
//   auto writer = make_csv_writer(to, *find_csv_dialect("google"), tell);
//
// A cell that begins with = + - @ is written as it is: CSV has no way to say that it is text, and an
// apostrophe before it would be part of the text to every address book. For a spreadsheet write xlsx.
// Streams; what a contact loses is told by `tell`, with the contact's number as the line.
#pragma once
#include <memory>

#include "exporters/csv_dialects.h"
#include "exporters/transcoder.h"

namespace phonebook {

// The default of `convert --to csv`.
inline constexpr std::string_view kDefaultCsvDialect = "google";

[[nodiscard]] Result<std::unique_ptr<ContactWriter>> make_csv_writer(WriteBytes to,
                                                                     const CsvDialectRow& dialect,
                                                                     TakeDiagnostic tell = {});

}  // namespace phonebook
