#include "exporters/text_reader.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "documents/text_lines.h"
#include "exporters/table_cells.h"

namespace phonebook {
namespace {

constexpr std::size_t kMostOfBlock = std::size_t{1} << 20;  // bytes
constexpr std::size_t kMostFields = 2000;
constexpr std::size_t kLongestLabel = 80, kLongestLine = 400, kLongestName = 80;
constexpr std::size_t kMostTables = 1000;  // remembered

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool is_mail_character(char c) noexcept {
  return static_cast<unsigned char>(c) > ' ' &&
         std::string_view("<>()[],;:\"'|").find(c) == std::string_view::npos;
}

// What a line of a list holds beside the name.
struct Parts {
  std::string name;
  std::vector<std::string> mails, urls;
  std::vector<std::pair<std::string, std::string>> numbers;  // words before it, number
  [[nodiscard]] bool reaches() const { return !mails.empty() || !numbers.empty(); }
};

// The mail addresses go from `text` into `out`, blanks in their place.
void cut_mails(std::string& text, Parts& out) {
  for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@', at + 1)) {
    std::size_t begin = at, end = at + 1;
    while (begin > 0 && is_mail_character(text[begin - 1])) --begin;
    while (end < text.size() && is_mail_character(text[end])) ++end;
    while (end > at + 1 && text[end - 1] == '.') --end;
    const std::string mail = text.substr(begin, end - begin);
    if (!holds_mail_address(mail)) continue;
    out.mails.push_back(mail);
    std::fill(text.begin() + static_cast<long>(begin), text.begin() + static_cast<long>(end), ' ');
  }
}

void cut_urls(std::string& text, Parts& out) {
  for (const std::string_view start : {"http://", "https://", "www."}) {
    for (std::size_t at = text.find(start); at != std::string::npos; at = text.find(start, at)) {
      std::size_t end = at;
      while (end < text.size() && static_cast<unsigned char>(text[end]) > ' ' && text[end] != '>' &&
             text[end] != ',')
        ++end;
      out.urls.push_back(text.substr(at, end - at));
      std::fill(text.begin() + static_cast<long>(at), text.begin() + static_cast<long>(end), ' ');
    }
  }
}

bool is_number_character(char c) noexcept {
  return is_digit(c) || std::string_view("+()-./ \t").find(c) != std::string_view::npos;
}

// Runs of at least five digits.
void cut_numbers(std::string& text, Parts& out) {
  for (std::size_t i = 0; i < text.size();) {
    if (!is_digit(text[i]) && text[i] != '+' && text[i] != '(') {
      ++i;
      continue;
    }
    std::size_t end = i, digits = 0, last_digit = i;
    while (end < text.size() && is_number_character(text[end])) {
      if (is_digit(text[end])) ++digits, last_digit = end;
      ++end;
    }
    if (digits >= 5) {
      out.numbers.emplace_back(std::string(), std::string(trim(text.substr(i, last_digit + 1 - i))));
      std::fill(text.begin() + static_cast<long>(i), text.begin() + static_cast<long>(last_digit) + 1, ' ');
      // Where it stood parts what is before and behind it.
      text[i] = '\x1F';
    }
    i = end;
  }
}

// What is left of a line: the name, and words that say what a number is.
void settle_words(const std::string& text, Parts& out) {
  std::size_t number = 0;
  std::string name;
  for (const std::string_view piece : split(text, '\x1F')) {
    std::string words(trim(piece));
    while (!words.empty() &&
           std::string_view(",;:-|<>()[]\"'/=").find(words.back()) != std::string_view::npos) {
      words.pop_back();
      words = std::string(trim(words));
    }
    std::size_t from = 0;
    while (from < words.size() &&
           std::string_view(",;:-|<>)]\"'/= \t").find(words[from]) != std::string_view::npos)
      ++from;
    words.erase(0, from);
    if (!words.empty()) {
      const LabelMeaning meaning = read_label(words);
      const Column column = read_column(words);
      const bool label = meaning.label.empty() && column.field != ColumnField::name;
      if (label && number < out.numbers.size() && name.empty() == false)
        out.numbers[number].first = words;
      else if (label && number > 0 && !name.empty())
        out.numbers[number - 1].first = words;
      else if (label && number < out.numbers.size())
        out.numbers[number].first = words;
      else
        name.append(name.empty() ? "" : " ").append(words);
    }
    ++number;
  }
  // "Ann Lee, mobile": the last words before a number may be its label.
  const std::size_t comma = name.find_last_of(",;:");
  if (comma != std::string::npos && out.numbers.size() == 1 && out.numbers[0].first.empty()) {
    const std::string tail(trim(std::string_view(name).substr(comma + 1)));
    if (!tail.empty() && read_label(tail).label.empty()) {
      out.numbers[0].first = tail;
      name = std::string(trim(std::string_view(name).substr(0, comma)));
    }
  }
  while (!name.empty() && (name.back() == ',' || name.back() == ';' || name.back() == ' ')) name.pop_back();
  out.name = std::move(name);
}

Parts parts_of(std::string_view line) {
  Parts out;
  std::string text(line);
  std::erase(text, '\x1F');
  if (text.find('@') != std::string::npos && text.find("mailto:") != std::string::npos)
    text.replace(text.find("mailto:"), 7, " ");
  cut_urls(text, out);
  cut_mails(text, out);
  cut_numbers(text, out);
  settle_words(text, out);
  return out;
}

bool may_be_name(std::string_view text) {
  if (text.empty() || text.size() > kLongestName) return false;
  std::size_t words = 1, digits = 0;
  for (const char c : text) {
    words += c == ' ';
    digits += is_digit(c);
    if (c == '!' || c == '?' || c == '=' || c == '{' || c == '<') return false;
  }
  return words <= 7 && digits <= 2 && !text.ends_with('.');
}

void add_to(Contact& contact, const Parts& parts) {
  for (const auto& [words, number] : parts.numbers) {
    const LabelMeaning meaning = read_label(words);
    contact.numbers.push_back({number, {}, meaning.types, meaning.label, meaning.preferred});
  }
  for (const std::string& mail : parts.mails) contact.mails.push_back({mail, {}, {}, false});
  for (const std::string& url : parts.urls) contact.urls.push_back(url);
}

// "Ann <a@…>, "Lee, Bob" <b@…>": cut behind each address.
std::vector<std::string_view> mailboxes(std::string_view text) {
  std::vector<std::string_view> out;
  std::size_t from = 0;
  bool quoted = false, seen = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (text[i] == '@') seen = true;
    if (quoted || (text[i] != ',' && text[i] != ';') || !seen) continue;
    out.push_back(trim(text.substr(from, i - from)));
    from = i + 1;
    seen = false;
  }
  if (const auto rest = trim(text.substr(from)); !rest.empty()) out.push_back(rest);
  return out;
}

bool is_mail_header(std::string_view label) {
  static constexpr std::array<std::string_view, 14> kWords{"from",   "to",     "cc",     "bcc", "reply-to",
                                                           "sender", "von",    "an",     "de",  "à",
                                                           "para",   "发件人", "收件人", "抄送"};
  const std::string bare = fold(label);
  return std::find(kWords.begin(), kWords.end(), bare) != kWords.end();
}

}  // namespace

TableContacts& TextContacts::table_for(const std::vector<std::string>& labels) {
  std::string key;
  for (const std::string& label : labels) key += label + '\n';
  const auto found = tables_.find(key);
  if (found != tables_.end()) return found->second;
  if (tables_.size() >= kMostTables) tables_.clear();
  return tables_.emplace(std::move(key), TableContacts(plan_columns(labels, {}), reports_)).first->second;
}

Result<void> TextContacts::give_labelled() {
  std::vector<std::string> labels;
  std::vector<std::string_view> values;
  for (const Labelled& field : labelled_) {
    labels.push_back(field.label);
    values.push_back(field.value);
  }
  auto contact = table_for(labels).read(values, first_line_);
  labelled_.clear();
  return contact ? take_(*std::move(contact)) : Result<void>();
}

// Lines without labels: each with a name and a number or address of its own, or one card.
Result<void> TextContacts::give_card() {
  const auto lines = std::exchange(plain_, {});
  std::optional<Contact> card;
  std::vector<std::size_t> of_card;
  const auto pass_over = [&](std::size_t number) {
    reports_.say(number, tr("A line holds no contact."), tr("It was passed over."));
  };
  const auto give = [&]() -> Result<void> {
    const std::vector<std::size_t> numbers = std::exchange(of_card, {});
    if (!card) return {};
    Contact contact = *std::exchange(card, std::nullopt);
    if (!contact.numbers.empty() || !contact.mails.empty()) return take_(std::move(contact));
    for (const std::size_t number : numbers) pass_over(number);
    return {};
  };
  for (const auto& [number, text] : lines) {
    const bool long_line = text.size() > kLongestLine;
    Parts parts = long_line ? Parts{} : parts_of(text);
    if (!long_line && parts.reaches() && may_be_name(parts.name)) {
      if (auto given = give(); !given) return given;
      Contact contact;
      contact.formatted_name = parts.name;
      add_to(contact, parts);
      if (auto taken = take_(std::move(contact)); !taken) return taken;
      continue;
    }
    if (!long_line && parts.name.empty() && (parts.reaches() || !parts.urls.empty())) {
      if (!card) card.emplace();
      add_to(*card, parts);
    } else if (!card && may_be_name(text)) {
      card.emplace();
      card->formatted_name = text;
    } else if (card) {
      card->note += (card->note.empty() ? "" : "\n") + text;
    } else {
      pass_over(number);
      continue;
    }
    of_card.push_back(number);
  }
  return give();
}

Result<void> TextContacts::end_block() {
  blanks_ = 0;
  size_ = 0;
  if (!plain_.empty() && labelled_.empty()) return give_card();
  if (labelled_.empty()) return {};
  // A name above the labelled lines.
  bool named = false;
  for (const Labelled& field : labelled_) {
    const ColumnField f = read_column(field.label).field;
    named = named || f == ColumnField::name || f == ColumnField::full_name || f == ColumnField::given ||
            f == ColumnField::family;
  }
  for (auto& [number, text] : plain_) {
    if (!named && may_be_name(text)) {
      labelled_.push_back({"Full name", text});
      named = true;
    } else {
      reports_.say(number, tr("A line has no label."), tr("It went into the note."));
      labelled_.push_back({"Note", text});
    }
  }
  plain_.clear();
  return give_labelled();
}

Result<bool> TextContacts::take_mail_header(std::string_view label, std::string_view value) {
  if (!is_mail_header(label) || value.find('@') == std::string_view::npos) return false;
  for (const std::string_view box : mailboxes(value)) {
    NamedMail named = read_named_mail(box);
    if (!holds_mail_address(named.address)) continue;
    Contact contact;
    contact.formatted_name = std::move(named.name);
    contact.mails.push_back({std::move(named.address), {}, {}, false});
    if (auto taken = take_(std::move(contact)); !taken) return taken.failure();
  }
  return true;
}

// False: the line has no label that anybody knows.
bool TextContacts::take_labelled(std::string_view text, std::size_t number) {
  std::size_t length = 1, colon = text.find(':');
  if (const std::size_t wide = text.find("："); wide < colon) colon = wide, length = 3;
  if (const std::size_t tab = text.find('\t'); tab < colon) colon = tab, length = 1;
  if (colon == std::string_view::npos || colon == 0 || colon > kLongestLabel) return false;
  std::string label(trim(text.substr(0, colon)));
  if (label.ends_with(':')) label.pop_back();
  // "http://…", "10:30"
  if (text.substr(colon).starts_with("://") || is_digit(label.front())) return false;
  const std::string_view value = trim(text.substr(colon + length));
  if (known_labels_.size() > 10 * kMostTables) known_labels_.clear();
  const auto [known, fresh] = known_labels_.emplace(label, Label::unknown);
  if (fresh) {
    const Column column = read_column(label);
    if (column.field != ColumnField::unknown && (!column.leftover || !column.label.empty()))
      known->second = column.field == ColumnField::known || column.field == ColumnField::event ||
                              column.field == ColumnField::custom
                          ? Label::inside
                          : Label::begins;
  }
  // Within a block an unknown label is a label all the same; a block begins with one that says what it is.
  if (labelled_.empty() ? known->second != Label::begins : known->second == Label::unknown && value.empty())
    return false;
  if (labelled_.empty()) first_line_ = number;
  labelled_.push_back({std::move(label), std::string(value)});
  return true;
}

Result<void> TextContacts::take_plain(std::string_view text, std::size_t number) {
  if (text.size() <= kLongestLine * 4 && std::count(text.begin(), text.end(), '@') > 1) {
    // A list of mailboxes in one line.
    std::vector<Contact> all;
    for (const std::string_view box : mailboxes(text)) {
      NamedMail named = read_named_mail(box);
      if (!holds_mail_address(named.address) || named.address.find(' ') != std::string::npos) break;
      Contact contact;
      contact.formatted_name = std::move(named.name);
      contact.mails.push_back({std::move(named.address), {}, {}, false});
      all.push_back(std::move(contact));
    }
    if (all.size() > 1 && all.size() == mailboxes(text).size()) {
      for (Contact& contact : all)
        if (auto taken = take_(std::move(contact)); !taken) return taken;
      return {};
    }
  }
  plain_.emplace_back(number, std::string(text));
  return {};
}

Result<void> TextContacts::line(std::string_view raw, std::size_t number) {
  const std::string_view text = trim(raw);
  if (text.empty()) {
    ++blanks_;
    // A value may go on behind an empty line; whoever has none is complete.
    return labelled_.empty() ? end_block() : Result<void>();
  }
  const bool indented = raw.front() == ' ' || raw.front() == '\t';
  if (indented && !labelled_.empty() && plain_.empty() && size_ < kMostOfBlock) {
    std::string& value = labelled_.back().value;
    value.append(value.empty() && blanks_ == 0 ? 0 : 1 + blanks_, '\n');
    value += text;
    size_ += text.size() + blanks_ + 1;
    blanks_ = 0;
    return {};
  }
  if (blanks_ > 0 || size_ >= kMostOfBlock || labelled_.size() + plain_.size() >= kMostFields)
    if (auto ended = end_block(); !ended) return ended;
  blanks_ = 0;
  size_ += text.size();
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && colon < kLongestLabel) {
    auto header = take_mail_header(trim(text.substr(0, colon)), trim(text.substr(colon + 1)));
    if (!header) return header.failure();
    if (*header) return {};
  }
  const std::size_t before = labelled_.size();
  if (!take_labelled(text, number)) return take_plain(text, number);
  // The name once more: the next contact, though no line parts them.
  const auto same = std::find_if(labelled_.begin(), labelled_.end() - 1, [&](const Labelled& field) {
    return field.label == labelled_.back().label;
  });
  if (before == 0 || same == labelled_.end() - 1 || same != labelled_.begin()) return {};
  const ColumnField f = read_column(labelled_.back().label).field;
  if (f != ColumnField::name && f != ColumnField::full_name && f != ColumnField::given &&
      f != ColumnField::family)
    return {};
  Labelled next = std::move(labelled_.back());
  labelled_.pop_back();
  if (auto ended = end_block(); !ended) return ended;
  first_line_ = number;
  labelled_.push_back(std::move(next));
  return {};
}

Result<void> stream_text(const ReadBytes& from, const ReadOptions& options, const TakeContact& take,
                         const TakeDiagnostic& tell) {
  TableReports reports(tell);
  std::size_t contacts = 0;
  bool full = false;
  Input input = Input::pulled(
      [&](std::span<char> into) -> Result<std::size_t> { return from(into.data(), into.size()); }, "");
  const TakeContact limited = [&](Contact&& contact) -> Result<void> {
    if (contacts >= options.max_contacts) {
      full = true;
      return {};
    }
    ++contacts;
    return take(std::move(contact));
  };
  LineReader lines(input);
  TextContacts text(limited, reports);
  TextLine line;
  bool any = false;
  while (!full && lines.next(line)) {
    any = any || !trim(line.text).empty();
    if (auto taken = text.line(line.text, line.number); !taken) return taken;
  }
  if (lines.failed()) return lines.failure();
  if (auto ended = text.end_block(); !ended) return ended;
  if (full)
    reports.say(line.number, tr("The file holds more contacts than the limit."),
                tr("The rest was not read."));
  if (contacts == 0 && any) reports.say(0, tr("The text holds no contact."), tr("Nothing was read."));
  reports.finish();
  return {};
}

bool looks_like_contacts_text(std::string_view head) {
  std::string text;
  TextDecoder decoder;
  decoder.decode(head.substr(0, std::size_t{16} << 10), true, text);
  bool found = false;
  TableReports silent([](Diagnostic&&) {});
  const TakeContact take = [&](Contact&& c) -> Result<void> {
    found = found || !c.numbers.empty() || !c.mails.empty();
    return {};
  };
  TextContacts lines(take, silent);
  std::size_t number = 0;
  for (const std::string_view line : split(text, '\n'))
    if (found || !lines.line(line, ++number)) break;
  static_cast<void>(lines.end_block());
  return found;
}

}  // namespace phonebook
