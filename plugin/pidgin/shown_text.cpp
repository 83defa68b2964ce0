#include "plugin/pidgin/shown_text.h"

#include <glib.h>

namespace phonebook {
namespace {

bool is_blank(gunichar c) { return c == 0x00A0 || g_unichar_isspace(c); }

// Soft hyphens, zero-width and direction characters, pictures.
bool is_unseen(gunichar c) {
  return c == 0x00AD || c == 0xFFFC || c == 0xFEFF || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) || c == 0;
}

// `shown` as it is looked for: folded like the slice, without blanks at its ends.
std::string wanted(std::string_view text) {
  const FoldedText folded{text};
  std::string_view core = folded.text();
  while (!core.empty() && core.front() == ' ') core.remove_prefix(1);
  while (!core.empty() && core.back() == ' ') core.remove_suffix(1);
  return std::string(core);
}

}  // namespace

FoldedText::FoldedText(std::string_view utf8) {
  text_.reserve(utf8.size());
  characters_.reserve(utf8.size());
  int character = 0;
  const char* end = utf8.data() + utf8.size();
  for (const char* p = utf8.data(); p < end; ++character) {
    const gunichar c = g_utf8_get_char_validated(p, end - p);
    if (c == static_cast<gunichar>(-1) || c == static_cast<gunichar>(-2)) break;
    const char* next = g_utf8_next_char(p);
    if (is_blank(c)) {
      if (text_.empty() || text_.back() != ' ') {
        text_ += ' ';
        characters_.push_back(character);
      }
    } else if (!is_unseen(c)) {
      text_.append(p, next);
      characters_.insert(characters_.end(), static_cast<std::size_t>(next - p), character);
    }
    p = next;
  }
}

ShownRange FoldedText::range(std::size_t position, std::size_t size_bytes) const {
  return {characters_[position], characters_[position + size_bytes - 1] + 1};
}

std::optional<ShownRange> nth_from_end(const FoldedText& slice, std::string_view shown, int nth) {
  const std::string text = wanted(shown);
  if (text.empty() || nth < 0) return std::nullopt;
  std::size_t limit = slice.text().size();
  while (limit >= text.size()) {
    const std::size_t at = slice.text().rfind(text, limit - text.size());
    if (at == std::string::npos) return std::nullopt;
    if (nth-- == 0) return slice.range(at, text.size());
    limit = at;
  }
  return std::nullopt;
}

std::optional<ShownRange> last_before(const FoldedText& slice, std::string_view message, std::size_t& limit) {
  const std::string text = wanted(message);
  if (text.empty() || text.size() > limit) return std::nullopt;
  const std::size_t at = slice.text().rfind(text, limit - text.size());
  if (at == std::string::npos) return std::nullopt;
  limit = at;
  return slice.range(at, text.size());
}

}  // namespace phonebook
