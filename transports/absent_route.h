// absent_route: a way to phones that this version does not have. It stays in the table, finds nothing and
// says so.
#pragma once
#include "transports/routes.h"

namespace phonebook {

class AbsentRoute final : public Route {
 public:
  // The sentences are in English and are translated when they are asked for.
  constexpr AbsentRoute(const char* name, Link link, const char* reason, const char* cure) noexcept
      : name_(name), link_(link), reason_(reason), cure_(cure) {}

  [[nodiscard]] const char* name() const override { return name_; }
  [[nodiscard]] Link link() const override { return link_; }
  [[nodiscard]] std::optional<Absence> absence() const override;
  [[nodiscard]] std::vector<FoundPhone> discover(std::span<const KnownPhone> known,
                                                 const Task& task) const override;
  [[nodiscard]] Result<std::unique_ptr<Phone>> open(const std::string& address) const override;

 private:
  const char* name_;
  Link link_;
  const char* reason_;
  const char* cure_;
};

}  // namespace phonebook
