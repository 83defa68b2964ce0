// Errors as values: a Result<T> holds a value or an Error that a person can act on.
//
//   Result<Contact> contact = book.find(uid);
//   if (!contact) return contact.failure();
//   use(contact->formatted_name);
//
// Absent is std::optional, never an Error. The surface is the slice of std::expected that we rely on, so that
// the type can become an alias once the compiler has it. Thread rule: a value like any other.
#pragma once
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace phonebook {

// Few, and each implies what to do next.
enum class Code {
  not_found,      // skip: what was named is not there
  invalid_input,  // stop: the caller or the file must be corrected; `where` names the place
  denied,         // ask: a permission, a key or a person's yes is missing
  unsupported,    // skip: this phone, format or build cannot do it
  unreachable,    // next: the phone is not there; the chain goes on
  uncertain,      // ask: it may have been done; look before it is done again
  busy,           // retry: somebody else holds it just now
  io,             // stop: the disk or the device failed in the middle
  conflict,       // ask: both sides hold something that differs
  cancelled,      // stop: the person said so
  internal,       // stop: a fault of ours
};

[[nodiscard]] const char* to_string(Code code) noexcept;

struct Error {
  Code code = Code::internal;
  std::string sentence;  // for a person, complete, translated; no trailing newline
  std::string where;     // path, line, phone or record; may be empty

  [[nodiscard]] std::string text() const { return where.empty() ? sentence : where + ": " + sentence; }
};

// What a function returns to fail: `return fail(Code::io, tr("The disk is full."), path);`
struct Fail {
  Error error;
};
[[nodiscard]] inline Fail fail(Code code, std::string sentence, std::string where = {}) {
  return {{code, std::move(sentence), std::move(where)}};
}

template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

  Result() requires std::is_void_v<T> : state_(std::in_place_index<0>) {}
  Result(value_type value) requires(!std::is_void_v<T>) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Fail failure) : state_(std::in_place_index<1>, std::move(failure.error)) {}

  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return has_value(); }

  // Of a failed Result: throws std::bad_variant_access, which is a fault of ours.
  value_type& operator*() & { return std::get<0>(state_); }
  const value_type& operator*() const& { return std::get<0>(state_); }
  value_type&& operator*() && { return std::get<0>(std::move(state_)); }
  value_type* operator->() { return &**this; }
  const value_type* operator->() const { return &**this; }

  [[nodiscard]] const Error& error() const& { return std::get<1>(state_); }
  // The error, to hand on from a function that returns another Result.
  [[nodiscard]] Fail failure() const { return {std::get<1>(state_)}; }

 private:
  std::variant<value_type, Error> state_;
};

}  // namespace phonebook
