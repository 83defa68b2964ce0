#include "extractor/sources/purple_log.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <utility>
#include <vector>

#include "base/text.h"
#include "documents/text_lines.h"
#include "extractor/sources/log_skim.h"
#include "extractor/sources/log_times.h"
#include "extractor/sources/purple_profile.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxMessage = std::size_t{64} << 10;
constexpr std::size_t kMaxAuthor = 256;

// libpurple names a log's folder after the protocol's icon, accounts after the plugin.
std::string protocol_of(std::string_view icon) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kOthers{
      {{"google-talk", "prpl-jabber"},
       {"facebook", "prpl-jabber"},
       {"gadu-gadu", "prpl-gg"},
       {"sametime", "prpl-meanwhile"},
       {"silcnet", "prpl-silc"},
       {"yahoo-japan", "prpl-yahoojp"}}};
  for (const auto& [name, protocol] : kOthers)
    if (name == icon) return std::string(protocol);
  return icon.empty() ? std::string() : "prpl-" + std::string(icon);
}

std::string without_resource(std::string_view name, std::string_view protocol) {
  return std::string(protocol == "prpl-jabber" ? name.substr(0, name.find('/')) : name);
}

int number(std::string_view digits) {
  int out = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return error == std::errc() && end == digits.data() + digits.size() ? out : -1;
}

// "2026-11-25.103000+0100CET.html"; the zone is missing in logs before 2.0.
bool read_file_name(std::string_view name, PurpleLog& log) {
  if (name.size() < 17 || name[4] != '-' || name[7] != '-' || name[10] != '.') return false;
  const int year = number(name.substr(0, 4)), month = number(name.substr(5, 2)),
            day = number(name.substr(8, 2)), hour = number(name.substr(11, 2)),
            minute = number(name.substr(13, 2)), second = number(name.substr(15, 2));
  if (year < 1990 || month < 1 || month > 12 || day < 1 || day > 31 || hour < 0 || hour > 23 || minute < 0 ||
      minute > 59 || second < 0 || second > 60)
    return false;
  log.day = name.substr(0, 10);
  log.second_of_day = hour * 3600 + minute * 60 + std::min(second, 59);
  log.offset_s.reset();
  if (name.size() >= 22 && (name[17] == '+' || name[17] == '-')) {
    const int hours = number(name.substr(18, 2)), minutes = number(name.substr(20, 2));
    if (hours >= 0 && hours <= 14 && minutes >= 0 && minutes < 60)
      log.offset_s = (name[17] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
  }
  return true;
}

std::optional<std::chrono::sys_days> day_of(const std::string& text) {
  if (text.size() != 10) return std::nullopt;
  return resolve({number(std::string_view(text).substr(0, 4)), number(std::string_view(text).substr(5, 2)),
                  number(std::string_view(text).substr(8, 2)), true},
                 std::nullopt);
}

struct Header {
  std::string name, date, account, icon;
  bool system = false;
};

// "Conversation with NAME at DATE on ACCOUNT (ICON)", "System log for account ACCOUNT (ICON) connected at
// DATE".
std::optional<Header> read_header(std::string_view line) {
  Header out;
  if (line.starts_with("Conversation with ")) {
    line.remove_prefix(18);
    const std::size_t open = line.rfind(" (");
    if (open == std::string_view::npos || !line.ends_with(')')) return std::nullopt;
    out.icon = line.substr(open + 2, line.size() - open - 3);
    line = line.substr(0, open);
    const std::size_t on = line.rfind(" on ");
    if (on == std::string_view::npos) return std::nullopt;
    out.account = line.substr(on + 4);
    line = line.substr(0, on);
    const std::size_t at = line.rfind(" at ");
    if (at == std::string_view::npos) return std::nullopt;
    out.name = line.substr(0, at);
    out.date = line.substr(at + 4);
    return out;
  }
  if (!line.starts_with("System log for account ")) return std::nullopt;
  line.remove_prefix(23);
  const std::size_t connected = line.rfind(") connected at "), open = line.substr(0, connected).rfind(" (");
  if (connected == std::string_view::npos || open == std::string_view::npos) return std::nullopt;
  out.system = true;
  out.account = line.substr(0, open);
  out.icon = line.substr(open + 2, connected - open - 2);
  out.date = line.substr(connected + 15);
  return out;
}

std::string_view between(std::string_view text, std::string_view from, std::string_view to) {
  const std::size_t start = text.find(from);
  if (start == std::string_view::npos) return {};
  const std::size_t end = text.find(to, start + from.size());
  return end == std::string_view::npos ? std::string_view()
                                       : text.substr(start + from.size(), end - start - from.size());
}

// "---- New Conversation @ Thu Jan  1 10:00:00 2004 ----", of the forerunner's one file a buddy.
std::string_view old_start(std::string_view line) {
  return trim(between(line, "---- New Conversation @ ", "----"));
}

void use_date(std::string_view date, PurpleLog& log) {
  const auto stamp = parse_stamp(trim(date));
  if (!stamp || !stamp->date) return;
  const auto day = resolve(*stamp->date, std::nullopt);
  if (!day) return;
  const std::chrono::year_month_day ymd(*day);
  char text[16];
  const int n = std::snprintf(text, sizeof(text), "%04d-%02u-%02u", static_cast<int>(ymd.year()),
                              static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
  log.day.assign(text, static_cast<std::size_t>(std::clamp(n, 0, 15)));
  log.second_of_day = stamp->second_of_day;
}

// …/logs/ICON/ACCOUNT/BUDDY/FILE, where it agrees with the header.
void use_path(const std::filesystem::path& path, const Header* header, PurpleLog& log) {
  const auto target = path.parent_path(), account = target.parent_path(), icon = account.parent_path();
  if (icon.empty() || (header && icon.filename() != header->icon)) return;
  if (!header) return;
  if (icon.parent_path().filename() == "logs") log.profile = icon.parent_path().parent_path();
  Conversation& c = log.conversation;
  c.account = unescape_purple_name(account.filename().string());
  std::string name = target.filename().string();
  if (name == ".system") {
    c.kind = Conversation::Kind::system;
    c.buddy.clear();
    return;
  }
  name = unescape_purple_name(name);
  if (name.ends_with(".chat")) {
    c.kind = Conversation::Kind::room;
    name.resize(name.size() - 5);
  }
  c.buddy = without_resource(name, c.protocol);
  // A room's private talk is with one of its members, who is named by the resource.
  if (c.kind == Conversation::Kind::person && name.find('/') != std::string::npos) c.buddy = name;
}

// What one line of a log is.
struct Line {
  enum class What { message, system, more } what = What::more;
  Stamp stamp;
  std::string_view author, text;
  SourceMessage::By by = SourceMessage::By::unknown;  // where the line itself says it
};

bool take(std::string_view& text, std::string_view lead) {
  if (!text.starts_with(lead)) return false;
  text.remove_prefix(lead.size());
  return true;
}

// "(10:30:00)" at the front, taken.
std::optional<Stamp> take_stamp(std::string_view& text) {
  if (!text.starts_with('(')) return std::nullopt;
  const std::size_t end = text.substr(0, 130).find(')');
  if (end == std::string_view::npos) return std::nullopt;
  auto stamp = parse_stamp(text.substr(1, end - 1));
  if (stamp) text.remove_prefix(end + 1);
  return stamp;
}

// "Bob <AUTO-REPLY>" in any language.
std::string_view without_auto_reply(std::string_view author, std::string_view open, std::string_view close) {
  if (!author.ends_with(close)) return author;
  const std::size_t at = author.rfind(open);
  return at == std::string_view::npos || at == 0 ? author : trim(author.substr(0, at));
}

Line html_line(std::string_view text) {
  Line out;
  std::string_view colour, close = "</font>";
  if (take(text, "<font color=\"") || take(text, "<span style=\"color: ")) {
    colour = text.substr(0, text.find('"'));
    text.remove_prefix(std::min(text.size(), colour.size()));
    if (!take(text, "\">")) return out;
  }
  // Since 2.14 with styles; by other versions without the quotes or with <font size='2'>, too.
  if (take(text, "<span style=\"font-size: smaller\">"))
    close = "</span>";
  else if (!take(text, "<font size=\"2\">") && !take(text, "<font size='2'>") && !take(text, "<font size=2>"))
    return out;
  const auto stamp = take_stamp(text);
  if (!stamp || !take(text, close)) return out;
  out.stamp = *stamp;
  out.what = Line::What::message;
  if (colour == "#16569E") out.by = SourceMessage::By::user;
  if (colour == "#A82F2F") out.by = SourceMessage::By::partner;
  const bool spaced = take(text, " ");
  if (take(text, "<b>")) {
    const std::size_t end = text.find("</b>");
    if (end == std::string_view::npos || end > kMaxAuthor * 4) {
      out.what = Line::What::system;
      return out;
    }
    std::string_view author = trim(text.substr(0, end));
    std::string_view rest = text.substr(end + 4);
    const bool authored = take(rest, close) || author.ends_with(':');
    if (author.starts_with("***") && authored) {
      author.remove_prefix(3);
    } else if (authored && author.ends_with(':') && colour != "#FF0000") {
      author.remove_suffix(1);
      author = without_auto_reply(author, "&lt;", "&gt;");
    } else {
      out.what = Line::What::system;  // joined, left, signed off; errors
      return out;
    }
    out.author = author;
    text = rest;
  } else if (!spaced) {
    out.what = Line::What::system;
    return out;
  }
  out.text = trim(text);
  for (const std::string_view end : {"<br/>", "<br>", "<BR>"})
    if (out.text.ends_with(end)) {
      out.text.remove_suffix(end.size());
      break;
    }
  return out;
}

Line text_line(std::string_view text) {
  Line out;
  const auto stamp = take_stamp(text);
  if (!stamp || !take(text, " ")) return out;
  out.stamp = *stamp;
  out.what = Line::What::message;
  if (take(text,
           "***")) {  // "***Bob waves": the name ends at the first blank; it may be part of a longer one
    const std::size_t blank = text.find(' ');
    out.author = text.substr(0, blank);
    out.text = blank == std::string_view::npos ? std::string_view() : text.substr(blank + 1);
    return out;
  }
  const std::size_t colon = text.substr(0, kMaxAuthor).find(": ");
  const bool empty_message = text.size() <= kMaxAuthor && text.ends_with(':');
  if (colon == std::string_view::npos && !empty_message) {
    out.what = Line::What::system;
    return out;
  }
  out.author =
      without_auto_reply(text.substr(0, colon == std::string_view::npos ? text.size() - 1 : colon), "<", ">");
  out.text = colon == std::string_view::npos ? std::string_view() : text.substr(colon + 2);
  return out;
}

// "bob@example.com/home" and "Bob" are one name.
std::string name_key(std::string_view name) {
  name = name.substr(0, name.find('/'));
  std::string out;
  for (const char c : fold(name))
    if (c != ' ') out += c;
  return out;
}
std::string local_part(const std::string& key) { return key.substr(0, key.find('@')); }

// Which names are whose.
class Authors {
 public:
  explicit Authors(const Conversation& c)
      : room_(c.kind == Conversation::Kind::room), user_(name_key(c.account)), partner_(name_key(c.buddy)) {}

  // A look ahead over the beginning: of two names, the one that is not known is the other person.
  void look_ahead(std::string_view head, const PurpleLog& log) {
    if (room_) return;
    std::vector<std::string> unknown;
    bool user_seen = false, partner_seen = false;
    const bool html = log.html;
    while (!head.empty()) {
      const std::size_t end = head.find('\n');
      const Line line = html ? html_line(head.substr(0, end)) : text_line(head.substr(0, end));
      head.remove_prefix(end == std::string_view::npos ? head.size() : end + 1);
      if (line.what != Line::What::message || line.author.empty()) continue;
      const std::string key = name_key(line.author);
      if (is_user(key))
        user_seen = true;
      else if (is_partner(key))
        partner_seen = true;
      else if (std::find(unknown.begin(), unknown.end(), key) == unknown.end() && unknown.size() < 8)
        unknown.push_back(key);
    }
    if (!unknown.empty() && !log.profile.empty()) {
      use_profile(log);
      std::erase_if(unknown, [&](const std::string& key) {
        const bool user = is_user(key), partner = is_partner(key);
        user_seen = user_seen || user;
        partner_seen = partner_seen || partner;
        return user || partner;
      });
    }
    if (unknown.size() != 1 || user_seen == partner_seen) return;
    (user_seen ? partner_alias_ : user_alias_) = unknown.front();
  }

  [[nodiscard]] SourceMessage::By who(const Line& line) const {
    if (line.what == Line::What::system) return SourceMessage::By::system;
    if (line.by == SourceMessage::By::user) return line.by;
    if (room_) {
      const std::string key = name_key(line.author);
      return is_user(key) ? SourceMessage::By::user : SourceMessage::By::room_member;
    }
    if (line.by != SourceMessage::By::unknown) return line.by;
    const std::string key = name_key(line.author);
    if (key.empty()) return SourceMessage::By::unknown;
    if (is_user(key)) return SourceMessage::By::user;
    return is_partner(key) ? SourceMessage::By::partner : SourceMessage::By::unknown;
  }

 private:
  // A name that both go by tells nobody apart.
  void use_profile(const PurpleLog& log) {
    const ProfileNames names = profile_names(log.profile, log.conversation);
    for (const std::string& name : names.user) user_names_.push_back(name_key(name));
    for (const std::string& name : names.buddy) partner_names_.push_back(name_key(name));
    const auto of_both = [&](const std::string& key) {
      return has(user_names_, key) && has(partner_names_, key);
    };
    std::vector<std::string> shared;
    std::copy_if(user_names_.begin(), user_names_.end(), std::back_inserter(shared), of_both);
    for (auto* list : {&user_names_, &partner_names_})
      std::erase_if(*list, [&](const std::string& key) { return key.empty() || has(shared, key); });
  }
  static bool has(const std::vector<std::string>& list, const std::string& key) {
    return std::find(list.begin(), list.end(), key) != list.end();
  }
  // "bob" for bob@example.com only where the two do not share it.
  [[nodiscard]] bool is_user(const std::string& key) const {
    return key == user_ || key == user_alias_ || has(user_names_, key) ||
           (key == local_part(user_) && key != local_part(partner_));
  }
  [[nodiscard]] bool is_partner(const std::string& key) const {
    return key == partner_ || key == partner_alias_ || has(partner_names_, key) ||
           (key == local_part(partner_) && key != local_part(user_));
  }
  bool room_;
  std::string user_, partner_;
  std::string user_alias_ = "\n", partner_alias_ = "\n";  // no name is so
  std::vector<std::string> user_names_, partner_names_;   // of the profile
};

class LogReader {
 public:
  LogReader(const PurpleLog& log, MessageSink& sink)
      : log_(log),
        sink_(sink),
        authors_(log.conversation),
        clock_(day_of(log.day), log.second_of_day, log.offset_s) {}

  Result<void> run(Input& input) {
    LineReader lines(input);
    const LogSkimmer skimmer(log_.html, sink_);
    TextLine raw;
    while (pass_over(lines, skimmer) && lines.next(raw)) {
      if (raw.continued) {
        add(raw.text, "");
        continue;
      }
      if (raw.number == 1 && is_header(raw.text)) continue;
      if (const auto header = header_of(raw)) {
        // Logs that somebody strung together: from here on it is another conversation.
        if (!send() || !start(*header)) return {};
        continue;
      }
      if (const std::string_view start = old_start(raw.text); !start.empty()) {
        if (!send()) return {};
        PurpleLog again;
        use_date(start, again);
        clock_ = LogClock(day_of(again.day), again.second_of_day, std::nullopt);
        continue;
      }
      if (raw.text.starts_with("---- ") || raw.text.starts_with("</body>")) continue;
      if (log_.html && (raw.text == "</p>" || raw.text == "</html>")) continue;
      const Line line = log_.html ? html_line(raw.text) : text_line(raw.text);
      if (line.what == Line::What::more) {
        add(raw.text, "\n");
        continue;
      }
      if (!send()) return {};
      open_ = true;
      look_ahead(lines);
      by_ = authors_.who(line);
      author_ = shown(line.author);
      text_.assign(line.text);
      time_ = clock_.at(line.stamp);
      line_ = raw.number;
    }
    if (lines.failed()) return lines.failure();
    static_cast<void>(send());
    return {};
  }

 private:
  // Goes past messages without anything in them. False: enough.
  bool pass_over(LineReader& lines, const LogSkimmer& skimmer) {
    while (lines.between_lines()) {
      const std::string_view ahead = lines.ahead();
      const LogSkimmer::Passed passed = skimmer.pass(ahead, lines.ended(), clock_);
      if (passed.bytes > 0) {
        if (!send()) return false;
        lines.take(passed.bytes, passed.lines);
      }
      if (!passed.ran_out) break;
      look_ahead(lines);
      if (!lines.read_on()) break;
    }
    return true;
  }

  // Where another log begins in the same file.
  [[nodiscard]] std::optional<PurpleLog> header_of(const TextLine& line) const {
    const bool html = line.text.starts_with("<html><head>") || line.text.starts_with("<!DOCTYPE HTML ");
    if (line.number == 1) return std::nullopt;
    // A file of one conversation has no other's header in it: who writes one in a message must not change
    // whose the rest is.
    if (log_.one_conversation || !(log_.html ? html : line.text.starts_with("Conversation with ")))
      return std::nullopt;
    if (!is_header(line.text)) return std::nullopt;
    auto log = purple_log(line.text, {});
    return log && log->html == log_.html ? log : std::nullopt;
  }

  static bool is_header(std::string_view line) {
    return line.find("Conversation with ") != std::string_view::npos ||
           line.find("System log for account ") != std::string_view::npos;
  }

  bool start(const PurpleLog& log) {
    log_ = log;
    log_.conversation.certain = false;
    looked_ahead_ = true;  // the beginning of the file is another conversation's
    authors_ = Authors(log_.conversation);
    clock_ = LogClock(day_of(log_.day), log_.second_of_day, log_.offset_s);
    return sink_.conversation(log_.conversation);
  }

  // Before the beginning is gone, and before the first author is looked for.
  void look_ahead(const LineReader& lines) {
    if (std::exchange(looked_ahead_, true)) return;
    authors_.look_ahead(lines.front().substr(0, Input::kHead), log_);
  }

  // A message of several lines; a very long one goes out in parts.
  void add(std::string_view text, std::string_view between) {
    if (!open_) {
      open_ = true;
      by_ = SourceMessage::By::unknown;
    }
    if (text_.size() + text.size() > kMaxMessage) {
      const bool more = send();
      enough_ = enough_ || !more;
      open_ = true;
    }
    text_.append(between).append(text);
  }

  bool send() {
    if (!open_ || enough_) return !enough_;
    open_ = false;
    std::string_view text = text_;
    for (const std::string_view end : {"<br/>", "<br>"})
      if (log_.html && text.ends_with(end)) text.remove_suffix(end.size());
    const bool more =
        trim(text).empty() ||
        sink_.message(
            {.text = text, .html = log_.html, .by = by_, .author = author_, .time = time_, .line = line_});
    text_.clear();
    return more;
  }

  // Names stand in HTML as themselves or escaped.
  [[nodiscard]] static std::string shown(std::string_view author) {
    std::string out;
    for (std::size_t i = 0; i < author.size(); ++i) {
      static constexpr std::array<std::pair<std::string_view, char>, 5> kEntities{
          {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}}};
      const auto found = std::find_if(kEntities.begin(), kEntities.end(),
                                      [&](const auto& e) { return author.substr(i).starts_with(e.first); });
      if (found == kEntities.end()) {
        out += author[i];
      } else {
        out += found->second;
        i += found->first.size() - 1;
      }
    }
    return out;
  }

  PurpleLog log_;
  MessageSink& sink_;
  Authors authors_;
  LogClock clock_;
  std::string text_, author_;
  SourceMessage::By by_ = SourceMessage::By::unknown;
  std::int64_t time_ = 0;
  std::size_t line_ = 1;
  bool open_ = false, enough_ = false, looked_ahead_ = false;
};

}  // namespace

std::string unescape_purple_name(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    unsigned value = 0;
    if (name[i] == '%' && i + 2 < name.size()) {
      const auto [end, error] = std::from_chars(name.data() + i + 1, name.data() + i + 3, value, 16);
      if (error == std::errc() && end == name.data() + i + 3 && value != 0) {
        out += static_cast<char>(value);
        i += 2;
        continue;
      }
    }
    out += name[i];
  }
  return valid_utf8(out);
}

std::optional<PurpleLog> purple_log(std::string_view head, const std::filesystem::path& path) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  std::string_view line = head.substr(0, std::min(head.find('\n'), std::size_t{4096}));
  if (line.ends_with('\r')) line.remove_suffix(1);
  PurpleLog log;
  std::optional<Header> header = read_header(line);
  if (!header && line.substr(0, 256).find("<html>") != std::string_view::npos) {
    header = read_header(between(line, "<title>", "</title>"));
    log.html = header.has_value();
  }
  const std::string name = path.filename().string();
  const bool named = read_file_name(name, log);
  if (header) {
    Conversation& c = log.conversation;
    c.protocol = protocol_of(header->icon);
    c.account = without_resource(header->account, c.protocol);
    c.buddy = without_resource(header->name, c.protocol);
    if (header->system) c.kind = Conversation::Kind::system;
    log.one_conversation = named;
    if (!named) use_date(header->date, log);
    if (named) use_path(path, &*header, log);
    return log;
  }
  if (!old_start(line).empty()) {
    log.html = line.find("<H") != std::string_view::npos || line.find("<h") != std::string_view::npos;
    log.conversation.buddy = name.ends_with(".log") ? name.substr(0, name.size() - 4) : std::string();
    return log;
  }
  return std::nullopt;
}

Result<void> read_purple_log(Input& input, const PurpleLog& log, MessageSink& sink) {
  if (!sink.conversation(log.conversation)) return {};
  return LogReader(log, sink).run(input);
}

}  // namespace phonebook
