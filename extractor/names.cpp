#include "extractor/names.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr std::uint64_t kNoName = cue::kPhone | cue::kAnyLabel | cue::kNotName | cue::kAnyMessenger |
                                  cue::kEmail | cue::kNotNumber | cue::kSender | cue::kSenderWeak |
                                  cue::kRecipient | cue::kThird | cue::kIntroduction | cue::kExtension |
                                  cue::kNew | cue::kOld | cue::kUnchanged;
constexpr int kMaxNameWords = 3;

bool is_delimiter(char c) {
  return std::string_view(" :|-,(~\t/\"<>[=*\n").find(c) != std::string_view::npos;
}
// Arrows and pictures: "Jules 🌵 505…", "Alex→706…".
bool is_picture(char32_t c) {
  return (c >= 0x2190 && c <= 0x2BFF) || c == 0x200D || c == 0xFE0F || (c >= 0x1F000 && c <= 0x1FAFF) ||
         c == 0x00B7 || c == 0x2022;
}
bool is_thai(char32_t c) { return c >= 0x0E01 && c <= 0x0E4E; }
bool is_hangul(char32_t c) { return c >= 0xAC00 && c <= 0xD7AF; }
// Letters that have no capitals and part words by blanks.
bool is_caseless(char32_t c) {
  return (c >= 0x590 && c <= 0x8FF) || (c >= 0x900 && c <= 0xDFF) || is_hangul(c);
}

class Names {
 public:
  Names(const Reading& reading, Span range) : reading_(reading), text_(reading.folded()), range_(range) {}

  std::vector<NameHit> find(bool before) {
    before_ = before;
    for (std::size_t i = reading_.first_cue_from(range_.start);
         i < reading_.cues.size() && reading_.cues[i].start < range_.end; ++i) {
      const CueHit& hit = reading_.cues[i];
      if (hit.end > range_.end) continue;
      if ((hit.sections & cue::kNameFollows) != 0) announced(hit);
      if ((hit.sections & (cue::kSurname | cue::kNickname)) != 0) han_name(hit);
      if ((hit.sections & cue::kHonorific) != 0) honorific(hit);
      if ((hit.sections & cue::kTitle) != 0) titled(hit);
      if ((hit.sections & cue::kOf) != 0) belonging(hit);
      if ((hit.sections & (cue::kPerson | cue::kOrganisation)) != 0) caseless(hit);
      if ((hit.sections & cue::kPlaceOfWork) != 0) place_of_work(hit);
    }
    words();
    std::sort(hits_.begin(), hits_.end(),
              [](const NameHit& a, const NameHit& b) { return a.span.end < b.span.end; });
    return std::move(hits_);
  }

 private:
  struct Word {
    std::size_t start, end;
    bool capital;
    std::uint64_t sections;  // of a cue that is exactly this word
  };

  void add(std::size_t start, std::size_t end, bool announced, bool own = false) {
    if (end > start && end <= range_.end) hits_.push_back({{start, end}, announced, own});
  }

  std::optional<Word> word_at(std::size_t at) const {
    std::size_t end = at;
    bool capital = false;
    while (end < range_.end) {
      const CodePoint c = decode_utf8(text_.substr(end));
      const bool letter = is_word_letter(c.value);
      const bool inner = (text_[end] == '\'' || text_[end] == '-') && end > at && end + 1 < range_.end &&
                         is_word_letter(decode_utf8(text_.substr(end + 1)).value) && !is_possessive(end);
      if (!letter && !inner) break;
      if (end == at) capital = u_isupper(static_cast<UChar32>(c.value)) != 0;
      end += c.length;
    }
    if (end == at) return std::nullopt;
    const CueHit hit = reading_.cue_at(at);
    return Word{at, end, capital, hit.end >= end ? hit.sections : 0};
  }

  bool is_possessive(std::size_t at) const {
    if (text_.substr(at, 2) != "'s" && text_.substr(at, 2) != "'S") return false;
    return at + 2 >= text_.size() || !is_word_letter(decode_utf8(text_.substr(at + 2)).value);
  }

  static bool is_arabic(char32_t c) { return c >= 0x600 && c <= 0x6FF; }

  // "Frau Yıldız", "pan Dvořák", "Bu Rina", "พี่หนุ่ม": a title and the name behind it.
  void titled(const CueHit& title) {
    std::size_t at = title.end;
    while (at < range_.end && at - title.end < 2 && (text_[at] == '.' || text_[at] == ' ')) ++at;
    if (at >= range_.end) return;
    const CodePoint first = decode_utf8(text_.substr(at));
    if (is_thai(first.value)) {
      std::size_t end = at;
      while (end < range_.end && end - at < 36) {
        const CodePoint c = decode_utf8(text_.substr(end));
        if (!is_thai(c.value) || (end > at && (reading_.cue_at(end).sections & kNoName) != 0)) break;
        end += c.length;
      }
      if (end > at + 3 && (reading_.cue_at(at).sections & kNoName) == 0) add(title.start, end, false);
      return;
    }
    const auto word = word_at(at);
    if (!word || (word->sections & kNoName) != 0) return;
    if (word->capital)
      add(title.start, capitals_end(at), false);
    else if (is_caseless(first.value) && (reading_.cue_at(at).sections & ~cue::kSurname) == 0)
      add(title.start, word->end, false);
  }

  // "el número de Ana", "… de Mamadou" right behind the number.
  void belonging(const CueHit& of) {
    const bool contact =
        of.start > 0 && text_[of.start - 1] == ' ' &&
        (reading_.sections_ending_at(of.start - 1) &
         (cue::kPhone | cue::kAnyLabel | cue::kEmail | cue::kAnyMessenger | cue::kNumberWord)) != 0;
    const bool right_behind = !before_ && of.start <= range_.start + 2;
    if (!contact && !right_behind) return;
    std::size_t at = of.end;
    if (at < range_.end && text_[at] == ' ') ++at;
    const auto word = at < range_.end ? word_at(at) : std::nullopt;
    if (word && word->capital && (word->sections & kNoName) == 0) add(at, capitals_end(at), true);
  }

  // "प्लंबर रमेश", "المندوب فهد": letters without capitals, so the word between a role and the number is the
  // name.
  void caseless(const CueHit& role) {
    if (han_behind_role(role)) return;
    if (role.end >= range_.end || text_[role.end] != ' ') return;
    const auto word = word_at(role.end + 1);
    if (!word || !is_caseless(decode_utf8(text_.substr(role.end + 1)).value)) return;
    if (reading_.cue_at(role.end + 1).sections != 0) return;
    const bool ends = word->end >= range_.end || text_[word->end] == ',' || text_[word->end] == ':' ||
                      leads_on(word->end, range_.end);
    if (ends) add(role.end + 1, word->end, false);
  }

  // 领队：大伟 138…: two or three Han between a role and the number.
  bool han_behind_role(const CueHit& role) {
    std::size_t at = role.end;
    if (at >= range_.end || (text_[at] != ':' && text_[at] != ' ')) return false;
    while (at < range_.end && at - role.end < 3 && (text_[at] == ':' || text_[at] == ' ')) ++at;
    std::size_t end = at;
    int characters = 0;
    constexpr std::uint64_t kStops = kNoName | cue::kFiller | cue::kPerson | cue::kOrganisation;
    while (characters < 4 && han_at(end) && (reading_.cue_at(end).sections & kStops) == 0)
      end += 3, ++characters;
    if (characters < 2 || characters > 3 || !leads_on(end, range_.end)) return false;
    add(at, end, false);
    return true;
  }

  // 深圳仓, 管理室: Han up to a word for a place of work.
  void place_of_work(const CueHit& place) {
    if ((place.sections & cue::kAnyLabel) != 0 || !is_cjk(decode_utf8(text_.substr(place.start)).value) ||
        !frame_behind(place.end))
      return;
    constexpr std::uint64_t kStops = kNoName | cue::kFiller | cue::kNameFollows | cue::kPerson | cue::kUnit;
    std::size_t start = place.start;
    for (int characters = 0; characters < 8 && start >= range_.start + 3; ++characters) {
      const std::size_t at = start - 3;
      const char32_t c = decode_utf8(text_.substr(at)).value;
      if (c < 0x4E00 || c > 0x9FFF || (reading_.sections_ending_at(start, 24) & kStops) != 0) break;
      start = at;
    }
    const bool framed = start == range_.start || frame_before(start);
    if (place.end - start >= 6 && framed) add(start, place.end, false);
  }

  // Only signs, brackets with what they hold, and words for numbers and services lie between.
  bool leads_on(std::size_t from, std::size_t to) const {
    if (to - from > 48) return false;
    while (from < to) {
      if (text_[from] == '(') {
        const std::size_t close = text_.find(')', from);
        if (close != std::string_view::npos && close < to) {
          from = close + 1;
          continue;
        }
      }
      if (is_delimiter(text_[from]) || text_[from] == '\'' || text_[from] == '.') {
        ++from;
        continue;
      }
      const CueHit hit = reading_.cue_at(from);
      if ((hit.sections & (cue::kPhone | cue::kAnyLabel | cue::kEmail | cue::kAnyMessenger | cue::kFiller |
                           cue::kNew | cue::kOld | cue::kNumberWord)) == 0 ||
          hit.end > to || (hit.sections & (cue::kSender | cue::kRecipient | cue::kThird)) != 0)
        return false;
      from = hit.end;
    }
    return true;
  }

  // Capitalised words from `at` on; their end, or `at`.
  std::size_t capitals_end(std::size_t at) const {
    std::size_t end = at;
    for (int words = 0; words < kMaxNameWords; ++words) {
      std::size_t from = end == at ? at : end + 1;
      if (end != at && (end >= range_.end || text_[end] != ' ')) break;
      if (text_.substr(from).starts_with("& ")) from += 2;
      const auto word = word_at(from);
      if (!word || !word->capital || (word->sections & kNoName) != 0) break;
      end = word->end;
    }
    return end;
  }

  bool only_delimiters(std::size_t from, std::size_t to) const {
    while (from < to) {
      if (is_delimiter(text_[from])) {
        ++from;
        continue;
      }
      const CodePoint c = decode_utf8(text_.substr(from));
      if (!is_picture(c.value)) return false;
      from += c.length;
    }
    return true;
  }

  // Behind "ask for", "联系人", "номер".
  void announced(const CueHit& cue_word) {
    std::size_t at = cue_word.end;
    while (at < range_.end && at - cue_word.end < 3 && (text_[at] == ' ' || text_[at] == ':')) ++at;
    if (at >= range_.end) return;
    const CodePoint first = decode_utf8(text_.substr(at));
    if (is_cjk(first.value)) {
      announced_han(at, cue_word.end - cue_word.start >= 6);
      return;
    }
    const auto word = word_at(at);
    if (!word || (word->sections & kNoName) != 0) return;
    if (is_arabic(first.value)) {
      add(word->start, word->end, true);
      return;
    }
    if (word->capital) {
      add(at, capitals_end(at), true);
      return;
    }
    // "call anna at …": without a capital only right before the preposition and the number.
    if (!before_ || (word->sections & ~cue::kNotLocal) != 0 || word->end - word->start < 3) return;
    const std::string_view rest = reading_.lower().substr(word->end, range_.end - word->end);
    if (rest == " at " || rest == " on " || rest == " @ " || rest == ": ") add(word->start, word->end, true);
  }

  // Han or Kana behind an announcing word, up to a word that is no part of a name. `sure`: the word announces
  // nothing but names (联系人, not 加).
  void announced_han(std::size_t at, bool sure) {
    static constexpr std::string_view kStops =
        "的就吧了问問转轉收和，。是在说說打电電手微（(を はがにでの请請拿要帮幫也都换換";
    std::size_t end = at;
    int characters = 0;
    while (end < range_.end && characters < 5) {
      const CodePoint c = decode_utf8(text_.substr(end));
      if (!is_cjk(c.value) || (c.length == 3 && kStops.find(text_.substr(end, 3)) != std::string_view::npos))
        break;
      const CueHit hit = reading_.cue_at(end);
      if ((hit.sections &
           (cue::kPhone | cue::kAnyLabel | cue::kAnyMessenger | cue::kSender | cue::kSenderWeak |
            cue::kThird | cue::kRecipient | cue::kEmail | cue::kNew | cue::kOld | cue::kNotNumber)) != 0)
        break;
      // A role is found as a person; a name may follow it: 财务小吴.
      if ((hit.sections & (cue::kPerson | cue::kOrganisation)) != 0 && characters == 0) return;
      end += c.length;
      ++characters;
    }
    const CueHit first = reading_.cue_at(at);
    if ((first.sections & cue::kNotName) != 0) return;
    const bool surname = (first.sections & (cue::kSurname | cue::kNickname)) != 0;
    const bool plausible = characters >= 2 && (surname ? characters <= 4 : sure && characters <= 3);
    if (plausible) add(at, end, true);
  }

  // 小王, 王总, 王芳.
  void han_name(const CueHit& hit) {
    if ((reading_.cue_at(hit.start).sections & cue::kNotName) != 0) return;
    const CueHit next = reading_.cue_at(hit.end);
    const bool next_is_name = (next.sections & cue::kNotName) == 0;
    if ((hit.sections & cue::kNickname) != 0) {
      if ((next.sections & cue::kSurname) != 0 && next_is_name) {
        const CueHit title = reading_.cue_at(next.end);
        add(hit.start, (title.sections & cue::kHonorific) != 0 ? title.end : next.end, false);
      } else if (han_at(hit.end) && frame_behind(hit.end + 3) && frame_before(hit.start) &&
                 !is_cue_word(hit.end) && text_.substr(hit.start, 3) == "阿") {
        add(hit.start, hit.end + 3, false);
      }
      return;
    }
    // 工, 总: one character is a title only where a name ends.
    const bool title = (next.sections & cue::kHonorific) != 0 && next.end <= range_.end;
    if (title && (next.end - next.start > 3 || frame_behind(next.end) || !han_at(next.end))) {
      add(hit.start, next.end, false);
      return;
    }
    if (!frame_before(hit.start)) return;
    std::size_t end = hit.end;
    for (int characters = 1; characters <= 2; ++characters) {
      if (!han_at(end) || is_cue_word(end)) return;
      end += 3;
      if (frame_behind(end)) {
        add(hit.start, end, false);
        return;
      }
    }
  }

  bool han_at(std::size_t at) const {
    if (at + 3 > range_.end) return false;
    const CodePoint c = decode_utf8(text_.substr(at));
    return c.length == 3 && c.value >= 0x4E00 && c.value <= 0x9FFF;
  }

  bool is_cue_word(std::size_t at) const {
    return (reading_.cue_at(at).sections & (cue::kPhone | cue::kAnyLabel | cue::kAnyMessenger | cue::kEmail |
                                            cue::kSender | cue::kNew | cue::kOld | cue::kNotNumber)) != 0;
  }

  // What a full name may stand behind: the start, a sign, or a word that announces one.
  bool frame_before(std::size_t at) const {
    if (at == range_.start || at == 0) return true;
    const auto byte = static_cast<unsigned char>(text_[at - 1]);
    if (byte < 0x80) return std::string_view(" :,(|-/\n\"[;").find(text_[at - 1]) != std::string_view::npos;
    if (at >= 3 && text_.substr(at - 3, 3) == "。") return true;
    return (reading_.cue_ending_at(at, 24).sections &
            (cue::kNameFollows | cue::kIntroduction | cue::kPerson | cue::kOrganisation | cue::kFiller)) != 0;
  }

  // What may stand behind it: 的, の, 收, 换, the number, or a word for one.
  bool frame_behind(std::size_t at) const {
    if (at >= range_.end) return true;
    static constexpr std::string_view kFrames[] = {"的", "の", "收", "换", "換", "嘅", "在", "说", "，"};
    for (const std::string_view frame : kFrames)
      if (text_.substr(at).starts_with(frame)) return true;
    if (std::string_view(" :,()|-/\n").find(text_[at]) != std::string_view::npos) return true;
    return is_cue_word(at);
  }

  // 田中さん, 佐藤様: the run of one script before the title.
  void honorific(const CueHit& title) {
    static constexpr std::string_view kJapanese[] = {"さん", "様",   "氏",   "くん", "ちゃん", "さま",
                                                     "部長", "課長", "社長", "係長", "専務",   "先輩"};
    const std::string_view word = text_.substr(title.start, title.end - title.start);
    if (is_hangul(decode_utf8(word).value)) {
      std::size_t start = title.start;
      while (start >= range_.start + 3 && is_hangul(decode_utf8(text_.substr(start - 3)).value) &&
             title.start - start < 15 && (reading_.sections_ending_at(start, 24) & kNoName) == 0)
        start -= 3;
      // "김민수 팀장님": the title is a word of its own.
      if (start == title.start && start >= range_.start + 4 && text_[start - 1] == ' ' &&
          reading_.sections_ending_at(start - 1, 24) == 0)
        for (--start; start >= range_.start + 3 && is_hangul(decode_utf8(text_.substr(start - 3)).value) &&
                      title.start - start < 16;)
          start -= 3;
      if (title.start - start >= 3) add(start, title.end, false);
      return;
    }
    if (std::find(std::begin(kJapanese), std::end(kJapanese), word) == std::end(kJapanese)) return;
    std::size_t start = title.start;
    int characters = 0;
    int script = 0;
    while (start > range_.start && characters < 6) {
      std::size_t at = start - 1;
      while (at > range_.start && (static_cast<unsigned char>(text_[at]) & 0xC0) == 0x80) --at;
      const char32_t c = decode_utf8(text_.substr(at)).value;
      const int kind = c >= 0x4E00 && c <= 0x9FFF ? 1 : c >= 0x30A1 && c <= 0x30FF ? 2 : 0;
      if (kind == 0 || (script != 0 && kind != script)) break;
      script = kind;
      start = at;
      ++characters;
    }
    if (characters >= 1) add(start, title.end, false);
  }

  // Words with a capital: possessives, and those right beside the number.
  void words() {
    bool after_delimiter = true;
    std::size_t previous_end = range_.start;
    bool role = false;  // "friend Tom": the word before says who
    for (std::size_t at = range_.start; at < range_.end;) {
      const auto word = word_at(at);
      if (!word) {
        const CodePoint c = decode_utf8(text_.substr(at));
        if (c.value != ' ') after_delimiter = true;
        at += c.length;
        continue;
      }
      const std::string lower(reading_.lower().substr(word->start, word->end - word->start));
      // 微信IDlily_88: "ID" is no cue there, for the id goes on at once.
      const bool own_words = (word->sections & kNoName) == 0 && lower != "id";
      if (word->capital && own_words && count_code_points(lower) > 1) {
        const std::size_t end = capitals_end(word->start);
        const bool possessive = end < range_.end && is_possessive(end);
        const bool own = (reading_.cue_ending_at(word->start > 0 ? word->start - 1 : 0).sections &
                          cue::kIntroduction) != 0;
        const std::uint64_t lead = word->start > 0 && previous_end + 1 == word->start
                                       ? reading_.sections_ending_at(previous_end)
                                       : 0;
        const bool place = (lead & cue::kPlace) != 0 && (lead & (cue::kOf | cue::kNameFollows)) == 0;
        const bool greeted = (lead & cue::kGreeting) != 0;
        // "Toms Nummer"
        const bool genitive =
            text_[end - 1] == 's' && end < range_.end && text_[end] == ' ' &&
            (reading_.cue_at(end + 1).sections & (cue::kPhone | cue::kLabelMobile | cue::kEmail)) != 0 &&
            u_isupper(static_cast<UChar32>(decode_utf8(text_.substr(end + 1)).value));
        if (genitive) {
          add(word->start, end - 1, true);
        } else if (possessive) {
          add(word->start, end, true);
        } else if (own) {
          add(word->start, end, true, true);
        } else if (!place && !greeted && beside(word->start, end, after_delimiter || role)) {
          add(word->start, with_office(end), false);
        } else if (!place && !greeted && before_ && acts(end)) {
          add(word->start, end, false);
        }
        at = end;
        role = false;
        previous_end = end;
      } else {
        at = word->end;
        role = (word->sections & (cue::kPerson | cue::kOrganisation)) != 0;
        previous_end = word->end;
      }
      after_delimiter = false;
    }
  }

  // The name stands right beside the number, apart from other words.
  bool beside(std::size_t start, std::size_t end, bool after_delimiter) const {
    if (before_) {
      // "Anna: 0171…", "Rachel Kim | …", "Kyle (new job) mobile: …", "find Omar on TG — @…"
      const std::size_t stop = with_office(end);
      if (only_delimiters(stop, range_.end)) return range_.end - stop <= 10;
      return leads_on(stop, range_.end) && (after_delimiter || stop + 1 < range_.end);
    }
    if (!only_delimiters(range_.start, start) || start - range_.start > 5) return false;
    const std::size_t stop = with_office(end);
    return stop >= range_.end || std::string_view(")\n,.;|").find(text_[stop]) != std::string_view::npos ||
           stop != end;
  }

  // "Melbourne office", "Garda station": up to two more words, the last of which is a place of work.
  std::size_t with_office(std::size_t end) const {
    std::size_t at = end;
    for (int words = 0; words < 2 && at < range_.end && text_[at] == ' '; ++words) {
      const auto word = word_at(at + 1);
      if (!word) break;
      at = word->end;
      if ((reading_.sections_ending_at(at) & cue::kPlaceOfWork) != 0) return at;
    }
    return end;
  }

  // "Anna is on …", "Maria cambió …": the subject has or changes a number.
  bool acts(std::size_t end) const {
    return end < range_.end && text_[end] == ' ' && (reading_.cue_at(end + 1).sections & cue::kHas) != 0;
  }

  const Reading& reading_;
  std::string_view text_;
  Span range_;
  bool before_ = true;
  std::vector<NameHit> hits_;
};

}  // namespace

std::vector<NameHit> names_before(const Reading& reading, Span range) {
  return Names(reading, range).find(true);
}
std::vector<NameHit> names_behind(const Reading& reading, Span range) {
  return Names(reading, range).find(false);
}

}  // namespace phonebook
