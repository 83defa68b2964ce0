// What libphonenumber and the numbering plan each say of one text, in the same words, so that they can be
// compared.
#pragma once
#include <string>

namespace phonebook {

struct Verdict {
  int outcome = -1;  // numbering::Outcome
  std::string e164, extension;
  int possibility = -1;  // numbering::Possibility
  bool valid = false, valid_for_other = false;
  int type = -1;  // NumberType
  std::string region;
  std::string national, international;  // as they are shown, without the extension

  [[nodiscard]] std::string text() const;
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

// `other_region`: of which it is asked whether the number is valid there.
[[nodiscard]] Verdict libphonenumber_says(const std::string& text, const std::string& region,
                                          const std::string& other_region);
[[nodiscard]] Verdict plan_says(const std::string& text, const std::string& region,
                                const std::string& other_region);

}  // namespace phonebook
