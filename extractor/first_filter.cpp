#include "extractor/first_filter.h"

#include "base/text.h"
#include "extractor/cue_categories.h"
#include "extractor/cue_walk.h"
#include "extractor/cues.h"
#include "extractor/folding.h"

namespace phonebook {
namespace {

constexpr unsigned kFewestDigits = 7;       // of a telephone number
constexpr unsigned kLongestGroup = 17;      // digits without anything between them; more are no number's
constexpr std::size_t kWidestWordGap = 24;  // between two words for digits, with digits between and unfolded
constexpr unsigned kFewestUnits = 6;        // digits and words for digits, of a number that is spelled
constexpr std::size_t kWidestGap = 6;       // bytes of folded text between two groups of a number
constexpr unsigned kShortestId = 3;  // bytes, of any messenger; five where only the default ones are asked
constexpr std::size_t kLongestTag = 4096;
constexpr std::uint64_t kDigitWords = cue::kAnyDigit | cue::kDouble | cue::kTriple;

bool is_digit(unsigned char c) { return c >= '0' && c <= '9'; }
bool is_letter(unsigned char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
bool is_alnum(unsigned char c) { return is_digit(c) || is_letter(c); }
unsigned char byte(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

// What may stand between two groups of one number: as classify_gap() of candidates.cpp has it.
bool is_separator(char32_t c) {
  switch (c) {
    case U' ':
    case U'\t':
    case U'\n':
    case U'\0':
    case U'-':
    case U'~':
    case U'_':
    case U'.':
    case U'/':
    case U'|':
    case U',':
    case U';':
    case U'(':
    case U')':
    case 0xB7:
      return true;
    default:
      return false;
  }
}

// `word` in lower case and folded.
bool begins(std::string_view text, std::size_t at, std::string_view word, bool html) {
  for (const char c : word) {
    const NextCharacter next = next_character(text, at, html);
    if (next.value != static_cast<unsigned char>(c)) return false;
    at = next.end;
  }
  return true;
}

// "&amp;" and the like: neither letters nor parts of numbers. 0: something else, which only folding can tell.
std::size_t harmless_entity(std::string_view text, std::size_t at) {
  const NextCharacter sign = sign_entity(text, at);
  return sign.value == 0 || sign.value == U' ' ? 0 : sign.end - at;
}

// Hosts whose links carry a number or an id.
bool is_telling_host(std::string_view text, std::size_t at) {
  if (begins(text, at, "www.", false)) at += 4;
  for (const std::string_view host : {"t.me", "telegram.me", "wa.me", "api.whatsapp.com", "signal.me"})
    if (begins(text, at, host, false)) return true;
  return false;
}

// Where the link at `at` ("http://…") ends; 0: not one, or one that carries a number or an id.
std::size_t plain_link_end(std::string_view text, std::size_t at) {
  std::size_t host = at;
  if (text.substr(at, 7) == "http://")
    host += 7;
  else if (text.substr(at, 8) == "https://")
    host += 8;
  else
    return 0;
  if (is_telling_host(text, host)) return 0;
  for (std::size_t i = host; i < text.size() && text[i] != '/' && text[i] != '"' && byte(text, i) > ' '; ++i)
    if (text[i] == '&' || text[i] == '%') return 0;  // who knows which host that is
  while (host < text.size() && byte(text, host) > ' ' && byte(text, host) < 0x80 && text[host] != '<' &&
         text[host] != '>' && text[host] != '"')
    ++host;
  return host;
}

bool is_break(std::string_view text, std::size_t at) {
  return (text.substr(at, 3) == "<br" || text.substr(at, 3) == "<BR") && at + 3 < text.size() &&
         !is_letter(byte(text, at + 3));
}

// The end of the tag at `at`. 0: it is none, parts a word, or carries more than looks; only folding can tell.
std::size_t harmless_tag(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size()) return 0;
  const unsigned char next = byte(text, at + 1);
  if (!is_letter(next) && next != '/') return 0;
  // A '>' inside quotes does not end a tag.
  const std::size_t longest = std::min(text.size(), at + kLongestTag);
  std::size_t close = at + 1, quotes = 0, single = 0;
  for (; close < longest && text[close] != '>'; ++close) {
    quotes += text[close] == '"';
    single += text[close] == '\'';
  }
  if (close == longest || ((quotes | single) & 1) != 0) return 0;
  const std::string_view tag = text.substr(at, close - at);
  const std::size_t end = close + 1;
  if ((next | 0x20) == 'a' && (tag.size() < 3 || !is_letter(byte(tag, 2)))) {
    const std::size_t href = tag.find("href=\"");
    if (href == std::string_view::npos || plain_link_end(text, at + href + 6) == 0) return 0;
    if (tag.find("href", href + 1) != std::string_view::npos) return 0;
  }
  // Inside a word of ASCII letters, whose first four say whether it is one of ours.
  if (at == 0 || !is_letter(byte(text, at - 1)) || is_break(text, at)) return end;
  std::size_t next_text = end;  // behind any more tags
  for (int tags = 0; next_text < text.size() && text[next_text] == '<'; ++tags) {
    if (is_break(text, next_text)) return end;
    const std::size_t more = text.substr(next_text, kLongestTag).find('>');
    if (more == std::string_view::npos || tags == 8) return 0;
    next_text += more + 1;
  }
  return next_text < text.size() && (is_letter(byte(text, next_text)) || text[next_text] == '&') ? 0 : end;
}

// Does an '@' that is written as a word find a dot behind it?
bool has_dot_of_a_domain(std::string_view text, bool html) {
  for (std::size_t at = text.find('.'); at != std::string_view::npos; at = text.find('.', at + 1))
    if (at + 1 < text.size() && (is_alnum(byte(text, at + 1)) || byte(text, at + 1) >= 0x80 ||
                                 (html && (text[at + 1] == '<' || text[at + 1] == '&'))))
      return true;
  if (text.find("。") != std::string_view::npos || text.find("｡") != std::string_view::npos ||
      text.find("．") != std::string_view::npos)
    return true;
  bool letter_before = false;
  for (std::size_t i = 0; i < text.size();) {
    const unsigned char c = byte(text, i);
    if (html && c == '<') {  // a word that begins at a tag begins behind it
      const std::size_t size = text.substr(i, kLongestTag).find('>');
      i = size == std::string_view::npos ? i + 1 : i + size + 1;
      letter_before = false;
      continue;
    }
    if (c < 0x80) {
      const bool may_begin = is_letter(c) ? !letter_before : c != ' ' && !is_digit(c);
      if (may_begin && (walk_cues(text, i, html) & cue::kMailDot) != 0) return true;
      letter_before = is_letter(c);
      ++i;
      continue;
    }
    if ((walk_cues(text, i, html) & cue::kMailDot) != 0) return true;
    letter_before = false;
    i += decode_utf8(text.substr(i)).length;
  }
  return false;
}

// "@everyone": a name behind a blank, with nothing of a domain behind it.
bool is_mention(std::string_view text, std::size_t at, bool html) {
  if (at > 0 && text[at - 1] != ' ' && text[at - 1] != '\n') return false;
  std::size_t end = at + 1;
  while (end < text.size() && (is_alnum(byte(text, end)) || text[end] == '_')) ++end;
  if (end == at + 1 || !is_letter(byte(text, at + 1))) return false;
  if (end == text.size() || text[end] == '\n') return true;
  return text[end] == ' ' && end + 1 < text.size() && is_letter(byte(text, end + 1)) &&
         (walk_cues(text, end + 1, html) & cue::kMailDot) == 0;
}

// Letters and digits enough for an id, side by side or not: markup may stand between them.
bool may_hold_id(std::string_view text, std::size_t shortest) {
  std::size_t count = 0;
  for (const char c : text)
    if (is_alnum(static_cast<unsigned char>(c)) && ++count >= shortest) return true;
  return false;
}

// Nine to thirteen digits side by side in a text without links: what most numbers look like, seen at once.
bool has_bare_number(std::string_view text) {
  std::size_t run = 0;
  for (const char c : text) {
    if (is_digit(static_cast<unsigned char>(c))) {
      ++run;
      continue;
    }
    if (run >= 9 && run <= 13) return text.find("://") == std::string_view::npos;
    run = 0;
  }
  return run >= 9 && run <= 13 && text.find("://") == std::string_view::npos;
}

// Goes along the digits: are there enough of them, near enough, for a telephone number?
class NumberLook {
 public:
  NumberLook(std::string_view text, bool html) : text_(text), html_(html) {}

  bool may_hold() {
    for (std::size_t i = 0; i < text_.size();) {
      const unsigned char c = byte(text_, i);
      if (is_digit(c)) {
        std::size_t end = i + 1;
        while (end < text_.size() && is_digit(byte(text_, end))) ++end;
        if (group(i, end, end - i, true)) return true;
        i = end;
      } else if (c >= 0x80) {
        const CodePoint point = decode_utf8(text_.substr(i));
        const char32_t folded = fold_character(point.value);
        if ((folded >= '0' && folded <= '9') || han_digit(point.value) >= 0 ||
            circled_digit(point.value) >= 0) {
          if (group(i, i + point.length, 1, false)) return true;
        } else if (folded != 0) {
          if (is_separator(folded) || point.value == 0x30FC || point.value == U'の') {
            if (gap(1)) return true;
          } else if (broken()) {
            return true;
          }
        }
        i += point.length;
      } else if (html_ && c == '<') {
        const std::size_t end = harmless_tag(text_, i);
        if (end == 0) return true;
        if (is_break(text_, i) && gap(1)) return true;
        i = end;
      } else if (html_ && c == '&') {
        const std::size_t size = harmless_entity(text_, i);
        if (size == 0 || broken()) return true;
        i += size;
      } else if (is_separator(c) || c == '\r') {
        if (gap(1)) return true;
        ++i;
      } else {
        if ((c | 0x20) == 'h')
          if (const std::size_t end = plain_link_end(text_, i); end != 0) {
            if (broken()) return true;
            i = end;
            continue;
          }
        if (broken()) return true;
        ++i;
      }
    }
    return broken();
  }

 private:
  // All return true where a number may be.
  bool group(std::size_t start, std::size_t end, std::size_t digits, bool ascii) {
    if (groups_ == kMostGroups) return true;
    const bool joined = !ascii && !last_ascii_ && groups_ != 0 && end_ == start;  // 一三八: parts of one
    last_ascii_ = ascii;
    end_ = end;
    gap_ = 0;
    if (joined) {
      sizes_[groups_ - 1] += digits;
      return sizes_[groups_ - 1] > kLongestGroup;
    }
    if (ascii && digits > kLongestGroup) {
      const bool before = judged(groups_);
      groups_ = 0;
      return before;
    }
    starts_[groups_] = start;
    sizes_[groups_++] = digits;
    return false;
  }
  bool gap(std::size_t bytes) {
    gap_ += bytes;
    return groups_ != 0 && gap_ > kWidestGap && broken();
  }
  bool broken() {
    const bool result = judged(groups_);
    groups_ = 0;
    gap_ = 0;
    return result;
  }
  bool judged(std::size_t groups) const {
    std::size_t digits = 0;
    for (std::size_t i = 0; i < groups; ++i) digits += sizes_[i];
    return digits >= kFewestDigits && !is_date(groups, digits);
  }
  // 2026-11-25, 25.11.2026 12: as NumberShape::looks_like_date() has it, and what follows makes no number
  // either.
  bool is_date(std::size_t groups, std::size_t digits) const {
    if (groups < 3 || digits - sizes_[0] >= kFewestDigits) return false;
    if (starts_[0] > 0 && (text_[starts_[0] - 1] == '+' || byte(text_, starts_[0] - 1) >= 0x80)) return false;
    const std::size_t first = starts_[0] + sizes_[0], second = starts_[1] + sizes_[1];
    if (starts_[1] != first + 1 || starts_[2] != second + 1 || text_[first] != text_[second] ||
        (text_[first] != '-' && text_[first] != '/' && text_[first] != '.'))
      return false;
    int value[3] = {};
    for (std::size_t k = 0; k < 3; ++k)
      for (std::size_t i = 0; i < sizes_[k] && i < 5; ++i)
        value[k] = value[k] * 10 + (text_[starts_[k] + i] - '0');
    const auto year = [&](std::size_t k) { return sizes_[k] == 4 && value[k] >= 1900 && value[k] <= 2099; };
    const auto month = [&](std::size_t k) { return sizes_[k] <= 2 && value[k] >= 1 && value[k] <= 12; };
    const auto day = [&](std::size_t k) { return sizes_[k] <= 2 && value[k] >= 1 && value[k] <= 31; };
    if (year(0)) return month(1) && day(2);
    return year(2) && ((day(0) && month(1)) || (month(0) && day(1)));
  }

  static constexpr std::size_t kMostGroups = 24;
  std::string_view text_;
  bool html_;
  std::size_t starts_[kMostGroups], sizes_[kMostGroups];
  std::size_t groups_ = 0, end_ = 0, gap_ = 0;
  bool last_ascii_ = false;
};

// Signs and figures, but no letters, between two words for digits.
bool may_part_words(std::string_view text, std::size_t from, std::size_t to) {
  if (to > from + kWidestWordGap) return false;
  for (; from < to; ++from)
    if (is_letter(byte(text, from))) return false;
  return true;
}

// "(a)" and "（a）": the place that was marked is the letter's.
std::uint64_t walk_from_sign_before(std::string_view text, std::size_t at, bool html) {
  if (at == 0) return 0;
  std::size_t before = at - 1;
  for (int tags = 0; html && text[before] == '>'; ++tags) {
    const std::size_t from = before > kLongestTag ? before - kLongestTag : 0;
    const std::size_t tag = text.substr(from, before - from).rfind('<');
    if (tag == std::string_view::npos || from + tag == 0 || tags == 4) return 0;
    before = from + tag - 1;
  }
  if (byte(text, before) <= ' ' || is_alnum(byte(text, before))) return 0;
  for (int bytes = 0; before > 0 && bytes < 3 && (byte(text, before) & 0xC0) == 0x80; ++bytes) --before;
  return walk_cues(text, before, html);
}

// Is there a cue of these that begins with a Chinese numeral? Few are, perhaps none.
bool begins_with_a_han_digit(std::uint64_t sections) {
  for (const char32_t c : std::u32string_view(U"〇零○◯一壹幺弌二贰貳弍三叁參叄四肆五伍六陆陸七柒八捌九玖")) {
    std::string text;
    append_utf8(text, c);
    if (cues_begin_with(text, sections)) return true;
  }
  return false;
}

}  // namespace

FirstFilter::FirstFilter(Kinds kinds, filter::Simd simd)
    : mark_(filter::mark_function(simd)),
      beginnings_(kinds == Kinds::all ? &filter::kAllBeginnings : &filter::kDefaultBeginnings),
      messengers_(kinds == Kinds::all ? cue::kAnyMessenger
                                      : cue::kQq | cue::kWechat | cue::kSkype | cue::kTelegram),
      words_in_han_digits_(begins_with_a_han_digit(messengers_ | cue::kMailAt | kDigitWords)) {}

FirstFilter::Answer FirstFilter::look(std::string_view raw, bool html,
                                      std::size_t readable_behind) const noexcept {
  filter::Marks marks;
  Seen seen;
  do {
    mark_(reinterpret_cast<const unsigned char*>(raw.data()), raw.size(), raw.size() + readable_behind, html,
          *beginnings_, marks);
    if (marks.count != 0 && look_closer(raw, html, marks, seen)) return Answer::perhaps;
  } while (marks.next < raw.size());
  seen.digits += marks.digits;
  if (seen.digits + seen.words < kFewestUnits && !seen.mail_word && !seen.messenger) return Answer::nothing;
  return judge(raw, html, seen);
}

bool FirstFilter::look_closer(std::string_view raw, bool html, const filter::Marks& marks,
                              Seen& seen) const noexcept {
  for (std::uint32_t i = 0; i < marks.count; ++i) {
    const std::size_t at = marks.places[i];
    const unsigned char c = byte(raw, at);
    if (c == '@') {
      if (!is_mention(raw, at, html)) return true;
      seen.mention = true;
      continue;
    }
    if (at < seen.inside) continue;
    if (c == '<') {
      seen.inside = harmless_tag(raw, at);
      if (seen.inside == 0) return true;
      continue;
    }
    if (c == '&') {
      if (harmless_entity(raw, at) == 0) return true;
      continue;
    }
    if (c >= 0x80) {
      const char32_t point = decode_utf8(raw.substr(at)).value, folded = fold_character(point);
      if (folded == 0 || folded == '@' || (folded < 0x80 && is_letter(static_cast<unsigned char>(folded))))
        return true;
      if ((folded >= '0' && folded <= '9') || circled_digit(point) >= 0) {
        ++seen.digits;
        continue;
      }
      if (han_digit(point) >= 0) {
        ++seen.digits;
        if (!words_in_han_digits_) continue;
      }
    } else if (begins(raw, at, "t.me/", html) || begins(raw, at, "domain=", html) || (c | 0x20) == 'x') {
      return true;
    }
    std::size_t end = at;
    const std::uint64_t sections =
        walk_cues(raw, at, html, kDigitWords, &end) | walk_from_sign_before(raw, at, html);
    if ((sections & messengers_) != 0) {
      if (c < 0x80) return true;
      seen.messenger = true;
    }
    seen.mail_word = seen.mail_word || (sections & cue::kMailAt) != 0;
    if ((sections & kDigitWords) == 0) continue;
    ++seen.words;
    seen.row = seen.words > 1 && may_part_words(raw, seen.last_end, at) ? seen.row + 1 : 1;
    seen.last_end = end;
    if (seen.row >= 3 || (marks.markup && seen.words >= 3)) return true;
  }
  return false;
}

FirstFilter::Answer FirstFilter::judge(std::string_view raw, bool html, const Seen& seen) const noexcept {
  if (seen.messenger && (seen.mention || seen.digits >= 5 ||
                         may_hold_id(raw, messengers_ == cue::kAnyMessenger ? kShortestId : 5)))
    return Answer::perhaps;
  if (seen.mail_word && has_dot_of_a_domain(raw, html)) return Answer::perhaps;
  if (seen.digits + seen.words < kFewestUnits || !(has_bare_number(raw) || NumberLook(raw, html).may_hold()))
    return Answer::nothing;
  // "wa.me/49171…": a link is more than its digits.
  const bool plain = seen.words == 0 && raw.find('/') == std::string_view::npos;
  return plain ? Answer::numbers : Answer::perhaps;
}

}  // namespace phonebook
