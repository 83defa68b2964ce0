// document_text: any document as messages: a paragraph or a row of a table is one. Of a mail, who sent it and
// when is said with each of its paragraphs.
#pragma once
#include "extractor/sources/source.h"

namespace phonebook {

[[nodiscard]] Result<void> read_document_messages(Input& input, MessageSink& sink);

}  // namespace phonebook
