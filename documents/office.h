// office: docx, xlsx, odt and ods as text and tables, streamed.
//
// docx: the text with its headers, footers, notes and comments; deleted text is left out. xlsx and ods: sheet
// after sheet, rows with their empty cells; dates as ISO 8601 ("2026-11-25", "2026-11-25T10:30:00"), numbers
// as they are typed, never with an exponent. What a hyperlink points to and does not show stands behind its
// text.
#pragma once
#include "documents/document.h"

namespace phonebook {

// A zip file: which kind it is says its index; an archive that is no office document is Code::unsupported.
[[nodiscard]] Result<DocumentInfo> read_office(Input& input, const DocumentOptions& options,
                                               DocumentSink& sink);

}  // namespace phonebook
