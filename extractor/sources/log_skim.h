// log_skim: passes quickly over the messages of a log that hold nothing.
//
//   LogSkimmer skimmer(html, [&](std::string_view raw) { return may_hold(raw); });
//   const LogSkimmer::Passed passed = skimmer.pass(text, false, clock);     // whole messages at the front of
//   text
//
// It knows only the commonest form of a line, to the byte; everything else is left to the reader of all forms
// (purple_log.cpp), so what it passes over is exactly what that one would have called a message without
// findings, or a system line. Thread rule: one skimmer belongs to one thread.
#pragma once
#include <cstddef>
#include <string_view>

#include "extractor/sources/log_times.h"

namespace phonebook {

class MessageSink;

class LogSkimmer {
 public:
  LogSkimmer(bool html, const MessageSink& sink) : html_(html), sink_(sink) {}

  struct Passed {
    std::size_t bytes = 0, lines = 0;
    bool ran_out = false;  // the text ended before the next message did
  };
  // `text` begins at the start of a line; `last`: nothing follows it. The clock has gone past what was passed
  // over.
  [[nodiscard]] Passed pass(std::string_view text, bool last, LogClock& clock) const;

 private:
  bool html_;
  const MessageSink& sink_;
};

}  // namespace phonebook
