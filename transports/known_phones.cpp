// The list of phones that the person set up:
// {"version":2,"phones":[{"phone":"folder:/x","name":"Card","device":"UUID"}]}; version 1 knew no devices.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/text.h"
#include "transports/routes.h"

namespace phonebook {
namespace {

using nlohmann::json;

constexpr int kVersion = 2;
constexpr std::size_t kMaxFileBytes = std::size_t{1} << 20;
constexpr std::size_t kMaxPhones = 1000;
constexpr std::size_t kMaxNameBytes = 1000;
constexpr std::size_t kMaxDeviceBytes = 100;

std::filesystem::path phones_file() { return config_folder() / "phones.json"; }

Fail broken(const std::filesystem::path& file, const char* sentence) {
  return fail(Code::invalid_input,
              std::string(sentence) + " " + tr("Mend the file, or move it away and set the phones up again."),
              file.string());
}

std::optional<KnownPhone> phone_from(const json& row) {
  if (!row.is_object()) return std::nullopt;
  const auto phone = row.find("phone");
  if (phone == row.end() || !phone->is_string()) return std::nullopt;
  const auto address = parse_phone_address(phone->get_ref<const std::string&>());
  if (!address) return std::nullopt;
  const auto name = row.find("name");
  if (name != row.end() && !name->is_string()) return std::nullopt;
  const auto device = row.find("device");
  if (device != row.end() && !device->is_string()) return std::nullopt;
  return KnownPhone{*address, name == row.end() ? "" : name->get<std::string>(),
                    device == row.end() ? "" : device->get<std::string>()};
}

Result<std::vector<KnownPhone>> phones_from(const std::string& bytes, const std::filesystem::path& file) {
  const json document = json::parse(bytes, nullptr, false);
  if (document.is_discarded() || !document.is_object())
    return broken(file, tr("The list of phones is not the JSON it should be."));
  const auto version = document.find("version");
  if (version == document.end() || !version->is_number_integer())
    return broken(file, tr("The list of phones does not say its version."));
  if (*version != 1 && *version != kVersion)
    return broken(file, tr("The list of phones was written by another version of this program."));
  const auto rows = document.find("phones");
  if (rows == document.end() || !rows->is_array())
    return broken(file, tr("The list of phones holds no list."));
  if (rows->size() > kMaxPhones) return broken(file, tr("The list of phones is longer than a thousand."));

  std::vector<KnownPhone> phones;
  for (const json& row : *rows) {
    auto phone = phone_from(row);
    if (!phone) {
      return broken(file,
                    fmt::format(fmt::runtime(tr("Phone {} in the list of phones cannot be understood.")),
                                phones.size() + 1)
                        .c_str());
    }
    phones.push_back(std::move(*phone));
  }
  return phones;
}

}  // namespace

Result<std::vector<KnownPhone>> load_known_phones() {
  const std::filesystem::path file = phones_file();
  const auto bytes = read_file(file, kMaxFileBytes);
  if (!bytes) {
    if (bytes.error().code == Code::not_found) return std::vector<KnownPhone>{};
    return bytes.failure();
  }
  return phones_from(*bytes, file);
}

Result<void> save_known_phones(std::span<const KnownPhone> phones) {
  // What cannot be read may be mended by hand; writing over it would lose it.
  if (auto there = load_known_phones(); !there) return there.failure();
  if (phones.size() > kMaxPhones)
    return fail(Code::invalid_input, tr("The list of phones is longer than a thousand."));

  json rows = json::array();
  std::vector<std::string> seen;
  for (const KnownPhone& phone : phones) {
    const std::string text = phone.address.text();
    if (parse_phone_address(text) != phone.address)
      return fail(Code::invalid_input, tr("This is not the address of a phone, like folder:/media/card."),
                  text);
    if (std::find(seen.begin(), seen.end(), text) != seen.end())
      return fail(Code::invalid_input, tr("This phone is in the list already."), text);
    seen.push_back(text);
    rows.push_back({{"phone", text}, {"name", cut_utf8(valid_utf8(phone.name), kMaxNameBytes)}});
    if (!phone.device.empty()) rows.back()["device"] = cut_utf8(valid_utf8(phone.device), kMaxDeviceBytes);
  }
  const json document = {{"version", kVersion}, {"phones", std::move(rows)}};
  if (auto made = make_private_folder(config_folder()); !made) return made.failure();
  return write_file_atomically(phones_file(), document.dump(2) + "\n", {.mode = 0600});
}

}  // namespace phonebook
