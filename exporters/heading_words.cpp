#include "exporters/heading_words.h"

#include <algorithm>

#include "base/text.h"
#include "exporters/heading_tokens.h"

namespace phonebook::heading {
namespace {

constexpr std::size_t kLongestPhrase = 7;  // tokens
constexpr std::size_t kLongestRun = 14;    // letters of a script without blanks

const Word* find(std::string_view text) {
  const auto all = words();
  const auto at = std::lower_bound(all.begin(), all.end(), text,
                                   [](const Word& word, std::string_view t) { return word.text < t; });
  return at != all.end() && at->text == text ? &*at : nullptr;
}

const Word* find_bare(const std::string& text) {
  if (const Word* word = find(text)) return word;
  const std::string bare = fold_accents(text);
  return bare == text ? nullptr : find(bare);
}

// Scripts whose words stand together without blanks.
bool runs_together(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint c = decode_utf8(text.substr(i));
    if ((c.value >= 0x0E00 && c.value <= 0x0E7F) || (c.value >= 0x2E80 && c.value <= 0x9FFF) ||
        (c.value >= 0xAC00 && c.value <= 0xD7AF) || c.value >= 0x20000)
      return true;
    i += c.length;
  }
  return false;
}

void add(Meaning& out, const Word& word) {
  for (const Atom atom : word.atoms)
    if (atom != Atom::none && !out.has(atom)) out.atoms.push_back(atom);
}

// The longest words from left to right; whether all of it was words.
bool read_run(std::string_view run, Meaning& out) {
  std::vector<std::size_t> ends;  // of each letter
  for (std::size_t i = 0; i < run.size();) {
    i += decode_utf8(run.substr(i)).length;
    ends.push_back(i);
  }
  bool all = true;
  for (std::size_t i = 0; i < ends.size();) {
    const std::size_t from = i == 0 ? 0 : ends[i - 1];
    const Word* found = nullptr;
    std::size_t length = std::min(kLongestRun, ends.size() - i);
    for (; length > 0 && !found; --length) found = find(run.substr(from, ends[i + length - 1] - from));
    all = all && found;
    if (found) add(out, *found);
    i += found ? length + 1 : 1;
  }
  return all;
}

// "hjemmetelefon": two words written as one, the first perhaps with a letter that joins them ("arbeits").
bool read_compound(const std::string& text, Meaning& out) {
  if (text.size() < 6) return false;
  for (std::size_t cut = text.size() - 3; cut >= 3; --cut) {
    const Word* last = find_bare(text.substr(cut));
    if (!last) continue;
    const std::string first = text.substr(0, cut);
    const Word* before = find_bare(first);
    if (!before && first.ends_with('s')) before = find_bare(first.substr(0, cut - 1));
    if (!before) continue;
    add(out, *before);
    add(out, *last);
    return true;
  }
  return false;
}

}  // namespace

Meaning read(std::string_view heading) {
  Meaning out;
  const std::vector<Token> all = tokens(heading);
  for (std::size_t i = 0; i < all.size();) {
    const Word* found = nullptr;
    std::size_t count = std::min(kLongestPhrase, all.size() - i);
    for (; count > 0 && !found; --count) found = find_bare(joined(all, i, count));
    if (found) {
      add(out, *found);
      i += count + 1;
      out.number_last = all[i - 1].number >= 0;
      continue;
    }
    const Token& token = all[i++];
    out.number_last = token.number >= 0;
    if (token.number >= 0) {
      if (out.ordinal == 0) out.ordinal = token.number;
    } else if (runs_together(token.text)) {
      Meaning written = out;
      if (!read_run(token.text, written)) {
        const std::string bare = fold_accents(token.text);
        Meaning plain = out;
        if (bare != token.text && read_run(bare, plain))
          written = std::move(plain);
        else
          written.leftover = true;
      }
      out = std::move(written);
    } else if (!read_compound(token.text, out)) {
      out.leftover = true;
    }
  }
  return out;
}

}  // namespace phonebook::heading
