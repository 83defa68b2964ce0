#include "documents/zip_archive.h"

#include <fmt/format.h>
#include <unistd.h>
#include <zip.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"

namespace phonebook {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10;
constexpr std::size_t kEndRecord = 22;
constexpr std::size_t kLongestComment = 65535;

std::uint32_t little_endian(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t out = 0;
  for (std::size_t i = size; i-- > 0;) out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
  return out;
}

// libzip loads the whole index when it opens an archive; how large that is stands at the archive's end.
bool index_is_too_large(std::string_view tail, std::uint64_t file_size) {
  const std::size_t at = tail.rfind(std::string_view("PK\x05\x06", 4));
  if (at == std::string_view::npos || at + kEndRecord > tail.size()) return false;  // libzip will say it
  // Archives of four gigabytes and more have a second record, which need not agree with the first.
  const bool long_form = at >= 20 && tail.substr(at - 20, 4) == std::string_view("PK\x06\x07", 4);
  if (long_form && file_size > ZipArchive::kMaxIndex) return true;
  return little_endian(tail, at + 12, 4) > ZipArchive::kMaxIndex && file_size > ZipArchive::kMaxIndex;
}

struct ZipDeleter {
  void operator()(zip_t* zip) const noexcept { zip_discard(zip); }
};
struct ZipFileDeleter {
  void operator()(zip_file_t* file) const noexcept { zip_fclose(file); }
};

Fail damaged(const std::string& where, const char* reason) {
  return fail(Code::invalid_input,
              fmt::format(fmt::runtime(tr("The file is damaged: {}. Save it again with the program it came "
                                          "from.")),
                          reason),
              where);
}

}  // namespace

struct ZipArchive::State {
  std::string name;
  std::unique_ptr<zip_t, ZipDeleter> zip;
  std::vector<std::string> names;
  std::uint64_t unpacked = 0;
};

ZipArchive::ZipArchive(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZipArchive::ZipArchive(ZipArchive&&) noexcept = default;
ZipArchive& ZipArchive::operator=(ZipArchive&&) noexcept = default;
ZipArchive::~ZipArchive() = default;

Result<ZipArchive> ZipArchive::open(Input& input) {
  auto whole = input.whole();
  if (!whole) return whole.failure();
  auto state = std::make_unique<State>();
  state->name = input.name();

  std::string tail;
  std::uint64_t size = whole->bytes.size();
  if (whole->fd >= 0) {
    size = input.size().value_or(0);
    const auto wanted =
        static_cast<std::size_t>(std::min<std::uint64_t>(size, kEndRecord + kLongestComment + 20));
    tail.resize(wanted);
    const ssize_t n = ::pread(whole->fd, tail.data(), wanted, static_cast<off_t>(size - wanted));
    tail.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  } else {
    tail = whole->bytes.substr(size - std::min<std::size_t>(size, kEndRecord + kLongestComment + 20));
  }
  if (index_is_too_large(tail, size))
    return fail(Code::invalid_input,
                tr("The archive lists more members than any office document has; it was not read."),
                state->name);

  if (whole->fd >= 0) {
    int error = 0;
    const int copy = ::dup(whole->fd);
    if (copy >= 0) state->zip.reset(zip_fdopen(copy, 0, &error));
    if (!state->zip) {
      if (copy >= 0) ::close(copy);
      zip_error_t reason;
      zip_error_init_with_code(&reason, error);
      const std::string words = zip_error_strerror(&reason);
      zip_error_fini(&reason);
      return damaged(state->name, words.c_str());
    }
  } else {
    zip_error_t reason;
    zip_error_init(&reason);
    zip_source_t* source = zip_source_buffer_create(whole->bytes.data(), whole->bytes.size(), 0, &reason);
    if (source) state->zip.reset(zip_open_from_source(source, ZIP_RDONLY, &reason));
    if (!state->zip) {
      if (source) zip_source_free(source);
      const std::string words = zip_error_strerror(&reason);
      zip_error_fini(&reason);
      return damaged(state->name, words.c_str());
    }
    zip_error_fini(&reason);
  }
  const zip_int64_t count = zip_get_num_entries(state->zip.get(), 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    const char* member = zip_get_name(state->zip.get(), static_cast<zip_uint64_t>(i), ZIP_FL_ENC_GUESS);
    state->names.emplace_back(member ? member : "");
  }
  return ZipArchive(std::move(state));
}

const std::vector<std::string>& ZipArchive::names() const { return state_->names; }
bool ZipArchive::has(std::string_view member) const {
  return std::find(state_->names.begin(), state_->names.end(), member) != state_->names.end();
}

Result<void> ZipArchive::read(const std::string& member, const Take& take) {
  State& s = *state_;
  const std::string where = s.name + ": " + member;
  const auto at = std::find(s.names.begin(), s.names.end(), member);
  if (at == s.names.end()) return fail(Code::not_found, tr("The document has no such part."), where);
  const auto index = static_cast<zip_uint64_t>(at - s.names.begin());
  zip_stat_t status;
  zip_stat_init(&status);
  if (zip_stat_index(s.zip.get(), index, 0, &status) != 0) return damaged(where, zip_strerror(s.zip.get()));
  if ((status.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && status.encryption_method != ZIP_EM_NONE)
    return fail(Code::denied, tr("The document is encrypted; save it without a password first."), s.name);
  const std::unique_ptr<zip_file_t, ZipFileDeleter> file(zip_fopen_index(s.zip.get(), index, 0));
  if (!file) return damaged(where, zip_strerror(s.zip.get()));
  const std::uint64_t packed = std::max<std::uint64_t>(status.comp_size, 1);
  std::string block(kBlock, '\0');
  std::uint64_t here = 0;
  while (true) {
    const zip_int64_t n = zip_fread(file.get(), block.data(), block.size());
    if (n < 0) return damaged(where, zip_file_strerror(file.get()));
    here += static_cast<std::uint64_t>(n);
    s.unpacked += static_cast<std::uint64_t>(n);
    if (s.unpacked > kMaxUnpacked || (here > kFreeOfRatio && here / packed > kMaxRatio))
      return fail(
          Code::invalid_input,
          tr("The document unpacks to far more than it could hold (a zip bomb); it was not read further."),
          where);
    auto more = take(std::string_view(block).substr(0, static_cast<std::size_t>(n)), n == 0);
    if (!more) return fail(more.error().code, more.error().sentence, where);
    if (!*more || n == 0) return {};
  }
}

}  // namespace phonebook
