// gammu_route: phones that the program gammu reaches (old Nokias, its own file-backed dummy). The address is
// the path of a gammurc; ~/.gammurc is found by itself.
#pragma once
#include "transports/routes.h"

namespace phonebook {

class GammuRoute final : public Route {
 public:
  constexpr GammuRoute() noexcept = default;
  [[nodiscard]] const char* name() const override { return "gammu"; }
  [[nodiscard]] Link link() const override { return Link::usb; }
  [[nodiscard]] std::string canonical(const std::string& address) const override;
  [[nodiscard]] std::optional<Absence> absence() const override;
  [[nodiscard]] Absence why_no_phone(const Task& task) const override;
  [[nodiscard]] std::vector<FoundPhone> discover(std::span<const KnownPhone> known,
                                                 const Task& task) const override;
  [[nodiscard]] Result<std::unique_ptr<Phone>> open(const std::string& address) const override;
};

}  // namespace phonebook
