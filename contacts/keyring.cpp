#include "contacts/keyring.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/atomic_file.h"
#include "base/text.h"

namespace phonebook {

std::filesystem::path key_file(const std::filesystem::path& folder) { return folder / "key"; }

Result<Key> open_key(const std::filesystem::path& folder, KeyNeed need) {
  const std::filesystem::path path = key_file(folder);
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) {
    if (errno != ENOENT) return fail(Code::io, tr("The key file cannot be looked at."), path.string());
    if (need == KeyNeed::must_exist)
      return fail(Code::denied,
                  tr("The book is there but its key file is gone. Put the key file back; without it the book "
                     "cannot be read."),
                  path.string());
    const SecretKey fresh = SecretKey::random();
    // Two processes may make their first book at once: the file that is there first is the key of both.
    if (auto written = write_file_atomically(path, fresh.octets(), {.mode = 0600, .overwrite = false});
        !written && written.error().code != Code::conflict)
      return written.failure();
    if (lstat(path.c_str(), &status) != 0)
      return fail(Code::io, tr("The key file cannot be looked at."), path.string());
  }
  if (!S_ISREG(status.st_mode))
    return fail(Code::denied, tr("The key is not a regular file."), path.string());
  if (status.st_uid != geteuid())
    return fail(Code::denied, tr("The key file belongs to another user."), path.string());
  if ((status.st_mode & 077) != 0)
    return fail(Code::denied,
                fmt::format(fmt::runtime(tr("Others can read the key file. Mend it with: chmod 600 {}")),
                            path.string()),
                path.string());
  auto octets = read_file(path, SecretKey::kBytes);
  if (!octets) return octets.failure();
  auto secret = SecretKey::from(*octets);
  if (!secret) return fail(secret.error().code, secret.error().sentence, path.string());
  return Key{*std::move(secret), "key-file"};
}

}  // namespace phonebook
