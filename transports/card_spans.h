// card_spans: where each card lies within a .vcf file, so that one can be rewritten and the others stay byte
// for byte.
//
//   for (const CardSpan& span : card_spans(bytes)) read(bytes.substr(span.offset, span.size));
//
// Pure, thread-safe, linear time.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

namespace phonebook {

struct CardSpan {
  std::size_t offset = 0;
  std::size_t size = 0;  // through the line end of END:VCARD
  friend bool operator==(const CardSpan&, const CardSpan&) = default;
};

// A card goes from its BEGIN:VCARD line to its END:VCARD line. One that lost its END goes to the next BEGIN
// or to the end of the file; a card within another (vCard 2.1 AGENT) belongs to the outer one. At most
// `limit` spans.
[[nodiscard]] std::vector<CardSpan> card_spans(std::string_view bytes, std::size_t limit);

}  // namespace phonebook
