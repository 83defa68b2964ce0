#include "base/result.h"

namespace phonebook {

const char* to_string(Code code) noexcept {
  switch (code) {
    case Code::not_found: return "not_found";
    case Code::invalid_input: return "invalid_input";
    case Code::denied: return "denied";
    case Code::unsupported: return "unsupported";
    case Code::unreachable: return "unreachable";
    case Code::uncertain: return "uncertain";
    case Code::busy: return "busy";
    case Code::io: return "io";
    case Code::conflict: return "conflict";
    case Code::cancelled: return "cancelled";
    case Code::internal: return "internal";
  }
  return "internal";
}

}  // namespace phonebook
