#include "transports/gammu/gammu_config.h"

#include <optional>
#include <system_error>

#include "base/atomic_file.h"
#include "base/text.h"

namespace phonebook {
namespace {
constexpr std::size_t kMaxConfigBytes = std::size_t{64} << 10;
}  // namespace

Result<GammuConfig> read_gammu_config(const std::filesystem::path& file) {
  const auto bytes = read_file(file, kMaxConfigBytes);
  if (!bytes) return bytes.failure();
  GammuConfig config;
  bool found = false;
  bool inside = false;
  for (std::string_view line : split(*bytes, '\n')) {
    line = trim(line);
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[') {
      inside = ascii_equal(line, "[gammu]");
      found = found || inside;
      continue;
    }
    const std::size_t equals = line.find('=');
    if (!inside || equals == std::string_view::npos) continue;
    const std::string key = ascii_lower(trim(line.substr(0, equals)));
    const std::string value = valid_utf8(trim(line.substr(equals + 1)));
    if (key == "device" || key == "port") config.device = value;  // "port" is its name before gammu 1.26
    if (key == "connection") config.connection = ascii_lower(value);
    if (key == "model") config.model = value;
  }
  if (!found) {
    return fail(
        Code::invalid_input,
        tr("This is no configuration of gammu: it has no [gammu] section. Make one with gammu-config."),
        file.string());
  }
  return config;
}

bool device_is_missing(const GammuConfig& config) {
  // A Bluetooth address or a port's number says nothing about who is there.
  if (config.device.empty() || config.device.front() != '/') return false;
  std::error_code error;
  return !std::filesystem::exists(config.device, error);
}

}  // namespace phonebook
