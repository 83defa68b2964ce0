// Mail addresses in folded text, as they are and as people spell them ("jan at example dot org").
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "extractor/extract.h"
#include "extractor/reading.h"

namespace phonebook {

struct MailMatch {
  Span span;          // in `folded`
  std::string value;  // lower case, domain in U-labels
  double confidence = 0;
};

// In order, not overlapping. What has an '@' and is no address (packages, hosts of ssh and git, mentions,
// masked addresses) is left out. Linear: each '@' looks at bounded surroundings.
[[nodiscard]] std::vector<MailMatch> find_mails(const Reading& reading);

// The address of a mailto: target without the scheme and "?…", in the form of `value`; empty when it is none.
[[nodiscard]] std::string mail_address(std::string_view text);

}  // namespace phonebook
