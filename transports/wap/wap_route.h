// wap_route: phones by their number, through the SMS gateway that the person set up. Nothing announces itself
// here: a number is in the list of phones, and without a gateway the route says so.
#pragma once
#include "transports/routes.h"

namespace phonebook {

class WapRoute final : public Route {
 public:
  constexpr WapRoute() noexcept = default;
  [[nodiscard]] const char* name() const override { return "wap"; }
  [[nodiscard]] Link link() const override { return Link::wap; }
  // "+49 151 1234-5678" → "+4915112345678".
  [[nodiscard]] std::string canonical(const std::string& address) const override;
  [[nodiscard]] std::optional<Absence> absence() const override { return std::nullopt; }
  [[nodiscard]] Absence why_no_phone(const Task& task) const override;
  [[nodiscard]] std::vector<Check> checks(const Task& task) const override;
  [[nodiscard]] std::vector<FoundPhone> discover(std::span<const KnownPhone> known,
                                                 const Task& task) const override;
  [[nodiscard]] Result<std::unique_ptr<Phone>> open(const std::string& address) const override;
};

}  // namespace phonebook
