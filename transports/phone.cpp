#include "transports/phone.h"

#include <algorithm>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr std::size_t kMaxAddressBytes = 4096;  // PATH_MAX
constexpr std::size_t kMaxRouteBytes = 32;

bool is_route_word(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !text.empty() && text.size() <= kMaxRouteBytes && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace

std::optional<PhoneAddress> parse_phone_address(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view route = text.substr(0, colon);
  const std::string_view address = text.substr(colon + 1);
  if (!is_route_word(route) || address.empty() || address.size() > kMaxAddressBytes) return std::nullopt;
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  if (std::any_of(address.begin(), address.end(), is_control) || !is_valid_utf8(address)) return std::nullopt;
  return PhoneAddress{std::string(route), std::string(address)};
}

std::vector<Result<std::string>> Phone::add_all(std::span<const Contact> contacts, const Task& task) {
  std::vector<Result<std::string>> out;
  out.reserve(contacts.size());
  std::optional<Fail> ended;  // why the rest is not tried
  for (const Contact& contact : contacts) {
    if (ended) {
      out.emplace_back(*ended);
      continue;
    }
    Result<std::string> added = add(contact, task);
    if (!added) {
      const Code code = added.error().code;
      if (code == Code::unreachable || code == Code::uncertain)
        ended = fail(Code::unreachable, tr("Not sent: the phone was gone."));
      else if (code == Code::cancelled)
        ended = fail(Code::cancelled, tr("Cancelled before it was sent."));
    }
    out.push_back(std::move(added));
  }
  return out;
}

Result<std::optional<Toll>> Phone::toll(std::span<const Contact>) const { return std::optional<Toll>(); }

Result<void> Phone::agree_to_toll() { return {}; }

std::string Phone::next_tap(std::size_t) const { return {}; }

Contact Phone::kept(const Contact& contact) const {
  Contact kept = contact;
  if (!capabilities().keeps_photos) kept.photo.reset();
  return kept;
}

}  // namespace phonebook
