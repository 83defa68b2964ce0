#include "command/serve_params.h"

#include <charconv>

#include "base/text.h"

namespace phonebook::command {
namespace {
using nlohmann::json;

constexpr std::size_t kIconBytes = std::size_t{1} << 20;
constexpr std::size_t kNameBytes = 4096;
constexpr std::size_t kMostBuddies = 200, kMostIds = 10'000;

Buddy buddy_from(const json& in) {
  if (!in.is_object()) throw WrongParams("a buddy is an object");
  return {text_param(in, "protocol"), text_param(in, "account"), text_param(in, "name")};
}

// A picture by its first octets; what a peer calls it does not count.
std::string picture_type(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  if (bytes.starts_with("\xff\xd8\xff")) return "image/jpeg";
  if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return "image/gif";
  if (bytes.size() > 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return "image/webp";
  return {};
}

}  // namespace

std::string text_param(const json& params, const char* name, const std::string& otherwise) {
  const auto it = params.find(name);
  if (it == params.end() || it->is_null()) return otherwise;
  if (!it->is_string()) throw WrongParams(std::string(name) + " must be text");
  return it->get<std::string>();
}
std::string needed_text(const json& params, const char* name) {
  std::string out = text_param(params, name);
  if (out.empty()) throw WrongParams(std::string(name) + " is missing");
  return out;
}
bool flag_param(const json& params, const char* name, bool otherwise) {
  const auto it = params.find(name);
  if (it == params.end() || it->is_null()) return otherwise;
  if (!it->is_boolean()) throw WrongParams(std::string(name) + " must be true or false");
  return it->get<bool>();
}

Partner partner_param(const json& params, const char* name) {
  const auto it = params.find(name);
  if (it == params.end() || !it->is_object()) throw WrongParams(std::string(name) + " is missing");
  Partner out{buddy_from(*it), std::string(cut_utf8(text_param(*it, "shown"), kNameBytes)), {}};
  if (out.buddy.name.empty() || out.buddy.protocol.empty())
    throw WrongParams("a partner has a protocol and a name");
  if (const auto others = it->find("others"); others != it->end() && others->is_array())
    for (const json& other : *others)
      if (out.others.size() < kMostBuddies) out.others.push_back(buddy_from(other));
  return out;
}

std::optional<std::vector<std::int64_t>> ids_param(const json& params, const char* name) {
  const auto it = params.find(name);
  if (it == params.end() || it->is_null()) return std::nullopt;
  if (!it->is_array() || it->size() > kMostIds)
    throw WrongParams(std::string(name) + " must be a list of ids");
  std::vector<std::int64_t> out;
  for (const json& item : *it) {
    std::int64_t id = 0;
    const std::string text = item.is_string() ? item.get<std::string>() : std::string();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
      throw WrongParams(std::string(name) + " must be a list of ids");
    out.push_back(id);
  }
  return out;
}

PhoneChoice choice_param(const json& params) {
  PhoneChoice out;
  const std::string phone = text_param(params, "phone"), via = text_param(params, "via");
  if (!phone.empty()) {
    auto chosen = choose_phone(phone);
    if (!chosen) throw WrongParams("a phone is named ROUTE:ADDRESS, or by the name it was given");
    out = *std::move(chosen);
  }
  if (!via.empty()) out.via = via;
  return out;
}

CardRequest card_param(const json& params) {
  CardRequest out{.partner = partner_param(params),
                  .findings = ids_param(params, "findings"),
                  .leave_out = ids_param(params, "leave_out").value_or(std::vector<std::int64_t>()),
                  .icon = std::nullopt};
  if (const auto icon = params.find("icon"); icon != params.end() && icon->is_object()) {
    auto bytes = base64_decode(text_param(*icon, "data"));
    if (bytes && bytes->size() <= kIconBytes)
      if (const std::string type = picture_type(*bytes); !type.empty())
        out.icon = Photo{*std::move(bytes), type, {}};
  }
  return out;
}

ChatMessage message_param(const json& params, std::string& text_storage) {
  text_storage = text_param(params, "text");
  ChatMessage out{
      .text = text_storage, .html = flag_param(params, "html", true), .sent = flag_param(params, "sent")};
  if (const auto time = params.find("time"); time != params.end()) {
    if (!time->is_number_integer()) throw WrongParams("time must be Unix seconds");
    out.time = time->get<std::int64_t>();
  }
  out.delayed = flag_param(params, "delayed");
  out.off_record = flag_param(params, "off_record");
  out.partner = partner_param(params);
  out.region = text_param(params, "region");
  return out;
}

}  // namespace phonebook::command
