// pdf: the text of each page, line by line as it is laid out, through poppler. An encrypted file is
// Code::denied; one that holds pictures only says so in a remark.
//
// Poppler runs in this process: a file that crashes poppler ends the program, and it has no clock of ours.
#pragma once
#include "documents/document.h"

namespace phonebook {

[[nodiscard]] Result<DocumentInfo> read_pdf(Input& input, const DocumentOptions& options, DocumentSink& sink);

}  // namespace phonebook
