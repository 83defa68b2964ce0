#include "engine/host.h"

namespace phonebook {

const char* to_string(ProgressEvent::What what) noexcept {
  switch (what) {
    case ProgressEvent::What::start:
      return "start";
    case ProgressEvent::What::progress:
      return "progress";
    case ProgressEvent::What::item:
      return "item";
    case ProgressEvent::What::done:
      return "done";
  }
  return "progress";
}

std::optional<ConflictAnswer> conflict_answer_from(std::string_view word) noexcept {
  if (word == "ask") return ConflictAnswer::ask;
  if (word == "keep") return ConflictAnswer::keep;
  if (word == "overwrite") return ConflictAnswer::overwrite;
  if (word == "add") return ConflictAnswer::add;
  if (word == "merge") return ConflictAnswer::merge;
  return std::nullopt;
}

std::optional<TollAnswer> toll_answer_from(std::string_view word) noexcept {
  if (word == "ask") return TollAnswer::ask;
  if (word == "no") return TollAnswer::no;
  if (word == "once") return TollAnswer::once;
  if (word == "always") return TollAnswer::always;
  return std::nullopt;
}

}  // namespace phonebook
