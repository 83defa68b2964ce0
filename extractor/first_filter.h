// first_filter: can there be a finding in this text at all? Most messages hold none, and this says so in the
// time it takes to read them. It never says "none" of a text in which the finders would find something
// (tests/extractor/first_filter_test.cpp); it may say "perhaps" of one that holds nothing.
//
//   FirstFilter filter(FirstFilter::Kinds::by_default);
//   if (!filter.may_hold(message.text, message.html)) return {};
//
// What a finding hangs on: seven digits that could be one number, an '@', the name of a messenger, a word
// that stands for '@', words for digits in a row, a link. Places where one of these may begin are marked by
// SIMD (filter_marks.h) with tables made from data/cues at build time; the marked places are then looked
// at.
//
// Thread rule: const and without state; any number of threads. Linear.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "extractor/filter_marks.h"

namespace phonebook {

class FirstFilter {
 public:
  enum class Kinds { by_default, all };
  explicit FirstFilter(Kinds kinds, filter::Simd simd = filter::best_simd());

  // `raw`: any bytes; may be empty. `html`: '<' and '&' are markup. `readable_behind`: bytes behind the text
  // that belong to the same piece of memory; with some, short texts are quicker.
  [[nodiscard]] bool may_hold(std::string_view raw, bool html,
                              std::size_t readable_behind = 0) const noexcept {
    return look(raw, html, readable_behind) != Answer::nothing;
  }
  // `numbers`: if anything, then telephone numbers in digits, not in a link, and nothing else.
  enum class Answer { nothing, numbers, perhaps };
  [[nodiscard]] Answer look(std::string_view raw, bool html, std::size_t readable_behind = 0) const noexcept;

 private:
  // What was seen up to now.
  struct Seen {
    bool mail_word = false, messenger = false, mention = false;
    std::size_t digits = 0, words = 0, row = 0, last_end = 0, inside = 0;
  };
  [[nodiscard]] bool look_closer(std::string_view raw, bool html, const filter::Marks& marks,
                                 Seen& seen) const noexcept;
  [[nodiscard]] Answer judge(std::string_view raw, bool html, const Seen& seen) const noexcept;

  filter::MarkFunction mark_;
  const filter::Beginnings* beginnings_;
  std::uint64_t messengers_;
  bool words_in_han_digits_;
};

}  // namespace phonebook
