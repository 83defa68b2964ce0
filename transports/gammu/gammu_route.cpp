#include "transports/gammu/gammu_route.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>

#include "base/text.h"
#include "transports/gammu/gammu_config.h"
#include "transports/gammu/gammu_phone.h"
#include "transports/local_path.h"
#include "transports/program.h"

namespace phonebook {
namespace {

namespace fs = std::filesystem;

// Looks at files only: asking the phone itself takes seconds.
FoundPhone look(const KnownPhone& phone, const std::optional<Route::Absence>& absence) {
  FoundPhone found{.address = phone.address, .name = phone.name, .device = phone.device};
  const fs::path file = phone.address.address;
  const auto config = read_gammu_config(file);
  if (found.name.empty()) {
    const std::string& model = config ? config->model : "";
    found.name = model.empty() ? tr("Phone through gammu")
                               : fmt::format(fmt::runtime(tr("Phone through gammu ({})")), model);
  }
  if (absence) {
    found.state = PhoneState::passed_over;
    found.reason = absence->reason;
    found.cure = absence->cure;
  } else if (!config) {
    found.state = PhoneState::passed_over;
    found.reason = config.error().sentence;
    found.cure = fmt::format(fmt::runtime(tr("See that {} is a configuration made by gammu-config.")),
                             valid_utf8(file.string()));
  } else if (device_is_missing(*config)) {
    found.state = PhoneState::passed_over;
    found.reason = fmt::format(fmt::runtime(tr("The phone's device {} is not there.")), config->device);
    found.cure = tr("Plug the phone in and switch it on.");
  }
  return found;
}

std::optional<KnownPhone> phone_of_home(const GammuRoute& route, std::span<const KnownPhone> known) {
  const std::string file = route.canonical("~/.gammurc");
  std::error_code error;
  if (!fs::is_regular_file(file, error) || !read_gammu_config(file)) return std::nullopt;
  const PhoneAddress address{route.name(), file};
  const auto same = [&](const KnownPhone& phone) { return phone.address == address; };
  if (std::any_of(known.begin(), known.end(), same)) return std::nullopt;
  return KnownPhone{address, "", ""};
}

}  // namespace

std::string GammuRoute::canonical(const std::string& address) const { return canonical_path(address); }

std::optional<Route::Absence> GammuRoute::absence() const {
  if (find_program("gammu")) return std::nullopt;
  return Absence{tr("The program gammu is not installed."), tr("Install gammu (apt install gammu).")};
}

Route::Absence GammuRoute::why_no_phone(const Task&) const {
  return {tr("No phone is set up for gammu."),
          tr("For an old phone that gammu knows, make ~/.gammurc with gammu-config; it is found by itself.")};
}

std::vector<FoundPhone> GammuRoute::discover(std::span<const KnownPhone> known, const Task& task) const {
  std::vector<KnownPhone> mine;
  for (const KnownPhone& phone : known)
    if (phone.address.route == name())
      mine.push_back({{name(), canonical(phone.address.address)}, phone.name, phone.device});
  if (auto home = phone_of_home(*this, mine)) mine.push_back(std::move(*home));

  const auto missing = absence();
  std::vector<FoundPhone> found;
  for (const KnownPhone& phone : mine) {
    if (task.cancelled()) break;
    found.push_back(look(phone, missing));
  }
  return found;
}

Result<std::unique_ptr<Phone>> GammuRoute::open(const std::string& address) const {
  const fs::path file = canonical(address);
  if (const auto missing = absence())
    return fail(Code::unsupported, missing->reason + " " + missing->cure, file.string());
  if (const auto config = read_gammu_config(file); !config) {
    const Error& error = config.error();
    return fail(error.code == Code::not_found ? Code::unreachable : error.code, error.sentence, error.where);
  }
  return std::unique_ptr<Phone>(std::make_unique<GammuPhone>(file));
}

}  // namespace phonebook
