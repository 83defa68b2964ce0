// source: chat logs and documents as messages: who said what, when, and where it stands.
//
//   auto input = Input::open(path);
//   auto done = read_source(*input, path, sink);       // a libpurple log, or else any document
//
// Thread rule: no state; different inputs may be read on different threads.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "documents/document.h"

namespace phonebook {

// What a log's header and path say. Names are as libpurple normalises them.
struct Conversation {
  std::string protocol;  // "prpl-jabber"; "" where nobody knows
  std::string account, buddy;
  enum class Kind { person, room, system } kind = Kind::person;
  // False where only a line inside the file says so, which a message may have brought.
  bool certain = true;
};

struct SourceMessage {
  std::string_view text;  // gone after the call
  bool html = false;
  enum class By { partner, user, room_member, system, unknown } by = By::unknown;
  std::string_view author{};  // as it is written there; may be empty
  std::int64_t time = 0;      // Unix seconds; 0 where nothing says it
  std::size_t line = 0;       // 0 where the kind of file has none
  std::size_t page = 0;
};

class MessageSink {
 public:
  virtual ~MessageSink() = default;
  // Once, before the messages; only of chat logs. False: nothing of this one is wanted.
  [[nodiscard]] virtual bool conversation(const Conversation&) { return true; }
  // Quick: false where nothing in this raw text is wanted, and it need not be read any closer. Who says true
  // is asked by message().
  // `readable_behind`: as Extractor::may_hold() takes it.
  [[nodiscard]] virtual bool may_hold(std::string_view, bool /*html*/,
                                      std::size_t /*readable_behind*/) const {
    return true;
  }
  // False: enough.
  [[nodiscard]] virtual bool message(const SourceMessage& message) = 0;
  virtual void remark(const Remark&) {}
};

// `path` tells the conversation where the log lies in a libpurple profile; "-" for none.
[[nodiscard]] Result<void> read_source(Input& input, const std::filesystem::path& path, MessageSink& sink);

}  // namespace phonebook
