#include "exporters/name_index.h"

#include <unicode/alphaindex.h>
#include <unicode/tblcoll.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string_view>

#include "base/text.h"

namespace phonebook {
namespace {

// Latin, Greek, Cyrillic, Georgian, Armenian, Hebrew, Arabic, Devanagari, Thai, hangul, kana.
constexpr std::array kScripts{"en", "el", "ru", "ka", "hy", "he", "ar", "hi", "th", "ko", "ja"};
constexpr int kMaxLabels = 2000;  // ICU thins out more labels than that; there are some 500

bool is_han(char32_t c) { return u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_IDEOGRAPHIC) != 0; }

// Surnames that are read otherwise than the word: what sounds like them stands in for them, in sorting alone.
constexpr std::array<std::pair<std::string_view, std::string_view>, 19> kSurnames{{
    {"尉迟", "玉迟"}, {"万俟", "末其"}, {"澹台", "谈台"}, {"长孙", "掌孙"}, {"曾", "增"},
    {"单", "善"},     {"解", "谢"},     {"仇", "求"},     {"查", "渣"},     {"盖", "葛"},
    {"区", "欧"},     {"朴", "飘"},     {"翟", "宅"},     {"缪", "妙"},     {"乐", "月"},
    {"覃", "秦"},     {"员", "运"},     {"折", "舌"},     {"任", "仁"},
}};

// What a name is sorted by: without the quotes, brackets and emoji before its first letter.
std::string sort_text(std::string_view name) {
  std::string_view rest = name;
  while (!rest.empty()) {
    const CodePoint c = decode_utf8(rest);
    if (u_isalnum(static_cast<UChar32>(c.value))) break;
    rest.remove_prefix(c.length);
  }
  if (rest.empty()) return std::string(name);
  // A word of five characters is a firm, not a person.
  std::size_t letters = 0;
  bool han = true;
  for (std::string_view left = rest; !left.empty() && letters < 5; ++letters) {
    const CodePoint c = decode_utf8(left);
    han = han && is_han(c.value);
    left.remove_prefix(c.length);
  }
  if (han && letters >= 2 && letters <= 4)
    for (const auto& [surname, sound] : kSurnames)
      if (rest.starts_with(surname)) return std::string(sound).append(rest.substr(surname.size()));
  return std::string(rest);
}

bool any_han(const std::vector<std::string>& names) {
  for (const std::string& name : names)
    for (std::string_view rest = name; !rest.empty();) {
      const CodePoint c = decode_utf8(rest);
      if (is_han(c.value)) return true;
      rest.remove_prefix(c.length);
    }
  return false;
}

// Languages that order Han characters in a way of their own keep it; everywhere else it is pinyin.
std::unique_ptr<icu::RuleBasedCollator> with_pinyin(const icu::Locale& locale) {
  for (const std::string& rules :
       {"[import " + std::string(locale.getLanguage()) + "-u-co-standard][import zh-u-co-pinyin]",
        std::string("[import zh-u-co-pinyin]")}) {
    UErrorCode status = U_ZERO_ERROR;
    auto collator = std::make_unique<icu::RuleBasedCollator>(icu::UnicodeString::fromUTF8(rules), status);
    if (U_SUCCESS(status)) return collator;
  }
  return nullptr;
}

std::unique_ptr<icu::AlphabeticIndex> open_index(const icu::Locale& locale, bool han) {
  const std::string_view language = locale.getLanguage();
  const bool own_order = language == "zh" || language == "ja" || language == "ko";
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::AlphabeticIndex> index;
  if (han && !own_order)
    if (auto collator = with_pinyin(locale))
      index = std::make_unique<icu::AlphabeticIndex>(collator.release(), status);
  if (!index || U_FAILURE(status)) {
    status = U_ZERO_ERROR;
    index = std::make_unique<icu::AlphabeticIndex>(locale, status);
  }
  if (U_FAILURE(status)) return nullptr;
  index->setMaxLabelCount(kMaxLabels, status);
  index->addLabels(locale, status);
  if (han && !own_order) index->addLabels(icu::Locale::getChinese(), status);
  for (const char* script : kScripts) index->addLabels(icu::Locale(script), status);
  return U_SUCCESS(status) ? std::move(index) : nullptr;
}

struct Sorted {
  std::int32_t bucket = 0;
  std::string key;
  std::size_t name = 0;
};

}  // namespace

NameIndex index_names(const std::vector<std::string>& names, const std::string& locale_name) {
  icu::Locale locale = locale_name.empty() ? icu::Locale::getDefault() : icu::Locale(locale_name.c_str());
  // The C locale puts capitals before all small letters.
  if (std::string_view(locale.getVariant()) == "POSIX") locale = icu::Locale::getEnglish();
  NameIndex out;
  const auto index = open_index(locale, any_han(names));
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::AlphabeticIndex::ImmutableIndex> buckets;
  if (index) buckets.reset(index->buildImmutableIndex(status));
  std::vector<Sorted> sorted;
  sorted.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    Sorted& entry = sorted.emplace_back();
    entry.name = i;
    const icu::UnicodeString text = icu::UnicodeString::fromUTF8(sort_text(names[i]));
    if (!buckets) continue;
    entry.bucket = buckets->getBucketIndex(text, status);
    const icu::RuleBasedCollator& collator = index->getCollator();
    std::array<std::uint8_t, 256> key;
    std::int32_t size = collator.getSortKey(text, key.data(), static_cast<std::int32_t>(key.size()));
    // What differs only behind that many octets keeps its order.
    size = std::clamp(size, 0, static_cast<std::int32_t>(key.size()));
    entry.key.assign(reinterpret_cast<const char*>(key.data()), static_cast<std::size_t>(size));
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const Sorted& a, const Sorted& b) {
    return a.bucket != b.bucket ? a.bucket < b.bucket : a.key < b.key;
  });
  std::int32_t last = -1;
  for (const Sorted& entry : sorted) {
    if (entry.bucket != last || out.letters.empty()) {
      last = entry.bucket;
      const icu::AlphabeticIndex::Bucket* bucket = buckets ? buckets->getBucket(entry.bucket) : nullptr;
      std::string letter;
      if (bucket && bucket->getLabelType() == U_ALPHAINDEX_NORMAL) bucket->getLabel().toUTF8String(letter);
      if (letter.empty()) letter = !bucket || bucket->getLabelType() == U_ALPHAINDEX_UNDERFLOW ? "#" : "…";
      out.letters.push_back(std::move(letter));
    }
    out.entries.push_back({entry.name, out.letters.size() - 1});
  }
  return out;
}

}  // namespace phonebook
