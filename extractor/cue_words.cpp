#include "extractor/cue_words.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <fstream>
#include <iostream>
#include <string_view>

#include "extractor/cue_categories.h"

namespace phonebook::cue {
namespace {

std::string lower(std::string_view text) {
  std::string out;
  const auto length = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT(text.data(), i, length, c);
    if (c < 0) return {};
    if (c == 0x200B || c == 0x200C || c == 0x200D) continue;  // the text is folded likewise
    c = u_tolower(c);
    char buffer[4];
    std::int32_t n = 0;
    U8_APPEND_UNSAFE(buffer, n, c);
    out.append(buffer, static_cast<std::size_t>(n));
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

}  // namespace

bool read_cue_words(const char* path, std::vector<CueWord>& words) {
  std::ifstream in(path);
  if (!in) {
    std::cerr << path << ": cannot be read\n";
    return false;
  }
  std::uint64_t section = 0;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    const std::string_view text = trimmed(line);
    if (text.empty() || text[0] == '#') continue;
    if (text[0] == '[') {
      section = 0;
      for (const auto& known : kSections)
        if (text == "[" + std::string(known.name) + "]") section = known.bit;
      if (section == 0) {
        std::cerr << path << ":" << number << ": no section is called " << text << "\n";
        return false;
      }
      continue;
    }
    // Several words may share a line, parted by " | ".
    std::size_t from = 0;
    while (from <= text.size()) {
      std::size_t to = text.find(" | ", from);
      if (to == std::string_view::npos) to = text.size();
      std::string_view word = trimmed(text.substr(from, to - from));
      from = to + 3;
      const bool prefix = word.size() > 1 && word.back() == '*';
      if (prefix) word.remove_suffix(1);
      const std::string key = lower(word);
      if (section == 0 || key.empty()) {
        std::cerr << path << ":" << number << ": an empty or broken word, or none of a section\n";
        return false;
      }
      words.push_back({key, section, prefix});
    }
  }
  return true;
}

}  // namespace phonebook::cue
