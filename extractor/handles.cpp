#include "extractor/handles.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "base/text.h"
#include "extractor/folding.h"

namespace phonebook {
namespace {

constexpr int kMaxBetween = 8;  // fillers between the service's name and the id

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_alnum(char c) { return is_digit(c) || is_letter(c); }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

struct Service {
  Kind kind;
  std::uint64_t bit;
  std::size_t shortest, longest;
  std::string_view signs;  // besides letters and digits
};
// The services' own rules for names.
constexpr Service kServices[] = {
    {Kind::qq, cue::kQq, 5, 11, ""},
    {Kind::wechat, cue::kWechat, 6, 20, "_-"},
    {Kind::skype, cue::kSkype, 6, 40, "._-,:"},
    {Kind::telegram, cue::kTelegram, 5, 32, "_"},
    {Kind::xmpp, cue::kXmpp, 3, 320, "._-@+"},
    {Kind::matrix, cue::kMatrix, 4, 255, "._-=/:+"},
    {Kind::line, cue::kLine, 4, 20, "._-"},
    {Kind::signal, cue::kSignal, 6, 35, "._"},
    {Kind::whatsapp, cue::kWhatsapp, 7, 20, ""},
};

class Finder {
 public:
  explicit Finder(const Reading& reading)
      : reading_(reading), text_(reading.folded()), lower_(reading.lower()) {}

  std::vector<IdMatch> find() {
    for (const CueHit& hit : reading_.cues) {
      if ((hit.sections & cue::kAnyMessenger) == 0 || (hit.sections & cue::kGroup) != 0 ||
          inside_refusing(hit))
        continue;
      if (is_piece_of_id(hit) || speaks_of_a_form(hit) || run_together(hit)) continue;
      const std::size_t known = found_.size();
      behind(hit);
      before(hit);
      // Another one may follow: "my old skype … got hacked, new one: live:moose".
      std::size_t from = hit.end;
      for (std::size_t i = known; i < found_.size(); ++i) from = std::max(from, found_[i].span.end);
      further_on(hit, from, found_.size() == known ? 2 : 1);
    }
    marked();
    glued();
    links();
    std::stable_sort(found_.begin(), found_.end(),
                     [](const IdMatch& a, const IdMatch& b) { return a.span.start < b.span.start; });
    std::vector<IdMatch> result;
    for (IdMatch& match : found_) {
      const bool again = std::any_of(result.begin(), result.end(), [&](const IdMatch& other) {
        return other.kind == match.kind && other.span.start < match.span.end &&
               match.span.start < other.span.end;
      });
      if (!again) result.push_back(std::move(match));
    }
    return result;
  }

 private:
  // The "Q" of Q7788991x: letters of an id, no service's name. "QQ20261124" and "qq:…" stay names.
  bool is_piece_of_id(const CueHit& hit) const {
    if (hit.end - hit.start != 1 || hit.end >= text_.size() || !is_digit(text_[hit.end])) return false;
    std::size_t end = hit.end;
    while (end < text_.size() && is_digit(text_[end])) ++end;
    return end < text_.size() && (is_letter(text_[end]) || text_[end] == '_');
  }

  // 工单 QQ20261124: a word for orders right before it.
  bool speaks_of_a_form(const CueHit& hit) const {
    if (hit.start == 0 || text_[hit.start - 1] != ' ' || hit.end >= text_.size() || !is_digit(text_[hit.end]))
      return false;
    return (reading_.sections_ending_at(hit.start - 1) & cue::kNotNumber) != 0;
  }

  bool inside_refusing(const CueHit& hit) const {
    for (std::size_t i = reading_.first_cue_from(hit.start > 24 ? hit.start - 24 : 0);
         i < reading_.cues.size() && reading_.cues[i].start <= hit.start; ++i) {
      const CueHit& other = reading_.cues[i];
      if (other.end >= hit.end && other.end - other.start > hit.end - hit.start &&
          (other.sections & (cue::kGroup | cue::kNotNumber)) != 0)
        return true;
    }
    return false;
  }

  struct Between {
    std::size_t at = 0;
    bool strong = false;  // ':' or "id" or "号": an id must follow
    bool group = false;
    std::uint64_t services = 0;
  };

  // Passes over what may stand between the service's name and the id.
  Between pass(const CueHit& hit) const {
    Between between{hit.end, false, false, hit.sections & cue::kAnyMessenger};
    for (const std::string_view tail : {"id", "号", "號", "name", "handle", ":"})
      if (lower_.substr(hit.start, hit.end - hit.start).ends_with(tail)) between.strong = true;
    for (int i = 0; i < kMaxBetween; ++i) {
      std::size_t at = between.at;
      const std::size_t first = at;
      while (at < text_.size() && at - first < 6 && one_of(text_[at], "# \t:=()[]/|>*\"'&\n-~")) {
        if (text_[at] == ':' || text_[at] == '=') between.strong = true;
        ++at;
      }
      // Arrows, pictures and other signs: "→", "👉", "➕".
      for (int signs = 0; signs < 3 && at < text_.size() && !is_ascii(text_[at]); ++signs) {
        const CodePoint sign = decode_utf8(text_.substr(at));
        if (is_word_letter(sign.value) || is_cjk(sign.value) || sign.value == 0x3002 ||
            sign.value == 0xFFFD || circled_digit(sign.value) >= 0 ||
            (sign.value >= 0x0E00 && sign.value < 0x0F00))
          break;
        at += sign.length;
        while (at < text_.size() && text_[at] == ' ') ++at;
      }
      const CueHit next = reading_.cue_at(at);
      between.at = at;
      if ((next.sections & cue::kGroup) != 0) {
        between.group = true;
        return between;
      }
      const bool passes = (next.sections & (cue::kFiller | cue::kAnyMessenger)) != 0 ||
                          next.sections == cue::kSender ||
                          ((next.sections & cue::kPhone) != 0 && !is_ascii(text_[at]));
      if (!passes) break;
      // "user_one99" begins with a filler and is an id.
      if (next.end < text_.size() && is_ascii(text_[next.end - 1]) && is_alnum(text_[next.end - 1]) &&
          (is_alnum(text_[next.end]) || one_of(text_[next.end], "_@") ||
           (one_of(text_[next.end], ".-") && next.end + 1 < text_.size() && is_alnum(text_[next.end + 1]))))
        break;
      const std::string_view word = lower_.substr(next.start, next.end - next.start);
      if (word == "id" || word == "name" || word == "username" || word == "号" || word == "號" ||
          word == "账号" || word == "帳號" || word == "handle" || word == "account" || word == "логин" ||
          word == "ник" || word == "usuario" || word == "pseudo")
        between.strong = true;
      between.services |= next.sections & cue::kAnyMessenger;
      between.at = next.end;
    }
    return between;
  }

  void behind(const CueHit& hit) {
    if (text_.substr(hit.end).starts_with("://")) return;  // tg://resolve?…
    const Between between = pass(hit);
    if (between.group || between.at >= text_.size()) return;
    const std::string_view cue_text = lower_.substr(hit.start, hit.end - hit.start);
    // One letter is a service's name only where nothing else is likely.
    const bool letter_cue = cue_text == "v" || cue_text == "q";
    if (letter_cue && !between.strong) {
      const bool after_han = hit.start >= 3 && !is_ascii(text_[hit.start - 1]);
      const bool digits_at_once = cue_text == "q" && is_digit(text_[between.at]);
      if (!after_han && !digits_at_once) return;
    }
    // 薇, 微: a service's name, or a letter of a person's.
    if (cue_text.size() == 3 && !is_ascii(cue_text[0]) && !between.strong && is_digit(text_[between.at]) &&
        ends_a_name(hit.start))
      return;
    const bool han_cue = !is_ascii(lower_[hit.start]) || !is_ascii(lower_[hit.end - 1]);
    for (const Service& service : kServices)
      if ((between.services & service.bit) != 0) read_id(service, between.at, between.strong, han_cue);
  }

  void read_id(const Service& service, std::size_t at, bool strong, bool han_cue) {
    if (service.kind == Kind::qq) {
      read_qq(at);
      return;
    }
    if (service.kind == Kind::whatsapp || (service.kind == Kind::signal && text_[at] == '+')) {
      read_number_id(service, at);
      return;
    }
    std::size_t start = at;
    bool marked = false;
    if (text_[at] == '@') {
      ++at;
      marked = true;
    }
    std::size_t end = at;
    while (end < text_.size() && end - at < service.longest + 8 &&
           (is_alnum(text_[end]) || one_of(text_[end], service.signs)))
      ++end;
    while (end > at && one_of(text_[end - 1], ".,-:/=+")) --end;
    if (end == at) return;
    std::string_view token = text_.substr(at, end - at);
    const std::string_view lower_token = lower_.substr(at, end - at);
    if (service.kind == Kind::skype) {
      // Only live:… has a colon; a comma parts words.
      if (!lower_token.starts_with("live:")) {
        const std::size_t cut = token.find_first_of(":,");
        token = token.substr(0, cut);
      }
      while (!token.empty() && one_of(token.back(), ".,-:")) token.remove_suffix(1);
      end = at + token.size();
    }
    const bool digits_only = std::all_of(token.begin(), token.end(), is_digit);
    if (service.kind == Kind::xmpp || service.kind == Kind::matrix) {
      read_address(service, start, at, token);
      return;
    }
    if (service.kind == Kind::signal && digits_only) {
      read_number_id(service, start);
      return;
    }
    if (token.size() < service.shortest || token.size() > service.longest) {
      if (service.kind != Kind::wechat || !digits_only) return;
    }
    if (digits_only) {
      // WeChat is found by telephone or QQ number too.
      if (service.kind == Kind::wechat && token.size() >= 5 && token.size() <= 11 && !goes_on(end))
        found_.push_back({service.kind, {start, end}, std::string(token), .7, token.size() >= 7});
      return;
    }
    if (service.kind != Kind::line && !is_letter(token[0])) return;
    if (goes_on(end)) return;
    if (service.kind == Kind::signal && token.find('.') == std::string_view::npos) return;
    if (service.kind == Kind::telegram && lower_token.substr(0, token.size()).ends_with("bot")) return;
    const CueHit word = reading_.cue_at(at);
    const bool ordinary = word.sections != 0 && word.end >= end && (word.sections & ~cue::kSurname) != 0;
    if (ordinary && !(strong && word.sections == cue::kPerson)) return;
    double confidence = .9;
    const bool plain_word =
        std::all_of(token.begin(), token.end(), [](char c) { return is_letter(c) || c == '-'; });
    if (plain_word && !marked) {
      if (!strong && !han_cue) {
        if (!clause_ends(end)) return;
        confidence = .6;
      } else {
        confidence = .8;
      }
    }
    if (service.kind == Kind::line && !strong && !marked) return;
    if (is_group_near(end)) return;
    found_.push_back({service.kind, {start, end}, std::string(token), confidence, false});
  }

  // Digits, also written apart: 5 5 6 6 7 7 8 8 9.
  void read_qq(std::size_t at) {
    std::string digits;
    std::size_t end = at, groups = 0, smallest = 99, group = 0;
    bool apart = false;
    std::size_t i = at;
    while (i < text_.size() && digits.size() <= 12) {
      if (is_digit(text_[i])) {
        digits += text_[i++];
        ++group;
        end = i;
        continue;
      }
      if (!is_ascii(text_[i])) {
        // 企鹅一二三四…, QQ①②③…
        const CodePoint c = decode_utf8(text_.substr(i));
        const int digit = std::max(han_digit(c.value), circled_digit(c.value));
        if (digit < 0) break;
        digits += static_cast<char>('0' + digit);
        i += c.length;
        ++group;
        end = i;
        continue;
      }
      if (group != 0) {
        smallest = std::min(smallest, group);
        ++groups;
        group = 0;
      }
      if ((text_[i] == ' ' || text_[i] == '-') && i + 1 < text_.size() && is_digit(text_[i + 1]) &&
          !digits.empty()) {
        apart = true;
        ++i;
        continue;
      }
      break;
    }
    if (group != 0) {
      smallest = std::min(smallest, group);
      ++groups;
    }
    if (apart && !(digits.size() == groups || smallest >= 3 ||
                   (groups >= 3 && digits.size() >= 8 && digits.size() <= 10))) {
      // Two things beside each other: the first group alone.
      end = at;
      digits.clear();
      while (end < text_.size() && is_digit(text_[end])) digits += text_[end++];
      if (digits.size() < 5) return;
    }
    if (digits.size() < 5 || digits.size() > 11 || digits[0] == '0' || goes_on(end)) return;
    const CueHit unit = reading_.cue_at(end);
    if ((unit.sections & cue::kUnit) != 0 || (unit.sections & cue::kGroup) != 0 || is_group_near(end)) return;
    found_.push_back({Kind::qq, {at, end}, digits, .93, false});
  }

  // user@host (xmpp) and @user:host (matrix).
  void read_address(const Service& service, std::size_t start, std::size_t at, std::string_view token) {
    const char sign = service.kind == Kind::xmpp ? '@' : ':';
    if (service.kind == Kind::matrix && start == at) return;
    const std::size_t middle = token.find(sign);
    if (middle == std::string_view::npos || middle == 0) return;
    const std::string_view host = token.substr(middle + 1);
    if (host.find('.') == std::string_view::npos || host.size() < 4 ||
        host.find(sign) != std::string_view::npos)
      return;
    std::string value = ascii_lower(token);
    if (service.kind == Kind::matrix) value = "@" + value;
    found_.push_back({service.kind, {start, at + token.size()}, std::move(value), .93, false});
  }

  // A number as id: as written, '+' and digits.
  void read_number_id(const Service& service, std::size_t at) {
    std::string digits;
    std::size_t i = at, end = at;
    while (i < text_.size() && i - at < 30 && (is_digit(text_[i]) || one_of(text_[i], "+ -()."))) {
      if (is_digit(text_[i]) || (text_[i] == '+' && digits.empty())) {
        digits += text_[i];
        end = i + 1;
      }
      ++i;
    }
    if (digits.size() < 8 || digits.size() > 16 || goes_on(end)) return;
    found_.push_back({service.kind, {at, end}, digits, .85, true});
  }

  // The id is a piece of something longer: a mail address, a host, a version.
  bool goes_on(std::size_t end) const {
    if (end >= text_.size()) return false;
    const char next = text_[end], after = end + 1 < text_.size() ? text_[end + 1] : ' ';
    if (is_alnum(next) || next == '@' || next == '%' || next == '*' || next == '$') return true;
    return (next == '.' && is_alnum(after)) || (next == ':' && is_digit(after)) ||
           (next == '_' && is_alnum(after));
  }

  bool clause_ends(std::size_t end) const {
    while (end < text_.size() && text_[end] == ' ') ++end;
    return end >= text_.size() || one_of(text_[end], "\n,;.!)/|]") || !is_ascii(text_[end]);
  }

  // A word for groups or channels right behind the id.
  bool is_group_near(std::size_t end) const {
    for (std::size_t i = reading_.first_cue_from(end);
         i < reading_.cues.size() && reading_.cues[i].start < end + 8; ++i)
      if ((reading_.cues[i].sections & cue::kGroup) != 0) return true;
    return false;
  }

  // "@jan on telegram", "123456789（QQ）", "lily_88 是我微信".
  // A word that may stand between an id and the service's name and ends at `at`; an empty one for none.
  CueHit linking_word(std::size_t at) const {
    for (std::size_t i = reading_.first_cue_from(at > 24 ? at - 24 : 0);
         i < reading_.cues.size() && reading_.cues[i].start < at; ++i)
      if (reading_.cues[i].end == at && (reading_.cues[i].sections & (cue::kFiller | cue::kSender)) != 0)
        return reading_.cues[i];
    return {};
  }

  void before(const CueHit& hit) {
    std::size_t at = hit.start;
    bool linked = false;
    // "…是我QQ": the service's name is part of the writer's words.
    for (std::size_t i = reading_.first_cue_from(at > 12 ? at - 12 : 0);
         i < reading_.cues.size() && reading_.cues[i].start < hit.start; ++i)
      if (reading_.cues[i].end == hit.end && (reading_.cues[i].sections & cue::kSender) != 0 && !linked) {
        at = reading_.cues[i].start;
        linked = true;
      }
    for (int i = 0; i < 4; ++i) {
      while (at > 0 && hit.start - at < 24 && one_of(text_[at - 1], " ([")) {
        linked = linked || text_[at - 1] == '(' || text_[at - 1] == '[';
        --at;
      }
      const CueHit word = linking_word(at);
      if (word.end != at) break;
      linked = true;
      at = word.start;
    }
    if (!linked || at == 0) return;
    for (const Service& service : kServices) {
      if ((hit.sections & service.bit) == 0) continue;
      std::size_t start = at;
      while (start > 0 && at - start < 40 &&
             (is_alnum(text_[start - 1]) || one_of(text_[start - 1], service.kind == Kind::qq ? "" : "_-.")))
        --start;
      const std::string_view token = text_.substr(start, at - start);
      if (token.size() < service.shortest || token.size() > service.longest) continue;
      const bool marked = start > 0 && text_[start - 1] == '@';
      if (marked && start > 1 && (is_alnum(text_[start - 2]) || text_[start - 2] == '@')) continue;
      const bool digits_only = std::all_of(token.begin(), token.end(), is_digit);
      if (service.kind == Kind::qq && digits_only && token[0] != '0' && token.size() <= 10 &&
          !(start > 0 && one_of(text_[start - 1], "+-./:_@")))
        found_.push_back({Kind::qq, {start, at}, std::string(token), .8, false});
      const bool plain_name = std::all_of(token.begin(), token.end(),
                                          [&](char c) { return is_alnum(c) || one_of(c, service.signs); });
      if (service.kind == Kind::telegram && marked && !ascii_lower(token).ends_with("bot") && plain_name &&
          is_letter(token[0]))
        found_.push_back({Kind::telegram, {start - 1, at}, std::string(token), .85, false});
      const bool unusual = token.find_first_of("_.-") != std::string_view::npos ||
                           std::any_of(token.begin(), token.end(), is_digit);
      if ((service.kind == Kind::wechat || service.kind == Kind::skype) && unusual && plain_name &&
          is_letter(token[0]) && !marked)
        found_.push_back({service.kind, {start, at}, std::string(token), .7, false});
    }
  }

  void links() {
    for (const std::string_view host :
         {std::string_view("t.me/"), std::string_view("telegram.me/"), std::string_view("domain=")}) {
      for (std::size_t at = lower_.find(host); at != std::string_view::npos; at = lower_.find(host, at + 1)) {
        if (at > 0 &&
            (is_alnum(text_[at - 1]) || text_[at - 1] == '-' || (text_[at - 1] == '.' && host == "t.me/")))
          continue;
        if (host == "domain=" && !(at >= 13 && lower_.substr(at - 13, 13) == "tg://resolve?")) continue;
        const std::size_t start = at + host.size();
        std::size_t end = start;
        while (end < text_.size() && end - start < 40 && (is_alnum(text_[end]) || text_[end] == '_')) ++end;
        const auto id = id_of_link(
            "https://t.me/" + std::string(text_.substr(
                                  start, end - start + (end < text_.size() && text_[end] == '/' ? 2 : 0))));
        if (!id || is_group_near(end) || group_before(at)) continue;
        found_.push_back({Kind::telegram, {start, end}, id->value, .92, false});
      }
    }
  }

  // The letter before is Han and no word that leads up to a service's name.
  bool ends_a_name(std::size_t at) const {
    if (at < 3 || !is_cjk(decode_utf8(text_.substr(at - 3)).value)) return false;
    static constexpr std::string_view kLeads[] = {"加", "我", "的", "他", "她", "你",
                                                  "或", "和", "有", "用", "留", "打"};
    return std::find(std::begin(kLeads), std::end(kLeads), text_.substr(at - 3, 3)) == std::end(kLeads);
  }

  // --- An id some words behind the service's name: "换Q了，新的是2890137746", "o skype da professora é
  // ines.m" ---

  void further_on(const CueHit& hit, std::size_t from, int most) {
    const Service* service = nullptr;
    for (const Service& known : kServices)
      if ((hit.sections & known.bit) != 0) service = &known;
    if (service == nullptr || service->kind > Kind::telegram || text_.substr(hit.end).starts_with("://"))
      return;
    const std::string_view cue_text = lower_.substr(hit.start, hit.end - hit.start);
    const bool one_letter = cue_text == "v" || cue_text == "q" || cue_text == "tg";
    if (one_letter && !(hit.start >= 3 && !is_ascii(text_[hit.start - 1]))) return;
    if (cue_text.size() == 3 && !is_ascii(cue_text[0]) && ends_a_name(hit.start)) return;
    const std::size_t stop = std::min(topic_end(from), hit.end + kTopicReach);
    int ids = 0;
    bool same_line = true;
    for (std::size_t at = from; at < stop && ids < most;) {
      same_line = same_line && text_[at] != '\n';
      if (!is_alnum(text_[at]) || (at > hit.end && goes_into(at))) {
        ++at;
        continue;
      }
      std::size_t end = at;
      while (end < text_.size() && (is_alnum(text_[end]) || one_of(text_[end], service->signs))) ++end;
      while (end > at && one_of(text_[end - 1], ".,-:/=+")) --end;
      const bool live = lower_.substr(at, 5) == "live:";
      if (end > at) {
        if (live || (same_line && led_up_to(at, hit.end)))
          ids += take_further(*service, at, end, .75);
        else if (service->kind != Kind::qq && from == hit.end && stands_alone(at, end))
          ids += take_further(*service, at, end, .65);
      }
      at = std::max(end, at + 1);
    }
  }

  static constexpr std::size_t kTopicReach = 90;

  // Where the words that follow speak of something else: another service, a number, an order.
  std::size_t topic_end(std::size_t from) const {
    for (std::size_t i = reading_.first_cue_from(from);
         i < reading_.cues.size() && reading_.cues[i].start < from + kTopicReach; ++i) {
      const std::uint64_t sections = reading_.cues[i].sections;
      if (is_piece_of_id(reading_.cues[i])) continue;
      const bool number = (sections & (cue::kPhone | cue::kAnyLabel)) != 0 &&
                          (sections & (cue::kNumberWord | cue::kNew | cue::kOld | cue::kSender)) == 0;
      if (number || (sections & (cue::kEmail | cue::kNotNumber | cue::kOtherService | cue::kGroup |
                                 cue::kAnyMessenger)) != 0)
        return reading_.cues[i].start;
    }
    // The id may stand in the next line, and is then alone there.
    std::size_t line = text_.find('\n', from);
    if (line != std::string_view::npos) line = text_.find('\n', line + 1);
    return std::min(line, text_.size());
  }

  // The id is a line or a sentence of its own: "加个微信呗。lily_88".
  bool stands_alone(std::size_t at, std::size_t end) const {
    std::size_t before = at;
    while (before > 0 && text_[before - 1] == ' ') --before;
    const bool begins = before == 0 || one_of(text_[before - 1], "\n.!?") ||
                        (before >= 3 && text_.substr(before - 3, 3) == "。");
    if (!begins) return false;
    while (end < text_.size() && text_[end] == ' ') ++end;
    return end >= text_.size() || one_of(text_[end], "\n.!?,") || text_.substr(end, 3) == "。";
  }

  bool goes_into(std::size_t at) const {
    const char before = text_[at - 1];
    if (before == '-') return at >= 2 && is_alnum(text_[at - 2]);
    return is_alnum(before) || one_of(before, "_@./+#$%&=");
  }

  // A sign or a word right before it says that the id comes now.
  bool led_up_to(std::size_t at, std::size_t from) const {
    std::size_t end = at;
    while (end > from && one_of(text_[end - 1], " \"'([")) --end;
    if (end == from) return false;
    if (end == from + 1 && text_[from] == ',') return true;
    if (one_of(text_[end - 1], ":-=>~")) return true;
    const std::uint64_t sections = reading_.sections_ending_at(end, 24);
    return (sections &
            (cue::kFiller | cue::kSender | cue::kNew | cue::kOld | cue::kThird | cue::kNumberWord)) != 0;
  }

  bool take_further(const Service& service, std::size_t at, std::size_t end, double confidence) {
    const std::string_view token = text_.substr(at, end - at);
    if (goes_on(end) || is_group_near(end)) return false;
    const bool digits_only = std::all_of(token.begin(), token.end(), is_digit);
    if (service.kind == Kind::qq) {
      if (!digits_only || token.size() < 6 || token.size() > 10 || token[0] == '0') return false;
      if ((reading_.cue_at(end).sections & cue::kUnit) != 0) return false;
    } else {
      const bool unusual = std::any_of(token.begin(), token.end(), [](char c) { return !is_letter(c); });
      const bool announced = at > 0 && (text_[at - 1] == ':' || (at > 1 && text_[at - 2] == ':'));
      if (!is_letter(token[0]) || (!unusual && !(announced && clause_ends(end))) ||
          token.size() < service.shortest || token.size() > service.longest ||
          ascii_lower(token).ends_with("bot") || reading_.cue_at(at).end >= end)
        return false;
      // "v2.1.3", "iphone14", "9:30pm"
      if (std::count_if(token.begin(), token.end(), is_letter) < 3) return false;
    }
    found_.push_back({service.kind, {at, end}, std::string(token), confidence, false});
    return true;
  }

  // "skypelive:jan_31", "wechatlily_88", 微信IDmei_0412: the name of the service and the id in one word. The
  // id has a sign or a digit, or nobody could tell where it begins.
  bool run_together(const CueHit& hit) {
    static constexpr std::string_view kNames[] = {"skype", "wechat", "weixin", "telegram"};
    std::size_t start = 0;
    for (const std::string_view name : kNames)
      if (lower_.substr(hit.start).starts_with(name)) start = hit.start + name.size();
    if (start == 0 && !is_ascii(text_[hit.start]) && lower_.substr(hit.end, 2) == "id") start = hit.end + 2;
    if (start == 0) return false;
    bool taken = false;
    for (const Service& service : kServices)
      if ((hit.sections & service.bit) != 0 && service.kind != Kind::qq && service.kind <= Kind::telegram)
        taken = take_glued(service, start) || taken;
    return taken;
  }

  bool take_glued(const Service& service, std::size_t start) {
    if (start >= text_.size() || !is_letter(text_[start])) return false;
    std::size_t end = start;
    while (end < text_.size() && end - start <= service.longest &&
           (is_alnum(text_[end]) || one_of(text_[end], service.signs)))
      ++end;
    while (end > start && one_of(text_[end - 1], ".,-:/=+")) --end;
    std::string_view token = text_.substr(start, end - start);
    if (lower_.substr(start, 5) != "live:") token = token.substr(0, token.find_first_of(":,"));
    const bool unusual = std::any_of(token.begin(), token.end(), [](char c) { return !is_letter(c); });
    if (!unusual || token.size() < service.shortest || token.size() > service.longest ||
        goes_on(start + token.size()) || is_group_near(start + token.size()))
      return false;
    found_.push_back({service.kind, {start, start + token.size()}, std::string(token), .7, false});
    return true;
  }

  // 私我，vxtt_lan520: the name of the service and the id without anything between, behind Han.
  void glued() {
    for (std::size_t at = lower_.find('x'); at != std::string_view::npos; at = lower_.find('x', at + 1)) {
      if (at < 3 || (lower_[at - 1] != 'v' && lower_[at - 1] != 'w')) continue;
      const char before = text_[at - 2];
      const bool behind_han = !is_ascii(before) || (one_of(before, ",: ") && !is_ascii(text_[at - 3]));
      if (!behind_han) continue;
      const std::size_t start = at + 1;
      std::size_t end = start;
      while (end < text_.size() && end - start < 24 && (is_alnum(text_[end]) || one_of(text_[end], "_-")))
        ++end;
      const std::string_view token = text_.substr(start, end - start);
      const bool unusual =
          token.find('_') != std::string_view::npos || std::any_of(token.begin(), token.end(), is_digit);
      if (token.size() < 6 || token.size() > 20 || !unusual || !is_letter(token[0]) || goes_on(end) ||
          lower_.substr(start, 3) == "id_")
        continue;
      found_.push_back({Kind::wechat, {start, end}, std::string(token), .65, false});
    }
  }

  // "su telegram mi trovi come @vale": an '@' name in a line that speaks of Telegram.
  void marked() {
    for (std::size_t at = text_.find('@'); at != std::string_view::npos; at = text_.find('@', at + 1)) {
      if (at > 0 && (is_alnum(text_[at - 1]) || one_of(text_[at - 1], "_@./-+"))) continue;
      std::size_t end = at + 1;
      while (end < text_.size() && end - at < 40 && (is_alnum(text_[end]) || text_[end] == '_')) ++end;
      const std::string_view name = text_.substr(at + 1, end - at - 1);
      if (name.size() < 5 || name.size() > 32 || !is_letter(name[0]) || ascii_lower(name).ends_with("bot") ||
          goes_on(end) || is_group_near(end) ||
          (reading_.cue_at(at + 1).sections != 0 && reading_.cue_at(at + 1).end >= end))
        continue;
      std::uint64_t nearest = 0;
      for (std::size_t i = reading_.first_cue_from(at > kTopicReach ? at - kTopicReach : 0);
           i < reading_.cues.size() && reading_.cues[i].end <= at; ++i) {
        const CueHit& hit = reading_.cues[i];
        if (text_.substr(hit.end, at - hit.end).find('\n') != std::string_view::npos) continue;
        if ((hit.sections & (cue::kAnyMessenger | cue::kOtherService | cue::kGroup)) != 0)
          nearest = hit.sections;
      }
      if ((nearest & cue::kTelegram) == 0 || (nearest & (cue::kGroup | cue::kOtherService)) != 0) continue;
      found_.push_back({Kind::telegram, {at, end}, std::string(name), .85, false});
    }
  }

  bool group_before(std::size_t at) const {
    for (std::size_t i = reading_.first_cue_from(at > 30 ? at - 30 : 0);
         i < reading_.cues.size() && reading_.cues[i].start < at; ++i)
      if ((reading_.cues[i].sections & cue::kGroup) != 0) return true;
    return false;
  }

  const Reading& reading_;
  std::string_view text_, lower_;
  std::vector<IdMatch> found_;
};

}  // namespace

std::vector<IdMatch> find_ids(const Reading& reading) { return Finder(reading).find(); }

}  // namespace phonebook
