// document_contacts: contacts from tables and lines of documents: xlsx, ods, odt, docx, HTML (which is what
// many an "xls" is).
//
//   auto done = stream_document(from, options, take, tell);
//
// Tables are read by their headings or by what stands in them (table_columns.h), tables of "label | value"
// rows and paragraphs as text (text_reader.h). The document is held as a whole. One thread.
#pragma once
#include "exporters/transcoder.h"

namespace phonebook {

[[nodiscard]] Result<void> stream_document(const ReadBytes& from, const ReadOptions& options,
                                           const TakeContact& take, const TakeDiagnostic& tell);

}  // namespace phonebook
