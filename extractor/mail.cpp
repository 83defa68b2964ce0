#include "extractor/mail.h"

#include <unicode/uidna.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxLocal = 64, kMaxDomain = 255, kMaxLabel = 63;  // RFC 5321 section 4.5.3.1
constexpr int kMaxSpelledParts = 6;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_alnum(char c) { return is_digit(c) || is_letter(c); }
bool is_local(char c) {
  return is_alnum(c) || std::string_view("._%+'&~-").find(c) != std::string_view::npos;
}

// Ends that are files, not top-level domains, where people write name@2x.png.
constexpr std::string_view kFiles[] = {"png",  "jpg",  "jpeg", "gif",  "svg", "webp", "js",  "css",
                                       "html", "htm",  "txt",  "json", "xml", "pdf",  "exe", "log",
                                       "yml",  "yaml", "lock", "php",  "mp4", "mp3",  "tar", "gz"};
// Top-level domains in Han and Kana, of which text may follow without a blank.
constexpr std::string_view kHanDomains[] = {
    "公司", "中国",   "中國", "网络",         "網絡",   "香港",   "台灣",     "台湾",     "新加坡",  "澳門",
    "广告", "在线",   "商城", "手机",         "游戏",   "集团",   "我爱你",   "网址",     "网站",    "网店",
    "商标", "企业",   "移动", "公益",         "政务",   "慈善",   "健康",     "购物",     "餐厅",    "娱乐",
    "中信", "みんな", "コム", "ファッション", "ストア", "セール", "グーグル", "クラウド", "ポイント"};
constexpr std::string_view kCommonDomains[] = {"com", "net", "org", "edu", "gov", "info", "io",
                                               "cn",  "de",  "fr",  "es",  "ru",  "uk",   "jp"};
// Before user@host these make it a place to log in.
constexpr std::string_view kCommands[] = {"ssh",    "scp",   "sftp", "rsync", "mosh",
                                          "telnet", "clone", "git",  "ftp"};

template <class Set>
bool contains(const Set& set, std::string_view text) {
  return std::find(std::begin(set), std::end(set), text) != std::end(set);
}

enum class Alphabet { none, ascii, latin, cjk, other };
Alphabet alphabet_of(const CodePoint& c) {
  if (c.value < 0x80) return Alphabet::ascii;
  if (is_cjk(c.value)) return Alphabet::cjk;
  if (c.value == 0xFFFD || !is_word_letter(c.value)) return Alphabet::none;
  return c.value < 0x250 ? Alphabet::latin : Alphabet::other;
}

std::size_t start_of_character(std::string_view text, std::size_t end) {
  std::size_t at = end - 1;
  while (at > 0 && end - at < 4 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

// Where the label that begins at `at` ends; `at` itself when none does.
std::size_t label_end(std::string_view text, std::size_t at) {
  const std::size_t limit = std::min(text.size(), at + kMaxLabel * 2);
  std::size_t end = at;
  bool han = false;
  while (end < limit) {
    const CodePoint c = decode_utf8(text.substr(end));
    const Alphabet alphabet = alphabet_of(c);
    if (alphabet == Alphabet::none) break;
    if (alphabet == Alphabet::ascii && !is_alnum(text[end]) && !(text[end] == '-' && end > at)) break;
    if (alphabet == Alphabet::cjk && end > at && !han) break;  // text glued to an ASCII domain
    han = han || alphabet == Alphabet::cjk;
    end += c.length;
  }
  while (end > at && text[end - 1] == '-') --end;
  return end;
}

bool is_top_level(std::string_view label) {
  if (label.size() < 2 || contains(kFiles, label)) return false;
  if (label.starts_with("xn--")) return label.size() > 6;
  const bool ascii =
      std::all_of(label.begin(), label.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!ascii) return count_code_points(label) >= 2;
  return label.size() <= 18 && std::all_of(label.begin(), label.end(), is_letter);
}

struct Domain {
  std::string value;
  std::size_t end = 0;
  bool spelled = false;
};

class Finder {
 public:
  explicit Finder(const Reading& reading)
      : reading_(reading), text_(reading.folded()), lower_(reading.lower()) {}

  std::vector<MailMatch> find() {
    for (std::size_t at = text_.find('@'); at != std::string_view::npos; at = text_.find('@', at + 1))
      plain(at);
    for (const CueHit& hit : reading_.cues)
      if ((hit.sections & cue::kMailAt) != 0)
        spelled(hit.start, hit.end,
                !is_letter(text_[hit.start]) && static_cast<unsigned char>(text_[hit.start]) < 0x80);
    std::stable_sort(found_.begin(), found_.end(),
                     [](const MailMatch& a, const MailMatch& b) { return a.span.start < b.span.start; });
    std::vector<MailMatch> result;
    for (MailMatch& match : found_)
      if (result.empty() || match.span.start >= result.back().span.end) result.push_back(std::move(match));
    return result;
  }

 private:
  void plain(std::size_t at) {
    const std::size_t start = local_start(at);
    if (start == at) {
      const bool blank_before = at > 0 && text_[at - 1] == ' ';
      const bool blank_behind = at + 1 < text_.size() && text_[at + 1] == ' ';
      if (blank_before && blank_behind) spelled(at, at + 1, false);
      return;
    }
    std::size_t from = at + 1;
    // Broken over two lines behind the '@'.
    std::size_t skipped = from;
    while (skipped < text_.size() && skipped - from < 3 && (text_[skipped] == '\n' || text_[skipped] == ' '))
      ++skipped;
    if (text_.substr(from, skipped - from).find('\n') != std::string_view::npos) from = skipped;
    const auto domain = read_domain(from);
    if (!domain || refused(start, at, domain->end)) return;
    add(start, at, lower_.substr(start, at - start), *domain, domain->spelled ? .9 : .97);
  }

  // The ASCII part of a name before its Han letters, which begin at `han`; `han` itself when it is a word of
  // the sentence.
  std::size_t mixed_local_start(std::size_t han, std::size_t limit) const {
    std::size_t start = han;
    bool signs = false;
    while (start > limit && is_local(text_[start - 1])) {
      --start;
      signs = signs || !is_letter(text_[start]);
    }
    return signs && start < han && is_letter(text_[start]) ? start : han;
  }

  // Where the local part that ends at `at` begins; `at` when there is none.
  std::size_t local_start(std::size_t at) const {
    const std::size_t limit = at > 2 * kMaxLocal ? at - 2 * kMaxLocal : 0;
    std::size_t start = at;
    Alphabet first = Alphabet::none;
    bool ascii_letters = false;
    while (start > limit) {
      const std::size_t before = start_of_character(text_, start);
      const CodePoint c = decode_utf8(text_.substr(before));
      const Alphabet alphabet = alphabet_of(c);
      if (alphabet == Alphabet::none || (alphabet == Alphabet::ascii && !is_local(text_[before]))) break;
      if (first == Alphabet::none) first = alphabet;
      if ((alphabet == Alphabet::cjk) != (first == Alphabet::cjk)) {
        // Text glued to the address, but zhao.min+2026班@… is one name.
        if (first == Alphabet::cjk && alphabet == Alphabet::ascii && at - start <= 6)
          return mixed_local_start(start, limit);
        break;
      }
      if (alphabet == Alphabet::other && ascii_letters) break;
      if (alphabet == Alphabet::ascii && is_letter(text_[before])) {
        if (first == Alphabet::other) break;
        ascii_letters = true;
      }
      if (alphabet == Alphabet::ascii && text_[before] == '.' && start < at && text_[start] == '.')
        return start + 1;
      start = before;
    }
    if (first == Alphabet::cjk) {
      // Behind the last cue: 邮箱是张三@….
      for (std::size_t i = reading_.first_cue_from(start);
           i < reading_.cues.size() && reading_.cues[i].start < at; ++i)
        if (reading_.cues[i].end < at &&
            (reading_.cues[i].sections & (cue::kEmail | cue::kFiller | cue::kSender | cue::kRecipient)) != 0)
          start = std::max<std::size_t>(start, reading_.cues[i].end);
    }
    while (start < at && std::string_view("'.-&~%+").find(text_[start]) != std::string_view::npos) ++start;
    if (start < at && text_[at - 1] == '.') return at;
    return start;
  }

  // `apart`: blanks may stand around the dots.
  std::optional<Domain> read_domain(std::size_t from, bool apart = false) const {
    struct Label {
      std::size_t start, end;
      bool spelled;
    };
    std::vector<Label> labels;
    std::size_t at = from;
    bool spelled = false;
    while (at - from < kMaxDomain && labels.size() < 12) {
      const std::size_t end = label_end(text_, at);
      if (end == at) break;
      labels.push_back({at, end, spelled});
      spelled = false;
      std::size_t next = end;
      if (next < text_.size() && text_[next] == '.') {
        at = next + 1;
        continue;
      }
      if (text_.substr(next).starts_with("。")) {
        at = next + 3;
        continue;
      }
      if (apart && text_.substr(next).starts_with(" . ")) {
        at = next + 3;
        continue;
      }
      if (next < text_.size() && text_[next] == ' ') ++next;
      const CueHit dot = reading_.cue_at(next);
      if ((dot.sections & cue::kMailDot) == 0) break;
      next = dot.end;
      if (next < text_.size() && text_[next] == ' ') ++next;
      spelled = true;
      at = next;
    }
    while (labels.size() >= 2) {
      Label& last = labels.back();
      std::string_view top = lower_.substr(last.start, last.end - last.start);
      if (alphabet_of(decode_utf8(top)) == Alphabet::cjk) {
        std::string_view known;
        for (const std::string_view name : kHanDomains)
          if (top.starts_with(name) && name.size() > known.size()) known = name;
        last.end = last.start + known.size();
        top = known;
      }
      // "…@example.com.Thanks": the sentence ended without a blank.
      const Label& previous = labels[labels.size() - 2];
      const bool sentence =
          labels.size() > 2 && top.size() > 2 && !last.spelled &&
          contains(kCommonDomains, lower_.substr(previous.start, previous.end - previous.start)) &&
          text_[last.start] >= 'A' && text_[last.start] <= 'Z' && text_[last.start + 1] >= 'a';
      if (is_top_level(top) && !sentence) break;
      labels.pop_back();
    }
    if (labels.size() < 2) return std::nullopt;
    Domain domain;
    for (const Label& label : labels) {
      if (!domain.value.empty()) domain.value += '.';
      domain.value += lower_.substr(label.start, label.end - label.start);
      domain.spelled = domain.spelled || label.spelled;
    }
    domain.end = labels.back().end;
    return domain;
  }

  // Things with '@' and a domain that are no address.
  bool refused(std::size_t start, std::size_t at, std::size_t end) const {
    if (start > 0) {
      const char before = text_[start - 1];
      if (before == '@' || before == '*' || before == '\\' || before == '$') return true;
      // user:pass@host and user@host behind "://"
      const std::size_t from = start > 128 ? start - 128 : 0;
      std::size_t token = start;
      while (token > from && text_[token - 1] != ' ' && text_[token - 1] != '\n' &&
             static_cast<unsigned char>(text_[token - 1]) < 0x80)
        --token;
      const std::string_view lead = lower_.substr(token, start - token);
      if (lead.find("://") != std::string_view::npos && lead.find("mailto:") == std::string_view::npos)
        return true;
      // The command word before the token.
      std::size_t word_end = token;
      while (word_end > from && text_[word_end - 1] == ' ') --word_end;
      std::size_t word = word_end;
      while (word > from && is_alnum(text_[word - 1])) --word;
      if (contains(kCommands, lower_.substr(word, word_end - word))) return true;
    }
    const std::string_view local = lower_.substr(start, at - start);
    if (std::none_of(local.begin(), local.end(),
                     [](char c) { return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; }))
      return true;
    if (end >= text_.size()) return false;
    const char next = text_[end], after = end + 1 < text_.size() ? text_[end + 1] : ' ';
    if (next == '@' || next == '*') return true;
    if (next == ':' && (is_alnum(after) || after == '/' || after == '~'))
      return local == "git" || after == '/' || after == '~' || is_path(end + 1);
    if (next == '/' && is_letter(after)) {
      const std::string_view rest = text_.substr(end + 1, 80);
      return rest.substr(0, rest.find_first_of(" \n,")).find('@') == std::string_view::npos;
    }
    return false;
  }

  bool is_path(std::size_t at) const {
    const std::string_view rest = text_.substr(at, 80);
    return rest.substr(0, rest.find_first_of(" \n,")).find_first_of("/0123456789") != std::string_view::npos;
  }

  // An address whose '@' is a word, a bracketed sign, or stands between blanks.
  void spelled(std::size_t at_start, std::size_t at_end, bool bracketed) {
    std::size_t right = at_end;
    if (right < text_.size() && text_[right] == ' ') ++right;
    const auto domain = read_domain(right, text_[at_start] == '@');
    if (!domain) return;
    std::size_t left = at_start;
    if (left > 0 && text_[left - 1] == ' ') --left;
    std::size_t start = left;
    std::string local;
    bool has_sign = false;
    for (int part = 0; part < kMaxSpelledParts; ++part) {
      std::size_t word = start;
      const std::size_t limit = word > kMaxLocal ? word - kMaxLocal : 0;
      while (word > limit && is_local(text_[word - 1]) && text_[word - 1] != '\'') --word;
      if (word == start) break;
      local = std::string(lower_.substr(word, start - word)) + local;
      start = word;
      std::size_t before = word;
      if (before > limit && text_[before - 1] == ' ') --before;
      const CueHit sign = reading_.cue_ending_at(before, 40);
      const char* symbol = (sign.sections & cue::kMailDot) != 0          ? "."
                           : (sign.sections & cue::kMailUnderscore) != 0 ? "_"
                           : (sign.sections & cue::kMailDash) != 0       ? "-"
                                                                         : nullptr;
      if (symbol == nullptr) break;
      std::size_t next = sign.start;
      if (next > 0 && text_[next - 1] == ' ') --next;
      if (next == 0 || !is_local(text_[next - 1])) break;
      local = symbol + local;
      has_sign = true;
      start = next;
    }
    while (start < left && std::string_view(".-_'+&~%").find(text_[start]) != std::string_view::npos) {
      ++start;
      local.erase(0, 1);
    }
    if (local.empty() || local.size() > kMaxLocal || local.back() == '.') return;
    // A word that is only sometimes an '@' needs more: a spelled dot, or a cue for mail.
    const std::string_view word = lower_.substr(at_start, at_end - at_start);
    const bool common = !bracketed && (word == "@" || word.size() <= 4);
    if (common) {
      const CueHit first = reading_.cue_at(start);
      if (!has_sign && (first.sections & cue::kNotLocal) != 0 && first.end >= left) return;
      const bool signs = local.find_first_of("0123456789_.") != std::string::npos;
      if (!domain->spelled && !has_mail_cue(start) && !(signs && word == "@")) return;
    }
    if (refused(start, left, domain->end)) return;
    add(start, left, local, *domain, common ? .85 : .93);
  }

  bool has_mail_cue(std::size_t before) const {
    const std::size_t from = before > 40 ? before - 40 : 0;
    for (std::size_t i = reading_.first_cue_from(from);
         i < reading_.cues.size() && reading_.cues[i].end <= before; ++i)
      if ((reading_.cues[i].sections & cue::kEmail) != 0) return true;
    return false;
  }

  void add(std::size_t start, std::size_t local_end, std::string_view local, const Domain& domain,
           double confidence) {
    if (local_end <= start || local.size() > kMaxLocal * 2) return;
    found_.push_back({{start, domain.end},
                      std::string(local) + "@" + mail_address("a@" + domain.value).substr(2),
                      confidence});
  }

  const Reading& reading_;
  std::string_view text_, lower_;
  std::vector<MailMatch> found_;
};

// xn-- labels as people read them; the text itself where ICU refuses.
std::string to_u_labels(const std::string& domain) {
  if (domain.find("xn--") == std::string::npos) return domain;
  UErrorCode status = U_ZERO_ERROR;
  UIDNA* idna = uidna_openUTS46(UIDNA_DEFAULT, &status);
  if (U_FAILURE(status)) return domain;
  std::string out(domain.size() * 4 + 16, '\0');
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  const std::int32_t length =
      uidna_nameToUnicodeUTF8(idna, domain.data(), static_cast<std::int32_t>(domain.size()), out.data(),
                              static_cast<std::int32_t>(out.size()), &info, &status);
  uidna_close(idna);
  if (U_FAILURE(status) || info.errors != 0 || length <= 0 || static_cast<std::size_t>(length) > out.size())
    return domain;
  out.resize(static_cast<std::size_t>(length));
  return out;
}

}  // namespace

std::vector<MailMatch> find_mails(const Reading& reading) { return Finder(reading).find(); }

std::string mail_address(std::string_view text) {
  text = text.substr(0, text.find('?'));
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size() ||
      text.size() > kMaxLocal * 4 + kMaxDomain * 2)
    return {};
  if (text.find_first_of(" \n,;<>\"") != std::string_view::npos) return {};
  const PlainText folded = make_plain(text, false);
  const std::size_t folded_at = folded.lower.rfind('@');
  if (folded_at == std::string::npos) return {};
  return folded.lower.substr(0, folded_at + 1) + to_u_labels(folded.lower.substr(folded_at + 1));
}

}  // namespace phonebook
