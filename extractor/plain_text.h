// Plain text: what a person sees of a message, a folded form for matching, and the way back to the raw bytes.
//
//   PlainText plain = make_plain(message.text, message.html);
//   Span raw = plain.raw({from, to});          // of a place in plain.folded
//
// Three texts: `shown` is what stands in the window; `folded` is the same with full-width forms, blanks,
// dashes and digits of any script made ASCII and zero-width characters gone; `lower` is `folded` in lower
// case. `folded` and `lower` have the same offsets. Linear, also for floods of '<' and '&'.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "extractor/extract.h"

namespace phonebook {

// The target of an <a href>: what it points to is not always what it shows.
struct Link {
  std::string target;  // entities and %xx decoded, as far as it is UTF-8
  Span raw;            // of the attribute's value
  Span text;           // of the linked text, in `folded`
};

struct PlainText {
  std::string shown, folded, lower;
  std::vector<Link> links;

  // Of a non-empty place in `folded`.
  [[nodiscard]] Span raw(Span folded_span) const;
  [[nodiscard]] Span shown_span(Span folded_span) const;
  [[nodiscard]] std::string_view shown_text(Span folded_span) const;

  // For each byte of `folded`: where the character that it belongs to stands.
  struct Origin {
    std::uint32_t raw_start, raw_end, shown_start, shown_end;
  };
  std::vector<Origin> origins;
};

[[nodiscard]] PlainText make_plain(std::string_view raw, bool html);

}  // namespace phonebook
