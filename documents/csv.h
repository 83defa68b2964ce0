// csv: tables of plain text, in the dialect that their first lines show.
//
//   const CsvDialect dialect = guess_csv(first_kilobytes);     // ';' in half of Europe, tabs from Excel
//
// RFC 4180, and what is written in the wild: any of , ; tab | as delimiter, quotes doubled or with a
// backslash, line breaks inside quotes, a quote that is never closed (taken as itself), Excel's "sep=;" line.
#pragma once
#include <string_view>

#include "documents/document.h"

namespace phonebook {

struct CsvDialect {
  char delimiter = ',';
  char quote = '"';
  bool sep_line = false;  // the first line only names the delimiter
};

// `text`: the first kilobytes, UTF-8.
[[nodiscard]] CsvDialect guess_csv(std::string_view text);
// Whether lines of the same number of cells follow each other: a table also without a name that says so.
[[nodiscard]] bool looks_like_csv(std::string_view text);

[[nodiscard]] Result<DocumentInfo> read_csv(Input& input, const DocumentOptions& options, DocumentSink& sink);

}  // namespace phonebook
