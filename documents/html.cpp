#include "documents/html.h"

#include <libxml/HTMLparser.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "documents/charset.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxTag = 8192;  // beyond it a tag's attributes are not looked at
constexpr std::size_t kMaxEntity = 32;
constexpr std::size_t kBlock = std::size_t{64} << 10;

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool ends_paragraph(std::string_view name) {
  static constexpr std::array<std::string_view, 38> kNames{
      "p",      "div",    "h1",      "h2",      "h3",         "h4",      "h5",     "h6",   "ul",   "ol",
      "li",     "dl",     "dt",      "dd",      "table",      "caption", "thead",  "body", "head", "html",
      "title",  "form",   "section", "article", "header",     "footer",  "nav",    "hr",   "main", "aside",
      "figure", "option", "address", "pre",     "blockquote", "center",  "legend", "tfoot"};
  return is_one_of(name, kNames);
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

// "amp" → '&'; 0 for none. Numbers as HTML reads them: what windows-1252 has between 80 and 9F.
char32_t entity_value(std::string_view name) {
  if (name.starts_with('#')) {
    name.remove_prefix(1);
    int base = 10;
    if (!name.empty() && (name.front() == 'x' || name.front() == 'X')) {
      base = 16;
      name.remove_prefix(1);
    }
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), value, base);
    if (error == std::errc::result_out_of_range) return 0xFFFD;
    if (error != std::errc() || end != name.data() + name.size()) return 0;
    if (value >= 0x80 && value <= 0x9F) {
      const char byte = static_cast<char>(value);
      const auto decoded = decode_charset({&byte, 1}, "windows-1252");
      if (decoded && !decoded->empty()) return decode_utf8(*decoded).value;
    }
    return value == 0 || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF) ? 0xFFFD : value;
  }
  static constexpr std::array<std::pair<std::string_view, char32_t>, 12> kNewer{{{"apos", '\''},
                                                                                 {"commat", '@'},
                                                                                 {"period", '.'},
                                                                                 {"plus", '+'},
                                                                                 {"lpar", '('},
                                                                                 {"rpar", ')'},
                                                                                 {"colon", ':'},
                                                                                 {"sol", '/'},
                                                                                 {"num", '#'},
                                                                                 {"hyphen", 0x2010},
                                                                                 {"dash", 0x2010},
                                                                                 {"lowbar", '_'}}};
  for (const auto& [known, value] : kNewer)
    if (known == name) return value;
  const std::string terminated(name);
  const htmlEntityDesc* found = htmlEntityLookup(reinterpret_cast<const xmlChar*>(terminated.c_str()));
  return found ? found->value : 0;
}

std::string decode_entities(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t end = text[i] == '&' ? text.substr(i, kMaxEntity).find(';') : std::string_view::npos;
    const char32_t value = end == std::string_view::npos ? 0 : entity_value(text.substr(i + 1, end - 1));
    if (value == 0) {
      out += text[i];
      continue;
    }
    append_utf8(out, value);
    i += end;
  }
  return out;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    if (text[i] == '%' && i + 2 < text.size()) {
      const auto [end, error] = std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16);
      if (error == std::errc() && end == text.data() + i + 3) {
        out += static_cast<char>(value);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return is_valid_utf8(out) ? out : std::string(text);
}

// The attribute's value in a tag's text, which is without its brackets; "" without one.
std::string attribute(std::string_view tag, std::string_view wanted) {
  std::size_t i = 0;
  const auto skip = [&](auto&& test) {
    while (i < tag.size() && test(tag[i])) ++i;
  };
  skip([](char c) { return !is_space(c) && c != '/'; });
  while (i < tag.size()) {
    skip([](char c) { return is_space(c) || c == '/'; });
    const std::size_t from = i;
    skip([](char c) { return !is_space(c) && c != '=' && c != '/'; });
    const std::string_view name = tag.substr(from, i - from);
    skip(is_space);
    std::string_view value;
    if (i < tag.size() && tag[i] == '=') {
      ++i;
      skip(is_space);
      if (i < tag.size() && (tag[i] == '"' || tag[i] == '\'')) {
        const char quote = tag[i++];
        const std::size_t start = i;
        skip([&](char c) { return c != quote; });
        value = tag.substr(start, i - start);
        if (i < tag.size()) ++i;
      } else {
        const std::size_t start = i;
        skip([](char c) { return !is_space(c); });
        value = tag.substr(start, i - start);
      }
    } else if (name.empty()) {
      ++i;
      continue;
    }
    if (ascii_equal(name, wanted)) return decode_entities(value);
  }
  return {};
}

}  // namespace

std::string personal_link(std::string_view target) {
  target = trim(target.substr(0, 2048));
  const std::string lower = ascii_lower(target);
  static constexpr std::array<std::string_view, 10> kSchemes{
      "tel:", "mailto:", "sms:", "smsto:", "callto:", "skype:", "xmpp:", "sip:", "tg:", "whatsapp:"};
  for (const std::string_view scheme : kSchemes) {
    if (!lower.starts_with(scheme)) continue;
    // whatsapp://send?phone=… and tg://resolve?domain=… say who in their query.
    const bool query_counts = scheme == "tg:" || scheme == "whatsapp:";
    return percent_decoded(query_counts ? target : target.substr(0, target.find('?')));
  }
  std::string_view rest = lower;
  for (const std::string_view lead : {"https://", "http://", "//"})
    if (rest.starts_with(lead)) {
      rest.remove_prefix(lead.size());
      break;
    }
  if (rest.starts_with("www.")) rest.remove_prefix(4);
  for (const std::string_view host : {"wa.me/", "t.me/", "telegram.me/", "api.whatsapp.com/", "line.me/",
                                      "matrix.to/", "signal.me/", "u.wechat.com/"})
    if (rest.starts_with(host)) return percent_decoded(target);
  return {};
}

bool link_is_shown(std::string_view link, std::string_view shown) {
  const std::size_t colon = link.find(':');
  const std::string_view value = link.substr(colon == std::string_view::npos ? 0 : colon + 1);
  const auto digits = [](std::string_view text) {
    std::string out;
    std::copy_if(text.begin(), text.end(), std::back_inserter(out),
                 [](char c) { return c >= '0' && c <= '9'; });
    return out;
  };
  if (link.starts_with("tel:") || link.starts_with("sms") || link.starts_with("callto:")) {
    const std::string in_link = digits(value), in_text = digits(shown);
    return !in_link.empty() && in_text == in_link;
  }
  return ascii_lower(shown).find(ascii_lower(value)) != std::string::npos;
}

bool HtmlText::feed(std::string_view utf8) {
  for (const char c : utf8) {
    if (enough_) return false;
    if (c == '\n') ++line_;
    character(c);
  }
  return !enough_;
}

void HtmlText::character(char c) {
  switch (state_) {
    case State::text:
      if (c == '<') {
        state_ = State::tag;
        tag_.clear();
        quote_ = 0;
        tag_cut_ = false;
      } else if (c == '&') {
        state_ = State::entity;
        entity_.clear();
      } else {
        put({&c, 1});
      }
      return;
    case State::entity:
      if (c == ';') {
        end_entity();
        return;
      }
      if (entity_.size() < kMaxEntity &&
          (is_letter(c) || (c >= '0' && c <= '9') || (c == '#' && entity_.empty()))) {
        entity_ += c;
        return;
      }
      ending_ = std::move(entity_);
      entity_.clear();
      state_ = State::text;
      {
        // "&nbsp" and "&#43" without their semicolon, as old pages have them.
        const char32_t value = entity_value(ending_);
        if (value != 0) {
          std::string decoded;
          append_utf8(decoded, value);
          put(decoded);
        } else {
          put("&");
          put(ending_);
        }
      }
      character(c);
      return;
    case State::tag:
      if (tag_.empty() && !is_letter(c) && c != '/' && c != '!' && c != '?') {
        state_ = State::text;  // "a < b"
        put("<");
        character(c);
        return;
      }
      if (quote_ != 0) {
        if (c == quote_) quote_ = 0;
      } else if (c == '>') {
        state_ = State::text;
        tag();
        return;
      } else if (c == '<') {  // a tag that was never closed
        tag_.clear();
        tag_cut_ = false;
        return;
      } else if ((c == '"' || c == '\'') && !tag_.empty() && (tag_.back() == '=' || tag_.back() == ' ')) {
        quote_ = c;
      }
      if (tag_.size() < kMaxTag)
        tag_ += c;
      else
        tag_cut_ = true;
      if (tag_ == "!--") {
        state_ = State::comment;
        dashes_ = 0;
      } else if (tag_.size() == 1 && (c == '!' || c == '?')) {
        state_ = State::declaration;
      }
      return;
    case State::declaration:
      // "!" may still become a comment.
      if (tag_.size() < 3) {
        tag_ += c;
        if (tag_ == "!--") {
          state_ = State::comment;
          dashes_ = 0;
          return;
        }
      }
      if (c == '>') state_ = State::text;
      return;
    case State::comment:
      if (c == '>' && dashes_ >= 2)
        state_ = State::text;
      else
        dashes_ = c == '-' ? dashes_ + 1 : 0;
      return;
    case State::raw_text:
      // Until "</script" and the like, in any case of letters.
      if (c == '<')
        ending_ = "<";
      else if (!ending_.empty() && ending_.size() < raw_end_.size())
        ending_ += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      if (!ending_.empty() && !std::string_view(raw_end_).starts_with(ending_)) ending_.clear();
      if (ending_ == raw_end_) {
        ending_.clear();
        state_ = State::tag;
        tag_ = raw_end_.substr(1);
        quote_ = 0;
      }
      return;
  }
}

void HtmlText::end_entity() {
  state_ = State::text;
  if (const char32_t value = entity_value(entity_)) {
    std::string decoded;
    append_utf8(decoded, value);
    put(decoded);
  } else {
    put("&");
    put(entity_);
    put(";");
  }
}

void HtmlText::put(std::string_view text) {
  if (!pre_ && text.size() == 1 && is_space(text.front())) {
    blank_ = true;
    return;
  }
  if (text_.empty()) text_line_ = line_;
  if (blank_ && !text_.empty() && text_.back() != '\n') text_ += ' ';
  blank_ = false;
  text_ += text;
  if (text_.size() < kMaxPiece) return;
  // Too long for one piece: what is there goes out; a cell goes on as a paragraph.
  if (in_cell_) end_row();
  end_paragraph();
}

void HtmlText::break_line() {
  blank_ = false;
  if (text_.empty() || text_.back() == '\n') return;
  text_ += '\n';
}

void HtmlText::end_paragraph() {
  blank_ = false;
  link_from_ = 0;
  if (in_cell_) {
    break_line();
    link_from_ = text_.size();
    return;
  }
  const std::string_view whole = trim(text_);
  if (!whole.empty() && !enough_) enough_ = !sink_.paragraph({.text = whole, .place = {.line = text_line_}});
  text_.clear();
}

void HtmlText::end_cell() {
  if (!in_cell_) return;
  end_link();
  if (cells_.size() < kMaxCells) cells_.emplace_back(trim(text_));
  text_.clear();
  blank_ = in_cell_ = false;
}

void HtmlText::end_row() {
  end_cell();
  in_row_ = false;
  const bool says_something =
      std::any_of(cells_.begin(), cells_.end(), [](const auto& c) { return !c.empty(); });
  if (says_something && !enough_)
    enough_ = !sink_.row(
        {.cells = cells_, .place = {.line = row_line_}, .table = std::max<std::size_t>(table_, 1)});
  cells_.clear();
}

void HtmlText::end_link() {
  if (link_.empty()) return;
  const std::string link = std::exchange(link_, {});
  const std::string_view shown = std::string_view(text_).substr(std::min(link_from_, text_.size()));
  if (link_is_shown(link, shown)) return;
  put(text_.empty() ? "<" : " <");
  put(link);
  put(">");
}

void HtmlText::tag() {
  std::string_view text = tag_;
  const bool closes = text.starts_with('/');
  if (closes) text.remove_prefix(1);
  std::size_t end = 0;
  while (end < text.size() && !is_space(text[end]) && text[end] != '/') ++end;
  const std::string name = ascii_lower(text.substr(0, std::min<std::size_t>(end, 32)));
  if (closes)
    end_tag(name);
  else
    start_tag(name);
}

void HtmlText::start_tag(const std::string& name) {
  if (name == "br") return break_line();
  if (name == "script" || name == "style" || name == "template") {
    state_ = State::raw_text;
    raw_end_ = "</" + name;
    ending_.clear();
    return;
  }
  if (name == "a") {
    end_link();
    link_ = tag_cut_ ? std::string() : personal_link(attribute(tag_, "href"));
    link_from_ = text_.size();
    return;
  }
  if (name == "td" || name == "th") {
    end_cell();
    end_paragraph();  // what stands in a table beside its cells
    if (!in_row_) row_line_ = line_;
    in_row_ = in_cell_ = true;
    return;
  }
  if (name == "tr" || name == "table") {
    end_row();
    end_paragraph();
    row_line_ = line_;
    if (name == "table") ++table_;
    return;
  }
  if (ends_paragraph(name)) end_paragraph();
  if (name == "pre" || name == "textarea") pre_ = true;
}

void HtmlText::end_tag(const std::string& name) {
  if (name == "a") return end_link();
  if (name == "td" || name == "th") return end_cell();
  if (name == "tr" || name == "table") {
    end_row();
    end_paragraph();
    return;
  }
  if (name == "pre" || name == "textarea") pre_ = false;
  if (ends_paragraph(name)) {
    end_link();
    end_paragraph();
  }
}

bool HtmlText::finish() {
  if (state_ == State::entity) {
    put("&");
    put(entity_);
  } else if (state_ == State::tag && tag_.empty()) {
    put("<");
  }
  state_ = State::text;
  end_link();
  if (in_cell_ || in_row_) end_row();
  end_paragraph();
  return !enough_;
}

Result<DocumentInfo> read_html(Input& input, const DocumentOptions& options, DocumentSink& sink) {
  std::string charset = options.charset;
  if (charset.empty()) {
    auto head = input.head();
    if (!head) return head.failure();
    charset = declared_charset(*head);
  }
  TextDecoder decoder(charset);
  HtmlText html(sink);
  std::string raw(kBlock, '\0'), text;
  while (true) {
    auto n = input.read(raw);
    if (!n) return n.failure();
    text.clear();
    decoder.decode(std::string_view(raw).substr(0, *n), *n == 0, text);
    if (!html.feed(text)) break;
    if (*n == 0) {
      static_cast<void>(html.finish());
      break;
    }
  }
  return DocumentInfo{FileType::html, decoder.charset(), 0};
}

}  // namespace phonebook
