#include "engine/scan_state.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>

#include <cstring>

#include "base/atomic_file.h"

namespace phonebook {
namespace {

constexpr std::string_view kMagic = "purple-phonebook scan 1\n";
constexpr std::size_t kMostBytes = std::size_t{128} << 20;  // four million files

std::string full_path(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto out = std::filesystem::weakly_canonical(path, ignored);
  return out.empty() ? path.string() : out.string();
}

// Another book under the same name is another book: what the file system knows of its making.
std::string identity_of(const std::filesystem::path& book) {
  struct statx status {};
  if (::statx(AT_FDCWD, book.c_str(), 0, STATX_INO | STATX_BTIME, &status) != 0) return "none";
  return fmt::format("{}:{}:{}:{}.{}", status.stx_dev_major, status.stx_dev_minor, status.stx_ino,
                     status.stx_btime.tv_sec, status.stx_btime.tv_nsec);
}

}  // namespace

ScanState ScanState::load(const std::filesystem::path& book, const std::string& salt) {
  ScanState out;
  out.salt_ = full_path(book) + "\n" + identity_of(book) + "\n" + salt;
  std::string name;
  for (const unsigned char c : out.digest("file of " + full_path(book))) name += fmt::format("{:02x}", c);
  out.path_ = state_folder() / ("scan-" + name);
  const auto bytes = read_file(out.path_, kMostBytes);
  if (!bytes || !std::string_view(*bytes).starts_with(kMagic) || (bytes->size() - kMagic.size()) % 32 != 0)
    return out;
  for (std::size_t at = kMagic.size(); at < bytes->size(); at += 32) {
    Digest key, value;
    std::memcpy(key.data(), bytes->data() + at, 16);
    std::memcpy(value.data(), bytes->data() + at + 16, 16);
    out.files_.emplace_hint(out.files_.end(), key, value);
  }
  return out;
}

ScanState::Digest ScanState::digest(const std::string& text) const {
  Digest out;
  crypto_generichash(out.data(), out.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                     nullptr, 0);
  return out;
}

std::pair<ScanState::Digest, ScanState::Digest> ScanState::entry(const FoundFile& file) const {
  const std::string path = full_path(file.path);
  return {digest(path),
          digest(fmt::format("{}\n{}\n{}\n{}", path, file.size_bytes, file.modified_ns, salt_))};
}

bool ScanState::has(const FoundFile& file) const {
  const auto [key, value] = entry(file);
  const auto found = files_.find(key);
  return found != files_.end() && found->second == value;
}

void ScanState::add(const FoundFile& file) {
  const auto [key, value] = entry(file);
  files_[key] = value;
  changed_ = true;
}

Result<void> ScanState::save() {
  if (!changed_) return {};
  std::string bytes(kMagic);
  bytes.reserve(bytes.size() + files_.size() * 32);
  for (const auto& [key, value] : files_)
    bytes.append(reinterpret_cast<const char*>(key.data()), 16)
        .append(reinterpret_cast<const char*>(value.data()), 16);
  if (auto made = make_private_folder(path_.parent_path()); !made) return made;
  if (auto done = write_file_atomically(path_, bytes, {.mode = 0600}); !done) return done;
  changed_ = false;
  return {};
}

}  // namespace phonebook
