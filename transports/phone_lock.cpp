#include "transports/phone_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "base/atomic_file.h"
#include "base/text.h"
#include "transports/fingerprint.h"
#include "transports/routes.h"

namespace phonebook {

PhoneLock::~PhoneLock() {
  // The file stays: removing it would let a third one lock a new file while a second still waits on this one.
  if (fd_ >= 0) ::close(fd_);
}

Result<PhoneLock> lock_phone(const PhoneAddress& phone) {
  PhoneAddress one_way = phone;
  if (const Route* route = find_route(phone.route)) one_way.address = route->canonical(phone.address);

  // A folder reached through a link is the same phone.
  std::error_code unknown;
  const std::filesystem::path real = std::filesystem::weakly_canonical(one_way.address, unknown);
  if (!unknown && !real.empty() && std::filesystem::path(one_way.address).is_absolute())
    one_way.address = real.string();

  // Not in the runtime folder: a program without a session would lock elsewhere than one with.
  const std::filesystem::path folder = state_folder() / "locks";
  if (auto made = make_private_folder(state_folder()); !made) return made.failure();
  if (auto made = make_private_folder(folder); !made) return made.failure();
  const std::filesystem::path file = folder / (fingerprint(one_way.text()) + ".lock");
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) {
    return fail(Code::io,
                fmt::format(fmt::runtime(tr("The phone could not be locked: {}.")),
                            std::generic_category().message(errno)),
                file.string());
  }
  PhoneLock lock(fd);
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return lock;
  if (errno == EWOULDBLOCK) {
    return fail(Code::busy,
                tr("Another window or program is sending to this phone just now. Try again in a moment."),
                phone.text());
  }
  return fail(Code::io,
              fmt::format(fmt::runtime(tr("The phone could not be locked: {}.")),
                          std::generic_category().message(errno)),
              file.string());
}

}  // namespace phonebook
