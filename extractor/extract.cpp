#include "extractor/extract.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <unordered_map>

#include "base/text.h"
#include "extractor/attribution.h"
#include "extractor/candidates.h"
#include "extractor/first_filter.h"
#include "extractor/handles.h"
#include "extractor/mail.h"
#include "extractor/reading.h"
#include "numbers/telephone_number.h"

namespace phonebook {
namespace {

constexpr std::array<const char*, 11> kKindWords = {
    "phone", "email", "qq", "wechat", "skype", "telegram", "xmpp", "matrix", "line", "signal", "whatsapp"};
constexpr std::uint32_t kDefaultKinds = 0x3F;  // the first six

std::uint32_t bit(Kind kind) { return 1U << static_cast<unsigned>(kind); }

// A finding on its way: its place in the folded text is known, or it stands only in a link's target.
struct Draft {
  Finding finding;
  Span place;
  Span target{};  // in the raw text: what stands only in a link's target
};

// The finders' weights as shares of right findings: measured on tests/accuracy (docs/accuracy.md says how).
double calibrated(double weight) {
  struct Point {
    double weight, share;
  };
  static constexpr Point kPoints[] = {{0, 0},    {.4, .3},    {.5, .5},   {.6, .68}, {.7, .78},
                                      {.8, .87}, {.89, .895}, {.9, .975}, {1, .995}};
  for (std::size_t i = 1; i < std::size(kPoints); ++i) {
    const Point &a = kPoints[i - 1], &b = kPoints[i];
    if (weight <= b.weight)
      return a.share + (weight - a.weight) / (b.weight - a.weight) * (b.share - a.share);
  }
  return 1;
}

bool overlap(Span a, Span b) { return a.start < b.end && b.start < a.end; }

// How often each finding's `shown` occurs again behind it. One pass over the text for each length, by rolling
// hash.
void count_from_end(std::string_view shown, const std::vector<Span>& places, std::vector<Finding>& findings) {
  constexpr std::size_t kFew = 8;  // as many passes over the text as this are quicker than one with a table
  if (places.size() <= kFew) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      const std::string_view text = shown.substr(places[i].start, places[i].end - places[i].start);
      for (std::size_t at = shown.find(text, places[i].start + 1);
           at != std::string_view::npos && !text.empty(); at = shown.find(text, at + 1))
        ++findings[i].nth_from_end;
    }
    return;
  }
  std::vector<std::size_t> lengths;
  for (const Span& place : places) lengths.push_back(place.end - place.start);
  std::sort(lengths.begin(), lengths.end());
  lengths.erase(std::unique(lengths.begin(), lengths.end()), lengths.end());
  constexpr std::uint64_t kBase = 1099511628211ULL;
  for (const std::size_t length : lengths) {
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> wanted;
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (places[i].end - places[i].start != length) continue;
      std::uint64_t hash = 0;
      for (std::size_t k = places[i].start; k < places[i].end; ++k)
        hash = hash * kBase + static_cast<unsigned char>(shown[k]);
      wanted[hash].push_back(i);
    }
    if (length == 0 || length > shown.size()) continue;
    std::uint64_t power = 1, hash = 0;
    for (std::size_t k = 0; k + 1 < length; ++k) power *= kBase;
    for (std::size_t at = 0; at < shown.size(); ++at) {
      if (at >= length) hash -= power * static_cast<unsigned char>(shown[at - length]);
      hash = hash * kBase + static_cast<unsigned char>(shown[at]);
      if (at + 1 < length) continue;
      const auto found = wanted.find(hash);
      if (found == wanted.end()) continue;
      // Every finding with this text learns of its occurrences in order: those that come later count.
      const std::size_t start = at + 1 - length;
      auto& group = found->second;
      if (shown.compare(start, length, shown, places[group[0]].start, length) != 0) continue;
      findings[group[0]].nth_from_end += 1;  // all occurrences, for now
    }
    for (auto& [key, group] : wanted) {
      // Occurrences before and at each place, counted from the front, turned around.
      const std::string_view text = shown.substr(places[group[0]].start, length);
      const std::size_t all = findings[group[0]].nth_from_end;
      std::size_t seen = 0, from = 0;
      for (const std::size_t i : group) {
        for (std::size_t at = shown.find(text, from); at != std::string_view::npos && at <= places[i].start;
             at = shown.find(text, at + 1)) {
          ++seen;
          from = at + 1;
        }
        findings[i].nth_from_end = all - seen;
      }
    }
  }
}

}  // namespace

const char* to_string(Kind kind) noexcept { return kKindWords[static_cast<std::size_t>(kind)]; }

std::optional<Kind> kind_from(std::string_view word) noexcept {
  const auto found = std::find(kKindWords.begin(), kKindWords.end(), word);
  if (found == kKindWords.end()) return std::nullopt;
  return static_cast<Kind>(found - kKindWords.begin());
}

const char* to_string(Owner owner) noexcept {
  return owner == Owner::sender ? "sender" : owner == Owner::third_party ? "third_party" : "unknown";
}

const char* to_string(Change change) noexcept { return change == Change::new_value ? "new" : "old"; }

struct Extractor::State {
  std::uint32_t kinds = kDefaultKinds;
  double min_confidence = .5;
  bool filtered = true;
  FirstFilter filter{FirstFilter::Kinds::by_default};

  [[nodiscard]] bool wants(Kind kind) const { return (kinds & bit(kind)) != 0; }
  [[nodiscard]] std::vector<Draft> drafts(const Reading& reading, std::string_view region) const;
  void add_links(const Reading& reading, std::string_view region, std::vector<Draft>& drafts) const;
};

Extractor::Extractor(ExtractOptions options) {
  auto state = std::make_unique<State>();
  if (!options.kinds.empty()) {
    state->kinds = 0;
    for (const Kind kind : options.kinds) state->kinds |= bit(kind);
  }
  if ((state->kinds & ~kDefaultKinds) != 0) state->filter = FirstFilter(FirstFilter::Kinds::all);
  state->filtered = options.first_filter;
  state->min_confidence = options.min_confidence;
  state_ = std::move(state);
}
Extractor::~Extractor() = default;
Extractor::Extractor(Extractor&&) noexcept = default;

namespace {

Draft draft(Kind kind, std::string value, Span place, double confidence) {
  Draft made;
  made.finding.kind = kind;
  made.finding.value = std::move(value);
  made.finding.confidence = confidence;
  made.place = place;
  return made;
}

// user@host behind "jabber:" is no mail address.
bool is_jabber(const Reading& reading, std::size_t start) {
  const std::size_t from = start > 24 ? start - 24 : 0;
  bool jabber = false;
  for (std::size_t i = reading.first_cue_from(from); i < reading.cues.size() && reading.cues[i].end <= start;
       ++i) {
    if ((reading.cues[i].sections & cue::kXmpp) != 0) jabber = true;
    if ((reading.cues[i].sections & cue::kEmail) != 0) jabber = false;
  }
  return jabber;
}

std::optional<std::string> valid_number(const std::string& digits, std::string_view region) {
  const auto judged = judge_digits(digits, region);
  if (!judged || judged->validity != Validity::valid) return std::nullopt;
  return judged->number.text();
}

// Where the value stands in the raw target of its link; empty where it is written otherwise there (%40,
// &#64;).
Span place_in_target(std::string_view raw, const Link& link, const Finding& finding) {
  const std::string target = ascii_lower(raw.substr(link.raw.start, link.raw.end - link.raw.start));
  if (finding.kind == Kind::phone) {
    const std::size_t start = target.find_first_of("+0123456789");
    if (start == std::string::npos) return {};
    const std::size_t stop = std::min(target.find_first_not_of("+0123456789-.() ", start), target.size());
    const std::size_t last = target.find_last_of("0123456789", stop - 1);
    return {link.raw.start + start, link.raw.start + last + 1};
  }
  const std::size_t start = target.find(ascii_lower(finding.value));
  if (start == std::string::npos) return {};
  return {link.raw.start + start, link.raw.start + start + finding.value.size()};
}

}  // namespace

std::vector<Draft> Extractor::State::drafts(const Reading& reading, std::string_view region) const {
  std::vector<Draft> drafts;
  const std::vector<Span> urls = find_urls(reading);
  const auto in_url = [&](Span place) {
    const auto after = std::upper_bound(urls.begin(), urls.end(), place.start,
                                        [](std::size_t at, const Span& url) { return at < url.start; });
    return after != urls.begin() && std::prev(after)->end >= place.end;
  };
  std::vector<Span> taken = urls;
  for (MailMatch& mail : find_mails(reading)) {
    const bool mailto = mail.span.start >= 7 && reading.lower().substr(mail.span.start - 7, 7) == "mailto:";
    if (in_url(mail.span) && !mailto) continue;
    taken.push_back(mail.span);
    if (!is_jabber(reading, mail.span.start))
      drafts.push_back(draft(Kind::email, std::move(mail.value), mail.span, mail.confidence));
  }
  for (IdMatch& id : find_ids(reading)) {
    const bool link = id.kind == Kind::telegram;
    if (in_url(id.span) && !link) continue;
    // q19870716 in q19870716@163.com is a name for mail.
    if (std::any_of(drafts.begin(), drafts.end(), [&](const Draft& other) {
          return other.finding.kind == Kind::email && overlap(other.place, id.span);
        }))
      continue;
    if (!id.is_number) taken.push_back(id.span);
    if (id.is_number && (id.kind == Kind::whatsapp || id.kind == Kind::signal)) {
      const auto number = parse_number(id.value, region);
      if (!number || validity(*number) != Validity::valid) continue;
      id.value = number->e164;
    }
    drafts.push_back(draft(id.kind, std::move(id.value), id.span, id.confidence));
  }
  // wa.me/… and the like are links that hold a number.
  for (const Span& url : urls) {
    const std::string_view text =
        reading.folded().substr(url.start, std::min<std::size_t>(url.end - url.start, 200));
    const std::string digits = number_of_link(text);
    if (digits.empty()) continue;
    const auto value = valid_number(digits, region);
    const std::size_t last_slash = std::max(
        text.rfind('/'), text.find("phone=") == std::string_view::npos ? 0 : text.find("phone=") + 5);
    const std::size_t start = text.find_first_of("+0123456789", last_slash);
    const std::size_t end = start == std::string_view::npos
                                ? start
                                : std::min(text.find_first_not_of("+0123456789-", start), text.size());
    if (!value || start == std::string_view::npos) continue;
    drafts.push_back(draft(Kind::phone, *value, {url.start + start, url.start + end}, .95));
    if (text.find("wa") != std::string_view::npos)
      drafts.push_back(draft(Kind::whatsapp, *value, {url.start + start, url.start + end}, .95));
  }
  std::sort(taken.begin(), taken.end(), [](const Span& a, const Span& b) { return a.start < b.start; });
  if (wants(Kind::phone))
    for (NumberMatch& number : find_numbers(reading, region, taken))
      drafts.push_back(draft(Kind::phone, std::move(number.value), number.span, number.confidence));
  return drafts;
}

// What a link points to and does not show: <a href="tel:+49171…">call me</a>.
void Extractor::State::add_links(const Reading& reading, std::string_view region,
                                 std::vector<Draft>& drafts) const {
  for (const Link& link : reading.plain.links) {
    if (link.text.start >= link.text.end) continue;
    Draft made;
    const std::string lower = ascii_lower(std::string_view(link.target).substr(0, 512));
    if (lower.starts_with("mailto:")) {
      made = draft(Kind::email, mail_address(std::string_view(link.target).substr(7)), link.text, .97);
    } else if (const auto id = id_of_link(link.target)) {
      made = draft(id->kind, id->value, link.text, .9);
    } else if (const std::string digits = number_of_link(link.target); !digits.empty()) {
      made = draft(Kind::phone, valid_number(digits, region).value_or(""), link.text, .97);
    }
    if (made.finding.value.empty()) continue;
    made.target = place_in_target(reading.raw, link, made.finding);
    const bool shown = std::any_of(drafts.begin(), drafts.end(), [&](const Draft& other) {
      return other.finding.kind == made.finding.kind && other.finding.value == made.finding.value;
    });
    if (shown) continue;
    // What the text shows in the link's place is another way to write the same.
    std::erase_if(drafts, [&](const Draft& other) {
      return other.finding.kind == made.finding.kind && overlap(other.place, link.text);
    });
    drafts.push_back(std::move(made));
  }
}

bool Extractor::may_hold(std::string_view text, bool html, std::size_t readable_behind) const noexcept {
  return !state_->filtered || state_->filter.may_hold(text, html, readable_behind);
}

std::vector<Finding> Extractor::find(const Message& message) const {
  const std::string_view raw = cut_utf8(message.text, kMaxText);
  if (state_->filtered && !message.asked && !state_->filter.may_hold(raw, message.html)) return {};
  Reading reading{raw, make_plain(raw, message.html), {}};
  if (state_->filtered && reading.plain.links.empty()) {
    // What markup and folding hid is seen now; and most digits are no number of any plan.
    const FirstFilter::Answer answer = state_->filter.look(reading.folded(), false);
    if (answer == FirstFilter::Answer::nothing ||
        (answer == FirstFilter::Answer::numbers && !may_hold_numbers(reading, message.region)))
      return {};
  }
  reading.cues = find_cues(reading.lower());
  std::vector<Draft> drafts = state_->drafts(reading, message.region);
  state_->add_links(reading, message.region, drafts);
  for (Draft& d : drafts) d.finding.confidence = calibrated(d.finding.confidence);
  std::erase_if(drafts, [&](const Draft& d) {
    return !state_->wants(d.finding.kind) || d.finding.confidence < state_->min_confidence;
  });
  std::stable_sort(drafts.begin(), drafts.end(),
                   [](const Draft& a, const Draft& b) { return a.place.start < b.place.start; });

  std::vector<Finding> findings;
  std::vector<Span> places, shown;
  for (Draft& d : drafts) {
    const bool clash =
        std::any_of(places.rbegin(),
                    places.rend() - static_cast<std::ptrdiff_t>(places.size() > 4 ? places.size() - 4 : 0),
                    [&](const Span& other) { return overlap(other, d.place); });
    if (clash) {
      bool same_kind = false;
      for (std::size_t i = places.size(); i-- > 0 && i + 4 >= places.size();)
        same_kind = same_kind || (overlap(places[i], d.place) && findings[i].kind == d.finding.kind);
      if (same_kind) continue;
    }
    d.finding.span = d.target.end > d.target.start ? d.target : reading.plain.raw(d.place);
    d.finding.shown = reading.plain.shown_text(d.place);
    places.push_back(d.place);
    shown.push_back(reading.plain.shown_span(d.place));
    findings.push_back(std::move(d.finding));
  }
  count_from_end(reading.plain.shown, shown, findings);
  attribute(reading, places, findings);
  return findings;
}

std::string shown_text(std::string_view raw, bool html) { return make_plain(raw, html).shown; }

}  // namespace phonebook
