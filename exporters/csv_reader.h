// csv_reader: contacts from CSV as any program writes it: delimiter, quoting, charset, headings (in any
// language of data/csv/headings, or none) and the order of dates are found out.
//
//   auto done = stream_csv(from, options, take, tell);
//
// Memory: one record (csv_rows.h) and the beginning of the file. One thread at a time; no state between
// calls.
#pragma once
#include <string_view>

#include "exporters/transcoder.h"

namespace phonebook {

[[nodiscard]] Result<void> stream_csv(const ReadBytes& from, const ReadOptions& options,
                                      const TakeContact& take, const TakeDiagnostic& tell);
// Whether the first bytes of a file are a table of contacts: its headings say so, or a column of numbers or
// mail addresses beside others.
[[nodiscard]] bool looks_like_contacts_csv(std::string_view head);

}  // namespace phonebook
