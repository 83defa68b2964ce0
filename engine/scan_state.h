// scan_state: which files a scan into a book has been through, so that the next one passes over what did not
// change since.
//
//   auto state = ScanState::load(book_path, salt);
//   if (!state->has(file)) { …; state->add(file); }      // then state->save(), now and then and at the end
//
// No path stands in its file: a digest of each path and one of its size and time. Thread rule: one thread.
#pragma once
#include <array>
#include <filesystem>
#include <map>
#include <string>

#include "base/result.h"
#include "engine/scan_files.h"

namespace phonebook {

class ScanState {
 public:
  // `salt`: what else the findings depend on (region, kinds); another one makes all files new. A state that
  // cannot be read counts as none.
  [[nodiscard]] static ScanState load(const std::filesystem::path& book, const std::string& salt);
  [[nodiscard]] bool has(const FoundFile& file) const;
  void add(const FoundFile& file);
  [[nodiscard]] Result<void> save();

 private:
  using Digest = std::array<unsigned char, 16>;
  [[nodiscard]] Digest digest(const std::string& text) const;
  [[nodiscard]] std::pair<Digest, Digest> entry(const FoundFile& file) const;
  std::filesystem::path path_;
  std::string salt_;
  std::map<Digest, Digest> files_;
  bool changed_ = false;
};

}  // namespace phonebook
