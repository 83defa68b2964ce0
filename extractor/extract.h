// extract: text → findings. The one public face of the extractor.
//
//   Extractor extractor;                                    // compiles its patterns once
//   for (const Finding& f : extractor.find({.text = "my new number is 0171 1234567", .region = "DE"})) …
//
// Thread rule: find() is const and may run on many threads at once. It never throws for bad input: broken
// UTF-8, NUL bytes and broken markup are text like any other. Linear in the text's length; a text over
// kMaxText bytes is looked at up to there.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phonebook {

enum class Kind { phone, email, qq, wechat, skype, telegram, xmpp, matrix, line, signal, whatsapp };
[[nodiscard]] const char* to_string(Kind kind) noexcept;  // the words of `extract --json`
[[nodiscard]] std::optional<Kind> kind_from(std::string_view word) noexcept;

// Whose finding it is, seen from the text: the sender is whoever wrote it.
enum class Owner { sender, third_party, unknown };
enum class Change { new_value, old_value };
[[nodiscard]] const char* to_string(Owner owner) noexcept;    // "sender", "third_party", "unknown"
[[nodiscard]] const char* to_string(Change change) noexcept;  // "new", "old"

// Bytes [start, end).
struct Span {
  std::size_t start = 0, end = 0;
  friend bool operator==(const Span&, const Span&) = default;
};

struct Message {
  std::string_view text;  // raw; UTF-8 that may be broken; may be empty
  bool html = false;      // markup as libpurple hands it over; else '<' and '&' mean themselves
  bool sent = false;      // written by the user, who then is the sender
  // ISO 3166-1, of the user or account; may be empty. A number with a country code in the message says more:
  // what is none in this region is tried there, with less confidence.
  std::string_view region{};
  bool asked = false;         // may_hold() said true already, or nobody minds: it is not asked again
  std::string_view sender{};  // the sender's name as shown, where known (not used as an owner_name)
};

struct Finding {
  Kind kind = Kind::phone;
  std::string
      value;  // number: E.164 with optional ";ext="; mail: lower case, domain in U-labels; ids without '@'
  Span span;  // in the raw text, markup inside included
  std::string shown;                 // the same place as a person sees it: markup gone, entities decoded
  std::size_t nth_from_end = 0;      // how many times `shown` occurs again after this place in the shown text
  std::optional<std::string> label;  // mobile home work fax main pager other
  Owner owner = Owner::unknown;
  std::optional<std::string> owner_name;
  bool recipient = false;  // owner is third_party, namely the one who is spoken to
  std::optional<Change> change;
  double confidence = 0;  // 0..1: the share of such findings that are right
};

struct ExtractOptions {
  std::vector<Kind> kinds{};   // empty: the default kinds (phone email qq wechat skype telegram)
  double min_confidence = .5;  // 0 for --all
  bool first_filter = true;    // false: every message goes through all of it, for the tests of the filter
};

class Extractor {
 public:
  static constexpr std::size_t kMaxText = std::size_t{1} << 20;
  explicit Extractor(ExtractOptions options = {});
  ~Extractor();
  Extractor(Extractor&&) noexcept;
  // In order of span.start; spans do not overlap unless of different kinds (a number that is also a WeChat
  // id).
  [[nodiscard]] std::vector<Finding> find(const Message& message) const;
  // False: find() would find nothing in it, whatever the region and the sender. Many times quicker.
  // `readable_behind`: bytes behind the text in the same piece of memory; some make it quicker.
  [[nodiscard]] bool may_hold(std::string_view text, bool html,
                              std::size_t readable_behind = 0) const noexcept;

 private:
  struct State;
  std::unique_ptr<const State> state_;
};

// The text as a person sees it: markup gone (line breaks kept as '\n'), entities decoded, broken UTF-8
// replaced.
[[nodiscard]] std::string shown_text(std::string_view raw, bool html);

}  // namespace phonebook
