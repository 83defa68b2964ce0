// seal: what the book holds of people, unreadable without the key.
//
//   std::string stored = seal.close(plain, {"contact", "sealed", row_id, revision});
//   Result<std::string> plain = seal.open(stored, {"contact", "sealed", row_id, revision});
//   std::string key = seal.lookup("number", "+8613800001234");
//
// XChaCha20-Poly1305 (libsodium), a random nonce a value, bound to table, column, row and revision: a value
// moved to another row, or an older one put back, does not open. Thread-safe.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace phonebook {

// 32 octets in memory that is locked, never dumped, and wiped when the last owner goes (sodium_malloc).
class SecretKey {
 public:
  static constexpr std::size_t kBytes = 32;
  // Random; absent memory is std::bad_alloc.
  [[nodiscard]] static SecretKey random();
  // Exactly kBytes octets, else Code::invalid_input.
  [[nodiscard]] static Result<SecretKey> from(std::string_view octets);
  [[nodiscard]] std::string_view octets() const;

 private:
  SecretKey();
  std::shared_ptr<unsigned char> memory_;
};

struct SealedPlace {
  std::string_view table, column;
  std::int64_t row = 0, revision = 0;
};

class Seal {
 public:
  explicit Seal(const SecretKey& key);
  [[nodiscard]] std::string close(std::string_view plain, const SealedPlace& place) const;
  // Code::denied when the key is another, or the value was changed or moved.
  [[nodiscard]] Result<std::string> open(std::string_view sealed, const SealedPlace& place) const;
  // A keyed hash, 16 octets, of a normalised value: equal values can be found, nothing can be read back.
  // Different domains give different keys for the same value.
  [[nodiscard]] std::string lookup(std::string_view domain, std::string_view normalised) const;

 private:
  SecretKey sealing_, hashing_;
};

}  // namespace phonebook
