#include "contacts/likeness.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "contacts/romanise.h"
#include "contacts/short_forms.h"

namespace phonebook {
namespace {

constexpr std::size_t kMostWords = 16;
constexpr std::size_t kMostNicknames = 8;

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

std::string digits_of(std::string_view text) {
  std::string digits;
  for (const char c : text)
    if (is_digit(c)) digits += c;
  return digits;
}

// Where "+44 20 7946 0000,,12#" or "…p12" goes over into what is dialled after a pause; npos: nowhere.
std::size_t pause_at(std::string_view number) {
  std::size_t digits = 0;
  for (std::size_t i = 0; i < number.size(); ++i) {
    if (is_digit(number[i])) {
      ++digits;
      continue;
    }
    if (std::string_view(",pPwW").find(number[i]) == std::string_view::npos) continue;
    const std::string_view tail = number.substr(i);
    const bool dialled = std::all_of(tail.begin(), tail.end(), [](char c) {
      return is_digit(c) || std::string_view(",pPwW#* ").find(c) != std::string_view::npos;
    });
    return digits >= 5 && dialled ? i : std::string_view::npos;
  }
  return std::string_view::npos;
}

// Letters and digits of any script are parts of a word; marks and signs part them. An apostrophe does
// neither.
bool parts_words(char32_t c) noexcept {
  if (c < 0x80) return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'));
  if (c < 0x2000) return c == 0xB7;
  if (c >= 0x2190 && u_charType(static_cast<UChar32>(c)) == U_OTHER_SYMBOL) return true;  // a heart
  return (c >= 0x2010 && c <= 0x2015) || (c >= 0x3000 && c <= 0x3003) || c == 0x30FB || c == 0xFF0C ||
         (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x1F3FB && c <= 0x1F3FF);
}
// Hiragana and katakana write the same sounds.
constexpr char32_t as_katakana(char32_t c) noexcept { return c >= 0x3041 && c <= 0x3096 ? c + 0x60 : c; }

bool is_apostrophe(char32_t c) noexcept { return c == '\'' || c == 0x2019 || c == 0x02BC || c == '`'; }

bool is_title(std::string_view word) noexcept {
  static constexpr std::array<std::string_view, 18> kTitles{
      "dr",  "mr",   "mrs", "ms",  "miss", "prof", "sir", "herr",   "frau",
      "mme", "mlle", "ing", "phd", "md",   "sra",  "don", "doctor", "professor"};
  return std::find(kTitles.begin(), kTitles.end(), word) != kTitles.end();
}

// "" for a word that names no generation.
std::string_view generation_of(std::string_view word) noexcept {
  struct Row {
    std::string_view word, generation;
  };
  static constexpr std::array<Row, 23> kRows{
      {{"jr", "jr"},     {"jnr", "jr"},     {"junior", "jr"}, {"sr", "sr"},   {"snr", "sr"},
       {"senior", "sr"}, {"ii", "ii"},      {"2nd", "ii"},    {"iii", "iii"}, {"3rd", "iii"},
       {"iv", "iv"},     {"4th", "iv"},     {"fils", "jr"},   {"pere", "sr"}, {"hijo", "jr"},
       {"filho", "jr"},  {"neto", "iii"},   {"ml", "jr"},     {"st", "sr"},   {"мл", "jr"},
       {"ст", "sr"},     {"младшии", "jr"}, {"старшии", "sr"}}};
  for (const Row& row : kRows)
    if (row.word == word) return row.generation;
  return {};
}

// "Mueller" and "Müller" are one name in two ways of writing it.
std::string loose(std::string_view word) {
  std::string out;
  for (std::size_t i = 0; i < word.size(); ++i) {
    out += word[i];
    const bool umlaut = word[i] == 'a' || word[i] == 'o' || word[i] == 'u';
    if (i + 1 < word.size() && ((umlaut && word[i + 1] == 'e') || (word[i] == 's' && word[i + 1] == 's')))
      ++i;
  }
  return out;
}

std::vector<std::string> sorted_loose(const NameWords& name) {
  std::vector<std::string> words;
  words.reserve(name.words.size());
  for (const std::string& word : name.words) words.push_back(loose(word));
  std::sort(words.begin(), words.end());
  return words;
}

std::string joined(const std::vector<std::string>& words, const char* separator) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += separator;
    out += word;
  }
  return out;
}

bool is_cjk_name(const NameWords& name) {
  return std::any_of(name.words.begin(), name.words.end(),
                     [](const std::string& word) { return has_cjk(word); });
}

bool equal_names(const NameWords& a, const NameWords& b) {
  const std::vector<std::string>&keys_a = name_keys(a), &keys_b = name_keys(b);
  return std::any_of(keys_a.begin(), keys_a.end(), [&](const std::string& key) {
    return std::find(keys_b.begin(), keys_b.end(), key) != keys_b.end();
  });
}

bool may_be_read_as(const NameWords& a, const NameWords& b) {
  if (is_cjk_name(a) == is_cjk_name(b)) return false;
  return std::any_of(a.readings.begin(), a.readings.end(), [&](const std::string& reading) {
    return std::find(b.readings.begin(), b.readings.end(), reading) != b.readings.end();
  });
}

// "Bob Brown" and "Robert Brown": all words the same but the first, which is a short form.
bool same_but_short_form(const NameWords& a, const NameWords& b) {
  return a.words.size() == b.words.size() && !a.words.empty() &&
         std::equal(a.words.begin() + 1, a.words.end(), b.words.begin() + 1) &&
         may_be_one_first_name(a.words[0], b.words[0]);
}

// "B. Builder" and "Bob Builder": word by word the same or its first letter, with one whole word in common.
bool same_but_initials(const NameWords& a, const NameWords& b) {
  if (a.words.size() != b.words.size() || a.words.size() < 2) return false;
  bool whole = false;
  for (std::size_t i = 0; i < a.words.size(); ++i) {
    const std::string &x = a.words[i], &y = b.words[i];
    if (x == y) {
      whole = whole || count_code_points(x) > 1;
    } else if (!(count_code_points(x) == 1 && y.starts_with(x)) &&
               !(count_code_points(y) == 1 && x.starts_with(y))) {
      return false;
    }
  }
  return whole;
}

NameLikeness compare_two(const NameWords& a, const NameWords& b, std::size_t name_limit) {
  if (equal_names(a, b)) return NameLikeness::equal;
  if (is_cut_of(a, b, name_limit) || is_cut_of(b, a, name_limit)) return NameLikeness::cut;
  if (holds_words(a, b) || holds_words(b, a) || same_but_initials(a, b) || same_but_short_form(a, b))
    return NameLikeness::part;
  return may_be_read_as(a, b) ? NameLikeness::reading : NameLikeness::different;
}

// A phone that keeps one number an entry marks which it is: "Una Bell/M", "Una Bell/H".
std::string_view without_kind_mark(std::string_view name) {
  if (name.size() < 4 || name[name.size() - 2] != '/') return name;
  return std::string_view("hmwof123456789").find(name.back()) == std::string_view::npos
             ? name
             : name.substr(0, name.size() - 2);
}

// Folded text, cut at what parts words; apostrophes are left out.
std::vector<std::string> split_words(std::string_view folded) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(word);
    word.clear();
  };
  for (std::size_t i = 0; i < folded.size();) {
    const CodePoint point = decode_utf8(folded.substr(i));
    if (parts_words(point.value) && !is_apostrophe(point.value))
      end_word();
    else if (!is_apostrophe(point.value))
      append_utf8(word, as_katakana(point.value));
    i += point.length;
  }
  end_word();
  return words;
}

// Without blanks between family and given name in CJK, where either may come first.
std::vector<std::string> keys_of(const NameWords& name) {
  if (name.empty()) return {};
  if (!is_cjk_name(name)) return {joined(name.loose, " ")};
  std::vector<std::string> reversed(name.words.rbegin(), name.words.rend());
  std::vector<std::string> keys{joined(name.words, "")};
  if (name.words.size() > 1) keys.push_back(joined(reversed, ""));
  return keys;
}

}  // namespace

NumberKey number_key(const ContactNumber& number, std::string_view region) {
  NumberKey result;
  const std::size_t pause = pause_at(number.number);
  const std::string_view dialled = std::string_view(number.number).substr(0, pause);
  result.written = dialled;
  if (!number.extension.empty()) result.written += ";ext=" + number.extension;
  const std::string digits = digits_of(dialled);
  if (dialled.find_first_of("*#") != std::string_view::npos) {
    for (const char c : dialled)
      if (is_digit(c) || c == '*' || c == '#') result.key += c;
    return result;
  }
  result.parsed = parse_number(result.written, region);
  // A number without its area code is no international one yet.
  if (result.parsed && !dialled.empty() && dialled.find('+') == std::string_view::npos &&
      validity(*result.parsed) == Validity::too_short)
    result.parsed.reset();
  result.key = result.parsed    ? result.parsed->text()
               : digits.empty() ? std::string()
                                : digits + ";" + digits_of(number.extension);
  if (pause != std::string_view::npos)
    result.key += ";pause=" + digits_of(std::string_view(number.number).substr(pause));
  return result;
}

std::string number_tail(std::string_view written) {
  const std::size_t parameters = written.find(';');
  std::string digits = digits_of(written.substr(0, parameters));
  return digits.size() < 7 ? std::string() : digits.substr(digits.size() - 7);
}

bool is_service_code(const NumberKey& number) {
  if (number.key.find_first_of("*#") != std::string::npos) return true;
  constexpr std::size_t kLongestCode = 6;
  return !number.parsed && number.key.find(';') <= kLongestCode;
}

std::string mail_key(std::string_view address) {
  std::string key = fold(address);
  const std::size_t at = key.rfind('@');
  if (at == std::string::npos) return key;
  // Google reads both domains, and no dots, as one mail box.
  const std::string domain = key.substr(at + 1);
  if (domain != "gmail.com" && domain != "googlemail.com") return key;
  std::string box = key.substr(0, at);
  std::erase(box, '.');
  return box + "@gmail.com";
}

std::string mail_box_key(std::string key) {
  static constexpr std::array<std::string_view, 7> kTaggedDomains{
      "gmail.com", "outlook.com", "hotmail.com", "icloud.com", "fastmail.com", "proton.me", "protonmail.com"};
  const std::size_t at = key.rfind('@'), plus = key.find('+');
  if (at == std::string::npos || plus == 0 || plus >= at) return key;
  const std::string_view domain = std::string_view(key).substr(at + 1);
  if (std::find(kTaggedDomains.begin(), kTaggedDomains.end(), domain) != kTaggedDomains.end())
    key.erase(plus, at - plus);
  return key;
}

std::string organisation_key(std::string_view name) {
  static constexpr std::array<std::string_view, 20> kLegalForms{
      "ltd", "limited", "inc", "llc", "llp", "plc", "co", "corp", "gmbh", "ag",
      "kg",  "ug",      "sa",  "srl", "spa", "bv",  "nv", "oy",   "ab",   "sarl"};
  // Not name_words(): "II" and "Dr." tell two companies apart, and so may the seventeenth word.
  const std::string folded = fold_accents(name);
  std::vector<std::string> words = split_words(has_cjk(folded) ? simplified_han(folded) : folded);
  while (words.size() > 1 &&
         std::find(kLegalForms.begin(), kLegalForms.end(), words.back()) != kLegalForms.end())
    words.pop_back();
  std::string key = joined(words, " ");
  return key.empty() ? fold(name) : key;
}

bool is_shared_mail(std::string_view key) {
  static constexpr std::array<std::string_view, 20> kBoxes{
      "info",      "office", "mail",   "contact",    "kontakt",   "sales",   "support",
      "hello",     "admin",  "post",   "postmaster", "webmaster", "service", "team",
      "reception", "buero",  "family", "familie",    "enquiries", "verkauf"};
  const std::string_view box = key.substr(0, key.rfind('@'));
  return std::find(kBoxes.begin(), kBoxes.end(), box) != kBoxes.end();
}

std::string im_key(const ImAddress& im) { return im.service + ':' + fold(im.address); }

std::string address_key(const PostalAddress& address) {
  std::string text;
  for (const std::string* part : {&address.po_box, &address.extended, &address.street, &address.city,
                                  &address.region, &address.postcode, &address.country})
    text += *part + ' ';
  text = fold_accents(text);
  for (char& c : text)
    if (c == ',' || c == '\n' || c == '.') c = ' ';
  std::vector<std::string> parts;
  for (const std::string_view word : split(text, ' '))
    if (!word.empty()) parts.emplace_back(word);
  std::sort(parts.begin(), parts.end());
  return joined(parts, " ");
}

NameWords name_words(std::string_view name) {
  NameWords result;
  std::string text = fold_accents(cut_utf8(name, 512));
  const bool is_cjk = has_cjk(text);
  if (is_cjk) text = simplified_han(text);
  text = without_kind_mark(text);
  result.words = split_words(text);
  if (result.words.size() > kMostWords) result.words.resize(kMostWords);
  if (result.words.size() > 1) {
    if (const std::string_view generation = generation_of(result.words.back()); !generation.empty()) {
      result.generation = generation;
      result.words.pop_back();
    }
  }
  if (!std::all_of(result.words.begin(), result.words.end(), is_title)) std::erase_if(result.words, is_title);
  result.loose = sorted_loose(result);
  result.keys = keys_of(result);
  if (is_cjk) {
    for (const std::string& key : result.keys)
      for (std::string& reading : pinyin_readings(key)) result.readings.push_back(std::move(reading));
  } else {
    result.readings = latin_readings(result.words);
  }
  return result;
}

ContactNames contact_names(const Contact& contact) {
  ContactNames result;
  const auto add = [&](NameWords name) {
    if (!name.generation.empty() && result.generation.empty()) result.generation = name.generation;
    if (!name.empty()) result.names.push_back(std::move(name));
  };
  // A card made from a number or a mail alone is often called so.
  const std::string& shown = contact.formatted_name;
  const bool is_number = !shown.empty() && shown.find_first_not_of("0123456789+-/(). ") == std::string::npos;
  const bool is_mail = shown.find('@') != std::string::npos && shown.find(' ') == std::string::npos;
  if (!is_number && !is_mail) add(name_words(shown));
  const NameParts& parts = contact.name;
  if (!parts.empty()) {
    NameWords name = name_words(parts.given + ' ' + parts.middle + ' ' + parts.family);
    if (const NameWords suffix = name_words("x " + parts.suffix); !suffix.generation.empty())
      name.generation = suffix.generation;
    if (!parts.middle.empty()) add(name_words(parts.given + ' ' + parts.family));
    add(std::move(name));
  }
  // What another phone may show instead of the name.
  if (NameWords name = name_words(contact.reading.given + ' ' + contact.reading.family); !name.empty())
    result.nicknames.push_back(std::move(name));
  for (const std::string& nickname : contact.nicknames) {
    if (result.nicknames.size() >= kMostNicknames) break;
    if (NameWords name = name_words(nickname); !name.empty()) result.nicknames.push_back(std::move(name));
  }
  return result;
}

const std::vector<std::string>& name_keys(const NameWords& name) { return name.keys; }

bool holds_words(const NameWords& whole, const NameWords& part) {
  if (part.empty()) return false;
  const std::vector<std::string>&all = whole.loose, &some = part.loose;
  const bool tells = std::any_of(some.begin(), some.end(),
                                 [](const std::string& word) { return count_code_points(word) > 1; });
  return tells && std::includes(all.begin(), all.end(), some.begin(), some.end());
}

bool is_cut_of(const NameWords& cut, const NameWords& whole, std::size_t name_limit) {
  if (cut.empty() || whole.empty() || cut.words[0].front() != whole.words[0].front()) return false;
  const std::string start = joined(cut.words, " "), text = joined(whole.words, " ");
  if (start.empty() || start.size() >= text.size() || !text.starts_with(start)) return false;
  // A SIM takes 14 letters, or 6 of other scripts.
  const std::size_t letters = count_code_points(start);
  if (letters >= 10 || (letters >= 5 && letters < start.size())) return true;
  // Where the limit is known it must have been reached, but for a blank and what no name's words hold.
  return name_limit > 0 && letters >= 3 && letters + 1 >= name_limit;
}

bool is_in_short(const NameWords& shorter, const ContactNames& longer) {
  const auto initials = [&](const NameWords& name) {
    if (!same_but_initials(shorter, name)) return false;
    for (std::size_t i = 0; i < name.words.size(); ++i)
      if (!name.words[i].starts_with(shorter.words[i])) return false;
    return true;
  };
  return std::any_of(longer.names.begin(), longer.names.end(), initials) ||
         std::any_of(longer.nicknames.begin(), longer.nicknames.end(),
                     [&](const NameWords& name) { return equal_names(name, shorter); });
}

NameLikeness compare_names(const ContactNames& a, const ContactNames& b, std::size_t name_limit) {
  if ((a.names.empty() && a.nicknames.empty()) || (b.names.empty() && b.nicknames.empty()))
    return NameLikeness::unknown;
  NameLikeness best = NameLikeness::different;
  for (const NameWords& x : a.names)
    for (const NameWords& y : b.names) best = std::max(best, compare_two(x, y, name_limit));
  if (best >= NameLikeness::part) return best;
  const auto nickname_of = [](const std::vector<NameWords>& nicknames, const std::vector<NameWords>& names) {
    return std::any_of(nicknames.begin(), nicknames.end(), [&](const NameWords& nickname) {
      return std::any_of(names.begin(), names.end(),
                         [&](const NameWords& name) { return equal_names(nickname, name); });
    });
  };
  if (nickname_of(a.nicknames, b.names) || nickname_of(b.nicknames, a.names) ||
      nickname_of(a.nicknames, b.nicknames))
    return NameLikeness::part;
  return best;
}

bool dates_differ(const Date& a, const Date& b) {
  const auto differ = [](const std::optional<int>& x, const std::optional<int>& y) {
    return x && y && *x != *y;
  };
  return differ(a.year, b.year) || differ(a.month, b.month) || differ(a.day, b.day);
}

}  // namespace phonebook
