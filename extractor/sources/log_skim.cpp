#include "extractor/sources/log_skim.h"

#include <algorithm>
#include <cstring>

#include "extractor/sources/source.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxAuthor = 256, kMaxFront = kMaxAuthor + 128;

// The front of a line: where its text begins and when it was said.
struct Front {
  const char* text = nullptr;  // nullptr: not of the form that is known here
  int second_of_day = 0;
  bool system = false;
};

template <std::size_t N>
bool at(const char* p, const char* end, const char (&word)[N]) {
  return static_cast<std::size_t>(end - p) >= N - 1 && std::memcmp(p, word, N - 1) == 0;
}

// "10:30:00)"; moves behind the bracket. -1: another form.
int take_time(const char*& p, const char* end) {
  std::size_t size = 0;
  const int second = quick_time({p, static_cast<std::size_t>(end - p)}, size);
  if (second < 0 || p + size == end || p[size] != ')') return -1;
  p += size + 1;
  return second;
}

// <font color="#16569E"><font size="2">(10:30:05)</font> <b>Alice:</b></font> as libpurple wrote until 2.13,
// or <span style="color: #16569E"><span style="font-size: smaller">(10:30:05)</span> <b>Alice:</b></span>
// since.
struct FontTags {
  static constexpr char coloured[] = "<font color=\"#", small[] = "<font size=\"2\">(",
                        ends_time[] = "</font>", ends_author[] = "</b></font> ";
};
struct SpanTags {
  static constexpr char coloured[] = "<span style=\"color: #",
                        small[] = "<span style=\"font-size: smaller\">(", ends_time[] = "</span>",
                        ends_author[] = "</b></span> ";
};

template <class Tags>
Front html_front_of(const char* p, const char* end) {
  Front front;
  bool coloured = false;
  if (at(p, end, Tags::coloured)) {
    p += sizeof(Tags::coloured) - 1;
    if (end - p < 48 || p[6] != '"' || p[7] != '>' || std::memcmp(p, "FF0000", 6) == 0) return front;
    p += 8;
    coloured = true;
  }
  if (!at(p, end, Tags::small)) return front;
  p += sizeof(Tags::small) - 1;
  front.second_of_day = take_time(p, end);
  if (front.second_of_day < 0 || !at(p, end, Tags::ends_time)) return front;
  p += sizeof(Tags::ends_time) - 1;
  if (!coloured) {
    // "<b> Bob has signed off.</b>"
    if (!at(p, end, "<b> ")) return front;
    front.system = true;
    front.text = p + 4;
    return front;
  }
  if (!at(p, end, " <b>")) return front;
  p += 4;
  const std::size_t room = std::min<std::size_t>(static_cast<std::size_t>(end - p), kMaxAuthor);
  const auto* close = static_cast<const char*>(std::memchr(p, '<', room));
  if (close == nullptr || !at(close, end, Tags::ends_author)) return front;
  // An automatic reply's mark is no part of the name; that is the reader's matter.
  if (!(close > p && close[-1] == ':') && !at(p, close, "***")) return front;
  front.text = close + sizeof(Tags::ends_author) - 1;
  return front;
}

Front html_front(const char* p, const char* end) {
  return at(p, end, "<s") ? html_front_of<SpanTags>(p, end) : html_front_of<FontTags>(p, end);
}

Front text_front(const char* p, const char* end) {
  Front front;
  if (p == end || *p != '(') return front;
  ++p;
  front.second_of_day = take_time(p, end);
  if (front.second_of_day < 0 || p == end || *p != ' ') return front;
  ++p;
  if (at(p, end, "***")) {
    front.text = p;  // the name is looked through as well
    return front;
  }
  const auto* line_end = static_cast<const char*>(std::memchr(p, '\n', static_cast<std::size_t>(end - p)));
  const std::string_view line(p, static_cast<std::size_t>((line_end == nullptr ? end : line_end) - p));
  const std::size_t colon = line.substr(0, kMaxAuthor).find(": ");
  if (colon == std::string_view::npos) return front;
  front.text = p + colon + 2;
  return front;
}

}  // namespace

LogSkimmer::Passed LogSkimmer::pass(std::string_view text, bool last, LogClock& clock) const {
  Passed passed;
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const auto front_at = [&](const char* p) { return html_ ? html_front(p, end) : text_front(p, end); };
  const char* line = begin;
  Front front = front_at(line);
  while (front.text != nullptr) {
    const auto* stop =
        static_cast<const char*>(std::memchr(front.text, '\n', static_cast<std::size_t>(end - front.text)));
    // A front is looked at up to that many bytes.
    if (stop == nullptr || (!last && end - stop < static_cast<std::ptrdiff_t>(kMaxFront))) {
      passed.ran_out = !last;
      break;
    }
    const Front next = front_at(stop + 1);
    // Another line that may belong to this message: not here.
    if (next.text == nullptr &&
        !(html_ && (at(stop + 1, end, "</body>") || at(stop + 1, end, "</p>\n</body>"))))
      break;
    if (!front.system) {
      std::string_view said(front.text, static_cast<std::size_t>(stop - front.text));
      if (html_ && said.ends_with("<br/>")) said.remove_suffix(5);
      if (html_ && said.ends_with("<br>")) said.remove_suffix(4);
      if (sink_.may_hold(said, html_, static_cast<std::size_t>(end - (said.data() + said.size())))) break;
    }
    clock.pass(front.second_of_day);
    ++passed.lines;
    line = stop + 1;
    front = next;
  }
  if (!last && front.text == nullptr && end - line < static_cast<std::ptrdiff_t>(kMaxFront))
    passed.ran_out = true;
  passed.bytes = static_cast<std::size_t>(line - begin);
  return passed;
}

}  // namespace phonebook
