// Build tool: where the words that findings hang on may begin, and the characters that folding changes, as
// bits for the first filter.
//
//   filter_generator OUT.cpp zh.txt en.txt …
#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "extractor/cue_categories.h"
#include "extractor/cue_words.h"
#include "extractor/filter_tables.h"
#include "extractor/folding.h"

namespace {

using namespace phonebook;

constexpr std::uint64_t kDefaultMessengers = cue::kQq | cue::kWechat | cue::kSkype | cue::kTelegram;
constexpr std::uint64_t kDigitWords = cue::kAnyDigit | cue::kDouble | cue::kTriple;

bool is_ascii_letter(unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Which characters come out of folding and lower-casing as each one.
const std::map<char32_t, std::vector<char32_t>>& origins() {
  static const auto kOrigins = [] {
    std::map<char32_t, std::vector<char32_t>> out;
    for (char32_t c = 1; c <= 0x1FFFF; ++c) {
      if (c >= 0xD800 && c <= 0xDFFF) continue;
      const char32_t folded = fold_character(c);
      if (folded != 0) out[lower_character(folded)].push_back(c);
    }
    return out;
  }();
  return kOrigins;
}

// What becomes an ASCII letter or vanishes can stand inside any word: the message is folded before it is
// looked at again.
bool changes_words(char32_t c) {
  if (c < 0x80) return false;
  const char32_t folded = fold_character(c);
  return folded == 0 || folded == '@' ||
         (folded < 0x80 && is_ascii_letter(static_cast<unsigned char>(folded)));
}

bool is_digit_of_any_kind(char32_t c) {
  const char32_t folded = fold_character(c);
  return (folded >= '0' && folded <= '9') || han_digit(c) >= 0 || circled_digit(c) >= 0;
}

void set(std::uint64_t* bits, std::uint32_t index) { bits[index / 64] |= std::uint64_t{1} << (index % 64); }

class Maker {
 public:
  filter::Beginnings out{};

  void character(char32_t c) {
    std::string bytes;
    append_utf8(bytes, c);
    std::uint32_t key = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      key |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    set(out.characters, filter::character_hash(key));
  }

  // Of a word that begins with a character of three bytes: with the second one, or alone.
  void pair(std::string_view text) {
    const auto three = [&](std::size_t at) {
      std::uint32_t key = 0;
      for (std::size_t i = 0; i < 3 && at + i < text.size(); ++i)
        key |= static_cast<std::uint32_t>(static_cast<unsigned char>(text[at + i])) << (8 * i);
      return key;
    };
    const std::uint32_t first = three(0), second = three(3);
    if (!filter::is_of_three(first)) return;
    const bool alone = text.size() == 3 || !filter::is_of_three(second);
    set(out.pairs, filter::pair_hash(first, alone ? 0 : second));
  }

  void word(std::string_view text, bool prefix) {
    const auto first = static_cast<unsigned char>(text[0]);
    if (is_ascii_letter(first)) {
      latin(text, prefix);
      return;
    }
    const char32_t c = decode_utf8(text).value;
    const auto found = origins().find(c);
    if (found == origins().end()) return;
    for (const char32_t variant : found->second)
      if (variant >= 0x80) character(variant);
  }

 private:
  // The first four letters; a word that ends before them may be followed by anything but a letter, one that
  // is only a stem by anything.
  void latin(std::string_view text, bool prefix) {
    std::uint32_t key = 0;
    unsigned count = 0;
    while (count < 4 && count < text.size() && is_ascii_letter(static_cast<unsigned char>(text[count]))) {
      key |= (static_cast<unsigned char>(text[count]) & 0x1FU) << (8 * count);
      ++count;
    }
    spread(key, count, prefix && count == text.size());
  }
  void spread(std::uint32_t key, unsigned count, bool open) {
    set(out.words, filter::hash_of(key));
    if (!open || count == 4) return;
    for (std::uint32_t letter = 1; letter <= 26; ++letter)
      spread(key | letter << (8 * count), count + 1, true);
  }
};

// Of every cue, in lower-cased folded text.
filter::Beginnings all_cues(const std::vector<cue::CueWord>& words) {
  Maker maker;
  for (const cue::CueWord& word : words) {
    const auto first = static_cast<unsigned char>(word.text[0]);
    if (first >= 0x80) {
      maker.character(decode_utf8(word.text).value);
      maker.pair(word.text);
    }
    if (is_ascii_letter(first)) maker.word(word.text, word.prefix);
  }
  return maker.out;
}

filter::Beginnings beginnings_for(const std::vector<cue::CueWord>& words, std::uint64_t messengers) {
  Maker maker;
  for (const cue::CueWord& word : words) {
    if ((word.sections & (messengers | cue::kMailAt | kDigitWords)) == 0) continue;
    std::string_view text = word.text;
    // "(at)": the brackets may be written in many ways, so the word begins behind them.
    while (!text.empty() && static_cast<unsigned char>(text[0]) < 0x80 &&
           !is_ascii_letter(static_cast<unsigned char>(text[0])))
      text.remove_prefix(1);
    if (!text.empty()) maker.word(text, word.prefix);  // "(@)": an '@' is seen by itself
  }
  maker.word("t", false);       // t.me/
  maker.word("domain", false);  // tg://resolve?domain=
  for (char32_t c = 0x80; c <= 0xE01EF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    if (is_digit_of_any_kind(c) || changes_words(c)) maker.character(c);
  }
  return maker.out;
}

void write(std::ostream& out, const char* name, const filter::Beginnings& beginnings) {
  out << "const Beginnings " << name << " = {";
  const auto table = [&](const auto& bits) {
    out << "{";
    for (const std::uint64_t word : bits) out << word << "ULL,";
    out << "},\n";
  };
  table(beginnings.words);
  table(beginnings.characters);
  table(beginnings.pairs);
  out << "};\n";
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    std::cerr << "usage: filter_generator OUT.cpp DATA.txt...\n";
    return 2;
  }
  std::vector<cue::CueWord> words;
  for (int i = 2; i < count; ++i)
    if (!cue::read_cue_words(arguments[i], words)) return 1;
  std::ofstream out(arguments[1]);
  out << "// Made by extractor/filter_generator.cpp from data/cues; change those files, not this one.\n"
         "#include \"extractor/filter_tables.h\"\n\nnamespace phonebook::filter {\n\n";
  write(out, "kDefaultBeginnings", beginnings_for(words, kDefaultMessengers));
  write(out, "kAllBeginnings", beginnings_for(words, cue::kAnyMessenger));
  write(out, "kCueBeginnings", all_cues(words));
  out << "\n}  // namespace phonebook::filter\n";
  return out.good() ? 0 : 1;
}
