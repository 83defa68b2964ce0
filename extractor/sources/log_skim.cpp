#include "extractor/sources/log_skim.h"

#include <cstring>

#include "extractor/sources/source.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxAuthor = 256;

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

Front html_front(const char* p, const char* end) {
  Front front;
  bool coloured = false;
  if (at(p, end, "<font color=\"#")) {
    if (end - p < 64 || p[20] != '"' || p[21] != '>') return front;
    if (std::memcmp(p + 14, "FF0000", 6) == 0) return front;
    p += 22;
    coloured = true;
  }
  if (!at(p, end, "<font size=\"2\">(")) return front;
  p += 16;
  front.second_of_day = take_time(p, end);
  if (front.second_of_day < 0) return front;
  if (!coloured) {
    // "<b> Bob has signed off.</b>"
    if (!at(p, end, "</font><b> ")) return front;
    front.system = true;
    front.text = p + 11;
    return front;
  }
  if (!at(p, end, "</font> <b>")) return front;
  p += 11;
  const std::size_t room = std::min<std::size_t>(static_cast<std::size_t>(end - p), kMaxAuthor);
  const auto* close = static_cast<const char*>(std::memchr(p, '<', room));
  if (close == nullptr || !at(close, end, "</b></font> ")) return front;
  // An automatic reply's mark is no part of the name; that is the reader's matter.
  if (!(close > p && close[-1] == ':') && !at(p, close, "***")) return front;
  front.text = close + 12;
  return front;
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

LogSkimmer::Passed LogSkimmer::pass(std::string_view text, LogClock& clock) const {
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
    if (stop == nullptr || end - stop < static_cast<std::ptrdiff_t>(kMaxAuthor + 80)) {
      passed.ran_out = true;
      break;
    }
    const Front next = front_at(stop + 1);
    // Another line that may belong to this message: not here.
    if (next.text == nullptr && !(html_ && at(stop + 1, end, "</body>"))) break;
    if (!front.system) {
      std::string_view said(front.text, static_cast<std::size_t>(stop - front.text));
      if (html_ && said.ends_with("<br/>")) said.remove_suffix(5);
      if (sink_.may_hold(said, html_, static_cast<std::size_t>(end - (said.data() + said.size())))) break;
    }
    clock.pass(front.second_of_day);
    ++passed.lines;
    line = stop + 1;
    front = next;
  }
  if (front.text == nullptr && end - line < static_cast<std::ptrdiff_t>(kMaxAuthor + 80))
    passed.ran_out = true;
  passed.bytes = static_cast<std::size_t>(line - begin);
  return passed;
}

}  // namespace phonebook
