// Ids of instant messengers: behind the service's name ("微信：lily_88", "skype live:jan"), before it ("@jan
// on telegram"), and in links (t.me/jan).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extractor/extract.h"
#include "extractor/reading.h"

namespace phonebook {

struct IdMatch {
  Kind kind = Kind::qq;
  Span span;          // in `folded`
  std::string value;  // as written, without '@'
  double confidence = 0;
  bool is_number = false;  // the id is all digits of a telephone number; the number may be a finding too
};

// In order of start. Groups, channels, bots and official accounts are left out.
[[nodiscard]] std::vector<IdMatch> find_ids(const Reading& reading);

// Places of links (http://…, example.com/…), whose digits are no numbers.
[[nodiscard]] std::vector<Span> find_urls(const Reading& reading);

// The target of a link: t.me/…, skype:…; absent for anything else.
struct LinkId {
  Kind kind = Kind::telegram;
  std::string value;
};
[[nodiscard]] std::optional<LinkId> id_of_link(std::string_view target);
// The digits (with '+' where written) of tel:, sms:, wa.me and the like; empty for anything else.
[[nodiscard]] std::string number_of_link(std::string_view target);

}  // namespace phonebook
