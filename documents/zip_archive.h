// zip_archive: the members of a zip file, streamed, with limits that no office document reaches and every
// bomb does.
//
//   auto zip = ZipArchive::open(input);
//   zip->read("word/document.xml", [&](std::string_view piece, bool last) -> Result<bool> {…});
//
// No member is ever written to disk, and none is opened as an archive again.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/input.h"

namespace phonebook {

class ZipArchive {
 public:
  static constexpr std::uint64_t kMaxUnpacked = std::uint64_t{512} << 20;  // of all members together
  static constexpr std::uint64_t kMaxRatio = 150;                          // past kFreeOfRatio
  static constexpr std::uint64_t kFreeOfRatio = std::uint64_t{8} << 20;
  static constexpr std::size_t kMaxIndex = std::size_t{4} << 20;  // some 50,000 members

  [[nodiscard]] static Result<ZipArchive> open(Input& input);
  ZipArchive(ZipArchive&&) noexcept;
  ZipArchive& operator=(ZipArchive&&) noexcept;
  ~ZipArchive();

  [[nodiscard]] bool has(std::string_view member) const;
  // Names of all members, in the archive's order.
  [[nodiscard]] const std::vector<std::string>& names() const;
  // Hands the member over in pieces; `last` with the last one, which may be empty. The function returns false
  // to stop. A missing member is Code::not_found; errors name file and member.
  using Take = std::function<Result<bool>(std::string_view piece, bool last)>;
  [[nodiscard]] Result<void> read(const std::string& member, const Take& take);

 private:
  struct State;
  explicit ZipArchive(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace phonebook
