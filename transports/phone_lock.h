// phone_lock: one writer a phone. Taken around plan and send, so that two hosts never add the same person
// twice.
//
//   auto lock = lock_phone(found.address);
//   if (!lock) return lock.failure();      // Code::busy: another send is under way
//
// The lock ends with the object, and with the process however it dies. Thread-safe: a second lock of the same
// phone is busy within one process too.
#pragma once
#include <utility>

#include "base/result.h"
#include "transports/phone.h"

namespace phonebook {

class PhoneLock {
 public:
  PhoneLock(PhoneLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  PhoneLock& operator=(PhoneLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~PhoneLock();

 private:
  friend Result<PhoneLock> lock_phone(const PhoneAddress& phone);
  explicit PhoneLock(int fd) noexcept : fd_(fd) {}
  int fd_;
};

// Never waits. The phone need not be there. Its file lies in state_folder()/locks under a hash of the
// address, links resolved.
[[nodiscard]] Result<PhoneLock> lock_phone(const PhoneAddress& phone);

}  // namespace phonebook
