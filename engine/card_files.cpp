#include "engine/card_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unicode/uchar.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <unordered_map>
#include <vector>

#include "base/text.h"

namespace phonebook {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxName = 80;  // memory cards and old phones have short limits, some in octets

// What Windows keeps for devices, whatever ending stands behind.
bool is_device(std::string_view name) {
  const std::string lower = ascii_lower(name.substr(0, name.find('.')));
  constexpr std::array kDevices{"con", "prn", "aux", "nul"};
  for (const char* device : kDevices)
    if (lower == device) return true;
  return lower.size() == 4 && (lower.starts_with("com") || lower.starts_with("lpt")) && lower[3] >= '0' &&
         lower[3] <= '9';
}

Fail system_failure(int error, const fs::path& path) {
  return fail(error == EEXIST ? Code::conflict : Code::io,
              fmt::format(fmt::runtime(tr("The file could not be written: {}.")),
                          std::generic_category().message(error)),
              path.string());
}

// As private as the book they come from. 0, or errno.
int write_private(const fs::path& path, std::string_view bytes) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return errno;
  int error = 0;
  while (!bytes.empty() && error == 0) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
    if (n < 0 && errno != EINTR) error = errno;
  }
  // A disk over the network may say only now that it is full.
  if (::close(fd) != 0 && error == 0 && errno != EINTR) error = errno;
  return error;
}

}  // namespace

std::string file_name_for(std::string_view name) {
  std::string out;
  while (!name.empty()) {
    const CodePoint c = decode_utf8(name);
    name.remove_prefix(c.length);
    const auto value = static_cast<UChar32>(c.value);
    const int type = u_charType(value);
    const bool mark = type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK;
    const bool plain = c.value < 0x80 && std::string_view(" -_.'()+&,").find(static_cast<char>(c.value)) !=
                                             std::string_view::npos;
    if (u_isalnum(value) || mark || plain)
      append_utf8(out, c.value);
    else if (!out.ends_with('_'))
      out += '_';
  }
  out = cut_utf8(out, kMaxName);
  // Not hidden, no "..", and nothing that Windows cuts off.
  while (!out.empty() && (out.back() == '.' || out.back() == ' ')) out.pop_back();
  out.erase(0, out.find_first_not_of(". "));
  if (out.find_first_not_of('_') == std::string::npos) return "contact";
  return is_device(out) ? "_" + out : out;
}

struct CardFiles::State {
  fs::path out, folder;  // what was asked for, and where the files come to lie
  fs::path staging;
  std::string ending;
  bool numbered = false, overwrite = false, new_folder = false;
  std::vector<std::string> names;                      // without ending, of a folder
  std::unordered_map<std::string, std::size_t> taken;  // folded, as memory cards compare

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    std::error_code ignored;
    if (!staging.empty()) fs::remove_all(staging, ignored);
  }

  // Two people of one name do not share a file.
  std::string own_name(std::string_view name) {
    const std::string wanted = file_name_for(name);
    std::size_t& count = taken[fold(wanted)];
    if (++count == 1) return wanted;
    while (true) {
      std::string own = fmt::format("{} ({})", wanted, count);
      if (taken.emplace(fold(own), 1).second) return own;
      ++count;
    }
  }
  [[nodiscard]] fs::path final_name(std::size_t i) const {
    if (!numbered) return names[i] + "." + ending;
    if (names.size() == 1) return out.filename();
    const std::size_t width = std::to_string(names.size()).size();
    return fmt::format("{}-{:0{}}{}", out.stem().string(), i + 1, width, out.extension().string());
  }
};

CardFiles::CardFiles(std::unique_ptr<State> state) : state_(std::move(state)) {}
CardFiles::CardFiles(CardFiles&&) noexcept = default;
CardFiles& CardFiles::operator=(CardFiles&&) noexcept = default;
CardFiles::~CardFiles() = default;

std::size_t CardFiles::count() const { return state_->names.size(); }

Result<CardFiles> CardFiles::open(const fs::path& out, std::string ending, bool overwrite) {
  auto state = std::make_unique<State>();
  std::error_code error;
  const bool is_folder = fs::is_directory(out, error);
  state->numbered = !is_folder && out.has_filename() && out.has_extension();
  state->out = out.has_filename() ? out : out.parent_path();
  state->ending = std::move(ending);
  state->overwrite = overwrite;
  state->new_folder = !state->numbered && !is_folder;
  if (state->new_folder && fs::exists(fs::symlink_status(state->out, error)))
    return fail(Code::conflict, tr("This is a file; several cards need a folder."), state->out.string());
  const fs::path parent = state->out.has_parent_path() ? state->out.parent_path() : fs::path(".");
  state->folder = state->numbered ? parent : state->out;
  const fs::path beside = state->new_folder ? parent : state->folder;
  const fs::path staging = beside / ("." + new_uuid() + ".tmp");
  if (::mkdir(staging.c_str(), 0700) != 0) return system_failure(errno, beside);
  state->staging = staging;
  return CardFiles(std::move(state));
}

Result<void> CardFiles::add(std::string_view name, std::string_view bytes) {
  State& s = *state_;
  const std::size_t number = s.names.size();
  s.names.push_back(s.numbered ? std::string() : s.own_name(name));
  // In the hidden folder under numbers: no name from outside before the end.
  const int error = write_private(s.staging / std::to_string(number), bytes);
  return error == 0 ? Result<void>() : system_failure(error, s.out);
}

Result<void> CardFiles::commit() {
  State& s = *state_;
  std::error_code error;
  if (!s.overwrite && !s.new_folder)
    for (std::size_t i = 0; i < s.names.size(); ++i)
      if (fs::exists(fs::symlink_status(s.folder / s.final_name(i), error)))
        return system_failure(EEXIST, s.folder / s.final_name(i));
  // Once for all of them; a card each would take minutes on a memory card.
  if (const int folder = ::open(s.staging.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); folder >= 0) {
    const bool synced = ::syncfs(folder) == 0;
    const int reason = errno;
    ::close(folder);
    if (!synced) return system_failure(reason, s.out);
  }
  // A new folder is named as a whole once all is in it.
  const fs::path into = s.new_folder ? s.staging : s.folder;
  for (std::size_t i = 0; i < s.names.size(); ++i) {
    fs::rename(s.staging / std::to_string(i), into / s.final_name(i), error);
    if (!error) continue;
    const int reason = error.value();
    if (!s.overwrite && !s.new_folder)
      for (std::size_t done = 0; done < i; ++done) fs::remove(into / s.final_name(done), error);
    return system_failure(reason, s.folder / s.final_name(i));
  }
  if (s.new_folder) {
    fs::rename(s.staging, s.out, error);
    if (error) return system_failure(error.value(), s.out);
    s.staging.clear();
  }
  return {};
}

}  // namespace phonebook
