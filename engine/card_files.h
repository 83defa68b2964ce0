// One contact a file, for phones that read the first card of a file only: into a folder, named after the
// contacts, or numbered beside a name that the person gave.
//
//   auto files = CardFiles::open("cards", "vcf", overwrite);     // cards/Bob Builder.vcf, cards/Ann.vcf
//   auto files = CardFiles::open("bob.vcf", "vcf", overwrite);   // bob-1.vcf, bob-2.vcf; one alone: bob.vcf
//   files->add("Bob Builder", bytes); … files->commit();
//
// They wait in a hidden folder beside (which only SIGKILL leaves behind), and all of them or none appear; but
// where `overwrite` is said and a rename fails halfway, what was already replaced stays replaced. A file that
// is there already is Code::conflict unless `overwrite`. Only their owner may read them. Thread rule: one
// thread.
#pragma once
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace phonebook {

// The name as a file may be called, without ending: letters and digits of any script, blanks and "-_.'()+&,",
// anything else as "_"; no path, not hidden, no name that Windows keeps for devices; at most 80 bytes. Never
// empty.
[[nodiscard]] std::string file_name_for(std::string_view name);

class CardFiles {
 public:
  // A folder where `out` is one, ends in "/" or has no ending; else the pattern of numbered files.
  [[nodiscard]] static Result<CardFiles> open(const std::filesystem::path& out, std::string ending,
                                              bool overwrite);
  CardFiles(CardFiles&&) noexcept;
  CardFiles& operator=(CardFiles&&) noexcept;
  ~CardFiles();  // without commit() nothing of them is left

  [[nodiscard]] Result<void> add(std::string_view name, std::string_view bytes);
  [[nodiscard]] Result<void> commit();
  [[nodiscard]] std::size_t count() const;

 private:
  struct State;
  explicit CardFiles(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace phonebook
