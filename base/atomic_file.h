// Files that are never half there: written beside, synced, renamed.
//
//   if (auto done = write_file_atomically(path, bytes); !done) return done.failure();
//
// Thread rule: functions only, no state; two writers of one path leave one of the two contents, whole.
#pragma once
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace phonebook {

struct WriteOptions {
  unsigned mode = 0644;   // of a new file; an existing one keeps its own
  bool overwrite = true;  // false: an existing file is Code::conflict, never touched
};

// After it the path holds either what it held or all of `bytes`. The temporary file lies in the same folder,
// its name begins with '.' and ends in ".tmp"; it is gone afterwards, also on failure.
[[nodiscard]] Result<void> write_file_atomically(const std::filesystem::path& path, std::string_view bytes,
                                                 WriteOptions options = {});

// The same for what comes piece by piece: the file has no name before commit(), so that whatever ends the
// program, SIGKILL too, leaves nothing behind. Only where the file system knows no such files (memory cards)
// it lies beside the path like the one above.
//
//   auto file = StagedFile::open("people.vcf");
//   if (auto put = file->write(bytes); !put) return put;
//   return file->commit();
class StagedFile {
 public:
  // What can be known to fail is found here, an existing file that must not be overwritten among it.
  [[nodiscard]] static Result<StagedFile> open(const std::filesystem::path& path, WriteOptions options = {});
  StagedFile(StagedFile&&) noexcept;
  StagedFile& operator=(StagedFile&&) noexcept;
  ~StagedFile();  // without commit(): nothing is left, the path holds what it held

  [[nodiscard]] Result<void> write(std::string_view bytes);
  // Syncs and names it. Once, and nothing after it.
  [[nodiscard]] Result<void> commit();

 private:
  struct State;
  explicit StagedFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The whole file. Over `limit_bytes`: Code::invalid_input, the limit named. A directory, a device or a
// missing file is an error that names the path.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit_bytes);

// Makes the folder and its parents, the last one with mode 0700.
[[nodiscard]] Result<void> make_private_folder(const std::filesystem::path& path);

// The person's folders by the XDG Base Directory Specification, each with "purple-phonebook" appended; not
// created.
[[nodiscard]] std::filesystem::path data_folder();
[[nodiscard]] std::filesystem::path config_folder();
[[nodiscard]] std::filesystem::path state_folder();
[[nodiscard]] std::filesystem::path runtime_folder();  // falls back to state_folder()

}  // namespace phonebook
