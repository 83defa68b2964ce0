// mail_message: mails (eml) and mailboxes (mbox) through GMime: who wrote when, and the text of all parts.
//
// Of alternatives the plain text is taken, else the HTML one; attachments are read as documents of their own,
// mails inside mails as mails. Headers and bodies are decoded in whatever charset they declare or are written
// in. An encrypted part is told in a remark. Streamed: a mailbox may be of any size.
#pragma once
#include "documents/document.h"

namespace phonebook {

[[nodiscard]] Result<DocumentInfo> read_mail(Input& input, const DocumentOptions& options,
                                             DocumentSink& sink);

}  // namespace phonebook
