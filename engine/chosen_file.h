// A file that the person named for what they get: written piece by piece, there whole or not at all, readable
// by the person alone, for it holds other people's data.
//
//   auto file = ChosenFile::open("people.vcf", overwrite);
//   if (auto put = file->write(bytes); !put) return put;
//   return file->commit();
//
// An existing file is Code::conflict unless `overwrite`, found before anything is written. A pipe or a device
// is written into as the pieces come; what a link points to is replaced, not the link. "-" is standard
// output. Thread rule: one thread.
#pragma once
#include <filesystem>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace phonebook {

class ChosenFile {
 public:
  [[nodiscard]] static Result<ChosenFile> open(const std::filesystem::path& path, bool overwrite);
  ChosenFile(ChosenFile&&) noexcept;
  ChosenFile& operator=(ChosenFile&&) noexcept;
  ~ChosenFile();  // without commit() nothing of it is left

  [[nodiscard]] Result<void> write(std::string_view bytes);
  [[nodiscard]] Result<void> commit();

 private:
  struct State;
  explicit ChosenFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace phonebook
