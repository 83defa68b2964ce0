#include "extractor/plain_text.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include "base/text.h"
#include "extractor/folding.h"

namespace phonebook {
namespace {

// After so many quoted attributes that never end, quotes are not minded any more: keeps '<a "' floods linear.
constexpr int kMaxOpenTags = 16;

constexpr char32_t kReplacement = 0xFFFD;

struct Entity {
  std::string_view name;
  char32_t value;
};
constexpr Entity kEntities[] = {
    {"amp", '&'},      {"lt", '<'},        {"gt", '>'},        {"quot", '"'},     {"apos", '\''},
    {"nbsp", 0xA0},    {"shy", 0xAD},      {"commat", '@'},    {"period", '.'},   {"plus", '+'},
    {"lpar", '('},     {"rpar", ')'},      {"colon", ':'},     {"sol", '/'},      {"lowbar", '_'},
    {"num", '#'},      {"comma", ','},     {"hyphen", 0x2010}, {"dash", 0x2010},  {"ndash", 0x2013},
    {"mdash", 0x2014}, {"minus", 0x2212},  {"ensp", 0x2002},   {"emsp", 0x2003},  {"thinsp", 0x2009},
    {"zwj", 0x200D},   {"zwnj", 0x200C},   {"lrm", 0x200E},    {"rlm", 0x200F},   {"bull", 0x2022},
    {"middot", 0xB7},  {"hellip", 0x2026}, {"laquo", 0xAB},    {"raquo", 0xBB},   {"ldquo", 0x201C},
    {"rdquo", 0x201D}, {"lsquo", 0x2018},  {"rsquo", 0x2019},  {"euro", 0x20AC},  {"pound", 0xA3},
    {"yen", 0xA5},     {"cent", 0xA2},     {"deg", 0xB0},      {"copy", 0xA9},    {"reg", 0xAE},
    {"auml", 0xE4},    {"ouml", 0xF6},     {"uuml", 0xFC},     {"Auml", 0xC4},    {"Ouml", 0xD6},
    {"Uuml", 0xDC},    {"szlig", 0xDF},    {"eacute", 0xE9},   {"egrave", 0xE8},  {"agrave", 0xE0},
    {"ccedil", 0xE7},  {"ntilde", 0xF1},   {"aacute", 0xE1},   {"iacute", 0xED},  {"oacute", 0xF3},
    {"uacute", 0xFA},  {"times", 0xD7},    {"Tab", '\t'},      {"NewLine", '\n'},
};
constexpr std::size_t kMaxEntity = 12;

struct Decoded {
  char32_t value;
  std::size_t length;
};

// The character that begins at `at`, where text[at] is '&'; absent when it is just an ampersand.
std::optional<Decoded> decode_entity(std::string_view text, std::size_t at) {
  const std::string_view window = text.substr(at + 1, kMaxEntity);
  const std::size_t semicolon = window.find(';');
  if (semicolon == std::string_view::npos || semicolon == 0) return std::nullopt;
  std::string_view name = window.substr(0, semicolon);
  const std::size_t length = semicolon + 2;
  if (name[0] != '#') {
    for (const Entity& entity : kEntities)
      if (entity.name == name) return Decoded{entity.value, length};
    return std::nullopt;
  }
  name.remove_prefix(1);
  const bool hex = !name.empty() && (name[0] == 'x' || name[0] == 'X');
  if (hex) name.remove_prefix(1);
  if (name.empty()) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : name) {
    std::uint32_t digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<std::uint32_t>(c - '0');
    } else if (hex && ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))) {
      digit = static_cast<std::uint32_t>((c | 0x20) - 'a' + 10);
    } else {
      return std::nullopt;
    }
    value = std::min<std::uint32_t>(value * (hex ? 16 : 10) + digit, 0x110000);
  }
  const bool usable = value != 0 && value < 0x110000 && !(value >= 0xD800 && value <= 0xDFFF);
  return Decoded{usable ? char32_t{value} : kReplacement, length};
}

bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// An attribute's value as a link means it: entities first, then %xx.
std::string decode_target(std::string_view value) {
  std::string text;
  for (std::size_t i = 0; i < value.size();) {
    if (value[i] == '&') {
      if (const auto entity = decode_entity(value, i)) {
        append_utf8(text, entity->value);
        i += entity->length;
        continue;
      }
    }
    text += value[i++];
  }
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return valid_utf8(out);
}

class Maker {
 public:
  Maker(std::string_view raw, PlainText& out) : raw_(raw), out_(out) {
    out_.shown.reserve(raw.size());
    out_.folded.reserve(raw.size());
    out_.lower.reserve(raw.size());
    out_.origins.reserve(raw.size());
  }

  void text(bool html) {
    std::size_t last_close = html ? raw_.rfind('>') : std::string_view::npos;
    for (std::size_t i = 0; i < raw_.size();) {
      const char c = raw_[i];
      if (html && c == '<' && last_close != std::string_view::npos && i < last_close) {
        if (const std::size_t end = tag(i); end != 0) {
          i = end;
          continue;
        }
      }
      if (html && c == '&') {
        if (const auto entity = decode_entity(raw_, i)) {
          put(entity->value, i, i + entity->length);
          i += entity->length;
          continue;
        }
      }
      if (static_cast<unsigned char>(c) < 0x80) {
        if (const std::size_t end = plain_end(i, html); end > i + 1) {
          put_plain(i, end);
          i = end;
          continue;
        }
        put_ascii(c == '\0' ? ' ' : c, i);
        ++i;
        continue;
      }
      if (const std::size_t end = han_end(i); end > i) {
        put_han(i, end);
        i = end;
        continue;
      }
      const CodePoint point = decode_utf8(raw_.substr(i));
      put(point.value, i, i + point.length);
      i += point.length;
    }
    close_link();
  }

 private:
  // Where the ASCII ends that stands for itself; most of most texts.
  [[nodiscard]] std::size_t plain_end(std::size_t from, bool html) const {
    std::size_t end = from;
    while (end < raw_.size()) {
      const auto c = static_cast<unsigned char>(raw_[end]);
      if (c >= 0x80 || c == 0 || c == '\r' || (html && (c == '<' || c == '&'))) break;
      ++end;
    }
    return end;
  }

  void put_plain(std::size_t from, std::size_t to) {
    const std::string_view run = raw_.substr(from, to - from);
    const auto shown_at = static_cast<std::uint32_t>(out_.shown.size());
    const std::size_t folded_at = out_.folded.size(), origins_at = out_.origins.size();
    out_.shown.append(run);
    out_.folded.append(run);
    out_.lower.append(run);
    for (char* c = out_.lower.data() + folded_at; c != out_.lower.data() + out_.lower.size(); ++c)
      *c = static_cast<char>(*c | (*c >= 'A' && *c <= 'Z' ? 0x20 : 0));
    out_.origins.resize(origins_at + run.size());
    PlainText::Origin* origin = out_.origins.data() + origins_at;
    for (std::uint32_t i = 0; i < run.size(); ++i) {
      const auto raw_at = static_cast<std::uint32_t>(from) + i;
      origin[i] = {raw_at, raw_at + 1, shown_at + i, shown_at + i + 1};
    }
  }

  // Where the Han characters end that stand for themselves: U+5000 to U+8FFF, most of what is written.
  [[nodiscard]] std::size_t han_end(std::size_t from) const {
    std::size_t end = from;
    while (end + 2 < raw_.size()) {
      const auto a = static_cast<unsigned char>(raw_[end]), b = static_cast<unsigned char>(raw_[end + 1]),
                 c = static_cast<unsigned char>(raw_[end + 2]);
      if (a < 0xE5 || a > 0xE8 || (b & 0xC0) != 0x80 || (c & 0xC0) != 0x80) break;
      end += 3;
    }
    return end;
  }

  void put_han(std::size_t from, std::size_t to) {
    const std::string_view run = raw_.substr(from, to - from);
    const auto shown_at = static_cast<std::uint32_t>(out_.shown.size());
    const std::size_t origins_at = out_.origins.size();
    out_.shown.append(run);
    out_.folded.append(run);
    out_.lower.append(run);
    out_.origins.resize(origins_at + run.size());
    PlainText::Origin* origin = out_.origins.data() + origins_at;
    for (std::uint32_t i = 0; i < run.size(); i += 3) {
      const auto raw_at = static_cast<std::uint32_t>(from) + i;
      origin[i] = origin[i + 1] = origin[i + 2] = {raw_at, raw_at + 3, shown_at + i, shown_at + i + 3};
    }
  }

  void put_ascii(char c, std::size_t at) {
    const auto raw_at = static_cast<std::uint32_t>(at);
    const auto shown_at = static_cast<std::uint32_t>(out_.shown.size());
    out_.shown += c;
    const char folded = c == '\r' ? ' ' : c;
    out_.folded += folded;
    out_.lower += folded >= 'A' && folded <= 'Z' ? static_cast<char>(folded + 32) : folded;
    out_.origins.push_back({raw_at, raw_at + 1, shown_at, shown_at + 1});
  }

  void put(char32_t c, std::size_t from, std::size_t to) {
    PlainText::Origin origin{static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to),
                             static_cast<std::uint32_t>(out_.shown.size()), 0};
    append_utf8(out_.shown, c);
    origin.shown_end = static_cast<std::uint32_t>(out_.shown.size());
    char32_t folded = fold_character(c);
    if (folded == 0) {
      // What only dresses the character before it (a keycap) belongs to that character's place.
      const bool dress = c == 0x20E3 || c == 0xFE0F;
      if (dress && !out_.origins.empty()) {
        for (std::size_t k = out_.origins.size();
             k-- > 0 && out_.origins[k].raw_start == out_.origins.back().raw_start;) {
          out_.origins[k].raw_end = origin.raw_end;
          out_.origins[k].shown_end = origin.shown_end;
          if (out_.origins.size() - k >= 4) break;
        }
      }
      return;
    }
    // The Japanese long-vowel sign and the numeral one serve as dashes between digits.
    if (c == 0x30FC && !out_.folded.empty() && out_.folded.back() >= '0' && out_.folded.back() <= '9')
      folded = '-';
    const std::size_t before = out_.folded.size();
    append_utf8(out_.folded, folded);
    append_utf8(out_.lower, lower_character(folded));
    out_.origins.insert(out_.origins.end(), out_.folded.size() - before, origin);
  }

  void newline(std::size_t from, std::size_t to) { put('\n', from, to); }

  // Handles the tag at raw_[at] == '<'; its end, or 0 when it is none.
  std::size_t tag(std::size_t at) {
    if (at + 1 >= raw_.size()) return 0;
    const char next = raw_[at + 1];
    const bool closing = next == '/';
    if (!is_ascii_letter(next) && !closing && next != '!' && next != '?') return 0;
    if (raw_.substr(at, 4) == "<!--" && open_comments_ == 0) {
      const std::size_t end = raw_.find("-->", at + 4);
      if (end != std::string_view::npos) return end + 3;
      ++open_comments_;
    }
    std::size_t end = find_tag_end(at);
    if (end == std::string_view::npos) return 0;
    std::size_t name_end = at + 1 + (closing ? 1 : 0);
    const std::size_t name_start = name_end;
    while (name_end < end &&
           (is_ascii_letter(raw_[name_end]) || (raw_[name_end] >= '0' && raw_[name_end] <= '9')) &&
           name_end - name_start < 12)
      ++name_end;
    const std::string name = ascii_lower(raw_.substr(name_start, name_end - name_start));
    element(name, closing, at, end + 1, raw_.substr(name_end, end - name_end), name_end);
    return end + 1;
  }

  // The '>' that ends the tag: one inside quotes does not.
  std::size_t find_tag_end(std::size_t at) {
    if (open_tags_ < kMaxOpenTags) {
      char quote = 0;
      for (std::size_t i = at + 1; i < raw_.size(); ++i) {
        const char c = raw_[i];
        if (quote != 0) {
          if (c == quote) quote = 0;
        } else if (c == '>') {
          return i;
        } else if ((c == '"' || c == '\'') && raw_[i - 1] == '=') {
          quote = c;
        }
      }
      ++open_tags_;
    }
    return raw_.find('>', at + 1);
  }

  void element(const std::string& name, bool closing, std::size_t from, std::size_t to,
               std::string_view attributes, std::size_t attributes_at) {
    static constexpr std::string_view kBlocks[] = {"p",   "div",        "li",   "tr",   "ul",  "ol", "table",
                                                   "h1",  "h2",         "h3",   "h4",   "h5",  "h6", "hr",
                                                   "pre", "blockquote", "body", "html", "head"};
    if (name == "br") {
      newline(from, to);
    } else if (name == "td" || name == "th") {
      if (!closing) put(' ', from, to);
    } else if (name == "a") {
      close_link();
      if (!closing) open_link(attributes, attributes_at);
    } else {
      const bool breaks = !out_.shown.empty() && out_.shown.back() != '\n';
      if (breaks && std::find(std::begin(kBlocks), std::end(kBlocks), name) != std::end(kBlocks))
        newline(from, to);
    }
  }

  void open_link(std::string_view attributes, std::size_t attributes_at) {
    constexpr std::size_t kMaxAttributes = 4096;
    const std::string lower = ascii_lower(attributes.substr(0, kMaxAttributes));
    std::size_t at = lower.find("href");
    if (at == std::string::npos) return;
    at += 4;
    while (at < lower.size() && (lower[at] == ' ' || lower[at] == '=')) ++at;
    if (at >= lower.size()) return;
    const char quote = lower[at] == '"' || lower[at] == '\'' ? lower[at] : '\0';
    if (quote != '\0') ++at;
    std::size_t end = at;
    while (end < lower.size() && (quote != '\0' ? lower[end] != quote : lower[end] != ' ')) ++end;
    link_ = Link{decode_target(attributes.substr(at, end - at)),
                 {attributes_at + at, attributes_at + end},
                 {out_.folded.size(), out_.folded.size()}};
  }

  void close_link() {
    if (!link_) return;
    link_->text.end = out_.folded.size();
    if (!link_->target.empty()) out_.links.push_back(std::move(*link_));
    link_.reset();
  }

  std::string_view raw_;
  PlainText& out_;
  std::optional<Link> link_;
  int open_tags_ = 0, open_comments_ = 0;
};

}  // namespace

Span PlainText::raw(Span span) const {
  return {origins[span.start].raw_start, origins[span.end - 1].raw_end};
}
Span PlainText::shown_span(Span span) const {
  return {origins[span.start].shown_start, origins[span.end - 1].shown_end};
}
std::string_view PlainText::shown_text(Span span) const {
  const Span place = shown_span(span);
  return std::string_view(shown).substr(place.start, place.end - place.start);
}

PlainText make_plain(std::string_view raw, bool html) {
  PlainText out;
  Maker(raw, out).text(html);
  return out;
}

}  // namespace phonebook
