// serve's method `qr`: a contact as a QR code, for a host to draw. Nothing is written by it.
#pragma once
#include "command/serve_methods.h"

namespace phonebook::command {

[[nodiscard]] Result<nlohmann::json> qr_call(const Call& call);

}  // namespace phonebook::command
