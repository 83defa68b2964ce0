// Names beside a finding: "call Anna at …", "Dave's", "找小林", "田中さんの", "رقم أحمد". Words alone do not
// tell a name, so each kind of name needs its frame: a word that announces one, a possessive, a title, or the
// place right beside the number.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "extractor/extract.h"
#include "extractor/reading.h"

namespace phonebook {

struct NameHit {
  Span span;               // in `folded`
  bool announced = false;  // by a word such as "ask for"
  bool own = false;        // the writer's own: "this is Anna"
};

// Names in [range.start, range.end) that lead to a finding which begins at range.end.
[[nodiscard]] std::vector<NameHit> names_before(const Reading& reading, Span range);
// Names in [range.start, range.end) behind a finding which ends at range.start.
[[nodiscard]] std::vector<NameHit> names_behind(const Reading& reading, Span range);

}  // namespace phonebook
