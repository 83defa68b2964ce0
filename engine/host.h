// Host: what the engine asks of whoever runs it: hear progress, answer a question, say stop. The command line
// asks on the terminal, `serve` passes it on to the chat client, a script answers nothing.
//
//   struct Silent : Host {};          // no progress, no answers, never cancelled
//
// Thread rule: called on the thread that called the engine.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "contacts/merge.h"

namespace phonebook {

struct ProgressEvent {
  enum class What { start, progress, item, done } what = What::progress;
  std::size_t done = 0, total = 0;
  std::string sentence;
};
[[nodiscard]] const char* to_string(ProgressEvent::What what) noexcept;

enum class ConflictAnswer { ask, keep, overwrite, add, merge };
[[nodiscard]] std::optional<ConflictAnswer> conflict_answer_from(std::string_view word) noexcept;

// A phone's entry and a contact to send differ where only one value can stand.
struct ConflictQuestion {
  std::string name, sentence;
  std::vector<FieldDifference> fields;
};

class Host {
 public:
  virtual ~Host() = default;
  virtual void progress(const ProgressEvent&) {}
  // Absent: nobody can be asked now, the item is left for later. `ask` is never an answer. Cancelling is
  // cancelled().
  [[nodiscard]] virtual std::optional<ConflictAnswer> ask(const ConflictQuestion&) { return std::nullopt; }
  [[nodiscard]] virtual bool cancelled() { return false; }
};

}  // namespace phonebook
