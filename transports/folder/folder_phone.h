// folder_phone: the phone book in a directory. Reads every *.vcf in it (not below it), one or many cards a
// file; adds a contact as a file of its own; rewrites one card and leaves its neighbours in the file byte for
// byte.
//
// Links are passed over, whatever they point at, so that no name in the folder reaches anything outside of
// it.
#pragma once
#include <filesystem>

#include "transports/phone.h"

namespace phonebook {

struct FolderLimits {
  std::size_t cards = 100'000;
  std::size_t file_bytes = std::size_t{64} << 20;
  std::size_t all_bytes = std::size_t{512} << 20;
};

class FolderPhone final : public Phone {
 public:
  // `folder` is absolute and need not be there yet.
  explicit FolderPhone(std::filesystem::path folder, FolderLimits limits = {});

  [[nodiscard]] Capabilities capabilities() const override;
  [[nodiscard]] Result<Contents> read(const Task& task) override;
  [[nodiscard]] Result<std::string> add(const Contact& contact, const Task& task) override;
  [[nodiscard]] Result<std::string> update(const PhoneEntry& entry, const Contact& contact,
                                           const Task& task) override;

 private:
  [[nodiscard]] Fail write_failure(const Error& error) const;

  std::filesystem::path folder_;
  FolderLimits limits_;
};

}  // namespace phonebook
