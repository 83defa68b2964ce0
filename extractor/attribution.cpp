#include "extractor/attribution.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>

#include "base/text.h"
#include "extractor/names.h"

namespace phonebook {
namespace {

constexpr std::size_t kReach = 240;  // bytes around a finding that can speak of it
constexpr std::size_t kReachBehind = 90;

// The words between a cue and the finding: Chinese and Japanese characters count as a third of a word.
struct Distance {
  int words = 0;
  int characters = 0;
  bool other_words = false;  // a word that is no cue itself
  bool subject = false;      // "I", "my": something else is spoken of
};

class Attributor {
 public:
  Attributor(const Reading& reading, const std::vector<Span>& places, std::vector<Finding>& findings)
      : reading_(reading),
        text_(reading.folded()),
        lower_(reading.lower()),
        places_(places),
        findings_(findings) {}

  void run() {
    for (std::size_t i = 0; i < findings_.size(); ++i) {
      // Two kinds at one place say the same about it.
      if (i > 0 && places_[i].start < places_[i - 1].end) {
        copy(findings_[i - 1], findings_[i]);
        continue;
      }
      one(i);
    }
    pair_changes();
  }

 private:
  struct Owned {
    Owner owner = Owner::unknown;
    std::optional<std::string> name;
    bool recipient = false;
    bool role = false;    // the name is what somebody is ("plumber"), not what they are called
    bool beside = false;  // a first person that stands right before the number and says nothing else of it
    bool strong = false;  // the words say whose the number is; they do not only mention somebody
  };

  static void copy(const Finding& from, Finding& to) {
    to.owner = from.owner;
    to.owner_name = from.owner_name;
    to.recipient = from.recipient;
    to.change = from.change;
    if (to.kind == Kind::phone || to.kind == Kind::email) to.label = from.label;
  }

  void one(std::size_t i) {
    Finding& finding = findings_[i];
    const Span place = places_[i];
    const std::size_t previous_end = i > 0 ? places_[i - 1].end : 0;
    std::size_t next_start = text_.size();
    for (std::size_t k = i + 1; k < places_.size(); ++k)
      if (places_[k].start >= place.end) {
        next_start = places_[k].start;
        break;
      }
    std::size_t sentence = sentence_start(place.start, true);
    if (previous_end > sentence) sentence = sentence_start(place.start, false);
    const std::size_t sentence_stop = sentence_end(place.end);
    const Span before{std::min(place.start, std::max({previous_end, sentence, consumed_})), place.start};
    const Span behind{place.end,
                      std::max(place.end, std::min({next_start, sentence_stop, place.end + kReachBehind}))};
    const bool next_follows = next_start < sentence_stop;
    const bool continued = i > 0 && previous_end > sentence;

    decide_owner(finding, before, behind, sentence, sentence_stop, next_follows,
                 continued ? &findings_[i - 1] : nullptr);
    if (finding.kind == Kind::phone || finding.kind == Kind::email)
      decide_label(finding, before, behind, next_follows);
    decide_change(finding, before, behind, next_follows, {sentence, std::max(sentence_stop, place.end)});
  }

  // "changed from A to B": where one of two is old and nothing is said of the other, that one is new.
  void pair_changes() {
    for (std::size_t i = 0; i + 1 < findings_.size(); ++i) {
      Finding &a = findings_[i], &b = findings_[i + 1];
      if (a.kind != b.kind || a.owner != b.owner || places_[i + 1].start < places_[i].end ||
          places_[i + 1].start - places_[i].end > 40 || (a.label && b.label && a.label != b.label))
        continue;
      if (text_.substr(places_[i].end, places_[i + 1].start - places_[i].end).find('\n') !=
          std::string_view::npos)
        continue;
      if (a.change == Change::old_value && !b.change) b.change = Change::new_value;
      if (a.change && b.change && a.change != b.change) {
        if (!b.label) b.label = a.label;
        if (!a.label) a.label = b.label;
      }
    }
  }

  // --- Sentences and clauses
  // ---------------------------------------------------------------------------------

  bool ends_sentence(std::size_t at) const {
    const char c = text_[at];
    if (c == '!' || c == '?') return true;
    if (c == '.' && at + 1 < text_.size() && (text_[at + 1] == ' ' || text_[at + 1] == '\n')) {
      // "Tel. 0171", "Mr. Kim", "раб. 8…": abbreviations.
      if (reading_.cue_ending_at(at + 1).sections != 0) return false;
      std::size_t start = at;
      while (start > 0 && at - start < 12 && is_word_letter(static_cast<unsigned char>(text_[start - 1])))
        --start;
      if (at == start) return true;
      const CueHit word = reading_.cue_ending_at(at);
      const bool short_cue =
          at - start <= 4 && (word.sections & (cue::kPhone | cue::kAnyLabel | cue::kExtension)) != 0;
      return at - start > 2 && !short_cue && reading_.cue_ending_at(at + 1).sections == 0;
    }
    return static_cast<unsigned char>(c) == 0xE3 && text_.substr(at, 3) == "。";
  }

  // `lenient`: a finding without words before it belongs to the sentence before.
  std::size_t sentence_start(std::size_t at, bool lenient) const {
    const std::size_t limit = at > kReach ? at - kReach : 0;
    int lines = 0;
    bool words = !lenient;  // "New number! 303…": a sentence of signs alone belongs to the one before
    for (std::size_t i = at; i > limit; --i) {
      if (text_[i - 1] == '\n') {
        // A line that holds only words for numbers goes on from the line before (a signature).
        if (++lines > 3 || !only_cues(i, at)) return i;
        continue;
      }
      if (words && ends_sentence(i - 1)) return i;
      const auto byte = static_cast<unsigned char>(text_[i - 1]);
      words = words || (byte >= 0x80 && text_.substr(i >= 3 ? i - 3 : 0, 3) != "。") ||
              is_word_letter(byte) || (byte >= '0' && byte <= '9');
    }
    std::size_t start = limit;
    while (start < at && (static_cast<unsigned char>(text_[start]) & 0xC0) == 0x80) ++start;
    return start;
  }

  std::size_t sentence_end(std::size_t at) const {
    const std::size_t limit = std::min(text_.size(), at + kReachBehind);
    for (std::size_t i = at; i < limit; ++i)
      if (text_[i] == '\n' || ends_sentence(i)) return i;
    return limit;
  }

  // Nothing but cues, signs and numbers.
  bool only_cues(std::size_t from, std::size_t to) const {
    for (std::size_t at = from; at < to;) {
      const CueHit hit = reading_.cue_at(at);
      if (hit.sections != 0 &&
          (hit.sections & (cue::kPhone | cue::kAnyLabel | cue::kEmail | cue::kAnyMessenger | cue::kFiller)) !=
              0 &&
          hit.end <= to) {
        at = hit.end;
        continue;
      }
      const CodePoint c = decode_utf8(text_.substr(at));
      if (is_word_letter(c.value) || is_cjk(c.value)) return false;
      at += c.length;
    }
    return true;
  }

  // "me: …", "me → …": a sign that leads on, and nothing else.
  bool only_signs(std::size_t from, std::size_t to) const {
    bool sign = false;
    while (from < to) {
      const CodePoint c = decode_utf8(text_.substr(from));
      if (is_word_letter(c.value) || is_cjk(c.value) || c.value == ',' || c.value == '\n' || c.value == '/' ||
          c.value == '.')
        return false;
      sign = sign || c.value != ' ';
      from += c.length;
    }
    return sign;
  }

  static bool is_comma(char c) { return c == ',' || c == ';' || c == '\n' || c == '|'; }

  std::size_t last_clause(Span range) const {
    for (std::size_t i = range.end; i > range.start; --i)
      if (is_comma(text_[i - 1])) return i;
    return range.start;
  }

  std::size_t first_clause_end(Span range) const {
    for (std::size_t i = range.start; i < range.end; ++i)
      if (is_comma(text_[i])) return i;
    return range.end;
  }

  Distance distance(std::size_t from, std::size_t to) const {
    Distance result;
    for (std::size_t at = from; at < to;) {
      const CueHit hit = reading_.cue_at(at);
      const CodePoint c = decode_utf8(text_.substr(at));
      if (hit.sections != 0 && hit.end <= to && (is_word_letter(c.value) || is_cjk(c.value))) {
        if ((hit.sections & (cue::kFiller | cue::kPhone | cue::kEmail)) == 0) ++result.words;
        if ((hit.sections & (cue::kSender | cue::kSenderWeak)) != 0) result.subject = true;
        // "new job", "new landlord": something else is new.
        if ((hit.sections & (cue::kPerson | cue::kOrganisation | cue::kNotNumber)) != 0 &&
            (hit.sections & (cue::kPhone | cue::kAnyLabel)) == 0)
          result.other_words = true;
        at = hit.end;
        continue;
      }
      if (is_cjk(c.value)) {
        ++result.characters;
        at += c.length;
      } else if (is_word_letter(c.value)) {
        ++result.words;
        result.other_words = true;
        while (at < to) {
          const CodePoint next = decode_utf8(text_.substr(at));
          if (!is_word_letter(next.value)) break;
          at += next.length;
        }
      } else {
        at += c.length;
      }
    }
    return result;
  }

  template <class Visit>
  void each_cue(Span range, Visit visit) const {
    for (std::size_t i = reading_.first_cue_from(range.start);
         i < reading_.cues.size() && reading_.cues[i].start < range.end; ++i)
      if (reading_.cues[i].end <= range.end) visit(reading_.cues[i]);
  }

  // --- Owner
  // ---------------------------------------------------------------------------------------------------

  std::string piece(Span span) const { return std::string(trim(reading_.plain.shown_text(span))); }

  // "my sister": the possessive belongs to the words.
  Span with_possessive(Span span) const {
    for (const std::string_view word :
         {"my ", "mein ", "meine ", "meiner ", "mon ", "ma ", "mi ", "мой ", "моя ", "our "})
      if (span.start >= word.size() && lower_.substr(span.start - word.size(), word.size()) == word &&
          (span.start == word.size() ||
           !is_word_letter(decode_utf8(lower_.substr(span.start - word.size() - 1)).value)))
        return {span.start - word.size(), span.end};
    return span;
  }

  // "Mum, my number is": called, not spoken of.
  bool is_vocative(Span span, std::size_t range_start, std::size_t range_end) const {
    std::size_t at = span.end;
    for (const std::string_view polite : {"您", "你", "好"})
      if (text_.substr(at).starts_with(polite)) return true;
    while (at < range_end && text_[at] == ' ') ++at;
    if (at >= range_end || (text_[at] != ',' && text_[at] != '!')) return false;
    if (only_cues(at, range_end)) return false;  // "Cole, 435…": a list
    std::size_t begin = span.start;
    while (begin > range_start && (text_[begin - 1] == ' ' || text_[begin - 1] == '\n')) --begin;
    if (begin == range_start) return true;
    for (const std::string_view hi : {"hi", "hey", "hello", "dear", "hallo", "liebe", "lieber", "hola",
                                      "salut", "привет", "嗨", "ok", "yes", "no"})
      if (begin >= hi.size() && lower_.substr(begin - hi.size(), hi.size()) == hi) return true;
    return false;
  }

  struct Evidence {
    std::size_t at = 0;  // where it ends
    std::size_t start = 0;
    Owned owned;
    bool announced = false;
  };

  bool quoted(const CueHit& hit, Span range) const {
    const std::string_view before = text_.substr(range.start, hit.start - range.start);
    const std::string_view behind = text_.substr(hit.end, range.end - hit.end);
    return std::count(before.begin(), before.end(), '"') % 2 == 1 &&
           behind.find('"') != std::string_view::npos;
  }

  std::vector<Evidence> evidence(Span range, bool before, std::size_t sentence) const {
    std::vector<Evidence> found;
    each_cue(range, [&](const CueHit& hit) {
      // She goes "text me": the words of somebody else.
      if (before && (hit.sections & (cue::kSender | cue::kRecipient)) != 0 && quoted(hit, range)) return;
      const Span span{hit.start, hit.end};
      if ((hit.sections & (cue::kPerson | cue::kOrganisation)) != 0) {
        if (before && is_vocative(span, sentence, range.end)) return;
        // "my" of a person is not the writer's own number.
        const Span whole = with_possessive(span);
        found.push_back(
            {hit.end, whole.start, {Owner::third_party, piece(whole), false, true, false, true}, false});
      } else if ((hit.sections & cue::kSender) != 0) {
        // "Kasia ma": in another language the same word says that she has it.
        const bool strong = before && (hit.sections & cue::kHas) == 0 && leads_to_number(hit, range.end);
        const bool beside = strong && !speaks_of_contact(hit, range.end);
        found.push_back(
            {hit.end, hit.start, {Owner::sender, std::nullopt, false, false, beside, strong}, false});
      } else if (before && (hit.sections & cue::kSenderWeak) != 0 &&
                 distance(hit.end, range.end).words == 0 && hit.end < range.end &&
                 only_signs(hit.end, range.end)) {
        // "Sam→… me→…": a list.
        found.push_back({hit.end, hit.start, {Owner::sender, std::nullopt, false, false, true, true}, false});
      } else if ((hit.sections & cue::kRecipient) != 0) {
        found.push_back({hit.end, hit.start, {Owner::third_party, std::nullopt, true}, false});
      } else if ((hit.sections & cue::kThird) != 0) {
        found.push_back({hit.end, hit.start, {Owner::third_party, std::nullopt, false}, false});
      }
    });
    for (const NameHit& name : before ? names_before(reading_, range) : names_behind(reading_, range)) {
      const bool one_word =
          text_.substr(name.span.start, name.span.end - name.span.start).find(' ') == std::string_view::npos;
      if (before && !name.announced && one_word && is_vocative(name.span, sentence, range.end) &&
          is_word_letter(decode_utf8(text_.substr(name.span.start)).value))
        continue;
      const Owner owner = name.own ? Owner::sender : Owner::third_party;
      std::optional<std::string> text;
      if (!name.own) text = piece(name.span);
      found.push_back({name.span.end,
                       name.span.start,
                       {owner, std::move(text), false, false, false, true},
                       name.announced});
    }
    std::stable_sort(found.begin(), found.end(), [](const Evidence& a, const Evidence& b) {
      return a.at != b.at ? a.at < b.at : a.start < b.start;
    });
    return found;
  }

  // "my number", "call me": the cue speaks of a number or an address, itself or in the words behind it.
  bool speaks_of_contact(const CueHit& hit, std::size_t end) const {
    constexpr std::uint64_t kContact = cue::kPhone | cue::kAnyLabel | cue::kEmail | cue::kAnyMessenger;
    if ((hit.sections & (kContact | cue::kNew | cue::kOld)) != 0) return true;
    for (std::size_t i = reading_.first_cue_from(hit.end);
         i < reading_.cues.size() && reading_.cues[i].start < end && reading_.cues[i].start < hit.end + 24;
         ++i)
      if ((reading_.cues[i].sections & kContact) != 0 && distance(hit.end, reading_.cues[i].start).words <= 2)
        return true;
    return false;
  }

  bool leads_to_number(const CueHit& hit, std::size_t end) const {
    if (distance(hit.end, end).words == 0 && last_clause({hit.end, end}) == hit.end) return true;
    return speaks_of_contact(hit, end);
  }

  // The nearest evidence before the finding. One that lies inside another's words is part of it.
  std::optional<Owned> nearest_before(Span range, std::size_t sentence) const {
    const std::vector<Evidence> found = evidence(range, true, sentence);
    std::optional<Owned> best;
    std::size_t best_start = 0, best_end = 0;
    bool best_announced = false;
    for (const Evidence& item : found) {
      const bool inside = best && item.start >= best_start && item.at <= best_end;
      if (inside && !(item.owned.name && !best->name)) continue;
      // "Toms Nummer … von mir": a mere "me" does not take back whose number it is.
      if (best && best->strong && best->owner == Owner::third_party && item.owned.owner == Owner::sender &&
          (!item.owned.strong || (item.owned.beside && best_announced)))
        continue;
      // "Kyle (ex roommate)": what stands in brackets explains the name.
      if (best && best->name && !best->role && item.owned.role && text_.substr(best_end, 2) == " (") continue;
      // 韩梅梅（母亲）: the bracket explains the name.
      if (best && best->name && item.start == best_end + 1 && text_[best_end] == '(') continue;
      // "她的电话": a longer hit that covers the former takes its place; so does anything nearer.
      best = item.owned;
      best_announced = item.announced;
      best_start = item.start;
      best_end = item.at;
    }
    // A first person that does not speak of the number itself never outweighs somebody who is named.
    if (best && best->owner == Owner::sender && !best->strong)
      for (auto item = found.rbegin(); item != found.rend(); ++item)
        if (item->owned.owner == Owner::third_party) {
          best = item->owned;
          break;
        }
    if (!best || best->owner != Owner::third_party || best->name || best->recipient) return best;
    // "his": the one who was named before.
    for (auto item = found.rbegin(); item != found.rend(); ++item)
      if (item->owned.owner == Owner::third_party && item->owned.name) {
        // Of several that end there the longest: 你妈妈, not 妈.
        auto longest = item;
        for (auto other = item; other != found.rend() && other->at == item->at; ++other)
          if (other->owned.name) longest = other;
        best->name = longest->owned.name;
        break;
      }
    return best;
  }

  std::optional<Owned> from_behind(Span behind, bool next_follows, bool only_announced) {
    // What leads up to the next finding is that one's.
    std::size_t stop = behind.end;
    if (next_follows) stop = std::min(stop, first_clause_end(behind));
    const std::vector<Evidence> found = evidence({behind.start, stop}, false, behind.start);
    const std::size_t clause = first_clause_end(behind);
    for (const Evidence& item : found) {
      if (item.announced && item.owned.owner == Owner::third_party) {
        consumed_ = item.at;
        return item.owned;
      }
    }
    if (only_announced) return std::nullopt;
    for (const Evidence& item : found) {
      if (item.start >= clause || item.start - behind.start > 40) break;
      if (next_follows && stop == behind.end) break;  // no comma before the next finding: its own words
      // The longest words that begin here: 客服热线, papa.
      if (item.owned.owner == Owner::third_party && item.owned.recipient) continue;
      // 财务小吴: the name behind the role.
      for (const Evidence& named : found)
        if (named.start == item.at && named.owned.name) {
          consumed_ = named.at;
          return named.owned;
        }
      consumed_ = item.at;
      return item.owned;
    }
    return std::nullopt;
  }

  // "Grandma Lou moved! House phone now …": who the sentence before is about.
  std::optional<Owned> from_sentence_before(std::size_t sentence) const {
    if (sentence < 2) return std::nullopt;
    std::size_t end = sentence;
    while (end > 0 && std::string_view(" \n.!?").find(text_[end - 1]) != std::string_view::npos) --end;
    if (end == 0 || sentence - end > 4) return std::nullopt;
    const std::size_t start = sentence_start(end, false);
    std::optional<Owned> subject;
    for (const Evidence& item : evidence({start, end}, true, start)) {
      if (item.owned.owner != Owner::third_party) return std::nullopt;
      if (item.owned.name && item.start <= start + 8 && !subject) subject = item.owned;
    }
    return subject;
  }

  // The last one who was named in the sentence before.
  std::optional<std::string> named_before(std::size_t sentence) const {
    std::size_t end = sentence;
    while (end > 0 && sentence - end < 4 &&
           std::string_view(" .!?").find(text_[end - 1]) != std::string_view::npos)
      --end;
    if (end == 0 || end == sentence) return std::nullopt;
    const std::size_t start = sentence_start(end, false);
    std::optional<std::string> name;
    for (const Evidence& item : evidence({start, end}, true, start))
      if (item.owned.owner == Owner::third_party && item.owned.name) name = item.owned.name;
    return name;
  }

  // First person anywhere in the sentence, where nobody else is named.
  bool speaks_of_self(Span sentence) const {
    bool self = false, other = false;
    each_cue(sentence, [&](const CueHit& hit) {
      if ((hit.sections & (cue::kPerson | cue::kOrganisation | cue::kThird | cue::kRecipient)) != 0)
        other = true;
      const bool in_host = hit.start > 0 && text_[hit.start - 1] == '.';  // t.me
      if ((hit.sections & (cue::kSender | cue::kSenderWeak)) != 0 && !in_host) self = true;
    });
    return self && !other;
  }

  void decide_owner(Finding& finding, Span before, Span behind, std::size_t sentence,
                    std::size_t sentence_stop, bool next_follows, const Finding* previous) {
    std::optional<Owned> owned = nearest_before(before, sentence);
    // 找小林, "ask for Priya" name the one who answers.
    if (!owned || owned->owner == Owner::unknown ||
        (owned->owner == Owner::third_party && (!owned->name || owned->role) && !owned->recipient)) {
      if (auto announced = from_behind(behind, next_follows, true)) owned = std::move(announced);
    }
    if (!owned) owned = from_behind(behind, next_follows, false);
    if (!owned && previous != nullptr && previous->owner != Owner::unknown) {
      finding.owner = previous->owner;
      finding.owner_name = previous->owner_name;
      finding.recipient = previous->recipient;
      return;
    }
    // Words that lead up to the next finding speak of that one.
    const std::size_t own_end = next_follows ? first_clause_end(behind) : std::max(sentence_stop, behind.end);
    if (!owned && speaks_of_self({std::min(before.start, behind.start), std::max(own_end, behind.start)}))
      owned = Owned{Owner::sender, std::nullopt, false};
    if (!owned && previous == nullptr) owned = from_sentence_before(sentence);
    if (!owned) return;
    // "her old one": whose number came before.
    if (owned->owner == Owner::third_party && !owned->name && !owned->recipient) owned->name = last_third_;
    // "Talked to Consuela. Her number is …": who was named in the sentence before.
    if (owned->owner == Owner::third_party && !owned->name && !owned->recipient && previous == nullptr)
      owned->name = named_before(sentence);
    if (owned->owner == Owner::third_party && owned->name) last_third_ = owned->name;
    finding.owner = owned->owner;
    finding.owner_name = owned->name;
    finding.recipient = owned->recipient;
  }

  // --- Label
  // ---------------------------------------------------------------------------------------------------

  static const char* label_of(std::uint64_t sections) {
    if ((sections & cue::kLabelFax) != 0) return "fax";
    if ((sections & cue::kLabelMobile) != 0) return "mobile";
    if ((sections & cue::kLabelPager) != 0) return "pager";
    if ((sections & cue::kLabelHome) != 0) return "home";
    if ((sections & cue::kLabelWork) != 0) return "work";
    return "main";
  }

  void decide_label(Finding& finding, Span before, Span behind, bool next_follows) {
    // A mail address is at home or at work, on no kind of line.
    const std::uint64_t fitting =
        finding.kind == Kind::email ? cue::kLabelHome | cue::kLabelWork : cue::kAnyLabel;
    const Span clause{last_clause(before), before.end};
    const CueHit* best = nullptr;
    std::vector<CueHit> hits;
    std::size_t organisation_end = 0;  // 会社 in 管理会社 is part of who it is
    each_cue(clause, [&](const CueHit& hit) {
      if ((hit.sections & fitting) != 0 && hit.end > organisation_end) hits.push_back(hit);
      if ((hit.sections & cue::kOrganisation) != 0 && (hit.sections & cue::kAnyLabel) == 0)
        organisation_end = std::max<std::size_t>(organisation_end, hit.end);
    });
    for (const CueHit& hit : hits) {
      // 手机 inside 公司手机 says less.
      if (best != nullptr && hit.start >= best->start && hit.end <= best->end) continue;
      const Distance gap = distance(hit.end, clause.end);
      const bool place = (hit.sections & (cue::kLabelHome | cue::kLabelWork)) != 0;
      if (gap.words > (place ? 2 : 3) || gap.characters > 7 || (place && gap.subject)) continue;
      best = &hit;
    }
    if (best != nullptr) {
      finding.label = label_of(best->sections);
      return;
    }
    const std::size_t stop =
        next_follows ? std::min(behind.end, first_clause_end(behind)) : first_clause_end(behind);
    const bool closed = !next_follows || stop < behind.end;
    const std::size_t bracket = text_.substr(behind.start, behind.end - behind.start).find(')');
    each_cue({behind.start, behind.end}, [&](const CueHit& hit) {
      if ((hit.sections & fitting) == 0 || finding.label || hit.start >= stop) return;
      if (!closed && (bracket == std::string_view::npos || behind.start + bracket + 1 < hit.end)) return;
      const Distance gap = distance(behind.start, hit.start);
      if (gap.words > 2 || gap.characters > 4) return;
      finding.label = label_of(hit.sections);
      consumed_ = std::max<std::size_t>(consumed_, hit.end);
    });
  }

  // --- Change
  // --------------------------------------------------------------------------------------------------

  // A bare adjective ("new", "alte") speaks of the number only where no other noun stands between.
  bool speaks_of_number(const CueHit& hit, std::size_t to) const {
    const std::string_view word = lower_.substr(hit.start, hit.end - hit.start);
    const bool cjk = is_cjk(decode_utf8(word).value);
    if (cjk || word.find(' ') != std::string_view::npos) return true;
    return !distance(hit.end, to).other_words;
  }

  void decide_change(Finding& finding, Span before, Span behind, bool next_follows, Span sentence) {
    bool unchanged = false;
    each_cue(sentence,
             [&](const CueHit& hit) { unchanged = unchanged || (hit.sections & cue::kUnchanged) != 0; });
    if (unchanged) return;
    const std::size_t from = last_clause(
        {before.start, std::max(before.start, last_clause(before) > before.start ? last_clause(before) - 1
                                                                                 : before.start)});
    std::optional<CueHit> best;
    each_cue({std::min(from, before.end), before.end}, [&](const CueHit& hit) {
      if ((hit.sections & (cue::kNew | cue::kOld)) == 0 || !speaks_of_number(hit, before.end)) return;
      // 新 inside a longer word that was seen.
      if (best && hit.start >= best->start && hit.end <= best->end) return;
      best = hit;
    });
    if (!best) {
      const std::size_t clause = first_clause_end(behind);
      const std::size_t stop = next_follows && clause == behind.end ? behind.start : clause;
      each_cue({behind.start, stop}, [&](const CueHit& hit) {
        if (best || (hit.sections & (cue::kNew | cue::kOld)) == 0 || hit.start - behind.start > 30) return;
        const std::string_view word = lower_.substr(hit.start, hit.end - hit.start);
        const bool adjective = word.find(' ') == std::string_view::npos && !is_cjk(decode_utf8(word).value);
        const Distance gap = distance(behind.start, hit.start);
        if (adjective && gap.words > 3) return;
        best = hit;
        consumed_ = std::max<std::size_t>(consumed_, hit.end);
      });
    }
    if (!best) return;
    // "stary numer … nieaktualny": what follows says the same once more, not something of the next finding.
    each_cue({behind.start, first_clause_end(behind)}, [&](const CueHit& hit) {
      constexpr std::uint64_t kBoth = cue::kNew | cue::kOld;
      if ((hit.sections & kBoth) != 0 && (hit.sections & best->sections & kBoth) != 0 &&
          distance(behind.start, hit.start).words <= 1)
        consumed_ = std::max<std::size_t>(consumed_, hit.end);
    });
    finding.change = (best->sections & cue::kOld) != 0 ? Change::old_value : Change::new_value;
  }

  const Reading& reading_;
  std::string_view text_, lower_;
  const std::vector<Span>& places_;
  std::vector<Finding>& findings_;
  std::optional<std::string> last_third_;  // the last third party that had a name
  std::size_t consumed_ = 0;               // words up to here speak of an earlier finding
};

}  // namespace

void attribute(const Reading& reading, const std::vector<Span>& places, std::vector<Finding>& findings) {
  Attributor(reading, places, findings).run();
}

}  // namespace phonebook
