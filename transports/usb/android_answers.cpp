#include "transports/usb/android_answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr std::string_view kPrefix = "purple-phonebook-";
constexpr std::string_view kEnding = ".vcf";
constexpr std::size_t kChanceDigits = 8;

bool holds(std::string_view text, std::string_view words) {
  return text.find(words) != std::string_view::npos;
}

// The line that says what went wrong, for a person.
std::string first_trouble(std::string_view output) {
  for (const std::string_view line : split(output, '\n'))
    for (const std::string_view word : {"Error", "Exception", "Unknown command", "not found", "usage"})
      if (holds(line, word)) return std::string(cut_utf8(valid_utf8(trim(line)), 200));
  return std::string(cut_utf8(valid_utf8(trim(output)), 200));
}

template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<bool> some_activity(std::string_view output) {
  if (holds(output, "No activities found")) return false;
  if (holds(output, "activities found:") || holds(output, "Activity #0")) return true;
  return std::nullopt;
}

Result<void> activity_started(std::string_view output) {
  if (holds(output, "SecurityException") || holds(output, "Permission Denial") ||
      holds(output, "have permission to access it") || holds(output, "Not allowed to"))
    return fail(
        Code::denied,
        tr("The phone does not let this computer open its contacts. In its “Developer options”, switch on "
           "what USB debugging may do, such as “USB debugging (Security settings)”."));
  if (holds(output, "unable to resolve") || holds(output, "No Activity found") ||
      (holds(output, "Activity class") && holds(output, "does not exist")))
    return fail(Code::unsupported,
                tr("The phone has no app that takes contacts. Install a contacts app on it."));
  if (holds(output, "being kept for the user"))
    return fail(
        Code::uncertain,
        tr("The phone keeps its present screen and may open the contact later. Look at the phone before you "
           "send it again."));
  if (holds(output, "Warning:") && holds(output, "brought to the front"))
    return fail(
        Code::busy,
        tr("The phone brought up another screen instead. Finish or close what it shows, and send again."));
  // "Warning: … delivered to currently running top-most instance" is as good as started.
  if (holds(output, "Starting: Intent") && !holds(output, "Error") && !holds(output, "Exception")) return {};
  return fail(
      Code::io,
      fmt::format(fmt::runtime(tr("The phone did not open the contact (“{}”). Unlock the phone and try "
                                  "again.")),
                  first_trouble(output)));
}

std::optional<std::uint64_t> media_id(std::string_view output) {
  for (const std::string_view line : split(output, '\n')) {
    const std::string_view row = trim(line);
    if (!row.starts_with("Row: ")) continue;
    const std::size_t at = row.find(" _id=");
    if (at == std::string_view::npos) continue;
    const std::string_view value = row.substr(at + 5);
    return whole_number<std::uint64_t>(value.substr(0, value.find(',')));
  }
  return std::nullopt;
}

bool is_old_handover(std::string_view name, std::int64_t now, std::int64_t age_seconds) {
  if (!name.starts_with(kPrefix) || !name.ends_with(kEnding) || name.size() > 64) return false;
  name.remove_prefix(kPrefix.size());
  if (name.size() < kEnding.size() + kChanceDigits + 2) return false;
  name.remove_suffix(kEnding.size());
  const std::size_t dash = name.find('-');
  if (dash == std::string_view::npos || dash > 12) return false;
  const std::string_view chance = name.substr(dash + 1);
  const auto hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (chance.size() != kChanceDigits || !std::all_of(chance.begin(), chance.end(), hex)) return false;
  const auto made = whole_number<std::int64_t>(name.substr(0, dash));
  return made && *made >= 0 && now - *made > age_seconds;
}

std::string handover_name(std::int64_t now) {
  return fmt::format("{}{}-{}{}", kPrefix, now, new_uuid().substr(0, kChanceDigits), kEnding);
}

}  // namespace phonebook
