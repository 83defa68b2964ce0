// scan: findings in files: chat logs, documents, mails; many at once, told in order.
//
//   auto summary = scan(extractor, options, listener, host);            // only looks
//   auto summary = scan(extractor, options, listener, host, &book);     // and keeps what a log's buddy said
//
// A file that cannot be read is told and the rest goes on. What is kept is kept message by message with its
// evidence, as if the conversation had been seen; a second run adds nothing. Thread rule: call it on one
// thread; files are read on threads of its own, listener and host are called on the caller's.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "contacts/book.h"
#include "engine/host.h"
#include "engine/scan_files.h"
#include "extractor/extract.h"
#include "extractor/sources/source.h"

namespace phonebook {

struct ScanOptions {
  std::vector<std::filesystem::path> paths;  // "-": standard input; empty: purple_log_folder()
  std::string region;                        // of numbers without a country code; may be empty
  std::int64_t since = 0;                    // Unix seconds; what is older is left out. 0: all
  std::string account;                       // only logs of this account; "": everything
  bool again = false;                        // with a book: also files that have not changed
  std::string kinds;                         // as the extractor was made, for the memory of what was scanned
  unsigned threads = 0;                      // 0: as many as there are processors
};

struct ScannedFinding {
  Finding finding;     // its span is in the message's text
  std::string source;  // the file
  std::size_t line = 0, page = 0;
  std::int64_t time = 0;
  std::string author;
  SourceMessage::By by = SourceMessage::By::unknown;
  const Conversation* conversation = nullptr;  // of a chat log
};

struct ScanSummary {
  std::size_t files = 0;      // looked through
  std::size_t unchanged = 0;  // passed over
  std::size_t failed = 0;     // files and folders
  std::size_t findings = 0, saved = 0, unsaved = 0;
  std::uint64_t size_bytes = 0;
  bool cancelled = false;
};

class ScanListener {
 public:
  virtual ~ScanListener() = default;
  virtual void finding(const ScannedFinding& finding) = 0;
  // A file or folder that could not be read, or not to its end.
  virtual void failed(const Error& error) = 0;
  virtual void remark(const std::string& source, const Remark& remark) = 0;
};

// An Error only where nothing at all could be done: no log folder, the book failed.
[[nodiscard]] Result<ScanSummary> scan(const Extractor& extractor, const ScanOptions& options,
                                       ScanListener& listener, Host& host, Book* book = nullptr);

}  // namespace phonebook
