#include "engine/chosen_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>
#include <system_error>

#include "base/atomic_file.h"
#include "base/text.h"

namespace phonebook {
namespace {

// A card is small, and a call of the system for each of a million is not.
constexpr std::size_t kBuffer = std::size_t{256} << 10;

}  // namespace

struct ChosenFile::State {
  std::string name;
  std::optional<StagedFile> staged;
  int fd = -1;  // of a pipe, a device or standard output
  bool owned = false;
  std::string buffer;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    if (owned && fd >= 0) ::close(fd);
  }

  Result<void> put(std::string_view bytes) {
    if (staged) return staged->write(bytes);
    while (!bytes.empty()) {
      const ssize_t written = ::write(fd, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0)
        return fail(
            Code::io,
            std::string(tr("It could not be written.")) + " " + std::generic_category().message(errno), name);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
  }
  Result<void> flush() {
    auto done = put(buffer);
    buffer.clear();
    return done;
  }
};

ChosenFile::ChosenFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
ChosenFile::ChosenFile(ChosenFile&&) noexcept = default;
ChosenFile& ChosenFile::operator=(ChosenFile&&) noexcept = default;
ChosenFile::~ChosenFile() = default;

Result<ChosenFile> ChosenFile::open(const std::filesystem::path& path, bool overwrite) {
  auto state = std::make_unique<State>();
  state->name = path.string();
  if (path == "-") {
    state->name = tr("standard output");
    state->fd = STDOUT_FILENO;
    return ChosenFile(std::move(state));
  }
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
      !std::filesystem::is_directory(status)) {
    state->fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
    if (state->fd < 0)
      return fail(Code::io,
                  std::string(tr("It could not be written.")) + " " + std::generic_category().message(errno),
                  state->name);
    state->owned = true;
    return ChosenFile(std::move(state));
  }
  const auto target = std::filesystem::is_symlink(path, error) && std::filesystem::exists(status)
                          ? std::filesystem::canonical(path, error)
                          : path;
  auto staged = StagedFile::open(error ? path : target, {.mode = 0600, .overwrite = overwrite});
  if (!staged) return staged.failure();
  state->staged.emplace(*std::move(staged));
  return ChosenFile(std::move(state));
}

Result<void> ChosenFile::write(std::string_view bytes) {
  State& s = *state_;
  if (s.buffer.size() + bytes.size() > kBuffer)
    if (auto done = s.flush(); !done) return done;
  if (bytes.size() >= kBuffer) return s.put(bytes);
  s.buffer += bytes;
  return {};
}

Result<void> ChosenFile::commit() {
  if (auto done = state_->flush(); !done) return done;
  return state_->staged ? state_->staged->commit() : Result<void>();
}

}  // namespace phonebook
