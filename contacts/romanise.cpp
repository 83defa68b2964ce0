#include "contacts/romanise.h"

#include <unicode/translit.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_map>
#include <utility>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr std::size_t kMostSyllables = 4;

// Opening one reads its rules and takes milliseconds. Null where ICU lacks its data: names have no readings
// then.
std::unique_ptr<icu::Transliterator> open_transliterator(const char* id) {
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::Transliterator> made(
      icu::Transliterator::createInstance(icu::UnicodeString::fromUTF8(id), UTRANS_FORWARD, status));
  return U_SUCCESS(status) ? std::move(made) : nullptr;
}

std::string transliterated(const icu::Transliterator* by, const std::string& text) {
  if (!by) return text;
  icu::UnicodeString units = icu::UnicodeString::fromUTF8(text);
  by->transliterate(units);
  std::string out;
  units.toUTF8String(out);
  return out;
}

bool is_han(char32_t c) noexcept {
  UErrorCode status = U_ZERO_ERROR;
  return c >= 0x2E80 && uscript_getScript(static_cast<UChar32>(c), &status) == USCRIPT_HAN;
}

// What `by` makes of one character, remembered: asking ICU takes microseconds, and names are of few.
const std::string& remembered(std::unordered_map<char32_t, std::string>& memory,
                              const icu::Transliterator* by, char32_t c) {
  constexpr std::size_t kMostRemembered = 20000;
  if (memory.size() >= kMostRemembered) memory.clear();
  const auto [entry, is_new] = memory.try_emplace(c);
  if (is_new) {
    append_utf8(entry->second, c);
    entry->second = transliterated(by, entry->second);
  }
  return entry->second;
}

// Surnames that are read otherwise than the word is, which is what ICU knows.
constexpr std::array<std::pair<std::string_view, std::string_view>, 34> kSurnames{
    {{"曾", "zeng"},     {"单", "shan"},    {"解", "xie"},       {"仇", "qiu"},         {"查", "zha"},
     {"盖", "ge"},       {"朴", "piao"},    {"任", "ren"},       {"翟", "zhai"},        {"覃", "qin"},
     {"区", "ou"},       {"乐", "yue"},     {"缪", "miao"},      {"宓", "mi"},          {"员", "yun"},
     {"冼", "xian"},     {"葛", "ge"},      {"繁", "po"},        {"重", "chong"},       {"那", "na"},
     {"折", "she"},      {"种", "chong"},   {"秘", "bi"},        {"黑", "he"},          {"召", "shao"},
     {"尉迟", "yu chi"}, {"万俟", "mo qi"}, {"单于", "chan yu"}, {"长孙", "zhang sun"}, {"澹台", "tan tai"},
     {"牟", "mou"},      {"沈", "shen"},    {"石", "shi"},       {"车", "che"}}};

// One syllable a character; "ü" is written u, v or yu by those who have no key for it.
std::vector<std::string> syllables_of(const std::string& han) {
  static thread_local const std::unique_ptr<icu::Transliterator> reader = open_transliterator("Han-Latin");
  static thread_local std::unordered_map<char32_t, std::string> memory;
  std::vector<std::string> out;
  if (!reader) return out;
  for (std::size_t i = 0; i < han.size();) {
    const CodePoint point = decode_utf8(std::string_view(han).substr(i));
    out.push_back(fold_accents(remembered(memory, reader.get(), point.value)));
    i += point.length;
  }
  return out;
}

std::string all_of(const std::vector<std::string>& words, std::size_t from, std::size_t to) {
  std::string out;
  for (std::size_t i = from; i < to; ++i) out += words[i];
  return out;
}

void put(std::vector<std::string>& readings, std::string reading) {
  if (std::find(readings.begin(), readings.end(), reading) == readings.end())
    readings.push_back(std::move(reading));
}

// Family name first and last; the family name may have one character or two.
void put_orders(std::vector<std::string>& readings, const std::vector<std::string>& syllables) {
  put(readings, all_of(syllables, 0, syllables.size()));
  for (std::size_t family = 1; family <= 2 && family < syllables.size(); ++family)
    put(readings, all_of(syllables, family, syllables.size()) + all_of(syllables, 0, family));
}

// "lu" for 吕 is Lv in a passport and Lyu in another: all are read as lu.
std::string without_umlaut_spellings(std::string word) {
  for (const char* spelling : {"lv", "nv", "lyu", "nyu"}) {
    const std::string_view wanted(spelling);
    for (std::size_t at = word.find(wanted); at != std::string::npos; at = word.find(wanted, at + 2))
      word.replace(at, wanted.size(), {wanted[0], 'u'});
  }
  return word;
}

// The ends of syllables that start at `from`. A superset of pinyin.
void put_syllable_ends(std::string_view word, std::size_t from, std::vector<std::size_t>& ends) {
  static constexpr std::array<std::string_view, 24> kInitials{"zh", "ch", "sh", "b", "p", "m", "f", "d",
                                                              "t",  "n",  "l",  "g", "k", "h", "j", "q",
                                                              "x",  "r",  "z",  "c", "s", "y", "w", ""};
  static constexpr std::array<std::string_view, 34> kFinals{
      "iang", "iong", "uang", "ang", "eng", "ing", "ong", "ian", "iao", "uai", "uan", "ai",
      "an",   "ao",   "ei",   "en",  "er",  "ia",  "ie",  "in",  "iu",  "ou",  "ua",  "ue",
      "ui",   "un",   "uo",   "a",   "e",   "i",   "o",   "u",   "van", "ve"};
  const std::string_view rest = word.substr(from);
  for (const std::string_view initial : kInitials) {
    if (!rest.starts_with(initial)) continue;
    for (const std::string_view final : kFinals)
      if (rest.substr(initial.size()).starts_with(final))
        ends.push_back(from + initial.size() + final.size());
  }
}

bool can_be_pinyin(std::string_view word) {
  if (word.size() > 18) return false;
  std::array<bool, 19> reached{};
  reached[0] = true;
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (!reached[i]) continue;
    ends.clear();
    put_syllable_ends(word, i, ends);
    for (const std::size_t end : ends) reached[end] = true;
  }
  return reached[word.size()];
}

}  // namespace

std::string simplified_han(const std::string& text) {
  static thread_local const std::unique_ptr<icu::Transliterator> simplifier =
      open_transliterator("Traditional-Simplified");
  static thread_local std::unordered_map<char32_t, std::string> memory;
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(std::string_view(text).substr(i));
    if (is_han(point.value))
      out += remembered(memory, simplifier.get(), point.value);
    else
      out.append(text, i, point.length);
    i += point.length;
  }
  return out;
}

std::vector<std::string> pinyin_readings(const std::string& han) {
  const std::size_t length = count_code_points(han);
  if (length < 2 || length > kMostSyllables) return {};
  for (std::size_t i = 0; i < han.size();) {
    const CodePoint point = decode_utf8(std::string_view(han).substr(i));
    if (!is_han(point.value)) return {};
    i += point.length;
  }
  std::vector<std::string> syllables = syllables_of(han);
  if (syllables.size() != length) return {};
  std::vector<std::string> readings;
  put_orders(readings, syllables);
  for (const auto& [surname, reading] : kSurnames) {
    const std::size_t characters = count_code_points(surname);
    if (!han.starts_with(surname) || characters >= length) continue;
    const auto own = split(reading, ' ');
    for (std::size_t i = 0; i < characters && i < own.size(); ++i) syllables[i] = own[i];
    put_orders(readings, syllables);
  }
  return readings;
}

std::vector<std::string> latin_readings(const std::vector<std::string>& words) {
  if (words.size() < 2 || words.size() > kMostSyllables) return {};
  std::vector<std::string> plain;
  for (const std::string& word : words) {
    std::string spelt = without_umlaut_spellings(word);
    if (!can_be_pinyin(spelt)) return {};
    plain.push_back(std::move(spelt));
  }
  std::vector<std::string> readings;
  put(readings, all_of(plain, 0, plain.size()));
  put(readings, all_of(plain, 1, plain.size()) + plain[0]);
  put(readings, plain.back() + all_of(plain, 0, plain.size() - 1));
  return readings;
}

}  // namespace phonebook
