#include "transports/fingerprint.h"

#include <glib.h>

#include <memory>

namespace phonebook {

std::string fingerprint(std::string_view bytes) {
  struct Free {
    void operator()(char* text) const noexcept { g_free(text); }
  };
  const std::unique_ptr<char, Free> text(g_compute_checksum_for_data(
      G_CHECKSUM_SHA256, reinterpret_cast<const guchar*>(bytes.data()), bytes.size()));
  return text.get();
}

}  // namespace phonebook
