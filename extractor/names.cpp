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

bool is_delimiter(char c) { return std::string_view(" :|-,(~\t/").find(c) != std::string_view::npos; }

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

  // Capitalised words from `at` on; their end, or `at`.
  std::size_t capitals_end(std::size_t at) const {
    std::size_t end = at;
    for (int words = 0; words < kMaxNameWords; ++words) {
      const std::size_t from = end == at ? at : end + 1;
      if (end != at && (end >= range_.end || text_[end] != ' ')) break;
      const auto word = word_at(from);
      if (!word || !word->capital || (word->sections & kNoName) != 0) break;
      end = word->end;
    }
    return end;
  }

  bool only_delimiters(std::size_t from, std::size_t to) const {
    for (; from < to; ++from)
      if (!is_delimiter(text_[from])) return false;
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
      } else if (before_ && han_at(hit.end) && frame_behind(hit.end + 3) && frame_before(hit.start) &&
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
    std::string previous;
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
      const bool own_words = (word->sections & kNoName) == 0;
      if (word->capital && own_words && count_code_points(lower) > 1) {
        const std::size_t end = capitals_end(word->start);
        const bool possessive = end < range_.end && is_possessive(end);
        const bool own = (reading_.cue_ending_at(word->start > 0 ? word->start - 1 : 0).sections &
                          cue::kIntroduction) != 0;
        static constexpr std::string_view kPrepositions[] = {"in", "from", "near", "aus", "à",
                                                             "в",  "из",   "w",    "to"};
        const bool place = std::find(std::begin(kPrepositions), std::end(kPrepositions), previous) !=
                               std::end(kPrepositions) &&
                           previous_end + 1 == word->start;
        const bool greeted = previous == "hi" || previous == "hey" || previous == "hello" ||
                             previous == "dear" || previous == "hallo" || previous == "liebe" ||
                             previous == "lieber" || previous == "hola" || previous == "salut" ||
                             previous == "bonjour" || previous == "привет";
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
        previous = ascii_lower(text_.substr(word->start, end - word->start));
      } else {
        at = word->end;
        role = (word->sections & (cue::kPerson | cue::kOrganisation)) != 0;
        previous_end = word->end;
        previous = lower;
      }
      after_delimiter = false;
    }
  }

  // The name stands right beside the number, apart from other words.
  bool beside(std::size_t start, std::size_t end, bool after_delimiter) const {
    if (before_) {
      // "Anna: 0171…", "Rachel Kim | …"
      return after_delimiter && only_delimiters(end, range_.end) && range_.end - end <= 6;
    }
    if (!only_delimiters(range_.start, start) || start - range_.start > 5) return false;
    const std::size_t stop = with_office(end);
    return stop >= range_.end || std::string_view(")\n,.;|").find(text_[stop]) != std::string_view::npos ||
           stop != end;
  }

  // "Melbourne office"
  std::size_t with_office(std::size_t end) const {
    const std::string_view rest = reading_.lower().substr(end, range_.end - end);
    for (const std::string_view word :
         {" office", " branch", " team", " desk", " store", " clinic", " hotel"})
      if (rest.starts_with(word)) return end + word.size();
    return end;
  }

  // "Anna is on …", "Maria cambió …": the subject has or changes a number.
  bool acts(std::size_t end) const {
    const std::string_view rest = reading_.lower().substr(end, range_.end - end);
    for (const std::string_view verb :
         {" is on ",      " is at ",         " is now ",  " changed ",  " switched ",     " has a new ",
          " got a new ",  " can be reached", " uses ",    " moved to ", " hat eine neue", " ist unter",
          " ist jetzt",   " hat jetzt",      " a changé", " est au ",   " est joignable", " cambió",
          " ha cambiado", " está en",        " сменил",   " поменял",   " tiene nuevo",   " now uses",
          " just got",    " just changed"})
      if (rest.starts_with(verb)) return true;
    return false;
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
