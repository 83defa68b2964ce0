// Links that carry an id or a number: t.me/…, skype:…, tel:…, wa.me/….
#include <algorithm>
#include <iterator>
#include <optional>

#include "base/text.h"
#include "extractor/handles.h"

namespace phonebook {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_alnum(char c) { return is_digit(c) || is_letter(c); }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

}  // namespace

std::vector<Span> find_urls(const Reading& reading) {
  const std::string_view text = reading.folded(), lower = reading.lower();
  std::vector<Span> urls;
  const auto take = [&](std::size_t start) {
    std::size_t end = start;
    while (end < text.size() && static_cast<unsigned char>(text[end]) > ' ' && is_ascii(text[end]) &&
           !one_of(text[end], "<>\""))
      ++end;
    if (urls.empty() || start >= urls.back().end) urls.push_back({start, end});
    return end;
  };
  // A scheme, "www.", or a path behind a host: example.com/…
  for (std::size_t at = lower.find_first_of("/w"); at != std::string_view::npos;) {
    std::size_t next = at + 1;
    const std::size_t limit = at > 64 ? at - 64 : 0;
    if (lower.substr(at, 4) == "www." && (at == 0 || !is_alnum(text[at - 1]))) {
      next = take(at);
    } else if (text[at] == '/' && at >= 1 && text[at - 1] == ':' && lower.substr(at, 2) == "//") {
      std::size_t start = at - 1;
      while (start > limit && is_alnum(text[start - 1])) --start;
      next = take(start);
    } else if (text[at] == '/' && at >= 4 && is_letter(text[at - 1]) && at + 1 < text.size() &&
               is_ascii(text[at + 1]) && text[at + 1] != ' ') {
      std::size_t start = at;
      while (start > limit && (is_alnum(text[start - 1]) || one_of(text[start - 1], ".-"))) --start;
      const std::string_view host = lower.substr(start, at - start);
      const std::size_t dot = host.rfind('.');
      if (dot != std::string_view::npos && dot > 0 && host.size() - dot >= 3) next = take(start);
    }
    at = lower.find_first_of("/w", next);
  }
  return urls;
}

std::optional<LinkId> id_of_link(std::string_view target) {
  const std::string lower = ascii_lower(target);
  std::string_view rest = target;
  const auto drop = [&](std::string_view prefix) {
    const std::size_t done = target.size() - rest.size();
    if (!std::string_view(lower).substr(done).starts_with(prefix)) return false;
    rest.remove_prefix(prefix.size());
    return true;
  };
  if (drop("skype:")) {
    const std::string_view name = rest.substr(0, rest.find_first_of("?&;"));
    const bool good =
        name.size() >= 6 && name.size() <= 40 && is_letter(name[0]) &&
        std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || one_of(c, "._-,:"); });
    return good ? std::optional(LinkId{Kind::skype, std::string(name)}) : std::nullopt;
  }
  if (drop("tg://resolve?domain=")) {
    rest = rest.substr(0, rest.find('&'));
  } else {
    (void)(drop("https://") || drop("http://"));
    (void)drop("www.");
    if (!drop("t.me/") && !drop("telegram.me/")) return std::nullopt;
    (void)drop("@");
  }
  const std::size_t end = rest.find_first_of("?/#");
  // t.me/channel/12 is a post, and posts stand in channels.
  if (end != std::string_view::npos && rest[end] == '/' && end + 1 < rest.size()) return std::nullopt;
  const std::string_view name = rest.substr(0, end);
  static constexpr std::string_view kPages[] = {
      "joinchat",    "addstickers", "share",    "proxy",   "socks", "login",  "iv",
      "setlanguage", "addtheme",    "addemoji", "invoice", "boost", "contact"};
  const std::string low = ascii_lower(name);
  const bool good = name.size() >= 5 && name.size() <= 32 && is_letter(name[0]) && !low.ends_with("bot") &&
                    std::find(std::begin(kPages), std::end(kPages), low) == std::end(kPages) &&
                    std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || c == '_'; });
  return good ? std::optional(LinkId{Kind::telegram, std::string(name)}) : std::nullopt;
}

std::string number_of_link(std::string_view target) {
  const std::string lower = ascii_lower(target);
  std::string_view rest = lower;
  const auto drop = [&](std::string_view prefix) {
    if (!rest.starts_with(prefix)) return false;
    rest.remove_prefix(prefix.size());
    return true;
  };
  bool whole = false;  // the number is international even without '+'
  if (!drop("tel:") && !drop("sms:") && !drop("smsto:") && !drop("callto:") && !drop("tel://")) {
    (void)(drop("https://") || drop("http://"));
    (void)drop("www.");
    if (drop("wa.me/") || drop("api.whatsapp.com/send?phone=") || drop("whatsapp://send?phone=") ||
        drop("t.me/+") || drop("signal.me/#p/"))
      whole = true;
    else
      return {};
  }
  std::string digits;
  for (const char c : rest) {
    if (is_digit(c))
      digits += c;
    else if (c == '+' && digits.empty())
      whole = true;
    else if (!one_of(c, "-.() "))
      break;
  }
  if (digits.size() < 5 || digits.size() > 17) return {};
  return whole ? "+" + digits : digits;
}

}  // namespace phonebook
