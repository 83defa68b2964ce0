// folder_route: a directory that is a phone book of .vcf files: a memory card, a phone that is mounted, a
// folder that another program keeps in step. The address is the directory's path; what is relative or begins
// with "~/" is made absolute by canonical().
#pragma once
#include "transports/routes.h"

namespace phonebook {

class FolderRoute final : public Route {
 public:
  constexpr FolderRoute() noexcept = default;
  [[nodiscard]] const char* name() const override { return "folder"; }
  [[nodiscard]] Link link() const override { return Link::usb; }
  [[nodiscard]] std::string canonical(const std::string& address) const override;
  [[nodiscard]] std::optional<Absence> absence() const override { return std::nullopt; }
  [[nodiscard]] Absence why_no_phone(const Task& task) const override;
  [[nodiscard]] std::vector<FoundPhone> discover(std::span<const KnownPhone> known,
                                                 const Task& task) const override;
  [[nodiscard]] Result<std::unique_ptr<Phone>> open(const std::string& address) const override;
};

}  // namespace phonebook
