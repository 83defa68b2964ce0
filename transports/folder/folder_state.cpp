#include "transports/folder/folder_state.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>

#include "base/text.h"

namespace phonebook {
namespace {

std::string named(const char* sentence, const std::filesystem::path& folder) {
  return fmt::format(fmt::runtime(sentence), valid_utf8(folder.string()));
}

}  // namespace

std::optional<FolderTrouble> reading_trouble(const std::filesystem::path& folder) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) {
    if (errno == EACCES) {
      return FolderTrouble{Code::denied, named(tr("The folder {} cannot be entered."), folder),
                           tr("Ask its owner for access, or choose another folder.")};
    }
    return FolderTrouble{Code::unreachable, named(tr("The folder {} is not there."), folder),
                         tr("Plug the card or phone in and let the desktop open it, or make the folder.")};
  }
  if (!S_ISDIR(status.st_mode)) {
    return FolderTrouble{Code::invalid_input, named(tr("{} is a file, not a folder."), folder),
                         tr("Name the folder that holds the .vcf files.")};
  }
  if (::access(folder.c_str(), R_OK | X_OK) != 0) {
    return FolderTrouble{Code::denied, named(tr("The folder {} cannot be read."), folder),
                         tr("Ask its owner for access, or choose another folder.")};
  }
  return std::nullopt;
}

std::optional<FolderTrouble> writing_trouble(const std::filesystem::path& folder) {
  if (auto trouble = reading_trouble(folder)) return trouble;
  struct statvfs space {};
  if (::statvfs(folder.c_str(), &space) == 0) {
    if ((space.f_flag & ST_RDONLY) != 0) {
      return FolderTrouble{
          Code::denied, named(tr("The folder {} is on a read-only disk."), folder),
          tr("Open the card's lock or mount the disk for writing, or choose another folder.")};
    }
    // Some file systems of phones (FUSE, MTP) tell no sizes at all.
    if (space.f_blocks > 0 && space.f_bavail == 0) {
      return FolderTrouble{Code::io, named(tr("The disk that holds the folder {} is full."), folder),
                           tr("Free some space and send again.")};
    }
  }
  if (::access(folder.c_str(), W_OK) != 0) {
    return FolderTrouble{Code::denied, named(tr("The folder {} cannot be written to."), folder),
                         tr("Allow writing in the folder's properties, or choose another folder.")};
  }
  return std::nullopt;
}

}  // namespace phonebook
