#include "transports/card_spans.h"

#include "base/text.h"

namespace phonebook {
namespace {

// "END:VCARD." is what some Sony Ericssons write.
bool is_marker(std::string_view line, std::string_view word) {
  line = trim(line);
  if (!line.empty() && line.back() == '.') line.remove_suffix(1);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || line.size() > 64) return false;
  return ascii_equal(trim(line.substr(0, colon)), word) && ascii_equal(trim(line.substr(colon + 1)), "VCARD");
}

// The property whose value is the card on the next line (vCard 2.1, section 2.7.1).
bool opens_an_agent(std::string_view line) {
  line = trim(line);
  if (line.empty() || line.back() != ':' || line.size() > 256) return false;
  std::string_view name = line.substr(0, line.find_first_of(";:"));
  if (const std::size_t dot = name.rfind('.'); dot != std::string_view::npos) name.remove_prefix(dot + 1);
  return ascii_equal(name, "AGENT");
}

}  // namespace

std::vector<CardSpan> card_spans(std::string_view bytes, std::size_t limit) {
  std::vector<CardSpan> spans;
  std::size_t depth = 0;
  std::size_t begin = 0;
  bool agent = false;
  std::size_t at = bytes.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
  while (at < bytes.size() && spans.size() < limit) {
    const std::size_t line_end = bytes.find_first_of("\r\n", at);
    const std::string_view line =
        bytes.substr(at, line_end == std::string_view::npos ? line_end : line_end - at);
    std::size_t next = line_end == std::string_view::npos ? bytes.size() : line_end + 1;
    if (next < bytes.size() && bytes[next - 1] == '\r' && bytes[next] == '\n') ++next;

    if (is_marker(line, "BEGIN")) {
      if (depth > 0 && agent) {
        ++depth;
      } else {
        if (depth > 0) spans.push_back({begin, at - begin});
        begin = at;
        depth = 1;
      }
    } else if (depth > 0 && is_marker(line, "END")) {
      if (--depth == 0) spans.push_back({begin, next - begin});
    }
    if (!trim(line).empty()) agent = opens_an_agent(line);
    at = next;
  }
  if (depth > 0 && spans.size() < limit) spans.push_back({begin, bytes.size() - begin});
  return spans;
}

}  // namespace phonebook
