// Finding a text again in what a window shows: white space folded, what cannot be seen passed over.
//
//   if (auto range = nth_from_end(FoldedText(slice), finding.shown, finding.nth_from_end)) …
//
// Offsets are characters of the slice as gtk_text_buffer_get_slice gives it, so pictures (U+FFFC) count. No
// GTK in here.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace phonebook {

struct ShownRange {
  int start = 0;  // first character
  int end = 0;    // one after the last
};

class FoldedText {
 public:
  // `utf8` must be valid, as GTK's text is; at a broken byte the rest is left out.
  explicit FoldedText(std::string_view utf8);
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  [[nodiscard]] ShownRange range(std::size_t position, std::size_t size_bytes) const;

 private:
  std::string text_;
  std::vector<int> characters_;  // for each byte of text_: which character of the slice it comes from
};

// The place of `shown` after which it comes `nth` times more (0: the last one); absent when there is none or
// `shown` is empty.
[[nodiscard]] std::optional<ShownRange> nth_from_end(const FoldedText& slice, std::string_view shown,
                                                     int nth);

// The last place of a whole message before `limit` (a byte position in slice.text(), moved to its start when
// found).
[[nodiscard]] std::optional<ShownRange> last_before(const FoldedText& slice, std::string_view message,
                                                    std::size_t& limit);

}  // namespace phonebook
