// gammu_phone: a phone behind the program gammu, which is run and never linked. The phone's own memory (ME)
// only.
//
// Read with `backup FILE.vcf`, written with `addnew`, an entry replaced by adding the new one, reading it
// back, and only then deleting the old one. `restore` is never used: it deletes every other entry.
#pragma once
#include <filesystem>
#include <map>
#include <optional>

#include "transports/gammu/gammu_card.h"
#include "transports/phone.h"

namespace phonebook {

class GammuPhone final : public Phone {
 public:
  // `config` is an absolute path to a gammurc.
  explicit GammuPhone(std::filesystem::path config) : config_(std::move(config)) {}

  [[nodiscard]] Capabilities capabilities() const override;
  [[nodiscard]] Contact kept(const Contact& contact) const override { return kept_by_gammu(contact); }
  [[nodiscard]] Result<Contents> read(const Task& task) override;
  [[nodiscard]] Result<std::string> add(const Contact& contact, const Task& task) override;
  [[nodiscard]] Result<std::string> update(const PhoneEntry& entry, const Contact& contact,
                                           const Task& task) override;

 private:
  using Entries = std::map<std::size_t, GammuEntry>;  // by location

  [[nodiscard]] Result<Entries> read_entries(const Task& task) const;
  [[nodiscard]] Result<void> remove(std::size_t location) const;
  // Adds and reads back; `before` becomes what the phone holds now. Returns the location.
  [[nodiscard]] Result<std::size_t> add_to(Entries& before, const Contact& kept) const;

  std::filesystem::path config_;
  std::optional<Entries> last_;  // what the phone held when we last looked
};

}  // namespace phonebook
