#include "contacts/seal.h"

#include <sodium.h>

#include <cstring>
#include <new>

#include "base/text.h"

namespace phonebook {
namespace {

void ready() {
  static const int state = sodium_init();
  if (state < 0) throw std::bad_alloc();  // no source of randomness: nothing can be kept safely
}

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kLookup = 16;

const unsigned char* octets_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// Unambiguous: names cannot hold the separator, numbers end at it.
std::string bound(const SealedPlace& place) {
  std::string out = "phonebook1";
  out.append("\0", 1).append(place.table).append("\0", 1).append(place.column).append("\0", 1);
  out.append(std::to_string(place.row)).append("\0", 1).append(std::to_string(place.revision));
  return out;
}

SecretKey derived(const SecretKey& key, std::uint64_t which) {
  unsigned char out[SecretKey::kBytes];
  crypto_kdf_derive_from_key(out, sizeof out, which, "phonebk1", octets_of(key.octets()));
  auto made = SecretKey::from({reinterpret_cast<const char*>(out), sizeof out});
  sodium_memzero(out, sizeof out);
  return *std::move(made);
}

}  // namespace

SecretKey::SecretKey() {
  ready();
  auto* memory = static_cast<unsigned char*>(sodium_malloc(kBytes));
  if (!memory) throw std::bad_alloc();
  memory_ = std::shared_ptr<unsigned char>(memory, sodium_free);
}
SecretKey SecretKey::random() {
  SecretKey key;
  randombytes_buf(key.memory_.get(), kBytes);
  return key;
}
Result<SecretKey> SecretKey::from(std::string_view octets) {
  if (octets.size() != kBytes)
    return fail(Code::invalid_input, tr("The key has the wrong length; it is damaged or not a key."));
  SecretKey key;
  std::memcpy(key.memory_.get(), octets.data(), kBytes);
  return key;
}
std::string_view SecretKey::octets() const { return {reinterpret_cast<const char*>(memory_.get()), kBytes}; }

Seal::Seal(const SecretKey& key) : sealing_(derived(key, 1)), hashing_(derived(key, 2)) {}

std::string Seal::close(std::string_view plain, const SealedPlace& place) const {
  const std::string context = bound(place);
  std::string out(kNonce + plain.size() + kTag, '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(out.data());
  randombytes_buf(bytes, kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + kNonce, nullptr, octets_of(plain), plain.size(),
                                             octets_of(context), context.size(), nullptr, bytes,
                                             octets_of(sealing_.octets()));
  return out;
}

Result<std::string> Seal::open(std::string_view sealed, const SealedPlace& place) const {
  const auto refuse = [] {
    return fail(
        Code::denied,
        tr("A row of the book does not open: the key is another one, or the row was changed from outside."));
  };
  if (sealed.size() < kNonce + kTag) return refuse();
  const std::string context = bound(place);
  std::string out(sealed.size() - kNonce - kTag, '\0');
  const unsigned char* bytes = octets_of(sealed);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(out.data()), nullptr,
                                                 nullptr, bytes + kNonce, sealed.size() - kNonce,
                                                 octets_of(context), context.size(), bytes,
                                                 octets_of(sealing_.octets())) != 0)
    return refuse();
  return out;
}

std::string Seal::lookup(std::string_view domain, std::string_view normalised) const {
  std::string out(kLookup, '\0');
  crypto_generichash_state state;
  crypto_generichash_init(&state, octets_of(hashing_.octets()), SecretKey::kBytes, kLookup);
  crypto_generichash_update(&state, octets_of(domain), domain.size());
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>("\0"), 1);
  crypto_generichash_update(&state, octets_of(normalised), normalised.size());
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(out.data()), kLookup);
  return out;
}

}  // namespace phonebook
