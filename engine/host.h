// Host: what the engine asks of whoever runs it: hear progress, answer a question, say stop. The command line
// asks on the terminal, `serve` passes it on to the chat client, a script answers nothing.
//
//   struct Silent : Host {};          // no progress, no answers, never cancelled
//
// Thread rule: called on the thread that called the engine.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "contacts/merge.h"
#include "transports/phone.h"

namespace phonebook {

struct ProgressEvent {
  enum class What { start, progress, item, done } what = What::progress;
  std::size_t done = 0, total = 0;
  std::string sentence;
};
[[nodiscard]] const char* to_string(ProgressEvent::What what) noexcept;

enum class ConflictAnswer { ask, keep, overwrite, add, merge };
[[nodiscard]] std::optional<ConflictAnswer> conflict_answer_from(std::string_view word) noexcept;

struct ConflictQuestion {
  // differs: a phone's entry and a contact to send differ where only one value can stand; every answer fits.
  // handed_over: the phone cannot be read, and has a card of this contact already or perhaps; keep (leave it
  // so) and add (send it again) fit.
  enum class Kind { differs, handed_over } kind = Kind::differs;
  std::string name, sentence;
  std::vector<FieldDifference> fields;
};

// Sending costs something, or others can read it on the way.
enum class TollAnswer { ask, no, once, always };
[[nodiscard]] std::optional<TollAnswer> toll_answer_from(std::string_view word) noexcept;
struct TollQuestion {
  std::string phone;     // its name
  std::string sentence;  // what it costs and who can read it, complete
  Toll toll;
};

class Host {
 public:
  virtual ~Host() = default;
  virtual void progress(const ProgressEvent&) {}
  // Absent: nobody can be asked now, the item is left for later. `ask` is never an answer. Cancelling is
  // cancelled().
  [[nodiscard]] virtual std::optional<ConflictAnswer> ask(const ConflictQuestion&) { return std::nullopt; }
  // Absent: nobody can be asked now, nothing is sent. `ask` is never an answer.
  [[nodiscard]] virtual std::optional<TollAnswer> ask(const TollQuestion&) { return std::nullopt; }
  [[nodiscard]] virtual bool cancelled() { return false; }
};

}  // namespace phonebook
