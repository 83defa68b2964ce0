#include "plugin/purple/codes.h"

#include <algorithm>

#include "plugin/purple/state.h"
#include "plugin/purple/words.h"

namespace phonebook {
namespace {

constexpr int kSeconds = 30;
constexpr int kOtherColumns = 4, kOtherLines = 13;  // of Finch's window and screen around the code
constexpr int kMaxSide = 177;                       // the largest QR code there is

Asking asking(const State& state, const Where& where) {
  return {.again = true,
          .by_person = true,
          .timeout_seconds = kSeconds,
          .slow = state.conversations.slow_sayer(where)};
}

// One octet a module; empty when the rows are not what the protocol says.
std::vector<unsigned char> modules_of(const Json& answer, int size) {
  std::vector<unsigned char> modules;
  const Json& rows = list_in(answer, "rows");
  if (size < 1 || size > kMaxSide || rows.size() != static_cast<std::size_t>(size)) return {};
  for (const Json& row : rows) {
    if (!row.is_string()) return {};
    const auto& text = row.get_ref<const std::string&>();
    if (text.size() != static_cast<std::size_t>(size)) return {};
    for (const char c : text) modules.push_back(c == '1' ? 1 : 0);
  }
  return modules;
}

std::string other_version() {
  return tr("The code cannot be shown; the program purple-phonebook is of another version.");
}

std::string escaped(const std::string& text) {
  const OwnedText valid{purple_utf8_salvage(text.c_str())};
  const OwnedText html{g_markup_escape_text(valid.get(), -1)};
  return html.get();
}

// Blanks that no window takes for the end of a line or for nothing.
std::string as_html(const std::string& text) {
  std::string html;
  for (const char c : escaped(text)) {
    if (c == '\n')
      html += "<br>";
    else if (c == ' ')
      html += "\u00A0";
    else
      html += c;
  }
  return html;
}

}  // namespace

bool Codes::set_viewer(Viewer viewer) {
  if (viewer && viewer_) return false;
  viewer_ = std::move(viewer);
  return true;
}

void Codes::show(const Partner& partner, const Where& where, std::vector<std::string> findings) {
  if (!viewer_) {
    show_as_text(partner, where, std::move(findings), false);
    return;
  }
  Json params{{"partner", partner.json}};
  std::string key = partner.key;
  for (const std::string& finding : findings) key += '\n' + finding;
  if (!findings.empty()) params["findings"] = std::move(findings);
  state_.client.request("qr", std::move(params), asking(state_, where), [key, where](const Answer& answer) {
    if (State* loaded = State::loaded()) loaded->codes.arrived(key, where, answer);
  });
}

void Codes::arrived(const std::string& key, const Where& where, const Answer& answer) {
  if (!answer.ok()) {
    state_.conversations.tell(where, answer.sentence);
    return;
  }
  const int size = number_in(answer.result, "size");
  const std::vector<unsigned char> modules = modules_of(answer.result, size);
  if (modules.empty() || !viewer_) {
    state_.conversations.tell(where, other_version());
    return;
  }
  const std::string name = text_in(answer.result, "name"), sentence = text_in(answer.result, "sentence"),
                    remark = text_in(answer.result, "remark");
  const PhonebookCode code{.id = key.c_str(),
                           .name = name.c_str(),
                           .size = size,
                           .quiet_zone = std::clamp(number_in(answer.result, "quiet_zone", 4), 4, 16),
                           .modules = modules.data(),
                           .sentence = sentence.c_str(),
                           .remark = remark.c_str(),
                           .conversation = state_.conversations.find(where)};
  viewer_(code);
}

void Codes::show_as_text(const Partner& partner, const Where& where, std::vector<std::string> findings,
                         bool invert) {
  // Terminals have few lines.
  Json params{{"partner", partner.json}, {"smallest", true}, {"invert", invert}};
  if (!findings.empty()) params["findings"] = std::move(findings);
  state_.client.request("qr", std::move(params), asking(state_, where), [where](const Answer& answer) {
    State* loaded = State::loaded();
    if (loaded == nullptr) return;
    const std::string text = text_in(answer.result, "text");
    if (!answer.ok() || text.empty()) {
      loaded->conversations.tell(where, answer.ok() ? other_version() : answer.sentence);
      return;
    }
    const std::string name = text_in(answer.result, "name"), remark = text_in(answer.result, "remark");
    const std::string title = fill(tr("QR code: {}"), name);
    std::string html = "<font face=\"Monospace\">" + as_html(text) + "</font>";
    html += escaped(text_in(answer.result, "sentence")) + "<br>";
    html += escaped(
        fill(tr("If it is cut off, give the terminal at least {0} columns and {1} lines, or smaller letters, "
                "and ask again. If the phone does not see it, try /phonebook qr invert."),
             number_in(answer.result, "columns") + kOtherColumns,
             number_in(answer.result, "lines") + kOtherLines));
    if (!remark.empty()) html += "<br>" + escaped(remark);
    purple_notify_formatted(loaded->plugin, title.c_str(), title.c_str(), nullptr, html.c_str(), nullptr,
                            nullptr);
  });
}

}  // namespace phonebook
