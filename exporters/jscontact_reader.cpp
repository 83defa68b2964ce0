#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "exporters/jscontact.h"
#include "exporters/jscontact_card.h"
#include "exporters/json_text.h"

namespace phonebook {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10;

// A place in the input, for a person. Columns count octets from 1.
struct Position {
  std::size_t line = 1, column = 1;
  void advance(std::string_view text) {
    const std::size_t last = text.rfind('\n');
    line += static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    column = last == std::string_view::npos ? column + text.size() : text.size() - last;
  }
};

// Cuts the input into values: what stands between the brackets and commas of its arrays, or one behind the
// other. Each is parsed on its own, so that only one is in memory.
class Values {
 public:
  Values(const ReadOptions& options, const TakeContact& take, const TakeDiagnostic& tell)
      : options_(options), take_(take), tell_(tell) {}

  Result<void> feed(std::string_view bytes) {
    while (!bytes.empty() && !stopped_) {
      const std::size_t used = in_value_ ? continue_value(bytes) : between(bytes);
      position_.advance(bytes.substr(0, used));
      bytes.remove_prefix(used);
      if (in_value_ || !ready_) continue;
      ready_ = false;
      if (auto done = value(); !done) return done;
    }
    return {};
  }

  Result<void> finish() {
    if (in_value_ && is_bare_) {
      in_value_ = false;
      if (auto done = value(); !done) return done;
    }
    if (stopped_) return {};
    if (in_value_) {
      problem(began_, tr("The file ends inside this contact."));
    } else if (in_array_) {
      problem(position_, tr("The file ends inside the list."), taken_ > 0);
    }
    if (passed_over_ > 0)
      tell_({passed_over_at_.line,
             fmt::format(
                 fmt::runtime(tr_n("{} entry is no contact (the first at column {}).",
                                   "{} entries are no contacts (the first at column {}).", passed_over_)),
                 passed_over_, passed_over_at_.column),
             tr("Passed over.")});
    if (taken_ > 0) return {};
    if (first_problem_) return Fail{*first_problem_};
    if (passed_over_ > 0)
      return fail(Code::invalid_input, tr("This is JSON, but neither a contact nor a list of contacts."));
    if (any_) tell_({0, tr("The file holds no contact."), tr("Nothing was read.")});
    return {};
  }

 private:
  static bool is_blank(char c) noexcept {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\x1E';  // RFC 7464 begins values with 1E
  }

  // Octets up to where a value begins, or all of them.
  std::size_t between(std::string_view bytes) {
    std::size_t i = 0;
    // Also the marks that UTF-8 files begin with, of one or of several that were joined.
    while (i < bytes.size() && (is_blank(bytes[i]) || bytes[i] == ',' || bytes[i] == '\xEF' ||
                                bytes[i] == '\xBB' || bytes[i] == '\xBF'))
      ++i;
    if (i > 0 || bytes.empty()) return i;
    any_ = true;
    const char c = bytes[0];
    if (c == '[' && !in_array_) {
      in_array_ = true;
      return 1;
    }
    if (c == ']' && in_array_) {
      in_array_ = false;
      return 1;
    }
    in_value_ = true;
    began_ = position_;
    text_.clear();
    depth_ = 0;
    quoted_ = escaped_ = too_large_ = too_deep_ = false;
    is_bare_ = c != '{' && c != '[' && c != '"';
    return 0;
  }

  std::size_t continue_value(std::string_view bytes) {
    std::size_t i = 0;
    for (; i < bytes.size(); ++i) {
      const char c = bytes[i];
      if (quoted_) {
        // Most octets of a card stand in quotes.
        if (escaped_) {
          escaped_ = false;
        } else if (c == '\\') {
          escaped_ = true;
        } else if (c == '"') {
          quoted_ = false;
          if (depth_ == 0) {
            ++i;
            end_value();
            break;
          }
        }
        continue;
      }
      if (c == '"' && !is_bare_) {
        quoted_ = true;
      } else if (is_bare_ && depth_ == 0) {
        if (!is_blank(c) && c != ',' && c != ']' && c != '[' && c != '{' && c != '}') continue;
        if ((c == '}' || (c == ']' && !in_array_)) && i == 0 && text_.empty())
          ++i;  // nothing else would take it
        end_value();
        break;
      } else if (c == '{' || c == '[') {
        if (++depth_ > kDeepestJson) too_deep_ = true;
      } else if (c == '}' || c == ']') {
        if (--depth_ == 0) {
          ++i;
          end_value();
          break;
        }
      }
    }
    if (too_large_ || too_deep_ || text_.size() + i > options_.max_bytes) {
      too_large_ = too_large_ || !too_deep_;
      std::string().swap(text_);
    } else {
      text_.append(bytes.substr(0, i));
    }
    return i;
  }
  void end_value() {
    in_value_ = false;
    ready_ = true;
  }

  void problem(const Position& at, std::string found, bool done_all = false) {
    if (!first_problem_)
      first_problem_ = fail(Code::invalid_input, found,
                            fmt::format(fmt::runtime(tr("line {}, column {}")), at.line, at.column))
                           .error;
    if (taken_ == 0 && !done_all) {
      // Told with the error, if nothing comes behind it.
      waiting_.push_back(
          {at.line, fmt::format(fmt::runtime(tr("Column {}: {}")), at.column, found), tr("Passed over.")});
      if (waiting_.size() > kMostWaiting) waiting_.pop_back();
      return;
    }
    tell_({at.line, fmt::format(fmt::runtime(tr("Column {}: {}")), at.column, found),
           done_all ? tr("All before it was read.") : tr("Passed over.")});
  }

  Result<void> value() {
    if (too_deep_) {
      problem(began_, tr("The values are nested deeper than any contact needs."));
      return {};
    }
    if (too_large_) {
      problem(began_, fmt::format(fmt::runtime(tr("This contact is larger than the limit of {} bytes.")),
                                  options_.max_bytes));
      return {};
    }
    if (!is_valid_utf8(text_)) {
      text_ = valid_utf8(text_);
      tell_({began_.line, tr("The text is not all UTF-8, as JSON must be."),
             tr("What cannot be read is shown as �.")});
    }
    if (const auto wrong = tree_.parse(text_)) {
      Position at = began_;
      at.advance(std::string_view(text_).substr(0, std::min(wrong->offset, text_.size())));
      problem(at, wrong->too_deep ? tr("The values are nested deeper than any contact needs.")
                                  : tr("This is not JSON."));
      return {};
    }
    JsonNode& root = tree_.root();
    if (jscontact::looks_like_card(root) || (root.is_object() && root.nodes == 1)) return contact(root);
    const std::size_t before = taken_;
    if (auto done = inside(root); !done) return done;
    if (taken_ > before) {
      if (!std::exchange(told_inside_, true))
        tell_({began_.line, tr("The contacts stand inside other JSON."), tr("They were taken out of it.")});
      return {};
    }
    if (passed_over_++ == 0) passed_over_at_ = began_;
    return {};
  }

  // Cards anywhere in the value: {"list":[…]}, [["ContactCard/get",{…},"0"]].
  Result<void> inside(JsonNode& node) {
    for (JsonNode* child = first_child(node); child && !stopped_; child = next_child(node, child)) {
      if (!child->is_object() && !child->is_array()) continue;
      auto done = jscontact::looks_like_card(*child) ? contact(*child) : inside(*child);
      if (!done) return done;
    }
    return {};
  }

  Result<void> contact(JsonNode& card) {
    if (taken_ >= options_.max_contacts) {
      stopped_ = true;
      tell_({began_.line, tr("The file holds more contacts than the limit."), tr("The rest was not read.")});
      return {};
    }
    for (Diagnostic& diagnostic : waiting_) tell_(std::move(diagnostic));
    waiting_.clear();
    ++taken_;
    return take_(jscontact::contact_of(card));
  }

  static constexpr std::size_t kMostWaiting = 1000;

  const ReadOptions& options_;
  const TakeContact& take_;
  const TakeDiagnostic& tell_;
  Position position_, began_, passed_over_at_;
  std::string text_;
  JsonTree tree_;
  std::size_t depth_ = 0, taken_ = 0, passed_over_ = 0;
  bool in_array_ = false, in_value_ = false, ready_ = false, is_bare_ = false, quoted_ = false,
       escaped_ = false;
  bool too_large_ = false, too_deep_ = false, stopped_ = false, any_ = false, told_inside_ = false;
  std::optional<Error> first_problem_;
  std::vector<Diagnostic> waiting_;
};

// UTF-16 and UTF-32 by their mark or by the zero octets of the first character, which is ASCII in any JSON.
const char* wide_charset(std::string_view start) {
  if (start.starts_with("\xFF\xFE")) return "UTF-16";
  if (start.starts_with("\xFE\xFF")) return "UTF-16";
  if (start.size() >= 2 && start[0] == '\0' && start[1] != '\0') return "UTF-16BE";
  if (start.size() >= 2 && start[0] != '\0' && start[1] == '\0') return "UTF-16LE";
  return nullptr;
}

}  // namespace

Result<void> stream_jscontact(const ReadBytes& from, const ReadOptions& options, const TakeContact& take,
                              const TakeDiagnostic& tell) {
  std::string piece(kPiece, '\0');
  Values values(options, take, tell);
  const char* wide = nullptr;
  std::string whole;  // of what is not UTF-8 at all
  for (bool first = true;; first = false) {
    const auto read = from(piece.data(), piece.size());
    if (!read) return read.failure();
    if (*read == 0) break;
    std::string_view bytes(piece.data(), *read);
    if (first) wide = wide_charset(bytes);
    if (wide) {
      if (whole.size() + bytes.size() > options.max_bytes)
        return fail(Code::invalid_input,
                    fmt::format(fmt::runtime(tr("The contacts are larger than the limit of {} bytes.")),
                                options.max_bytes));
      whole.append(bytes);
      continue;
    }
    if (auto fed = values.feed(bytes); !fed) return fed;
  }
  if (wide) {
    tell({0, fmt::format(fmt::runtime(tr("The text is in {}; JSON is UTF-8.")), wide),
          tr("It was read all the same.")});
    if (auto fed = values.feed(decode_charset(whole, wide).value_or(std::string())); !fed) return fed;
  }
  return values.finish();
}

}  // namespace phonebook
